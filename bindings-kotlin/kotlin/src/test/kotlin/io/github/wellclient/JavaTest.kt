// The binding from Java: the example of the guide, run, and interrupted.
package io.github.wellclient

import examples.Softphone
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

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
