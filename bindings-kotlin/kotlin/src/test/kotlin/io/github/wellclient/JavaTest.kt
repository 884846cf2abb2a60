// The binding from Java: the example of the guide, run.
package io.github.wellclient

import examples.Softphone
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
}
