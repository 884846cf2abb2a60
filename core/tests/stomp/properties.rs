//! The STOMP codec by properties: encoding is undone by decoding, cutting a stream changes nothing, and no
//! octets make the decoder panic or hold more than its limits.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wellclient_core::stomp::*;

fn version() -> impl Strategy<Value = Version> {
    select(vec![Version::V1_0, Version::V1_1, Version::V1_2])
}

/// Text full of the characters that matter.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        3 => select("\0\r\n:\\ ncr\u{e4}\u{4e2d}\u{1f4de}".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
    ];
    vec(character, 0..12).prop_map(String::from_iter)
}

/// A frame that `version` can carry: what it cannot is taken out of arbitrary text.
fn legal_frame(version: Version) -> impl Strategy<Value = Frame> {
    let body = prop_oneof![
        Just(Vec::new()),
        vec(any::<u8>(), 0..80),
        vec(select(b"\0\n\rMa:".to_vec()), 0..80)
    ];
    (select(Command::ALL.to_vec()), vec((text(), text()), 0..8), body).prop_map(
        move |(command, headers, body)| {
            let handshake = matches!(command, Command::Connect | Command::Stomp | Command::Connected);
            let raw = handshake || version == Version::V1_0;
            let legal = |character: &char| match character {
                '\0' => false,
                '\n' => !raw,
                '\r' => !raw && version == Version::V1_2,
                _ => true,
            };
            headers
                .into_iter()
                .map(|(name, value)| {
                    let name = String::from_iter(name.chars().filter(|c| legal(c) && !(raw && *c == ':')));
                    let value = String::from_iter(value.chars().filter(legal));
                    let padded = version == Version::V1_0;
                    let value = if padded {
                        value.trim_start_matches(' ').to_owned()
                    } else {
                        value
                    };
                    (format!("x{name}"), value)
                })
                .fold(Frame::new(command), |frame, (name, value)| {
                    frame.with_header(name, value)
                })
                .with_body(body)
        },
    )
}

/// A version, and a stream of frames and heart-beats (`None`) in it.
fn conversation() -> impl Strategy<Value = (Version, Vec<Option<Frame>>)> {
    version().prop_flat_map(|version| {
        let item = prop_oneof![1 => Just(None), 3 => legal_frame(version).prop_map(Some)];
        (Just(version), vec(item, 0..6))
    })
}

/// What `frame` is once `content-length` has been written for it.
fn announced(frame: &Frame) -> Frame {
    match frame.body().len() {
        0 => frame.clone(),
        length => frame.clone().with_header("content-length", length.to_string()),
    }
}

/// Octets that often come near to being frames.
fn near_stomp() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        2 => select(vec!["MESSAGE\n", "SEND\r\n", "CONNECTED\n"]),
        2 => select(vec!["content-length:3\n", "content-length:0\n", "a:b\n", "a:\\n\n"]),
        2 => select(vec!["\n", "\0", "\n\0", "\n\nabc\0", "\r\n"]),
        1 => select(vec![":", "\\", "\\c", "\\r", "a", " "]),
    ]
    .prop_map(|piece| piece.as_bytes().to_vec());
    let noise = vec(any::<u8>(), 0..4);
    let pieces = vec(prop_oneof![9 => piece, 1 => noise], 0..24).prop_map(|pieces| pieces.concat());
    (any::<[u8; 2]>(), pieces).prop_map(|(choices, stream)| [choices.as_slice(), stream.as_slice()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decoding_undoes_encoding_however_the_stream_is_cut(
        (version, items) in conversation(),
        steps in vec(1_usize..40, 1..20),
    ) {
        let mut stream = Vec::new();
        for item in &items {
            match item {
                None => stream.extend_from_slice(HEARTBEAT.as_bytes()),
                Some(frame) => stream.extend(frame.encode(version).unwrap()),
            }
        }
        let mut decoder = Decoder::new(Limits::default());
        decoder.set_version(version);
        let mut seen = Vec::new();
        let mut rest = stream.as_slice();
        for step in steps.iter().cycle() {
            let (piece, after) = rest.split_at((*step).min(rest.len()));
            rest = after;
            decoder.feed(piece);
            while let Some(item) = decoder.next_item().unwrap() {
                seen.push(match item {
                    Item::Heartbeat => None,
                    Item::Frame(frame) => Some(frame.to_owned()),
                });
            }
            if rest.is_empty() {
                break;
            }
        }
        let expected: Vec<_> = items.iter().map(|item| item.as_ref().map(announced)).collect();
        prop_assert_eq!(seen, expected);
        prop_assert_eq!(decoder.buffered(), 0);
    }

    #[test]
    fn what_the_encoder_accepts_is_read_back(
        version in version(),
        command in select(Command::ALL.to_vec()),
        name in text(),
        value in text(),
    ) {
        let frame = Frame::new(command).with_header(name, value);
        if let Ok(octets) = frame.encode(version) {
            let mut decoder = Decoder::new(Limits::default());
            decoder.set_version(version);
            decoder.feed(&octets);
            let Ok(Some(Item::Frame(read))) = decoder.next_item() else {
                panic!("{:?} was not read back", octets.escape_ascii().to_string());
            };
            prop_assert_eq!(read.to_owned(), frame);
        }
    }

    #[test]
    fn nearly_stomp_is_handled(data in near_stomp()) {
        fuzz(&data);
    }

    #[test]
    fn arbitrary_octets_are_handled(data in vec(any::<u8>(), 0..400)) {
        fuzz(&data);
    }

    #[test]
    fn heart_beat_headers_are_read_or_refused(value in "[0-9, .+-]{0,24}|\\PC{0,12}") {
        if let Ok(offer) = value.parse::<HeartbeatOffer>() {
            prop_assert_eq!(offer.to_string().parse(), Ok(offer));
        }
    }
}
