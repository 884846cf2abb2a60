// What the snippets of the guides take for granted: they are compiled, and not run.
@file:Suppress("UNUSED_PARAMETER")

package guide

import io.github.wellclient.*

private fun notRun(): Nothing = error("compiled, and not run")

val client: Client get() = notRun()
val environment: Environment get() = notRun()
val key: ByteArray get() = notRun()
val request: LoginRequest get() = notRun()
val session: Session get() = notRun()

fun confirm(question: String): Boolean = notRun()
fun draw(event: Event): Unit = notRun()
fun redraw(snapshot: Snapshot): Unit = notRun()
fun hide(call: CallId, missed: Boolean): Unit = notRun()
fun show(calling: DeviceId?, data: String?): Unit = notRun()
fun showLink(state: LinkState): Unit = notRun()
fun showLogin(why: SessionEnd): Unit = notRun()

/** Android's. */
object Log {
    fun i(tag: String, text: String): Int = notRun()
}
