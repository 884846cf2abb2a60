// What can be asked of a session at once: its snapshot, its counters, its log, its settings.

import Wellclient

func question(_ line: Line, to watch: Watch) throws -> Line {
    var answer = answer(line)
    switch line.word {
    case "watched":
        answer.put("agents", watch.agents())
    case "unfollow":
        watch.unfollow(try line.part("agentId"))
    default:
        guard let snapshot = watch.snapshot(try line.part("agentId")) else { throw Trouble("not watched") }
        answer.put(snapshot)
    }
    return answer
}

func question(_ line: Line, to session: Session) throws -> Line {
    var answer = answer(line)
    switch line.word {
    case "snapshot":
        answer.put(session.snapshot())
    case "may":
        guard let verb = Verb(named: try line.part("verb")) else { throw Trouble("no such verb") }
        let refusal = try line["callId"].map { session.refusal(verb, $0) } ?? session.refusal(verb)
        answer.put(["permission": refusal?.code ?? "allowed"])
    case "identity":
        guard let identity = session.identity() else { throw Trouble("nobody is logged in") }
        answer.put(["agentId": identity.agent, "deviceId": identity.device])
    case "saved":
        let saved = session.saved()
        answer.put(["agentId": saved?.agent, "deviceId": saved?.device, "sessionId": saved?.sessionId])
    case "reconnect":
        session.reconnect()
    case "config":
        answer.put(session.settings())
    case "setConfig":
        session.setConfig(
            Settings(
                debug: try line.part("debug"),
                useWsLog: try line.part("useWsLog"),
                autoAnswer: try line.part("autoAnswer"),
                useErrorAlert: try line.part("useErrorAlert"),
                clickCallClass: try line.part("clickCallClass")))
    case "setRetrieve":
        session.setRetrieveAfterConsultation(try line.part("retrieve"))
    case "callMemory":
        answer.put(["json": session.getCallMemory()])
    case "metrics":
        answer.put(session.metrics())
    case "writeLog":
        let text: String = try line.part("text")
        if line["kind"] == "error" { session.error(text) } else { session.log(text) }
    case "getLog":
        answer.put(["text": session.getLog()])
    case "searchLog":
        answer.put("lines", session.searchLog(try line.part("text")))
    case "clearLog":
        session.clearLog()
    case "enableLog":
        session.enableLog()
    case "disableLog":
        session.disableLog()
    default:
        throw Trouble("no such word: \(line.word)")
    }
    return answer
}

extension Line {
    fileprivate mutating func put(_ settings: Settings) {
        put([
            "debug": settings.debug,
            "useWsLog": settings.useWsLog,
            "autoAnswer": settings.autoAnswer,
            "useErrorAlert": settings.useErrorAlert,
            "clickCallClass": settings.clickCallClass,
        ])
    }

    fileprivate mutating func put(_ metrics: Metrics) {
        put([
            "events": metrics.events,
            "duplicates": metrics.duplicates,
            "late": metrics.late,
            "refused": metrics.refused,
            "anomalies": metrics.anomalies,
            "resyncs": metrics.resyncs,
            "corrections": metrics.corrections,
            "reconnects": metrics.reconnects,
            "renewals": metrics.renewals,
            "commands": metrics.commands,
            "commandsFailed": metrics.commandsFailed,
            "commandMsTotal": metrics.commandMsTotal,
            "commandMsLongest": metrics.commandMsLongest,
        ])
    }

    fileprivate mutating func put(_ snapshot: Snapshot) {
        put([
            "phase": named(snapshot.phase),
            "link": named(snapshot.link),
            "verified": snapshot.verified,
            "callsComplete": snapshot.callsComplete,
            "credentialsRefused": snapshot.credentialsRefused,
            "sessionEnd": snapshot.sessionEnd.map { named($0) },
        ])
        put(
            [
                "id": snapshot.agent?.id,
                "device": snapshot.agent?.device,
                "mode": snapshot.agent?.mode,
                "reason": snapshot.agent?.reason,
                "pendingMode": snapshot.agent?.pendingMode,
                "inModeMs": snapshot.agent?.inMode.map(milliseconds),
                "since": snapshot.agent?.since.map(milliseconds),
            ], under: "agent.")
        put("agent.doubts", named(snapshot.agent?.doubts ?? []))
        put("prefixes", snapshot.prefixes)
        put(snapshot.actions)
        for (number, call) in snapshot.calls.enumerated() { put(call, under: "calls.\(number).") }
    }

    private mutating func put(_ call: CallSnapshot, under prefix: String) {
        put(
            [
                "callId": call.callId,
                "leg": named(call.leg),
                "outgoing": call.outgoing,
                "conference": call.conference,
                "calling": call.calling,
                "called": call.called,
                "consultationOf": call.consultationOf,
                "created": milliseconds(call.created),
                "established": call.established.map(milliseconds),
                "ageMs": milliseconds(call.age),
                "talkingMs": call.talking.map(milliseconds),
                "data": call.data,
                "queue": call.queue,
                "recording": call.recording,
                "failedCode": call.failedCode,
                "unverified": call.unverified,
            ], under: prefix)
        for (number, party) in call.parties.enumerated() {
            put(
                [
                    "device": party.device, "role": named(party.role), "leg": named(party.leg), "own": party.own,
                    "verified": party.verified,
                ],
                under: "\(prefix)parties.\(number).")
        }
        put("\(prefix)formerIds", call.formerIds)
        put("\(prefix)doubts", named(call.doubts))
        put(call.actions, under: prefix)
    }

    private mutating func put(_ actions: [Action], under prefix: String = "") {
        for action in actions {
            put(["\(action.verb)": action.reason?.code ?? "allowed"], under: "\(prefix)actions.")
        }
    }
}

/// In the order of the guide.
private func named(_ doubts: Set<Doubt>) -> [String] {
    let all: [Doubt] = [
        .mode, .reason, .since, .pendingMode, .leg, .parties, .data, .recording, .established,
    ]
    return all.filter(doubts.contains).map { named($0) }
}
