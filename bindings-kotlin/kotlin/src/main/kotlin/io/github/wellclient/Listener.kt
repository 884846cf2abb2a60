// Being told what happens, without coroutines.
package io.github.wellclient

/** Is told what a session tells, by methods to be overridden. One call at a time; it may call everything but what blocks. */
public interface SessionListener {
    /** Something has happened. */
    public fun onEvent(event: Event) {}

    /** A log line (the manual's `onLog`, 3.4). */
    public fun onLog(line: LogLine) {}

    /**
     * The listener was too slow and has missed so many; this is the state now, and what comes next comes after it. The
     * diagnostics have a warning of it in any case.
     */
    public fun onLagged(missed: Long, snapshot: Snapshot) {}

    /** The session is closed and all is told. */
    public fun onClosed() {}
}

/** What is done with an event; a lambda. */
public fun interface EventAction {
    /** It has happened. */
    public fun happened(event: Event)
}

/** What is done with the body of an event; a lambda. */
public fun interface BodyAction<in B : EventBody> {
    /** It has happened. */
    public fun happened(body: B)
}

/** A listener's subscription: goes on until it is cancelled, or the session is closed; also when this is let go of. */
public class Subscription internal constructor(private val native: NativeSubscription) : AutoCloseable {
    /** Calls no more. A call that has begun on the listeners' thread goes on to its end. */
    public fun cancel(): Unit = native.cancel()

    /** Cancels the subscription. */
    override fun close(): Unit = cancel()
}

internal fun SessionListener.native() = object : NoticeListener {
    override fun told(notice: Notice): Unit = Threads.forProgram {
        when (notice) {
            is Notice.Happened -> onEvent(notice.event)
            is Notice.Logged -> onLog(notice.line)
            is Notice.Lagged -> onLagged(notice.missed, notice.snapshot)
        }
    }

    override fun ended(): Unit = Threads.forProgram { onClosed() }
}
