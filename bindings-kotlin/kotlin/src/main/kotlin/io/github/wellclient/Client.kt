// What sessions share.
package io.github.wellclient

import java.time.Duration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * The shared part of all sessions, with threads of its own. One for a process.
 *
 * ```
 * Client().use { client ->
 *     val session = client.session(customEnvironment("http://127.0.0.1:8080"))
 *     session.agentLogin(LoginRequest("5001", "123456", "test.cc", "8001"))
 * }
 * ```
 *
 * It can be used from any thread. Let go of without [close], it ends in the background with its last session.
 *
 * @throws WellException.Setup if TLS, the proxy or threads cannot be set up.
 * @throws LibraryMismatchError if the native library is missing, or of another version.
 */
public class Client
@JvmOverloads
@Throws(WellException::class)
constructor(options: ClientOptions? = null) : AutoCloseable {
    private val native: NativeClient

    init {
        Library.ensure()
        native = NativeClient(options)
    }

    /** A session that is logged out, with the defaults for a server. Throws [WellException.Environment], [WellException.Closed]. */
    @Throws(WellException::class)
    public fun session(environment: Environment): Session = session(SessionOptions(environment))

    /**
     * A session that is logged out. Throws [WellException.Environment], [WellException.Setup] for a time that is out of
     * its range, [WellException.File] for the journal, and [WellException.Closed] once the client is closed.
     */
    @Throws(WellException::class)
    public fun session(options: SessionOptions): Session = Session(native.openSession(options))

    /** Agents to be watched by this account, with the defaults for a server; nothing happens before [Watch.open]. */
    @Throws(WellException::class)
    public fun watch(environment: Environment, account: WatchAccount, agents: List<AgentId>): Watch =
        watch(SessionOptions(environment), account, agents)

    /**
     * Agents to be watched by this account; nothing happens before [Watch.open]. Options about calls and about logging
     * in have no effect. Throws [WellException.Environment], [WellException.Setup] for a time that is out of its range,
     * [WellException.File] for the journal, and [WellException.Closed] once the client is closed.
     */
    @Throws(WellException::class)
    public fun watch(options: SessionOptions, account: WatchAccount, agents: List<AgentId>): Watch =
        Watch(native.openWatch(options, account, agents))

    /** The counters of all open sessions, added up; `commandMsLongest` is the longest of all. */
    public fun metrics(): Metrics = native.metrics()

    /**
     * Sends one request without a session: the reply's status, whatever it is. A server that is there refuses: 401, 426 or
     * the like. Throws [ProbeException.NotSent] and [ProbeException.NoReply].
     */
    public suspend fun probeHttp(method: ProbeMethod, url: String, timeout: Duration = PROBE_TIMEOUT): Int =
        native.probeHttp(method, url, timeout)

    /**
     * Opens an event channel (`ws://` or `wss://`), and closes it again. Each of the two steps may take [timeout]. Throws
     * [ProbeException.WebSocket] and [ProbeException.Stomp], by the step that failed.
     */
    public suspend fun probeEvents(url: String, timeout: Duration = PROBE_TIMEOUT): EventsProbe =
        native.probeEvents(url, timeout)

    /** This client with probes that block, for Java. */
    public fun blocking(): BlockingClient = BlockingClient(this)

    /**
     * Closes all sessions, tells listeners what is still to be told, and ends all threads; blocks until then, for up to
     * [timeout]. After it nothing is called back.
     *
     * Throws [WellException.TimedOut]: it goes on, and can be called again; and [WellException.InCallback] inside a
     * listener.
     */
    @Throws(WellException::class)
    public fun close(timeout: Duration): Unit = native.shutDown(timeout)

    /**
     * Closes all sessions, tells listeners what is still to be told, and ends all threads; blocks until then, for up to
     * [CLOSE_TIMEOUT]. After it nothing is called back. Throws [WellException.TimedOut]: it goes on, and can be called
     * again; and [WellException.InCallback] inside a listener.
     */
    @Throws(WellException::class)
    override fun close(): Unit = close(CLOSE_TIMEOUT)

    /**
     * Closes all sessions and ends all threads, without blocking the thread. Ends when that is done, after [timeout] at the
     * latest, also in a coroutine that is cancelled. Throws [WellException.TimedOut]: it goes on, and can be called again.
     */
    public suspend fun closeAndJoin(timeout: Duration = CLOSE_TIMEOUT): Unit =
        withContext(Dispatchers.IO) { close(timeout) }

    public companion object {
        /** How long [close] waits: for log-outs, which take up to 3 s, and for listeners to return. */
        @JvmField
        public val CLOSE_TIMEOUT: Duration = Duration.ofSeconds(30)

        /** How long each step of a probe may take. */
        @JvmField
        public val PROBE_TIMEOUT: Duration = Duration.ofSeconds(8)
    }
}
