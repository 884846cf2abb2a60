// The network lost and found, the application restarted, a bad day replayed.
package io.github.wellclient

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.useLines
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

class NetworkTest {
    @Test
    fun `a lost link comes back, and what happened unseen is told`() = laboratory {
        val (a, b) = desks(2)
        val call = a.session.makeCall("8002")
        b.sees("delivered")
        simulator.addFault("""{"kind":"lose","on":{"agent":"5001@test.cc"}}""")
        b.session.answerCall(call)
        simulator.clearFaults()
        simulator.addFault("""{"kind":"drop"}""")
        val lost = a.sees("linkChanged") { (it.body as EventBody.LinkChanged).state == LinkState.WAITING }
        assertEquals(LinkEnd.CLOSED, (lost.body as EventBody.LinkChanged).endReason)
        assertEquals(Origin.SYNTHESIZED, a.sees("established").origin)
        a.sees("wsReconnectSucceed")
        assertTrue(a.session.metrics().reconnects >= 1)
        assertEquals(LinkState.ACTIVE, a.session.snapshot().link)
    }

    @Test
    fun `a link whose attempts are used up comes back by itself`() = laboratory {
        val timing = Timing(stable = Duration.ofSeconds(1), slowRetry = Duration.ofMillis(100))
        val a = desk(options().copy(reconnect = ReconnectPolicy.Fixed(1, Duration.ofMillis(10)), timing = timing))
        a.session.agentLogin(request())
        simulator.addFault("""{"kind":"refuse","status":503,"times":2}""")
        simulator.addFault("""{"kind":"drop"}""")
        a.sees("wsDisconnected")
        a.sees("wsReconnectSucceed")
        assertEquals(LinkState.ACTIVE, a.session.snapshot().link)
    }

    @Test
    fun `policies of reconnecting`() = laboratory {
        val window = Duration.ofSeconds(25)
        for (policy in listOf(
            ReconnectPolicy.Spread(window, null), ReconnectPolicy.Spread(window, Duration.ofSeconds(5)),
            ReconnectPolicy.Manual2, ReconnectPolicy.Manual4, ReconnectPolicy.Manual2018,
        )) {
            client.session(options().copy(reconnect = policy)).close()
        }
        val none = ReconnectPolicy.Spread(Duration.ZERO, null)
        assertThrows<WellException> { client.session(options().copy(reconnect = none)) }
    }

    @Test
    fun `a saved session is taken up after a restart`() = laboratory {
        val before = desks(1).single()
        val saved = before.session.saved()!!
        before.session.closeAndJoin()
        assertEquals(SessionPhase.CLOSED, before.session.snapshot().phase)
        Client(ClientOptions(noProxy = true)).use { restarted ->
            val session = restarted.session(options())
            session.recover(saved)
            assertEquals(AgentId("5001@test.cc"), session.snapshot().agent?.id)
        }
    }

    @Test
    fun `a server that is not there is unreachable`() = laboratory {
        simulator.close()
        val reason = rejected { desk().session.agentLogin(request()) }
        assertEquals(ReasonKind.UNREACHABLE, reason.kind)
    }

    @Test
    fun `a journal replays to the same state`(@TempDir folder: Path) = laboratory {
        val journal = folder.resolve("bad-day.journal")
        val a = desk(options().copy(journal = journal.toString()))
        a.session.agentLogin(request())
        val call = a.session.makeCall("13800000000")
        a.sees("delivered")
        a.session.closeAndJoin()
        assertFalse(Files.readString(journal).contains("123456"))
        val kinds = journal.useLines { lines ->
            Replay.of(lines).use { replay -> replay.notices().filterIsInstance<Notice.Happened>().map { it.event }.toList() }
        }
        assertTrue(kinds.any { it.kind == "originated" && it.callId == call }, "$kinds")
        assertThrows<WellException.Journal> { Replay("no journal") }
        val recorded = Files.readString(journal)
        assertThrows<WellException.File> { client.session(options().copy(journal = journal.toString())) }
        assertEquals(recorded, Files.readString(journal), "what was recorded stays")
    }

    @Test
    fun `a journal that cannot be written is told at once`() = laboratory {
        val error = assertThrows<WellException.File> { client.session(options().copy(journal = "/no/such/folder/journal")) }
        assertTrue(error.message.contains("/no/such/folder/journal"), error.message)
    }

    @Test
    fun `presets are there, and a wrong URL is not told`() {
        assertTrue(environmentNames().contains("CMB-PRO"))
        assertThrows<WellException.Environment> { presetEnvironment("nowhere") }
        val error = assertThrows<WellException.Environment> { customEnvironment("http://me:hunter2@127.0.0.1") }
        assertFalse(error.message.contains("hunter2"), error.message)
    }
}
