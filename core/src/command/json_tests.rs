//! Commands through JSON and back, and what is refused.

use serde_json::value::RawValue;

use super::*;

/// Each verb with all of its arguments.
fn every_command() -> Vec<Command> {
    let of = |verb: &Verb| {
        let arguments = verb.arguments().iter().map(|name| argument(name));
        let text = format!("{{\"verb\":\"{verb}\",{}}}", arguments.collect::<String>());
        Command::from_json(&text.replace(",}", "}")).unwrap_or_else(|error| panic!("{text}: {error}"))
    };
    Verb::ALL.iter().map(of).collect()
}

/// An argument with a value of its type that is not its default.
fn argument(name: &str) -> String {
    match name {
        "mode" => r#""mode":"NotReady","#.to_owned(),
        "type" => r#""type":"Silent","#.to_owned(),
        "loginMode" => r#""loginMode":"ask","#.to_owned(),
        "agentMode" => r#""agentMode":"Ready","#.to_owned(),
        "password" => r#""password":"***","#.to_owned(),
        "data" => r#""data":[{"key":"k","value":"v"}],"#.to_owned(),
        "options" => {
            let options = r#""prefix":"9","destForDisplay":"1","originForDisplay":"2","cpa":true,"#;
            format!(r#"{options}"contextId":"{{\"k\":\"v\"}}\r\n","#)
        }
        text => format!(r#""{text}":"the {text}","#),
    }
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
        (r#"{"verb":null}"#, E::NoVerb),
        (r#"{"verb":7}"#, E::NoVerb),
        (
            r#"{"verb":"heartbeat"}"#,
            E::UnknownVerb {
                verb: "heartbeat".to_owned(),
            },
        ),
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
            r#"{"verb":"conference","holdCallId":"c","consultCallId":"k"}"#,
            r#"{"verb":"conference","callId":"c","consultCallId":"k"}"#,
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

#[test]
fn a_log_in_without_a_domain_is_in_the_environment_s_own() {
    for domain in ["", r#","domain":null"#, r#","domain":"""#] {
        let text =
            format!(r#"{{"verb":"agentLogin","jobNumber":"5001","password":"x","ext":"8001"{domain}}}"#);
        let Ok(Command::Login(login)) = Command::from_json(&text) else {
            panic!("{text}")
        };
        assert_eq!(login.domain, "");
    }
}

#[test]
fn a_verb_that_is_none_is_named() {
    let named = |text: &str| Command::from_json(text).unwrap_err().to_string();
    assert_eq!(named(r#"{"verb":"holdCal"}"#), r#"no such verb: "holdCal""#);
    let long = named(&format!(r#"{{"verb":"{}"}}"#, "\\u001b".repeat(1000)));
    assert!(long.len() < 1000 && !long.contains('\u{1b}'), "{long}");
}
