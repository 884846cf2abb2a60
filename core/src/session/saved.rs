//! What it takes to take a session up again after the application was restarted, and its form as bytes.

use serde::{Deserialize, Serialize};

use crate::http::Cookies;
use crate::id::{AgentId, CallId, DeviceId};
use crate::model::SavedModel;
use crate::secret::Secret;

/// What it takes to take a session up again after the application was restarted. Keep it as a password is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedSession {
    /// The agent.
    pub agent: AgentId,
    /// The device.
    pub device: DeviceId,
    /// The HTTP session.
    pub session_id: Secret,
    /// With the password, the HTTP session can be renewed when it expires.
    pub password: Option<Secret>,
    /// What the server's account cannot tell: a call on hold beside another, call data, talk time; and the cookies, which
    /// lead back to the same server behind a load balancer. Without it these are not known after the restart.
    pub state: Option<SavedState>,
}

/// The state of a saved session. Its cookies are as secret as the session id.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SavedState {
    pub(crate) model: SavedModel,
    pub(crate) pending_mode: Option<String>,
    pub(crate) prefixes: Vec<String>,
    /// The calls that are being answered automatically.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) answering: Vec<CallId>,
    #[serde(skip_serializing_if = "Cookies::is_empty")]
    pub(crate) cookies: Cookies,
}

/// Why bytes are no saved session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedError {
    /// They are something else, or damaged.
    #[error("this is no saved session, or it is damaged")]
    NotSaved,
    /// They were written by another version of the library, and this one cannot read them.
    #[error("the saved session is of version {found}, and this library reads version {VERSION}")]
    Version {
        /// Theirs.
        found: u32,
    },
}

/// The version that is written, and the only one that is read.
const VERSION: u32 = 1;

/// Behind the JSON, on a line of its own: its CRC-32 in hexadecimal, so that damage is found.
const SUM_DIGITS: usize = 8;

/// What is before the sum, if that is right.
fn intact(bytes: &[u8]) -> Option<&[u8]> {
    let (json, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM_DIGITS + 1)?)?;
    let sum = std::str::from_utf8(sum.strip_prefix(b"\n")?).ok()?;
    (format!("{:08x}", crc32fast::hash(json)) == sum).then_some(json)
}

/// What the bytes are, in their first field.
const KIND: &str = "wellclient session";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    kind: std::borrow::Cow<'a, str>,
    version: u32,
    agent: AgentId,
    device: DeviceId,
    session_id: String,
    password: Option<String>,
    state: Option<SavedState>,
}

impl SavedSession {
    /// The saved session as bytes, which hold secrets: keep them as a password is kept.
    pub fn to_bytes(&self) -> Secret {
        let written = Written {
            kind: KIND.into(),
            version: VERSION,
            agent: self.agent.clone(),
            device: self.device.clone(),
            session_id: self.session_id.expose().to_owned(),
            password: self
                .password
                .as_ref()
                .map(|password| password.expose().to_owned()),
            state: self.state.clone(),
        };
        let mut json = serde_json::to_string(&written).unwrap_or_default();
        // So that no copy of them stays behind.
        drop(Secret::from(written.session_id));
        drop(written.password.map(Secret::from));
        let sum = crc32fast::hash(json.as_bytes());
        json.reserve_exact(SUM_DIGITS + 1);
        json.push_str(&format!("\n{sum:08x}"));
        Secret::from(json)
    }

    /// Reads what [`SavedSession::to_bytes`] has written.
    ///
    /// # Errors
    /// The bytes are something else, damaged, or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SavedError> {
        #[derive(Deserialize)]
        struct Head {
            kind: String,
            version: u32,
        }
        let bytes = intact(bytes).ok_or(SavedError::NotSaved)?;
        let head: Head = serde_json::from_slice(bytes).map_err(|_| SavedError::NotSaved)?;
        if head.kind != KIND {
            return Err(SavedError::NotSaved);
        }
        if head.version != VERSION {
            return Err(SavedError::Version { found: head.version });
        }
        let written: Written<'_> = serde_json::from_slice(bytes).map_err(|_| SavedError::NotSaved)?;
        Ok(Self {
            agent: written.agent,
            device: written.device,
            session_id: Secret::from(written.session_id),
            password: written.password.map(Secret::from),
            state: written.state,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> SavedSession {
        SavedSession {
            agent: "5001@test.cc".into(),
            device: "8001@test.cc".into(),
            session_id: Secret::from("c0ffee-c0ffee"),
            password: Some(Secret::from("Pa55-w0rd&more")),
            state: Some(SavedState::default()),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = saved().to_bytes();
        assert_eq!(SavedSession::from_bytes(bytes.expose().as_bytes()), Ok(saved()));
    }

    #[test]
    fn anything_else_is_an_error_that_shows_no_secret() {
        let bytes = saved().to_bytes();
        let text = bytes.expose();
        for cut in 0..text.len() {
            let read = SavedSession::from_bytes(&text.as_bytes()[..cut]);
            assert_eq!(read, Err(SavedError::NotSaved), "{cut}");
        }
        for other in ["", "{}", "null", r#"{"kind":"x","version":1}"#, "\u{0}\u{1}"] {
            assert_eq!(
                SavedSession::from_bytes(other.as_bytes()),
                Err(SavedError::NotSaved)
            );
        }
        for place in 0..text.len() {
            for bit in 0..8 {
                let mut damaged = text.as_bytes().to_vec();
                damaged[place] ^= 1 << bit;
                let read = SavedSession::from_bytes(&damaged);
                assert_eq!(read, Err(SavedError::NotSaved), "{place} {bit}");
            }
        }
        let (json, _) = text.split_once('\n').unwrap();
        let newer = json.replace("\"version\":1", "\"version\":7");
        let newer = format!("{newer}\n{:08x}", crc32fast::hash(newer.as_bytes()));
        let error = SavedSession::from_bytes(newer.as_bytes()).unwrap_err();
        assert_eq!(error, SavedError::Version { found: 7 });
        assert!(!format!("{:?}", saved()).contains("Pa55"));
    }
}
