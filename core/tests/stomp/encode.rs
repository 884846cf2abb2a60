//! The STOMP encoder by examples: what it writes, what it refuses, and what no frame shows of itself.

use wellclient_core::stomp::*;

const VERSIONS: [Version; 3] = [Version::V1_0, Version::V1_1, Version::V1_2];

#[test]
fn the_encoder_announces_every_body_once() {
    for version in VERSIONS {
        let frame = Frame::new(Command::Send)
            .with_header("content-length", "99")
            .with_header("a", "b")
            .with_header("content-length", "7")
            .with_body(*b"x\0y");
        assert_eq!(
            frame.encode(version).unwrap(),
            b"SEND\na:b\ncontent-length:3\n\nx\0y\0"
        );
        let bare = Frame::new(Command::Send).with_header("content-length", "99");
        assert_eq!(bare.encode(version).unwrap(), b"SEND\n\n\0");
    }
}

#[test]
fn the_encoder_escapes_by_version() {
    let frame = Frame::new(Command::Send).with_header("n\n:", "\\ \n:");
    let expected = b"SEND\nn\\n\\c:\\\\ \\n\\c\n\n\0";
    assert_eq!(frame.encode(Version::V1_1).unwrap(), expected);
    assert_eq!(frame.encode(Version::V1_2).unwrap(), expected);
    let frame = Frame::new(Command::Send).with_header("a", "1\r2");
    assert_eq!(frame.encode(Version::V1_2).unwrap(), b"SEND\na:1\\r2\n\n\0");
    let frame = Frame::new(Command::Send).with_header("a", r"\:b");
    assert_eq!(frame.encode(Version::V1_0).unwrap(), b"SEND\na:\\:b\n\n\0");
}

#[test]
fn the_encoder_refuses_what_cannot_be_written() {
    use Command::{Connect, Connected, Send, Stomp};
    let (v0, v1, v2) = (Version::V1_0, Version::V1_1, Version::V1_2);
    let rows = [
        (v0, Send, "a", "1\n2", '\n'),
        (v0, Send, "a", "1\r2", '\r'),
        (v0, Send, "a", "1\0", '\0'),
        (v0, Send, "a:b", "1", ':'),
        (v0, Send, "a\nb", "1", '\n'),
        (v1, Send, "a", "1\r2", '\r'),
        (v1, Send, "a\r", "1", '\r'),
        (v1, Send, "a", "\0", '\0'),
        (v2, Send, "a", "\0", '\0'),
        (v2, Send, "\0", "", '\0'),
        (v2, Connect, "a", "1\n2", '\n'),
        (v2, Connect, "a:b", "1", ':'),
        (v1, Connected, "a", "1\r", '\r'),
        (v1, Stomp, "a", "1\n", '\n'),
    ];
    for (version, command, name, value, character) in rows {
        let error = EncodeError::Unrepresentable {
            name: name.to_owned(),
            character,
            command,
            version,
        };
        let frame = Frame::new(command).with_header(name, value);
        assert_eq!(
            frame.encode(version),
            Err(error),
            "{version} {command} {name:?} {value:?}"
        );
    }
    for version in VERSIONS {
        let frame = Frame::new(Send).with_header("", "x");
        assert_eq!(frame.encode(version), Err(EncodeError::EmptyHeaderName));
    }
    let padded = Frame::new(Connect).with_header("passcode", " x");
    assert_eq!(
        padded.encode(v0),
        Err(EncodeError::LeadingSpace {
            name: "passcode".to_owned()
        })
    );
    assert_eq!(padded.encode(v2).unwrap(), b"CONNECT\npasscode: x\n\n\0");
}

#[test]
fn nothing_secret_is_shown() {
    let secret = "hunter2";
    let frame = ["login", "passcode", "session", "sessionId", "sessionid"]
        .into_iter()
        .fold(
            Frame::new(Command::Connect).with_header("host", "shown"),
            |frame, name| frame.with_header(name, secret),
        )
        .with_body(secret);
    let octets = frame.encode(Version::V1_2).unwrap();
    let mut decoder = Decoder::new(Limits::default());
    decoder.feed(&octets);
    let decoder_shown = format!("{decoder:?}");
    let item_shown = format!("{:?}", decoder.next_item().unwrap());
    for shown in [
        &decoder_shown,
        &item_shown,
        &format!("{frame:?}"),
        &format!("{frame:#?}"),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(item_shown.contains(r#""host": "shown""#), "{item_shown}");
    assert!(item_shown.contains(r#""passcode": <redacted>"#), "{item_shown}");

    let refused = Frame::new(Command::Connect)
        .with_header("passcode", "hunter2\n")
        .encode(Version::V1_2);
    let error = refused.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(secret));
}
