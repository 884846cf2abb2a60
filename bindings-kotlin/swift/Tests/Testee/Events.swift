// What a session tells, with the fields of each event by their types.

import Foundation
import Wellclient

func told(_ session: String, _ notice: Notice) -> Line {
    switch notice {
    case .happened(let event):
        var line = Line("event", ["session": session])
        line.put(event)
        return line
    case .logged(let logged):
        return Line("log", ["session": session, "kind": named(logged.kind), "content": logged.content])
    case .lagged(let missed, _):
        return Line("lagged", ["session": session, "missed": missed])
    }
}

/// The name of an enum's case, which is the word in JSON.
func named(_ value: some Any) -> String { String(describing: value) }

func milliseconds(_ time: TimeInterval) -> Int64 { Int64((time * 1000).rounded()) }

func milliseconds(_ moment: Date) -> Int64 { milliseconds(moment.timeIntervalSince1970) }

extension Line {
    fileprivate mutating func put(_ event: Event) {
        put(["kind": event.kind, "origin": named(event.origin), "late": event.late, "watched": event.watched, "raw": event.raw])
        put(event.meta)
        put(event.body)
    }

    mutating func fields(_ fields: Parts) { put(fields, under: "field.") }

    private mutating func put(_ meta: EventMeta) {
        fields([
            "eventName": meta.eventName.isEmpty ? nil : meta.eventName,
            "eventTime": meta.eventTime,
            "eventType": meta.eventType,
            "serial": meta.serial,
            "producer": meta.producer,
            "namespace": meta.namespace,
            "srcDeviceId": meta.srcDeviceId,
            "deviceId": meta.deviceId,
        ])
    }

    mutating func put(_ event: AgentEvent) {
        fields([
            "agentId": event.agentId,
            "agentMode": event.agentMode,
            "devices": event.devices.isEmpty ? nil : json(event.devices),
            "queueId": event.queueId,
            "reason": event.reason,
        ])
    }

    mutating func put(_ call: CallInfo?) {
        fields([
            "callId": call?.callId,
            "connectionId": call?.connectionId,
            "localState": call?.localState,
            "agentStatus": call?.agentStatus,
            "cause": call?.cause,
            "originCallInfo.callId": call?.originCallInfo?.callId,
            "originCallInfo.callingDevice": call?.originCallInfo?.callingDevice,
            "originCallInfo.calledDevice": call?.originCallInfo?.calledDevice,
        ])
    }
}

func json(_ value: some Encodable) -> String? {
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) }
}
