// Saved sessions: as bytes, and in a store.
@file:JvmName("SavedSessions")

package io.github.wellclient

/**
 * All of it as bytes, which hold secrets: keep them where passwords are kept; [savedSessionFromBytes] reads them.
 * Throws [WellException.Saved] where `state` is none that a session gave.
 */
@Throws(WellException::class)
public fun SavedSession.toBytes(): ByteArray = nativeSavedSessionToBytes(this)

/**
 * Writes a saved session in place of what is in the store. Blocks for as long as the file system takes. Throws
 * [WellException.Store]: then the file is as it was; [WellException.Saved] where `state` is none that a session gave.
 */
@Throws(WellException::class)
public fun SessionStore.save(saved: SavedSession): Unit = nativeStoreSave(this, saved)

/**
 * Reads what was saved; null where there is no file. Blocks for as long as the file system takes. Throws
 * [WellException.Store] where the file is none that can be read, and leaves it as it is.
 */
@Throws(WellException::class)
public fun SessionStore.load(): SavedSession? = nativeStoreLoad(this)

/** Removes the file. That it is not there is no error. Throws [WellException.Store]. */
@Throws(WellException::class)
public fun SessionStore.remove(): Unit = nativeStoreRemove(this)
