// One agent on one extension.
package io.github.wellclient

import java.time.Duration
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull

/**
 * One agent on one extension: every verb of the manual as a `suspend` function, named as there.
 *
 * A verb ends when the command is settled, at the latest after `Timing.command`, and throws [CommandException] where it
 * has not done what was asked. Cancelling the coroutine ends the waiting at once; **the command itself goes on**, and
 * what comes of it is seen in the events and the [snapshot]. For Java there are [blocking] and [futures].
 *
 * It can be used from any thread, and after [close] still be asked for its snapshot, metrics and log. Let go of without
 * [close], it is closed in the background.
 */
public class Session internal constructor(native: NativeSession) : SessionVerbs(native), AutoCloseable {

    // --- What happens

    /**
     * What happens, in order: events, log lines (manual 3.1, 3.3, 3.4), and [Notice.Lagged] where the collector is slower
     * than [capacity] notices. Subscribed by this call, not by collecting: nothing from now on is missed. To be
     * collected once; completes when the session is closed.
     *
     * With [names], only the events of these names, and no log lines: others take no place among those that wait.
     *
     * @throws IllegalArgumentException for what is no event's name, and a capacity below 1.
     */
    @JvmOverloads
    public fun notices(names: List<String> = emptyList(), capacity: Int = CAPACITY): Flow<Notice> =
        native.eventStream(Kinds.named(names), names.isEmpty(), checkedCapacity(capacity)).asFlow()

    /**
     * The events from now on: all, or those of these names. Subscribed by this call, not by collecting. To be collected once;
     * completes when the session is closed.
     *
     * At most 1024 wait. A collector who is slower gets an [EventsMissedException] with the state as of then, and may collect
     * again: `events().retry { it is EventsMissedException }` goes on after what is missed. [notices] goes on by itself.
     *
     * @throws IllegalArgumentException for what is no event's name.
     */
    public fun events(vararg names: String): Flow<Event> = stream(Kinds.named(names.asList())).events { it }

    /**
     * The events of one kind, as their bodies; `events<EventBody.Delivered>()` is the same. At most [capacity] wait, and no
     * other events take their places. A collector who is slower gets an [EventsMissedException], as of the other `events`.
     *
     * @throws IllegalArgumentException for a capacity below 1.
     */
    @JvmOverloads
    public fun <B : EventBody> events(type: Class<B>, capacity: Int = CAPACITY): Flow<B> =
        stream(Kinds.of(type), capacity).events { it.body.takeIf(type::isInstance)?.let(type::cast) }

    internal fun stream(kinds: List<String>, capacity: Int = CAPACITY): NativeEventStream =
        native.eventStream(kinds, false, checkedCapacity(capacity))

    /**
     * Tells [listener] what happens from now on, on the client's one thread for that: a slow listener holds up the
     * others, never the network. What it throws goes to the diagnostics, and so does a warning where it is so slow that
     * something is missed.
     */
    public fun listen(listener: SessionListener): Subscription =
        Subscription(native.listenTo(emptyList(), true, listener.native()))

    /**
     * Calls [action] for each event of this name (manual 3.1), on the client's one thread for listeners: a slow one holds up
     * the others, never the network. What it throws goes to the diagnostics. At most 1024 events wait for it; that more are
     * missed is told by a warning of the diagnostics. [listen] tells a program.
     *
     * @throws IllegalArgumentException for what is no event's name.
     */
    public fun on(name: String, action: EventAction): Subscription = hear(Kinds.named(listOf(name)), action::happened)

    /**
     * Calls [action] for each event of one kind, on the client's one thread for listeners; in Kotlin, write
     * `on<EventBody.Delivered> { … }`. What it throws goes to the diagnostics, and that events are missed, as of the other `on`.
     */
    public fun <B : EventBody> on(type: Class<B>, action: BodyAction<B>): Subscription = hear(Kinds.of(type)) { event ->
        if (type.isInstance(event.body)) action.happened(type.cast(event.body))
    }

    private fun hear(kinds: List<String>, action: (Event) -> Unit): Subscription {
        val listener = object : SessionListener {
            override fun onEvent(event: Event) = action(event)
        }
        return Subscription(native.listenTo(kinds, false, listener.native()))
    }

    // --- The verbs that take more than plain arguments

    /** Logs an agent in on an extension (manual 2.2). In mode [LoginMode.ASK] nobody is asked, and it fails. */
    @Throws(CommandException::class, kotlin.coroutines.cancellation.CancellationException::class)
    public suspend fun agentLogin(request: LoginRequest): Success = native.agentLogin(request)

    /**
     * Logs an agent in on an extension (manual 2.2). In mode [LoginMode.ASK], [ask] decides if the agent is logged in
     * already: true forces the log-in; false, or an exception, makes it fail. It has `Timing.ask` to answer, and runs
     * on `Dispatchers.Default`. Throws [CommandException].
     */
    public suspend fun agentLogin(request: LoginRequest, ask: suspend (Reason) -> Boolean): Success =
        native.agentLoginAsking(request, object : LoginAsk {
            override suspend fun force(reason: Reason) = ask(reason)
        })

    /** Resumes a session that was saved before the application was restarted, in place of a log-in. */
    @Throws(CommandException::class, kotlin.coroutines.cancellation.CancellationException::class)
    public suspend fun recover(saved: SavedSession): Success = native.recover(saved)

    /** Makes a call (manual 2.5): its id. Ends when the server shows that it is being made. */
    @Throws(CommandException::class, kotlin.coroutines.cancellation.CancellationException::class)
    public suspend fun makeCall(number: String, options: MakeCallOptions? = null): CallId =
        native.makeCall(number, options)

    /**
     * Any verb, from a JSON object with the verb and its arguments by the manual's names:
     * `{"verb":"holdCall","callId":"…"}`. For programs that host scripts. Returns the outcome as JSON, whatever it is:
     * `{"outcome":"rejected","error":"noCall", …}`. In log-in mode `ask` nobody is asked, and the log-in fails.
     *
     * Throws [WellException.Argument] if there is no such verb, or if an argument is missing, unknown or of the wrong type.
     */
    @Throws(WellException::class, kotlin.coroutines.cancellation.CancellationException::class)
    public suspend fun commandJson(command: String): String = native.commandJson(command)

    // --- The state

    /** The state now. */
    public fun snapshot(): Snapshot = native.snapshot()

    /** The state now as JSON, in the fields' names of Rust: for what is shown elsewhere. */
    public fun snapshotJson(): String = native.snapshotJson()

    /** Whether a verb may be used on a call now; why not is [refusal]. Advice: the server has the last word. */
    public fun may(verb: Verb, call: CallId): Boolean = refusal(verb, call) == null

    /**
     * Whether a verb that needs no call may be used now; why not is [refusal]. Advice: the server has the last word.
     *
     * Throws [WellException.Argument] if the verb is about one of the agent's own calls. `DROP` is not refused: it is about the
     * only call that there is.
     */
    @Throws(WellException::class)
    public fun may(verb: Verb): Boolean = refusal(verb) == null

    /**
     * Why a verb may not be used on a call now; `null` where it may. A verb that is about none of the agent's own calls, also
     * one about calls of others, does not look at the call.
     */
    public fun refusal(verb: Verb, call: CallId): Reason? = native.refusal(verb, call)

    /**
     * Why a verb that needs no call may not be used now; `null` where it may. Throws [WellException.Argument] if the verb is
     * about one of the agent's own calls, but not for `DROP`.
     */
    @Throws(WellException::class)
    public fun refusal(verb: Verb): Reason? = native.refusalWithoutCall(verb)

    /** The agent and the device, once a log-in has begun. */
    public fun identity(): Identity? = native.identity()

    /** What [recover] needs; `null` unless an agent is logged in. It holds a secret. */
    public fun saved(): SavedSession? = native.saved()

    /**
     * Tries to open the event channel at once, after `wsDisconnected` or while the next attempt is waited for; not before the
     * time that the server has asked for. For programs that know that the network is back.
     */
    public fun reconnect(): Unit = native.reconnect()

    /** The model as JSON, as the manual's client shows it (manual 5.1). */
    public fun getCallMemory(): String = native.getCallMemory()

    /** The counters. */
    public fun metrics(): Metrics = native.metrics()

    // --- Settings and the log

    /** The present settings (`setConfig`, manual 2.1). */
    public fun settings(): Settings = native.settings()

    /** Changes the settings (`setConfig`, manual 2.1). */
    public fun setConfig(settings: Settings): Unit = native.setConfig(settings)

    /** Turns detailed logging on or off (`setDebug`, manual 5.3). */
    public fun setDebug(debug: Boolean): Unit = native.setDebug(debug)

    /** Sets whether to retrieve the first call when the consulted party hangs up. */
    public fun setRetrieveAfterConsultation(retrieve: Boolean): Unit = native.setRetrieveAfterConsultation(retrieve)

    /** Writes a line of the application's into the event log (manual 5.2). */
    public fun log(text: String): Unit = native.log(text)

    /** Writes an error of the application's into the event log (manual 5.3). */
    public fun error(text: String): Unit = native.error(text)

    /** The event log, with the lines of the session's start and end (manual 5.5.1). */
    public fun getLog(): String = native.getLog()

    /** Writes the event log to a file (manual 5.5.2). Throws [WellException.File]. */
    @Throws(WellException::class)
    public fun downloadLog(path: String): Unit = native.downloadLog(path)

    /** The lines of the event log with this text in them (4.x). */
    public fun searchLog(text: String): List<String> = native.searchLog(text)

    /** Keeps lines in the event log again (manual 5.5.3). */
    public fun enableLog(): Unit = native.enableLog()

    /** Stops keeping lines in the event log (manual 5.5.4). */
    public fun disableLog(): Unit = native.disableLog()

    /** Deletes all lines of the event log (4.x). */
    public fun clearLog(): Unit = native.clearLog()

    // --- The end

    /**
     * Closes the session, and blocks until it is closed, its socket and its journal too, for up to [Client.CLOSE_TIMEOUT]. Logs
     * the agent out first if `logoutOnClose` is set, which takes up to 3 s. In a coroutine use [closeAndJoin].
     *
     * Throws [WellException.TimedOut]: it goes on, and can be called again; also where the thread is interrupted, which it
     * stays. Throws [WellException.InCallback] inside a listener.
     */
    @Throws(WellException::class)
    override fun close(): Unit = close(Client.CLOSE_TIMEOUT)

    /** Closes the session as the other `close` does, and blocks for up to [timeout]. */
    @Throws(WellException::class)
    public fun close(timeout: Duration) {
        if (inCallback()) {
            throw WellException.InCallback("a callback cannot wait for its own end: call this from another thread")
        }
        try {
            runBlocking { withTimeoutOrNull(timeout.toMillis()) { closeAndJoin() } }
                ?: throw WellException.TimedOut("the session is not closed yet: a server does not answer, or a journal's disk")
        } catch (_: InterruptedException) {
            Thread.currentThread().interrupt()
            throw WellException.TimedOut("the thread was interrupted: the session goes on closing")
        }
    }

    /**
     * Closes the session without blocking the thread. Ends when it is closed, its socket and its journal too. Logs the agent
     * out first if `logoutOnClose` is set, which takes up to 3 s.
     */
    public suspend fun closeAndJoin(): Unit = native.shutDown()

    /** This session with verbs that block, for Java. */
    public fun blocking(): BlockingSession = BlockingSession(this)

    /** This session with verbs that return a `CompletableFuture`, for Java. */
    public fun futures(): FutureSession = FutureSession(this)
}
