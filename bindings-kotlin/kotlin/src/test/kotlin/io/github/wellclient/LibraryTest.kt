// A native library that is missing, or another one, in JVMs of their own.
package io.github.wellclient

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.writeText
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Uses the library, first of all by what it is told to; says what is thrown, time and again. */
object FirstUse {
    private val uses = mapOf(
        "client" to { Client().close() },
        "simulator" to { Simulator().close() },
        "replay" to { Replay("").close() },
        "options" to { Options.environment("http://127.0.0.1") },
        "diagnostics" to { DiagnosticsLog.set(DiagnosticsLevel.ERROR) {} },
        "function" to { customEnvironment("http://127.0.0.1") },
        "version" to { version() },
        "text" to { Verb.HOLD.toString() },
    )

    val names = uses.keys

    @JvmStatic
    fun main(arguments: Array<String>) {
        for (use in arguments) {
            val thrown = runCatching { uses.getValue(use)() }.exceptionOrNull()
            println("$use: ${thrown?.stackTraceToString()}")
        }
    }
}

class LibraryTest {
    private val ours = System.mapLibraryName("wellclient_uniffi")

    /** A library that says it is of version 9.9.9, and nothing else. */
    private fun another(folder: Path): Path {
        val source = folder.resolve("another.c")
        source.writeText(
            """
            typedef struct { unsigned long long capacity, len; const char *data; } buffer;
            buffer uniffi_wellclient_uniffi_fn_func_version(void *status) {
                (void)status;
                return (buffer){5, 5, "9.9.9"};
            }
            """,
        )
        return compiled(folder, source)
    }

    private fun compiled(folder: Path, source: Path): Path {
        val library = folder.resolve(ours)
        val cc = ProcessBuilder("cc", "-shared", "-fPIC", "-o", "$library", "$source").redirectErrorStream(true).start()
        val said = cc.inputReader().readText()
        assertEquals(0, cc.waitFor(), said)
        return library
    }

    private fun first(use: String, vararg options: String) = runAlone(FirstUse::class.java, use, options = options.asList())

    private fun Ended.names(vararg words: String) {
        assertEquals(0, status, output)
        assertTrue(output.contains(": ${LibraryMismatchError::class.java.name}: "), output)
        for (word in words) assertTrue(output.contains(word), "no $word in $output")
    }

    @Test
    fun `a library of another version is told by both versions, whatever is used first`(@TempDir folder: Path) {
        another(folder)
        for (use in FirstUse.names) first(use, "-Djna.library.path=$folder").names("version ${Library.version},", "version 9.9.9:")
    }

    @Test
    fun `it is told again`(@TempDir folder: Path) {
        another(folder)
        val uses = FirstUse.names.toTypedArray()
        val ended = runAlone(FirstUse::class.java, *uses, options = listOf("-Djna.library.path=$folder"))
        for (said in ended.output.split(Regex("(?m)^(?=[a-z]+: )")).filter { it.isNotBlank() }) {
            assertTrue(said.contains("version 9.9.9"), said)
        }
    }

    @Test
    fun `a library by its path is looked at, too`(@TempDir folder: Path) {
        val override = "-Duniffi.component.wellclient_uniffi.libraryOverride=${another(folder)}"
        first("client", override).names("version ${Library.version},", "version 9.9.9:")
    }

    @Test
    fun `a library that knows no version is none`(@TempDir folder: Path) {
        val source = folder.resolve("none.c").apply { writeText("int nothing;") }
        compiled(folder, source)
        first("function", "-Djna.library.path=$folder").names("version ${Library.version},")
    }

    @Test
    fun `a library that is missing is told`(@TempDir folder: Path) {
        val entries = System.getProperty("java.class.path").split(File.pathSeparator)
        val classpath = entries.map { if (hasLibrary(it)) withoutLibrary(Path.of(it), folder) else it }
        for (use in listOf("client", "function", "text")) {
            runAlone(FirstUse::class.java, use, classpath = classpath.joinToString(File.pathSeparator))
                .names("version ${Library.version},", "no native library", ours)
        }
    }

    @Test
    fun `JNA that cannot be used is told, whatever is used first`() {
        for (use in listOf("client", "function", "text")) {
            first(use, "-Djna.nosys=true", "-Djna.tmpdir=/proc/no/such/folder")
                .names("version ${Library.version},", "the native library cannot be loaded: ")
        }
    }

    @Test
    fun `a JVM that allows no native access is told what to start it with`() {
        // As such a JVM says it first, and later.
        val refused = ExceptionInInitializerError(IllegalCallerException("Illegal native access from an unnamed module"))
        val later = NoClassDefFoundError("Could not initialize class com.sun.jna.Native").apply {
            initCause(ExceptionInInitializerError("Exception java.lang.IllegalCallerException: Illegal native access"))
        }
        for (failed in listOf(refused, later)) {
            assertTrue(Library.why(failed).contains("--enable-native-access=ALL-UNNAMED"), Library.why(failed))
        }
    }

    private fun hasLibrary(entry: String) = File(entry).walk().maxDepth(2).any { it.name == ours }

    /** The classes as on a system that no library was built for. */
    private fun withoutLibrary(classes: Path, folder: Path): String {
        File("$classes").walk().filter { it.isFile && it.name != ours }.forEach { file ->
            val copy = folder.resolve("${classes.relativize(file.toPath())}")
            Files.createDirectories(copy.parent)
            Files.copy(file.toPath(), copy)
        }
        return "$folder"
    }
}
