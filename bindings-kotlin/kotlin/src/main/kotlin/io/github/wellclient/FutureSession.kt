// The verbs for Java, each as a CompletableFuture.
package io.github.wellclient

import java.util.concurrent.CompletableFuture

/**
 * A session's verbs, each begun before it returns, with a future that ends when the command is settled: with
 * [CommandException] where it has not done what was asked. Cancelling the future stops the waiting; the command goes on.
 * What depends on a future runs on `Dispatchers.Default`, unless an executor is given.
 */
public class FutureSession internal constructor(session: Session) : FutureVerbs(session) {
    /** Logs an agent in (manual 2.2). */
    public fun agentLogin(request: LoginRequest): CompletableFuture<Success> = begin { session.agentLogin(request) }

    /** Resumes a session that was saved before the application was restarted. */
    public fun recover(saved: SavedSession): CompletableFuture<Success> = begin { session.recover(saved) }

    /** Makes a call (manual 2.5): its id. */
    @JvmOverloads
    public fun makeCall(number: String, options: MakeCallOptions? = null): CompletableFuture<CallId> =
        begin { session.makeCall(number, options) }

    /** Any verb, as JSON: its outcome, whatever it is, as JSON. Fails with [WellException.Argument]. */
    public fun commandJson(command: String): CompletableFuture<String> = begin { session.commandJson(command) }

    /** Logs an agent in, and in mode `ASK` asks [ask] where the agent is logged in already (manual 2.2). */
    public fun agentLogin(request: LoginRequest, ask: LoginQuestion): CompletableFuture<Success> =
        begin { session.agentLogin(request) { ask.answer(it) } }
}
