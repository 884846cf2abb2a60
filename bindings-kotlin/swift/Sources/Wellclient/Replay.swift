// A journal replayed.

/// A session fed from a journal (`SessionOptions.journal`): the same inputs give the same notices and the same state.
/// Throws `WellError.journal` for what is not a journal.
public final class Replay: Sendable {
    private let native: NativeReplay

    /// Begins with a journal's first line.
    public init(header: String) throws {
        try Library.ensure()
        native = try NativeReplay(header: header)
    }

    /// A whole journal, fed line by line.
    public convenience init<Lines: Sequence>(lines: Lines) throws where Lines.Element: StringProtocol {
        var lines = lines.makeIterator()
        try self.init(header: lines.next().map { String($0) } ?? "")
        while let line = lines.next() { try feed(String(line)) }
    }

    /// Feeds the next line.
    public func feed(_ line: String) throws { try native.feed(line: line) }

    /// The next notice of what was fed; `nil` if all were taken.
    public func nextNotice() -> Notice? { native.nextNotice() }

    /// All notices of what was fed and not taken yet.
    public func notices() -> AnySequence<Notice> {
        AnySequence { AnyIterator { self.nextNotice() } }
    }

    /// The state after the last line.
    public func snapshot() -> Snapshot { native.snapshot() }
}
