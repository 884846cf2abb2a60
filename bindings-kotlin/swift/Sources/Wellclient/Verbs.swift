// The verbs with a form of their own: a log-in, a session resumed, a call with its options.

extension Session {
    /// Logs an agent in on an extension (manual 2.2). Ends when `agentLoggedOn` arrives. In mode `LoginMode.ask` nobody
    /// is asked, and the log-in fails: use `agentLogin(_:ask:)`. Throws `CommandError.rejected` with the kind of the
    /// server's refusal (401, 423, 451 to 462), if the session has an agent already, or if the server or the event
    /// channel cannot be reached.
    @discardableResult
    public func agentLogin(_ request: LoginRequest) async throws -> Success {
        try await settled { [native] in try await native.agentLogin(request: request) }
    }

    /// Logs an agent in on an extension (manual 2.2). In mode `LoginMode.ask`, `ask` decides if the agent is logged in
    /// already: true forces the log-in; false, or an error, makes it fail. It has `Timing.ask` to answer.
    @discardableResult
    public func agentLogin(
        _ request: LoginRequest, ask: @escaping @Sendable (Reason) async throws -> Bool
    ) async throws -> Success {
        try await settled { [native] in try await native.agentLoginAsking(request: request, ask: Asked(ask)) }
    }

    /// Resumes a session that was saved before the application was restarted, in place of a log-in. The saved state is
    /// in doubt until the server confirms it. Throws `CommandError.rejected` if the agent is logged out, or logged in
    /// elsewhere, or if the HTTP session has expired and cannot be renewed.
    @discardableResult
    public func recover(_ saved: SavedSession) async throws -> Success {
        try await settled { [native] in try await native.recover(saved: saved) }
    }

    /// Makes a call (manual 2.5). Returns its id. Ends when the server shows that the call is being made, not when it
    /// is answered. Any text without control characters is dialled, at most 128 bytes long with its prefix. Throws
    /// `CommandError.rejected` if a call is up, the agent is allocated, the number is empty or the agent's own
    /// extension, the last call was made less than `Timing.betweenCalls` ago, or, with `phoneNumbersOnly`, the number
    /// is no phone number.
    @discardableResult
    public func makeCall(_ number: String, options: MakeCallOptions? = nil) async throws -> CallId {
        try await settled { [native] in try await native.makeCall(number: number, options: options) }
    }
}

/// The question of a log-in.
private final class Asked: LoginAsk {
    private let ask: @Sendable (Reason) async throws -> Bool

    init(_ ask: @escaping @Sendable (Reason) async throws -> Bool) { self.ask = ask }

    func force(reason: Reason) async throws -> Bool {
        do {
            return try await ask(reason)
        } catch {
            throw CallbackError.thrown(reason: "\(error)")
        }
    }
}
