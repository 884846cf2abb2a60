// Looking up what is shown.

extension Snapshot {
    /// The call with this id, or that had it before.
    public func call(_ id: CallId) -> CallSnapshot? { calls.first { $0.callId == id || $0.formerIds.contains(id) } }

    /// Whether a verb may be used that is about none of the agent's own calls: one of `actions`.
    public func allows(_ verb: Verb) -> Bool { actions.allow(verb) }
}

extension CallSnapshot {
    /// Whether a verb may be used on this call.
    public func allows(_ verb: Verb) -> Bool { actions.allow(verb) }

    /// The party with this device.
    public func party(_ device: DeviceId) -> PartySnapshot? { parties.first { $0.device == device } }
}

extension CallData {
    /// The first value of this key; a key can come more than once.
    public subscript(key: String) -> String? { entries.first { $0.key == key }?.value }
}

extension [Action] {
    fileprivate func allow(_ verb: Verb) -> Bool { contains { $0.verb == verb && $0.allowed } }
}
