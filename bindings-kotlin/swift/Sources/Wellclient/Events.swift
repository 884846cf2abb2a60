// What a session tells, in order: as a stream, or to a closure.

extension Session {
    /// What happens, in order: events, log lines (manual 3.1, 3.3, 3.4), and `Notice.lagged` where the reader is slower
    /// than `capacity` notices, one at least. **Subscribed by this call**, not by reading: nothing from now on is missed. For
    /// one reader; ends when the session is closed, or the reading task is cancelled.
    ///
    /// With `kinds`, only the events of these kinds, and no log lines: others take no place among those that wait.
    public func notices(of kinds: [EventKind] = [], capacity: Int = 1024) -> AsyncStream<Notice> {
        let stream = stream(kinds, logs: kinds.isEmpty, capacity: capacity)
        return AsyncStream(unfolding: { await stream.next() }, onCancel: { stream.end() })
    }

    /// Tells `listener` what happens from now on, on the client's one thread for that: a slow listener holds up the
    /// others, never the network. It may use the session, but nothing that blocks. What it throws goes to the
    /// diagnostics, and so does a warning where it is so slow that something is missed (`Notice.lagged`). `ended` is called
    /// when the session is closed and all is told.
    ///
    /// It is kept until the subscription is cancelled or the session is closed: capture `self` weakly.
    @discardableResult
    public func listen(
        ended: @escaping @Sendable () -> Void = {}, _ listener: @escaping @Sendable (Notice) throws -> Void
    ) -> Subscription {
        Subscription(native.listenTo(kinds: [], logs: true, listener: Listener(listener, ended)))
    }

    /// Calls `action` for each event of this kind, on the client's one thread for listeners: a slow one holds up the others,
    /// never the network. What it throws goes to the diagnostics. At most 1024 events wait for it; that more are missed is told
    /// by a warning of the diagnostics, and to programs by `listen`. It is kept until the subscription is cancelled or the
    /// session is closed: capture `self` weakly.
    @discardableResult
    public func on(_ kind: EventKind, _ action: @escaping @Sendable (Event) throws -> Void) -> Subscription {
        hear(kind) { try action($0) }
    }

    /// Calls `action` with what each event of one kind says: `session.on(DeliveredEvent.self) { ringing in … }`. As the other
    /// `on`.
    @discardableResult
    public func on<Content: EventContent>(
        _ type: Content.Type, _ action: @escaping @Sendable (Content) throws -> Void
    ) -> Subscription {
        hear(Content.kind) { event in
            if let content = Content(event.body) { try action(content) }
        }
    }

    private func hear(_ kind: EventKind, _ action: @escaping @Sendable (Event) throws -> Void) -> Subscription {
        let listener = Listener({ if case .happened(let event) = $0 { try action(event) } }, {})
        return Subscription(native.listenTo(kinds: [kind.rawValue], logs: false, listener: listener))
    }
}

/// A listener's subscription: goes on until it is cancelled, or the session is closed; also when this is let go of.
public final class Subscription: Sendable {
    private let native: NativeSubscription

    init(_ native: NativeSubscription) { self.native = native }

    /// Calls no more. A call that has begun on the listeners' thread goes on to its end.
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
