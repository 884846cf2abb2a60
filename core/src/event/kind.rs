//! The kinds of event, without their fields: what a program switches on, and a binding numbers.

use super::Body;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)*) => {
        /// What kind of event it is: [`Body`] without its fields.
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
    /// [`Body::AgentLoggedOn`].
    AgentLoggedOn = "agentLoggedOn",
    /// [`Body::AgentLoggedOff`].
    AgentLoggedOff = "agentLoggedOff",
    /// [`Body::AgentReady`].
    AgentReady = "agentReady",
    /// [`Body::AgentNotReady`].
    AgentNotReady = "agentNotReady",
    /// [`Body::AgentWorkingAfterCall`].
    AgentWorkingAfterCall = "agentWorkingAfterCall",
    /// [`Body::AgentAllocated`].
    AgentAllocated = "agentAllocated",
    /// [`Body::ServiceInitiated`].
    ServiceInitiated = "serviceInitiated",
    /// [`Body::Originated`].
    Originated = "originated",
    /// [`Body::Delivered`].
    Delivered = "delivered",
    /// [`Body::Established`].
    Established = "established",
    /// [`Body::ConnectionCleared`].
    ConnectionCleared = "connectionCleared",
    /// [`Body::Held`].
    Held = "held",
    /// [`Body::Retrieved`].
    Retrieved = "retrieved",
    /// [`Body::Transferred`].
    Transferred = "transferred",
    /// [`Body::Conferenced`].
    Conferenced = "conferenced",
    /// [`Body::Failed`].
    Failed = "failed",
    /// [`Body::RecordStarted`].
    RecordStarted = "recordStarted",
    /// [`Body::RecordStopped`].
    RecordStopped = "recordStopped",
    /// [`Body::CallCleared`].
    CallCleared = "callCleared",
    /// [`Body::LoginFailed`].
    LoginFailed = "loginFailed",
    /// [`Body::WsDisconnected`].
    WsDisconnected = "wsDisconnected",
    /// [`Body::WsReconnectSucceed`].
    WsReconnectSucceed = "wsReconnectSucceed",
    /// [`Body::RecoverStateSuccess`].
    RecoverStateSuccess = "recoverStateSuccess",
    /// [`Body::LinkChanged`].
    LinkChanged = "linkChanged",
    /// [`Body::ModelCorrected`].
    ModelCorrected = "modelCorrected",
    /// [`Body::Anomaly`].
    Anomaly = "anomaly",
    /// [`Body::Other`].
    Other = "other",
}

impl Body {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::AgentLoggedOn(_) => EventKind::AgentLoggedOn,
            Self::AgentLoggedOff(_) => EventKind::AgentLoggedOff,
            Self::AgentReady(_) => EventKind::AgentReady,
            Self::AgentNotReady(_) => EventKind::AgentNotReady,
            Self::AgentWorkingAfterCall(_) => EventKind::AgentWorkingAfterCall,
            Self::AgentAllocated(_) => EventKind::AgentAllocated,
            Self::ServiceInitiated(_) => EventKind::ServiceInitiated,
            Self::Originated(_) => EventKind::Originated,
            Self::Delivered(_) => EventKind::Delivered,
            Self::Established(_) => EventKind::Established,
            Self::ConnectionCleared(_) => EventKind::ConnectionCleared,
            Self::Held(_) => EventKind::Held,
            Self::Retrieved(_) => EventKind::Retrieved,
            Self::Transferred(_) => EventKind::Transferred,
            Self::Conferenced(_) => EventKind::Conferenced,
            Self::Failed(_) => EventKind::Failed,
            Self::RecordStarted(_) => EventKind::RecordStarted,
            Self::RecordStopped(_) => EventKind::RecordStopped,
            Self::CallCleared(_) => EventKind::CallCleared,
            Self::LoginFailed(_) => EventKind::LoginFailed,
            Self::WsDisconnected => EventKind::WsDisconnected,
            Self::WsReconnectSucceed(_) => EventKind::WsReconnectSucceed,
            Self::RecoverStateSuccess(_) => EventKind::RecoverStateSuccess,
            Self::LinkChanged(_) => EventKind::LinkChanged,
            Self::ModelCorrected(_) => EventKind::ModelCorrected,
            Self::Anomaly(_) => EventKind::Anomaly,
            Self::Other => EventKind::Other,
        }
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
