// Each verb by its function, and how it ends.

import Wellclient

/// Runs a verb, which says what a good end has beside the `id`: the line of its end.
func outcome(of request: Line, _ verb: (inout Line) async throws -> Void) async throws -> Line {
    var end = Line("settled", ["id": request["id"]])
    do {
        try await verb(&end)
    } catch let error as CommandError {
        let reason = error.reason
        end.put(["outcome": error.isUnknown ? "unknown" : "rejected"])
        end.put(refusal: reason)
        end.put([
            "failedCode": reason.failedCode,
            "failedMsg": reason.failedMsg,
            "cause": reason.cause,
            "retryAfterMs": reason.retryAfter.map(milliseconds),
            "en": reason.english,
            "zh": reason.chinese,
        ])
    }
    return end
}

func verb(_ line: Line, at desk: Desk) async throws -> Line {
    try await outcome(of: line) { end in
        if try await isWatched(line, at: desk) {
            return end.put(["outcome": "confirmed"])
        }
        let session = try desk.session()
        switch line["verb"] {
        case "makeCall":
            let options = MakeCallOptions(
                prefix: line["prefix"],
                destForDisplay: line["destForDisplay"],
                originForDisplay: line["originForDisplay"],
                cpa: try line.option("cpa"),
                contextId: line["contextId"])
            end.put(["callId": try await session.makeCall(try line.part("phoneNumber"), options: options)])
        case "consult":
            let made = try await session.consult(try line.part("callId"), number: try line.part("phoneNumber"))
            end.put(["callId": made])
        case "getCallData":
            end.put(try await session.getCallData(try line.part("callId")))
        case "getClientState":
            end.put(try await session.getClientState())
        case "getMyPrefix":
            end.put("prefixes", try await session.getMyPrefix())
        default:
            return end.put(try await success(of: line, at: desk))
        }
        end.put(["outcome": "confirmed"])
    }
}

/// Whether it is a command of a watch, which is given then.
private func isWatched(_ line: Line, at desk: Desk) async throws -> Bool {
    switch line["verb"] {
    case "watch": try await desk.watch().open()
    case "follow": try await desk.watch().follow(try line.part("agentId"))
    default: return false
    }
    return true
}

/// The verbs that return nothing else.
private func success(of line: Line, at desk: Desk) async throws -> Success {
    let session = try desk.session()
    func call() throws -> CallId { try line.part("callId") }
    func number() throws -> String { try line.part("phoneNumber") }
    func held() throws -> CallId { try line.part("holdCallId") }
    func consulted() throws -> CallId { try line.part("consultCallId") }
    func device() throws -> DeviceId { try line.part("deviceId") }
    func agent() throws -> AgentId { try line.part("agentId") }
    let verb: String = try line.part("verb")
    return switch verb {
    case "agentLogin": try await logIn(line, at: desk)
    case "logout": try await session.logout()
    case "setAgentMode": try await session.setAgentMode(try mode(try line.part("mode")), reason: line["reason"])
    case "answerCall": try await session.answerCall(try call())
    case "dropConnection": try await session.dropConnection(line["callId"])
    case "holdCall": try await session.holdCall(try call())
    case "retrieveCall": try await session.retrieveCall(try call())
    case "singleStepTransfer": try await session.singleStepTransfer(try call(), number: try number())
    case "singleStepConference":
        try await session.singleStepConference(
            try call(), number: try number(), participation: try line["type"].map(participation))
    case "conference": try await session.conference(held: try held(), consulted: try consulted())
    case "cancelConsult": try await session.cancelConsult(held: try held(), consulted: try consulted())
    case "transferCall": try await session.transferCall(held: try held(), consulted: try consulted())
    case "transferWaitReturn": try await session.transferWaitReturn(held: try held(), consulted: try consulted())
    case "singleTransferWaitReturn":
        try await session.singleTransferWaitReturn(try call(), number: try line.part("number"))
    case "setCallData": try await session.setCallData(try call(), entries: entries(line))
    case "forceDrop": try await session.forceDrop(device: try device(), call: try call())
    case "forceJoin": try await session.forceJoin(device: try device(), call: try call(), number: try number())
    case "forceTake": try await session.forceTake(device: try device(), call: try call(), number: try number())
    case "forceListen": try await session.forceListen(call: try call(), device: try device())
    case "forceReady": try await session.forceReady(agent: try agent(), device: try device())
    case "forceNotReady": try await session.forceNotReady(agent: try agent(), device: try device())
    case "forceLogout": try await session.forceLogout(agent: try agent(), device: try device())
    case "superLogout": try await session.superLogout(try line.part("agentCode"))
    case "releaseAllocatedAgent": try await session.releaseAllocatedAgent(try agent())
    case "agentGreeting": try await session.agentGreeting(try call(), message: try line.part("msg"))
    case "startRecording": try await session.startRecording()
    case "stopRecording": try await session.stopRecording()
    case "uploadLog": try await session.uploadLog()
    default: throw Trouble("no such verb: \(verb)")
    }
}

private func logIn(_ line: Line, at desk: Desk) async throws -> Success {
    let request = LoginRequest(
        jobNumber: try line.part("jobNumber"),
        password: try line.part("password"),
        domain: try line.part("domain"),
        ext: try line.part("ext"),
        loginMode: try line["loginMode"].map(loginMode),
        agentMode: try line["agentMode"].map(mode))
    let session = try desk.session()
    guard request.loginMode == .ask else { return try await session.agentLogin(request) }
    return try await session.agentLogin(request) { reason in
        var question = Line("ask", ["session": line["session"], "id": line["id"]])
        question.put(refusal: reason)
        return await desk.ask(question)
    }
}

private func loginMode(_ word: String) throws -> LoginMode {
    switch word {
    case "force": .force
    case "stop": .stop
    case "ask": .ask
    default: throw Trouble("no such log-in mode: \(word)")
    }
}

private func mode(_ word: String) throws -> AgentModeRequest {
    switch word {
    case "Ready": .ready
    case "NotReady": .notReady
    default: throw Trouble("no such agent mode: \(word)")
    }
}

private func participation(_ word: String) throws -> Participation {
    switch word {
    case "Active": .active
    case "Silent": .silent
    default: throw Trouble("no such participation: \(word)")
    }
}

private func entries(_ line: Line) -> [CallDataEntry] {
    var entries: [CallDataEntry] = []
    while let key = line["data.\(entries.count).key"], let value = line["data.\(entries.count).value"] {
        entries.append(CallDataEntry(key: key, value: value))
    }
    return entries
}

extension Line {
    mutating func put(_ success: Success) {
        switch success {
        case .alreadySo:
            put(["outcome": "alreadySo"])
        case .confirmed(let evidence, let pendingMode):
            put(["outcome": "confirmed", "evidence": Self.words(evidence), "pendingMode": pendingMode])
        }
    }

    private static func words(_ evidence: Evidence) -> String {
        switch evidence {
        case .event(let name): "event:\(name)"
        case .reply: "reply"
        case .state: "state"
        }
    }

    fileprivate mutating func put(refusal reason: Reason) {
        put(["error": reason.code, "status": reason.status, "agentId": reason.agent, "deviceId": reason.device])
    }

    fileprivate mutating func put(_ data: CallData) {
        for (number, entry) in data.entries.enumerated() {
            put(["key": entry.key, "value": entry.value], under: "entries.\(number).")
        }
    }

    fileprivate mutating func put(_ state: ClientState) {
        put(["clientState.extension": state.extension])
        put(
            [
                "agentId": state.agent?.agentId,
                "extensionId": state.agent?.extensionId,
                "agentMode": state.agent?.agentMode,
                "agentName": state.agent?.agentName,
                "namespace": state.agent?.namespace,
            ], under: "clientState.agent.")
        let call = state.agent?.activeCall
        put(
            [
                "callId": call?.callId,
                "ani": call?.ani,
                "dnis": call?.dnis,
                "state": call?.state,
                "direction": call?.direction.map { $0 == .in ? "In" : "Out" },
                "otherSide": call?.otherSide,
                "ringTime": call?.ringTime,
                "answerTime": call?.answerTime,
            ], under: "clientState.agent.activeCall.")
    }
}
