// What is thrown, with sentences for people.

import Foundation

extension CommandError: LocalizedError, CustomStringConvertible {
    /// Why it has not happened, or nobody can tell.
    public var reason: Reason {
        switch self {
        case .rejected(let reason), .unknown(let reason): reason
        }
    }

    /// Nobody can tell whether it has happened.
    public var isUnknown: Bool {
        if case .unknown = self { true } else { false }
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
        case .environment(let reason), .setup(let reason), .file(let reason), .journal(let reason),
            .simulator(let reason), .timedOut(let reason), .inCallback(let reason),
            .closed(let reason), .argument(let reason), .saved(let reason), .store(_, let reason):
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
        case .notSent(let reason), .noReply(let reason), .webSocket(let reason), .stomp(let reason): reason
        }
    }

    public var description: String { reason }

    public var errorDescription: String? { reason }
}
