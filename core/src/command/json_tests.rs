//! Commands through JSON and back, and what is refused.

use serde_json::value::RawValue;

use super::*;

fn every_command() -> Vec<Command> {
    let call = || CallId::from("c1");
    let number = || "8002".to_owned();
    let (held, consulted) = (call(), CallId::from("c2"));
    let device = || DeviceId::from("8002@test.cc");
    let agent = || AgentId::from("5002@test.cc");
    vec![
        Command::Login(LoginRequest {
            login_mode: LoginMode::Ask,
            agent_mode: AgentModeRequest::Ready,
            ..LoginRequest::new("5001", "***", "test.cc", "8001")
        }),
        Command::Logout,
        Command::SetAgentMode {
            mode: AgentModeRequest::NotReady,
            reason: Some("2".into()),
        },
        Command::MakeCall {
            number: number(),
            options: MakeCallOptions {
                prefix: Some("9".into()),
                dest_for_display: Some("1".into()),
                origin_for_display: Some("2".into()),
                cpa: Some(true),
                context_id: Some("{\"k\":\"v\"}\r\n".into()),
            },
        },
        Command::Answer { call: call() },
        Command::Drop { call: Some(call()) },
        Command::Hold { call: call() },
        Command::Retrieve { call: call() },
        Command::SingleStepTransfer {
            call: call(),
            number: number(),
        },
        Command::SingleStepConference {
            call: call(),
            number: number(),
            participation: Participation::Silent,
        },
        Command::Consult {
            call: call(),
            number: number(),
        },
        Command::Conference {
            held: held.clone(),
            consulted: consulted.clone(),
        },
        Command::CancelConsult {
            held: held.clone(),
            consulted: consulted.clone(),
        },
        Command::Transfer {
            held: held.clone(),
            consulted: consulted.clone(),
        },
        Command::TransferWaitReturn { held, consulted },
        Command::SingleTransferWaitReturn {
            call: call(),
            number: number(),
        },
        Command::SetCallData {
            call: call(),
            entries: vec![CallDataEntry::new("k", "v")],
        },
        Command::GetCallData { call: call() },
        Command::ForceDrop {
            device: device(),
            call: call(),
        },
        Command::ForceJoin {
            device: device(),
            call: call(),
            number: number(),
        },
        Command::ForceTake {
            device: device(),
            call: call(),
            number: number(),
        },
        Command::ForceListen {
            call: call(),
            device: device(),
        },
        Command::ForceReady {
            agent: agent(),
            device: device(),
        },
        Command::ForceNotReady {
            agent: agent(),
            device: device(),
        },
        Command::ForceLogout {
            agent: agent(),
            device: device(),
        },
        Command::SuperLogout {
            job_number: "5002".into(),
        },
        Command::ReleaseAllocatedAgent { agent: agent() },
        Command::AgentGreeting {
            call: call(),
            message: "5000".into(),
        },
        Command::StartRecording,
        Command::StopRecording,
        Command::GetClientState,
        Command::GetMyPrefix,
        Command::UploadLog,
    ]
}

#[test]
fn every_command_reads_back() {
    let commands = every_command();
    assert!(commands.iter().map(Command::verb).eq(Verb::ALL.iter().copied()));
    for command in commands {
        let text = command.to_json();
        assert_eq!(Command::from_json(&text), Ok(command.clone()), "{text}");
        let raw = RawValue::from_string(text).unwrap();
        assert_eq!(Command::from_raw_json(&raw), Ok(command));
    }
}

#[test]
fn its_arguments_are_those_that_it_writes() {
    for command in every_command() {
        let written: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&command.to_json()).unwrap();
        let mut written: Vec<&str> = written
            .keys()
            .map(String::as_str)
            .filter(|name| *name != "verb")
            .collect();
        let mut named = command.verb().arguments().to_vec();
        if let Some(at) = named.iter().position(|name| *name == "options") {
            named.remove(at);
            named.extend(["prefix", "destForDisplay", "originForDisplay", "cpa", "contextId"]);
        }
        written.sort_unstable();
        named.sort_unstable();
        assert_eq!(named, written, "{}", command.verb());
    }
}

#[test]
fn the_password_is_read_but_never_written() {
    let text = r#"{"verb":"agentLogin","jobNumber":"5001","password":"hunter2","domain":"d","ext":"8001"}"#;
    let command = Command::from_json(text).unwrap();
    let Command::Login(login) = &command else {
        panic!("not a login")
    };
    assert_eq!(login.password.expose(), "hunter2");
    assert_eq!(
        (login.login_mode, login.agent_mode),
        (LoginMode::Force, AgentModeRequest::NotReady)
    );
    assert_eq!(
        (login.agent().as_str(), login.device().as_str()),
        ("5001@d", "8001@d")
    );
    assert!(!command.to_json().contains("hunter2"));
    assert!(!format!("{command:?}").contains("hunter2"));
}

#[test]
fn options_beside_the_number_or_below() {
    let beside =
        Command::from_json(r#"{"id":7,"verb":"makeCall","phoneNumber":"8007","prefix":"9","cpa":"1"}"#);
    let below =
        r#"{"verb":"makeCall","phoneNumber":"8007","options":{"prefix":"9","cpa":true,"contextId":null}}"#;
    assert_eq!(beside, Command::from_json(below));
    let options = MakeCallOptions {
        prefix: Some("9".into()),
        cpa: Some(true),
        ..Default::default()
    };
    assert_eq!(
        beside,
        Ok(Command::MakeCall {
            number: "8007".into(),
            options
        })
    );
}

#[test]
fn null_is_absent() {
    assert_eq!(
        Command::from_json(r#"{"verb":"dropConnection","callId":null}"#),
        Ok(Command::Drop { call: None })
    );
    assert_eq!(
        Command::from_json(r#"{"verb":"holdCall","callId":null}"#),
        Err(CommandJsonError::Missing {
            verb: Verb::Hold,
            argument: "callId"
        })
    );
}

#[test]
fn refused() {
    use CommandJsonError as E;
    let not_json = |line, column| E::NotJson { line, column };
    let missing = |verb, argument| E::Missing { verb, argument };
    let wrong = |verb, argument, expected| E::WrongType {
        verb,
        argument,
        expected,
    };
    let unknown = |verb, argument: &str| E::Unknown {
        verb,
        argument: argument.into(),
    };
    let table = [
        ("", not_json(1, 0)),
        ("{", not_json(1, 1)),
        ("{\"verb\":\n\"logout\"} x", not_json(2, 11)),
        ("\u{feff}{}", not_json(1, 1)),
        ("[]", E::NotAnObject),
        ("\"logout\"", E::NotAnObject),
        ("null", E::NotAnObject),
        ("{}", E::NoVerb),
        (r#"{"verb":null}"#, E::UnknownVerb),
        (r#"{"verb":7}"#, E::UnknownVerb),
        (r#"{"verb":"heartbeat"}"#, E::UnknownVerb),
        (r#"{"verb":"makeCall"}"#, missing(Verb::MakeCall, "phoneNumber")),
        (
            r#"{"verb":"makeCall","phoneNumber":8007}"#,
            wrong(Verb::MakeCall, "phoneNumber", "a string"),
        ),
        (
            r#"{"verb":"makeCall","phoneNumber":"8007","prefx":"9"}"#,
            unknown(Verb::MakeCall, "prefx"),
        ),
        (
            r#"{"verb":"makeCall","phoneNumber":"8","options":7}"#,
            wrong(Verb::MakeCall, "options", "an object of the options"),
        ),
        (
            r#"{"verb":"makeCall","phoneNumber":"8","options":{"x":1}}"#,
            unknown(Verb::MakeCall, "x"),
        ),
        (
            r#"{"verb":"makeCall","phoneNumber":"8","options":{},"prefix":"9"}"#,
            unknown(Verb::MakeCall, "prefix"),
        ),
        (
            r#"{"verb":"makeCall","phoneNumber":"8","cpa":2}"#,
            wrong(Verb::MakeCall, "cpa", "true or false (or \"1\" or \"0\")"),
        ),
        (
            r#"{"verb":"setAgentMode","mode":"Logout"}"#,
            wrong(Verb::SetAgentMode, "mode", "\"Ready\" or \"NotReady\""),
        ),
        (
            r#"{"verb":"setCallData","callId":"c","data":{"k":"v"}}"#,
            wrong(
                Verb::SetCallData,
                "data",
                "a list of {\"key\":…,\"value\":…} of strings",
            ),
        ),
        (
            r#"{"verb":"logout","callId":"c"}"#,
            unknown(Verb::Logout, "callId"),
        ),
        (
            r#"{"verb":"agentLogin","jobNumber":"1","password":12345,"domain":"d","ext":"8"}"#,
            wrong(Verb::Login, "password", "a string"),
        ),
    ];
    for (text, error) in table {
        assert_eq!(Command::from_json(text), Err(error.clone()), "{text}");
        assert!(!error.to_string().contains("12345"));
    }
    let long = format!(r#"{{"verb":"logout","{}":1}}"#, "x".repeat(9000));
    assert_eq!(
        Command::from_json(&long),
        Err(unknown(Verb::Logout, &"x".repeat(64)))
    );
    let deep = format!("{}{}", "[".repeat(9000), "]".repeat(9000));
    assert_eq!(Command::from_json(&deep), Err(E::NotAnObject));
    let deep = format!(r#"{{"verb":"logout","x":{deep}}}"#);
    assert!(Command::from_json(&deep).is_err());
}

#[test]
fn the_manual_s_names_are_written_and_other_names_are_read_too() {
    for (manual, other) in [
        (
            r#"{"verb":"consult","holdCallId":"c","phoneNumber":"8002"}"#,
            r#"{"verb":"consult","callId":"c","phoneNumber":"8002"}"#,
        ),
        (
            r#"{"verb":"superLogout","jobNumber":"5002"}"#,
            r#"{"verb":"superLogout","agentCode":"5002"}"#,
        ),
        (
            r#"{"verb":"singleTransferWaitReturn","callId":"c","phoneNumber":"6000"}"#,
            r#"{"verb":"singleTransferWaitReturn","callId":"c","number":"6000"}"#,
        ),
    ] {
        let command = Command::from_json(manual).unwrap();
        assert_eq!(Command::from_json(other).unwrap(), command);
        assert_eq!(command.to_json(), manual);
    }
    // One of the two is too many.
    let both = r#"{"verb":"superLogout","jobNumber":"5002","agentCode":"5002"}"#;
    assert!(matches!(
        Command::from_json(both),
        Err(CommandJsonError::Unknown { .. })
    ));
}
