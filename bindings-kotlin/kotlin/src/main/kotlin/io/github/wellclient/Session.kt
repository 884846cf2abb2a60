// One agent on one extension.
package io.github.wellclient

import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.runBlocking

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
public class Session internal constructor(private val native: NativeSession) :
    NativeSessionInterface by native, AutoCloseable {

    /**
     * What happens, in order: events, log lines (manual 3.1, 3.3, 3.4), and [Notice.Lagged] where the collector is slower
     * than [capacity] notices. Subscribed by this call, not by collecting: nothing from now on is missed. To be
     * collected once; completes when the session is closed.
     *
     * With [names], only the events of these names, and no log lines.
     */
    @JvmOverloads
    public fun notices(names: List<String> = emptyList(), capacity: Int = CAPACITY): Flow<Notice> {
        val stream = native.eventStream(names, capacity)
        val collected = AtomicBoolean()
        return flow {
            check(collected.compareAndSet(false, true)) { "these notices are collected already: subscribe again" }
            stream.use {
                while (true) emit(stream.next() ?: break)
            }
        }
    }

    /** The events of [notices]: all, or those of these names. A collector that lags misses some unseen. */
    public fun events(vararg names: String): Flow<Event> =
        notices(names.asList()).filterIsInstance<Notice.Happened>().map { it.event }

    /** The events of one kind, as their bodies; `events<EventBody.Delivered>()` is the same. */
    public fun <B : EventBody> events(type: Class<B>): Flow<B> = events().map { it.body }.filterIsInstance(type.kotlin)

    internal fun eventStream(names: List<String>): NativeEventStream = native.eventStream(names, CAPACITY)

    /**
     * Tells [listener] what happens from now on, on the client's one thread for that: a slow listener holds up the
     * others, never the network. What it throws goes to the diagnostics.
     */
    public fun listen(listener: SessionListener): Subscription = Subscription(native.listen(listener.native()))

    /**
     * Calls [action] for each event of this name (manual 3.1), on the client's one thread for listeners: a slow one holds up
     * the others, never the network. What it throws goes to the diagnostics.
     */
    public fun on(name: String, action: EventAction): Subscription = listen(object : SessionListener {
        override fun onEvent(event: Event) {
            if (event.meta.eventName == name) action.happened(event)
        }
    })

    /**
     * Calls [action] for each event of one kind, on the client's one thread for listeners; in Kotlin, write
     * `on<EventBody.Delivered> { … }`. What it throws goes to the diagnostics.
     */
    public fun <B : EventBody> on(type: Class<B>, action: BodyAction<B>): Subscription = listen(object : SessionListener {
        override fun onEvent(event: Event) {
            if (type.isInstance(event.body)) action.happened(type.cast(event.body))
        }
    })

    /**
     * Logs an agent in on an extension (manual 2.2). In mode [LoginMode.ASK], [ask] decides if the agent is logged in
     * already: true forces the log-in; false, or an exception, makes it fail. It has `Timing.ask` to answer, and runs
     * on `Dispatchers.Default`. Throws [CommandException].
     */
    public suspend fun agentLogin(request: LoginRequest, ask: suspend (Reason) -> Boolean): Success =
        agentLoginAsking(request, object : LoginAsk {
            override suspend fun force(reason: Reason) = ask(reason)
        })

    /** Whether a verb may be used on a call now; why not is [refusal]. Advice: the server has the last word. */
    public fun may(verb: Verb, call: CallId): Boolean = refusal(verb, call) == null

    /**
     * Closes the session, and blocks until it is closed, its socket and its journal too. Logs the agent out first if
     * `logoutOnClose` is set, which takes up to 3 s. In a coroutine use [closeAndJoin]. Throws
     * [WellException.InCallback] inside a listener.
     */
    @Throws(WellException::class)
    override fun close() {
        if (inCallback()) {
            throw WellException.InCallback("a callback cannot wait for its own end: call this from another thread")
        }
        runBlocking { closeAndJoin() }
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

    private companion object {
        const val CAPACITY = 1024
    }
}
