// A CTI server in the process.
package io.github.wellclient

import java.time.Duration

/**
 * A CTI server in this process, on loopback, for tests and demonstrations; spoken to in JSON (see the guide to the
 * simulator). Throws [WellException.Simulator] where it cannot read what it is told, or it is not possible now.
 *
 * Let go of without [close], it ends in the background.
 */
public class Simulator private constructor(private val native: NativeSimulator) :
    NativeSimulatorInterface by native, AutoCloseable {

    /** Starts one; [config] is its configuration as JSON. */
    @JvmOverloads
    @Throws(WellException::class)
    public constructor(config: String = "{}") : this(Library.ensure().let { NativeSimulator(config) })

    /** The environment that it is. */
    public fun environment(): Environment = customEnvironment(baseUrl())

    /** Runs a script to its end; blocks until then, for up to 60 s. */
    @Throws(WellException::class)
    public fun runScript(script: String): Unit = runScript(script, Duration.ofSeconds(60))

    /** Stops it, and blocks until nothing of it runs. Throws [WellException.InCallback]. */
    @Throws(WellException::class)
    override fun close(): Unit = stop()
}
