//! The kinds of event, without their fields: what a program switches on, and a binding numbers.

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)*) => {
        /// What kind of event it is: [`super::Body`] without its fields.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* $kind,)*
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// A word for programs: the event's name, but `callCleared` for the derived `connectionCleared`, which
            /// shares its name with the server's, and `other`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// The kind of this [name](EventKind::name).
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// [`super::Body::AgentLoggedOn`].
    AgentLoggedOn = "agentLoggedOn",
    /// [`super::Body::AgentLoggedOff`].
    AgentLoggedOff = "agentLoggedOff",
    /// [`super::Body::AgentReady`].
    AgentReady = "agentReady",
    /// [`super::Body::AgentNotReady`].
    AgentNotReady = "agentNotReady",
    /// [`super::Body::AgentWorkingAfterCall`].
    AgentWorkingAfterCall = "agentWorkingAfterCall",
    /// [`super::Body::AgentAllocated`].
    AgentAllocated = "agentAllocated",
    /// [`super::Body::ServiceInitiated`].
    ServiceInitiated = "serviceInitiated",
    /// [`super::Body::Originated`].
    Originated = "originated",
    /// [`super::Body::Delivered`].
    Delivered = "delivered",
    /// [`super::Body::Established`].
    Established = "established",
    /// [`super::Body::ConnectionCleared`].
    ConnectionCleared = "connectionCleared",
    /// [`super::Body::Held`].
    Held = "held",
    /// [`super::Body::Retrieved`].
    Retrieved = "retrieved",
    /// [`super::Body::Transferred`].
    Transferred = "transferred",
    /// [`super::Body::Conferenced`].
    Conferenced = "conferenced",
    /// [`super::Body::Failed`].
    Failed = "failed",
    /// [`super::Body::RecordStarted`].
    RecordStarted = "recordStarted",
    /// [`super::Body::RecordStopped`].
    RecordStopped = "recordStopped",
    /// [`super::Body::CallCleared`].
    CallCleared = "callCleared",
    /// [`super::Body::LoginFailed`].
    LoginFailed = "loginFailed",
    /// [`super::Body::WsDisconnected`].
    WsDisconnected = "wsDisconnected",
    /// [`super::Body::WsReconnectSucceed`].
    WsReconnectSucceed = "wsReconnectSucceed",
    /// [`super::Body::RecoverStateSuccess`].
    RecoverStateSuccess = "recoverStateSuccess",
    /// [`super::Body::LinkChanged`].
    LinkChanged = "linkChanged",
    /// [`super::Body::SessionEnded`].
    SessionEnded = "sessionEnded",
    /// [`super::Body::ModelCorrected`].
    ModelCorrected = "modelCorrected",
    /// [`super::Body::Anomaly`].
    Anomaly = "anomaly",
    /// [`super::Body::Other`].
    Other = "other",
}

impl EventKind {
    /// The kind of the server's event of this name; [`EventKind::Other`] for a name that this version does not
    /// know.
    pub(super) fn of_server(name: &str) -> Self {
        match name {
            "agentLoggedOn" => Self::AgentLoggedOn,
            "agentLoggedOff" => Self::AgentLoggedOff,
            "agentReady" => Self::AgentReady,
            "agentNotReady" => Self::AgentNotReady,
            "agentWorkingAfterCall" => Self::AgentWorkingAfterCall,
            "agentAllocated" => Self::AgentAllocated,
            "serviceInitiated" => Self::ServiceInitiated,
            "originated" => Self::Originated,
            "delivered" => Self::Delivered,
            "established" => Self::Established,
            "connectionCleared" => Self::ConnectionCleared,
            "held" => Self::Held,
            "retrieved" => Self::Retrieved,
            "transferred" => Self::Transferred,
            "conferenced" => Self::Conferenced,
            "failed" => Self::Failed,
            "recordStarted" => Self::RecordStarted,
            "recordStopped" => Self::RecordStopped,
            _ => Self::Other,
        }
    }

    /// Whether it tells of the agent: log-in, log-out, mode.
    pub const fn is_agent_event(self) -> bool {
        matches!(
            self,
            Self::AgentLoggedOn
                | Self::AgentLoggedOff
                | Self::AgentReady
                | Self::AgentNotReady
                | Self::AgentWorkingAfterCall
                | Self::AgentAllocated
        )
    }

    /// Whether it tells of a call: what a device does in one, or its recording.
    pub const fn is_call_event(self) -> bool {
        matches!(
            self,
            Self::ServiceInitiated
                | Self::Originated
                | Self::Delivered
                | Self::Established
                | Self::ConnectionCleared
                | Self::Held
                | Self::Retrieved
                | Self::Transferred
                | Self::Conferenced
                | Self::Failed
                | Self::RecordStarted
                | Self::RecordStopped
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for &kind in EventKind::ALL {
            assert_eq!(EventKind::from_name(kind.name()), Some(kind));
        }
        for name in ["", "Established", "established ", "fooBar"] {
            assert_eq!(EventKind::from_name(name), None);
        }
    }
}
