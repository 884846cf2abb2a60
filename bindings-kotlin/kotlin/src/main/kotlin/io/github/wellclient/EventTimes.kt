// The server's times as times.
package io.github.wellclient

import java.time.LocalDateTime
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeParseException

private val format = DateTimeFormatter.ofPattern("uuuu.MM.dd HH:mm:ss")

/** `eventTime`, in the server's zone, which it does not tell; `null` where there is none. */
public val EventMeta.localTime: LocalDateTime?
    get() = try {
        eventTime?.let { LocalDateTime.parse(it, format) }
    } catch (_: DateTimeParseException) {
        null
    }
