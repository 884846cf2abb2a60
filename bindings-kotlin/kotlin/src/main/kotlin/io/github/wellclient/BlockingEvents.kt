// Events for Java, as a stream that blocks.
package io.github.wellclient

import java.util.Spliterator
import java.util.Spliterators
import java.util.concurrent.CancellationException
import java.util.function.Consumer
import java.util.stream.Stream
import java.util.stream.StreamSupport
import kotlinx.coroutines.runBlocking

/** What [read] makes of the events of a stream, where it makes something, each waited for on the thread that reads. */
internal fun <T : Any> NativeEventStream.asStream(read: (Event) -> T?): Stream<T> =
    StreamSupport.stream(Waiting(this, read), false).onClose(::end)

private class Waiting<T : Any>(private val native: NativeEventStream, private val read: (Event) -> T?) :
    Spliterators.AbstractSpliterator<T>(Long.MAX_VALUE, Spliterator.ORDERED or Spliterator.NONNULL) {

    override fun tryAdvance(action: Consumer<in T>): Boolean {
        action.accept(next() ?: return false)
        return true
    }

    private tailrec fun next(): T? = when (val notice = wait()) {
        null -> null
        is Notice.Happened -> read(notice.event) ?: next()
        is Notice.Lagged -> throw EventsMissedException(notice.missed, notice.snapshot)
        is Notice.Logged -> next()
    }

    private fun wait(): Notice? = try {
        runBlocking { native.next() }
    } catch (interrupted: InterruptedException) {
        // Streams throw nothing that is checked.
        Thread.currentThread().interrupt()
        throw CancellationException("interrupted while waiting for an event").apply { initCause(interrupted) }
    }
}
