// The verbs with a form of their own: a log-in, a session taken up again, a call with its options.

extension Session {
    /// Logs an agent in (manual 2.2). Ends when `agentLoggedOn` has arrived. In mode `LoginMode.ask` it fails as
    /// `LoginMode.stop` does: see `agentLogin(_:ask:)`. Throws 401, 423 and 451–462, and where server or event channel
    /// are out of reach.
    @discardableResult
    public func agentLogin(_ request: LoginRequest) async throws -> Success {
        try await settled { [native] in try await native.agentLogin(request: request) }
    }

    /// Logs an agent in, and in mode `LoginMode.ask` asks `ask` where the agent is logged in already (manual 2.2): true
    /// forces the log-in, false lets it fail, as does what it throws. It has `Timing.ask` to answer.
    @discardableResult
    public func agentLogin(
        _ request: LoginRequest, ask: @escaping @Sendable (Reason) async throws -> Bool
    ) async throws -> Success {
        try await settled { [native] in try await native.agentLoginAsking(request: request, ask: Asked(ask)) }
    }

    /// Takes up a session that was saved before the application was restarted. Fails where the agent is logged out, or
    /// logged in elsewhere, or the HTTP session has expired.
    @discardableResult
    public func recover(_ saved: SavedSession) async throws -> Success {
        try await settled { [native] in try await native.recover(saved: saved) }
    }

    /// Makes a call (manual 2.5): its id. Ends when the server shows that it is being made, not when it is answered.
    /// Any text of at most 128 bytes, with its prefix, without control characters is dialled. Refused while a call is
    /// up or the agent is allocated, for a number that is empty or the own extension, less than 2 s after the last call
    /// made, and, with `phoneNumbersOnly`, for what is no phone number.
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
