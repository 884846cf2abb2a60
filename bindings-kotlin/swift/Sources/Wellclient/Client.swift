// What sessions share.

import Foundation

/// The shared part of all sessions, with threads of its own. One for a process.
///
/// ```swift
/// let client = try Client()
/// let session = try client.session(.custom("http://127.0.0.1:8080"))
/// try await session.agentLogin(LoginRequest(jobNumber: "5001", password: "123456", domain: "test.cc", ext: "8001"))
/// ```
///
/// It can be used from any thread. Let go of without `close`, it ends in the background with its last session.
public final class Client: Sendable {
    private let native: NativeClient

    /// How long `close` waits: for log-outs, which take up to 3 s, and for listeners to return.
    public static let closeTimeout: TimeInterval = 30

    /// How long each step of a probe may take.
    public static let probeTimeout: TimeInterval = 8

    /// Throws `WellError.setup` if TLS, the proxy or threads cannot be set up, or a time is out of its range; and
    /// `LibraryMismatch` if the library is of another version.
    public init(_ options: ClientOptions? = nil) throws {
        try Library.ensure()
        try checkTime(options?.connectTimeout, "connectTimeout")
        try checkTime(options?.requestTimeout, "requestTimeout")
        native = try NativeClient(options: options)
    }

    /// A session that is logged out, with the defaults for a server. Throws `WellError.environment`, `WellError.closed`.
    public func session(_ environment: Environment) throws -> Session {
        try session(SessionOptions(environment: environment))
    }

    /// A session that is logged out. Throws `WellError.environment`, `WellError.file` for the journal,
    /// `WellError.setup` for a time that is out of its range, and `WellError.closed` once the client is closed.
    public func session(_ options: SessionOptions) throws -> Session {
        try options.timing.map { try checkTimes(of: $0) }
        try options.reconnect.map { try checkTimes(of: $0) }
        return Session(try native.openSession(options: options))
    }

    /// Agents to be watched by this account, with the defaults for a server; nothing happens before `Watch.open`.
    public func watch(_ environment: Environment, _ account: WatchAccount, _ agents: [AgentId]) throws -> Watch {
        try watch(SessionOptions(environment: environment), account, agents)
    }

    /// Agents to be watched by this account; nothing happens before `Watch.open`. Options about calls and about logging
    /// in have no effect. Throws `WellError.environment`, `WellError.file` for the journal, `WellError.setup` for a
    /// time that is out of its range, and `WellError.closed` once the client is closed.
    public func watch(_ options: SessionOptions, _ account: WatchAccount, _ agents: [AgentId]) throws -> Watch {
        try options.timing.map { try checkTimes(of: $0) }
        try options.reconnect.map { try checkTimes(of: $0) }
        return Watch(try native.openWatch(options: options, account: account, agents: agents))
    }

    /// The counters of all open sessions, added up; `commandMsLongest` is the longest of all.
    public func metrics() -> Metrics { native.metrics() }

    /// Sends one request without a session: the reply's status, whatever it is. A server that is there refuses: 401, 426 or
    /// the like. Throws `ProbeError.notSent` and `ProbeError.noReply`.
    public func probeHttp(
        _ method: ProbeMethod, _ url: String, timeout: TimeInterval = probeTimeout
    ) async throws -> Int32 {
        try await settled { [native] in
            try await native.probeHttp(method: method, url: url, timeout: timeout.asTimeout)
        }
    }

    /// Opens an event channel (`ws://` or `wss://`), and closes it again. Each of the two steps may take `timeout`. Throws
    /// `ProbeError.webSocket` and `ProbeError.stomp`, by the step that failed.
    public func probeEvents(_ url: String, timeout: TimeInterval = probeTimeout) async throws -> EventsProbe {
        try await settled { [native] in try await native.probeEvents(url: url, timeout: timeout.asTimeout) }
    }

    /// Closes all sessions, tells listeners what is still to be told, and ends all threads; waits for that, also in a
    /// task that is cancelled. After it nothing is called back.
    ///
    /// Throws `WellError.timedOut`: it goes on, and can be called again.
    public func close(timeout: TimeInterval = closeTimeout) async throws {
        let native = native
        // It blocks, which a thread of Swift's own must not.
        try await withCheckedThrowingContinuation { (closed: CheckedContinuation<Void, Error>) in
            Thread.detachNewThread {
                closed.resume(with: Result { try native.shutDown(timeout: timeout.asTimeout) })
            }
        }
    }

    /// Closes all sessions, tells listeners what is still to be told, and ends all threads; blocks the thread until
    /// then. For programs without `async`. Throws `WellError.timedOut`: it goes on, and can be called again; and
    /// `WellError.inCallback` inside a listener.
    public func closeBlocking(timeout: TimeInterval = closeTimeout) throws {
        try native.shutDown(timeout: timeout.asTimeout)
    }
}
