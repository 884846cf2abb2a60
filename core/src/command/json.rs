//! Commands as JSON, with the manual's argument names.
//!
//! `{"verb":"makeCall","phoneNumber":"8007","prefix":"9"}`.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{AgentModeRequest, CallDataEntry, Command, LoginRequest, MakeCallOptions, UnknownVerb, Verb};
use crate::json::JsonObject;
use crate::secret::Secret;

/// Why a text is not a command. No value that was given is ever part of it: it may be a password.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandJsonError {
    /// Not JSON.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 before the first character.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("a command is a JSON object")]
    NotAnObject,
    /// No `verb`.
    #[error("the verb is missing")]
    NoVerb,
    /// A `verb` that is none.
    #[error("no such verb")]
    UnknownVerb,
    /// An argument that the verb needs is not there.
    #[error("{verb} needs {argument}")]
    Missing {
        /// The verb.
        verb: Verb,
        /// The argument's name.
        argument: &'static str,
    },
    /// An argument is there, but not of its type.
    #[error("{verb}: {argument} must be {expected}")]
    WrongType {
        /// The verb.
        verb: Verb,
        /// The argument's name.
        argument: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Something is there that the verb does not take: a typing error, most likely.
    #[error("{verb} takes no argument {argument:?}")]
    Unknown {
        /// The verb.
        verb: Verb,
        /// The name as given, at most 64 characters of it.
        argument: String,
    },
}

impl Command {
    /// Reads a command. Optional arguments may be absent or `null`; `makeCall` takes its options beside the
    /// number or under `options`. A field `id` belongs to the caller and is passed over.
    ///
    /// # Errors
    /// [`CommandJsonError`] says what is missing, of the wrong type, or not known.
    pub fn from_json(text: &str) -> Result<Self, CommandJsonError> {
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(unreadable)?;
        let verb = fields.get("verb").ok_or(CommandJsonError::NoVerb)?;
        let verb: String = serde_json::from_str(verb.get()).map_err(|_| CommandJsonError::UnknownVerb)?;
        let verb: Verb = verb
            .parse()
            .map_err(|UnknownVerb| CommandJsonError::UnknownVerb)?;
        let mut arguments = Arguments { verb, fields };
        arguments
            .fields
            .retain(|name, value| !matches!(&**name, "verb" | "id") && value.get() != "null");
        let command = read(&mut arguments)?;
        arguments.none_left()?;
        Ok(command)
    }

    /// As [`Command::from_json`], from JSON that has been found well-formed already.
    ///
    /// # Errors
    /// As [`Command::from_json`].
    pub fn from_raw_json(raw: &RawValue) -> Result<Self, CommandJsonError> {
        Self::from_json(raw.get())
    }

    /// Writes the command as [`Command::from_json`] reads it, the verb first; the password is written as
    /// `***`.
    pub fn to_json(&self) -> String {
        write(self, JsonObject::new().text("verb", self.verb().name())).finish()
    }
}

fn unreadable(error: serde_json::Error) -> CommandJsonError {
    if error.is_data() {
        CommandJsonError::NotAnObject
    } else {
        CommandJsonError::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}

fn read(a: &mut Arguments<'_>) -> Result<Command, CommandJsonError> {
    Ok(match a.verb {
        Verb::Login => Command::Login(LoginRequest {
            job_number: a.text("jobNumber")?,
            password: Secret::from(a.text("password")?),
            domain: a.text("domain")?,
            ext: a.text("ext")?,
            login_mode: a
                .optional("loginMode", "\"force\", \"stop\" or \"ask\"")?
                .unwrap_or_default(),
            agent_mode: a.optional("agentMode", MODES)?.unwrap_or_default(),
        }),
        Verb::Logout => Command::Logout,
        Verb::SetAgentMode => Command::SetAgentMode {
            mode: a.required::<AgentModeRequest>("mode", MODES)?,
            reason: a.optional_text("reason")?,
        },
        Verb::MakeCall => Command::MakeCall {
            number: a.text("phoneNumber")?,
            options: make_call_options(a)?,
        },
        Verb::Answer => Command::Answer {
            call: a.text("callId")?.into(),
        },
        Verb::Drop => Command::Drop {
            call: a.optional_text("callId")?.map(Into::into),
        },
        Verb::Hold => Command::Hold {
            call: a.text("callId")?.into(),
        },
        Verb::Retrieve => Command::Retrieve {
            call: a.text("callId")?.into(),
        },
        Verb::SingleStepTransfer => Command::SingleStepTransfer {
            call: a.text("callId")?.into(),
            number: a.text("phoneNumber")?,
        },
        Verb::SingleStepConference => Command::SingleStepConference {
            call: a.text("callId")?.into(),
            number: a.text("phoneNumber")?,
            participation: a
                .optional("type", "\"Active\" or \"Silent\"")?
                .unwrap_or_default(),
        },
        Verb::Consult => Command::Consult {
            call: a.text("callId")?.into(),
            number: a.text("phoneNumber")?,
        },
        Verb::Conference => Command::Conference {
            held: a.text("holdCallId")?.into(),
            consulted: a.text("consultCallId")?.into(),
        },
        Verb::CancelConsult => Command::CancelConsult {
            held: a.text("holdCallId")?.into(),
            consulted: a.text("consultCallId")?.into(),
        },
        Verb::Transfer => Command::Transfer {
            held: a.text("holdCallId")?.into(),
            consulted: a.text("consultCallId")?.into(),
        },
        Verb::TransferWaitReturn => Command::TransferWaitReturn {
            held: a.text("holdCallId")?.into(),
            consulted: a.text("consultCallId")?.into(),
        },
        Verb::SingleTransferWaitReturn => Command::SingleTransferWaitReturn {
            call: a.text("callId")?.into(),
            number: a.text("number")?,
        },
        Verb::SetCallData => Command::SetCallData {
            call: a.text("callId")?.into(),
            entries: a
                .required::<Vec<CallDataEntry>>("data", "a list of {\"key\":…,\"value\":…} of strings")?,
        },
        Verb::GetCallData => Command::GetCallData {
            call: a.text("callId")?.into(),
        },
        Verb::ForceDrop => Command::ForceDrop {
            device: a.text("deviceId")?.into(),
            call: a.text("callId")?.into(),
        },
        Verb::ForceJoin => Command::ForceJoin {
            device: a.text("deviceId")?.into(),
            call: a.text("callId")?.into(),
            number: a.text("phoneNumber")?,
        },
        Verb::ForceTake => Command::ForceTake {
            device: a.text("deviceId")?.into(),
            call: a.text("callId")?.into(),
            number: a.text("phoneNumber")?,
        },
        Verb::ForceListen => Command::ForceListen {
            call: a.text("callId")?.into(),
            device: a.text("deviceId")?.into(),
        },
        Verb::ForceReady => Command::ForceReady {
            agent: a.text("agentId")?.into(),
            device: a.text("deviceId")?.into(),
        },
        Verb::ForceNotReady => Command::ForceNotReady {
            agent: a.text("agentId")?.into(),
            device: a.text("deviceId")?.into(),
        },
        Verb::ForceLogout => Command::ForceLogout {
            agent: a.text("agentId")?.into(),
            device: a.text("deviceId")?.into(),
        },
        Verb::SuperLogout => Command::SuperLogout {
            job_number: a.text("agentCode")?,
        },
        Verb::ReleaseAllocatedAgent => Command::ReleaseAllocatedAgent {
            agent: a.text("agentId")?.into(),
        },
        Verb::AgentGreeting => Command::AgentGreeting {
            call: a.text("callId")?.into(),
            message: a.text("msg")?,
        },
        Verb::StartRecording => Command::StartRecording,
        Verb::StopRecording => Command::StopRecording,
        Verb::GetClientState => Command::GetClientState,
        Verb::GetMyPrefix => Command::GetMyPrefix,
        Verb::UploadLog => Command::UploadLog,
    })
}

const MODES: &str = "\"Ready\" or \"NotReady\"";

fn make_call_options(beside: &mut Arguments<'_>) -> Result<MakeCallOptions, CommandJsonError> {
    match beside.take("options") {
        None => read_options(beside),
        Some(raw) => {
            let wrong = CommandJsonError::WrongType {
                verb: beside.verb,
                argument: "options",
                expected: "an object of the options",
            };
            let fields = serde_json::from_str(raw.get()).map_err(|_| wrong)?;
            let mut below = Arguments {
                verb: beside.verb,
                fields,
            };
            below.fields.retain(|_, value| value.get() != "null");
            let options = read_options(&mut below)?;
            below.none_left()?;
            Ok(options)
        }
    }
}

fn read_options(a: &mut Arguments<'_>) -> Result<MakeCallOptions, CommandJsonError> {
    Ok(MakeCallOptions {
        prefix: a.optional_text("prefix")?,
        dest_for_display: a.optional_text("destForDisplay")?,
        origin_for_display: a.optional_text("originForDisplay")?,
        cpa: a.optional_flag("cpa")?,
        context_id: a.optional_text("contextId")?,
    })
}

/// The arguments of one command that have not been read yet.
struct Arguments<'a> {
    verb: Verb,
    fields: BTreeMap<String, &'a RawValue>,
}

impl<'a> Arguments<'a> {
    fn text(&mut self, argument: &'static str) -> Result<String, CommandJsonError> {
        self.required(argument, "a string")
    }

    fn optional_text(&mut self, argument: &'static str) -> Result<Option<String>, CommandJsonError> {
        self.optional(argument, "a string")
    }

    /// The manual's client has `"1"` and `"0"` here.
    fn optional_flag(&mut self, argument: &'static str) -> Result<Option<bool>, CommandJsonError> {
        let expected = "true or false (or \"1\" or \"0\")";
        match self.take(argument).map(RawValue::get) {
            None => Ok(None),
            Some("true" | "1" | "\"1\"") => Ok(Some(true)),
            Some("false" | "0" | "\"0\"") => Ok(Some(false)),
            Some(_) => Err(CommandJsonError::WrongType {
                verb: self.verb,
                argument,
                expected,
            }),
        }
    }

    fn required<T: DeserializeOwned>(
        &mut self,
        argument: &'static str,
        expected: &'static str,
    ) -> Result<T, CommandJsonError> {
        self.optional(argument, expected)?
            .ok_or(CommandJsonError::Missing {
                verb: self.verb,
                argument,
            })
    }

    fn optional<T: DeserializeOwned>(
        &mut self,
        argument: &'static str,
        expected: &'static str,
    ) -> Result<Option<T>, CommandJsonError> {
        let Some(raw) = self.take(argument) else {
            return Ok(None);
        };
        let value = serde_json::from_str(raw.get());
        value.map(Some).map_err(|_| CommandJsonError::WrongType {
            verb: self.verb,
            argument,
            expected,
        })
    }

    fn take(&mut self, argument: &str) -> Option<&'a RawValue> {
        self.fields.remove(argument)
    }

    fn none_left(self) -> Result<(), CommandJsonError> {
        match self.fields.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(CommandJsonError::Unknown {
                verb: self.verb,
                argument: name.chars().take(64).collect(),
            }),
        }
    }
}

fn write(command: &Command, o: JsonObject) -> JsonObject {
    match command {
        Command::Login(login) => o
            .text("jobNumber", &login.job_number)
            .text("password", "***")
            .text("domain", &login.domain)
            .text("ext", &login.ext)
            .text("loginMode", login.login_mode.name())
            .text("agentMode", login.agent_mode.name()),
        Command::SetAgentMode { mode, reason } => {
            o.text("mode", mode.name()).optional("reason", reason.as_deref())
        }
        Command::MakeCall { number, options } => o
            .text("phoneNumber", number)
            .optional("prefix", options.prefix.as_deref())
            .optional("destForDisplay", options.dest_for_display.as_deref())
            .optional("originForDisplay", options.origin_for_display.as_deref())
            .flag("cpa", options.cpa)
            .optional("contextId", options.context_id.as_deref()),
        Command::Drop { call } => o.optional("callId", call.as_ref().map(|call| call.as_str())),
        Command::Answer { call }
        | Command::Hold { call }
        | Command::Retrieve { call }
        | Command::GetCallData { call } => o.text("callId", call.as_str()),
        Command::SingleStepTransfer { call, number } | Command::Consult { call, number } => {
            o.text("callId", call.as_str()).text("phoneNumber", number)
        }
        Command::SingleStepConference {
            call,
            number,
            participation,
        } => o
            .text("callId", call.as_str())
            .text("phoneNumber", number)
            .text("type", participation.name()),
        Command::Conference { held, consulted }
        | Command::CancelConsult { held, consulted }
        | Command::Transfer { held, consulted }
        | Command::TransferWaitReturn { held, consulted } => o
            .text("holdCallId", held.as_str())
            .text("consultCallId", consulted.as_str()),
        Command::SingleTransferWaitReturn { call, number } => {
            o.text("callId", call.as_str()).text("number", number)
        }
        Command::SetCallData { call, entries } => {
            let entries = entries.iter();
            let entries = entries.map(|e| JsonObject::new().text("key", &e.key).text("value", &e.value));
            o.text("callId", call.as_str()).objects("data", entries)
        }
        Command::ForceDrop { device, call } => {
            o.text("deviceId", device.as_str()).text("callId", call.as_str())
        }
        Command::ForceListen { call, device } => {
            o.text("callId", call.as_str()).text("deviceId", device.as_str())
        }
        Command::ForceJoin { device, call, number } | Command::ForceTake { device, call, number } => o
            .text("deviceId", device.as_str())
            .text("callId", call.as_str())
            .text("phoneNumber", number),
        Command::ForceReady { agent, device }
        | Command::ForceNotReady { agent, device }
        | Command::ForceLogout { agent, device } => o
            .text("agentId", agent.as_str())
            .text("deviceId", device.as_str()),
        Command::SuperLogout { job_number } => o.text("agentCode", job_number),
        Command::ReleaseAllocatedAgent { agent } => o.text("agentId", agent.as_str()),
        Command::AgentGreeting { call, message } => o.text("callId", call.as_str()).text("msg", message),
        Command::Logout
        | Command::StartRecording
        | Command::StopRecording
        | Command::GetClientState
        | Command::GetMyPrefix
        | Command::UploadLog => o,
    }
}
