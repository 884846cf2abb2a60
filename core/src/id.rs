//! Identities: agents, devices, calls, and the numbers the core gives to commands and requests.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// The identity as the server writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: AsRef<str>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(SmolStr::new(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }
    };
}

text_id! {
    /// An agent, `<jobNumber>@<domain>`: `5001@test.cc`.
    ///
    /// Any text is accepted, as the server's is; [`AgentId::job_number`] and [`AgentId::domain`] split it.
    AgentId
}
text_id! {
    /// A device, `<extension>@<domain>`: `8001@test.cc`. An outside number has the tenant's domain too.
    DeviceId
}
text_id! {
    /// A call, an opaque text from the server.
    CallId
}

impl AgentId {
    /// The agent `job_number` of `domain`.
    pub fn new(job_number: &str, domain: &str) -> Self {
        Self(smol_str::format_smolstr!("{job_number}@{domain}"))
    }

    /// What stands before the first `@`.
    pub fn job_number(&self) -> &str {
        before_at(&self.0)
    }

    /// What stands after the first `@`; empty if there is none.
    pub fn domain(&self) -> &str {
        after_at(&self.0)
    }
}

impl DeviceId {
    /// The extension or outside number `number` of `domain`.
    pub fn new(number: &str, domain: &str) -> Self {
        Self(smol_str::format_smolstr!("{number}@{domain}"))
    }

    /// What stands before the first `@`: the extension, or the outside number.
    pub fn number(&self) -> &str {
        before_at(&self.0)
    }

    /// What stands after the first `@`; empty if there is none.
    pub fn domain(&self) -> &str {
        after_at(&self.0)
    }
}

fn before_at(text: &str) -> &str {
    text.split_once('@').map_or(text, |(before, _)| before)
}

fn after_at(text: &str) -> &str {
    text.split_once('@').map_or("", |(_, after)| after)
}

/// A command given to a session; unique within it, rising.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct CommandId(pub u64);

/// An HTTP request that a session asked its driver to send; unique within the session, rising.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct RequestId(pub u64);
