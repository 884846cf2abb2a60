// What keeps the desk alive while nobody looks.
package io.github.wellclient.sample

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.IBinder
import io.github.wellclient.sample.desk.DeskState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/**
 * In the foreground from log-in to log-out. The activity starts it, as only what is seen may; the system starts it anew
 * where it had to end the process, and then it takes up the saved session.
 */
class AgentService : Service() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    private val desk by lazy { (application as SampleApplication).desk }
    private val networks by lazy { Networks(this, desk::network) }
    private val awake by lazy { Awake(this) }
    private val notifications by lazy { getSystemService(NotificationManager::class.java) }
    private var watching: Job? = null

    override fun onCreate() {
        super.onCreate()
        notifications.createNotificationChannel(
            NotificationChannel(CHANNEL, "Desk", NotificationManager.IMPORTANCE_LOW),
        )
    }

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        try {
            goForeground(notification(desk.state.value))
        } catch (_: IllegalStateException) {
            // Started anew by the system when that was not allowed: the session is taken up when the activity is seen.
            stopSelf()
            return START_NOT_STICKY
        }
        if (watching == null) {
            watching = scope.launch {
                // Before that, the desk looks as if nobody needed it.
                desk.takeUp()
                networks.start()
                desk.state.collect(::show)
            }
        }
        return START_STICKY
    }

    private fun show(state: DeskState) {
        awake.hold(state.needsProcessor(awake.isExempt))
        if (state.isOccupied) notifications.notify(NOTIFICATION, notification(state)) else stopSelf()
    }

    private fun goForeground(notification: Notification) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            startForeground(NOTIFICATION, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_SPECIAL_USE)
        } else {
            startForeground(NOTIFICATION, notification)
        }
    }

    private fun notification(state: DeskState): Notification {
        val open = PendingIntent.getActivity(
            this, 0, Intent(this, AgentActivity::class.java), PendingIntent.FLAG_IMMUTABLE,
        )
        return Notification.Builder(this, CHANNEL)
            .setSmallIcon(android.R.drawable.sym_action_call)
            .setContentTitle(state.headline)
            .setContentText(state.callLine ?: state.trouble)
            .setContentIntent(open)
            .setOngoing(true)
            .setOnlyAlertOnce(true)
            .build()
    }

    override fun onDestroy() {
        scope.cancel()
        networks.stop()
        awake.hold(false)
        super.onDestroy()
    }

    override fun onBind(intent: Intent?): IBinder? = null

    private companion object {
        const val CHANNEL = "desk"
        const val NOTIFICATION = 1
    }
}
