// Each verb by its function, and how it ends.

import io.github.wellclient.AgentId
import io.github.wellclient.AgentModeRequest
import io.github.wellclient.CallData
import io.github.wellclient.CallDataEntry
import io.github.wellclient.CallId
import io.github.wellclient.ClientState
import io.github.wellclient.CommandException
import io.github.wellclient.Evidence
import io.github.wellclient.LoginMode
import io.github.wellclient.LoginRequest
import io.github.wellclient.MakeCallOptions
import io.github.wellclient.Participation
import io.github.wellclient.Reason
import io.github.wellclient.Success
import kotlinx.coroutines.CompletableDeferred

/** Says what a good end has beside the outcome. */
class Good(val line: Line) {
    fun with(success: Success) {
        when (success) {
            is Success.AlreadySo -> line.put("outcome", "alreadySo")
            is Success.Confirmed -> {
                val evidence = when (val evidence = success.evidence) {
                    is Evidence.Event -> "event:${evidence.name}"
                    is Evidence.Reply -> "reply"
                    is Evidence.State -> "state"
                }
                line.put("outcome", "confirmed").put("evidence", evidence).put("pendingMode", success.pendingMode)
            }
        }
    }

    fun confirmed(with: Line.() -> Unit) = line.put("outcome", "confirmed").with()

    fun made(call: CallId) = confirmed { put("callId", call) }

    fun data(data: CallData) = confirmed {
        data.entries.forEachIndexed { number, (key, value) ->
            put("entries.$number.key", key).put("entries.$number.value", value)
        }
    }

    fun state(state: ClientState) = confirmed { put(state) }

    fun prefixes(prefixes: List<String>) {
        confirmed { putAll("prefixes", prefixes) }
    }
}

/** Runs a verb: the line of its end. */
suspend fun outcome(request: Line, verb: suspend Good.() -> Unit): Line {
    val line = Line("settled").put("id", request["id"])
    try {
        Good(line).verb()
    } catch (failed: CommandException) {
        val (outcome, reason) = when (failed) {
            is CommandException.Rejected -> "rejected" to failed.reason
            is CommandException.Unknown -> "unknown" to failed.reason
        }
        line.put("outcome", outcome).refused(reason)
            .put("failedCode", reason.failedCode)
            .put("failedMsg", reason.failedMsg)
            .put("cause", reason.cause)
            .put("retryAfterMs", reason.retryAfter?.toMillis())
            .put("en", reason.english)
            .put("zh", reason.chinese)
    }
    return line
}

private fun Line.refused(reason: Reason) = put("error", reason.code)
    .put("status", reason.status)
    .put("agentId", reason.agent)
    .put("deviceId", reason.device)

suspend fun verb(desk: Desk, line: Line): Line = outcome(line) {
    when (line["verb"]) {
        "watch" -> {
            desk.watch.open()
            confirmed {}
            return@outcome
        }
        "follow" -> {
            desk.watch.follow(AgentId(line.part("agentId")))
            confirmed {}
            return@outcome
        }
    }
    val session = desk.session
    when (val verb = line.part("verb")) {
        "agentLogin" -> with(logIn(desk, line))
        "makeCall" -> {
            val options = MakeCallOptions(
                prefix = line["prefix"],
                destForDisplay = line["destForDisplay"],
                originForDisplay = line["originForDisplay"],
                cpa = line["cpa"]?.toBooleanStrict(),
                contextId = line["contextId"],
            )
            made(session.makeCall(line.part("phoneNumber"), options))
        }
        else -> if (!give(session, line)) throw IllegalArgumentException("no such verb: $verb")
    }
}

private suspend fun logIn(desk: Desk, line: Line): Success {
    val request = LoginRequest(
        line.part("jobNumber"),
        line.part("password"),
        line.part("domain"),
        line.part("ext"),
        loginMode = line["loginMode"]?.let { LoginMode.valueOf(it.uppercase()) },
        agentMode = line["agentMode"]?.let(::mode),
    )
    if (request.loginMode != LoginMode.ASK) return desk.session.agentLogin(request)
    return desk.session.agentLogin(request) { reason ->
        val question = CompletableDeferred<Boolean>()
        desk.question = question
        say(Line("ask").put("session", line["session"]).put("id", line["id"]).refused(reason))
        question.await()
    }
}

fun mode(word: String) = if (word == "Ready") AgentModeRequest.READY else AgentModeRequest.NOT_READY

fun participation(word: String) = if (word == "Silent") Participation.SILENT else Participation.ACTIVE

fun entries(line: Line) = generateSequence(0) { it + 1 }
    .map { number -> line["data.$number.key"] to line["data.$number.value"] }
    .takeWhile { (key, value) -> key != null && value != null }
    .map { (key, value) -> CallDataEntry(key!!, value!!) }
    .toList()

private fun Line.put(state: ClientState) {
    put("clientState.extension", state.extension)
    val agent = state.agent ?: return
    put("clientState.agent.agentId", agent.agentId)
    put("clientState.agent.extensionId", agent.extensionId)
    put("clientState.agent.agentMode", agent.agentMode)
    put("clientState.agent.agentName", agent.agentName)
    put("clientState.agent.namespace", agent.namespace)
    val call = agent.activeCall ?: return
    put("clientState.agent.activeCall.callId", call.callId)
    put("clientState.agent.activeCall.ani", call.ani)
    put("clientState.agent.activeCall.dnis", call.dnis)
    put("clientState.agent.activeCall.state", call.state)
    put("clientState.agent.activeCall.direction", call.direction?.name?.lowercase()?.replaceFirstChar(Char::uppercase))
    put("clientState.agent.activeCall.otherSide", call.otherSide)
    put("clientState.agent.activeCall.ringTime", call.ringTime)
    put("clientState.agent.activeCall.answerTime", call.answerTime)
}
