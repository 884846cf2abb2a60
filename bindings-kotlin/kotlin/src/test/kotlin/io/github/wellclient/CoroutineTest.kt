// Coroutines: cancellation, many at once, dispatchers of every kind.
package io.github.wellclient

import java.util.concurrent.TimeUnit
import kotlin.system.measureNanoTime
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.retry
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class CoroutineTest {
    @Test
    fun `a cancelled coroutine stops waiting, and the command goes on`() = laboratory {
        val (a, b) = desks(2)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        // Answered after 3 s, and carried out.
        simulator.addFault("""{"kind":"http","on":{"verb":"answerCall"},"delay_ms":3000,"carried_out":true}""")
        simulator.addFault("""{"kind":"delay","ms":3000,"on":{"event":"established"}}""")
        coroutineScope {
            val answering = launch(start = CoroutineStart.UNDISPATCHED) { b.session.answerCall(call) }
            val took = measureNanoTime { answering.cancelAndJoin() }
            assertTrue(TimeUnit.NANOSECONDS.toMillis(took) < 2500, "waited for the command: $took ns")
        }
        assertEquals(DeviceId("8002@test.cc"), (b.sees("established").body as EventBody.Established).answeringDevice)
    }

    @Test
    fun `a timeout of the caller's own is one`() = laboratory {
        val (a, b) = desks(2)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        simulator.addFault("""{"kind":"http","on":{"verb":"answerCall"},"reply":"hang"}""")
        assertThrows<TimeoutCancellationException> {
            runBlocking { withTimeout(100) { b.session.answerCall(call) } }
        }
    }

    @Test
    fun `many coroutines ask at once`() = laboratory {
        val desks = desks(4)
        val answers = withContext(Dispatchers.Default) {
            List(400) { number ->
                async {
                    val session = desks[number % desks.size].session
                    session.snapshot()
                    session.getClientState().agent?.agentId
                }
            }.awaitAll()
        }
        assertEquals(desks.map { it.session.identity()?.agent }.toSet(), answers.toSet())
    }

    @Test
    fun `an unconfined coroutine may use the session right where it goes on`() = laboratory {
        val (a, b) = desks(2)
        val seen = a.session.events()
        withContext(Dispatchers.Unconfined) {
            val call = a.session.makeCall("8002")
            assertEquals(call, a.session.snapshot().calls.single().callId)
            seen.take(2).toList().forEach { assertTrue(a.session.snapshot().calls.isNotEmpty(), it.kind) }
            a.session.dropConnection(call)
            assertTrue(a.session.snapshot().calls.isEmpty())
        }
        b.sees("callCleared")
    }

    @Test
    fun `a flow is collected once and ends with the session`() = laboratory {
        val a = desks(1).single()
        val notices = a.session.notices()
        a.session.error("the last line")
        a.session.closeAndJoin()
        val told = notices.toList()
        assertTrue(told.any { it is Notice.Logged && it.line.content.contains("the last line") }, "$told")
        assertThrows<IllegalStateException> { runBlocking { notices.toList() } }
    }

    @Test
    fun `a collector that is too slow is told so`() = laboratory {
        val a = desks(1).single()
        val notices = a.session.notices(capacity = 2)
        repeat(100) { a.session.error("line $it") }
        val told = notices.take(1).toList().single()
        assertTrue(told is Notice.Lagged && told.missed >= 98 && told.snapshot.agent != null, "$told")
    }

    @Test
    fun `a collector of events that is too slow is told so, and may collect again`() = laboratory {
        val a = desks(1).single()
        val few = a.session.events("agentReady", "agentNotReady")
        // Log lines and other events take no places.
        val one = a.session.events<EventBody.AgentNotReady>(capacity = 2)
        repeat(2000) { a.session.error("line $it") }
        repeat(2) {
            a.session.setAgentMode(AgentModeRequest.NOT_READY)
            a.session.setAgentMode(AgentModeRequest.READY)
        }
        assertEquals(4, few.take(4).toList().size)
        assertEquals(2, one.take(2).toList().size)
        val slow = a.session.events(EventBody.AgentNotReady::class.java, 1)
        repeat(3) {
            a.session.setAgentMode(AgentModeRequest.NOT_READY)
            a.session.setAgentMode(AgentModeRequest.READY)
        }
        val gap = assertThrows<EventsMissedException> { runBlocking { slow.toList() } }
        assertTrue(gap.missed >= 2 && gap.snapshot.agent != null && "missed" in gap.message!!, "$gap")
        a.session.setAgentMode(AgentModeRequest.NOT_READY)
        assertNotNull(slow.retry { it is EventsMissedException }.first())
    }

    @Test
    fun `commands under way end as unknown when the session is closed`() = laboratory {
        val (a, b) = desks(2)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        simulator.addFault("""{"kind":"http","on":{"verb":"answerCall"},"reply":"hang"}""")
        coroutineScope {
            val answering = async(start = CoroutineStart.UNDISPATCHED) {
                runCatching { b.session.answerCall(call) }.exceptionOrNull()
            }
            b.session.closeAndJoin()
            val unknown = answering.await() as CommandException.Unknown
            assertEquals(ReasonKind.SESSION_CLOSED, unknown.reason.kind)
        }
    }
}
