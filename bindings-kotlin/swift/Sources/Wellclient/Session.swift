// One agent on one extension: everything but the verbs and the events.

/// One agent on one extension: every verb of the manual as an `async` function, named as there.
///
/// A verb ends when the command is settled, at the latest after `Timing.command`, and throws `CommandError` where it has
/// not done what was asked. Cancelling the task ends the waiting at once, with `CancellationError`; **the command itself
/// goes on**, and what comes of it is seen in the events and the `snapshot`.
///
/// It can be used from any thread, and after `close` still be asked for its snapshot, metrics and log. Let go of without
/// `close`, it is closed in the background.
public final class Session: Sendable {
    let native: NativeSession

    init(_ native: NativeSession) { self.native = native }

    /// The state now.
    public func snapshot() -> Snapshot { native.snapshot() }

    /// The state now as JSON, in the fields' names of Rust: for what is shown elsewhere.
    public func snapshotJson() -> String { native.snapshotJson() }

    /// Any verb, from a JSON object with its manual's name and arguments: `{"verb":"holdCall","callId":"…"}`, for hosts of
    /// scripts. Its outcome as JSON, whatever it is: `{"outcome":"rejected","error":"noCall", …}`. A log-in asks nobody.
    ///
    /// Throws `WellError.argument`: there is no such verb, or an argument is missing, unknown or of the wrong type.
    public func commandJson(_ command: String) async throws -> String {
        try await settled { [native] in try await native.commandJson(command: command) }
    }

    /// Whether a verb may be used on a call now; why not is `refusal`. Advice: the server has the last word.
    public func may(_ verb: Verb, _ call: CallId) -> Bool { refusal(verb, call) == nil }

    /// Why a verb may not be used on a call now; `nil` where it may.
    public func refusal(_ verb: Verb, _ call: CallId) -> Reason? { native.refusal(verb: verb, call: call) }

    /// The agent and the device, once a log-in has begun.
    public func identity() -> Identity? { native.identity() }

    /// What `recover` needs; `nil` unless an agent is logged in. It holds a secret.
    public func saved() -> SavedSession? { native.saved() }

    /// Tries the event channel again: after `wsDisconnected`, and at once where the next attempt is waited for, unless the
    /// server has asked for that time. For whoever knows that the network is back.
    public func reconnect() { native.reconnect() }

    /// The model as JSON, as the manual's client shows it (manual 5.1).
    public func getCallMemory() -> String { native.getCallMemory() }

    /// The counters.
    public func metrics() -> Metrics { native.metrics() }

    /// The settings of `setConfig`.
    public func settings() -> Settings { native.settings() }

    /// The manual's `setConfig` (2.1).
    public func setConfig(_ settings: Settings) { native.setConfig(settings: settings) }

    /// The manual's `setDebug` (5.3).
    public func setDebug(_ debug: Bool) { native.setDebug(debug: debug) }

    /// Whether to retrieve the first call when the consulted party has hung up.
    public func setRetrieveAfterConsultation(_ retrieve: Bool) {
        native.setRetrieveAfterConsultation(retrieve: retrieve)
    }

    /// Writes a line into the log (manual 5.2).
    public func log(_ text: String) { native.log(text: text) }

    /// Writes an error into the log (manual 5.3).
    public func error(_ text: String) { native.error(text: text) }

    /// The event log, with the lines of the session's start and end (manual 5.5.1).
    public func getLog() -> String { native.getLog() }

    /// Writes the event log to a file (manual 5.5.2). Throws `WellError.file`.
    public func downloadLog(_ path: String) throws { try native.downloadLog(path: path) }

    /// The lines of the event log with this text in them (4.x).
    public func searchLog(_ text: String) -> [String] { native.searchLog(text: text) }

    /// Keeps lines again (manual 5.5.3).
    public func enableLog() { native.enableLog() }

    /// Keeps no further lines (manual 5.5.4).
    public func disableLog() { native.disableLog() }

    /// Forgets all lines (4.x).
    public func clearLog() { native.clearLog() }

    /// Closes the session, and ends when it is closed, its socket and its journal too; also in a task that is cancelled.
    /// Commands that are not settled end as unknown, streams of events end. Logs out first if it was made so, which takes
    /// up to 3 s.
    public func close() async { await native.shutDown() }
}

extension Verb {
    /// The verb of this name in the manual.
    public init?(named name: String) {
        Library.require()
        guard let verb = nativeVerbNamed(name: name) else { return nil }
        self = verb
    }
}
