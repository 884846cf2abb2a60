//! `replay --mask`: no telephone number is left anywhere in the page or the picture, and what is none stays.

mod common;

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{run, text};
use flate2::read::DeflateDecoder;

/// Whom nobody may find, as they were written.
const SECRET: [&str; 12] = [
    "13800138000",
    "138-0013-8000",
    "138 0013 8000",
    "138_0013_8000",
    "138%200013%208000",
    "１３８００１３８０００",
    "0013-8000",
    "0013_8000",
    "200013",
    "95588",
    "10086",
    "5550123",
];

/// Calls with numbers wherever one can stand.
const RECORDED: &str = r#"{"eventName":"agentLoggedOn","eventTime":"2026.01.01 08:00:00","eventType":"agent","serial":11053490,"agentId":"5001@test.cc","agentMode":"NotReady"}
{"eventName":"agentNotReady","eventTime":"2026.01.01 08:00:00","eventType":"agent","serial":11053491,"agentId":"5001@test.cc","agentMode":"NotReady","reason":"calls +86 138-0013-8000 back"}
{"eventName":"delivered","eventTime":"2026.01.01 08:00:01","eventType":"csta","serial":121019,"callId":"d0bad0da-572b-4af1-ae84-379630af89ee","connectionId":"8001@test.cc|d0bad0da-572b-4af1-ae84-379630af89ee","srcDeviceId":"8001@test.cc","deviceId":"8001@test.cc","localState":"Alerting","originCallInfo":{"callId":"d0bad0da-572b-4af1-ae84-379630af89ee","callingDevice":"13800138000@test.cc","calledDevice":"95588@test.cc"},"alertingDevice":"8001@test.cc","callingDevice":"13800138000@test.cc","calledDevice":"8001@test.cc","lastRedirectionDevice":"10086@test.cc","trunkGroup":"95588","split":"queue-10086","params":{"url":"http%3A%2F%2Fcrm%2Ftel%3D%2B86%20138%200013%208000"},"userData":{"data":{"originalANI":"13800138000@test.cc","serial":"13800138000","agentId":13800138000,"eventTime":"138 0013 8000","note":"ring １３８００１３８０００ or 138_0013_8000","tel-13800138000":"x","nested":"{\"callId\":\"95588\"}"}}}
{"eventName":"established","eventTime":"2026.01.01 08:00:02","eventType":"csta","serial":121021,"callId":"d0bad0da-572b-4af1-ae84-379630af89ee","srcDeviceId":"8001@test.cc","deviceId":"8001@test.cc","localState":"Connect","answeringDevice":"8001@test.cc","callingDevice":"13800138000@test.cc","calledDevice":"8001@test.cc","sipCallId":"13800138000-1@10.0.0.1:50600"}
{"eventName":"recordStarted","eventTime":"2026.01.01 08:00:02","serial":121022,"callId":"d0bad0da-572b-4af1-ae84-379630af89ee","fileName":"rec13800138000_20260101.wav","recordId":"r13800138000","isSuccess":true}
[2026-01-01 08:00:03]: POST http://127.0.0.1:28080/api/csta/callControl/calls/d0bad0da-572b-4af1-ae84-379630af89ee/connections/8001@test.cc%7Cd0bad0da-572b-4af1-ae84-379630af89ee/consult?to=%2B8613800138000&b=95588%40test.cc: accepted
[2026-01-01 08:00:03]: makeCall {"verb":"makeCall","phoneNumber":"13800138000","destForDisplay":"95588","prefix":"9"}
[2026-01-01 08:00:04]: anomaly foreign: of 5550123, which is nobody here
{"eventName":"failed","eventTime":"2026.01.01 08:00:05","serial":121023,"callId":"d0bad0da-572b-4af1-ae84-379630af89ee","deviceId":"10086@test.cc","calledDevice":"10086@test.cc","failedCode":"1","failedMsg":"10086 is busy (13800138000)","cause":"Failed"}
"#;

/// The page's texts: the page itself, and all that is packed in it.
fn unpacked(page: &str) -> String {
    let mut all = page.to_owned();
    for packed in page.split("type=\"text/plain\"").skip(1) {
        let packed = packed.split_once('>').unwrap().1;
        let packed = packed.split_once("</script>").unwrap().0;
        let bytes = STANDARD.decode(packed.trim()).unwrap();
        let mut text = String::new();
        DeflateDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .unwrap();
        all.push_str(&text);
    }
    all
}

#[test]
fn no_number_is_left_and_what_is_none_stays() {
    let folder = std::env::temp_dir().join(format!("wellclient-{}-mask", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| -> PathBuf { folder.join(name) };
    // The file's name is the page's title.
    let recorded = file("day-of-13800138000.log");
    fs::write(&recorded, RECORDED).unwrap();
    let make = |more: &[&str]| {
        let (html, svg) = (file("day.html"), file("day.svg"));
        let arguments = [
            &[
                "replay",
                recorded.to_str().unwrap(),
                "--agent",
                "5001@test.cc",
                "--device",
                "8001@test.cc",
            ],
            &["--html", html.to_str().unwrap(), "--svg", svg.to_str().unwrap()][..],
            more,
        ];
        let done = run(&arguments.concat());
        assert!(done.status.success(), "{}", text(&done.stderr));
        let page = unpacked(&fs::read_to_string(html).unwrap());
        (page, fs::read_to_string(svg).unwrap())
    };
    let (open, _) = make(&[]);
    for secret in SECRET {
        assert!(open.contains(secret), "{secret} is there to be masked");
    }
    for lang in ["en", "zh"] {
        let (page, picture) = make(&["--mask", "--lang", lang]);
        for (what, masked) in [("page", &page), ("picture", &picture)] {
            for secret in SECRET {
                let found = masked.find(secret).map(|at| masked.get(at..).unwrap());
                let found = found.map(|rest| rest.chars().take(80).collect::<String>());
                assert_eq!(found, None, "{secret} in the {what}");
            }
        }
        for stays in [
            "d0bad0da-572b-4af1-ae84-379630af89ee",
            "5001@test.cc",
            "8001@test.cc",
            r#"\"serial\":11053490"#,
            "2026.01.01 08:00:02",
            "127.0.0.1:28080",
            "10.0.0.1:50600",
        ] {
            assert!(page.contains(stays), "{stays} stays");
        }
        assert!(page.contains("day-of-tel-"), "the title");
    }
    fs::remove_dir_all(&folder).unwrap();
}
