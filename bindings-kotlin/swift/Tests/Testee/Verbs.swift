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
            end.put(made: try await session.makeCall(try line.part("phoneNumber"), options: options))
        case "agentLogin":
            end.put(try await logIn(line, at: desk))
        default:
            guard try await give(line, to: session, &end) else { throw Trouble("no such verb: \(line["verb"] ?? "")") }
        }
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

func mode(_ word: String) throws -> AgentModeRequest {
    switch word {
    case "Ready": .ready
    case "NotReady": .notReady
    default: throw Trouble("no such agent mode: \(word)")
    }
}

func participation(_ word: String) throws -> Participation {
    switch word {
    case "Active": .active
    case "Silent": .silent
    default: throw Trouble("no such participation: \(word)")
    }
}

func entries(_ line: Line) -> [CallDataEntry] {
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

    mutating func put(made call: CallId) { put(["outcome": "confirmed", "callId": call]) }

    mutating func put(prefixes: [String]) {
        put(["outcome": "confirmed"])
        put("prefixes", prefixes)
    }

    mutating func put(data: CallData) {
        put(["outcome": "confirmed"])
        for (number, entry) in data.entries.enumerated() {
            put(["key": entry.key, "value": entry.value], under: "entries.\(number).")
        }
    }

    mutating func put(state: ClientState) {
        put(["outcome": "confirmed"])
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
