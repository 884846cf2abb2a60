//! Why something has ended: a session, the event channel, a call for this agent.

macro_rules! ends {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// A word for programs: `endReason` of the event that tells it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

ends! {
    /// Why the agent is not logged in any more: `sessionEnded`.
    SessionEnd {
        /// The agent has logged out here.
        Logout = "logout",
        /// The agent has logged in elsewhere.
        Replaced = "replaced",
        /// Somebody else has logged the agent out: a supervisor, an administrator, the server. Nobody tells who.
        Forced = "forced",
        /// The server has logged the agent out because no heartbeat reached it for 3 minutes.
        HeartbeatExpired = "heartbeatExpired",
        /// The HTTP session expired and the server refused the password, so that no heartbeat was accepted any more.
        CredentialsRefused = "credentialsRefused",
        /// The application has closed the session. The agent need not be logged out at the server.
        Closed = "closed",
    }
}

ends! {
    /// Why the event channel was lost, or could not be opened: `linkChanged`.
    LinkEnd {
        /// The WebSocket could not be opened: no network, no such host, TLS, or the server has refused.
        NotOpened = "notOpened",
        /// Opening it took too long.
        TooSlow = "tooSlow",
        /// The WebSocket was closed, or the connection broke.
        Closed = "closed",
        /// Nothing was heard for two heart-beats.
        Silent = "silent",
        /// The broker has sent a STOMP ERROR.
        BrokerError = "brokerError",
        /// What came was not STOMP.
        Protocol = "protocol",
        /// The machine slept: what came meanwhile is lost.
        Slept = "slept",
        /// No attempt has succeeded in the time that the policy allows.
        OutOfTime = "outOfTime",
    }
}

ends! {
    /// Why a call has ended for this agent: the derived `connectionCleared` with `isOwn`.
    CallEnd {
        /// The agent's side has hung up a call that was answered.
        HungUp = "hungUp",
        /// The other side has hung up a call that was answered.
        HungUpByOther = "hungUpByOther",
        /// The agent, or a supervisor for the agent, has transferred it away.
        Transferred = "transferred",
        /// The agent's side has hung up before the call was answered there.
        Cancelled = "cancelled",
        /// The agent's side has refused a call that rang.
        Rejected = "rejected",
        /// The caller has hung up while it rang.
        CallerGaveUp = "callerGaveUp",
        /// Another device has answered it.
        AnsweredElsewhere = "answeredElsewhere",
        /// It rang for too long.
        NotAnswered = "notAnswered",
        /// Who was called is busy.
        Busy = "busy",
        /// Who was called has refused it.
        RejectedByOther = "rejectedByOther",
        /// It could not be put through: see `failedCode` and `failedMsg`.
        Failed = "failed",
        /// It has ended unseen: the server does not know it any more.
        Unseen = "unseen",
        /// Nothing tells why; see `cause`.
        NotTold = "notTold",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_another() {
        let mut words: Vec<&str> = CallEnd::ALL.iter().map(|end| end.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), CallEnd::ALL.len());
    }
}
