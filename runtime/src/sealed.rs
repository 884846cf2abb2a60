//! A session store's contents as bytes: a header that says what they are, what is kept, and a tag over both.
//!
//! | bytes | |
//! |---|---|
//! | 8 | `wellsess` |
//! | 1 | version: 1 |
//! | 1 | 0 unsealed, 1 sealed by ChaCha20-Poly1305 (RFC 8439) |
//! | 4 | length of what is kept, the lowest byte first |
//! | 8 | which key, which it does not tell; zeros without one |
//! | 12 | nonce, random; zeros without a key |
//! | … | what is kept |
//! | 16 | sealed: the tag, the header being associated data; unsealed: the first half of the SHA-256 of all before |

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{digest, hmac};
use zeroize::Zeroizing;

use crate::store_error::StoreError;
use crate::store_key::StoreKey;

const KIND: &[u8; 8] = b"wellsess";
const VERSION: u8 = 1;
const UNSEALED: u8 = 0;
const SEALED: u8 = 1;
/// The first byte of the nonce, and of what is kept.
const NONCE: usize = 22;
const BODY: usize = 34;
const TAG: usize = 16;
/// No more is kept, in bytes: far above what a session has.
pub(crate) const LONGEST: usize = 16 << 20;
/// The longest file.
pub(crate) const LONGEST_FILE: usize = BODY + LONGEST + TAG;

/// What a file that begins so is, as far as its first bytes tell.
///
/// # Errors
/// It is no store, or ends before that is known.
pub(crate) fn check_kind(begin: &[u8]) -> Result<(), StoreError> {
    let known = begin.len().min(KIND.len());
    if begin[..known] != KIND[..known] {
        return Err(StoreError::NotAStore);
    }
    match begin.get(KIND.len()) {
        None => Err(StoreError::Truncated),
        Some(&VERSION) => Ok(()),
        Some(&found) => Err(StoreError::Version { found: found.into() }),
    }
}

/// Seals what is to be kept.
///
/// # Errors
/// The system gives no random numbers, or there is too much to keep.
pub(crate) fn seal(kept: &[u8], key: Option<&StoreKey>) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let length = Some(kept.len()).filter(|length| *length <= LONGEST);
    let length = length.and_then(|length| u32::try_from(length).ok());
    let length = length.ok_or(StoreError::Sealing)?;
    // Room for all, so that no copy is left behind where it grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(BODY + kept.len() + TAG));
    bytes.extend_from_slice(KIND);
    bytes.push(VERSION);
    bytes.push(if key.is_some() { SEALED } else { UNSEALED });
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&key.map_or([0; 8], mark));
    let mut nonce = [0; 12];
    if key.is_some() {
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| StoreError::Sealing)?;
    }
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(kept);
    let (header, body) = bytes.split_at_mut(BODY);
    let tag = match key {
        None => checksum(header, body),
        Some(key) => {
            let tag = cipher(key)?
                .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(header), body)
                .map_err(|_| StoreError::Sealing)?;
            <[u8; TAG]>::try_from(tag.as_ref()).map_err(|_| StoreError::Sealing)?
        }
    };
    bytes.extend_from_slice(&tag);
    Ok(bytes)
}

/// What is kept, of all the bytes of a file.
///
/// # Errors
/// They are no store, damaged, of another version, or sealed otherwise than by this key.
pub(crate) fn open(bytes: &mut [u8], key: Option<&StoreKey>) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    check_kind(bytes)?;
    let length = bytes.get(10..14).ok_or(StoreError::Truncated)?;
    let length = u32::from_le_bytes(length.try_into().map_err(|_| StoreError::Damaged)?);
    let end = usize::try_from(length)
        .ok()
        .and_then(|length| length.checked_add(BODY + TAG))
        .ok_or(StoreError::Damaged)?;
    if bytes.len() != end {
        return Err(if bytes.len() < end {
            StoreError::Truncated
        } else {
            StoreError::Damaged
        });
    }
    let (header, rest) = bytes.split_at_mut(BODY);
    match (header[9], key) {
        (UNSEALED, None) => {
            let (body, tag) = rest.split_at(rest.len() - TAG);
            let intact = checksum(header, body) == *tag;
            intact
                .then(|| Zeroizing::new(body.to_vec()))
                .ok_or(StoreError::Damaged)
        }
        (UNSEALED, Some(_)) => Err(StoreError::NotSealed),
        (SEALED, None) => Err(StoreError::NeedsKey),
        (SEALED, Some(key)) => {
            if header[14..NONCE] != mark(key) {
                return Err(StoreError::OtherKey);
            }
            let nonce = Nonce::try_assume_unique_for_key(&header[NONCE..BODY]);
            let nonce = nonce.map_err(|_| StoreError::Damaged)?;
            let opened = cipher(key)?.open_in_place(nonce, Aad::from(header), rest);
            let opened = opened.map_err(|_| StoreError::Damaged)?;
            let kept = Zeroizing::new(opened.to_vec());
            opened.fill(0);
            Ok(kept)
        }
        _ => Err(StoreError::Damaged),
    }
}

fn cipher(key: &StoreKey) -> Result<LessSafeKey, StoreError> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key.expose());
    key.map(LessSafeKey::new).map_err(|_| StoreError::Sealing)
}

/// Tells keys apart, so that another key is not taken for damage.
fn mark(key: &StoreKey) -> [u8; 8] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose());
    let whole = hmac::sign(&key, b"wellclient session store");
    let mut mark = [0; 8];
    mark.copy_from_slice(&whole.as_ref()[..8]);
    mark
}

fn checksum(header: &[u8], body: &[u8]) -> [u8; TAG] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(header);
    context.update(body);
    let mut sum = [0; TAG];
    sum.copy_from_slice(&context.finish().as_ref()[..TAG]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &[u8] = b"{\"sessionId\":\"hunter2\"}";

    fn key(byte: u8) -> StoreKey {
        StoreKey::from([byte; 32])
    }

    fn opened(bytes: &[u8], key: Option<&StoreKey>) -> Result<Vec<u8>, StoreError> {
        open(&mut bytes.to_vec(), key).map(|kept| kept.to_vec())
    }

    #[test]
    fn what_is_sealed_is_opened_and_cannot_be_read() {
        let sealed = seal(KEPT, Some(&key(7))).unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        assert_eq!(opened(&sealed, Some(&key(7))).unwrap(), KEPT);
        assert_ne!(
            sealed,
            seal(KEPT, Some(&key(7))).unwrap(),
            "a nonce is used twice"
        );
        let plain = seal(KEPT, None).unwrap();
        assert_eq!(opened(&plain, None).unwrap(), KEPT);
    }

    #[test]
    fn each_way_in_which_it_is_none_has_its_error() {
        use StoreError::*;
        let (sealed, plain) = (seal(KEPT, Some(&key(7))).unwrap(), seal(KEPT, None).unwrap());
        let newer = [&sealed[..8], &[9], &sealed[9..]].concat();
        let longer = [&sealed[..], b"x"].concat();
        for (bytes, key, expected) in [
            (&sealed[..], Some(&key(8)), OtherKey),
            (&sealed[..], None, NeedsKey),
            (&plain[..], Some(&key(7)), NotSealed),
            (&newer[..], Some(&key(7)), Version { found: 9 }),
            (&longer[..], Some(&key(7)), Damaged),
            (b"", None, Truncated),
            (b"wells", None, Truncated),
            (b"[session]", None, NotAStore),
        ] {
            let got = opened(bytes, key).unwrap_err();
            assert_eq!(got.code(), expected.code(), "{bytes:?}");
        }
    }

    #[test]
    fn too_much_is_not_kept() {
        let most = vec![b' '; LONGEST];
        assert_eq!(seal(&most, None).unwrap().len(), LONGEST_FILE);
        let more = [&most[..], b" "].concat();
        assert_eq!(seal(&more, None).unwrap_err().code(), StoreError::Sealing.code());
    }

    #[test]
    fn no_byte_can_be_changed_and_none_left_out() {
        for key in [None, Some(key(7))] {
            let good = seal(KEPT, key.as_ref()).unwrap();
            for index in 0..good.len() {
                let mut bad = good.to_vec();
                for bit in 0..8 {
                    bad[index] ^= 1 << bit;
                    assert!(opened(&bad, key.as_ref()).is_err(), "byte {index}, bit {bit}");
                    bad[index] ^= 1 << bit;
                }
                let cut = opened(&good[..index], key.as_ref()).unwrap_err();
                assert_eq!(cut.code(), StoreError::Truncated.code(), "{index}");
            }
        }
    }
}
