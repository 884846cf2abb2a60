// The probes for Java, each blocking its thread.
package io.github.wellclient

import java.time.Duration
import kotlinx.coroutines.runBlocking

/** A client's looks at a server without logging in, each blocking its thread until it has answered or failed. */
public class BlockingClient internal constructor(private val client: Client) {
    /** Sends one request without a session: the reply's status, whatever it is. */
    @JvmOverloads
    @Throws(ProbeException::class, InterruptedException::class)
    public fun probeHttp(method: ProbeMethod, url: String, timeout: Duration = Client.PROBE_TIMEOUT): Int =
        runBlocking { client.probeHttp(method, url, timeout) }

    /** Opens an event channel, and closes it again. */
    @JvmOverloads
    @Throws(ProbeException::class, InterruptedException::class)
    public fun probeEvents(url: String, timeout: Duration = Client.PROBE_TIMEOUT): EventsProbe =
        runBlocking { client.probeEvents(url, timeout) }
}
