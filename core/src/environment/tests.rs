//! Presets, derived addresses, refused URLs, and the way through a file.

use super::*;

fn addresses(name: &str, dialect: Dialect) -> [String; 3] {
    let e = Environment::preset(name, dialect).unwrap();
    assert_eq!(e.name, name);
    [e.api.into(), e.events.into(), e.login.into()]
}

#[test]
fn every_preset_in_both_dialects() {
    let table = [
        (
            "CMB-PRO",
            "https://mbsdk.wellcloud.cc:5088/",
            "wss://mbsdk.wellcloud.cc:5088/mvc/stomp/websocket",
            Some("https://mbsdk.wellcloud.cc:5088/login"),
            "https://mbsdk.wellcloud.cc:5088/loginTrusted",
            Some("cmb.cc"),
            true,
        ),
        (
            "CMB-DEV",
            "https://uatsdk.wellcloud.cc/",
            "wss://uatsdk.wellcloud.cc/mvc/stomp/websocket",
            Some("https://uattpi.wellcloud.cc/login"),
            "https://uatsdk.wellcloud.cc/loginTrusted",
            Some("cmbyc.cc"),
            true,
        ),
        (
            "CMB-PRO2",
            "http://prd2sdk.wellcloud.cc:5082/",
            "ws://prd2sdk.wellcloud.cc:5082/mvc/stomp/websocket",
            Some("http://prd2tpi.wellcloud.cc:5081/login"),
            "http://prd2tpi.wellcloud.cc:5081/login",
            None,
            true,
        ),
        (
            "AWS-PRO",
            "http://tpisdk.wellcloud.cc/",
            "ws://tpisdk.wellcloud.cc/mvc/stomp/websocket",
            Some("http://tpi.wellcloud.cc/login"),
            "http://tpi.wellcloud.cc/login",
            None,
            false,
        ),
        (
            "AWS-HTTPS",
            "https://api.wellcloud.cc/sdk",
            "wss://api.wellcloud.cc/sdk/mvc/stomp/websocket",
            None,
            "https://api.wellcloud.cc/agent/login",
            None,
            false,
        ),
    ];
    assert!(Environment::presets().eq(table.iter().map(|row| row.0)));
    for (name, api, events, login_v2, login_v4, domain, auto_answer) in table {
        assert_eq!(addresses(name, Dialect::V4), [api, events, login_v4]);
        match login_v2 {
            Some(login) => assert_eq!(addresses(name, Dialect::V2), [api, events, login]),
            None => assert_eq!(
                Environment::preset(name, Dialect::V2),
                Err(EnvironmentError::NotInDialect(name, Dialect::V2))
            ),
        }
        let environment = Environment::preset(name, Dialect::default()).unwrap();
        assert_eq!(environment.default_domain.as_deref(), domain);
        assert_eq!(environment.auto_answer, auto_answer);
    }
}

#[test]
fn the_manual_s_other_name_and_no_others() {
    assert_eq!(
        Environment::preset("CMB-PRD2", Dialect::V2).unwrap().name,
        "CMB-PRO2"
    );
    for (given, name) in [
        ("", ""),
        ("cmb-pro", "cmb-pro"),
        ("CMB-PRO3", "CMB-PRO3"),
        ("custom", "custom"),
        ("http://desk:hunter2@cti.example", "http…"),
    ] {
        let refused = Environment::preset(given, Dialect::V4).unwrap_err();
        let known = "CMB-PRO, CMB-DEV, CMB-PRO2, AWS-PRO, AWS-HTTPS";
        assert_eq!(
            refused.to_string(),
            format!("there is no environment \"{name}\"; there are {known}")
        );
    }
}

#[test]
fn a_server_of_one_s_own() {
    let e = Environment::custom("http://127.0.0.1:8080", None).unwrap();
    assert_eq!(e.events.as_str(), "ws://127.0.0.1:8080/mvc/stomp/websocket");
    assert_eq!(e.login.as_str(), "http://127.0.0.1:8080/login");
    assert!(e.auto_answer);

    let e = Environment::custom("https://[::1]:5088/a/b/", Some("http://tpi.example/in")).unwrap();
    assert_eq!(e.events.as_str(), "wss://[::1]:5088/a/b/mvc/stomp/websocket");
    assert_eq!(e.login.as_str(), "http://tpi.example/in");

    let e = Environment::custom("http://odd.example:443", None).unwrap();
    assert_eq!(e.events.as_str(), "ws://odd.example:443/mvc/stomp/websocket");
}

#[test]
fn every_part_can_be_overridden() {
    let e = Environment::custom("http://a.example", None)
        .unwrap()
        .with_name("mine")
        .with_api("https://b.example/base")
        .unwrap()
        .with_events("wss://c.example:1/ev")
        .unwrap()
        .with_login("https://d.example/in")
        .unwrap()
        .with_default_domain(Some("test.cc"))
        .with_auto_answer(false);
    let text = serde_json::to_string(&e).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"name":"mine","api":"https://b.example/base","events":"wss://c.example:1/ev","#,
            r#""login":"https://d.example/in","defaultDomain":"test.cc","autoAnswer":false}"#,
        )
    );
    assert_eq!(serde_json::from_str::<Environment>(&text).unwrap(), e);
}

#[test]
fn refused_urls() {
    use UrlProblem as P;
    let table: [(&str, P); 26] = [
        ("", P::Empty),
        ("cti.example", P::Scheme("http")),
        ("httpss://a", P::Scheme("http")),
        ("http://", P::Unreadable(url::ParseError::EmptyHost)),
        ("http://a b", P::Unreadable(url::ParseError::IdnaError)),
        ("http://a:99999", P::Unreadable(url::ParseError::InvalidPort)),
        ("http://a:0", P::Port),
        ("https://a:0/sdk", P::Port),
        ("http:///a", P::NoHost),
        ("http:/a", P::NoHost),
        ("http:a", P::NoHost),
        ("http:\\\\a", P::NoHost),
        ("http://\\a", P::NoHost),
        ("http://a\tb", P::ControlCharacter),
        ("http://a/b\n", P::ControlCharacter),
        ("http://a\0", P::ControlCharacter),
        ("\rhttp://a", P::ControlCharacter),
        ("ftp://a", P::Scheme("http")),
        ("ws://a", P::Scheme("http")),
        ("file:///etc/passwd", P::Scheme("http")),
        ("javascript:alert(1)", P::Scheme("http")),
        ("http://user@a", P::Credentials),
        ("http://:hunter2@a", P::Credentials),
        ("http://a?x=1", P::QueryOrFragment),
        ("http://a?", P::QueryOrFragment),
        ("http://a#f", P::QueryOrFragment),
    ];
    let good = Environment::custom("http://good.example", None).unwrap();
    for (text, problem) in table {
        let refused = |field| EnvironmentError::Url { field, problem };
        assert_eq!(
            Environment::custom(text, None),
            Err(refused(UrlField::Api)),
            "{text}"
        );
        assert_eq!(
            Environment::custom("http://a", Some(text)),
            Err(refused(UrlField::Login)),
            "{text}"
        );
        assert_eq!(good.clone().with_api(text), Err(refused(UrlField::Api)));
        assert_eq!(good.clone().with_login(text), Err(refused(UrlField::Login)));
        assert!(!refused(UrlField::Api).to_string().contains("hunter2"));
    }
    assert_eq!(
        good.with_events("http://a"),
        Err(EnvironmentError::Url {
            field: UrlField::Events,
            problem: P::Scheme("ws")
        })
    );
}

#[test]
fn refused_files() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"api":7}"#,
        r#"{"api":"http://a","evnts":"ws://a"}"#,
        r#"{"api":"http://a","events":"http://a"}"#,
        r#"{"api":"http://u:p@a"}"#,
    ] {
        assert!(serde_json::from_str::<Environment>(text).is_err(), "{text}");
    }
}

#[test]
fn dialects_read_and_written() {
    for (text, dialect) in [("2.x", Dialect::V2), ("4.x", Dialect::V4)] {
        assert_eq!(dialect.to_string(), text);
        assert_eq!(text.parse(), Ok(dialect));
        assert_eq!(serde_json::to_string(&dialect).unwrap(), format!("\"{text}\""));
    }
    assert_eq!("v2".parse(), Ok(Dialect::V2));
    assert_eq!("3".parse::<Dialect>(), Err(EnvironmentError::UnknownDialect));
}
