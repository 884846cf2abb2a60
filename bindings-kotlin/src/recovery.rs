//! Taking up a session after the application was restarted.

use std::fmt;

use client::{AgentId, DeviceId, SavedSession as Core, Secret};

/// What `Session.recover` needs. It holds a secret: keep it where passwords are kept. Its text shows none.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct SavedSession {
    /// The agent: `5001@test.cc`.
    pub agent: AgentId,
    /// The device: `8001@test.cc`.
    pub device: DeviceId,
    /// The HTTP session's id: a secret.
    pub session_id: String,
    /// With the password, the HTTP session can be renewed when it expires (426).
    #[uniffi(default = None)]
    pub password: Option<String>,
}

impl fmt::Display for SavedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SavedSession({} on {})", self.agent, self.device)
    }
}

impl fmt::Debug for SavedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Core> for SavedSession {
    fn from(core: Core) -> Self {
        Self {
            agent: core.agent,
            device: core.device,
            session_id: core.session_id.expose().to_owned(),
            password: core.password.map(|password| password.expose().to_owned()),
        }
    }
}

impl From<SavedSession> for Core {
    fn from(saved: SavedSession) -> Self {
        Self {
            agent: saved.agent,
            device: saved.device,
            session_id: Secret::from(saved.session_id),
            password: saved.password.map(Secret::from),
            state: None,
        }
    }
}

/// Who is logged in where.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Identity {
    /// The agent: `5001@test.cc`.
    pub agent: AgentId,
    /// The device: `8001@test.cc`.
    pub device: DeviceId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_it_shows_a_secret() {
        let saved = SavedSession {
            agent: "5001@test.cc".into(),
            device: "8001@test.cc".into(),
            session_id: "hunter2".to_owned(),
            password: Some("hunter3".to_owned()),
        };
        let texts = format!("{saved} {saved:?}");
        assert!(!texts.contains("hunter"), "{texts}");
    }
}
