// Watching agents: what a wallboard is told, and that nothing happens to whom it watches.
package io.github.wellclient

import java.util.concurrent.TimeUnit
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private val ONE = AgentId("5001@test.cc")
private val TWO = AgentId("5002@test.cc")

class WatchTest {
    private fun account(password: String = "123456") = WatchAccount("5009", password, "test.cc")

    /** The snapshot of an agent, once it is so. */
    private suspend fun Watch.soon(agent: AgentId, such: (Snapshot) -> Boolean): Snapshot = withTimeout(LIMIT_MS) {
        var now = snapshot(agent)
        while (now == null || !such(now)) {
            delay(5)
            now = snapshot(agent)
        }
        now
    }

    @Test
    fun `agents are followed, and nothing is done`() = laboratory {
        val (a, b) = desks(2)
        val watch = client.watch(options(), account(), listOf(ONE))
        val events = watch.events("agentNotReady")
        watch.open()
        assertEquals(LinkState.ACTIVE, watch.link())
        assertNull(watch.snapshot(TWO))
        assertFalse(watch.snapshot(ONE)!!.verified)
        a.session.setAgentMode(AgentModeRequest.NOT_READY, "lunch")
        assertEquals(ONE, events.first().watched)
        a.session.setAgentMode(AgentModeRequest.READY, null)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        b.session.answerCall(call)
        val row = watch.soon(ONE) { it.calls.singleOrNull()?.leg == ConnectionState.CONNECTED }
        assertEquals(DeviceId("8001@test.cc"), row.agent?.device)
        assertTrue(row.calls.single().actions.all { it.reason?.kind == ReasonKind.WATCHING })
        watch.follow(TWO)
        watch.unfollow(ONE)
        assertEquals(listOf(TWO), watch.agents())
        assertEquals(ReasonKind.ARGUMENT, rejected { watch.follow(AgentId("*")) }.kind)
        watch.closeAndJoin()
        assertEquals(SessionPhase.LOGGED_IN, a.session.snapshot().phase)
    }

    @Test
    fun `a wrong password is told, and no text shows it`() = laboratory {
        val watch = client.watch(options(), account("no secret"), listOf(ONE))
        assertEquals(ReasonKind.WRONG_CREDENTIALS, rejected { watch.open() }.kind)
        assertFalse(account("no secret").toString().contains("secret"))
    }

    @Test
    fun `Java opens and follows by futures, or blocks`() = laboratory {
        client.watch(simulator.environment(), account(), emptyList()).use { watch ->
            watch.openFuture().get(LIMIT_MS, TimeUnit.MILLISECONDS)
            watch.openBlocking()
            watch.followFuture(ONE).get(LIMIT_MS, TimeUnit.MILLISECONDS)
            watch.followBlocking(TWO)
            assertEquals(listOf(ONE, TWO), watch.agents())
        }
    }
}
