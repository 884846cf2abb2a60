//! From a method and a path to a verb. Paths come percent-encoded; each segment is decoded by itself.

use percent_encoding::percent_decode_str;
use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::config::PbxConfig;
use super::refusal::Refusal;

/// What a request asks for, by its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Route {
    FormLogin,
    AgentState,
    Heartbeat(AgentId),
    ClientState,
    Prefixes {
        domain: String,
        agent: AgentId,
    },
    Release(AgentId),
    MakeCall,
    Connection {
        call: CallId,
        device: DeviceId,
        verb: LegVerb,
    },
    SetData(CallId),
    GetData(CallId),
    Spy(CallId),
    Greeting(CallId),
    StartRecording,
    StopRecording,
    UploadLog,
}

/// What is done to one connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LegVerb {
    Drop,
    Answer,
    Hold,
    Retrieve,
    SingleStepTransfer,
    SingleStepTransferAndWait,
    SingleStepConference,
    Consult,
    Conference,
    CancelConsult,
    Transfer,
    TransferAndWait,
}

impl LegVerb {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "answer" => Self::Answer,
            "hold" => Self::Hold,
            "retrieve" => Self::Retrieve,
            "singleStepTransfer" => Self::SingleStepTransfer,
            "singleStepTransferCallAndWait" => Self::SingleStepTransferAndWait,
            "singleStepConference" => Self::SingleStepConference,
            "consult" => Self::Consult,
            "conference" => Self::Conference,
            "cancelConsult" => Self::CancelConsult,
            "transfer" => Self::Transfer,
            "transferAndWait" => Self::TransferAndWait,
            _ => return None,
        })
    }
}

const NO_PATH: Refusal = Refusal::NotFound("no such resource");

/// Which verb it is: an unknown path is 404, a known one with another method 405.
pub(super) fn route(config: &PbxConfig, method: &str, path: &str) -> Result<Route, Refusal> {
    let path = below_base(config, path);
    if config.login_paths.iter().any(|login| login == path) {
        return only(method, "POST", Route::FormLogin);
    }
    let decoded = segments(path)?;
    let names: Vec<&str> = decoded.iter().map(String::as_str).collect();
    let names = match names.as_slice() {
        // A client of the 2.x line doubles the base path in one of its requests.
        ["api", "csta", rest @ ..] if rest.starts_with(&["api", "csta"]) => rest,
        all => all,
    };
    match names {
        ["client-log", "upload"] => only(method, "POST", Route::UploadLog),
        [
            "api",
            "operation",
            "operation",
            "tenants",
            domain,
            "agents",
            agent,
        ] => {
            let (domain, agent) = ((*domain).to_owned(), AgentId::from(agent));
            only(method, "GET", Route::Prefixes { domain, agent })
        }
        ["api", "csta", "agent", "state"] => only(method, "POST", Route::AgentState),
        ["api", "csta", "agent", "client-state"] => only(method, "GET", Route::ClientState),
        ["api", "csta", "agent", "heartbeat", agent] => {
            only(method, "POST", Route::Heartbeat(AgentId::from(agent)))
        }
        ["api", "csta", "outbound", "release", agent] => {
            only(method, "POST", Route::Release(AgentId::from(agent)))
        }
        ["api", "csta", "callControl", rest @ ..] => call_control(method, rest),
        _ => Err(NO_PATH),
    }
}

fn call_control(method: &str, names: &[&str]) -> Result<Route, Refusal> {
    match names {
        ["calls"] => only(method, "POST", Route::MakeCall),
        ["recording", "Start"] => only(method, "POST", Route::StartRecording),
        ["recording", "Stop"] => only(method, "POST", Route::StopRecording),
        ["calls", call, "user-data"] => match method {
            "GET" => Ok(Route::GetData(CallId::from(call))),
            "POST" => Ok(Route::SetData(CallId::from(call))),
            _ => Err(Refusal::WrongMethod("GET, POST")),
        },
        ["calls", call, "spy"] => only(method, "POST", Route::Spy(CallId::from(call))),
        ["calls", call, "agentGreeting"] => only(method, "POST", Route::Greeting(CallId::from(call))),
        ["calls", call, "connections", connection] => {
            connected(method, "DELETE", call, connection, LegVerb::Drop)
        }
        ["calls", call, "connections", connection, verb] => connected(
            method,
            "POST",
            call,
            connection,
            LegVerb::named(verb).ok_or(NO_PATH)?,
        ),
        _ => Err(NO_PATH),
    }
}

/// A connection id is `<device>|<call>`; its call must be the path's.
fn connected(
    method: &str,
    right: &'static str,
    call: &str,
    connection: &str,
    verb: LegVerb,
) -> Result<Route, Refusal> {
    match connection.rsplit_once('|') {
        Some((device, same)) if same == call && !device.is_empty() => {
            let (call, device) = (CallId::from(call), DeviceId::from(device));
            only(method, right, Route::Connection { call, device, verb })
        }
        _ => Err(Refusal::NotFound("no such connection")),
    }
}

fn only(method: &str, right: &'static str, route: Route) -> Result<Route, Refusal> {
    if method == right {
        Ok(route)
    } else {
        Err(Refusal::WrongMethod(right))
    }
}

fn below_base<'a>(config: &PbxConfig, path: &'a str) -> &'a str {
    let below = |base: &String| {
        path.strip_prefix(base.trim_end_matches('/'))
            .filter(|rest| rest.starts_with('/'))
    };
    config
        .base_paths
        .iter()
        .filter(|base| base.len() > 1)
        .find_map(below)
        .unwrap_or(path)
}

fn segments(path: &str) -> Result<Vec<String>, Refusal> {
    let decode = |segment| {
        percent_decode_str(segment)
            .decode_utf8()
            .map(|text| text.into_owned())
    };
    let inner = path.strip_prefix('/').unwrap_or(path);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let decoded: Result<_, _> = inner.split('/').map(decode).collect();
    decoded.map_err(|_| Refusal::Malformed("the path is not UTF-8"))
}

/// The values of a form or a query: `+` and percent-encoding undone, odd escapes left as they are.
pub(super) fn form_value(form: &str, name: &str) -> Option<String> {
    form.split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| {
            let spaced = value.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        })
}

#[cfg(test)]
mod tests {
    use wellclient_core::id::{CallId, DeviceId};

    use super::{LegVerb, Refusal, Route, form_value, route};
    use crate::pbx::PbxConfig;

    fn at(method: &str, path: &str) -> Result<Route, Refusal> {
        route(&PbxConfig::default(), method, path)
    }

    #[test]
    fn both_dialects_name_a_connection() {
        let expected = Route::Connection {
            call: CallId::from("c 1"),
            device: DeviceId::from("8001@test.cc"),
            verb: LegVerb::Answer,
        };
        for connection in ["8001@test.cc|c%201", "8001%40test.cc%7Cc%201"] {
            let path = format!("/api/csta/callControl/calls/c%201/connections/{connection}/answer");
            assert_eq!(at("POST", &path), Ok(expected.clone()));
            assert_eq!(at("POST", &format!("/sdk{path}")), Ok(expected.clone()));
        }
    }

    #[test]
    fn wrong_paths_and_methods() {
        for path in [
            "",
            "/",
            "/api",
            "/api/csta/agent/state/x",
            "/sdkapi/csta/agent/state",
            "/api//csta/agent/state",
        ] {
            assert!(matches!(at("POST", path), Err(Refusal::NotFound(_))), "{path}");
        }
        assert_eq!(
            at("GET", "/api/csta/agent/state"),
            Err(Refusal::WrongMethod("POST"))
        );
        assert_eq!(
            at("PUT", "/api/csta/callControl/calls/c/user-data/"),
            Err(Refusal::WrongMethod("GET, POST"))
        );
        assert_eq!(at("DELETE", "/login"), Err(Refusal::WrongMethod("POST")));
        assert!(matches!(
            at("POST", "/api/csta/agent/heartbeat/%ff"),
            Err(Refusal::Malformed(_))
        ));
        let mismatched = "/api/csta/callControl/calls/c1/connections/8001@test.cc%7Cc2/hold";
        assert!(matches!(at("POST", mismatched), Err(Refusal::NotFound(_))));
    }

    #[test]
    fn doubled_base_of_the_old_client() {
        assert!(matches!(
            at("POST", "/api/csta/api/csta/outbound/release/5002@test.cc"),
            Ok(Route::Release(_))
        ));
    }

    #[test]
    fn forms() {
        assert_eq!(form_value("a=1&b=x+y%26z", "b").as_deref(), Some("x y&z"));
        assert_eq!(form_value("a=100%&b", "a").as_deref(), Some("100%"));
        assert_eq!(form_value("a&b", "b"), None);
    }
}
