// Making, closing and letting go, at all times and in all orders.
package io.github.wellclient

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.launch
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

    @Test
    fun `clients leave no thread behind`() {
        repeat(50) { Client(ClientOptions(noProxy = true)).close() }
        // The native threads by their names; the JVM's own are not among them.
        val threads = Files.list(Path.of("/proc/self/task")).use { tasks ->
            tasks.map { Files.readString(it.resolve("comm")).trim() }.filter { it.startsWith("wellclient") }.toList()
        }
        assertEquals(emptyList<String>(), threads.filterNot { it.startsWith("wellclient-diag") })
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
    fun `a library of another version is an error that names both`() {
        Library.check(version())
        val error = assertThrows<LibraryMismatchException> { Library.check("9.9.9") }
        assertTrue(error.message!!.contains("9.9.9") && error.message!!.contains(version()), error.message)
        assertEquals(version(), Library.version)
    }
}
