// The binding from Java: the example of the guide, run, and interrupted.
package io.github.wellclient

import examples.Ringing
import examples.Softphone
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.stream.Collectors
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class JavaTest {
    @Test
    fun `the example calls and hangs up`() {
        Simulator().use { simulator ->
            val seen = Softphone.call(simulator.baseUrl(), "8002")
            assertTrue(seen.containsAll(listOf("agentLoggedOn", "originated", "callCleared", "agentLoggedOff")), "$seen")
        }
    }

    @Test
    fun `Ctrl-C in a call ends the example when the call is over and the agent logged out`() {
        Simulator().use { simulator ->
            // So that it comes in the call.
            simulator.addFault("""{"kind":"http","on":{"verb":"getCallData"},"delay_ms":1500}""")
            val program = example(simulator.baseUrl(), "8002")
            val said = program.inputReader().useLines { lines ->
                lines.onEach { if ("serviceInitiated" in it) interrupt(program) }.toList()
            }
            assertTrue(program.waitFor(30, TimeUnit.SECONDS), "it does not end")
            val order = listOf("serviceInitiated", "connectionCleared", "agentLoggedOff")
            val found = order.map { word -> said.indexOfFirst { word in it } }
            assertTrue(found.none { it < 0 } && found == found.sorted(), "$said")
            // Ended by the signal, after that.
            assertEquals(128 + 2, program.exitValue(), "$said")
        }
    }

    @Test
    fun `events are read by their type`() = laboratory {
        val (a, b) = desks(2)
        val answered = Ringing.answered(b.session)
        val caller = CompletableFuture.supplyAsync { Ringing.next(b.session) }
        // Subscribed before the next call, or told of one that comes again.
        var call = a.session.makeCall("8002")
        b.sees("delivered")
        while (!caller.isDone) {
            a.session.dropConnection(call)
            b.sees("callCleared")
            call = a.session.makeCall("8002")
            b.sees("delivered")
        }
        assertEquals(DeviceId("8001@test.cc"), caller.get())
        b.session.answerCall(call)
        assertEquals(call, answered.get(LIMIT_MS, TimeUnit.MILLISECONDS))
    }

    @Test
    fun `a stream of events ends with the session, or when it is closed`() = laboratory {
        val a = desks(1).single()
        val closed = a.session.blocking().events()
        val all = a.session.blocking().events("agentNotReady", "agentLoggedOff")
        closed.close()
        a.session.setAgentMode(AgentModeRequest.NOT_READY)
        a.session.logout()
        a.session.closeAndJoin()
        assertEquals(listOf("agentNotReady", "agentLoggedOff"), all.map { it.kind }.collect(Collectors.toList()))
    }

    @Test
    fun `a stream that is closed by another thread ends`() = laboratory {
        val session = desks(1).single().session
        val events = session.blocking().events("agentNotReady")
        val first = CompletableFuture<String>()
        val count = CompletableFuture<Long>()
        val reader = thread { count.complete(events.peek { first.complete(it.kind) }.count()) }
        session.setAgentMode(AgentModeRequest.NOT_READY)
        assertEquals("agentNotReady", first.get(LIMIT_MS, TimeUnit.MILLISECONDS))
        events.close()
        reader.join(LIMIT_MS)
        assertEquals(1L, count.getNow(-1))
    }

    @Test
    fun `a reader who is interrupted stops waiting, and stays interrupted`() = laboratory {
        val events = desks(1).single().session.blocking().events("agentNotReady")
        val told = CompletableFuture<Pair<Throwable?, Boolean>>()
        val reader = thread {
            val thrown = runCatching { events.findFirst() }.exceptionOrNull()
            told.complete(thrown to Thread.currentThread().isInterrupted)
        }
        reader.interrupt()
        val (thrown, interrupted) = told.get(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertTrue(thrown is CancellationException && interrupted, "$thrown")
        events.close()
    }

    @Test
    fun `a reader of a stream that is too slow is told so`() = laboratory {
        val session = desks(1).single().session
        val events = session.blocking().events(EventBody.AgentNotReady::class.java, 1)
        repeat(3) {
            session.setAgentMode(AgentModeRequest.NOT_READY)
            session.setAgentMode(AgentModeRequest.READY)
        }
        assertThrows<EventsMissedException> { events.use { it.count() } }
    }

    @Test
    fun `closing has an end in time, and an interrupted thread stays interrupted`() = laboratory {
        simulator.addFault("""{"kind":"http","on":{"verb":"logout"},"reply":"hang"}""")
        val session = desk(options().also { it.logoutOnClose = true }).session
        session.agentLogin(request())
        assertThrows<WellException.TimedOut> { session.close(Duration.ofMillis(1)) }
        val told = CompletableFuture<Pair<Throwable?, Boolean>>()
        thread {
            Thread.currentThread().interrupt()
            val thrown = runCatching { session.close() }.exceptionOrNull()
            told.complete(thrown to Thread.currentThread().isInterrupted)
        }
        val (thrown, interrupted) = told.get(LIMIT_MS, TimeUnit.MILLISECONDS)
        assertTrue(thrown is WellException.TimedOut && interrupted, "$thrown")
        session.close()
    }

    @Test
    fun `Java finds functions and logs under plain names, and nothing of what is below`() = laboratory {
        val functions = Class.forName("io.github.wellclient.Wellclient").methods.map { it.name }
        assertTrue(functions.containsAll(listOf("isPhoneNumber", "parseDialString", "customEnvironment")), "$functions")
        val offered = Session::class.java.methods.map { it.name }
        assertTrue(listOf("shutDown", "eventStream", "agentLoginAsking", "listenTo").none { it in offered }, "$offered")
        val watch = client.watch(simulator.environment(), WatchAccount("5009", "123456", "test.cc"), emptyList())
        assertTrue(watch.searchLog("nothing of this").isEmpty())
        watch.clearLog()
        watch.close(Duration.ofSeconds(20))
    }

    private fun example(vararg arguments: String): Process {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val options = listOf("-Djna.nosys=true", "-cp", System.getProperty("java.class.path"))
        // Whoever runs the tests in the background has the signal ignored, and Java then heeds that.
        val heeding = listOf("env", "--default-signal=INT", java)
        return ProcessBuilder(heeding + options + "examples.Softphone" + arguments)
            .redirectErrorStream(true)
            .start()
    }

    private fun interrupt(program: Process) {
        ProcessBuilder("kill", "-INT", program.pid().toString()).start().waitFor()
    }
}
