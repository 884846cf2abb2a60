// The library's own threads, as the JVM knows them.
package io.github.wellclient

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import com.sun.jna.Structure

/**
 * A native thread that calls back becomes one of the JVM's. Left alone, JNA has it do so anew for each call, as another
 * `Thread`, which keeps the JVM alive meanwhile. Here it does so once, as a daemon with a name, until it ends.
 */
internal object Threads {
    /** Where listeners run. */
    private const val LISTENERS = "wellclient-listeners"

    /** Where the network runs, and coroutines are woken. */
    private const val NETWORK = "wellclient-network"

    /** To be called before the first call back. */
    fun introduce() {
        introduce(LISTENERS, uniffiCallbackInterfaceNoticeListener.vtable)
        introduce(NETWORK, uniffiCallbackInterfaceLoginAsk.vtable)
        introduce(NETWORK, uniffiCallbackInterfaceDiagnostics.vtable)
        introduce(NETWORK, uniffiRustFutureContinuationCallbackImpl)
        introduce(NETWORK, uniffiForeignFutureDroppedCallbackImpl)
    }

    /**
     * Runs a listener of the program's. A native thread comes without a loader of classes, which much of what a listener may
     * call looks for. An interrupt that a listener leaves behind is not the next one's.
     */
    fun forProgram(listener: () -> Unit) {
        val thread = Thread.currentThread()
        if (thread.contextClassLoader == null) thread.contextClassLoader = Threads::class.java.classLoader
        try {
            listener()
        } finally {
            Thread.interrupted()
        }
    }

    private fun introduce(name: String, callbacks: Structure) {
        callbacks.javaClass.fields.map { it.get(callbacks) }.filterIsInstance<Callback>().forEach { introduce(name, it) }
    }

    private fun introduce(name: String, callback: Callback) =
        Native.setCallbackThreadInitializer(callback, CallbackThreadInitializer(true, false, name))
}
