//! Verbs: the kinds of command, by the manual's method names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Command;

macro_rules! verbs {
    ($($verb:ident = $name:literal,)*) => {
        /// The kind of a [`Command`], without its arguments.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Verb {
            $(
                #[doc = concat!("`", $name, "`")]
                #[serde(rename = $name)]
                $verb,
            )*
        }

        impl Verb {
            /// Every verb, in the manual's order.
            pub const ALL: &'static [Self] = &[$(Self::$verb),*];

            /// The manual's method name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$verb => $name,)*
                }
            }
        }

        impl Command {
            /// Which verb it is.
            pub fn verb(&self) -> Verb {
                match self {
                    $(Self::$verb { .. } => Verb::$verb,)*
                }
            }
        }

        impl FromStr for Verb {
            type Err = UnknownVerb;

            fn from_str(name: &str) -> Result<Self, UnknownVerb> {
                match name {
                    $($name => Ok(Self::$verb),)*
                    _ => Err(UnknownVerb),
                }
            }
        }
    };
}

verbs! {
    Login = "agentLogin",
    Logout = "logout",
    SetAgentMode = "setAgentMode",
    MakeCall = "makeCall",
    Answer = "answerCall",
    Drop = "dropConnection",
    Hold = "holdCall",
    Retrieve = "retrieveCall",
    SingleStepTransfer = "singleStepTransfer",
    SingleStepConference = "singleStepConference",
    Consult = "consult",
    Conference = "conference",
    CancelConsult = "cancelConsult",
    Transfer = "transferCall",
    TransferWaitReturn = "transferWaitReturn",
    SingleTransferWaitReturn = "singleTransferWaitReturn",
    SetCallData = "setCallData",
    GetCallData = "getCallData",
    ForceDrop = "forceDrop",
    ForceJoin = "forceJoin",
    ForceTake = "forceTake",
    ForceListen = "forceListen",
    ForceReady = "forceReady",
    ForceNotReady = "forceNotReady",
    ForceLogout = "forceLogout",
    SuperLogout = "superLogout",
    ReleaseAllocatedAgent = "releaseAllocatedAgent",
    AgentGreeting = "agentGreeting",
    StartRecording = "startRecording",
    StopRecording = "stopRecording",
    GetClientState = "getClientState",
    GetMyPrefix = "getMyPrefix",
    UploadLog = "uploadLog",
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Not the name of a verb.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not the name of a verb")]
pub struct UnknownVerb;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        assert_eq!(Verb::ALL.len(), 33);
        for &verb in Verb::ALL {
            assert_eq!(verb.name().parse(), Ok(verb));
            assert_eq!(serde_json::to_string(&verb).unwrap(), format!("\"{verb}\""));
        }
        for name in ["", "Login", "makecall", "makeCall ", "heartbeat"] {
            assert_eq!(name.parse::<Verb>(), Err(UnknownVerb));
        }
    }
}
