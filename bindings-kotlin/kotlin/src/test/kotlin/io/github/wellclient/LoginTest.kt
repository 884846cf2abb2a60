// Logging in: its three modes, its refusals, its secrets.
package io.github.wellclient

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class LoginTest {
    /** Agent 5001 again, on another extension. */
    private fun Laboratory.elsewhere(mode: LoginMode) =
        LoginRequest("5001", "123456", "test.cc", "8009", mode, AgentModeRequest.READY)

    @Test
    fun `stop fails and names the other device`() = laboratory {
        desks(1)
        val reason = rejected { desk().session.agentLogin(elsewhere(LoginMode.STOP)) }
        assertEquals(ReasonKind.LOGGED_IN_ELSEWHERE, reason.kind)
        assertEquals("loggedInElsewhere", reason.code)
        assertEquals(455, reason.status)
        assertEquals(DeviceId("8001@test.cc"), reason.device)
        assertNotEquals(reason.english, reason.chinese)
        assertTrue(reason.body!!.contains("8001@test.cc"), reason.body)
    }

    @Test
    fun `force takes the agent over`() = laboratory {
        val first = desks(1).single()
        val second = desk()
        second.session.agentLogin(elsewhere(LoginMode.FORCE))
        first.sees("agentLoggedOff")
        assertEquals(Identity(AgentId("5001@test.cc"), DeviceId("8009@test.cc")), second.session.identity())
    }

    @Test
    fun `a supervisor logs the agent out`() = laboratory {
        val (agent, supervisor) = desks(2)
        assertNull(agent.session.snapshot().sessionEnd)
        supervisor.session.forceLogout(AgentId("5001@test.cc"), DeviceId("8001@test.cc"))
        assertEquals(EventBody.SessionEnded(SessionEnd.FORCED), agent.sees("sessionEnded").body)
        assertEquals(SessionEnd.FORCED, agent.session.snapshot().sessionEnd)
        assertFalse(agent.session.snapshot().credentialsRefused)
    }

    @Test
    fun `ask does as it is answered`() = laboratory {
        desks(1)
        var asked: Reason? = null
        val refused = rejected {
            desk().session.agentLogin(elsewhere(LoginMode.ASK)) {
                asked = it
                false
            }
        }
        assertEquals(DeviceId("8001@test.cc"), asked?.device)
        assertEquals(ReasonKind.LOGGED_IN_ELSEWHERE, refused.kind)
        val done = desk().session.agentLogin(elsewhere(LoginMode.ASK)) { true }
        assertTrue(done is Success.Confirmed)
    }

    @Test
    fun `ask that throws is answered by no`() = laboratory {
        desks(1)
        val refused = rejected {
            desk().session.agentLogin(elsewhere(LoginMode.ASK)) { throw IllegalStateException("no dialog here") }
        }
        assertEquals(ReasonKind.LOGGED_IN_ELSEWHERE, refused.kind)
    }

    @Test
    fun `a wrong password is told, but not which`() = laboratory {
        val session = desk().session
        val request = LoginRequest("5001", "hunter2", "test.cc", "8001")
        val failure = runCatching { session.agentLogin(request) }.exceptionOrNull() as CommandException.Rejected
        assertEquals(ReasonKind.WRONG_CREDENTIALS, failure.reason.kind)
        val texts = "$request $failure ${failure.message} ${failure.reason} ${session.getLog()}"
        assertFalse(texts.contains("hunter2"), texts)
        assertEquals(SessionPhase.LOGGED_OUT, session.snapshot().phase)
        assertNull(session.saved())
    }

    @Test
    fun `no text shows a saved session's secret`() = laboratory {
        val saved = desks(1).single().session.saved()!!
        assertFalse("$saved".contains(saved.sessionId), "$saved")
        val options = ClientOptions(proxy = "http://me:hunter2@127.0.0.1:1", tls = TlsOptions(clientKeyPem = "hunter2".toByteArray()))
        assertFalse("$options ${options.tls}".contains("hunter2"), "$options")
    }
}
