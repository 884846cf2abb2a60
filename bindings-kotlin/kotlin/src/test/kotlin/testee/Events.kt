// What a session tells, with the fields of each event by their types.

import io.github.wellclient.AgentEvent
import io.github.wellclient.CallId
import io.github.wellclient.CallInfo
import io.github.wellclient.Event
import io.github.wellclient.EventMeta
import io.github.wellclient.Notice

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

fun Line.field(name: String, value: Any?) = put("field.$name", value)

private fun Line.meta(meta: EventMeta) {
    field("eventName", meta.eventName.ifEmpty { null })
    field("eventTime", meta.eventTime)
    field("eventType", meta.eventType)
    field("serial", meta.serial)
    field("producer", meta.producer)
    field("namespace", meta.namespace)
    field("srcDeviceId", meta.srcDeviceId)
    field("deviceId", meta.deviceId)
}

fun Line.agent(event: AgentEvent) {
    field("agentId", event.agentId)
    field("agentMode", event.agentMode)
    if (event.devices.isNotEmpty()) {
        field("devices", event.devices.entries.joinToString(",", "{", "}") { "${json(it.key)}:${json(it.value.value)}" })
    }
    field("queueId", event.queueId)
    field("reason", event.reason)
}

fun Line.call(info: CallInfo?) {
    if (info == null) return
    field("callId", info.callId)
    field("connectionId", info.connectionId)
    field("localState", info.localState)
    field("agentStatus", info.agentStatus)
    field("cause", info.cause)
    field("originCallInfo.callId", info.originCallInfo?.callId)
    field("originCallInfo.callingDevice", info.originCallInfo?.callingDevice)
    field("originCallInfo.calledDevice", info.originCallInfo?.calledDevice)
}

/** A list of ids. */
fun json(calls: List<CallId>) = calls.joinToString(",", "[", "]") { json(it.value) }

private fun json(text: String) = text.map { char ->
    when {
        char == '"' || char == '\\' -> "\\$char"
        char < ' ' -> "\\u%04x".format(char.code)
        else -> char.toString()
    }
}.joinToString("", "\"", "\"")
