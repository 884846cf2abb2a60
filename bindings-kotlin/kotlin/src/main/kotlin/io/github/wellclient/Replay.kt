// A journal replayed.
package io.github.wellclient

/**
 * A session fed from a journal (`SessionOptions.journal`): the same inputs give the same notices and the same state.
 * Throws [WellException.Journal] for what is not a journal.
 */
public class Replay private constructor(private val native: NativeReplay) :
    NativeReplayInterface by native, AutoCloseable {

    /** Begins with a journal's first line. */
    @Throws(WellException::class)
    public constructor(header: String) : this(Library.ensure().let { NativeReplay(header) })

    /** All notices of what was fed and not taken yet. */
    public fun notices(): Sequence<Notice> = generateSequence { nextNotice() }

    /** Lets go of it. */
    override fun close(): Unit = native.close()

    public companion object {
        /** A whole journal, fed line by line. */
        @JvmStatic
        @Throws(WellException::class)
        public fun of(journal: Sequence<String>): Replay {
            val lines = journal.iterator()
            val replay = Replay(if (lines.hasNext()) lines.next() else "")
            lines.forEach(replay::feed)
            return replay
        }
    }
}
