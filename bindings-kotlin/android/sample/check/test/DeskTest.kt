// A desk at a simulated call center, over real sockets: what the network does, what the system does, what others do.
package io.github.wellclient.sample.desk

import io.github.wellclient.AgentId
import io.github.wellclient.AgentModeRequest
import io.github.wellclient.Client
import io.github.wellclient.ClientOptions
import io.github.wellclient.ConnectionState
import io.github.wellclient.DeviceId
import io.github.wellclient.LoginRequest
import io.github.wellclient.ReconnectPolicy
import io.github.wellclient.SavedSession
import io.github.wellclient.SessionPhase
import io.github.wellclient.Simulator
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A vault that outlives desks. */
private class Memory(var desk: SavedDesk? = null) : Vault {
    override fun load(): SavedDesk? = desk

    override fun save(desk: SavedDesk?) {
        this.desk = desk
    }
}

/** A call center with a process for each desk. */
private class Center {
    val simulator = Simulator()
    private val processes = mutableListOf<Pair<Client, CoroutineScope>>()

    fun desk(vault: Vault = Memory(), attempts: Int = 200, patience: Duration = Duration.ofHours(1)): Desk {
        val client = Client(ClientOptions(noProxy = true))
        val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        processes += client to scope
        return Desk(client, vault, scope, ReconnectPolicy.Fixed(attempts, Duration.ofMillis(50)), patience)
    }

    suspend fun Desk.logsIn(number: Int = 1, extension: Int = 8000 + number, password: String = "123456"): Desk {
        val request = LoginRequest(
            "${5000 + number}", password, "test.cc", "$extension", agentMode = AgentModeRequest.READY,
        )
        logIn(simulator.baseUrl(), request)
        return this
    }

    /** Cuts all links, and lets none stand until it is called. */
    fun outage(): () -> Unit {
        val refusal = simulator.addFault("""{"kind":"refuse","status":503}""")
        simulator.addFault("""{"kind":"drop"}""")
        return { simulator.removeFault(refusal) }
    }

    /** As the system ends a process: nothing is said to anyone. */
    fun kill(at: Int) {
        val (client, scope) = processes.removeAt(at)
        scope.cancel()
        client.close()
    }

    fun close() {
        while (processes.isNotEmpty()) kill(0)
        simulator.close()
    }
}

private suspend fun Desk.shows(such: (DeskState) -> Boolean): DeskState = withTimeout(20_000) { state.first(such) }

private fun center(test: suspend Center.() -> Unit) = runBlocking {
    val center = Center()
    try {
        withTimeout(60_000) { center.test() }
    } finally {
        center.close()
    }
}

class DeskTest {
    @Test
    fun `what happens while the link is down is shown when it is back`() = center {
        val a = desk().logsIn(1)
        val b = desk().logsIn(2)
        a.shows { it.light == Light.LIVE }
        a.act { it.makeCall("8002") }
        b.shows { it.call != null }
        val over = outage()
        val blind = a.shows { it.light == Light.RECONNECTING }
        assertTrue(blind.callLine!!.endsWith("(as last known)"), blind.callLine)
        b.act { it.answerCall(b.state.value.call!!) }
        over()
        val sees = a.shows { it.light == Light.LIVE }
        assertEquals(ConnectionState.CONNECTED, sees.calls.single().leg)
        assertEquals("${sees.calls.single().called}: connected", sees.callLine)
        assertTrue(sees.needsProcessor(exempt = false))
    }

    @Test
    fun `a link that was given up comes back with the next network`() = center {
        val desk = desk(attempts = 2).logsIn()
        val over = outage()
        desk.shows { it.light == Light.NO_SERVER }
        desk.network(null)
        assertEquals(Light.NO_NETWORK, desk.state.value.light)
        over()
        desk.network(7)
        desk.shows { it.light == Light.LIVE }
    }

    @Test
    fun `it comes back on the same network too, with patience`() = center {
        val desk = desk(attempts = 2, patience = Duration.ofMillis(200)).logsIn()
        val over = outage()
        desk.shows { it.light == Light.NO_SERVER }
        over()
        desk.shows { it.light == Light.LIVE }
    }

    @Test
    fun `a session is taken up after the process was killed`() = center {
        val vault = Memory()
        val before = desk(vault).logsIn()
        before.act { it.makeCall("13800000000") }
        val call = before.shows { it.call != null }.call
        kill(0)
        val after = desk(vault)
        assertEquals(Light.OFF, after.state.value.light)
        after.takeUp()
        assertEquals(call, after.shows { it.light == Light.LIVE }.call)
    }

    @Test
    fun `without a server the saved session is kept, and a refused one is not`() = center {
        val saved = Memory()
        desk(saved).logsIn()
        kill(0)
        val unreachable = Memory(saved.desk!!.copy(server = "http://127.0.0.1:1"))
        val waiting = desk(unreachable)
        waiting.takeUp()
        assertNotNull(waiting.state.value.trouble)
        assertNotNull(unreachable.desk)
        assertTrue(waiting.state.value.isOccupied)
        val refused = Memory(saved.desk!!.copy(session = SavedSession(AgentId("5001@test.cc"), DeviceId("8001@test.cc"), "hunter2")))
        val ended = desk(refused)
        ended.takeUp()
        assertNull(refused.desk)
        assertFalse(ended.state.value.isOccupied)
    }

    @Test
    fun `what says nothing about the session is tried again`() = center {
        val saved = Memory()
        desk(saved).logsIn()
        kill(0)
        for (reply in listOf("""{"code":503}""", """{"code":429}""")) {
            val fault = simulator.addFault("""{"kind":"http","on":{},"reply":{"status":$reply}}""")
            val desk = desk(saved, patience = Duration.ofMillis(50))
            desk.takeUp()
            assertNotNull(saved.desk, reply)
            assertTrue(desk.state.value.isOccupied, reply)
            simulator.removeFault(fault)
            desk.shows { it.light == Light.LIVE }
            kill(0)
        }
    }

    @Test
    fun `who logs in elsewhere empties this desk`() = center {
        val vault = Memory()
        val first = desk(vault).logsIn()
        assertNotNull(vault.desk)
        desk().logsIn(extension = 8009)
        assertFalse(first.shows { it.phase == SessionPhase.LOGGED_OUT }.isOccupied)
        assertNull(vault.desk)
    }

    @Test
    fun `logging out leaves nothing behind`() = center {
        val vault = Memory()
        val desk = desk(vault).logsIn()
        desk.logOut()
        assertFalse(desk.shows { it.phase == SessionPhase.LOGGED_OUT }.isOccupied)
        assertNull(vault.desk)
    }

    @Test
    fun `what goes wrong is said, and no secret is`() = center {
        val vault = Memory()
        val desk = desk(vault).logsIn(password = "hunter2")
        val trouble = desk.state.value.trouble
        assertNotNull(trouble)
        assertFalse("${desk.state.value}".contains("hunter2"))
        assertNull(vault.desk)
        desk.logsIn()
        assertNull(desk.state.value.trouble)
        assertFalse("${vault.desk}".contains(vault.desk!!.session.sessionId), "${vault.desk}")
        desk.logIn("nonsense", LoginRequest("5001", "123456", "test.cc", "8001"))
        assertNotNull(desk.state.value.trouble)
    }
}
