//! Statuses and their meanings, what replies name, and how long to wait.

use std::collections::HashSet;

use super::*;

const WALL: Wall = Wall {
    unix_ms: 1_445_412_480_000,
    utc_offset_s: 0,
}; // 2015-10-21 07:28:00 UTC

fn read(status: u16, body: &str) -> Rejection {
    Rejection::read(status, None, body.as_bytes(), WALL)
}

#[test]
fn every_status_has_its_reason() {
    for (status, code) in [
        (301, "redirected"),
        (302, "redirected"),
        (400, "badRequest"),
        (401, "wrongCredentials"),
        (403, "forbidden"),
        (404, "notFound"),
        (423, "agentNotUsable"),
        (426, "sessionExpired"),
        (429, "tooManyRequests"),
        (451, "extensionNotRegistered"),
        (452, "illegalAgent"),
        (453, "illegalExtension"),
        (454, "alreadyLoggedIn"),
        (455, "loggedInElsewhere"),
        (456, "illegalExtensionState"),
        (457, "extensionNotAuthorised"),
        (458, "alreadyLoggedOut"),
        (459, "extensionInUse"),
        (460, "extensionBusy"),
        (461, "agentLimitReached"),
        (462, "allocationFailed"),
        (465, "quotaReached"),
        (466, "recordingDisabled"),
        (483, "taskNotAssigned"),
        (500, "serverError"),
        (503, "serverError"),
        (599, "serverError"),
        (405, "other"),
        (418, "other"),
        (600, "other"),
        (0, "other"),
    ] {
        assert_eq!(Reason::of_status(status).code(), code, "{status}");
    }
}

#[test]
fn words_are_distinct_and_codes_are_what_json_says() {
    let mut reasons: HashSet<Reason> = (0..=600).map(Reason::of_status).collect();
    reasons.insert(Reason::UnreadableReply);
    assert_eq!(reasons.len(), 26);
    let of =
        |words: fn(Reason) -> &'static str| reasons.iter().map(|&r| words(r)).collect::<HashSet<_>>().len();
    assert_eq!(
        (of(Reason::code), of(Reason::message_en), of(Reason::message_zh)),
        (26, 26, 26)
    );
    for reason in reasons {
        assert_eq!(
            serde_json::to_string(&reason).unwrap(),
            format!("\"{}\"", reason.code())
        );
        assert!(reason.message_en().ends_with('.') && reason.message_zh().ends_with('。'));
        assert!(reason.message_en().is_ascii() && !reason.message_zh().is_ascii());
    }
}

#[test]
fn login_modes_are_for_454_and_455_alone() {
    let applies: Vec<u16> = (0..=600).filter(|&s| read(s, "").login_mode_applies()).collect();
    assert_eq!(applies, [454, 455]);
}

#[test]
fn the_other_agent_and_device_are_named() {
    let elsewhere = read(455, r#"{"deviceId":"8002@test.cc"}"#);
    assert_eq!(elsewhere.device, Some("8002@test.cc".into()));
    assert_eq!(
        elsewhere.to_string(),
        "The agent is already logged in on another extension, 8002@test.cc."
    );
    assert_eq!(
        elsewhere.sentence(Language::Zh),
        "座席已登录另外一个分机：8002@test.cc。"
    );

    for body in [r#"{"agentId":"5002@test.cc"}"#, r#"{"agent":"5002@test.cc"}"#] {
        let in_use = read(459, body);
        assert_eq!(in_use.agent, Some("5002@test.cc".into()));
        assert_eq!(
            in_use.sentence(Language::En),
            "Another agent, 5002@test.cc, is logged in on the extension."
        );
        assert_eq!(
            in_use.sentence(Language::Zh),
            "分机已经被别的座席登录：5002@test.cc。"
        );
    }
    let number = read(459, r#"{"agent":5002}"#);
    assert_eq!(number.agent, Some("5002".into()));
    assert_eq!(
        read(418, "").to_string(),
        "The server refused the request with status 418."
    );
    assert_eq!(
        read(418, "").sentence(Language::Zh),
        "请求被服务器拒绝，状态码418。"
    );
    assert_eq!(
        Rejection::without_status(Reason::Other).to_string(),
        Reason::Other.message_en()
    );
}

#[test]
fn replies_that_name_nobody() {
    let long = format!(r#"{{"deviceId":"{}"}}"#, "8".repeat(600));
    for body in [
        "",
        "null",
        "[]",
        "\u{0}",
        "<html><body>Bad gateway</body></html>",
        r#"{"deviceId":null}"#,
        r#"{"deviceId":8002.5}"#,
        r#"{"deviceId":["8002@test.cc"]}"#,
        r#"{"deviceId":""}"#,
        r#"{"deviceId":"8002\n\u001b[31m"}"#,
        r#"{"deviceId":"8002@test.cc""#,
        &long,
    ] {
        let rejection = read(455, body);
        assert_eq!(
            (rejection.device.as_ref(), rejection.agent.as_ref()),
            (None, None),
            "{body}"
        );
        assert_eq!(rejection.to_string(), Reason::LoggedInElsewhere.message_en());
        assert_eq!(
            rejection.sentence(Language::Zh),
            Reason::LoggedInElsewhere.message_zh()
        );
    }
}

#[test]
fn the_body_is_bounded_and_shows_no_secret() {
    let body = format!(r#"{{"sessionId":"s3cr3t","text":"{}"}}"#, "席".repeat(5000));
    let rejection = read(500, &body);
    assert!(rejection.body.len() <= MAX_REJECTION_BODY && rejection.body.len() > MAX_REJECTION_BODY - 3);
    assert!(rejection.body.starts_with(r#"{"sessionId":"***","text":"席"#));
    let unreadable = Rejection::unreadable(200, &ReplyError::Html);
    assert_eq!(
        (unreadable.status, unreadable.reason),
        (Some(200), Reason::UnreadableReply)
    );
    assert!(unreadable.body.contains("HTML"));
}

#[test]
fn how_long_to_wait() {
    let day = 24 * 60 * 60;
    for (value, seconds) in [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("99999999", Some(day)),
        ("99999999999999999999999999", Some(day)),
        ("Wed, 21 Oct 2015 07:28:30 GMT", Some(30)),
        ("Wed, 21 Oct 2015 07:27:00 GMT", Some(0)),
        ("Wed, 21 Oct 2099 07:28:00 GMT", Some(day)),
        ("Wednesday, 21-Oct-15 07:28:30 GMT", Some(30)),
        ("Wed Oct 21 07:28:30 2015", Some(30)),
        ("Sun Nov  1 07:28:00 2015", Some(day)),
        ("Thursday, 21-Oct-99 07:28:00 GMT", Some(0)),
        ("Wed, 21 Oct 2015 09:28:30 +0200", Some(30)),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("Wed, 21 Oct 2015", None),
    ] {
        let rejection = Rejection::read(503, Some(value), b"", WALL);
        assert_eq!(
            rejection.retry_after,
            seconds.map(Duration::from_secs),
            "{value:?}"
        );
    }
    assert_eq!(read(503, "").retry_after, None);
}

#[test]
fn reads_back_from_json() {
    let rejection = Rejection::read(455, Some("3"), br#"{"deviceId":"8002@test.cc"}"#, WALL);
    let text = serde_json::to_string(&rejection).unwrap();
    assert!(
        text.starts_with(r#"{"status":455,"reason":"loggedInElsewhere","#),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Rejection>(&text).unwrap(), rejection);
}

#[test]
fn a_date_to_wait_for_is_read_by_the_clock_of_who_has_said_it() {
    let until = "Mon, 27 Nov 2017 10:00:04 GMT";
    for (value, date, expected) in [
        (until, Some("Mon, 27 Nov 2017 10:00:00 GMT"), "4"),
        (until, Some("Mon, 27 Nov 2017 11:00:00 GMT"), "0"),
        (until, Some("soon"), until),
        (until, None, until),
        ("7", Some("Mon, 27 Nov 2017 10:00:00 GMT"), "7"),
        ("soon", Some("Mon, 27 Nov 2017 10:00:00 GMT"), "soon"),
    ] {
        assert_eq!(retry_after_in_seconds(value, date), expected, "{value} {date:?}");
    }
}
