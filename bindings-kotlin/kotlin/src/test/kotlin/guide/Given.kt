// What the snippets of the guides take for granted: they are compiled, and not run.
@file:Suppress("UNUSED_PARAMETER")

package guide

import io.github.wellclient.*

val client: Client get() = TODO()
val environment: Environment get() = TODO()
val key: ByteArray get() = TODO()
val request: LoginRequest get() = TODO()
val session: Session get() = TODO()

fun confirm(question: String): Boolean = TODO()
fun hide(call: String, missed: Boolean): Unit = TODO()
fun show(calling: String?, data: String?): Unit = TODO()
fun showLink(state: LinkState): Unit = TODO()
fun showLogin(why: SessionEnd): Unit = TODO()

/** Android's. */
object Log {
    fun i(tag: String, text: String): Int = TODO()
}
