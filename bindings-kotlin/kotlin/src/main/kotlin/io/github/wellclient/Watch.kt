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
     * Begins to watch, and ends when the event channel stands. Where it was opened before, there is nothing to do.
     *
     * An agent whose events the broker refuses does not keep the others from being watched: it is told as an anomaly,
     * [AnomalyKind.SUBSCRIPTION_REFUSED], and [Snapshot.link] of this agent is [LinkState.LOST].
     *
     * Throws [CommandException]: the password is wrong, the server cannot be reached, or the broker refuses the events of
     * every agent ([ReasonKind.SUBSCRIPTION_REFUSED]).
     */
    public suspend fun open(): Unit = native.open()

    /**
     * Follows one more agent (`5001@test.cc`), and ends when that stands. Throws [CommandException]: the broker refuses it
     * ([ReasonKind.SUBSCRIPTION_REFUSED]), which makes the channel be opened again for the others; the id is none; or it has
     * not come to stand in `Timing.command`, and is tried on.
     */
    public suspend fun follow(agent: AgentId): Unit = native.follow(agent)

    /** Does not follow an agent any more: what was known is forgotten. */
    public fun unfollow(agent: AgentId): Unit = native.unfollow(agent)

    /** The agents who are watched, in the order in which they were added. */
    public fun agents(): List<AgentId> = native.agents()

    /** What is known of an agent; `null` for one who is not watched. */
    public fun snapshot(agent: AgentId): Snapshot? = native.snapshot(agent)

    /** What is known of each, as of one moment, in the order of [agents]. */
    public fun snapshots(): List<Snapshot> = native.snapshots()

    /** The event channel. */
    public fun link(): LinkState = native.link()

    /** As [Session.notices], of all agents; a collector that lags gets a [Notice.Lagged] for each, with its snapshot. */
    @JvmOverloads
    public fun notices(names: List<String> = emptyList(), capacity: Int = CAPACITY): Flow<Notice> =
        session.notices(names, capacity)

    /** As [Session.events], of all agents. */
    public fun events(vararg names: String): Flow<Event> = session.events(*names)

    /** As [Session.events], of all agents. Whose a body is, only its event tells: [Event.watched]. */
    public fun <B : EventBody> events(type: Class<B>): Flow<B> = session.events(type)

    /** As [Session.listen], of all agents. */
    public fun listen(listener: SessionListener): Subscription = session.listen(listener)

    /** As [Session.on], of all agents. */
    public fun on(name: String, action: EventAction): Subscription = session.on(name, action)

    /** As [Session.on], of all agents. Whose a body is, only its event tells: [Event.watched]. */
    public fun <B : EventBody> on(type: Class<B>, action: BodyAction<B>): Subscription = session.on(type, action)

    /** Tries the event channel again, as [Session.reconnect]. */
    public fun reconnect(): Unit = session.reconnect()

    /** The counters. */
    public fun metrics(): Metrics = session.metrics()

    /** The event log (manual 5.5.1). */
    public fun getLog(): String = session.getLog()

    /** Closes the watch, and blocks until it is closed. Throws [WellException.InCallback]. */
    @Throws(WellException::class)
    override fun close(): Unit = session.close()

    /** As [close], without blocking the thread. */
    public suspend fun closeAndJoin(): Unit = session.closeAndJoin()

    /** As [open], and blocks the thread: for Java. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun openBlocking(): Unit = runBlocking { open() }

    /** As [follow], and blocks the thread: for Java. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun followBlocking(agent: AgentId): Unit = runBlocking { follow(agent) }

    /** As [open], for Java. */
    public fun openFuture(): CompletableFuture<Void?> = begin { open() }

    /** As [follow], for Java. */
    public fun followFuture(agent: AgentId): CompletableFuture<Void?> = begin { follow(agent) }

    private fun begin(command: suspend () -> Unit): CompletableFuture<Void?> =
        scope.future(start = CoroutineStart.UNDISPATCHED) {
            command()
            null
        }

    private companion object {
        const val CAPACITY = 1024
    }
}
