//! Identities: agents, devices, calls, and the numbers the core gives to commands and requests.
//!
//! Each text has two types: one that owns it ([`CallId`]), and one that borrows it from where it stands
//! ([`CallRef`], from an event). They are equal where their texts are.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $borrowed:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// The identity as the server writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same, borrowed.
            pub fn borrowed(&self) -> $borrowed<'_> {
                $borrowed(&self.0)
            }
        }

        #[doc = concat!("A borrowed [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $borrowed<'a>(&'a str);

        impl<'a> $borrowed<'a> {
            /// The identity as the server writes it.
            pub const fn as_str(self) -> &'a str {
                self.0
            }

            /// The same, owned.
            pub fn to_owned(self) -> $name {
                $name(SmolStr::new(self.0))
            }
        }

        impl<'a> From<&'a str> for $borrowed<'a> {
            fn from(text: &'a str) -> Self {
                Self(text)
            }
        }

        impl<'a> From<&'a $name> for $borrowed<'a> {
            fn from(id: &'a $name) -> Self {
                id.borrowed()
            }
        }

        impl From<$borrowed<'_>> for $name {
            fn from(id: $borrowed<'_>) -> Self {
                id.to_owned()
            }
        }

        impl PartialEq<$name> for $borrowed<'_> {
            fn eq(&self, other: &$name) -> bool {
                self.0 == other.as_str()
            }
        }

        impl PartialEq<$borrowed<'_>> for $name {
            fn eq(&self, other: &$borrowed<'_>) -> bool {
                self.as_str() == other.0
            }
        }

        impl PartialEq<str> for $borrowed<'_> {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $borrowed<'_> {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $borrowed<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0)
            }
        }

        impl fmt::Debug for $borrowed<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.0, f)
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
    AgentId, AgentRef
}
text_id! {
    /// A device, `<extension>@<domain>`: `8001@test.cc`. An outside number has the tenant's domain too.
    DeviceId, DeviceRef
}
text_id! {
    /// A call, an opaque text from the server.
    CallId, CallRef
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

impl<'a> AgentRef<'a> {
    /// The job number: what stands before the first `@`; the whole text if there is none.
    pub fn job_number(self) -> &'a str {
        before_at(self.0)
    }

    /// The domain: what stands after the first `@`; empty if there is none.
    pub fn domain(self) -> &'a str {
        after_at(self.0)
    }
}

impl<'a> DeviceRef<'a> {
    /// The number: what stands before the first `@`; the whole text if there is none.
    pub fn number(self) -> &'a str {
        before_at(self.0)
    }

    /// The domain: what stands after the first `@`; empty if there is none.
    pub fn domain(self) -> &'a str {
        after_at(self.0)
    }
}

fn before_at(text: &str) -> &str {
    at_sign(text).map_or(text, |(before, _)| before)
}

fn after_at(text: &str) -> &str {
    at_sign(text).map_or("", |(_, after)| after)
}

/// What stands on both sides of the first `@`.
fn at_sign(text: &str) -> Option<(&str, &str)> {
    let (before, after) = text.split_at_checked(memchr::memchr(b'@', text.as_bytes())?)?;
    Some((before, after.get(1..)?))
}

/// A command given to a session; unique within it, rising.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct CommandId(pub u64);

/// An HTTP request that a session asked its driver to send; unique within the session, rising.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct RequestId(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owned_and_borrowed_are_one_identity() {
        let owned = DeviceId::new("8001", "test.cc");
        let borrowed = owned.borrowed();
        assert_eq!(
            (borrowed.as_str(), borrowed.number(), borrowed.domain()),
            ("8001@test.cc", "8001", "test.cc")
        );
        assert_eq!(
            (borrowed, &owned),
            (owned.borrowed(), &DeviceId::from("8001@test.cc"))
        );
        assert_eq!(borrowed, owned);
        assert_eq!(owned, borrowed);
        assert_eq!(borrowed, "8001@test.cc");
        assert_eq!(borrowed, *"8001@test.cc");
        assert_ne!(borrowed, DeviceId::new("8002", "test.cc"));
        assert_ne!(borrowed, "8001");
        assert_eq!(
            (
                borrowed.to_owned(),
                DeviceId::from(borrowed),
                DeviceRef::from(&owned)
            ),
            (owned.clone(), owned.clone(), borrowed)
        );
        assert_eq!(
            (
                format!("{borrowed} {borrowed:?}"),
                serde_json::to_string(&borrowed).unwrap()
            ),
            (
                format!("{owned} {owned:?}"),
                serde_json::to_string(&owned).unwrap()
            )
        );
        let agent = AgentId::new("5001", "test.cc");
        assert_eq!(
            (agent.borrowed().job_number(), agent.borrowed().domain()),
            ("5001", "test.cc")
        );
    }
}
