// Events alone, by their kind, to be read one after the other.

import Foundation

/// What one kind of event says: a structure such as `DeliveredEvent`.
public protocol EventContent: Sendable {
    /// The kind.
    static var kind: EventKind { get }

    /// What this body says; `nil` for a body of another kind.
    init?(_ body: EventBody)
}

extension Event {
    /// Its kind, to branch on.
    public var eventKind: EventKind { EventKind(rawValue: kind) ?? .other }
}

/// The reader of events was too slow: some are gone, and what comes next comes after `snapshot`. Thrown by what gives events
/// alone, where a loss could not be told otherwise; `notices` tells of it by `Notice.lagged`.
public struct EventsMissed: LocalizedError, CustomStringConvertible, Sendable {
    /// How many are gone.
    public let missed: Int64
    /// The state as of now.
    public let snapshot: Snapshot

    public var description: String { "The reader was too slow: \(missed) events were missed." }

    public var errorDescription: String? { description }
}

/// Events from the call on that gave this, for one reader. Ends when the session is closed, or the reading task is cancelled.
///
/// A reader who is too slow gets an `EventsMissed`, and may read on with a further `for try await`: what comes then comes after.
public struct EventStream<Element: Sendable>: AsyncSequence, Sendable {
    fileprivate let stream: NativeEventStream
    fileprivate let read: @Sendable (Event) -> Element?

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let events: EventStream

        /// The next one; `nil` at the end. Throws `EventsMissed`.
        public mutating func next() async throws -> Element? {
            while let notice = await events.nextNotice() {
                switch notice {
                case .happened(let event):
                    if let element = events.read(event) { return element }
                case .lagged(let missed, let snapshot):
                    throw EventsMissed(missed: missed, snapshot: snapshot)
                case .logged: break
                }
            }
            return nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(events: self) }

    fileprivate func nextNotice() async -> Notice? {
        await withTaskCancellationHandler {
            await stream.next()
        } onCancel: {
            stream.end()
        }
    }
}

extension Session {
    /// The events from now on: all, or those of these kinds. **Subscribed by this call**, not by reading: nothing from now on is
    /// missed. At most `capacity` of them wait, one at least, and no others take their places. A reader who is slower gets an
    /// `EventsMissed`.
    public func events(_ kinds: EventKind..., capacity: Int = 1024) -> EventStream<Event> {
        events(of: kinds, capacity: capacity)
    }

    /// The events from now on of these kinds, or all if there are none: as `events`.
    public func events(of kinds: [EventKind], capacity: Int = 1024) -> EventStream<Event> {
        EventStream(stream: stream(kinds, logs: false, capacity: capacity)) { $0 }
    }

    /// What events of one kind say, from now on: `session.events(DeliveredEvent.self)`. As the other `events`.
    public func events<Content: EventContent>(
        _ type: Content.Type, capacity: Int = 1024
    ) -> EventStream<Content> {
        EventStream(stream: stream([Content.kind], logs: false, capacity: capacity)) { Content($0.body) }
    }

    func stream(_ kinds: [EventKind], logs: Bool, capacity: Int) -> NativeEventStream {
        native.eventStream(kinds: kinds.map(\.rawValue), logs: logs, capacity: Int32(clamping: capacity))
    }
}
