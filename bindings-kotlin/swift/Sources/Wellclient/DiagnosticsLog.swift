// The library's diagnostics in the program's own log.

import Foundation

/// One line of diagnostics, without secrets.
public struct DiagnosticsLine: Sendable, Equatable {
    /// How grave it is.
    public let level: DiagnosticsLevel
    /// Which part of the library speaks: `wellclient::event`.
    public let target: String
    /// What it says, with its fields.
    public let message: String
}

/// The diagnostics of all clients of the process.
public enum DiagnosticsLog {
    /// From now on gives lines as grave as `level`, or graver, to `sink`, in place of the sink before: one at a time, on
    /// a queue of their own, so that it may do what it likes. Of more than 10,000 that wait, the newest are dropped.
    ///
    /// Throws `WellError.setup`: another part of the process takes them already.
    public static func set(
        _ level: DiagnosticsLevel, _ sink: @escaping @Sendable (DiagnosticsLine) -> Void
    ) throws {
        try Library.ensure()
        try nativeSetDiagnostics(level: level, sink: Queue(sink))
    }

    /// Gives diagnostics to nobody any more.
    public static func unset() {
        Library.require()
        nativeUnsetDiagnostics()
    }
}

/// Takes lines from under the library's locks to where the program's code can run.
private final class Queue: Diagnostics, @unchecked Sendable {
    private static let capacity = 10_000

    private let queue = DispatchQueue(label: "wellclient.diagnostics")
    private let lock = NSLock()
    private var waiting = 0
    private let sink: @Sendable (DiagnosticsLine) -> Void

    init(_ sink: @escaping @Sendable (DiagnosticsLine) -> Void) { self.sink = sink }

    func line(level: DiagnosticsLevel, target: String, message: String) {
        let room = lock.withLock {
            if waiting == Self.capacity { return false }
            waiting += 1
            return true
        }
        guard room else { return }
        queue.async { [self] in
            lock.withLock { waiting -= 1 }
            sink(DiagnosticsLine(level: level, target: target, message: message))
        }
    }
}
