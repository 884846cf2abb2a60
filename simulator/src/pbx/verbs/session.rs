//! HTTP sessions: the form login, and whose session a request is of.

use std::time::Duration;

use serde::Serialize;
use wellclient_core::id::AgentId;

use super::Verdict;
use crate::pbx::Pbx;
use crate::pbx::api::ApiReply;
use crate::pbx::refusal::Refusal;
use crate::pbx::routes::form_value;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened<'a> {
    session_id: &'a str,
}

impl Pbx {
    /// `username=…&password=…&namespace=…` → `{"sessionId":…}`.
    pub(super) fn form_login(&mut self, body: &[u8]) -> Verdict {
        let form = std::str::from_utf8(body).map_err(|_| Refusal::Malformed("the form is not UTF-8"))?;
        let value = |name| form_value(form, name).unwrap_or_default();
        let agent = AgentId::new(&value("username"), &value("namespace"));
        if !self.password_is(&agent, &value("password")) {
            return Err(Refusal::WrongPassword);
        }
        let session_id = self.random.token();
        let reply = ApiReply::json(&Opened {
            session_id: &session_id,
        });
        self.sessions
            .open(session_id, agent, self.now, self.config.sessions_per_agent);
        Ok(reply)
    }

    pub(super) fn password_is(&mut self, agent: &AgentId, password: &str) -> bool {
        let known = self.agent(agent).is_some();
        known
            && self
                .config
                .agents_of(agent.job_number())
                .is_some_and(|range| range.password.is(password))
    }

    pub(super) fn session_agent(&self, session_id: Option<&str>) -> Result<AgentId, Refusal> {
        let agent = session_id.and_then(|id| self.sessions.find(id, self.now, self.session_lifetime()));
        agent.cloned().ok_or(Refusal::SessionExpired)
    }

    pub(in crate::pbx) fn session_lifetime(&self) -> Option<Duration> {
        self.config.session_lifetime_ms.map(Duration::from_millis)
    }
}
