// A telephone's day: calls, consultation, conference, transfer, over real sockets.
package io.github.wellclient

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

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
        assertEquals("8002@test.cc", body.answering)
        assertTrue(established.raw.contains(call))
        val shown = a.session.snapshot().calls.single()
        assertEquals(ConnectionState.CONNECTED, shown.leg)
        assertTrue(a.session.may(Verb.HOLD, call))
        assertEquals(ReasonKind.WRONG_STATE, a.session.refusal(Verb.ANSWER, call)?.kind)
        a.session.dropConnection()
        b.sees("callCleared")
        assertTrue(b.session.snapshot().calls.isEmpty())
    }
}
