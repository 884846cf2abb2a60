// What a session tells, as flows and for Java as streams: which events, and what happens where the reader is too slow.
package io.github.wellclient

import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/** Notices that may wait to be read, where nobody says how many. */
internal const val CAPACITY = 1024

/**
 * The reader of events was too slow: [missed] of them are gone, and what comes next comes after [snapshot]. Thrown by what gives
 * events alone, where a loss could not be told otherwise; `notices` tells of it by [Notice.Lagged].
 */
public class EventsMissedException internal constructor(
    /** How many are gone. */
    public val missed: Long,
    /** The state as of now. */
    public val snapshot: Snapshot,
) : RuntimeException("The reader was too slow: $missed events were missed.")

/** Which events are asked for. */
internal object Kinds {
    /** Those that a program may name: `connectionCleared` stands for the derived one, too. */
    private val names = KINDS.values - setOf("callCleared", "other")

    /** Those of these names (manual 3.1). Throws [IllegalArgumentException] for what is no event's name. */
    fun named(names: List<String>): List<String> = names.flatMap { name ->
        require(name in this.names) { "There is no event named \"$name\"${meant(name)}." }
        if (name == "connectionCleared") listOf(name, "callCleared") else listOf(name)
    }

    /** Those of this class; none named is all. */
    fun of(type: Class<out EventBody>): List<String> = listOfNotNull(KINDS[type])

    private fun meant(name: String): String {
        val near = names.minBy { distance(it.lowercase(), name.lowercase()) }
        return if (distance(near.lowercase(), name.lowercase()) <= 2) ": is it \"$near\"?" else ""
    }

    /** How many letters are other ones, or too many (Levenshtein). */
    private fun distance(one: String, other: String): Int {
        var row = IntArray(other.length + 1) { it }
        one.forEachIndexed { i, letter ->
            val next = IntArray(other.length + 1)
            next[0] = i + 1
            other.forEachIndexed { j, its ->
                next[j + 1] = minOf(row[j] + if (letter == its) 0 else 1, row[j + 1] + 1, next[j] + 1)
            }
            row = next
        }
        return row.last()
    }
}

internal fun checkedCapacity(capacity: Int): Int {
    require(capacity >= 1) { "A capacity is at least 1, not $capacity." }
    return capacity
}

/** The notices of a stream, for one collector at a time. */
internal fun NativeEventStream.asFlow(): Flow<Notice> {
    val collected = AtomicBoolean()
    return flow {
        check(collected.compareAndSet(false, true)) { "these notices are collected already: subscribe again" }
        use {
            while (true) emit(next() ?: break)
        }
    }
}

/**
 * What [read] makes of the events of a stream, where it makes something, for one collector at a time. Whoever has been told
 * that events are missed may collect again: what comes then comes after.
 */
internal fun <T : Any> NativeEventStream.events(read: (Event) -> T?): Flow<T> {
    val collected = AtomicBoolean()
    return flow {
        check(collected.compareAndSet(false, true)) { "these events are collected already: subscribe again" }
        var goesOn = false
        try {
            while (true) {
                when (val notice = next() ?: break) {
                    is Notice.Happened -> read(notice.event)?.let { emit(it) }
                    is Notice.Lagged -> {
                        goesOn = true
                        throw EventsMissedException(notice.missed, notice.snapshot)
                    }
                    is Notice.Logged -> {}
                }
            }
        } finally {
            if (goesOn) collected.set(false) else close()
        }
    }
}
