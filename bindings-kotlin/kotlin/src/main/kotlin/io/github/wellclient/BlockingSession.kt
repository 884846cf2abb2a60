// The verbs for Java, each blocking its thread until the command is settled.
package io.github.wellclient

import java.util.stream.Stream

/** Answers the question of a log-in in mode `ASK`; a lambda. True forces the log-in, false lets it fail. */
public fun interface LoginQuestion {
    /** [reason] is the server's refusal, and names the other device. It has `Timing.ask` to answer. */
    public fun force(reason: Reason): Boolean
}

/** An interrupt that is left behind is not for whatever runs on this thread next. */
internal fun LoginQuestion.answer(reason: Reason): Boolean = try {
    force(reason)
} finally {
    Thread.interrupted()
}

/**
 * A session's verbs, each blocking its thread until the command is settled, at the latest after `Timing.command`. All throw
 * [CommandException] where they have not done what was asked. An interrupted thread stops waiting; the command goes on.
 */
public class BlockingSession internal constructor(session: Session) : BlockingVerbs(session) {
    /**
     * The events from now on: all, or those of these names. Whoever reads the stream waits for the next one; the stream ends
     * when the session is closed, or the stream is, from any thread. To be closed. An interrupted reader throws
     * `CancellationException`, and stays interrupted.
     *
     * At most 1024 wait. A reader who is slower gets an [EventsMissedException]; a [SessionListener] is told and goes on.
     *
     * @throws IllegalArgumentException for what is no event's name.
     */
    public fun events(vararg names: String): Stream<Event> = session.stream(Kinds.named(names.asList())).asStream { it }

    /**
     * The events of one kind from now on, as their bodies: `events(EventBody.Delivered.class)`. Close it when you have read
     * enough. At most [capacity] wait, and no other events take their places; a reader who is slower gets an
     * [EventsMissedException].
     *
     * @throws IllegalArgumentException for a capacity below 1.
     */
    @JvmOverloads
    public fun <B : EventBody> events(type: Class<B>, capacity: Int = CAPACITY): Stream<B> =
        session.stream(Kinds.of(type), capacity).asStream { it.body.takeIf(type::isInstance)?.let(type::cast) }

    /** Logs an agent in (manual 2.2). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun agentLogin(request: LoginRequest): Success = wait { session.agentLogin(request) }

    /** Resumes a session that was saved before the application was restarted. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun recover(saved: SavedSession): Success = wait { session.recover(saved) }

    /** Makes a call (manual 2.5): its id. */
    @JvmOverloads
    @Throws(CommandException::class, InterruptedException::class)
    public fun makeCall(number: String, options: MakeCallOptions? = null): CallId =
        wait { session.makeCall(number, options) }

    /** Any verb, as JSON: its outcome, whatever it is, as JSON. */
    @Throws(WellException::class, InterruptedException::class)
    public fun commandJson(command: String): String = wait { session.commandJson(command) }

    /** Logs an agent in, and in mode `ASK` asks [ask] where the agent is logged in already (manual 2.2). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun agentLogin(request: LoginRequest, ask: LoginQuestion): Success =
        wait { session.agentLogin(request) { ask.answer(it) } }
}
