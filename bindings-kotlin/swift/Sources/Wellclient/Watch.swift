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

    /// Begins to watch, and ends when the event channel stands. Where it was opened before, there is nothing to do.
    ///
    /// An agent whose events the broker refuses does not keep the others from being watched: it is told as an anomaly,
    /// `subscriptionRefused`, and `link` in this agent's snapshot is `lost`.
    ///
    /// Throws `CommandError`: the password is wrong, the server cannot be reached, or the broker refuses the events of every
    /// agent (`ReasonKind.subscriptionRefused`).
    public func open() async throws {
        try await settled { [native] in try await native.open() }
    }

    /// Follows one more agent (`5001@test.cc`), and ends when that stands. Throws `CommandError`: the broker refuses it
    /// (`ReasonKind.subscriptionRefused`), which makes the channel be opened again for the others; the id is none; or it has
    /// not come to stand in `Timing.command`, and is tried on.
    public func follow(_ agent: AgentId) async throws {
        try await settled { [native] in try await native.follow(agent: agent) }
    }

    /// Does not follow an agent any more: what was known is forgotten.
    public func unfollow(_ agent: AgentId) { native.unfollow(agent: agent) }

    /// The agents who are watched, in the order in which they were added.
    public func agents() -> [AgentId] { native.agents() }

    /// What is known of an agent; `nil` for one who is not watched.
    public func snapshot(_ agent: AgentId) -> Snapshot? { native.snapshot(agent: agent) }

    /// What is known of each, as of one moment, in the order of `agents`.
    public func snapshots() -> [Snapshot] { native.snapshots() }

    /// The event channel.
    public func link() -> LinkState { native.link() }

    /// As `Session.notices`, of all agents; a reader that lags gets a `Notice.lagged` for each, with its snapshot.
    public func notices(named names: [String] = [], capacity: Int = 1024) -> AsyncStream<Notice> {
        session.notices(named: names, capacity: capacity)
    }

    /// As `Session.events`, of all agents.
    public func events(_ names: String...) -> AsyncStream<Event> { session.events(named: names) }

    /// As `Session.listen`, of all agents.
    @discardableResult
    public func listen(
        ended: @escaping @Sendable () -> Void = {}, _ listener: @escaping @Sendable (Notice) throws -> Void
    ) -> Subscription {
        session.listen(ended: ended, listener)
    }

    /// As `Session.on`, of all agents.
    @discardableResult
    public func on(_ name: String, _ action: @escaping @Sendable (Event) throws -> Void) -> Subscription {
        session.on(name, action)
    }

    /// Tries the event channel again, as `Session.reconnect`.
    public func reconnect() { session.reconnect() }

    /// The counters.
    public func metrics() -> Metrics { session.metrics() }

    /// The event log (manual 5.5.1).
    public func getLog() -> String { session.getLog() }

    /// Closes the watch, and ends when it is closed; also in a task that is cancelled.
    public func close() async { await session.close() }
}
