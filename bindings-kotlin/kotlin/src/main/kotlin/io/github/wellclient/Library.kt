// The native library: that it is there, and of this version.
package io.github.wellclient

import com.sun.jna.Function
import java.util.Properties

/**
 * The native library is missing, cannot be loaded, or is of another version than the classes that use it. The message says
 * which, and names the versions that there are.
 *
 * An `Error`, as the JVM's own for such cases: no other comes unwrapped out of the first use of a class.
 */
public class LibraryMismatchError(message: String, cause: Throwable? = null) : LinkageError(message, cause)

internal object Library {
    private const val NAME = "wellclient_uniffi"

    /** The version of these classes. */
    val version: String = Properties().run {
        Library::class.java.getResourceAsStream("library.properties").use { load(it) }
        getProperty("version")
    }

    /** Kept: of a second try, the JVM tells only that there was a first one. */
    private val found: Result<String> by lazy {
        runCatching {
            check(version)
            Threads.introduce()
            NAME
        }
    }

    /** The library's name, once it is found to fit. For what is used first: it can be said any number of times. */
    fun ensure(): String = found.getOrElse { why ->
        // Another one each time, whose stack is the caller's.
        throw if (why is LibraryMismatchError) LibraryMismatchError(why.message.orEmpty(), why.cause) else why
    }

    /** Throws [LibraryMismatchError] unless the library is of the version that is [wanted]. */
    fun check(wanted: String) {
        val found = try {
            foundVersion()
        } catch (failed: LinkageError) {
            throw LibraryMismatchError("wellclient's classes are of version $wanted, but ${why(failed)}", failed)
        }
        if (found != wanted) {
            throw LibraryMismatchError(
                "wellclient's classes are of version $wanted, but the native library is of version $found: " +
                    "use both of the same version",
            )
        }
    }

    /** Why JNA has no library, or cannot be used itself. */
    fun why(failed: LinkageError): String {
        val causes = generateSequence<Throwable>(failed) { it.cause }
        return when {
            // By its name: Android has no such class.
            causes.any { "IllegalCallerException" in "$it" } ->
                "this JVM does not let JNA load native libraries: start it with --enable-native-access=ALL-UNNAMED, or with " +
                    "--enable-native-access=com.sun.jna where JNA is on the module path"
            "not found in resource path" in failed.message.orEmpty() ->
                "no native library of any version that they know is found for this system: ${failed.message}"
            else -> "the native library cannot be loaded: ${failed.message ?: failed.cause}"
        }
    }

    /** Asks the library without the generated classes, which would refuse one of another version with no word on it. */
    private fun foundVersion(): String {
        val name = System.getProperty("uniffi.component.$NAME.libraryOverride") ?: NAME
        val function = Function.getFunction(name, "uniffi_${NAME}_fn_func_version")
        val text = function.invoke(RustBuffer.ByValue::class.java, arrayOf(UniffiRustCallStatus())) as RustBuffer.ByValue
        // Those few bytes stay with the library: freeing them is for the generated classes.
        return text.data?.getByteArray(0, text.len.toInt())?.toString(Charsets.UTF_8).orEmpty()
    }
}

/** What the generated classes load: named in `uniffi.toml`, so that none of them is used before [Library] has looked. */
internal fun fittingLibrary(): String = Library.ensure()
