// An agent's desk: one session, kept alive; nothing of Android in it, so that its tests run anywhere.
package io.github.wellclient.sample.desk

import io.github.wellclient.Client
import io.github.wellclient.CommandException
import io.github.wellclient.Environment
import io.github.wellclient.LoginRequest
import io.github.wellclient.ReasonKind
import io.github.wellclient.ReconnectPolicy
import io.github.wellclient.Session
import io.github.wellclient.SessionOptions
import io.github.wellclient.SessionPhase
import io.github.wellclient.Settings
import io.github.wellclient.Timing
import io.github.wellclient.WellException
import io.github.wellclient.customEnvironment
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** One for a process. What is asked of it by different threads is done one after the other. */
class Desk(
    private val client: Client,
    private val vault: Vault,
    private val scope: CoroutineScope,
    private val reconnect: ReconnectPolicy = reconnecting,
    private val patience: Duration = Duration.ofSeconds(30),
) {
    private val shown = MutableStateFlow(DeskState())
    private val turn = Mutex()
    private var session: Session? = null
    private var watching: Job? = null
    private var kept: SavedDesk? = null
    private var later: Job? = null

    /** What is to be seen. */
    val state: StateFlow<DeskState> = shown.asStateFlow()

    init {
        scope.launch { keepLink() }
    }

    /** Logs an agent in at a server, by its URL. */
    suspend fun logIn(server: String, request: LoginRequest): Unit = turn.withLock {
        // Who logs in anew has no use for an earlier session.
        keep(null)
        enter(server) { it.agentLogin(request) }
    }

    /**
     * Takes up what was saved, if it was: after the process was killed, and when the network comes back. Where that says
     * nothing about the session, it is tried again with patience.
     */
    suspend fun takeUp(): Unit = turn.withLock {
        if (shown.value.phase != SessionPhase.LOGGED_OUT) return
        val saved = withContext(Dispatchers.IO) { vault.load() } ?: return
        shown.update { it.copy(resumable = true) }
        val wrong = enter(saved.server) { it.recover(saved.session) }
        when {
            wrong == null -> {}
            wrong is CommandException.Unknown || wrong is CommandException && wrong.reason().kind !in FINAL -> tryLater()
            else -> keep(null)
        }
    }

    private fun tryLater() {
        later?.cancel()
        later = scope.launch {
            delay(patience.toMillis())
            // Not to be cancelled by the next one.
            scope.launch { takeUp() }
        }
    }

    /** Logs the agent out. */
    suspend fun logOut(): Unit = act { it.logout() }

    /** Gives a command; what is wrong with it is in [DeskState.trouble]. */
    suspend fun act(command: suspend (Session) -> Unit) {
        val session = session ?: return
        attempt { command(session) }
        look(session)
    }

    /** The device has this network now, or none. */
    fun network(network: Long?) {
        shown.update { it.copy(network = network) }
        if (network != null) scope.launch { takeUp() }
    }

    private suspend fun enter(server: String, how: suspend (Session) -> Unit): Exception? {
        leave()
        return attempt {
            val session = client.session(options(customEnvironment(server)))
            this.session = session
            kept = null
            // Subscribed here, so that nothing of the log-in is missed.
            val notices = session.notices()
            watching = scope.launch { notices.collect { look(session, server) } }
            how(session)
            look(session, server)
        }
    }

    private suspend fun leave() {
        watching?.cancel()
        session?.closeAndJoin()
        session = null
        shown.update { DeskState(network = it.network, resumable = it.resumable) }
    }

    private fun options(environment: Environment) = SessionOptions(
        environment, settings = Settings(autoAnswer = false), reconnect = reconnect,
        // This desk knows when there is a network.
        timing = Timing(slowRetry = Duration.ZERO),
    )

    /** What went wrong, which is shown too. */
    private suspend fun attempt(what: suspend () -> Unit): Exception? {
        val wrong = try {
            what()
            null
        } catch (command: CommandException) {
            command
        } catch (other: WellException) {
            other
        }
        val trouble = (wrong as? CommandException)?.reason()?.english ?: wrong?.message
        shown.update { it.copy(trouble = trouble) }
        return wrong
    }

    /** Shows what is now, and keeps what is needed after a restart. */
    @Synchronized
    private fun look(session: Session, server: String? = kept?.server) {
        val now = session.snapshot()
        val saved = session.saved()
        val isLeft = now.phase == SessionPhase.LOGGED_OUT && kept != null
        when {
            server != null && saved != null -> keep(SavedDesk(server, saved))
            // Here, at another desk, or by the server while the device slept.
            isLeft -> keep(null)
        }
        shown.update { it.with(now) }
    }

    @Synchronized
    private fun keep(desk: SavedDesk?) {
        if (desk != kept || desk == null) vault.save(desk)
        kept = desk
        shown.update { it.copy(resumable = desk != null) }
    }

    private suspend fun keepLink() {
        var before = Way(shown.value.link, shown.value.network)
        shown.map { Way(it.link, it.network) }.distinctUntilChanged().collectLatest { now ->
            val wait = reconnectAfter(before, now, patience)
            before = now
            if (wait != null) {
                delay(wait.toMillis())
                session?.reconnect()
            }
        }
    }

    private companion object {
        /** They say that the session is over; all others, that nobody knows. */
        val FINAL = setOf(
            ReasonKind.NOT_RECOVERABLE, ReasonKind.SESSION_EXPIRED, ReasonKind.WRONG_CREDENTIALS, ReasonKind.FORBIDDEN,
            ReasonKind.LOGGED_IN_ELSEWHERE, ReasonKind.ALREADY_LOGGED_OUT, ReasonKind.AGENT_NOT_USABLE,
            ReasonKind.ILLEGAL_AGENT, ReasonKind.ILLEGAL_EXTENSION,
        )
    }
}

private fun CommandException.reason() = when (this) {
    is CommandException.Rejected -> reason
    is CommandException.Unknown -> reason
}
