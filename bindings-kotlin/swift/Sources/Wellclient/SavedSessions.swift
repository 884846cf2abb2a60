// Saved sessions: as bytes, and in a store.

import Foundation

extension SavedSession {
    /// Reads what `toBytes` has written.
    ///
    /// Throws `WellError.saved`: it is something else, damaged, or of another version of the library.
    public init(bytes: Data) throws {
        try Library.ensure()
        self = try nativeSavedSessionFromBytes(bytes: bytes)
    }

    /// All of it as bytes, which hold secrets: keep them where passwords are kept.
    ///
    /// Throws `WellError.saved`: `state` is none that a session gave.
    public func toBytes() throws -> Data {
        try Library.ensure()
        return try nativeSavedSessionToBytes(saved: self)
    }
}

extension SessionStore {
    /// Writes a saved session in place of what is there; blocks for as long as the file system takes.
    ///
    /// Throws `WellError.store`: then the file is as it was; `.saved`: `state` is none that a session gave; `.setup`: the key
    /// is not 32 bytes long.
    public func save(_ saved: SavedSession) throws {
        try Library.ensure()
        try nativeStoreSave(store: self, saved: saved)
    }

    /// Reads what was saved; `nil` where there is no file. Blocks for as long as the file system takes.
    ///
    /// Throws `WellError.store`: the file is none that can be read, and is left as it is; `.setup`: the key is not 32 bytes
    /// long.
    public func load() throws -> SavedSession? {
        try Library.ensure()
        return try nativeStoreLoad(store: self)
    }

    /// Removes the file. That it is not there is no error.
    ///
    /// Throws `WellError.store`.
    public func remove() throws {
        try Library.ensure()
        try nativeStoreRemove(store: self)
    }
}
