// The bodies of events with many fields, as structures: to be read by name.
//
//     if let delivered = event.body.delivered { show(delivered.calling, delivered.userData) }

import Foundation

/// A device rings (manual 6.7).
public struct DeliveredEvent: Sendable, Hashable {
    /// The common fields.
    public let call: CallInfo
    /// `alertingDevice`: the device that rings.
    public let alerting: DeviceId
    /// Whether it is the own device that rings: the call is for this agent.
    public let isOwn: Bool
    /// `callingDevice`.
    public let calling: DeviceId?
    /// `calledDevice`.
    public let called: DeviceId?
    /// `lastRedirectionDevice`.
    public let lastRedirection: DeviceId?
    /// `trunkGroup`.
    public let trunkGroup: String?
    /// `trunkMember`.
    public let trunkMember: String?
    /// `originalCallId`.
    public let originalCall: CallId?
    /// `userData`, as JSON.
    public let userData: String?
    /// `split`: the queue it came by.
    public let split: String?
    /// `callCause`: `NEWCALL`, …
    public let callCause: String?
    /// `callType`: `Inbound`, `Outbound`, `Internal`, `PreDictive`, …
    public let callType: String?
}

/// A device has answered (manual 6.8).
public struct EstablishedEvent: Sendable, Hashable {
    /// The common fields.
    public let call: CallInfo
    /// `answeringDevice`.
    public let answering: DeviceId
    /// `callingDevice`.
    public let calling: DeviceId?
    /// `calledDevice`.
    public let called: DeviceId?
    /// `trunkGroup`.
    public let trunkGroup: String?
    /// `trunkMember`.
    public let trunkMember: String?
    /// `split`.
    public let split: String?
    /// `userData`, as JSON.
    public let userData: String?
    /// `sipCallId`.
    public let sipCall: String?
}

/// The call was transferred (manual 6.10); its `cause` is `SINGLESTEPTRANSFER` or `TRANSFER`.
public struct TransferredEvent: Sendable, Hashable {
    /// The common fields.
    public let call: CallInfo
    /// `primaryOldCall`: the call that was held.
    public let primaryOld: CallId?
    /// `secondaryOldCall`: the call that was active.
    public let secondaryOld: CallId?
    /// `transferringDevice`: who leaves.
    public let transferring: DeviceId?
    /// `transferredToDevice`: who comes in.
    public let transferredTo: DeviceId?
    /// `newCall`: the id from now on.
    public let newCall: CallId?
}

/// Parties were brought together (manual 6.11).
public struct ConferencedEvent: Sendable, Hashable {
    /// The common fields.
    public let call: CallInfo
    /// `primaryOldCall`: the call that was held.
    public let primaryOld: CallId?
    /// `secondaryOldCall`: the call that was active.
    public let secondaryOld: CallId?
    /// `conferencingDevice`: who brought the parties together.
    public let conferencing: DeviceId?
    /// `addedParty`: who comes in.
    public let added: DeviceId?
    /// `newCall`: the id from now on.
    public let newCall: CallId?
}

/// The call could not be put through (4.x).
public struct FailedEvent: Sendable, Hashable {
    /// The common fields.
    public let call: CallInfo
    /// `failedCode`, in the server's numbers.
    public let failedCode: String?
    /// `failedMsg`.
    public let failedMsg: String?
    /// `calledDevice`: who could not be reached.
    public let called: DeviceId?
}

/// Derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
public struct CallClearedEvent: Sendable, Hashable {
    /// The call, by the id it has in the model.
    public let call: CallId
    /// `releasingDevice`: who left.
    public let releasing: DeviceId?
    /// `hangupDevice`: who hung up first.
    public let hangup: DeviceId?
    /// `cause`: why, in the server's words.
    public let cause: String?
    /// Whether the call had been established (the manual's `isEstatblished`).
    public let isEstablished: Bool
    /// When the call came into being here (`createTimeId`).
    public let created: Date
    /// When it was established (`establishedTimeId`).
    public let established: Date?
    /// The other party; none in a call of three or more, or where it is not known.
    public let party: DeviceId?
    /// Whether the agent made the call; none in a call of three or more, or where it is not known.
    public let isCaller: Bool?
    /// Whether an outside line took part.
    public let isOutCall: Bool
    /// Whether this ended the call for this agent: the party that left is the own device.
    public let isOwn: Bool
    /// `data`: the event that it was derived from, as JSON.
    public let data: String
    /// Why the call has ended for this agent; none where it has not.
    public let endReason: CallEnd?
    /// `failedCode`, in the server's numbers: why it could not be put through, for `.failed`.
    public let failedCode: String?
    /// `failedMsg`: the server's words for that.
    public let failedMsg: String?
}

/// Derived: a saved session was taken up again, in place of `agentLoggedOn`.
public struct RecoverStateSuccessEvent: Sendable, Hashable {
    /// `agentId`.
    public let agent: AgentId
    /// `extensionId`.
    public let `extension`: DeviceId
    /// `agentMode`.
    public let agentMode: AgentMode
    /// `agentName`.
    public let agentName: String?
    /// `call`.
    public let call: RecoveredCall?
}

/// Derived: something did not fit; the model is being checked.
public struct AnomalyEvent: Sendable, Hashable {
    /// What kind of thing.
    public let kind: AnomalyKind
    /// The call, where there is one.
    public let call: CallId?
    /// The event that did not fit, by name.
    public let event: String
    /// For people.
    public let detail: String
}

extension EventBody {
    /// The fields of `delivered`; `nil` for other events.
    public var delivered: DeliveredEvent? {
        guard case .delivered(
            let call, let alerting, let isOwn, let calling, let called, let lastRedirection, let trunkGroup,
            let trunkMember, let originalCall, let userData, let split, let callCause, let callType
        ) = self else { return nil }
        return DeliveredEvent(
            call: call, alerting: alerting, isOwn: isOwn, calling: calling, called: called,
            lastRedirection: lastRedirection, trunkGroup: trunkGroup, trunkMember: trunkMember,
            originalCall: originalCall, userData: userData, split: split, callCause: callCause, callType: callType
        )
    }

    /// The fields of `established`; `nil` for other events.
    public var established: EstablishedEvent? {
        guard case .established(
            let call, let answering, let calling, let called, let trunkGroup, let trunkMember, let split,
            let userData, let sipCall
        ) = self else { return nil }
        return EstablishedEvent(
            call: call, answering: answering, calling: calling, called: called, trunkGroup: trunkGroup,
            trunkMember: trunkMember, split: split, userData: userData, sipCall: sipCall
        )
    }

    /// The fields of `transferred`; `nil` for other events.
    public var transferred: TransferredEvent? {
        guard case .transferred(
            let call, let primaryOld, let secondaryOld, let transferring, let transferredTo, let newCall
        ) = self else { return nil }
        return TransferredEvent(
            call: call, primaryOld: primaryOld, secondaryOld: secondaryOld, transferring: transferring,
            transferredTo: transferredTo, newCall: newCall
        )
    }

    /// The fields of `conferenced`; `nil` for other events.
    public var conferenced: ConferencedEvent? {
        guard case .conferenced(
            let call, let primaryOld, let secondaryOld, let conferencing, let added, let newCall
        ) = self else { return nil }
        return ConferencedEvent(
            call: call, primaryOld: primaryOld, secondaryOld: secondaryOld, conferencing: conferencing,
            added: added, newCall: newCall
        )
    }

    /// The fields of `failed`; `nil` for other events.
    public var failed: FailedEvent? {
        guard case .failed(let call, let failedCode, let failedMsg, let called) = self else { return nil }
        return FailedEvent(call: call, failedCode: failedCode, failedMsg: failedMsg, called: called)
    }

    /// The fields of `callCleared`; `nil` for other events.
    public var callCleared: CallClearedEvent? {
        guard case .callCleared(
            let call, let releasing, let hangup, let cause, let isEstablished, let created, let established,
            let party, let isCaller, let isOutCall, let isOwn, let data, let endReason, let failedCode,
            let failedMsg
        ) = self else { return nil }
        return CallClearedEvent(
            call: call, releasing: releasing, hangup: hangup, cause: cause, isEstablished: isEstablished,
            created: created, established: established, party: party, isCaller: isCaller,
            isOutCall: isOutCall, isOwn: isOwn, data: data, endReason: endReason, failedCode: failedCode,
            failedMsg: failedMsg
        )
    }

    /// The fields of `recoverStateSuccess`; `nil` for other events.
    public var recoverStateSuccess: RecoverStateSuccessEvent? {
        guard case .recoverStateSuccess(
            let agent, let `extension`, let agentMode, let agentName, let call
        ) = self else { return nil }
        return RecoverStateSuccessEvent(
            agent: agent, extension: `extension`, agentMode: agentMode, agentName: agentName, call: call
        )
    }

    /// The fields of `anomaly`; `nil` for other events.
    public var anomaly: AnomalyEvent? {
        guard case .anomaly(let kind, let call, let event, let detail) = self else { return nil }
        return AnomalyEvent(kind: kind, call: call, event: event, detail: detail)
    }
}
