//! No id can leave its place in a path or a query, whatever is in it; what cannot be sent is refused.

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use url::Url;
use wellclient_core::command::{CallDataEntry, Command, LoginRequest, MakeCallOptions, Participation, Verb};
use wellclient_core::dial::MAX_DIAL_BYTES;
use wellclient_core::environment::{Dialect, Environment};
use wellclient_core::http::{Api, ArgumentError, Field, HttpRequest, Language, MAX_ID_BYTES, Problem};
use wellclient_core::id::{AgentId, CallId, DeviceId};

fn api(dialect: Dialect, agent: &str, device: &str) -> Result<Api, ArgumentError> {
    let environment = Environment::custom("http://127.0.0.1:1/base", None).unwrap();
    Api::new(environment, dialect, agent.into(), device.into())
}

fn plain_api() -> Api {
    api(Dialect::V4, "5001@test.cc", "8001@test.cc").unwrap()
}

/// Any text, and with preference those that mean something in a URL.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "/", "\\", "?", "#", "%", "%2e", "%2F", "%00", ".", "..", "|", "@", ":", ";", "&", "=", "+", " ",
        "\t", "\r\n", "\0", "席", "𝄞", "\u{feff}", "\u{202e}", "a", "//host/", "http:", "Host: x",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(pieces, 1..6).prop_map(|v| v.concat())
    ]
    .prop_filter("too long or empty ids are refused", |id| {
        !id.is_empty() && id.len() <= MAX_ID_BYTES
    })
}

/// As a server takes the address apart: decoded segments and query pairs.
fn taken_apart(request: &HttpRequest) -> (Vec<String>, Vec<(String, String)>) {
    let url = Url::parse(&request.url).unwrap();
    // The URL standard's parser leaves it as it is: nothing in it was a step, a space or a line end.
    assert_eq!(url.as_str(), request.url);
    assert_eq!(
        (url.host_str(), url.port(), url.fragment()),
        (Some("127.0.0.1"), Some(1), None)
    );
    let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let segments = url.path_segments().unwrap().map(decode).collect();
    let query = url.query().map(|query| query.split_once('=').unwrap());
    (
        segments,
        query
            .map(|(name, value)| (decode(name), decode(value)))
            .into_iter()
            .collect(),
    )
}

fn path(fixed: &str, ids: &[&str]) -> Vec<String> {
    let mut ids = ids.iter();
    let segment = |s: &str| {
        if s == "{}" {
            (*ids.next().unwrap()).to_owned()
        } else {
            s.to_owned()
        }
    };
    format!("base/{fixed}").split('/').map(segment).collect()
}

proptest! {
    #[test]
    fn ids_stay_in_their_places(
        call in hostile(), device in hostile(), agent in hostile(), v4 in any::<bool>(),
    ) {
        let dialect = if v4 { Dialect::V4 } else { Dialect::V2 };
        let steps = [".", ".."];
        let usable = |id: &str| !steps.contains(&id);
        let made = api(dialect, &agent, &device);
        prop_assert_eq!(made.is_ok(), usable(&agent) && usable(&device));
        let Ok(api) = made else { return Ok(()) };

        let heartbeat = taken_apart(&api.heartbeat());
        prop_assert_eq!(heartbeat, (path("api/csta/agent/heartbeat/{}", &[&agent]), vec![]));

        let call_id = CallId::from(&call);
        let answer = api.request(&Command::Answer { call: call_id.clone() });
        prop_assert_eq!(answer.is_ok(), usable(&call));
        let Ok(answer) = answer else { return Ok(()) };
        let connection = format!("{device}|{call}");
        let fixed = "api/csta/callControl/calls/{}/connections/{}/answer";
        prop_assert_eq!(taken_apart(&answer), (path(fixed, &[&call, &connection]), vec![]));
        // One bar, and only where 2.x has it: those of the ids are encoded.
        prop_assert_eq!(answer.url.matches('|').count(), usize::from(!v4));
        let (_, wire) = answer.url.split_once("/calls/").unwrap();
        prop_assert!(wire.bytes().all(|b| b.is_ascii_graphic()));
        prop_assert!(!wire.contains(['?', '#', '\\']));
        prop_assert_eq!(wire.matches('/').count(), 3);

        let spy = Command::ForceListen { call: call_id, device: DeviceId::from(&device) };
        let spy = taken_apart(&api.request(&spy).unwrap());
        let query = vec![("deviceId".to_owned(), device.clone())];
        prop_assert_eq!(spy, (path("api/csta/callControl/calls/{}/spy", &[&call]), query));

        let release = Command::ReleaseAllocatedAgent { agent: AgentId::from(&agent) };
        let release = taken_apart(&api.request(&release).unwrap());
        prop_assert_eq!(release, (path("api/csta/outbound/release/{}", &[&agent]), vec![]));
    }

    #[test]
    fn bodies_are_json_whatever_is_in_them(text in any::<String>(), key in any::<String>()) {
        let api = plain_api();
        prop_assume!(!key.is_empty());
        let entries = vec![CallDataEntry::new(&*key, &*text)];
        let request = api.request(&Command::SetCallData { call: "c".into(), entries }).unwrap();
        let body: serde_json::Value = serde_json::from_str(request.body.as_str().unwrap()).unwrap();
        prop_assert_eq!(body, serde_json::json!({"entries": [{"key": key, "value": text}]}));
    }

    #[test]
    fn logins_survive_any_password(password in any::<String>()) {
        let login = LoginRequest::new("5001", &*password, "test.cc", "8001");
        let api = plain_api();
        let form = api.authenticate(&login).unwrap();
        let pairs: Vec<_> = url::form_urlencoded::parse(form.body.as_str().unwrap().as_bytes()).collect();
        prop_assert_eq!(&*pairs[1].1, &*password);
        let body = api.login(&login, &"s".into()).unwrap();
        let body: serde_json::Value = serde_json::from_str(body.body.as_str().unwrap()).unwrap();
        prop_assert_eq!(body["password"].as_str(), Some(&*password));
    }
}

#[test]
fn arguments_that_no_request_is_made_of() {
    let long = "x".repeat(MAX_ID_BYTES + 1);
    let call = || CallId::from("c1");
    let device = || DeviceId::from("8002@test.cc");
    let agent = || AgentId::from("5002@test.cc");
    let make_call = |number: &str, prefix: Option<&str>| Command::MakeCall {
        number: number.into(),
        options: MakeCallOptions {
            prefix: prefix.map(Into::into),
            ..Default::default()
        },
    };
    let consult = |call: CallId, number: &str| Command::Consult {
        call,
        number: number.into(),
    };
    let join = |number: &str| Command::SingleStepConference {
        call: call(),
        number: number.into(),
        participation: Participation::Active,
    };
    let table = [
        (Command::Answer { call: "".into() }, Field::Call, Problem::Empty),
        (
            Command::Answer { call: (&long).into() },
            Field::Call,
            Problem::TooLong,
        ),
        (
            Command::Hold { call: ".".into() },
            Field::Call,
            Problem::DotSegment,
        ),
        (
            Command::GetCallData { call: "..".into() },
            Field::Call,
            Problem::DotSegment,
        ),
        (Command::Drop { call: None }, Field::Call, Problem::Missing),
        (
            Command::Conference {
                held: "".into(),
                consulted: call(),
            },
            Field::HeldCall,
            Problem::Empty,
        ),
        (
            Command::Transfer {
                held: call(),
                consulted: "".into(),
            },
            Field::ConsultedCall,
            Problem::Empty,
        ),
        (
            Command::ForceDrop {
                device: "".into(),
                call: call(),
            },
            Field::Device,
            Problem::Empty,
        ),
        (
            Command::ForceListen {
                call: call(),
                device: (&long).into(),
            },
            Field::Device,
            Problem::TooLong,
        ),
        (
            Command::ForceReady {
                agent: "".into(),
                device: device(),
            },
            Field::Agent,
            Problem::Empty,
        ),
        (
            Command::ForceLogout {
                agent: agent(),
                device: "".into(),
            },
            Field::Device,
            Problem::Empty,
        ),
        (
            Command::ReleaseAllocatedAgent { agent: "..".into() },
            Field::Agent,
            Problem::DotSegment,
        ),
        (
            Command::SuperLogout {
                job_number: "".into(),
            },
            Field::JobNumber,
            Problem::Empty,
        ),
        (
            Command::SuperLogout {
                job_number: "5\r\n".into(),
            },
            Field::JobNumber,
            Problem::ControlCharacter,
        ),
        (make_call("", None), Field::Number, Problem::Empty),
        (
            make_call("8007\n", None),
            Field::Number,
            Problem::ControlCharacter,
        ),
        (
            make_call("80\u{85}07", None),
            Field::Number,
            Problem::ControlCharacter,
        ),
        (make_call(&long, None), Field::Number, Problem::TooLong),
        (
            make_call("8007", Some("9\0")),
            Field::Prefix,
            Problem::ControlCharacter,
        ),
        (
            make_call(&"8".repeat(MAX_DIAL_BYTES), Some("9")),
            Field::Number,
            Problem::TooLongToDial,
        ),
        (consult(call(), ""), Field::Number, Problem::Empty),
        (consult("".into(), "8002"), Field::Call, Problem::Empty),
        (join("\u{7f}"), Field::Number, Problem::ControlCharacter),
        (
            Command::AgentGreeting {
                call: call(),
                message: "".into(),
            },
            Field::Message,
            Problem::Empty,
        ),
        (
            Command::SetCallData {
                call: call(),
                entries: vec![CallDataEntry::new("order", "1"), CallDataEntry::new("", "2")],
            },
            Field::Key,
            Problem::Empty,
        ),
        (
            Command::UploadLog,
            Field::Command(Verb::UploadLog),
            Problem::NotOneRequest,
        ),
        (
            Command::Login(LoginRequest::new("1", "p", "d", "8")),
            Field::Command(Verb::Login),
            Problem::NotOneRequest,
        ),
    ];
    for dialect in [Dialect::V2, Dialect::V4] {
        let api = api(dialect, "5001@test.cc", "8001@test.cc").unwrap();
        for (command, field, problem) in &table {
            let error = ArgumentError {
                field: *field,
                problem: *problem,
            };
            assert_eq!(api.request(command), Err(error), "{command:?}");
        }
    }
}

#[test]
fn own_ids_and_logins_that_are_refused() {
    let refused = |field, problem| Some(ArgumentError { field, problem });
    assert_eq!(
        api(Dialect::V4, "", "8001@d").err(),
        refused(Field::Agent, Problem::Empty)
    );
    assert_eq!(
        api(Dialect::V4, "..", "8001@d").err(),
        refused(Field::Agent, Problem::DotSegment)
    );
    assert_eq!(
        api(Dialect::V4, "5001@d", "").err(),
        refused(Field::Device, Problem::Empty)
    );

    let plain = plain_api();
    for (login, field, problem) in [
        (
            LoginRequest::new("", "p", "d", "8"),
            Field::JobNumber,
            Problem::Empty,
        ),
        (
            LoginRequest::new("5\n", "p", "d", "8"),
            Field::JobNumber,
            Problem::ControlCharacter,
        ),
        (
            LoginRequest::new("5", "p", "", "8"),
            Field::Domain,
            Problem::Empty,
        ),
        (
            LoginRequest::new("5", "p", "d".repeat(513), "8"),
            Field::Domain,
            Problem::TooLong,
        ),
    ] {
        assert_eq!(plain.authenticate(&login).err(), refused(field, problem));
        assert_eq!(plain.login(&login, &"s".into()).err(), refused(field, problem));
    }
    let no_extension = LoginRequest::new("5", "p", "d", "");
    assert_eq!(
        plain.login(&no_extension, &"s".into()).err(),
        refused(Field::Extension, Problem::Empty)
    );
    assert_eq!(
        plain.upload_log("", "text").err(),
        refused(Field::LogName, Problem::Empty)
    );

    // An agent without a domain has no tenant to ask for prefixes; everything else goes on.
    let bare = api(Dialect::V4, "5001", "8001").unwrap();
    assert_eq!(
        bare.request(&Command::GetMyPrefix).err(),
        refused(Field::Domain, Problem::Empty)
    );
    assert!(bare.request(&Command::Logout).is_ok());
    assert_eq!(
        refused(Field::Call, Problem::Empty).unwrap().to_string(),
        "callId is empty"
    );
}

/// An agent reads what is wrong in words of his own, in each language.
#[test]
fn an_agent_is_told_what_is_wrong_with_an_argument() {
    let said = |field, problem| {
        let error = ArgumentError { field, problem };
        [Language::En, Language::Zh].map(|language| error.sentence(language))
    };
    let cases = [
        (
            Field::Extension,
            Problem::Empty,
            "The extension is empty.",
            "分机号为空。",
        ),
        (
            Field::JobNumber,
            Problem::TooLong,
            "The job number is longer than 512 bytes.",
            "工号超过512字节。",
        ),
        (
            Field::Call,
            Problem::DotSegment,
            "The call's id cannot be \".\" or \"..\".",
            "通话标识不能是“.”或“..”。",
        ),
        (
            Field::Number,
            Problem::ControlCharacter,
            "The number contains a control character.",
            "号码含有控制字符。",
        ),
    ];
    for (field, problem, en, zh) in cases {
        assert_eq!(said(field, problem), [en, zh]);
    }
}
