// Making, closing and letting go, at all times and in all orders.
package io.github.wellclient

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class LifetimeTest {
    @Test
    fun `ten thousand sessions are made and closed`() = laboratory {
        val options = options()
        repeat(10_000) { client.session(options).closeAndJoin() }
        assertEquals(0, client.metrics().events)
    }

    /** The library's native threads, by number and name. */
    private fun threads(): Set<String> = Files.list(Path.of("/proc/self/task")).use { tasks ->
        // One that ends in between has no name any more.
        tasks.map { "${it.fileName} ${runCatching { Files.readString(it.resolve("comm")) }.getOrDefault("").trim()}" }.toList()
    }.filter { it.substringAfter(' ') in setOf("wellclient", "wellclient-call") }.toSet()

    @Test
    fun `clients leave no thread behind`() {
        // Those of a client that another test has let go of end when the collector finds it.
        val before = threads()
        repeat(50) { Client(ClientOptions(noProxy = true)).close() }
        assertEquals(emptySet<String>(), threads() - before)
    }

    @Test
    fun `closing twice, and from many sides, is closing once`() = laboratory {
        val a = desks(1).single()
        withContext(Dispatchers.IO) {
            repeat(8) {
                launch { a.session.close() }
                launch { client.close() }
            }
        }
        assertEquals(SessionPhase.CLOSED, a.session.snapshot().phase)
        assertTrue(a.session.getLog().isNotEmpty())
        assertEquals(ReasonKind.CLOSED, rejected { a.session.makeCall("8002") }.kind)
    }

    @Test
    fun `what is let go of while calls are under way is closed behind them`() = laboratory {
        val options = options()
        withContext(Dispatchers.Default) {
            List(64) { number ->
                async {
                    var session: Session? = client.session(options)
                    val notices = session!!.notices()
                    val login = runCatching { session!!.agentLogin(request(number + 10)) }
                    session = null
                    if (number % 8 == 0) System.gc()
                    // Nobody closes it: its end comes by the collector, or by the client's.
                    notices.hashCode()
                    login.getOrThrow()
                }
            }.awaitAll()
        }
        System.gc()
        client.close()
    }

    @Test
    fun `a client may go before its sessions`() = laboratory {
        var gone: Client? = Client(ClientOptions(noProxy = true))
        val session = gone!!.session(options())
        gone = null
        System.gc()
        session.agentLogin(request())
        session.closeAndJoin()
    }

    @Test
    fun `a client that is closed makes nothing any more`() = laboratory {
        client.close()
        val environment = simulator.environment()
        val tries = listOf(
            { client.session(environment) },
            { client.session(options()) },
            { client.watch(environment, WatchAccount("5009", "123456", "test.cc"), listOf(AgentId("5001@test.cc"))) },
        )
        for (making in tries) assertEquals("the client is closed", assertThrows<WellException.Closed> { making() }.message)
        val url = simulator.baseUrl()
        assertThrows<ProbeException.NotSent> { runBlocking { client.probeHttp(ProbeMethod.GET, url) } }
        assertThrows<ProbeException.WebSocket> { runBlocking { client.probeEvents("ws" + url.removePrefix("http")) } }
        client.close()
    }

    @Test
    fun `a library of another version is an error that names both`() {
        Library.check(version())
        val error = assertThrows<LibraryMismatchError> { Library.check("9.9.9") }
        assertTrue(error.message!!.contains("9.9.9") && error.message!!.contains(version()), error.message)
        assertEquals(version(), Library.version)
    }
}
