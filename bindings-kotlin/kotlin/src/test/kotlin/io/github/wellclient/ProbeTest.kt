// A look at a server without logging in.
package io.github.wellclient

import java.net.ServerSocket
import java.time.Duration
import kotlin.concurrent.thread
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ProbeTest {
    @Test
    fun `a server that is there refuses, and its event channel opens`() = laboratory {
        val server = simulator.environment()
        assertEquals(426, client.probeHttp(ProbeMethod.GET, "${server.api.trimEnd('/')}/api/csta/agent/client-state"))
        assertEquals(401, client.blocking().probeHttp(ProbeMethod.POST, server.login))
        assertEquals(404, client.probeHttp(ProbeMethod.GET, "${simulator.baseUrl()}/nowhere"))
        val events = client.probeEvents(server.events)
        assertEquals(StompVersion.V1_2, events.version)
        assertEquals(events, client.blocking().probeEvents(server.events))
    }

    @Test
    fun `each step that fails is told from the others`() = laboratory {
        val server = simulator.environment()
        assertThrows<ProbeException.WebSocket> { runBlocking { client.probeEvents("ws://127.0.0.1:1/") } }
        assertThrows<ProbeException.WebSocket> { runBlocking { client.probeEvents(server.events + "/nowhere") } }
        val error = assertThrows<ProbeException.NotSent> {
            runBlocking { client.probeHttp(ProbeMethod.GET, "http://127.0.0.1:1/") }
        }
        assertTrue(error.message.isNotEmpty())
    }

    @Test
    fun `a server that says nothing is not waited for longer than was said`() = laboratory {
        ServerSocket(0).use { silent ->
            thread(isDaemon = true) { runCatching { while (true) silent.accept() } }
            val soon = Duration.ofMillis(200)
            val place = "127.0.0.1:${silent.localPort}"
            assertThrows<ProbeException.NoReply> {
                runBlocking { client.probeHttp(ProbeMethod.GET, "http://$place/", soon) }
            }
            assertThrows<ProbeException.WebSocket> { runBlocking { client.probeEvents("ws://$place/", soon) } }
        }
    }

    @Test
    fun `a client that is closed sends nothing`() {
        val client = Client(ClientOptions(noProxy = true))
        client.close()
        assertThrows<ProbeException.NotSent> { runBlocking { client.probeHttp(ProbeMethod.GET, "http://127.0.0.1:1/") } }
        assertThrows<ProbeException.WebSocket> { runBlocking { client.probeEvents("ws://127.0.0.1:1/") } }
    }
}
