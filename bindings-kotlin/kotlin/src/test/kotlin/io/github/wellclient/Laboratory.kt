// What the tests share: a simulated call center, a client, agents at their desks.
package io.github.wellclient

import java.time.Duration
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.produceIn
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** Generous: it decides nothing but when to give up. */
const val LIMIT_MS = 20_000L

/** A session whose notices are kept until they are looked at. */
class Desk(val session: Session, scope: CoroutineScope) {
    private val notices = session.notices().buffer(Channel.UNLIMITED).produceIn(scope)

    /** Passes over all events up to this kind. */
    suspend fun sees(kind: String, such: (Event) -> Boolean = { true }): Event = withTimeout(LIMIT_MS) {
        for (notice in notices) {
            if (notice is Notice.Happened && notice.event.kind == kind && such(notice.event)) return@withTimeout notice.event
        }
        error("the session has ended before `$kind`")
    }
}

class Laboratory(private val scope: CoroutineScope) {
    val simulator = Simulator()
    val client = Client(ClientOptions(noProxy = true))

    fun options() = SessionOptions(
        simulator.environment(),
        settings = Settings(autoAnswer = false),
        reconnect = ReconnectPolicy.Fixed(200, Duration.ofMillis(50)),
        timing = Timing(betweenCalls = Duration.ZERO),
    )

    fun desk(options: SessionOptions = options()) = Desk(client.session(options), scope)

    fun request(number: Int = 1, loginMode: LoginMode? = null) = LoginRequest(
        "${5000 + number}", "123456", "test.cc", "${8000 + number}", loginMode, AgentModeRequest.READY,
    )

    /** Agents 5001, 5002, … on 8001, 8002, …, logged in and ready. */
    suspend fun desks(count: Int) = List(count) { number ->
        desk().apply {
            session.agentLogin(request(number + 1))
            sees("agentReady")
        }
    }
}

/** A test in a laboratory of its own. */
fun laboratory(test: suspend Laboratory.() -> Unit) = runBlocking {
    val laboratory = Laboratory(this)
    try {
        withTimeout(TimeUnit.MINUTES.toMillis(2)) { laboratory.test() }
    } finally {
        laboratory.client.close()
        laboratory.simulator.close()
    }
}

/** Why a command is rejected that is to be. */
suspend fun rejected(command: suspend () -> Any): Reason = try {
    error("not rejected: ${command()}")
} catch (rejected: CommandException.Rejected) {
    rejected.reason
}
