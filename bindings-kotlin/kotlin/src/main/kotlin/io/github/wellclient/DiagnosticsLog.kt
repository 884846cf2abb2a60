// The library's diagnostics in the program's own log.
package io.github.wellclient

import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** One line of diagnostics, without secrets. */
public data class DiagnosticsLine(
    /** How grave it is. */
    val level: DiagnosticsLevel,
    /** Which part of the library speaks: `wellclient::event`. */
    val target: String,
    /** What it says, with its fields. */
    val message: String,
)

/** Where diagnostics go; a lambda. */
public fun interface DiagnosticsSink {
    /** One line. */
    public fun line(line: DiagnosticsLine)
}

/** The diagnostics of all clients of the process. */
public object DiagnosticsLog {
    /** Lines that may wait; of more, the oldest are dropped. */
    private const val CAPACITY = 10_000

    private val thread = ThreadPoolExecutor(
        1, 1, 5, TimeUnit.SECONDS, LinkedBlockingQueue(CAPACITY),
        { task -> Thread(task, "wellclient-diagnostics").apply { isDaemon = true } },
        ThreadPoolExecutor.DiscardOldestPolicy(),
    ).apply { allowCoreThreadTimeOut(true) }

    /**
     * From now on gives lines as grave as [level], or graver, to [sink], in place of the sink before: on a thread of their
     * own, so that it may do what it likes. Throws [WellException.Setup].
     */
    @JvmStatic
    @Throws(WellException::class)
    public fun set(level: DiagnosticsLevel, sink: DiagnosticsSink) {
        Library.ensure()
        setDiagnostics(level, object : Diagnostics {
            override fun line(level: DiagnosticsLevel, target: String, message: String) {
                val line = DiagnosticsLine(level, target, message)
                thread.execute { sink.line(line) }
            }
        })
    }

    /** Gives diagnostics to nobody any more. */
    @JvmStatic
    public fun unset(): Unit = unsetDiagnostics()
}
