// What lives as long as the process.
package io.github.wellclient.sample

import android.app.Application
import android.util.Log
import io.github.wellclient.Client
import io.github.wellclient.ClientOptions
import io.github.wellclient.DiagnosticsLevel
import io.github.wellclient.DiagnosticsLog
import io.github.wellclient.Roots
import io.github.wellclient.TlsOptions
import io.github.wellclient.WellException
import io.github.wellclient.sample.desk.Desk
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob

class SampleApplication : Application() {
    /** The service, the view model and the activity come and go; the desk stays. */
    val desk: Desk by lazy {
        // No secret is in them.
        DiagnosticsLog.set(DiagnosticsLevel.WARN) { Log.w(it.target, it.message) }
        // A company's own authority, where one is installed on the device; one that cannot be read is nobody's.
        val client = try {
            Client(ClientOptions(tls = TlsOptions(extraRootsPem = Roots.addedOnDevice())))
        } catch (_: WellException.Setup) {
            Client()
        }
        Desk(client, KeystoreVault(this), CoroutineScope(SupervisorJob() + Dispatchers.Default))
    }
}
