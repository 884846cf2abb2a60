// What can be asked of a session at once: its snapshot, its counters, its log, its settings.

import io.github.wellclient.Action
import io.github.wellclient.AgentId
import io.github.wellclient.CallId
import io.github.wellclient.CallSnapshot
import io.github.wellclient.Metrics
import io.github.wellclient.Session
import io.github.wellclient.Settings
import io.github.wellclient.Snapshot
import io.github.wellclient.Watch
import io.github.wellclient.verbNamed

fun question(watch: Watch, line: Line): Line {
    val answer = answer(line)
    when (line.word) {
        "watched" -> answer.putAll("agents", watch.agents())
        "unfollow" -> watch.unfollow(AgentId(line.part("agentId")))
        else -> answer.put(requireNotNull(watch.snapshot(AgentId(line.part("agentId")))) { "not watched" })
    }
    return answer
}

fun question(session: Session, line: Line): Line {
    val answer = answer(line)
    when (line.word) {
        "snapshot" -> answer.put(session.snapshot())
        "may" -> {
            val verb = requireNotNull(verbNamed(line.part("verb"))) { "no such verb" }
            val call = line["callId"]?.let(::CallId)
            val refusal = if (call == null) session.refusal(verb) else session.refusal(verb, call)
            answer.put("permission", refusal?.code ?: "allowed")
        }
        "identity" -> {
            val identity = session.identity() ?: throw IllegalStateException("nobody is logged in")
            answer.put("agentId", identity.agent).put("deviceId", identity.device)
        }
        "saved" -> session.saved()?.let {
            answer.put("agentId", it.agent).put("deviceId", it.device).put("sessionId", it.sessionId)
        }
        "reconnect" -> session.reconnect()
        "config" -> {
            val settings = session.settings()
            answer.put("debug", settings.debug)
                .put("useWsLog", settings.useWsLog)
                .put("autoAnswer", settings.autoAnswer)
                .put("useErrorAlert", settings.useErrorAlert)
                .put("clickCallClass", settings.clickCallClass)
        }
        "setConfig" -> session.setConfig(
            Settings(
                debug = line.part("debug").toBooleanStrict(),
                useWsLog = line.part("useWsLog").toBooleanStrict(),
                autoAnswer = line.part("autoAnswer").toBooleanStrict(),
                useErrorAlert = line.part("useErrorAlert").toBooleanStrict(),
                clickCallClass = line.part("clickCallClass"),
            ),
        )
        "setRetrieve" -> session.setRetrieveAfterConsultation(line.part("retrieve").toBooleanStrict())
        "callMemory" -> answer.put("json", session.getCallMemory())
        "metrics" -> answer.put(session.metrics())
        "writeLog" -> when (line.part("kind")) {
            "error" -> session.error(line.part("text"))
            else -> session.log(line.part("text"))
        }
        "getLog" -> answer.put("text", session.getLog())
        "searchLog" -> answer.putAll("lines", session.searchLog(line.part("text")))
        "clearLog" -> session.clearLog()
        "enableLog" -> session.enableLog()
        "disableLog" -> session.disableLog()
        else -> throw IllegalArgumentException("no such word: ${line.word}")
    }
    return answer
}

private fun Line.put(metrics: Metrics) {
    put("events", metrics.events)
    put("duplicates", metrics.duplicates)
    put("late", metrics.late)
    put("refused", metrics.refused)
    put("anomalies", metrics.anomalies)
    put("resyncs", metrics.resyncs)
    put("corrections", metrics.corrections)
    put("reconnects", metrics.reconnects)
    put("renewals", metrics.renewals)
    put("commands", metrics.commands)
    put("commandsFailed", metrics.commandsFailed)
    put("commandMsTotal", metrics.commandMsTotal)
    put("commandMsLongest", metrics.commandMsLongest)
}

private fun Line.put(snapshot: Snapshot) {
    put("phase", word(snapshot.phase)).put("link", word(snapshot.link)).put("verified", snapshot.verified)
    put("callsComplete", snapshot.callsComplete)
    put("credentialsRefused", snapshot.credentialsRefused).put("sessionEnd", snapshot.sessionEnd?.let(::word))
    snapshot.agent?.let {
        put("agent.id", it.id)
        put("agent.device", it.device)
        put("agent.mode", it.mode)
        put("agent.reason", it.reason)
        put("agent.pendingMode", it.pendingMode)
        put("agent.inModeMs", it.inMode?.toMillis())
        put("agent.since", it.since?.toEpochMilli())
        putAll("agent.doubts", it.doubts.sorted().map(::word))
    }
    putAll("prefixes", snapshot.prefixes)
    actions("", snapshot.actions)
    snapshot.calls.forEachIndexed { number, call -> call("calls.$number.", call) }
}

private fun Line.call(at: String, call: CallSnapshot) {
    put("${at}callId", call.callId)
    put("${at}leg", word(call.leg))
    put("${at}outgoing", call.outgoing)
    put("${at}conference", call.conference)
    put("${at}calling", call.calling)
    put("${at}called", call.called)
    put("${at}consultationOf", call.consultationOf)
    put("${at}created", call.created.toEpochMilli())
    put("${at}established", call.established?.toEpochMilli())
    put("${at}ageMs", call.age.toMillis())
    put("${at}talkingMs", call.talking?.toMillis())
    put("${at}data", call.data)
    put("${at}queue", call.queue)
    put("${at}recording", call.recording)
    put("${at}failedCode", call.failedCode)
    put("${at}unverified", call.unverified)
    call.parties.forEachIndexed { number, party ->
        put("${at}parties.$number.device", party.device)
        put("${at}parties.$number.role", word(party.role))
        put("${at}parties.$number.leg", word(party.leg))
        put("${at}parties.$number.own", party.own)
        put("${at}parties.$number.verified", party.verified)
    }
    putAll("${at}formerIds", call.formerIds)
    putAll("${at}doubts", call.doubts.sorted().map(::word))
    actions(at, call.actions)
}

private fun Line.actions(at: String, actions: List<Action>) {
    for (action in actions) put("${at}actions.${action.verb}", action.reason?.code ?: "allowed")
}
