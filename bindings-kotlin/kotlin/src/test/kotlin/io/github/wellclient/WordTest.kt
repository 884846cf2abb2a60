// What is asked and answered in words: numbers to dial, commands as JSON, codes.
package io.github.wellclient

import java.time.Duration
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class WordTest {
    @Test
    fun `a number to dial is taken apart`() {
        assertEquals(DialString("938834600", Duration.ofMillis(1500), "8002"), parseDialString("938834600-Ww8002"))
        assertEquals(DialString("8002", Duration.ZERO, null), parseDialString("8002"))
        assertTrue(isPhoneNumber("938834600-Ww8002"))
        assertFalse(isPhoneNumber("+86 938"))
        val error = assertThrows<WellException.Argument> { parseDialString("8002-") }
        assertTrue(error.message.contains("extension"), error.message)
    }

    @Test
    fun `a failed code has a meaning`() {
        assertEquals(CallFailure.NO_ANSWER, callFailure("11"))
        assertEquals(CallFailure.OTHER, callFailure("no number"))
    }

    @Test
    fun `any verb can be given as JSON, and its outcome is JSON`() = laboratory {
        val (a, b) = desks(2)
        val made = a.session.commandJson("""{"verb":"makeCall","phoneNumber":"8002"}""")
        assertTrue(made.contains(""""outcome":"confirmed""""), made)
        val call = a.session.snapshot().calls.single().callId
        assertTrue(made.contains(call.value), made)
        b.sees("delivered")
        val refused = a.session.blocking().commandJson("""{"verb":"answerCall","callId":"$call"}""")
        assertTrue(refused.contains(""""outcome":"rejected"""") && refused.contains(""""status":409"""), refused)
        assertThrows<WellException.Argument> { runBlocking { a.session.commandJson("""{"verb":"sing"}""") } }
        assertThrows<WellException.Argument> { runBlocking { a.session.commandJson("no JSON") } }
    }

    @Test
    fun `the state can be had as JSON`() = laboratory {
        val a = desks(1).single()
        val state = a.session.snapshotJson()
        assertTrue(state.contains(""""phase":"loggedIn"""") && state.contains(""""5001@test.cc""""), state)
    }

    @Test
    fun `what is shown can be looked up`() = laboratory {
        val (a, b) = desks(2)
        assertTrue(a.session.snapshot().allows(Verb.MAKE_CALL))
        val id = a.session.makeCall("8002")
        b.sees("delivered")
        val snapshot = b.session.snapshot()
        val call = snapshot.call(id)!!
        assertNull(snapshot.call(CallId("no such call")))
        assertTrue(call.allows(Verb.ANSWER))
        assertFalse(call.allows(Verb.HOLD))
        assertEquals(ConnectionState.ALERTING, call.party(DeviceId("8002@test.cc"))?.leg)
        assertNull(call.party(DeviceId("8009@test.cc")))
        a.session.setCallData(id, listOf(CallDataEntry("customer", "1")))
        val data = a.session.getCallData(id)
        assertEquals("1", data["customer"])
        assertNull(data["nothing"])
    }

    @Test
    fun `what has no fields prints its name`() {
        assertEquals("WsDisconnected", "${EventBody.WsDisconnected}")
        assertEquals("AlreadySo", "${Success.AlreadySo}")
        assertEquals("State", "${Evidence.State}")
    }

    @Test
    fun `what is thrown speaks in sentences`() = laboratory {
        val unknown = assertThrows<WellException.Environment> { presetEnvironment("nowhere") }
        assertEquals(unknown.reason, unknown.message)
        val damaged = assertThrows<WellException.Saved> { savedSessionFromBytes(byteArrayOf(1)) }
        assertEquals(damaged.reason, damaged.message)
        val a = desks(1).single()
        val refused = assertThrows<CommandException.Rejected> { runBlocking { a.session.holdCall(CallId("nocall")) } }
        assertTrue(refused.message.startsWith(refused.reason.english), refused.message)
        assertTrue(refused.message.contains(refused.reason.code), refused.message)
        assertEquals("${CommandException.Rejected::class.java.name}: ${refused.message}", "$refused")
        val thrown = assertThrows<ProbeException.NotSent> { runBlocking { client.probeHttp(ProbeMethod.GET, "no url") } }
        assertEquals(thrown.reason, thrown.message)
    }

    @Test
    fun `a stream of some events lags as any other`() = laboratory {
        val (a, _) = desks(2)
        val few = a.session.notices(listOf("agentReady", "agentNotReady"), capacity = 1)
        repeat(2) {
            a.session.setAgentMode(AgentModeRequest.NOT_READY)
            a.session.setAgentMode(AgentModeRequest.READY)
        }
        val told = few.first()
        assertTrue(told is Notice.Lagged && told.missed >= 3, "$told")
    }
}
