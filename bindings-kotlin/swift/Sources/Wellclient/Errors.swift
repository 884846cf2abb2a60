// What is thrown, with sentences for people.

import Foundation

extension CommandError: LocalizedError, CustomStringConvertible {
    /// Why it has not happened, or nobody can tell.
    public var reason: Reason {
        switch self {
        case .Rejected(let reason), .Unknown(let reason): reason
        }
    }

    /// Nobody can tell whether it has happened.
    public var isUnknown: Bool {
        if case .Unknown = self { true } else { false }
    }

    public var description: String {
        "\(isUnknown ? "unknown" : "rejected") (\(reason.code)): \(reason.english)"
    }

    /// The English sentence; the Chinese one is `reason.chinese`.
    public var errorDescription: String? { reason.english }
}

extension WellError: LocalizedError, CustomStringConvertible {
    /// For people.
    public var reason: String {
        switch self {
        case .Environment(let reason), .Setup(let reason), .File(let reason), .Journal(let reason),
            .Simulator(let reason), .TimedOut(let reason), .InCallback(let reason),
            .Argument(let reason), .Saved(let reason), .Store(_, let reason):
            reason
        }
    }

    public var description: String { reason }

    public var errorDescription: String? { reason }
}

extension ProbeError: LocalizedError, CustomStringConvertible {
    /// What there was instead of an answer.
    public var reason: String {
        switch self {
        case .NotSent(let reason), .NoReply(let reason), .WebSocket(let reason), .Stomp(let reason): reason
        }
    }

    public var description: String { reason }

    public var errorDescription: String? { reason }
}
