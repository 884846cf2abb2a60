// The native library: that it is there, and of this version.
package io.github.wellclient

import com.sun.jna.Function
import java.util.Properties

/**
 * The native library is missing, or of another version than the classes that use it. The message names the versions that
 * there are.
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

    private val found: String by lazy {
        check(version)
        Threads.introduce()
        NAME
    }

    /** The library's name, once it is found to fit. For what is used first: it can be said any number of times. */
    fun ensure(): String = found

    /** Throws [LibraryMismatchError] unless the library is of the version that is [wanted]. */
    fun check(wanted: String) {
        val found = try {
            foundVersion()
        } catch (missing: UnsatisfiedLinkError) {
            throw LibraryMismatchError(
                "wellclient's classes are of version $wanted, but no native library of any version that they know is " +
                    "found for this system: ${missing.message}",
                missing,
            )
        }
        if (found != wanted) {
            throw LibraryMismatchError(
                "wellclient's classes are of version $wanted, but the native library is of version $found: " +
                    "use both of the same version",
            )
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
