// The verbs for Java, each blocking its thread until the command is settled.
package io.github.wellclient

import java.util.stream.Stream
import kotlinx.coroutines.runBlocking

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
public class BlockingSession internal constructor(private val session: Session) {
    /**
     * The events from now on: all, or those of these names. Whoever reads the stream waits for the next one; the stream ends
     * when the session is closed, or the stream is, from any thread. To be closed. An interrupted reader throws
     * `CancellationException`, and stays interrupted.
     */
    public fun events(vararg names: String): Stream<Event> = blockingEvents(session, names.asList())

    /** As [events], of one kind, as their bodies: `events(EventBody.Delivered.class)`. */
    public fun <B : EventBody> events(type: Class<B>): Stream<B> =
        events().map { it.body }.filter(type::isInstance).map(type::cast)

    private fun <T> wait(verb: suspend () -> T): T = runBlocking { verb() }

    /** Logs an agent in (manual 2.2). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun agentLogin(request: LoginRequest): Success = wait { session.agentLogin(request) }

    /** Takes up a session that was saved before the application was restarted. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun recover(saved: SavedSession): Success = wait { session.recover(saved) }

    /** Logs the agent out (manual 2.3). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun logout(): Success = wait { session.logout() }

    /** Ready or not ready (manual 2.4). */
    @JvmOverloads
    @Throws(CommandException::class, InterruptedException::class)
    public fun setAgentMode(mode: AgentModeRequest, reason: String? = null): Success =
        wait { session.setAgentMode(mode, reason) }

    /** Makes a call (manual 2.5): its id. */
    @JvmOverloads
    @Throws(CommandException::class, InterruptedException::class)
    public fun makeCall(number: String, options: MakeCallOptions? = null): CallId =
        wait { session.makeCall(number, options) }

    /** Answers a call that rings (manual 2.6). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun answerCall(call: CallId): Success = wait { session.answerCall(call) }

    /** Hangs up (manual 2.7); without an id, the only call there is. */
    @JvmOverloads
    @Throws(CommandException::class, InterruptedException::class)
    public fun dropConnection(call: CallId? = null): Success = wait { session.dropConnection(call) }

    /** Puts a call on hold (manual 2.8). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun holdCall(call: CallId): Success = wait { session.holdCall(call) }

    /** Takes a call back from hold (manual 2.9). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun retrieveCall(call: CallId): Success = wait { session.retrieveCall(call) }

    /** Transfers a call without consultation (manual 2.10). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun singleStepTransfer(call: CallId, number: String): Success =
        wait { session.singleStepTransfer(call, number) }

    /** Brings a further party into a call (manual 2.11). */
    @JvmOverloads
    @Throws(CommandException::class, InterruptedException::class)
    public fun singleStepConference(call: CallId, number: String, participation: Participation? = null): Success =
        wait { session.singleStepConference(call, number, participation) }

    /** Holds a call and calls somebody else (manual 2.12); the new call's id. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun consult(call: CallId, number: String): CallId = wait { session.consult(call, number) }

    /** Brings the held call and the consultation together (manual 2.13). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun conference(held: CallId, consulted: CallId): Success = wait { session.conference(held, consulted) }

    /** Ends the consultation and goes back to the held call (manual 2.14). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun cancelConsult(held: CallId, consulted: CallId): Success = wait { session.cancelConsult(held, consulted) }

    /** Connects the held call with the consulted party and leaves both (manual 2.15). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun transferCall(held: CallId, consulted: CallId): Success = wait { session.transferCall(held, consulted) }

    /** As [transferCall], but the call comes back (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun transferWaitReturn(held: CallId, consulted: CallId): Success =
        wait { session.transferWaitReturn(held, consulted) }

    /** As [singleStepTransfer], but the call comes back (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun singleTransferWaitReturn(call: CallId, number: String): Success =
        wait { session.singleTransferWaitReturn(call, number) }

    /** Attaches data to a call (manual 2.16). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun setCallData(call: CallId, entries: List<CallDataEntry>): Success =
        wait { session.setCallData(call, entries) }

    /** The data attached to a call (manual 2.17). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun getCallData(call: CallId): CallData = wait { session.getCallData(call) }

    /** Cuts another device's leg (manual 4.1). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceDrop(device: DeviceId, call: CallId): Success = wait { session.forceDrop(device, call) }

    /** Brings a party into another device's call (manual 4.2). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceJoin(device: DeviceId, call: CallId, number: String): Success =
        wait { session.forceJoin(device, call, number) }

    /** Moves another device's call to this number (manual 4.3). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceTake(device: DeviceId, call: CallId, number: String): Success =
        wait { session.forceTake(device, call, number) }

    /** Listens to a call with this device (manual 4.4). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceListen(call: CallId, device: DeviceId): Success = wait { session.forceListen(call, device) }

    /** Makes another agent ready (manual 4.5). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceReady(agent: AgentId, device: DeviceId): Success = wait { session.forceReady(agent, device) }

    /** Makes another agent not ready (manual 4.6). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceNotReady(agent: AgentId, device: DeviceId): Success = wait { session.forceNotReady(agent, device) }

    /** Logs another agent out (manual 4.7). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun forceLogout(agent: AgentId, device: DeviceId): Success = wait { session.forceLogout(agent, device) }

    /** Logs out an agent of the own domain by job number. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun superLogout(jobNumber: String): Success = wait { session.superLogout(jobNumber) }

    /** Ends an agent's allocation for an outbound task. */
    @Throws(CommandException::class, InterruptedException::class)
    public fun releaseAllocatedAgent(agent: AgentId): Success = wait { session.releaseAllocatedAgent(agent) }

    /** Plays a greeting into a call (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun agentGreeting(call: CallId, message: String): Success = wait { session.agentGreeting(call, message) }

    /** Records the own extension (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun startRecording(): Success = wait { session.startRecording() }

    /** Stops recording the own extension (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun stopRecording(): Success = wait { session.stopRecording() }

    /** The server's account of the agent's state and call (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun getClientState(): ClientState = wait { session.getClientState() }

    /** The agent's outside-line prefixes (4.x). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun getMyPrefix(): List<String> = wait { session.getMyPrefix() }

    /** Any verb, as JSON: its outcome, whatever it is, as JSON. */
    @Throws(WellException::class, InterruptedException::class)
    public fun commandJson(command: String): String = wait { session.commandJson(command) }

    /** Sends the event log to the server (manual 8.11). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun uploadLog(): Success = wait { session.uploadLog() }

    /** Logs an agent in, and in mode `ASK` asks [ask] where the agent is logged in already (manual 2.2). */
    @Throws(CommandException::class, InterruptedException::class)
    public fun agentLogin(request: LoginRequest, ask: LoginQuestion): Success =
        wait { session.agentLogin(request) { ask.answer(it) } }
}
