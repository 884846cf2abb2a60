// The library's threads as the JVM sees them: which, for how long, and what they keep alive.
package io.github.wellclient

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Is in the middle of a call, with listeners that are told much, when its `main` returns. */
object Unclosed {
    @Volatile
    private var busy = false

    @JvmStatic
    fun main(arguments: Array<String>) {
        val session = Client(ClientOptions(noProxy = true)).session(Simulator().environment())
        val told = CountDownLatch(1000)
        session.listen(object : SessionListener {
            override fun onLog(line: LogLine) {
                told.countDown()
                if (busy) session.error("and on it goes")
            }
        })
        DiagnosticsLog.set(DiagnosticsLevel.TRACE) {}
        runBlocking {
            session.agentLogin(LoginRequest("5001", "123456", "test.cc", "8001"))
            session.makeCall("13800000000")
        }
        busy = arguments.contains("busy")
        repeat(1000) { session.error("line $it") }
        check(told.await(LIMIT_MS, TimeUnit.MILLISECONDS))
        println("main has returned")
    }
}

class ThreadTest {
    @Test
    fun `all listeners are called on one thread, which stays the same`() = laboratory {
        val (a, b) = desks(2)
        val threads = CopyOnWriteArrayList<Thread>()
        val closed = CountDownLatch(2)
        for (desk in listOf(a, b)) {
            desk.session.listen(object : SessionListener {
                override fun onEvent(event: Event) {
                    threads += Thread.currentThread()
                }

                override fun onLog(line: LogLine) {
                    threads += Thread.currentThread()
                }

                override fun onClosed() {
                    threads += Thread.currentThread()
                    closed.countDown()
                }
            })
        }
        repeat(100) { a.session.error("line $it") }
        a.session.makeCall("8002")
        b.sees("delivered")
        a.session.closeAndJoin()
        b.session.closeAndJoin()
        assertTrue(closed.await(LIMIT_MS, TimeUnit.MILLISECONDS))
        assertTrue(threads.size > 100, "${threads.size}")
        val thread = threads.toSet().single()
        assertEquals("wellclient-listeners", thread.name)
        assertTrue(thread.isDaemon && thread.isAlive)
        client.close()
        thread.join(LIMIT_MS)
        assertFalse(thread.isAlive)
    }

    @Test
    fun `a listener finds the program's classes`() = laboratory {
        val session = desk().session
        val loader = CompletableFuture<ClassLoader?>()
        session.listen(object : SessionListener {
            override fun onLog(line: LogLine) {
                loader.complete(Thread.currentThread().contextClassLoader)
            }
        })
        session.error("a line")
        assertSame(Client::class.java.classLoader, loader.get(LIMIT_MS, TimeUnit.MILLISECONDS))
    }

    @Test
    fun `what wakes coroutines is a daemon with a name`() = laboratory {
        val session = desks(1).single().session
        val threads = withContext(Dispatchers.Unconfined) {
            List(20) {
                session.getClientState()
                Thread.currentThread()
            }
        }.toSet() - Thread.currentThread()
        assertEquals(setOf("wellclient-network"), threads.map { it.name.substringBefore(" @coroutine") }.toSet())
        assertTrue(threads.all { it.isDaemon })
        // One network thread: it has not become another one each time.
        assertEquals(1, threads.size)
    }

    @Test
    fun `a client that is open does not keep the JVM from its end`() {
        for (how in listOf("idle", "busy", "busy")) {
            val ended = runAlone(Unclosed::class.java, how)
            assertEquals("main has returned", ended.output.trim())
            assertEquals(0, ended.status)
        }
    }
}
