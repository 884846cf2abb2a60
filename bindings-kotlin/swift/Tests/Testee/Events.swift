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

    private mutating func fields(_ fields: Parts) { put(fields, under: "field.") }

    private mutating func put(_ meta: EventMeta) {
        fields([
            "eventName": meta.name.isEmpty ? nil : meta.name,
            "eventTime": meta.time,
            "eventType": meta.eventType,
            "serial": meta.serial,
            "producer": meta.producer,
            "namespace": meta.namespace,
            "srcDeviceId": meta.srcDevice,
            "deviceId": meta.device,
        ])
    }

    private mutating func put(_ event: AgentEvent) {
        fields([
            "agentId": event.agent,
            "agentMode": event.mode,
            "devices": event.devices.isEmpty ? nil : json(event.devices),
            "queueId": event.queue,
            "reason": event.reason,
        ])
    }

    private mutating func put(_ call: CallInfo?, and others: Parts = [:]) {
        fields([
            "callId": call?.call,
            "connectionId": call?.connection,
            "localState": call?.localState,
            "agentStatus": call?.agentStatus,
            "cause": call?.cause,
            "originCallInfo.callId": call?.origin?.call,
            "originCallInfo.callingDevice": call?.origin?.calling,
            "originCallInfo.calledDevice": call?.origin?.called,
        ])
        fields(others)
    }

    private mutating func put(_ recording: RecordingInfo) {
        put(
            recording.call,
            and: [
                "recordId": recording.record,
                "fileName": recording.fileName,
                "isSuccess": recording.success,
            ])
    }

    private mutating func put(_ body: EventBody) {
        switch body {
        case .agentLoggedOn(let agent), .agentLoggedOff(let agent), .agentReady(let agent), .agentNotReady(let agent),
            .agentWorkingAfterCall(let agent), .agentAllocated(let agent):
            put(agent)
        case .serviceInitiated(let call, let initiated):
            put(call, and: ["initiatedDevice": initiated])
        case .originated(let call, let calling, let called):
            put(call, and: ["callingDevice": calling, "calledDevice": called])
        case .delivered(
            let call, let alerting, let isOwn, let calling, let called, let lastRedirection, let trunkGroup,
            let trunkMember, let originalCall, let userData, let split, let callCause, let callType):
            put(
                call,
                and: [
                    "alertingDevice": alerting,
                    "isOwn": isOwn,
                    "callingDevice": calling,
                    "calledDevice": called,
                    "lastRedirectionDevice": lastRedirection,
                    "trunkGroup": trunkGroup,
                    "trunkMember": trunkMember,
                    "originalCallId": originalCall,
                    "userData": userData,
                    "split": split,
                    "callCause": callCause,
                    "callType": callType,
                ])
        case .established(
            let call, let answering, let calling, let called, let trunkGroup, let trunkMember, let split, let userData,
            let sipCall):
            put(
                call,
                and: [
                    "answeringDevice": answering,
                    "callingDevice": calling,
                    "calledDevice": called,
                    "trunkGroup": trunkGroup,
                    "trunkMember": trunkMember,
                    "split": split,
                    "userData": userData,
                    "sipCallId": sipCall,
                ])
        case .connectionCleared(let call, let releasing, let hangup):
            put(call, and: ["releasingDevice": releasing, "hangupDevice": hangup])
        case .held(let call, let holding):
            put(call, and: ["holdingDevice": holding])
        case .retrieved(let call, let retrieving, let sipCall):
            put(call, and: ["retrievingDevice": retrieving, "sipCallId": sipCall])
        case .transferred(
            let call, let primaryOld, let secondaryOld, let transferring, let transferredTo, let newCall):
            put(
                call,
                and: [
                    "primaryOldCall": primaryOld,
                    "secondaryOldCall": secondaryOld,
                    "transferringDevice": transferring,
                    "transferredToDevice": transferredTo,
                    "newCall": newCall,
                ])
        case .conferenced(let call, let primaryOld, let secondaryOld, let conferencing, let added, let newCall):
            put(
                call,
                and: [
                    "primaryOldCall": primaryOld,
                    "secondaryOldCall": secondaryOld,
                    "conferencingDevice": conferencing,
                    "addedParty": added,
                    "newCall": newCall,
                ])
        case .failed(let call, let failedCode, let failedMsg, let called):
            put(call, and: ["failedCode": failedCode, "failedMsg": failedMsg, "calledDevice": called])
        case .recordStarted(let recording), .recordStopped(let recording):
            put(recording)
        case .callCleared(
            let call, let releasing, let hangup, let cause, let isEstablished, let created, let established, let party,
            let isCaller, let isOutCall, let isOwn, let data, let endReason, let failedCode, let failedMsg):
            fields([
                "callId": call,
                "releasingDevice": releasing,
                "hangupDevice": hangup,
                "cause": cause,
                "isEstablished": isEstablished,
                "createTimeId": milliseconds(created),
                "establishedTimeId": established.map(milliseconds),
                "partyDevice": party,
                "isCaller": isCaller,
                "isOutCall": isOutCall,
                "isOwn": isOwn,
                "data": data,
                "endReason": endReason.map { named($0) },
                "failedCode": failedCode,
                "failedMsg": failedMsg,
            ])
        case .loginFailed(let status, let responseText):
            fields(["status": status, "responseText": responseText])
        case .wsReconnectSucceed(let agentMode, let activeCall):
            fields(["agentMode": agentMode, "activeCall": activeCall?.json, "callId": activeCall?.call])
        case .recoverStateSuccess(let agent, let `extension`, let agentMode, let agentName, let call):
            fields([
                "agentId": agent,
                "extensionId": `extension`,
                "agentMode": agentMode,
                "agentName": agentName,
                "callId": call?.call,
                "callingDevice": call?.calling,
                "calledDevice": call?.called,
                "state": call.map { $0.established ? "established" : "delivered" },
            ])
        case .linkChanged(let state, let reason, let endReason):
            fields(["state": named(state), "reason": reason, "endReason": endReason.map { named($0) }])
        case .sessionEnded(let endReason):
            fields(["endReason": named(endReason)])
        case .modelCorrected(let calls):
            fields(["calls": json(calls)])
        case .anomaly(let kind, let call, let event, let detail):
            fields(["kind": named(kind), "callId": call, "event": event, "detail": detail])
        case .wsDisconnected, .other:
            break
        }
    }
}

private func json(_ value: some Encodable) -> String? {
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) }
}
