// Which network the application may use now.
package io.github.wellclient.sample

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network

/** Tells the network as it changes, and `null` while there is none: also while Doze, or a data saver, shuts this application off. */
class Networks(context: Context, private val told: (Long?) -> Unit) : ConnectivityManager.NetworkCallback() {
    private val manager = context.getSystemService(ConnectivityManager::class.java)

    private var isStarted = false

    fun start() {
        // Without a network nothing is called until there is one.
        told(manager.activeNetwork?.networkHandle)
        manager.registerDefaultNetworkCallback(this)
        isStarted = true
    }

    fun stop() {
        if (isStarted) manager.unregisterNetworkCallback(this)
        isStarted = false
    }

    override fun onAvailable(network: Network): Unit = told(network.networkHandle)

    override fun onLost(network: Network): Unit = told(null)

    // From API level 29 on; before, a blocked network looks like one without a server.
    override fun onBlockedStatusChanged(network: Network, blocked: Boolean): Unit =
        told(if (blocked) null else network.networkHandle)
}
