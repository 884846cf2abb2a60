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
 * there is no network. At once on a network that is another than [before], [patience] on the same.
 */
fun reconnectAfter(before: Way, now: Way, patience: Duration): Duration? = when {
    now.link != LinkState.LOST || now.network == null -> null
    now.network != before.network -> Duration.ZERO
    else -> patience
}
