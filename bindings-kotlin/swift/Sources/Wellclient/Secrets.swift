// Texts and mirrors that show no secret, so that neither `print` nor `dump` does.

extension LoginRequest: CustomReflectable {
    public var customMirror: Mirror {
        Mirror(self, children: ["jobNumber": jobNumber, "domain": domain, "ext": ext], displayStyle: .struct)
    }
}

extension SavedSession: CustomReflectable {
    public var customMirror: Mirror {
        Mirror(self, children: ["agent": agent, "device": device], displayStyle: .struct)
    }
}

extension SessionStore: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["path": path], displayStyle: .struct) }
}

extension Environment: CustomReflectable {
    public var customMirror: Mirror {
        Mirror(
            self, children: ["name": name, "api": api, "events": events, "login": login], displayStyle: .struct)
    }
}

extension RequestHeader: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["name": name], displayStyle: .struct) }
}

extension TlsOptions: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension ClientOptions: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
