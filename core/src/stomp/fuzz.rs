//! The body of the codec's fuzz target: what must hold for any octets at all.

use super::encode::CONTENT_LENGTH;
use super::{DecodeError, Decoder, Frame, Item, Limits, Version};

/// Tight, so that short inputs reach them.
const LIMITS: Limits = Limits {
    max_headers: 6,
    max_header_bytes: 96,
    max_body_bytes: 64,
};

/// Decodes `data` (its first octet picks the version, the second how it is cut) and checks that nothing
/// panics, that the memory held is bounded, that cutting changes nothing, and that what was decoded survives
/// encoding.
///
/// # Panics
///
/// One of these does not hold: a bug.
pub fn fuzz(data: &[u8]) {
    let [version, step, stream @ ..] = data else {
        return;
    };
    let version = match version % 3 {
        0 => Version::V1_0,
        1 => Version::V1_1,
        _ => Version::V1_2,
    };
    let whole = decode(stream, stream.len(), version);
    assert_eq!(
        whole,
        decode(stream, usize::from(*step), version),
        "cutting the stream changed its items"
    );
    for frame in whole.into_iter().filter_map(Result::ok).flatten() {
        // What this version tolerates in others but does not write itself is refused.
        let Ok(octets) = frame.encode(version) else {
            continue;
        };
        let [Ok(Some(again))] = &decode_within(Limits::default(), &octets, octets.len(), version)[..] else {
            panic!("{frame:?} was not decoded as one frame");
        };
        assert_eq!(without_length(again), without_length(&frame));
    }
}

/// The stream's items, a heart-beat being `None`, and the error that ends it, if there is one.
type Items = Vec<Result<Option<Frame>, DecodeError>>;

fn decode(stream: &[u8], step: usize, version: Version) -> Items {
    decode_within(LIMITS, stream, step, version)
}

fn decode_within(limits: Limits, stream: &[u8], step: usize, version: Version) -> Items {
    let mut decoder = Decoder::new(limits);
    decoder.set_version(version);
    let mut items = Items::new();
    for piece in stream.chunks(step.max(1)) {
        decoder.feed(piece);
        loop {
            match decoder.next_item() {
                Ok(None) => break,
                Ok(Some(Item::Heartbeat)) => items.push(Ok(None)),
                Ok(Some(Item::Frame(frame))) => items.push(Ok(Some(frame.to_owned()))),
                Err(error) => {
                    assert_eq!(decoder.next_item().err(), Some(error), "the error did not stick");
                    assert_eq!(
                        (decoder.buffered(), decoder.capacity()),
                        (0, 0),
                        "held after an error"
                    );
                    items.push(Err(error));
                    return items;
                }
            }
        }
        assert!(
            decoder.buffered() <= limits.max_header_bytes + limits.max_body_bytes,
            "held too much"
        );
    }
    items
}

/// The frame without `content-length`, which the encoder alone decides about.
fn without_length(frame: &Frame) -> Frame {
    frame
        .headers()
        .filter(|(name, _)| *name != CONTENT_LENGTH)
        .fold(Frame::new(frame.command()), |kept, (name, value)| {
            kept.with_header(name, value)
        })
        .with_body(frame.body())
}
