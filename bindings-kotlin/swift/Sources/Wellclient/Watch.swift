// Agents who are watched, for a wallboard.

/// Agents who are watched, with nobody logged in or out: an HTTP session of a supervisor and one event channel, and nothing
/// else is ever sent.
///
/// Of each agent there are the events of a session of the agent's own, with `Event.watched` saying whose they are, and the
/// same `Snapshot`, in which every action is refused (`ReasonKind.watching`). Nothing is known of an agent until an event
/// tells it, and after a gap in the channel everything is in doubt: `Snapshot.verified`, `AgentSnapshot.doubts`,
/// `CallSnapshot.doubts`.
///
/// It can be used from any thread. Let go of without `close`, it is closed in the background.
public final class Watch: Sendable {
    private let native: NativeWatch
    private let session: Session

    init(_ native: NativeWatch) {
        self.native = native
        session = Session(native.session())
    }

    /// Opens the watch. Ends when the event channel is open. Does nothing if the watch is open already.
    ///
    /// If the broker refuses the events of one agent, the others are watched all the same. The anomaly
    /// `subscriptionRefused` reports it, and `link` in this agent's snapshot is `lost`.
    ///
    /// Throws `CommandError` if the password is wrong, the server cannot be reached, or the broker refuses the events
    /// of every agent (`ReasonKind.subscriptionRefused`).
    public func open() async throws {
        try await settled { [native] in try await native.open() }
    }

    /// Follows one more agent (`5001@test.cc`). Ends when the agent's events are subscribed to. Throws `CommandError`
    /// if the broker refuses them (`ReasonKind.subscriptionRefused`; the channel is then opened again for the others),
    /// if the id is not an agent's, or if the subscription does not stand within `Timing.command`; attempts then go on.
    public func follow(_ agent: AgentId) async throws {
        try await settled { [native] in try await native.follow(agent: agent) }
    }

    /// Stops following an agent, and forgets what was known.
    public func unfollow(_ agent: AgentId) { native.unfollow(agent: agent) }

    /// The agents who are watched, in the order in which they were added.
    public func agents() -> [AgentId] { native.agents() }

    /// What is known of an agent; `nil` for one who is not watched.
    public func snapshot(_ agent: AgentId) -> Snapshot? { native.snapshot(agent: agent) }

    /// What is known of each, as of one moment, in the order of `agents`.
    public func snapshots() -> [Snapshot] { native.snapshots() }

    /// The event channel.
    public func link() -> LinkState { native.link() }

    /// What happens from now on, in order: the events of all agents and log lines. **Subscribed by this call**, not by
    /// reading. For one reader; a reader who is slower than `capacity` notices, one at least, gets a `Notice.lagged` for each
    /// agent, with its snapshot. With `kinds`, only the events of these kinds, and no log lines.
    public func notices(of kinds: [EventKind] = [], capacity: Int = 1024) -> AsyncStream<Notice> {
        session.notices(of: kinds, capacity: capacity)
    }

    /// The events of all agents from now on: all, or those of these kinds. A reader who is slower than `capacity` events gets
    /// an `EventsMissed`, and may read on.
    public func events(_ kinds: EventKind..., capacity: Int = 1024) -> EventStream<Event> {
        session.events(of: kinds, capacity: capacity)
    }

    /// What events of one kind say, of all agents: `watch.events(DeliveredEvent.self)`. It does not say whose they are: for that,
    /// read `Event.watched`.
    public func events<Content: EventContent>(
        _ type: Content.Type, capacity: Int = 1024
    ) -> EventStream<Content> {
        session.events(type, capacity: capacity)
    }

    /// Tells `listener` what happens from now on, of all agents, on the client's one thread for that. It may use the
    /// watch, but nothing that blocks. `ended` is called when the watch is closed and all is told.
    @discardableResult
    public func listen(
        ended: @escaping @Sendable () -> Void = {}, _ listener: @escaping @Sendable (Notice) throws -> Void
    ) -> Subscription {
        session.listen(ended: ended, listener)
    }

    /// Calls `action` for each event of this kind, of any agent, on the client's one thread for listeners. What it throws goes
    /// to the diagnostics, and that events are missed.
    @discardableResult
    public func on(_ kind: EventKind, _ action: @escaping @Sendable (Event) throws -> Void) -> Subscription {
        session.on(kind, action)
    }

    /// Calls `action` with what each event of one kind says, of any agent. As the other `on`.
    @discardableResult
    public func on<Content: EventContent>(
        _ type: Content.Type, _ action: @escaping @Sendable (Content) throws -> Void
    ) -> Subscription {
        session.on(type, action)
    }

    /// Tries to open the event channel at once, if it is lost. For programs that know that the network is back.
    public func reconnect() { session.reconnect() }

    /// The counters.
    public func metrics() -> Metrics { session.metrics() }

    /// The event log (manual 5.5.1).
    public func getLog() -> String { session.getLog() }

    /// Writes the event log to a file (manual 5.5.2). Throws `WellError.file`.
    public func downloadLog(_ path: String) throws { try session.downloadLog(path) }

    /// The lines of the event log with this text in them.
    public func searchLog(_ text: String) -> [String] { session.searchLog(text) }

    /// Keeps lines in the event log again (manual 5.5.3).
    public func enableLog() { session.enableLog() }

    /// Stops keeping lines in the event log (manual 5.5.4).
    public func disableLog() { session.disableLog() }

    /// Deletes all lines of the event log.
    public func clearLog() { session.clearLog() }

    /// Closes the watch, and ends when it is closed; also in a task that is cancelled.
    public func close() async { await session.close() }
}
