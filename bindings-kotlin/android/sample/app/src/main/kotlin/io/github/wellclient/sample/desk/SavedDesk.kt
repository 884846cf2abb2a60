// What outlives the process.
package io.github.wellclient.sample.desk

import io.github.wellclient.SavedSession

/** A session, and its server; it holds secrets, which its text does not show. */
data class SavedDesk(val server: String, val session: SavedSession)

/** Where it is kept: as passwords are. */
interface Vault {
    fun load(): SavedDesk?

    /** Keeps it; `null` forgets it. */
    fun save(desk: SavedDesk?)
}
