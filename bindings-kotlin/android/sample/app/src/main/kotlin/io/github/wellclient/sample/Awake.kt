// Keeping the processor from sleeping.
package io.github.wellclient.sample

import android.content.Context
import android.os.PowerManager
import java.util.concurrent.TimeUnit

/** A wake lock; when it is held is [io.github.wellclient.sample.desk.DeskState.needsProcessor]. */
class Awake(private val context: Context) {
    private val manager = context.getSystemService(PowerManager::class.java)
    private val lock = manager.newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "wellclient:desk").apply { setReferenceCounted(false) }

    /** Whether the user has taken the application out of battery optimisation, so that Doze leaves it alone. */
    val isExempt: Boolean get() = manager.isIgnoringBatteryOptimizations(context.packageName)

    fun hold(held: Boolean): Unit = if (held) lock.acquire(LONGEST_SHIFT_MS) else lock.release()

    private companion object {
        /** Should it ever be forgotten. */
        val LONGEST_SHIFT_MS = TimeUnit.HOURS.toMillis(12)
    }
}
