// What a session tells, with the fields of each event by their types.

import io.github.wellclient.AgentEvent
import io.github.wellclient.CallInfo
import io.github.wellclient.Event
import io.github.wellclient.EventBody
import io.github.wellclient.EventMeta
import io.github.wellclient.Notice
import io.github.wellclient.RecordingInfo

fun told(session: String, notice: Notice): Line = when (notice) {
    is Notice.Happened -> Line("event").put("session", session).put(notice.event)
    is Notice.Logged -> Line("log").put("session", session)
        .put("kind", notice.line.kind.name.lowercase())
        .put("content", notice.line.content)
    is Notice.Lagged -> Line("lagged").put("session", session).put("missed", notice.missed)
}

/** A name in capitals as in JSON: `TOO_LATE` is `tooLate`. */
fun word(name: Enum<*>): String = name.name.lowercase().split('_').joinToString("") { part ->
    part.replaceFirstChar(Char::uppercase)
}.replaceFirstChar(Char::lowercase)

private fun Line.put(event: Event): Line {
    put("kind", event.kind).put("origin", word(event.origin)).put("late", event.late)
        .put("watched", event.watched).put("raw", event.raw)
    meta(event.meta)
    body(event.body)
    return this
}

private fun Line.field(name: String, value: Any?) = put("field.$name", value)

private fun Line.meta(meta: EventMeta) {
    field("eventName", meta.name.ifEmpty { null })
    field("eventTime", meta.time)
    field("eventType", meta.eventType)
    field("serial", meta.serial)
    field("producer", meta.producer)
    field("namespace", meta.namespace)
    field("srcDeviceId", meta.srcDevice)
    field("deviceId", meta.device)
}

private fun Line.agent(event: AgentEvent) {
    field("agentId", event.agent)
    field("agentMode", event.mode)
    if (event.devices.isNotEmpty()) {
        field("devices", event.devices.entries.joinToString(",", "{", "}") { "${json(it.key)}:${json(it.value)}" })
    }
    field("queueId", event.queue)
    field("reason", event.reason)
}

private fun Line.call(info: CallInfo?) {
    if (info == null) return
    field("callId", info.call)
    field("connectionId", info.connection)
    field("localState", info.localState)
    field("agentStatus", info.agentStatus)
    field("cause", info.cause)
    field("originCallInfo.callId", info.origin?.call)
    field("originCallInfo.callingDevice", info.origin?.calling)
    field("originCallInfo.calledDevice", info.origin?.called)
}

private fun Line.recording(recording: RecordingInfo) {
    call(recording.call)
    field("recordId", recording.record)
    field("fileName", recording.fileName)
    field("isSuccess", recording.success)
}

private fun Line.body(body: EventBody) {
    when (body) {
        is EventBody.AgentLoggedOn -> agent(body.agent)
        is EventBody.AgentLoggedOff -> agent(body.agent)
        is EventBody.AgentReady -> agent(body.agent)
        is EventBody.AgentNotReady -> agent(body.agent)
        is EventBody.AgentWorkingAfterCall -> agent(body.agent)
        is EventBody.AgentAllocated -> agent(body.agent)
        is EventBody.ServiceInitiated -> {
            call(body.call)
            field("initiatedDevice", body.initiated)
        }
        is EventBody.Originated -> {
            call(body.call)
            field("callingDevice", body.calling)
            field("calledDevice", body.called)
        }
        is EventBody.Delivered -> {
            call(body.call)
            field("alertingDevice", body.alerting)
            field("isOwn", body.isOwn)
            field("callingDevice", body.calling)
            field("calledDevice", body.called)
            field("lastRedirectionDevice", body.lastRedirection)
            field("trunkGroup", body.trunkGroup)
            field("trunkMember", body.trunkMember)
            field("originalCallId", body.originalCall)
            field("userData", body.userData)
            field("split", body.split)
            field("callCause", body.callCause)
            field("callType", body.callType)
        }
        is EventBody.Established -> {
            call(body.call)
            field("answeringDevice", body.answering)
            field("callingDevice", body.calling)
            field("calledDevice", body.called)
            field("trunkGroup", body.trunkGroup)
            field("trunkMember", body.trunkMember)
            field("split", body.split)
            field("userData", body.userData)
            field("sipCallId", body.sipCall)
        }
        is EventBody.ConnectionCleared -> {
            call(body.call)
            field("releasingDevice", body.releasing)
            field("hangupDevice", body.hangup)
        }
        is EventBody.Held -> {
            call(body.call)
            field("holdingDevice", body.holding)
        }
        is EventBody.Retrieved -> {
            call(body.call)
            field("retrievingDevice", body.retrieving)
            field("sipCallId", body.sipCall)
        }
        is EventBody.Transferred -> {
            call(body.call)
            field("primaryOldCall", body.primaryOld)
            field("secondaryOldCall", body.secondaryOld)
            field("transferringDevice", body.transferring)
            field("transferredToDevice", body.transferredTo)
            field("newCall", body.newCall)
        }
        is EventBody.Conferenced -> {
            call(body.call)
            field("primaryOldCall", body.primaryOld)
            field("secondaryOldCall", body.secondaryOld)
            field("conferencingDevice", body.conferencing)
            field("addedParty", body.added)
            field("newCall", body.newCall)
        }
        is EventBody.Failed -> {
            call(body.call)
            field("failedCode", body.failedCode)
            field("failedMsg", body.failedMsg)
            field("calledDevice", body.called)
        }
        is EventBody.RecordStarted -> recording(body.recording)
        is EventBody.RecordStopped -> recording(body.recording)
        is EventBody.CallCleared -> {
            field("callId", body.call)
            field("releasingDevice", body.releasing)
            field("hangupDevice", body.hangup)
            field("cause", body.cause)
            field("isEstablished", body.isEstablished)
            field("createTimeId", body.created.toEpochMilli())
            field("establishedTimeId", body.established?.toEpochMilli())
            field("partyDevice", body.party)
            field("isCaller", body.isCaller)
            field("isOutCall", body.isOutCall)
            field("isOwn", body.isOwn)
            field("data", body.data)
            field("endReason", body.endReason?.let(::word))
            field("failedCode", body.failedCode)
            field("failedMsg", body.failedMsg)
        }
        is EventBody.LoginFailed -> {
            field("status", body.status)
            field("responseText", body.responseText)
        }
        is EventBody.WsReconnectSucceed -> {
            field("agentMode", body.agentMode)
            field("activeCall", body.activeCall?.json)
            field("callId", body.activeCall?.call)
        }
        is EventBody.RecoverStateSuccess -> {
            field("agentId", body.agent)
            field("extensionId", body.extension)
            field("agentMode", body.agentMode)
            field("agentName", body.agentName)
            val call = body.call ?: return
            field("callId", call.call)
            field("callingDevice", call.calling)
            field("calledDevice", call.called)
            field("state", if (call.established) "established" else "delivered")
        }
        is EventBody.LinkChanged -> {
            field("state", word(body.state))
            field("reason", body.reason)
            field("endReason", body.endReason?.let(::word))
        }
        is EventBody.SessionEnded -> field("endReason", word(body.endReason))
        is EventBody.ModelCorrected -> field("calls", body.calls.joinToString(",", "[", "]", transform = ::json))
        is EventBody.Anomaly -> {
            field("kind", word(body.kind))
            field("callId", body.call)
            field("event", body.event)
            field("detail", body.detail)
        }
        is EventBody.WsDisconnected, is EventBody.Other -> {}
    }
}

private fun json(text: String) = text.map { char ->
    when {
        char == '"' || char == '\\' -> "\\$char"
        char < ' ' -> "\\u%04x".format(char.code)
        else -> char.toString()
    }
}.joinToString("", "\"", "\"")
