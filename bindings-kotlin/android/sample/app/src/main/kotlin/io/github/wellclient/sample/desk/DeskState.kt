// What is to be seen of a desk.
package io.github.wellclient.sample.desk

import io.github.wellclient.AgentMode
import io.github.wellclient.CallId
import io.github.wellclient.CallSnapshot
import io.github.wellclient.Doubt
import io.github.wellclient.LinkState
import io.github.wellclient.SessionPhase
import io.github.wellclient.Snapshot
import io.github.wellclient.Verb

/** How far what is shown can be relied on. */
enum class Light(val text: String) {
    OFF("logged out"),
    CONNECTING("connecting…"),

    /** What is shown is what the server says. */
    LIVE("connected"),

    /** The link is back, and the server is being asked for what happened meanwhile. */
    CATCHING_UP("catching up…"),
    RECONNECTING("reconnecting…"),
    NO_NETWORK("no network"),

    /** The library has given up; the desk tries again, see [reconnectAfter]. */
    NO_SERVER("server not reached"),
}

/** One desk at one moment: what the library says, and what the desk knows besides. */
data class DeskState(
    val phase: SessionPhase = SessionPhase.LOGGED_OUT,
    val link: LinkState = LinkState.OFF,
    /** The mode and the calls that are shown are the server's; whether there is another call need not be known. */
    val caughtUp: Boolean = false,
    val mode: AgentMode? = null,
    val calls: List<CallSnapshot> = emptyList(),
    val allowed: Set<Verb> = emptySet(),
    /** The network that the device has; `null` for none. */
    val network: Long? = 0,
    /** What went wrong last. */
    val trouble: String? = null,
    /** A session is kept that may be taken up. */
    val resumable: Boolean = false,
) {
    /** Whether anyone has use for the desk staying alive. */
    val isOccupied: Boolean get() = phase != SessionPhase.LOGGED_OUT && phase != SessionPhase.CLOSED || resumable

    val light: Light
        get() = when {
            phase == SessionPhase.LOGGED_OUT || phase == SessionPhase.CLOSED -> Light.OFF
            link == LinkState.ACTIVE -> if (caughtUp) Light.LIVE else Light.CATCHING_UP
            network == null -> Light.NO_NETWORK
            link == LinkState.LOST -> Light.NO_SERVER
            link == LinkState.WAITING -> Light.RECONNECTING
            phase == SessionPhase.LOGGED_IN -> Light.RECONNECTING
            else -> Light.CONNECTING
        }

    /** `Ready · connected`. */
    val headline: String
        get() = listOfNotNull(mode?.toString(), light.text).joinToString(" · ")

    /** The other side of the newest call, and whether it may have changed unseen. */
    val callLine: String?
        get() = calls.lastOrNull()?.let { call ->
            val other = if (call.outgoing == true) call.called else call.calling
            val doubt = if (call.unverified) " (as last known)" else ""
            "${other ?: "call"}: ${call.leg.name.lowercase()}$doubt"
        }

    /** Whether [verb] may be used on the newest call. */
    fun may(verb: Verb): Boolean = calls.lastOrNull()?.actions.orEmpty().any { it.verb == verb && it.allowed }

    /** The newest call. */
    val call: CallId? get() = calls.lastOrNull()?.callId

    /**
     * Whether the processor must not sleep. During a call always. Without one only where the user has taken the
     * application out of battery optimisation ([exempt]): else Doze cuts its network off whatever it holds, and the
     * server logs the agent out after three minutes without a heartbeat.
     */
    fun needsProcessor(exempt: Boolean): Boolean = isOccupied && (calls.isNotEmpty() || exempt)

    /** With what the library says now. */
    fun with(now: Snapshot): DeskState = copy(
        phase = now.phase,
        link = now.link,
        caughtUp = isCaughtUp(now),
        mode = now.agent?.mode,
        calls = now.calls,
        allowed = now.actions.filter { it.allowed }.mapTo(mutableSetOf()) { it.verb },
    )

    /** After a gap in a call, `verified` stays false until that ends: the server shows one call, and there may be another. */
    private fun isCaughtUp(now: Snapshot): Boolean {
        val knowsMode = now.agent.let { it != null && Doubt.MODE !in it.doubts }
        return knowsMode && now.calls.none { it.unverified } && (now.callsComplete || now.calls.isNotEmpty())
    }
}
