// Listeners: order, exceptions, what may not be done in one; and the diagnostics.
package io.github.wellclient

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ListenerTest {
    @Test
    fun `what a listener throws stops neither it nor anything else, and is told`() = laboratory {
        val lines = LinkedBlockingQueue<DiagnosticsLine>()
        DiagnosticsLog.set(DiagnosticsLevel.ERROR, lines::add)
        val a = desk()
        val kinds = CopyOnWriteArrayList<String>()
        val closed = CompletableFuture<Unit>()
        a.session.listen(object : SessionListener {
            override fun onEvent(event: Event) {
                kinds += event.kind
                throw IllegalStateException("thrown on purpose")
            }

            override fun onClosed() {
                closed.complete(Unit)
            }
        })
        a.session.agentLogin(request())
        a.sees("agentReady")
        a.session.closeAndJoin()
        closed.get(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertTrue(kinds.containsAll(listOf("linkChanged", "agentLoggedOn", "agentReady")), "$kinds")
        val line = lines.poll(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertNotNull(line)
        assertTrue(line!!.message.contains("thrown on purpose"), line.message)
        DiagnosticsLog.unset()
    }

    @Test
    fun `a listener may call, but not wait for its own end`() = laboratory {
        val a = desk()
        val told = CompletableFuture<List<Any?>>()
        a.session.on("agentLoggedOn") {
            val snapshot = a.session.snapshot()
            val closing = runCatching { client.close() }.exceptionOrNull()
            val closingSession = runCatching { a.session.close() }.exceptionOrNull()
            told.complete(listOf(snapshot.agent?.id, closing, closingSession))
        }
        a.session.agentLogin(request())
        val (agent, closing, closingSession) = told.get(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertEquals("5001@test.cc", agent)
        assertTrue(closing is WellException.InCallback, "$closing")
        assertTrue(closingSession is WellException.InCallback, "$closingSession")
    }

    @Test
    fun `a cancelled subscription is silent`() = laboratory {
        val a = desks(1).single()
        val heard = CopyOnWriteArrayList<LogLine>()
        val subscription = a.session.listen(object : SessionListener {
            override fun onLog(line: LogLine) {
                heard += line
            }
        })
        subscription.cancel()
        subscription.cancel()
        a.session.error("nobody hears this")
        a.session.closeAndJoin()
        client.close()
        assertFalse(heard.any { it.content.contains("nobody hears this") }, "$heard")
    }
}
