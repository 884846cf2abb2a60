// A CTI server in the process.

import Foundation

/// A CTI server in this process, on loopback, for tests and demonstrations; spoken to in JSON (see the guide to the
/// simulator). Throws `WellError.simulator` where it cannot read what it is told, or it is not possible now.
///
/// Let go of without `stop`, it ends in the background.
public final class Simulator: Sendable {
    private let native: NativeSimulator

    /// Starts one; `config` is its configuration as JSON.
    public init(config: String = "{}") throws {
        try Library.ensure()
        native = try NativeSimulator(config: config)
    }

    /// `http://127.0.0.1:<port>`.
    public var baseUrl: String { native.baseUrl() }

    /// The environment that it is.
    public func environment() throws -> Environment { try .custom(baseUrl) }

    /// Acts as the outside world: `{"do":"call_in","from":"13800000000","to":"8001"}`. The answer is JSON.
    @discardableResult
    public func control(_ action: String) throws -> String { try native.control(action: action) }

    /// Adds a fault: `{"kind":"drop"}`. Its number.
    @discardableResult
    public func addFault(_ fault: String) throws -> Int64 { try native.addFault(fault: fault) }

    /// Removes a fault; whether it stood.
    @discardableResult
    public func removeFault(_ number: Int64) -> Bool { native.removeFault(number: number) }

    /// Removes all faults.
    public func clearFaults() { native.clearFaults() }

    /// The truth, as JSON: agents, extensions, calls.
    public func state() throws -> String { try native.state() }

    /// The last 1000 things that it heard and did, as JSON.
    public func log() throws -> String { try native.log() }

    /// Runs a script to its end, and blocks until then: not for a task of Swift's. Throws `WellError.timedOut`, `WellError.inCallback`.
    public func runScript(_ script: String, timeout: TimeInterval = 60) throws {
        try native.runScript(script: script, timeout: timeout.asTimeout)
    }

    /// Stops it, and blocks until nothing of it runs. Throws `WellError.inCallback`.
    public func stop() throws { try native.stop() }
}
