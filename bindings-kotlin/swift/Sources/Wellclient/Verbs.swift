// The verbs of the manual, under its names.

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

    /// Logs the agent out (manual 2.3). Ends when `agentLoggedOff` has arrived. Refused while a call is up or the agent
    /// is allocated.
    @discardableResult
    public func logout() async throws -> Success {
        try await settled { [native] in try await native.logout() }
    }

    /// Ready or not ready (manual 2.4), with a reason if there is one. During a call it takes effect when the call
    /// ends: then the answer has `pendingMode`. Throws 465: the outbound quota is reached.
    @discardableResult
    public func setAgentMode(_ mode: AgentModeRequest, reason: String? = nil) async throws -> Success {
        try await settled { [native] in try await native.setAgentMode(mode: mode, reason: reason) }
    }

    /// Makes a call (manual 2.5): its id. Ends when the server shows that it is being made, not when it is answered.
    /// Any text of at most 128 bytes, with its prefix, without control characters is dialled. Refused while a call is
    /// up or the agent is allocated, for a number that is empty or the own extension, less than 2 s after the last call
    /// made, and, with `phoneNumbersOnly`, for what is no phone number.
    @discardableResult
    public func makeCall(_ number: String, options: MakeCallOptions? = nil) async throws -> CallId {
        try await settled { [native] in try await native.makeCall(number: number, options: options) }
    }

    /// Answers a call that rings (manual 2.6).
    @discardableResult
    public func answerCall(_ call: CallId) async throws -> Success {
        try await settled { [native] in try await native.answerCall(call: call) }
    }

    /// Hangs up (manual 2.7); without an id, the only call there is. Refused without an id where there is none, or
    /// where there are several.
    @discardableResult
    public func dropConnection(_ call: CallId? = nil) async throws -> Success {
        try await settled { [native] in try await native.dropConnection(call: call) }
    }

    /// Puts a call on hold (manual 2.8).
    @discardableResult
    public func holdCall(_ call: CallId) async throws -> Success {
        try await settled { [native] in try await native.holdCall(call: call) }
    }

    /// Takes a call back from hold (manual 2.9).
    @discardableResult
    public func retrieveCall(_ call: CallId) async throws -> Success {
        try await settled { [native] in try await native.retrieveCall(call: call) }
    }

    /// Transfers a call without consultation (manual 2.10).
    @discardableResult
    public func singleStepTransfer(_ call: CallId, number: String) async throws -> Success {
        try await settled { [native] in try await native.singleStepTransfer(call: call, number: number) }
    }

    /// Brings a further party into a call (manual 2.11), `active` unless said. Ends when that party rings.
    @discardableResult
    public func singleStepConference(
        _ call: CallId, number: String, participation: Participation? = nil
    ) async throws -> Success {
        try await settled { [native] in
            try await native.singleStepConference(call: call, number: number, participation: participation)
        }
    }

    /// Holds a call and calls somebody else (manual 2.12); the new call's id.
    @discardableResult
    public func consult(_ call: CallId, number: String) async throws -> CallId {
        try await settled { [native] in try await native.consult(call: call, number: number) }
    }

    /// Brings the held call and the consultation together (manual 2.13).
    @discardableResult
    public func conference(held: CallId, consulted: CallId) async throws -> Success {
        try await settled { [native] in try await native.conference(held: held, consulted: consulted) }
    }

    /// Ends the consultation and goes back to the held call (manual 2.14).
    @discardableResult
    public func cancelConsult(held: CallId, consulted: CallId) async throws -> Success {
        try await settled { [native] in try await native.cancelConsult(held: held, consulted: consulted) }
    }

    /// Connects the held call with the consulted party and leaves both (manual 2.15).
    @discardableResult
    public func transferCall(held: CallId, consulted: CallId) async throws -> Success {
        try await settled { [native] in try await native.transferCall(held: held, consulted: consulted) }
    }

    /// As `transferCall`, but the call comes back when the other side is done (4.x).
    @discardableResult
    public func transferWaitReturn(held: CallId, consulted: CallId) async throws -> Success {
        try await settled { [native] in try await native.transferWaitReturn(held: held, consulted: consulted) }
    }

    /// As `singleStepTransfer`, but the call comes back when the other side is done (4.x).
    @discardableResult
    public func singleTransferWaitReturn(_ call: CallId, number: String) async throws -> Success {
        try await settled { [native] in try await native.singleTransferWaitReturn(call: call, number: number) }
    }

    /// Attaches data to a call (manual 2.16).
    @discardableResult
    public func setCallData(_ call: CallId, entries: [CallDataEntry]) async throws -> Success {
        try await settled { [native] in try await native.setCallData(call: call, entries: entries) }
    }

    /// The data attached to a call (manual 2.17).
    public func getCallData(_ call: CallId) async throws -> CallData {
        try await settled { [native] in try await native.getCallData(call: call) }
    }

    /// Cuts another device's leg (manual 4.1).
    @discardableResult
    public func forceDrop(device: DeviceId, call: CallId) async throws -> Success {
        try await settled { [native] in try await native.forceDrop(device: device, call: call) }
    }

    /// Brings a party into another device's call (manual 4.2).
    @discardableResult
    public func forceJoin(device: DeviceId, call: CallId, number: String) async throws -> Success {
        try await settled { [native] in try await native.forceJoin(device: device, call: call, number: number) }
    }

    /// Moves another device's call to this number (manual 4.3).
    @discardableResult
    public func forceTake(device: DeviceId, call: CallId, number: String) async throws -> Success {
        try await settled { [native] in try await native.forceTake(device: device, call: call, number: number) }
    }

    /// Listens to a call with this device (manual 4.4).
    @discardableResult
    public func forceListen(call: CallId, device: DeviceId) async throws -> Success {
        try await settled { [native] in try await native.forceListen(call: call, device: device) }
    }

    /// Makes another agent ready (manual 4.5).
    @discardableResult
    public func forceReady(agent: AgentId, device: DeviceId) async throws -> Success {
        try await settled { [native] in try await native.forceReady(agent: agent, device: device) }
    }

    /// Makes another agent not ready (manual 4.6).
    @discardableResult
    public func forceNotReady(agent: AgentId, device: DeviceId) async throws -> Success {
        try await settled { [native] in try await native.forceNotReady(agent: agent, device: device) }
    }

    /// Logs another agent out (manual 4.7).
    @discardableResult
    public func forceLogout(agent: AgentId, device: DeviceId) async throws -> Success {
        try await settled { [native] in try await native.forceLogout(agent: agent, device: device) }
    }

    /// Logs out an agent of the own domain by job number.
    @discardableResult
    public func superLogout(_ jobNumber: String) async throws -> Success {
        try await settled { [native] in try await native.superLogout(jobNumber: jobNumber) }
    }

    /// Ends an agent's allocation for an outbound task.
    @discardableResult
    public func releaseAllocatedAgent(_ agent: AgentId) async throws -> Success {
        try await settled { [native] in try await native.releaseAllocatedAgent(agent: agent) }
    }

    /// Plays a greeting into a call (4.x).
    @discardableResult
    public func agentGreeting(_ call: CallId, message: String) async throws -> Success {
        try await settled { [native] in try await native.agentGreeting(call: call, message: message) }
    }

    /// Records the own extension (4.x). Throws 466: recording control is disabled.
    @discardableResult
    public func startRecording() async throws -> Success {
        try await settled { [native] in try await native.startRecording() }
    }

    /// Stops recording the own extension (4.x). Throws 466: recording control is disabled.
    @discardableResult
    public func stopRecording() async throws -> Success {
        try await settled { [native] in try await native.stopRecording() }
    }

    /// The server's account of the agent's state and call (4.x).
    public func getClientState() async throws -> ClientState {
        try await settled { [native] in try await native.getClientState() }
    }

    /// The agent's outside-line prefixes (4.x).
    public func getMyPrefix() async throws -> [String] {
        try await settled { [native] in try await native.getMyPrefix() }
    }

    /// Sends the event log to the server (manual 8.11).
    @discardableResult
    public func uploadLog() async throws -> Success {
        try await settled { [native] in try await native.uploadLog() }
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
