// The native library: that it is of this version.

import CWellclient
import Foundation

/// The native library is of another version than the sources that use it. Its text names both versions.
public struct LibraryMismatch: Error, Equatable, Sendable, CustomStringConvertible, LocalizedError {
    /// The version of the Swift sources.
    public let sources: String
    /// The version of the library.
    public let library: String

    public var description: String {
        "wellclient's Swift sources are of version \(sources), but the native library is of version \(library): "
            + "use both of the same version"
    }

    public var errorDescription: String? { description }
}

enum Library {
    /// The version of these sources.
    static let version = "0.1.0"

    private static let fits = Result { try check(version) }

    /// Looks once whether the library fits; to be called before anything of what is generated, which ends the program
    /// over a library of another version, with no word on which.
    static func ensure() throws { try fits.get() }

    /// Ends the program where the library does not fit: for what cannot throw.
    static func require() {
        if case .failure(let mismatch) = fits { fatalError("\(mismatch)") }
    }

    /// Throws `LibraryMismatch` unless the library is of the version that is `wanted`.
    static func check(_ wanted: String) throws {
        var status = RustCallStatus()
        let text = uniffi_wellclient_uniffi_fn_func_version(&status)
        // Those few bytes stay with the library: freeing them is for the generated sources.
        let bytes = UnsafeBufferPointer(start: text.data, count: Int(text.len))
        let found = String(decoding: bytes, as: UTF8.self)
        if found != wanted { throw LibraryMismatch(sources: wanted, library: found) }
    }
}

/// The library's version: `0.1.0`.
public func version() -> String {
    Library.require()
    return nativeVersion()
}
