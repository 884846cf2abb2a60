//! The STOMP decoder by examples: those of the specifications, malformed input, limits, memory.

use wellclient_core::stomp::*;

/// The items of `stream` fed at once, a heart-beat being `None`.
fn decode(version: Version, stream: &[u8]) -> Result<Vec<Option<Frame>>, DecodeError> {
    let mut decoder = Decoder::new(Limits::default());
    decoder.set_version(version);
    decoder.feed(stream);
    drain(&mut decoder)
}

fn drain(decoder: &mut Decoder) -> Result<Vec<Option<Frame>>, DecodeError> {
    let mut items = Vec::new();
    while let Some(item) = decoder.next_item()? {
        items.push(match item {
            Item::Heartbeat => None,
            Item::Frame(frame) => Some(frame.to_owned()),
        });
    }
    Ok(items)
}

#[track_caller]
fn decode_one(version: Version, stream: &[u8]) -> Frame {
    match &decode(version, stream).unwrap()[..] {
        [Some(frame)] => frame.clone(),
        items => panic!("not one frame: {items:?}"),
    }
}

const VERSIONS: [Version; 3] = [Version::V1_0, Version::V1_1, Version::V1_2];

#[test]
fn the_specifications_examples_decode() {
    use Command::*;
    let rows: &[(&[u8], Frame)] = &[
        (
            b"CONNECT\naccept-version:1.0,1.1,2.0\nhost:stomp.github.org\n\n\0",
            Frame::new(Connect)
                .with_header("accept-version", "1.0,1.1,2.0")
                .with_header("host", "stomp.github.org"),
        ),
        (
            b"CONNECTED\nversion:1.1\n\n\0",
            Frame::new(Connected).with_header("version", "1.1"),
        ),
        (
            b"SEND\ndestination:/queue/a\ncontent-type:text/plain\n\nhello queue a\n\0",
            Frame::new(Send)
                .with_header("destination", "/queue/a")
                .with_header("content-type", "text/plain")
                .with_body("hello queue a\n"),
        ),
        (
            b"SUBSCRIBE\nid:0\ndestination:/queue/foo\nack:client\n\n\0",
            Frame::new(Subscribe)
                .with_header("id", "0")
                .with_header("destination", "/queue/foo")
                .with_header("ack", "client"),
        ),
        (
            b"BEGIN\ntransaction:tx1\n\n\0",
            Frame::new(Begin).with_header("transaction", "tx1"),
        ),
        (
            b"DISCONNECT\nreceipt:77\n\n\0",
            Frame::new(Disconnect).with_header("receipt", "77"),
        ),
        (
            b"RECEIPT\nreceipt-id:77\n\n\0",
            Frame::new(Receipt).with_header("receipt-id", "77"),
        ),
        (
            b"MESSAGE\nsubscription:0\nmessage-id:007\n\
              destination:/queue/a\ncontent-type:text/plain\n\nhello queue a\0",
            Frame::new(Message)
                .with_header("subscription", "0")
                .with_header("message-id", "007")
                .with_header("destination", "/queue/a")
                .with_header("content-type", "text/plain")
                .with_body("hello queue a"),
        ),
        (
            b"ERROR\nreceipt-id:message-12345\ncontent-type:text/plain\n\
              content-length:5\nmessage:malformed frame\n\nwhy\0?\0",
            Frame::new(Error)
                .with_header("receipt-id", "message-12345")
                .with_header("content-type", "text/plain")
                .with_header("content-length", "5")
                .with_header("message", "malformed frame")
                .with_body(*b"why\0?"),
        ),
    ];
    for (octets, frame) in rows {
        for version in VERSIONS {
            assert_eq!(&decode_one(version, octets), frame);
        }
    }
}

#[test]
fn every_command_goes_both_ways() {
    for command in Command::ALL {
        for version in VERSIONS {
            let octets = Frame::new(command).encode(version).unwrap();
            assert_eq!(octets, format!("{command}\n\n\0").into_bytes());
            assert_eq!(decode_one(version, &octets), Frame::new(command));
        }
        assert_eq!(command.as_str().parse(), Ok(command));
    }
    assert_eq!("send".parse::<Command>(), Err(UnknownCommand));
}

#[test]
fn the_first_of_repeated_headers_counts() {
    let frame = decode_one(Version::V1_2, b"MESSAGE\nfoo:World\nfoo:Hello\n\n\0");
    assert_eq!(frame.header("foo"), Some("World"));
    assert_eq!(
        frame.headers().collect::<Vec<_>>(),
        [("foo", "World"), ("foo", "Hello")]
    );
    assert_eq!(frame.header("Foo"), None);
}

#[test]
fn escapes_depend_on_the_version() {
    let raw = br"MESSAGE
a\cb:1\n2\c3\\4

"
    .iter()
    .chain(b"\0")
    .copied()
    .collect::<Vec<_>>();
    assert_eq!(
        decode_one(Version::V1_0, &raw).header(r"a\cb"),
        Some(r"1\n2\c3\\4")
    );
    for version in [Version::V1_1, Version::V1_2] {
        assert_eq!(decode_one(version, &raw).header("a:b"), Some("1\n2:3\\4"));
    }
    let carriage_return = b"MESSAGE\na:1\\r2\n\n\0";
    assert_eq!(
        decode_one(Version::V1_0, carriage_return).header("a"),
        Some("1\\r2")
    );
    assert_eq!(
        decode(Version::V1_1, carriage_return),
        Err(DecodeError::UndefinedEscape)
    );
    assert_eq!(
        decode_one(Version::V1_2, carriage_return).header("a"),
        Some("1\r2")
    );
}

#[test]
fn handshake_frames_are_never_escaped() {
    for command in [Command::Connect, Command::Stomp, Command::Connected] {
        for version in VERSIONS {
            let frame = Frame::new(command).with_header(r"x\y", r"a\b:c\d");
            let octets = frame.encode(version).unwrap();
            assert_eq!(octets, format!("{command}\nx\\y:a\\b:c\\d\n\n\0").into_bytes());
            assert_eq!(decode_one(version, &octets), frame);
        }
    }
}

#[test]
fn a_header_without_escapes_is_borrowed() {
    let mut decoder = Decoder::new(Limits::default());
    decoder.feed(b"MESSAGE\nplain:1\nescaped:\\c\n\n\0");
    let Ok(Some(Item::Frame(frame))) = decoder.next_item() else {
        panic!("a frame was fed")
    };
    assert!(matches!(
        frame.header("plain"),
        Some(std::borrow::Cow::Borrowed("1"))
    ));
    assert_eq!(frame.header("escaped").as_deref(), Some(":"));
    assert_eq!(frame.header("absent"), None);
}

#[test]
fn lines_may_end_in_cr_lf_in_1_2_and_in_the_handshake() {
    let message = b"MESSAGE\r\na:b\r\n\r\nbody\r\n\0";
    let expected = Frame::new(Command::Message)
        .with_header("a", "b")
        .with_body("body\r\n");
    assert_eq!(decode_one(Version::V1_2, message), expected);
    assert_eq!(
        decode(Version::V1_1, message),
        Err(DecodeError::UnknownCommand(UnknownCommand))
    );
    for version in VERSIONS {
        let connected = decode_one(version, b"CONNECTED\r\nversion:1.1\r\n\r\n\0");
        assert_eq!(
            connected,
            Frame::new(Command::Connected).with_header("version", "1.1")
        );
    }
    for version in [Version::V1_0, Version::V1_1] {
        assert_eq!(
            decode_one(version, b"MESSAGE\na:b\r\n\n\0").header("a"),
            Some("b\r")
        );
    }
}

#[test]
fn one_space_after_the_colon_is_padding_in_1_0_only() {
    let octets = b"MESSAGE\nkey:  value \ncontent-length: 1\n\n\0\0";
    assert_eq!(decode_one(Version::V1_0, octets).header("key"), Some(" value "));
    assert_eq!(decode_one(Version::V1_0, octets).body(), b"\0");
    let octets = b"MESSAGE\nkey:  value \n\n\0";
    assert_eq!(decode_one(Version::V1_1, octets).header("key"), Some("  value "));
    assert_eq!(decode_one(Version::V1_2, octets).header("key"), Some("  value "));
}

#[test]
fn heart_beats_and_frames_share_a_stream() {
    let frame = Some(Frame::new(Command::Receipt));
    let stream = b"\n\r\nRECEIPT\n\n\0\nRECEIPT\n\n\0RECEIPT\n\n\0\n\n\r\n";
    let expected = [
        None,
        None,
        frame.clone(),
        None,
        frame.clone(),
        frame,
        None,
        None,
        None,
    ];
    for version in VERSIONS {
        assert_eq!(decode(version, stream).unwrap(), expected);
    }
    assert_eq!(decode(Version::V1_2, HEARTBEAT.as_bytes()).unwrap(), [None]);
}

#[test]
fn a_frame_arrives_octet_by_octet() {
    let octets = b"\r\nMESSAGE\nsubscription:1\ncontent-length:3\n\na\0b\0";
    let mut decoder = Decoder::new(Limits::default());
    let mut items = Vec::new();
    for (fed, octet) in octets.iter().enumerate() {
        assert_eq!(decoder.buffered(), if fed < 2 { fed } else { fed - 2 });
        decoder.feed(std::slice::from_ref(octet));
        items.extend(drain(&mut decoder).unwrap());
    }
    let frame = Frame::new(Command::Message)
        .with_header("subscription", "1")
        .with_header("content-length", "3")
        .with_body(*b"a\0b");
    assert_eq!(items, [None, Some(frame)]);
    assert_eq!(decoder.buffered(), 0);
}

#[test]
fn a_new_version_counts_from_the_next_frame() {
    let mut decoder = Decoder::new(Limits::default());
    decoder.feed(b"CONNECTED\nsession:\\x\n\n\0MESSAGE\na:\\x\n\n\0");
    assert!(matches!(decoder.next_item(), Ok(Some(Item::Frame(_)))));
    decoder.set_version(Version::V1_0);
    let Ok(Some(Item::Frame(frame))) = decoder.next_item() else {
        panic!("two frames were fed")
    };
    assert_eq!(frame.header("a").as_deref(), Some("\\x"));

    decoder.feed(b"MESSAGE\na:1");
    assert!(matches!(decoder.next_item(), Ok(None)));
    decoder.set_version(Version::V1_2);
    decoder.feed(b"\\c2\n\n\0MESSAGE\na:1\\c2\n\n\0");
    let frames = drain(&mut decoder).unwrap();
    let values: Vec<_> = frames.iter().flatten().map(|frame| frame.header("a")).collect();
    assert_eq!(values, [Some("1\\c2"), Some("1:2")]);
}

#[test]
fn malformed_input_is_an_error_that_sticks() {
    use DecodeError::*;
    let v0 = Version::V1_0;
    let v1 = Version::V1_1;
    let v2 = Version::V1_2;
    let unknown = DecodeError::UnknownCommand(wellclient_core::stomp::UnknownCommand);
    let body_too_large = BodyTooLarge {
        limit: Limits::default().max_body_bytes,
    };
    let rows: &[(Version, &[u8], DecodeError)] = &[
        (v2, b"GET / HTTP/1.1", unknown),
        (v2, b"HELLO\n\n\0", unknown),
        (v2, b"message\n\n\0", unknown),
        (v2, b" SEND\n\n\0", unknown),
        (v2, b"SEND \n\n\0", unknown),
        (v2, b"h\n", unknown),
        (v2, b"\rSEND\n", unknown),
        (v0, b"\n\xff\xfe\n", unknown),
        (v1, b"SEND\r\n", unknown),
        (v2, b"SEND\r\r\n", unknown),
        (v2, b"\0", NulInHeaders),
        (v2, b"SEND\0", NulInHeaders),
        (v2, b"SEND\n\0", NulInHeaders),
        (v2, b"SEND\na:b\0", NulInHeaders),
        (v0, b"SEND\na\0:b\n\n\0", NulInHeaders),
        (v2, b"SEND\na:b\rc\n\n\0", BareCarriageReturn),
        (v0, b"CONNECT\na:b\rc\n\n\0", BareCarriageReturn),
        (v2, b"SEND\nabc\n\n\0", HeaderWithoutColon),
        (v1, b"SEND\na:b\n\r\n\0", HeaderWithoutColon),
        (v0, b"SEND\n \n\n\0", HeaderWithoutColon),
        (v2, b"SEND\n:b\n\n\0", EmptyHeaderName),
        (v2, b"SEND\na:\xff\n\n\0", HeaderNotUtf8),
        (v2, b"SEND\n\xc3:b\n\n\0", HeaderNotUtf8),
        (v0, b"SEND\na:\xed\xa0\x80\n\n\0", HeaderNotUtf8),
        (v2, b"SEND\na:\\t\n\n\0", UndefinedEscape),
        (v2, b"SEND\na\\x:b\n\n\0", UndefinedEscape),
        (v2, b"SEND\na:b\\\n\n\0", UndefinedEscape),
        (v2, b"SEND\na:\\C\n\n\0", UndefinedEscape),
        (v1, b"SEND\na:\\r\n\n\0", UndefinedEscape),
        (v1, "SEND\na:\\ä\n\n\0".as_bytes(), UndefinedEscape),
        (v2, b"SEND\ncontent-length:\n", InvalidContentLength),
        (v2, b"SEND\ncontent-length:-1\n", InvalidContentLength),
        (v2, b"SEND\ncontent-length:+1\n", InvalidContentLength),
        (v2, b"SEND\ncontent-length:1 \n", InvalidContentLength),
        (v2, b"SEND\ncontent-length: 1\n", InvalidContentLength),
        (v0, b"SEND\ncontent-length:  1\n", InvalidContentLength),
        (v2, b"SEND\ncontent-length:0x10\n", InvalidContentLength),
        (
            v2,
            "SEND\ncontent-length:\u{661}\n".as_bytes(),
            InvalidContentLength,
        ),
        (v2, b"CONNECTED\ncontent-length:x\n", InvalidContentLength),
        (
            v2,
            b"SEND\ncontent-length:1\ncontent-length:1\n",
            RepeatedContentLength,
        ),
        (
            v2,
            b"SEND\ncontent-length:1\ncontent-length:2\n",
            RepeatedContentLength,
        ),
        (v2, b"SEND\ncontent-length:8388609\n", body_too_large),
        (v2, b"SEND\ncontent-length:18446744073709551616\n", body_too_large),
        (
            v2,
            b"SEND\ncontent-length:99999999999999999999999999999999\n",
            body_too_large,
        ),
        (v2, b"SEND\ncontent-length:1\n\nab", MissingNul),
        (v2, b"SEND\ncontent-length:0\n\na\0", MissingNul),
    ];
    for (version, octets, error) in rows {
        let shown = octets.escape_ascii();
        assert_eq!(decode(*version, octets), Err(*error), "{version}: {shown}");

        let mut decoder = Decoder::new(Limits::default());
        decoder.set_version(*version);
        let seen = octets.iter().find_map(|octet| {
            decoder.feed(&[*octet]);
            drain(&mut decoder).err()
        });
        assert_eq!(seen, Some(*error), "{version}, octet by octet: {shown}");
        decoder.feed(b"SEND\n\n\0");
        assert_eq!(
            drain(&mut decoder),
            Err(*error),
            "{version}, after the error: {shown}"
        );
        assert_eq!(
            (decoder.buffered(), decoder.capacity()),
            (0, 0),
            "{version}: {shown}"
        );
    }
}

#[test]
fn limits_hold_to_the_octet() {
    let limits = Limits {
        max_headers: 2,
        max_header_bytes: 20,
        max_body_bytes: 4,
    };
    let headers = Err(DecodeError::HeadersTooLarge { limit: 20 });
    let count = Err(DecodeError::TooManyHeaders { limit: 2 });
    let body = Err(DecodeError::BodyTooLarge { limit: 4 });
    let rows: &[(&[u8], Result<usize, DecodeError>)] = &[
        (b"SEND\n12345:1234567\n\n\0", Ok(1)),
        (b"SEND\n12345:12345678\n\n\0", headers),
        (b"SEND\n12345:1234567890", headers),
        (b"SEND\na:b\na:c\n\n\0", Ok(1)),
        (b"SEND\na:b\na:c\nd:e\n", count),
        (b"SEND\n\n1234\0", Ok(1)),
        (b"SEND\n\n1234", Ok(0)),
        (b"SEND\n\n12345", body),
        (
            b"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
            Ok(30),
        ),
    ];
    for (octets, expected) in rows {
        for step in 1..=octets.len() {
            let mut decoder = Decoder::new(limits);
            let mut items = Ok(0);
            for piece in octets.chunks(step) {
                decoder.feed(piece);
                let more = drain(&mut decoder).map(|items| items.len());
                items = items.and_then(|seen| more.map(|more| seen + more));
            }
            assert_eq!(&items, expected, "{} by {step}", octets.escape_ascii());
        }
    }
}

#[test]
fn an_idle_decoder_holds_little() {
    let mut decoder = Decoder::new(Limits::default());
    let big = Frame::new(Command::Message)
        .with_header("filler", "x".repeat(60_000))
        .with_body(vec![0; 8 * 1024 * 1024])
        .encode(Version::V1_2)
        .unwrap();
    decoder.feed(&big);
    assert_eq!(drain(&mut decoder).unwrap().len(), 1);
    assert!(
        decoder.capacity() <= 8 * 1024,
        "{} octets idle",
        decoder.capacity()
    );

    decoder.feed(&big);
    decoder.feed(b"MESSAGE\na:b");
    assert_eq!(drain(&mut decoder).unwrap().len(), 1);
    assert!(
        decoder.capacity() <= 8 * 1024,
        "{} octets with a started frame",
        decoder.capacity()
    );
    decoder.feed(b"\n\n\0");
    let rest = drain(&mut decoder).unwrap();
    assert_eq!(rest, [Some(Frame::new(Command::Message).with_header("a", "b"))]);
}

#[test]
fn an_announced_length_reserves_nothing() {
    let mut decoder = Decoder::new(Limits::default());
    decoder.feed(b"SEND\ncontent-length:8388608\n\nx");
    assert_eq!(drain(&mut decoder).unwrap(), []);
    assert!(decoder.capacity() <= 8 * 1024);
}
