// What is saved of a session: as bytes, and in a store that the session keeps current.
package io.github.wellclient

import java.nio.file.Files
import java.nio.file.Path
import java.util.zip.CRC32
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

class StoreTest {
    private val key = ByteArray(32) { it.toByte() }

    private fun fault(store: SessionStore) = assertThrows<WellException.Store> { store.load() }.fault

    @Test
    fun `a consultation survives in a store`(@TempDir folder: Path) = laboratory {
        val store = SessionStore(folder.resolve("desk.session").toString(), key)
        assertNull(store.load())
        val before = desk(options().copy(store = store))
        before.session.agentLogin(request())
        val (b, c) = List(2) { number -> desk().apply { session.agentLogin(request(number + 2)) } }
        val held = before.session.makeCall("8002")
        b.sees("delivered")
        b.session.answerCall(held)
        before.sees("established")
        val second = before.session.consult(held, "8003")
        c.sees("delivered")
        before.session.closeAndJoin()

        val saved = store.load()!!
        assertFalse("$saved $store".contains(saved.sessionId))
        Client(ClientOptions(noProxy = true)).use { restarted ->
            val session = restarted.session(options().copy(store = store))
            session.recover(saved)
            val snapshot = session.snapshot()
            assertEquals(listOf(held, second), snapshot.calls.map { it.callId })
            assertEquals(ConnectionState.HOLD, snapshot.calls[0].leg)
            assertTrue(Doubt.LEG in snapshot.calls[0].doubts, "${snapshot.calls[0]}")
            assertEquals(held, snapshot.calls[1].consultationOf)
            assertFalse(snapshot.callsComplete)
            session.closeAndJoin()
        }
        store.remove()
        assertEquals(0, Files.list(folder).use { it.count() })
    }

    @Test
    fun `it is handed over as bytes`() = laboratory {
        val session = desks(1).single().session
        val saved = session.saved()!!
        assertNotNull(saved.state)
        assertEquals(saved, savedSessionFromBytes(saved.toBytes()))
        assertThrows<WellException.Saved> { savedSessionFromBytes("[]".toByteArray()) }
        val other = String(saved.toBytes()).substringBeforeLast('\n').replace("\"version\":1", "\"version\":7")
        val newer = "%s\n%08x".format(other, CRC32().apply { update(other.toByteArray()) }.value)
        val error = assertThrows<WellException.Saved> { savedSessionFromBytes(newer.toByteArray()) }
        assertTrue(error.message.contains("version 7"), error.message)
        val reason = rejected { desk().session.recover(saved.copy(state = "hunter2")) }
        assertEquals(ReasonKind.ARGUMENT, reason.kind)
        assertFalse("$reason".contains("hunter2"), "$reason")
    }

    @Test
    fun `what is no store says what it is`(@TempDir folder: Path) {
        val path = folder.resolve("desk.session")
        val (sealed, plain) = SessionStore(path.toString(), key) to SessionStore(path.toString())
        val saved = SavedSession(AgentId("5001@test.cc"), DeviceId("8001@test.cc"), "hunter2")
        sealed.save(saved)
        assertEquals(saved, sealed.load())
        assertEquals(StoreFault.NEEDS_KEY, fault(plain))
        assertEquals(StoreFault.OTHER_KEY, fault(sealed.copy(key = ByteArray(32))))
        val good = path.readBytes()
        path.writeBytes(good.copyOf(20))
        assertEquals(StoreFault.TRUNCATED, fault(sealed))
        path.writeBytes(good.apply { this[lastIndex] = (this[lastIndex] + 1).toByte() })
        assertEquals(StoreFault.DAMAGED, fault(sealed))
        path.writeBytes("[session]".toByteArray())
        assertEquals(StoreFault.NOT_A_STORE, fault(sealed))
        plain.save(saved)
        assertEquals(StoreFault.NOT_SEALED, fault(sealed))
        assertEquals(StoreFault.FILE, fault(SessionStore(folder.toString())))
        assertThrows<WellException.Setup> { sealed.copy(key = ByteArray(31)).load() }
    }
}
