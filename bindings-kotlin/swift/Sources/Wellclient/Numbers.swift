// Numbers to dial (manual 5.4 and 8.7), and what the server's numbers for failures mean.

/// The manual's check of a number (5.4): digits only, or a main number, `-`, waits `W` or `w`, and an extension. Other texts
/// are dialled too, unless `phoneNumbersOnly` is set.
public func isPhoneNumber(_ text: String) -> Bool {
    Library.require()
    return nativeIsPhoneNumber(text: text)
}

extension DialString {
    /// Takes a number to dial apart: `938834600-Ww8002`. Throws `WellError.argument`, which says what is wrong with it.
    public init(_ text: String) throws {
        try Library.ensure()
        self = try nativeParseDialString(text: text)
    }
}

extension CallFailure {
    /// What a `failedCode` means: that of the event `failed`, or of a call's snapshot.
    public init(failedCode: String) {
        Library.require()
        self = nativeCallFailure(failedCode: failedCode)
    }
}
