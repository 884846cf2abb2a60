//! The server's API: the request that each command is (manual, sections 2 and 4).

use url::form_urlencoded;

use super::address::{self, Address, ArgumentError, Field, Problem, id, segment_id, topic_id, typed};
use super::{Body, FORM, HEARTBEAT, HttpRequest, JSON, Method, XML};
use crate::command::{Command, LoginRequest, MakeCallOptions};
use crate::environment::{Dialect, Environment};
use crate::id::{AgentId, CallId, DeviceId};
use crate::json::{JsonObject, longest};
use crate::secret::Secret;
use crate::time::Wall;

const STATE: &str = "/api/csta/agent/state";
const CALLS: &str = "/api/csta/callControl/calls";

/// The requests of one agent on one device to one server.
///
/// Requests come without a session, except those whose method takes one: add it by
/// [`HttpRequest::with_session`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Api {
    environment: Environment,
    dialect: Dialect,
    agent: AgentId,
    device: DeviceId,
}

impl Api {
    /// The API of `environment` for `agent` on `device`.
    ///
    /// # Errors
    /// An id that is empty, too long, or cannot stand in a path.
    pub fn new(
        environment: Environment,
        dialect: Dialect,
        agent: AgentId,
        device: DeviceId,
    ) -> Result<Self, ArgumentError> {
        segment_id(Field::Agent, agent.as_str())?;
        segment_id(Field::Device, device.as_str())?;
        Ok(Self {
            environment,
            dialect,
            agent,
            device,
        })
    }

    /// For one who only watches, by this account: on no device, so nothing else can be asked for.
    ///
    /// # Errors
    /// A job number or a domain that is empty, too long or has control characters.
    pub(crate) fn of_watcher(
        environment: Environment,
        dialect: Dialect,
        account: &LoginRequest,
    ) -> Result<Self, ArgumentError> {
        typed(Field::JobNumber, &account.job_number)?;
        typed(Field::Domain, &account.domain)?;
        let agent = account.agent();
        segment_id(Field::Agent, agent.as_str())?;
        Ok(Self {
            environment,
            dialect,
            agent,
            device: DeviceId::from(""),
        })
    }

    /// Whether this can be the id of an agent to be watched.
    ///
    /// # Errors
    /// It is empty, too long, or has something in it that cannot stand in a topic.
    pub fn check_agent(agent: &AgentId) -> Result<(), ArgumentError> {
        topic_id(agent.as_str()).map(drop)
    }

    /// The server.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The dialect that the server is spoken to in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The own agent.
    pub fn agent(&self) -> &AgentId {
        &self.agent
    }

    /// The agent's device.
    pub fn device(&self) -> &DeviceId {
        &self.device
    }

    /// Exchanges job number, password and domain for a session id;
    /// [`reply::session_id`](super::reply::session_id) reads the reply.
    ///
    /// # Errors
    /// A job number or a domain that is empty, too long or has control characters.
    pub fn authenticate(&self, login: &LoginRequest) -> Result<HttpRequest, ArgumentError> {
        let job_number = typed(Field::JobNumber, &login.job_number)?;
        let domain = typed(Field::Domain, &login.domain)?;
        let password = login.password.expose();
        // Room for everything encoded, so that the password is not left behind in a buffer that grew.
        let room = 64 + 3 * (job_number.len() + domain.len() + password.len());
        let form = form_urlencoded::Serializer::new(String::with_capacity(room))
            .append_pair("username", job_number)
            .append_pair("password", password)
            .append_pair("namespace", domain)
            .finish();
        Ok(HttpRequest {
            method: Method::Post,
            url: self.environment.login.as_str().to_owned(),
            content_type: Some(FORM),
            session_id: None,
            further: Vec::new(),
            body: Body::Secret(form.into()),
        })
    }

    /// Whether requests can be made of a log-in.
    ///
    /// # Errors
    /// A job number, a domain or an extension that is empty, too long or has control characters.
    pub fn check_login(login: &LoginRequest) -> Result<(), ArgumentError> {
        Self::check_account(&login.job_number, &login.domain)?;
        typed(Field::Extension, &login.ext)?;
        Ok(())
    }

    /// Whether this can be somebody with a password.
    ///
    /// # Errors
    /// A job number or a domain that is empty, too long or has control characters.
    pub(crate) fn check_account(job_number: &str, domain: &str) -> Result<(), ArgumentError> {
        typed(Field::JobNumber, job_number)?;
        typed(Field::Domain, domain)?;
        Ok(())
    }

    /// Logs the agent in (`func: Login`), within a session.
    ///
    /// # Errors
    /// As [`Api::check_login`].
    pub fn login(&self, login: &LoginRequest, session: &Secret) -> Result<HttpRequest, ArgumentError> {
        Self::check_login(login)?;
        let (agent, device) = (login.agent(), login.device());
        let (password, session_text) = (login.password.expose(), session.expose());
        let texts = [agent.as_str(), device.as_str(), password, session_text];
        let room = 128 + texts.into_iter().map(longest).sum::<usize>();
        let body = JsonObject::with_capacity(room)
            .text("func", "Login")
            .text("loginId", agent.as_str())
            .text("device", device.as_str())
            .text("password", password)
            .text("agentMode", login.agent_mode.name())
            .optional("sessionId", self.session_in_body(session));
        Ok(self.secret_state(body, session))
    }

    /// Logs the own agent out to make way for a login that is being forced; the releases 4.x name the session
    /// in the body, too.
    pub fn logout_forced(&self, session: &Secret) -> HttpRequest {
        let room = 128 + longest(self.agent.as_str()) + longest(session.expose());
        let body = JsonObject::with_capacity(room)
            .text("func", "Logout")
            .text("agentId", self.agent.as_str())
            .optional("sessionId", self.session_in_body(session));
        self.secret_state(body, session)
    }

    /// Tells the server that the agent is still there. It logs out an agent from whom it has not heard for
    /// three minutes (manual, section 8.5).
    pub fn heartbeat(&self) -> HttpRequest {
        // `new` has checked the agent's id.
        bare(
            Method::Post,
            self.at(HEARTBEAT).checked_segment(self.agent.as_str()),
        )
    }

    /// Asks for the agent's state and call; [`ClientState`](super::reply::ClientState) reads the reply.
    pub fn client_state(&self) -> HttpRequest {
        bare(Method::Get, self.at("/api/csta/agent/client-state"))
    }

    /// Uploads an event log under `name`, which [`log_name`] makes.
    ///
    /// # Errors
    /// A name that is empty or too long.
    pub fn upload_log(&self, name: &str, text: impl Into<String>) -> Result<HttpRequest, ArgumentError> {
        let address = self
            .at("/client-log/upload")
            .query("filename", Field::LogName, name)?;
        let body = Body::Text(text.into());
        Ok(HttpRequest {
            content_type: Some(XML),
            body,
            ..bare(Method::Post, address)
        })
    }

    /// The request that `command` is.
    ///
    /// # Errors
    /// An argument that no request can be made of. `Login` and `UploadLog` are [`Problem::NotOneRequest`]:
    /// their requests have methods of their own. `Drop` needs its call here.
    pub fn request(&self, command: &Command) -> Result<HttpRequest, ArgumentError> {
        match command {
            Command::Login(_) | Command::UploadLog => {
                Err(Problem::NotOneRequest.of(Field::Command(command.verb())))
            }
            Command::Logout => Ok(self.state(
                JsonObject::new()
                    .text("func", "Logout")
                    .text("agentId", self.agent.as_str()),
            )),
            Command::SetAgentMode { mode, reason } => Ok(self.state(
                JsonObject::new()
                    .text("func", "SetState")
                    .text("device", self.device.as_str())
                    .text("agentMode", mode.name())
                    .text("namespace", self.agent.domain())
                    .text("reason", reason.as_deref().unwrap_or_default())
                    .text("agentId", self.agent.as_str()),
            )),
            Command::MakeCall { number, options } => self.make_call(number, options),
            Command::Answer { call } => self.leg(call, "/answer"),
            Command::Drop { call: Some(call) } => self.drop_leg(&self.device, call),
            Command::Drop { call: None } => Err(Problem::Missing.of(Field::Call)),
            Command::Hold { call } => self.leg(call, "/hold"),
            Command::Retrieve { call } => self.leg(call, "/retrieve"),
            Command::SingleStepTransfer { call, number } => {
                self.leg_with(&self.device, call, "/singleStepTransfer", "transferTo", number)
            }
            Command::SingleStepConference {
                call,
                number,
                participation,
            } => self.join(&self.device, call, number, participation.name()),
            Command::Consult { call, number } => {
                self.leg_with(&self.device, call, "/consult", "consultationParticipant", number)
            }
            Command::Conference { held, consulted } => self.both_calls(held, consulted, "/conference"),
            Command::CancelConsult { held, consulted } => self.both_calls(held, consulted, "/cancelConsult"),
            Command::Transfer { held, consulted } => self.both_calls(held, consulted, "/transfer"),
            Command::TransferWaitReturn { held, consulted } => {
                self.both_calls(held, consulted, "/transferAndWait")
            }
            Command::SingleTransferWaitReturn { call, number } => self.leg_with(
                &self.device,
                call,
                "/singleStepTransferCallAndWait",
                "transferTo",
                number,
            ),
            Command::SetCallData { call, entries } => {
                let address = self.call(call)?.path("/user-data");
                if entries.iter().any(|entry| entry.key.is_empty()) {
                    return Err(Problem::Empty.of(Field::Key));
                }
                let entries = entries.iter();
                let entries = entries.map(|e| JsonObject::new().text("key", &e.key).text("value", &e.value));
                Ok(with_json(
                    Method::Post,
                    address,
                    JsonObject::new().objects("entries", entries),
                ))
            }
            Command::GetCallData { call } => Ok(bare(Method::Get, self.call(call)?.path("/user-data/"))),
            Command::ForceDrop { device, call } => self.drop_leg(device, call),
            Command::ForceJoin { device, call, number } => self.join(device, call, number, "Active"),
            Command::ForceTake { device, call, number } => {
                self.leg_with(device, call, "/singleStepTransfer", "transferTo", number)
            }
            Command::ForceListen { call, device } => {
                let address = self.call(call)?.path("/spy");
                Ok(bare(
                    Method::Post,
                    address.query("deviceId", Field::Device, device.as_str())?,
                ))
            }
            Command::ForceReady { agent, device } => self.force_state(agent, device, "Ready"),
            Command::ForceNotReady { agent, device } => self.force_state(agent, device, "NotReady"),
            Command::ForceLogout { agent, device } => self.force_logout(agent, device),
            Command::SuperLogout { job_number } => {
                let agent = AgentId::new(typed(Field::JobNumber, job_number)?, self.agent.domain());
                id(Field::Agent, agent.as_str())?;
                Ok(self.state(
                    JsonObject::new()
                        .text("func", "Logout")
                        .text("agentId", agent.as_str()),
                ))
            }
            Command::ReleaseAllocatedAgent { agent } => {
                let address = self.at("/api/csta/outbound/release");
                Ok(bare(Method::Post, address.segment(Field::Agent, agent.as_str())?))
            }
            Command::AgentGreeting { call, message } => {
                let body = JsonObject::new()
                    .text("agentId", typed(Field::Message, message)?)
                    .text("deviceId", self.device.as_str());
                Ok(with_json(
                    Method::Post,
                    self.call(call)?.path("/agentGreeting"),
                    body,
                ))
            }
            Command::StartRecording => self.recording("/Start"),
            Command::StopRecording => self.recording("/Stop"),
            Command::GetClientState => Ok(self.client_state()),
            Command::GetMyPrefix => {
                let address = self
                    .at("/api/operation/operation/tenants")
                    .segment(Field::Domain, self.agent.domain())?
                    .path("/agents")
                    .segment(Field::Agent, self.agent.as_str())?;
                Ok(bare(Method::Get, address))
            }
        }
    }

    fn make_call(&self, number: &str, options: &MakeCallOptions) -> Result<HttpRequest, ArgumentError> {
        address::number(number)?;
        if let Some(prefix) = options.prefix.as_deref().filter(|prefix| !prefix.is_empty()) {
            typed(Field::Prefix, prefix)?;
        }
        let dialled = options.dialled(number);
        let mut body = JsonObject::new()
            .text("from", self.device.as_str())
            .text("to", address::number(&dialled)?);
        if self.dialect == Dialect::V4 {
            let dest = options
                .dest_for_display
                .as_deref()
                .unwrap_or_else(|| self.device.number());
            let cpa = options.cpa.map(|cpa| if cpa { "1" } else { "0" });
            body = body
                .text("destForDisplay", dest)
                .optional("originForDisplay", options.origin_for_display.as_deref())
                .optional("cpa", cpa)
                .optional("contextId", options.context_id.as_deref());
        }
        Ok(with_json(Method::Post, self.at(CALLS), body))
    }

    fn drop_leg(&self, device: &DeviceId, call: &CallId) -> Result<HttpRequest, ArgumentError> {
        Ok(bare(Method::Delete, self.connection(device, Field::Call, call)?))
    }

    fn leg(&self, call: &CallId, verb: &str) -> Result<HttpRequest, ArgumentError> {
        Ok(bare(
            Method::Post,
            self.connection(&self.device, Field::Call, call)?.path(verb),
        ))
    }

    fn leg_with(
        &self,
        device: &DeviceId,
        call: &CallId,
        verb: &str,
        name: &str,
        number: &str,
    ) -> Result<HttpRequest, ArgumentError> {
        let body = JsonObject::new().text(name, address::number(number)?);
        Ok(with_json(
            Method::Post,
            self.connection(device, Field::Call, call)?.path(verb),
            body,
        ))
    }

    fn join(
        &self,
        device: &DeviceId,
        call: &CallId,
        number: &str,
        participation: &str,
    ) -> Result<HttpRequest, ArgumentError> {
        let body = JsonObject::new()
            .text("conferenceParticipant", address::number(number)?)
            .text("participationType", participation);
        let address = self
            .connection(device, Field::Call, call)?
            .path("/singleStepConference");
        Ok(with_json(Method::Post, address, body))
    }

    fn both_calls(
        &self,
        held: &CallId,
        consulted: &CallId,
        verb: &str,
    ) -> Result<HttpRequest, ArgumentError> {
        let body = JsonObject::new().text("consultCallId", id(Field::ConsultedCall, consulted.as_str())?);
        let address = self.connection(&self.device, Field::HeldCall, held)?.path(verb);
        Ok(with_json(Method::Post, address, body))
    }

    fn force_state(
        &self,
        agent: &AgentId,
        device: &DeviceId,
        mode: &str,
    ) -> Result<HttpRequest, ArgumentError> {
        let agent = id(Field::Agent, agent.as_str())?;
        let device = id(Field::Device, device.as_str())?;
        Ok(self.state(
            JsonObject::new()
                .text("func", "SetState")
                .text("agentMode", mode)
                .text("loginId", agent)
                .text("agentId", agent)
                .text("device", device),
        ))
    }

    fn force_logout(&self, agent: &AgentId, device: &DeviceId) -> Result<HttpRequest, ArgumentError> {
        let agent_id = id(Field::Agent, agent.as_str())?;
        let device = id(Field::Device, device.as_str())?;
        Ok(self.state(
            JsonObject::new()
                .text("namespace", agent.domain())
                .text("func", "Logout")
                .text("device", device)
                .text("agentId", agent_id)
                .text("loginId", agent_id),
        ))
    }

    fn recording(&self, verb: &str) -> Result<HttpRequest, ArgumentError> {
        let address = self.at("/api/csta/callControl/recording").path(verb);
        Ok(bare(
            Method::Post,
            address.query("extension", Field::Device, self.device.as_str())?,
        ))
    }

    fn state(&self, body: JsonObject) -> HttpRequest {
        with_json(Method::Post, self.at(STATE), body)
    }

    fn secret_state(&self, body: JsonObject, session: &Secret) -> HttpRequest {
        let body = Body::Secret(body.finish().into());
        HttpRequest {
            body,
            ..bare(Method::Post, self.at(STATE))
        }
        .with_session(session.clone())
    }

    fn session_in_body<'a>(&self, session: &'a Secret) -> Option<&'a str> {
        (self.dialect == Dialect::V4).then(|| session.expose())
    }

    fn at(&self, path: &str) -> Address {
        Address::new(&self.environment.api, path)
    }

    fn call(&self, call: &CallId) -> Result<Address, ArgumentError> {
        self.at(CALLS).segment(Field::Call, call.as_str())
    }

    fn connection(&self, device: &DeviceId, field: Field, call: &CallId) -> Result<Address, ArgumentError> {
        let address = self.at(CALLS).segment(field, call.as_str())?.path("/connections");
        address.connection(self.dialect, device, field, call)
    }
}

fn bare(method: Method, address: Address) -> HttpRequest {
    HttpRequest {
        method,
        url: address.finish(),
        content_type: Some(JSON),
        session_id: None,
        further: Vec::new(),
        body: Body::Empty,
    }
}

fn with_json(method: Method, address: Address, body: JsonObject) -> HttpRequest {
    HttpRequest {
        body: Body::Text(body.finish()),
        ..bare(method, address)
    }
}

/// The name under which an event log is uploaded (manual, section 8.11): domain, `w`, job number, `w`, month,
/// day and hour of local time, `txt`, and of all that only letters and digits of ASCII:
/// `bzkunccw50012w062212txt`.
pub fn log_name(domain: &str, job_number: &str, wall: Wall) -> String {
    let time = wall.local().strftime("%m%d%H");
    let name = format!("{domain}w{job_number}w{time}txt");
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
