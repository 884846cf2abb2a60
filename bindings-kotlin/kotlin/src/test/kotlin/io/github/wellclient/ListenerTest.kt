// Listeners: order, exceptions, what may not be done in one; and the diagnostics.
package io.github.wellclient

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

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
        assertEquals(AgentId("5001@test.cc"), agent)
        assertTrue(closing is WellException.InCallback, "$closing")
        assertTrue(closingSession is WellException.InCallback, "$closingSession")
    }

    @Test
    fun `an interrupt that a listener leaves behind is not the next one's`() = laboratory {
        val a = desk()
        a.session.on("agentLoggedOn") { Thread.currentThread().interrupt() }
        val interrupted = CopyOnWriteArrayList<Boolean>()
        val told = CompletableFuture<Unit>()
        a.session.listen(object : SessionListener {
            override fun onEvent(event: Event) {
                interrupted += Thread.currentThread().isInterrupted
                Thread.currentThread().interrupt()
            }

            override fun onClosed() {
                interrupted += Thread.currentThread().isInterrupted
                told.complete(Unit)
            }
        })
        a.session.agentLogin(request())
        a.sees("agentReady")
        a.session.closeAndJoin()
        told.get(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertTrue(interrupted.size > 2 && interrupted.none { it }, "$interrupted")
    }

    @Test
    fun `events are told by their type`() = laboratory {
        val (a, b) = desks(2)
        val heard = LinkedBlockingQueue<EventBody.Delivered>()
        b.session.on<EventBody.Delivered> { heard += it }
        val all = b.session.events<EventBody.Delivered>()
        val cleared = b.session.events(EventBody.CallCleared::class.java)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        a.session.dropConnection(call)
        val ringing = heard.poll(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertEquals(DeviceId("8002@test.cc"), ringing?.alertingDevice)
        assertEquals(ringing, all.first())
        assertEquals(call, cleared.first().callId)
    }

    @Test
    fun `what is no event's name is refused at once`() = laboratory {
        val session = desk().session
        for (name in listOf("delivred", "Delivered", "callCleared", "other", "")) {
            val uses = listOf<() -> Any>(
                { session.on(name) {} },
                { session.events(name) },
                { session.notices(listOf("held", name)) },
                { session.blocking().events(name) },
            )
            for (use in uses) {
                val refused = assertThrows<IllegalArgumentException> { use() }
                assertTrue("\"$name\"" in refused.message!!, refused.message)
                if (name.startsWith("deliv")) assertTrue("is it \"delivered\"?" in refused.message!!, refused.message)
            }
        }
        for (use in listOf<() -> Any>({ session.notices(capacity = 0) }, { session.events(EventBody.Held::class.java, -1) })) {
            assertThrows<IllegalArgumentException> { use() }
        }
        session.on("connectionCleared") {}.cancel()
        session.on<EventBody> {}.cancel()
    }

    @Test
    fun `a listener that is too slow is told, and so are the diagnostics`() = laboratory {
        val lines = LinkedBlockingQueue<DiagnosticsLine>()
        DiagnosticsLog.set(DiagnosticsLevel.WARN, lines::add)
        val session = desks(1).single().session
        val (begun, goOn) = CountDownLatch(1) to CountDownLatch(1)
        session.on("agentNotReady") {
            begun.countDown()
            goOn.await()
        }
        val told = CompletableFuture<Long>()
        session.listen(object : SessionListener {
            override fun onLagged(missed: Long, snapshot: Snapshot) {
                if (snapshot.agent != null) told.complete(missed)
            }
        })
        session.setAgentMode(AgentModeRequest.NOT_READY)
        begun.await()
        repeat(3000) { session.error("line $it") }
        goOn.countDown()
        assertTrue(told.get(LIMIT_MS, TimeUnit.MILLISECONDS) > 0)
        while ("too slow" !in lines.poll(LIMIT_MS, TimeUnit.MILLISECONDS)!!.message) continue
        DiagnosticsLog.unset()
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
