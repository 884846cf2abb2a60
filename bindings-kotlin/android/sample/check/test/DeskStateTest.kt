// What is shown, when the link is opened again, when the processor is kept awake.
package io.github.wellclient.sample.desk

import io.github.wellclient.LinkState
import io.github.wellclient.SessionPhase
import java.time.Duration
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class DeskStateTest {
    private val loggedIn = DeskState(phase = SessionPhase.LOGGED_IN, link = LinkState.ACTIVE, caughtUp = true)
    private val patience = Duration.ofSeconds(30)

    @Test
    fun `each state of the link has its light`() {
        assertEquals(Light.LIVE, loggedIn.light)
        assertEquals(Light.CATCHING_UP, loggedIn.copy(caughtUp = false).light)
        assertEquals(Light.RECONNECTING, loggedIn.copy(link = LinkState.WAITING).light)
        assertEquals(Light.RECONNECTING, loggedIn.copy(link = LinkState.CONNECTING).light)
        assertEquals(Light.NO_NETWORK, loggedIn.copy(link = LinkState.WAITING, network = null).light)
        assertEquals(Light.NO_SERVER, loggedIn.copy(link = LinkState.LOST).light)
        assertEquals(Light.CONNECTING, DeskState(SessionPhase.LOGGING_IN, LinkState.CONNECTING).light)
        assertEquals(Light.OFF, DeskState().light)
    }

    @Test
    fun `a link that is given up is tried at once on another network, and later on the same`() {
        val lost = Way(LinkState.LOST, 1)
        assertEquals(Duration.ZERO, reconnectAfter(Way(LinkState.LOST, null), lost, patience))
        assertEquals(Duration.ZERO, reconnectAfter(Way(LinkState.LOST, 2), lost, patience))
        assertEquals(patience, reconnectAfter(Way(LinkState.CONNECTING, 1), lost, patience))
    }

    @Test
    fun `on another network the next attempt is not waited for`() {
        assertEquals(Duration.ZERO, reconnectAfter(Way(LinkState.WAITING, 1), Way(LinkState.WAITING, 2), patience))
        assertEquals(Duration.ZERO, reconnectAfter(Way(LinkState.WAITING, null), Way(LinkState.WAITING, 1), patience))
    }

    @Test
    fun `nothing is tried without a network, or while the library tries`() {
        assertNull(reconnectAfter(Way(LinkState.LOST, 1), Way(LinkState.LOST, null), patience))
        assertNull(reconnectAfter(Way(LinkState.CONNECTING, 1), Way(LinkState.WAITING, 1), patience))
        for (link in LinkState.entries - setOf(LinkState.LOST, LinkState.WAITING)) {
            assertNull(reconnectAfter(Way(link, null), Way(link, 1), patience), "$link")
        }
    }

    @Test
    fun `without a call only who is exempt is kept awake`() {
        assertTrue(loggedIn.needsProcessor(exempt = true))
        assertFalse(loggedIn.needsProcessor(exempt = false))
        assertFalse(DeskState().needsProcessor(exempt = true))
    }
}
