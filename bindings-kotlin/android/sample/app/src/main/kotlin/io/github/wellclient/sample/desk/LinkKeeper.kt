// When to ask the library to open the link again.
package io.github.wellclient.sample.desk

import io.github.wellclient.LinkState
import io.github.wellclient.ReconnectPolicy
import java.time.Duration

/**
 * How the library reconnects by itself: for about a minute, which bridges a lift and a change of cells. Then it gives up,
 * so that a device without a network does not wake its radio for nothing.
 */
val reconnecting: ReconnectPolicy = ReconnectPolicy.Backoff(
    base = Duration.ofSeconds(1), cap = Duration.ofSeconds(15), attempts = 8,
)

/** The link, and the network that there is for it. */
data class Way(val link: LinkState, val network: Long?)

/**
 * How long to wait before `reconnect()`; `null` where nothing is to be done: while the library itself tries, and while
 * there is no network. At once on a network that is another than [before], also where the library waits for its next
 * attempt; after [patience] on the same, where it has given up.
 */
fun reconnectAfter(before: Way, now: Way, patience: Duration): Duration? = when {
    now.network == null || now.link !in setOf(LinkState.WAITING, LinkState.LOST) -> null
    now.network != before.network -> Duration.ZERO
    now.link == LinkState.LOST -> patience
    else -> null
}
