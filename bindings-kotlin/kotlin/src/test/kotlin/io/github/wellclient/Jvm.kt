// A program in a JVM of its own.
package io.github.wellclient

import java.io.File
import java.util.concurrent.TimeUnit

/** How a program has ended. */
class Ended(val status: Int, val output: String)

/** Runs the `main` of [program] to its end; fails where that does not come. */
fun runAlone(
    program: Class<*>,
    vararg arguments: String,
    options: List<String> = emptyList(),
    classpath: String = System.getProperty("java.class.path"),
): Ended {
    val java = File(System.getProperty("java.home"), "bin/java").path
    val command = listOf(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djna.nosys=true") + options
    val output = File.createTempFile("program", ".txt").apply { deleteOnExit() }
    val process = ProcessBuilder(command + listOf("-cp", classpath, program.name) + arguments)
        .redirectErrorStream(true)
        .redirectOutput(output)
        .start()
    val ended = process.waitFor(LIMIT_MS, TimeUnit.MILLISECONDS)
    process.destroyForcibly()
    check(ended) { "it has not ended: ${output.readText()}" }
    return Ended(process.exitValue(), output.readText())
}
