// The verbs for Java, each as a CompletableFuture.
package io.github.wellclient

import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.future

/**
 * A session's verbs, each begun before it returns, with a future that ends when the command is settled: with
 * [CommandException] where it has not done what was asked. Cancelling the future stops the waiting; the command goes on.
 * What depends on a future runs on `Dispatchers.Default`, unless an executor is given.
 */
public class FutureSession internal constructor(private val session: Session) {
    private val scope = CoroutineScope(Dispatchers.Default)

    private fun <T> begin(verb: suspend () -> T): CompletableFuture<T> =
        scope.future(start = CoroutineStart.UNDISPATCHED) { verb() }

    /** Logs an agent in (manual 2.2). */
    public fun agentLogin(request: LoginRequest): CompletableFuture<Success> = begin { session.agentLogin(request) }

    /** Takes up a session that was saved before the application was restarted. */
    public fun recover(saved: SavedSession): CompletableFuture<Success> = begin { session.recover(saved) }

    /** Logs the agent out (manual 2.3). */
    public fun logout(): CompletableFuture<Success> = begin { session.logout() }

    /** Ready or not ready (manual 2.4). */
    @JvmOverloads
    public fun setAgentMode(mode: AgentModeRequest, reason: String? = null): CompletableFuture<Success> =
        begin { session.setAgentMode(mode, reason) }

    /** Makes a call (manual 2.5): its id. */
    @JvmOverloads
    public fun makeCall(number: String, options: MakeCallOptions? = null): CompletableFuture<CallId> =
        begin { session.makeCall(number, options) }

    /** Answers a call that rings (manual 2.6). */
    public fun answerCall(call: CallId): CompletableFuture<Success> = begin { session.answerCall(call) }

    /** Hangs up (manual 2.7); without an id, the only call there is. */
    @JvmOverloads
    public fun dropConnection(call: CallId? = null): CompletableFuture<Success> = begin { session.dropConnection(call) }

    /** Puts a call on hold (manual 2.8). */
    public fun holdCall(call: CallId): CompletableFuture<Success> = begin { session.holdCall(call) }

    /** Takes a call back from hold (manual 2.9). */
    public fun retrieveCall(call: CallId): CompletableFuture<Success> = begin { session.retrieveCall(call) }

    /** Transfers a call without consultation (manual 2.10). */
    public fun singleStepTransfer(call: CallId, number: String): CompletableFuture<Success> =
        begin { session.singleStepTransfer(call, number) }

    /** Brings a further party into a call (manual 2.11). */
    @JvmOverloads
    public fun singleStepConference(call: CallId, number: String, participation: Participation? = null): CompletableFuture<Success> =
        begin { session.singleStepConference(call, number, participation) }

    /** Holds a call and calls somebody else (manual 2.12); the new call's id. */
    public fun consult(call: CallId, number: String): CompletableFuture<CallId> =
        begin { session.consult(call, number) }

    /** Brings the held call and the consultation together (manual 2.13). */
    public fun conference(held: CallId, consulted: CallId): CompletableFuture<Success> =
        begin { session.conference(held, consulted) }

    /** Ends the consultation and goes back to the held call (manual 2.14). */
    public fun cancelConsult(held: CallId, consulted: CallId): CompletableFuture<Success> =
        begin { session.cancelConsult(held, consulted) }

    /** Connects the held call with the consulted party and leaves both (manual 2.15). */
    public fun transferCall(held: CallId, consulted: CallId): CompletableFuture<Success> =
        begin { session.transferCall(held, consulted) }

    /** As [transferCall], but the call comes back (4.x). */
    public fun transferWaitReturn(held: CallId, consulted: CallId): CompletableFuture<Success> =
        begin { session.transferWaitReturn(held, consulted) }

    /** As [singleStepTransfer], but the call comes back (4.x). */
    public fun singleTransferWaitReturn(call: CallId, number: String): CompletableFuture<Success> =
        begin { session.singleTransferWaitReturn(call, number) }

    /** Attaches data to a call (manual 2.16). */
    public fun setCallData(call: CallId, entries: List<CallDataEntry>): CompletableFuture<Success> =
        begin { session.setCallData(call, entries) }

    /** The data attached to a call (manual 2.17). */
    public fun getCallData(call: CallId): CompletableFuture<CallData> = begin { session.getCallData(call) }

    /** Cuts another device's leg (manual 4.1). */
    public fun forceDrop(device: DeviceId, call: CallId): CompletableFuture<Success> =
        begin { session.forceDrop(device, call) }

    /** Brings a party into another device's call (manual 4.2). */
    public fun forceJoin(device: DeviceId, call: CallId, number: String): CompletableFuture<Success> =
        begin { session.forceJoin(device, call, number) }

    /** Moves another device's call to this number (manual 4.3). */
    public fun forceTake(device: DeviceId, call: CallId, number: String): CompletableFuture<Success> =
        begin { session.forceTake(device, call, number) }

    /** Listens to a call with this device (manual 4.4). */
    public fun forceListen(call: CallId, device: DeviceId): CompletableFuture<Success> =
        begin { session.forceListen(call, device) }

    /** Makes another agent ready (manual 4.5). */
    public fun forceReady(agent: AgentId, device: DeviceId): CompletableFuture<Success> =
        begin { session.forceReady(agent, device) }

    /** Makes another agent not ready (manual 4.6). */
    public fun forceNotReady(agent: AgentId, device: DeviceId): CompletableFuture<Success> =
        begin { session.forceNotReady(agent, device) }

    /** Logs another agent out (manual 4.7). */
    public fun forceLogout(agent: AgentId, device: DeviceId): CompletableFuture<Success> =
        begin { session.forceLogout(agent, device) }

    /** Logs out an agent of the own domain by job number. */
    public fun superLogout(jobNumber: String): CompletableFuture<Success> = begin { session.superLogout(jobNumber) }

    /** Ends an agent's allocation for an outbound task. */
    public fun releaseAllocatedAgent(agent: AgentId): CompletableFuture<Success> =
        begin { session.releaseAllocatedAgent(agent) }

    /** Plays a greeting into a call (4.x). */
    public fun agentGreeting(call: CallId, message: String): CompletableFuture<Success> =
        begin { session.agentGreeting(call, message) }

    /** Records the own extension (4.x). */
    public fun startRecording(): CompletableFuture<Success> = begin { session.startRecording() }

    /** Stops recording the own extension (4.x). */
    public fun stopRecording(): CompletableFuture<Success> = begin { session.stopRecording() }

    /** The server's account of the agent's state and call (4.x). */
    public fun getClientState(): CompletableFuture<ClientState> = begin { session.getClientState() }

    /** The agent's outside-line prefixes (4.x). */
    public fun getMyPrefix(): CompletableFuture<List<String>> = begin { session.getMyPrefix() }

    /** Any verb, as JSON: its outcome, whatever it is, as JSON. Fails with [WellException.Argument]. */
    public fun commandJson(command: String): CompletableFuture<String> = begin { session.commandJson(command) }

    /** Sends the event log to the server (manual 8.11). */
    public fun uploadLog(): CompletableFuture<Success> = begin { session.uploadLog() }

    /** Logs an agent in, and in mode `ASK` asks [ask] where the agent is logged in already (manual 2.2). */
    public fun agentLogin(request: LoginRequest, ask: LoginQuestion): CompletableFuture<Success> =
        begin { session.agentLogin(request) { ask.answer(it) } }
}
