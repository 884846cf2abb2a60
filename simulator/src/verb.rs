//! The verb that an HTTP request asks for, by the name that the manual gives it (section 4), for logs and
//! faults.

/// The verb of a request; `unknown` if it is none of the protocol's. `path` is without its query.
///
/// A base path before the known part is tolerated. Where two verbs share their form (`forceDrop` is a
/// `dropConnection` on another's connection), the plain one is named.
pub(crate) fn verb_of(method: &str, path: &str, body: &[u8]) -> &'static str {
    let mut words = path.trim_end_matches('/').rsplit('/');
    let last = words.next().unwrap_or_default();
    let before = words.next().unwrap_or_default();
    match (method, before, last) {
        ("POST", "agent", "state") => agent_state(body),
        ("POST", "heartbeat", _) => "heartbeat",
        ("POST", "callControl", "calls") => "makeCall",
        ("DELETE", "connections", _) => "dropConnection",
        ("POST", "recording", "Start") => "startRecording",
        ("POST", "recording", "Stop") => "stopRecording",
        ("POST", "release", _) => "releaseAllocatedAgent",
        ("POST", "client-log", "upload") => "uploadLog",
        ("POST", _, "user-data") => "setCallData",
        ("GET", _, "user-data") => "getCallData",
        ("GET", "agent", "client-state") => "getClientState",
        ("GET", "agents", _) if path.contains("/tenants/") => "getMyPrefix",
        ("POST", _, "login" | "loginTrusted") => "session",
        ("POST", _, word) if path.contains("/callControl/calls/") => call_verb(word),
        _ => "unknown",
    }
}

fn call_verb(word: &str) -> &'static str {
    match word {
        "answer" => "answerCall",
        "hold" => "holdCall",
        "retrieve" => "retrieveCall",
        "singleStepTransfer" => "singleStepTransfer",
        "singleStepConference" => "singleStepConference",
        "consult" => "consult",
        "conference" => "conference",
        "cancelConsult" => "cancelConsult",
        "transfer" => "transferCall",
        "spy" => "forceListen",
        "transferAndWait" => "transferWaitReturn",
        "singleStepTransferCallAndWait" => "singleTransferWaitReturn",
        "agentGreeting" => "agentGreeting",
        _ => "unknown",
    }
}

/// `POST …/agent/state` says in its body which of three it is.
fn agent_state(body: &[u8]) -> &'static str {
    #[derive(serde::Deserialize)]
    struct State<'a> {
        #[serde(borrow)]
        func: std::borrow::Cow<'a, str>,
    }
    match serde_json::from_slice::<State<'_>>(body)
        .as_ref()
        .map(|state| state.func.as_ref())
    {
        Ok("Login") => "login",
        Ok("Logout") => "logout",
        Ok("SetState") => "setAgentMode",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_have_their_names() {
        let rows: &[(&str, &str, &str, &str)] = &[
            ("POST", "/login", "", "session"),
            ("POST", "/sdk/agent/login", "", "session"),
            ("POST", "/api/csta/agent/state", r#"{"func":"Login"}"#, "login"),
            (
                "POST",
                "/sdk/api/csta/agent/state",
                r#"{"x":[1],"func":"Logout"}"#,
                "logout",
            ),
            (
                "POST",
                "/api/csta/agent/state",
                r#"{"func":"SetState"}"#,
                "setAgentMode",
            ),
            ("POST", "/api/csta/agent/state", "[", "unknown"),
            ("POST", "/api/csta/agent/heartbeat/5001@test.cc", "", "heartbeat"),
            ("POST", "/api/csta/callControl/calls", "", "makeCall"),
            (
                "POST",
                "/api/csta/callControl/calls/c1/connections/8001@test.cc%7Cc1/answer",
                "",
                "answerCall",
            ),
            (
                "DELETE",
                "/api/csta/callControl/calls/c1/connections/8001@test.cc|c1",
                "",
                "dropConnection",
            ),
            (
                "GET",
                "/api/csta/callControl/calls/c1/user-data/",
                "",
                "getCallData",
            ),
            (
                "POST",
                "/api/csta/callControl/calls/c1/user-data",
                "",
                "setCallData",
            ),
            ("POST", "/api/csta/callControl/calls/c1/spy", "", "forceListen"),
            (
                "POST",
                "/api/csta/callControl/recording/Start",
                "",
                "startRecording",
            ),
            (
                "GET",
                "/api/operation/operation/tenants/test.cc/agents/5001@test.cc",
                "",
                "getMyPrefix",
            ),
            ("PUT", "/api/csta/callControl/calls", "", "unknown"),
            ("POST", "", "", "unknown"),
        ];
        for (method, path, body, verb) in rows {
            assert_eq!(verb_of(method, path, body.as_bytes()), *verb, "{method} {path}");
        }
    }
}
