// Events for Java, as a stream that blocks.
package io.github.wellclient

import java.util.Spliterator
import java.util.Spliterators
import java.util.concurrent.CancellationException
import java.util.function.Consumer
import java.util.stream.Stream
import java.util.stream.StreamSupport
import kotlinx.coroutines.runBlocking

/** The events of a session from now on, each waited for on the thread that reads. */
internal fun blockingEvents(session: Session, names: List<String> = emptyList()): Stream<Event> {
    val native = session.eventStream(names)
    return StreamSupport.stream(Events(native), false).onClose(native::end)
}

private class Events(private val native: NativeEventStream) :
    Spliterators.AbstractSpliterator<Event>(Long.MAX_VALUE, Spliterator.ORDERED or Spliterator.NONNULL) {

    override fun tryAdvance(action: Consumer<in Event>): Boolean {
        action.accept(next() ?: return false)
        return true
    }

    private tailrec fun next(): Event? = when (val notice = wait()) {
        null -> null
        is Notice.Happened -> notice.event
        else -> next()
    }

    private fun wait(): Notice? = try {
        runBlocking { native.next() }
    } catch (interrupted: InterruptedException) {
        // Streams throw nothing that is checked.
        Thread.currentThread().interrupt()
        throw CancellationException("interrupted while waiting for an event").apply { initCause(interrupted) }
    }
}
