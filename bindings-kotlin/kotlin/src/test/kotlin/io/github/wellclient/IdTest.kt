// Ids are types: one that is passed where another is wanted does not compile, in Java as in Kotlin.
package io.github.wellclient

import java.net.URI
import java.nio.file.Path
import java.util.Locale
import javax.tools.Diagnostic
import javax.tools.DiagnosticCollector
import javax.tools.JavaFileObject
import javax.tools.SimpleJavaFileObject
import javax.tools.ToolProvider
import kotlin.coroutines.Continuation
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class IdTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `the verbs compile with their ids in the right places, and in no other`() {
        val right = listOf(
            "forceDrop(device, call)",
            "forceJoin(device, call, \"8003\")",
            "forceTake(device, call, \"8003\")",
            "forceListen(call, device)",
            "forceReady(agent, device)",
            "forceNotReady(agent, device)",
            "forceLogout(agent, device)",
            "answerCall(call)",
            "dropConnection(new CallId(\"6aee\"))",
            "releaseAllocatedAgent(agent)",
        )
        assertEquals(emptyList<Int>(), linesRefused(right))
        val wrong = listOf(
            "forceDrop(call, device)",
            "forceJoin(call, device, \"8003\")",
            "forceTake(call, device, \"8003\")",
            "forceListen(device, call)",
            "forceReady(device, agent)",
            "forceNotReady(device, agent)",
            "forceLogout(device, agent)",
            "answerCall(device)",
            "dropConnection(\"6aee\")",
            "releaseAllocatedAgent(device)",
        )
        assertEquals(wrong.indices.toList(), linesRefused(wrong))
    }

    @Test
    fun `no verb of Kotlin's takes a call and a device by one type`() {
        fun types(verb: String) = Session::class.java.methods.filter { it.name == verb }
            .map { method -> method.parameterTypes.filter { it != Continuation::class.java } }.distinct().single()
        val call = CallId::class.java
        val device = DeviceId::class.java
        val agent = AgentId::class.java
        val number = String::class.java
        assertEquals(listOf(device, call), types("forceDrop"))
        assertEquals(listOf(device, call, number), types("forceJoin"))
        assertEquals(listOf(device, call, number), types("forceTake"))
        assertEquals(listOf(call, device), types("forceListen"))
        for (verb in listOf("forceReady", "forceNotReady", "forceLogout")) {
            assertEquals(listOf(agent, device), types(verb))
        }
        assertEquals(listOf(call, call), types("transferCall"))
    }

    @Test
    fun `an id is its text, and no other id`() {
        assertEquals("8001@test.cc", "${DeviceId("8001@test.cc")}")
        assertEquals("8001@test.cc", DeviceId("8001@test.cc").value)
        assertEquals(CallId("6aee"), CallId("6aee"))
        assertEquals(CallId("6aee").hashCode(), CallId("6aee").hashCode())
        assertNotEquals(CallId("6aee"), CallId("6AEE"))
        assertNotEquals(CallId("6aee") as Any, DeviceId("6aee") as Any)
        assertTrue(AgentId("5001@test.cc") in setOf(AgentId("5001@test.cc")))
    }

    /** Compiles a call for each, blocking and as a future; those that are refused, both ways. */
    private fun linesRefused(calls: List<String>): List<Int> {
        val head = "import io.github.wellclient.*;\nclass Ids {\n  void all(BlockingVerbs phone, FutureVerbs later, " +
            "CallId call, DeviceId device, AgentId agent) throws Exception {\n"
        val body = calls.joinToString("") { "phone.$it;\nlater.$it;\n" }
        val source = object : SimpleJavaFileObject(URI("string:///Ids.java"), JavaFileObject.Kind.SOURCE) {
            override fun getCharContent(ignoreEncodingErrors: Boolean) = "$head$body}\n}\n"
        }
        val told = DiagnosticCollector<JavaFileObject>()
        val options = listOf("-cp", System.getProperty("java.class.path"), "-d", "$folder", "-proc:none")
        ToolProvider.getSystemJavaCompiler().getTask(null, null, told, options, null, listOf(source)).call()
        val errors = told.diagnostics.filter { it.kind == Diagnostic.Kind.ERROR }
        val first = head.count { it == '\n' } + 1
        val lines = errors.map { it.lineNumber.toInt() - first }
        assertTrue(lines.all { it in 0 until 2 * calls.size }, "${errors.map { it.getMessage(Locale.ENGLISH) }}")
        // Not one of the two alone.
        return lines.distinct().groupBy { it / 2 }.filterValues { it.size == 2 }.keys.sorted().also {
            assertEquals(2 * it.size, lines.distinct().size, "$lines")
        }
    }
}
