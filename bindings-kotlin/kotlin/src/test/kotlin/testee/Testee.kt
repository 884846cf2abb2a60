// The testee of the Kotlin API: does what the conformance runner says, and says what it sees.

import io.github.wellclient.AgentId
import io.github.wellclient.Client
import io.github.wellclient.ClientOptions
import io.github.wellclient.DeviceId
import io.github.wellclient.Dialect
import io.github.wellclient.Notice
import io.github.wellclient.ReconnectPolicy
import io.github.wellclient.SavedSession
import io.github.wellclient.Session
import io.github.wellclient.SessionOptions
import io.github.wellclient.Settings
import io.github.wellclient.Timing
import io.github.wellclient.Watch
import io.github.wellclient.WatchAccount
import io.github.wellclient.customEnvironment
import io.github.wellclient.version
import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.PrintStream
import java.time.Duration
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

private val output = PrintStream(FileOutputStream(FileDescriptor.out), false, "UTF-8")

fun say(line: Line) = synchronized(output) {
    output.print("$line\n")
    output.flush()
}

fun answer(request: Line) = Line("answer").put("id", request["id"])

/** One session of the runner's. */
class Desk(private val given: Session?, private val looking: Watch? = null) {
    val session: Session get() = requireNotNull(given) { "it is a watch" }

    val watch: Watch get() = requireNotNull(looking) { "it is no watch" }

    fun notices(): Flow<Notice> = given?.notices() ?: watch.notices()

    suspend fun close() {
        given?.closeAndJoin() ?: watch.closeAndJoin()
        telling?.join()
    }

    /** Tells all that the session tells, to its end. */
    var telling: Job? = null

    /** The log-in's question that waits for an answer. */
    @Volatile
    var question: CompletableDeferred<Boolean>? = null
}

private class Testee(private val client: Client) {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val desks = HashMap<String, Desk>()

    fun obey(line: Line) {
        val name = line.part("session")
        if (line.word == "open" || line.word == "openWatch") {
            desks[name] = open(name, line)
            return say(answer(line))
        }
        val desk = desks[name] ?: throw IllegalArgumentException("no such session")
        when (line.word) {
            "do" -> begin(line) { say(verb(desk, line)) }
            "recover" -> begin(line) {
                say(outcome(line) { with(desk.session.recover(saved(line))) })
            }
            "answerAsk" -> {
                val question = desk.question ?: throw IllegalStateException("nothing was asked")
                desk.question = null
                question.complete(line.part("force") == "true")
                say(answer(line))
            }
            "close" -> {
                runBlocking { desk.close() }
                say(answer(line))
            }
            "watched", "watchedSnapshot", "unfollow" -> say(question(desk.watch, line))
            else -> say(question(desk.session, line))
        }
    }

    /** Gives the command before anything else is read, and lets it go on. */
    private fun begin(line: Line, command: suspend () -> Unit) {
        scope.launch(start = CoroutineStart.UNDISPATCHED) {
            try {
                command()
            } catch (why: Exception) {
                say(answer(line).put("failed", why))
            }
        }
    }

    private fun open(name: String, line: Line): Desk {
        val desk = if (line.word == "openWatch") {
            Desk(null, client.watch(options(line), account(line), agents(line)))
        } else {
            Desk(client.session(options(line)))
        }
        val notices = desk.notices()
        desk.telling = scope.launch {
            notices.collect { say(told(name, it)) }
        }
        return desk
    }
}

private fun options(line: Line): SessionOptions {
    fun truth(name: String, default: Boolean) = line[name]?.toBooleanStrict() ?: default
    fun time(name: String) = line[name]?.let { Duration.ofMillis(it.toLong()) }
    val environment = customEnvironment(line.part("url"))
    return SessionOptions(
        environment,
        dialect = line["dialect"]?.let { if (it == "2.x") Dialect.V2 else Dialect.V4 },
        settings = Settings(
            debug = truth("debug", false),
            useWsLog = truth("useWsLog", false),
            autoAnswer = truth("autoAnswer", environment.autoAnswer),
            useErrorAlert = truth("useErrorAlert", true),
        ),
        reconnect = line["reconnectAttempts"]?.let {
            ReconnectPolicy.Fixed(it.toInt(), Duration.ofMillis(line.part("reconnectDelayMs").toLong()))
        },
        timing = Timing(
            heartbeat = time("heartbeatMs"),
            login = time("loginMs"),
            ask = time("askMs"),
            command = time("commandMs"),
            confirm = time("confirmMs"),
            connect = time("connectMs"),
            settle = time("settleMs"),
            stompHeartbeat = time("stompHeartbeatMs"),
            ping = time("pingMs"),
            doubt = time("doubtMs"),
            clockJump = time("clockJumpMs"),
            betweenCalls = time("betweenCallsMs"),
            stable = time("stableMs"),
            slowRetry = time("slowRetryMs"),
        ),
        retrieveAfterConsultation = truth("retrieveAfterConsultation", false),
        answerSecondCall = truth("answerSecondCall", false),
        phoneNumbersOnly = truth("phoneNumbersOnly", false),
        takeOverCall = truth("takeOverCall", true),
        verifyWithHeartbeat = truth("verifyWithHeartbeat", true),
        eventLog = truth("eventLog", true),
        logoutOnClose = truth("logoutOnClose", false),
    )
}

private fun account(line: Line) = WatchAccount(line.part("jobNumber"), line.part("password"), line.part("domain"))

private fun agents(line: Line) = generateSequence(0) { it + 1 }.map { line["agents.$it"] }.takeWhile { it != null }
    .filterNotNull().map(::AgentId).toList()

private fun saved(line: Line) = SavedSession(
    agent = AgentId(line.part("agentId")),
    device = DeviceId(line.part("deviceId")),
    sessionId = line.part("sessionId"),
    password = line["password"],
)

fun main() {
    val client = Client(ClientOptions(noProxy = true))
    val testee = Testee(client)
    say(Line("ready").put("language", "kotlin").put("version", version()))
    for (text in System.`in`.bufferedReader(Charsets.UTF_8).lineSequence()) {
        val line = Line.parse(text)
        if (line.word == "quit") break
        try {
            testee.obey(line)
        } catch (why: Exception) {
            say(answer(line).put("failed", why))
        }
    }
    client.close()
}
