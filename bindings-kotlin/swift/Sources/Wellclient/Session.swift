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

    /// Any verb, from a JSON object with the verb and its arguments by the manual's names:
    /// `{"verb":"holdCall","callId":"…"}`. For programs that host scripts. Returns the outcome as JSON, whatever it is:
    /// `{"outcome":"rejected","error":"noCall", …}`. In log-in mode `ask` nobody is asked, and the log-in fails.
    ///
    /// Throws `WellError.argument` if there is no such verb, or if an argument is missing, unknown or of the wrong
    /// type.
    public func commandJson(_ command: String) async throws -> String {
        try await settled { [native] in try await native.commandJson(command: command) }
    }

    /// Whether a verb may be used on a call now; why not is `refusal`. Advice: the server has the last word.
    public func may(_ verb: Verb, _ call: CallId) -> Bool { refusal(verb, call) == nil }

    /// Whether a verb that needs no call may be used now; why not is `refusal`. Advice: the server has the last word.
    ///
    /// Throws `WellError.argument` if the verb is about one of the agent's own calls. `.drop` is not refused: it is about
    /// the only call that there is.
    public func may(_ verb: Verb) throws -> Bool { try refusal(verb) == nil }

    /// Why a verb may not be used on a call now; `nil` where it may. A verb that is about none of the agent's own calls, also
    /// one about calls of others, does not look at the call.
    public func refusal(_ verb: Verb, _ call: CallId) -> Reason? { native.refusal(verb: verb, call: call) }

    /// Why a verb that needs no call may not be used now; `nil` where it may. Throws `WellError.argument` if the verb is about
    /// one of the agent's own calls, but not for `.drop`.
    public func refusal(_ verb: Verb) throws -> Reason? { try native.refusalWithoutCall(verb: verb) }

    /// The agent and the device, once a log-in has begun.
    public func identity() -> Identity? { native.identity() }

    /// What `recover` needs; `nil` unless an agent is logged in. It holds a secret.
    public func saved() -> SavedSession? { native.saved() }

    /// Tries to open the event channel at once, after `wsDisconnected` or while the next attempt is waited for; not
    /// before the time that the server has asked for. For programs that know that the network is back.
    public func reconnect() { native.reconnect() }

    /// The model as JSON, as the manual's client shows it (manual 5.1).
    public func getCallMemory() -> String { native.getCallMemory() }

    /// The counters.
    public func metrics() -> Metrics { native.metrics() }

    /// The present settings (`setConfig`, manual 2.1).
    public func settings() -> Settings { native.settings() }

    /// Changes the settings (`setConfig`, manual 2.1).
    public func setConfig(_ settings: Settings) { native.setConfig(settings: settings) }

    /// Turns detailed logging on or off (`setDebug`, manual 5.3).
    public func setDebug(_ debug: Bool) { native.setDebug(debug: debug) }

    /// Sets whether to retrieve the first call when the consulted party hangs up.
    public func setRetrieveAfterConsultation(_ retrieve: Bool) {
        native.setRetrieveAfterConsultation(retrieve: retrieve)
    }

    /// Writes a line of the application's into the event log (manual 5.2).
    public func log(_ text: String) { native.log(text: text) }

    /// Writes an error of the application's into the event log (manual 5.3).
    public func error(_ text: String) { native.error(text: text) }

    /// The event log, with the lines of the session's start and end (manual 5.5.1).
    public func getLog() -> String { native.getLog() }

    /// Writes the event log to a file (manual 5.5.2). Throws `WellError.file`.
    public func downloadLog(_ path: String) throws { try native.downloadLog(path: path) }

    /// The lines of the event log with this text in them (4.x).
    public func searchLog(_ text: String) -> [String] { native.searchLog(text: text) }

    /// Keeps lines in the event log again (manual 5.5.3).
    public func enableLog() { native.enableLog() }

    /// Stops keeping lines in the event log (manual 5.5.4).
    public func disableLog() { native.disableLog() }

    /// Deletes all lines of the event log (4.x).
    public func clearLog() { native.clearLog() }

    /// Closes the session, and ends when it is closed, its socket and its journal too; also in a task that is
    /// cancelled. Commands that are not settled end as unknown, streams of events end. Logs the agent out first if
    /// `logoutOnClose` is set, which takes up to 3 s.
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
