// Agents who are watched, for a wallboard.
package io.github.wellclient

import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.future.future
import kotlinx.coroutines.runBlocking

/**
 * Agents who are watched, with nobody logged in or out: an HTTP session of a supervisor and one event channel, and nothing
 * else is ever sent.
 *
 * Of each agent there are the events of a session of the agent's own, with [Event.watched] saying whose they are, and the
 * same [Snapshot], in which every action is refused ([ReasonKind.WATCHING]). Nothing is known of an agent until an event
 * tells it, and after a gap in the channel everything is in doubt: [Snapshot.verified], [AgentSnapshot.doubts],
 * [CallSnapshot.doubts].
 *
 * It can be used from any thread. Let go of without [close], it is closed in the background. For Java there are
 * [openBlocking], [followBlocking], [openFuture] and [followFuture].
 */
public class Watch internal constructor(private val native: NativeWatch) : AutoCloseable {
    private val session = Session(native.session())
    private val scope = CoroutineScope(Dispatchers.Default)

    /**
     * Opens the watch. Ends when the event channel is open. Does nothing if the watch is open already.
     *
     * If the broker refuses the events of one agent, the others are watched all the same. The anomaly
     * [AnomalyKind.SUBSCRIPTION_REFUSED] reports it, and [Snapshot.link] of this agent is [LinkState.LOST].
     *
     * Throws [CommandException] if the password is wrong, the server cannot be reached, or the broker refuses the
     * events of every agent ([ReasonKind.SUBSCRIPTION_REFUSED]).
     */
    public suspend fun open(): Unit = native.open()

    /**
     * Follows one more agent (`5001@test.cc`). Ends when the agent's events are subscribed to. Throws
     * [CommandException] if the broker refuses them ([ReasonKind.SUBSCRIPTION_REFUSED]; the channel is then opened
     * again for the others), if the id is not an agent's, or if the subscription does not stand within
     * `Timing.command`; attempts then go on.
     */
    public suspend fun follow(agent: AgentId): Unit = native.follow(agent)

    /** Stops following an agent, and forgets what was known. */
    public fun unfollow(agent: AgentId): Unit = native.unfollow(agent)

    /** The agents who are watched, in the order in which they were added. */
    public fun agents(): List<AgentId> = native.agents()

    /** What is known of an agent; `null` for one who is not watched. */
    public fun snapshot(agent: AgentId): Snapshot? = native.snapshot(agent)

    /** What is known of each, as of one moment, in the order of [agents]. */
    public fun snapshots(): List<Snapshot> = native.snapshots()

    /** The event channel. */
    public fun link(): LinkState = native.link()

    /**
     * What happens from now on, in order: the events of all agents and log lines, as a flow to be collected once. A
     * collector who is slower than [capacity] notices gets a [Notice.Lagged] for each agent, with its snapshot. With
     * [names], only the events of these names, and no log lines.
     */
    @JvmOverloads
    public fun notices(names: List<String> = emptyList(), capacity: Int = CAPACITY): Flow<Notice> =
        session.notices(names, capacity)

    /**
     * The events of all agents from now on: all, or those of these names. A collector who is slower than 1024 events gets an
     * [EventsMissedException], and may collect again: see [Session.events]. For many agents, [notices] has a capacity.
     */
    public fun events(vararg names: String): Flow<Event> = session.events(*names)

    /**
     * The events of one kind, of all agents, as their bodies. A body does not say whose it is: for that, read
     * [Event.watched] in [events]. A collector who is slower than [capacity] events gets an [EventsMissedException].
     */
    @JvmOverloads
    public fun <B : EventBody> events(type: Class<B>, capacity: Int = CAPACITY): Flow<B> = session.events(type, capacity)

    /** Tells [listener] what happens from now on, of all agents, on the client's one thread for that. */
    public fun listen(listener: SessionListener): Subscription = session.listen(listener)

    /** Calls [action] for each event of this name, of any agent, on the client's one thread for listeners. */
    public fun on(name: String, action: EventAction): Subscription = session.on(name, action)

    /**
     * Calls [action] for each event of one kind, of any agent, on the client's one thread for listeners. A body does not
     * say whose it is: for that, read [Event.watched] in [listen].
     */
    public fun <B : EventBody> on(type: Class<B>, action: BodyAction<B>): Subscription = session.on(type, action)

    /** Tries to open the event channel at once, if it is lost. For programs that know that the network is back. */
    public fun reconnect(): Unit = session.reconnect()

    /** The counters. */
    public fun metrics(): Metrics = session.metrics()

    /** The event log (manual 5.5.1). */
    public fun getLog(): String = session.getLog()

    /** Writes the event log to a file (manual 5.5.2). Throws [WellException.File]. */
    @Throws(WellException::class)
    public fun downloadLog(path: String): Unit = session.downloadLog(path)

    /** The lines of the event log with this text in them. */
    public fun searchLog(text: String): List<String> = session.searchLog(text)

    /** Keeps lines in the event log again (manual 5.5.3). */
    public fun enableLog(): Unit = session.enableLog()

    /** Stops keeping lines in the event log (manual 5.5.4). */
    public fun disableLog(): Unit = session.disableLog()

    /** Deletes all lines of the event log. */
    public fun clearLog(): Unit = session.clearLog()

    /**
     * Closes the watch, and blocks until it is closed, for up to [Client.CLOSE_TIMEOUT]. Throws [WellException.TimedOut]: it
     * goes on, and can be called again; and [WellException.InCallback] inside a listener.
     */
    @Throws(WellException::class)
    override fun close(): Unit = session.close()

    /** Closes the watch, and blocks for up to [timeout]. Throws what the other `close` throws. */
    @Throws(WellException::class)
    public fun close(timeout: java.time.Duration): Unit = session.close(timeout)

    /** Closes the watch without blocking the thread. Ends when it is closed. */
    public suspend fun closeAndJoin(): Unit = session.closeAndJoin()

    /** Opens the watch, for Java: blocks the thread until the event channel is open. Throws what [open] throws. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun openBlocking(): Unit = runBlocking { open() }

    /** Follows one more agent, for Java: blocks the thread until that is done. Throws what [follow] throws. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun followBlocking(agent: AgentId): Unit = runBlocking { follow(agent) }

    /** Opens the watch, for Java. The future ends when the event channel is open, or with what [open] throws. */
    public fun openFuture(): CompletableFuture<Void?> = begin { open() }

    /** Follows one more agent, for Java. The future ends when that is done, or with what [follow] throws. */
    public fun followFuture(agent: AgentId): CompletableFuture<Void?> = begin { follow(agent) }

    private fun begin(command: suspend () -> Unit): CompletableFuture<Void?> =
        scope.future(start = CoroutineStart.UNDISPATCHED) {
            command()
            null
        }
}
