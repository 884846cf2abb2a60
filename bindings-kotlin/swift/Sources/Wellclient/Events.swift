// What a session tells, in order: as a stream, or to a closure.

extension Session {
    /// What happens, in order: events, log lines (manual 3.1, 3.3, 3.4), and `Notice.lagged` where the reader is slower
    /// than `capacity` notices. **Subscribed by this call**, not by reading: nothing from now on is missed. For one
    /// reader; ends when the session is closed, or the reading task is cancelled.
    ///
    /// With `names`, only the events of these names, and no log lines.
    public func notices(named names: [String] = [], capacity: Int = 1024) -> AsyncStream<Notice> {
        let stream = native.eventStream(names: names, capacity: Int32(clamping: capacity))
        return AsyncStream(unfolding: { await stream.next() }, onCancel: { stream.end() })
    }

    /// The events of `notices`: all, or those of these names. A reader that lags misses some unseen.
    public func events(_ names: String...) -> AsyncStream<Event> { events(named: names) }

    /// The events from now on of these names, or all if there are none. **Subscribed by this call**, not by reading. A
    /// reader that lags misses some unseen.
    public func events(named names: [String]) -> AsyncStream<Event> {
        let stream = native.eventStream(names: names, capacity: nil)
        return AsyncStream(
            unfolding: {
                while let notice = await stream.next() {
                    if case .happened(let event) = notice { return event }
                }
                return nil
            },
            onCancel: { stream.end() })
    }

    /// Tells `listener` what happens from now on, on the client's one thread for that: a slow listener holds up the
    /// others, never the network. It may use the session, but nothing that blocks. What it throws goes to the
    /// diagnostics. `ended` is called when the session is closed and all is told.
    ///
    /// It is kept until the subscription is cancelled or the session is closed: capture `self` weakly.
    @discardableResult
    public func listen(
        ended: @escaping @Sendable () -> Void = {}, _ listener: @escaping @Sendable (Notice) throws -> Void
    ) -> Subscription {
        Subscription(native.listen(listener: Listener(listener, ended)))
    }

    /// Calls `action` for each event of this name (manual 3.1), on the client's one thread for listeners: a slow one
    /// holds up the others, never the network. What it throws goes to the diagnostics. It is kept until the
    /// subscription is cancelled or the session is closed: capture `self` weakly.
    @discardableResult
    public func on(_ name: String, _ action: @escaping @Sendable (Event) throws -> Void) -> Subscription {
        listen { notice in
            if case .happened(let event) = notice, event.meta.eventName == name { try action(event) }
        }
    }
}

/// A listener's subscription: goes on until it is cancelled, or the session is closed; also when this is let go of.
public final class Subscription: Sendable {
    private let native: NativeSubscription

    init(_ native: NativeSubscription) { self.native = native }

    /// No call begins after this, but one that is already on its way to another thread.
    public func cancel() { native.cancel() }
}

private final class Listener: NoticeListener {
    private let listener: @Sendable (Notice) throws -> Void
    private let end: @Sendable () -> Void

    init(_ listener: @escaping @Sendable (Notice) throws -> Void, _ end: @escaping @Sendable () -> Void) {
        self.listener = listener
        self.end = end
    }

    func told(notice: Notice) throws {
        do {
            try listener(notice)
        } catch {
            throw CallbackError.thrown(reason: "\(error)")
        }
    }

    func ended() { end() }
}
