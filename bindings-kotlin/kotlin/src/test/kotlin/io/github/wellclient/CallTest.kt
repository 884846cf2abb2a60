// A telephone's day: calls, consultation, conference, transfer, over real sockets.
package io.github.wellclient

import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class CallTest {
    @Test
    fun `a call is made, answered and dropped`() = laboratory {
        val (a, b) = desks(2)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        assertEquals(Success.Confirmed(Evidence.Event("established"), null), b.session.answerCall(call))
        val established = a.sees("established")
        val body = established.body as EventBody.Established
        assertEquals(call, established.callId)
        assertEquals(DeviceId("8002@test.cc"), body.answeringDevice)
        assertTrue(established.raw.contains(call.value))
        assertEquals(established.meta.eventTime?.takeLast(2)?.toInt(), established.meta.localTime?.second)
        val shown = a.session.snapshot().calls.single()
        assertEquals(ConnectionState.CONNECTED, shown.leg)
        assertTrue(a.session.may(Verb.HOLD, call))
        assertEquals(ReasonKind.WRONG_STATE, a.session.refusal(Verb.ANSWER, call)?.kind)
        assertEquals(ReasonKind.CALL_UP, a.session.refusal(Verb.MAKE_CALL)?.kind)
        assertTrue(a.session.may(Verb.FORCE_LISTEN) && a.session.may(Verb.FORCE_LISTEN, CallId("somebody's")))
        assertTrue(a.session.may(Verb.DROP) && a.session.snapshot().allows(Verb.UPLOAD_LOG))
        val missing = assertThrows<WellException.Argument> { a.session.may(Verb.HOLD) }
        assertTrue("`call`" in missing.message, missing.message)
        assertEquals("holdCall", shown.actions.first { it.verb == Verb.HOLD && it.allowed }.verb.toString())
        a.session.dropConnection()
        assertEquals(CallEnd.HUNG_UP, (a.sees("callCleared").body as EventBody.CallCleared).endReason)
        assertEquals(CallEnd.HUNG_UP_BY_OTHER, (b.sees("callCleared").body as EventBody.CallCleared).endReason)
        assertTrue(b.session.snapshot().calls.isEmpty())
    }

    @Test
    fun `call data travels with the call`() = laboratory {
        val (a, _) = desks(2)
        val call = a.session.makeCall("8002")
        a.session.setCallData(call, listOf(CallDataEntry("customer", "张三")))
        assertEquals(listOf(CallDataEntry("customer", "张三")), a.session.getCallData(call).entries)
    }

    /** a talks to b, and consults c, who has answered: the held call and the consultation. */
    private suspend fun Laboratory.consultation(a: Desk, b: Desk, c: Desk): Pair<CallId, CallId> {
        val held = a.session.makeCall("8002")
        b.sees("delivered")
        b.session.answerCall(held)
        a.sees("established")
        val consulted = a.session.consult(held, "8003")
        c.sees("delivered")
        c.session.answerCall(consulted)
        a.sees("established")
        return held to consulted
    }

    @Test
    fun `a consultation becomes a conference`() = laboratory {
        val (a, b, c) = desks(3)
        val (held, consulted) = consultation(a, b, c)
        assertEquals(held, a.session.snapshot().calls.first { it.callId == consulted }.consultationOf)
        a.session.conference(held, consulted)
        a.sees("conferenced")
        val call = a.session.snapshot().calls.single()
        assertTrue(call.conference)
        assertEquals(3, call.parties.size)
    }

    @Test
    fun `a consultation becomes a transfer`() = laboratory {
        val (a, b, c) = desks(3)
        val (held, consulted) = consultation(a, b, c)
        a.session.transferCall(held, consulted)
        c.sees("transferred")
        // Its own legs are cleared behind the transfer.
        while (a.session.snapshot().calls.isNotEmpty()) a.sees("callCleared")
        val parties = c.session.snapshot().calls.single().parties.map { it.device }.toSet()
        assertEquals(setOf(DeviceId("8002@test.cc"), DeviceId("8003@test.cc")), parties)
    }

    @Test
    fun `a guard refuses and sends nothing`() = laboratory {
        val a = desks(1).single()
        assertEquals(ReasonKind.OWN_EXTENSION, rejected { a.session.makeCall("8001") }.kind)
        assertEquals(ReasonKind.NO_CALL, rejected { a.session.dropConnection() }.kind)
    }

    @Test
    fun `events can be had by name`() = laboratory {
        val (a, _) = desks(2)
        val delivered = a.session.events("delivered")
        a.session.makeCall("8002")
        assertEquals(DeviceId("8002@test.cc"), (delivered.first().body as EventBody.Delivered).alertingDevice)
    }
}
