//! The body of a fuzz target: a session store's file as anybody may have written it.

use crate::sealed;
use crate::store_key::StoreKey;

/// Takes `data` for a file, and for what is kept in one: then its first two octets pick one to be changed. What is kept is the
/// core's matter.
///
/// # Panics
///
/// Something does not hold: a bug.
pub fn fuzz_store(data: &[u8]) {
    let key = StoreKey::from([7; 32]);
    for key in [None, Some(&key)] {
        let _ = sealed::open(&mut data.to_vec(), key);
    }
    let [high, low, kept @ ..] = data else { return };
    for key in [None, Some(&key)] {
        let Ok(good) = sealed::seal(kept, key) else {
            continue;
        };
        let opened = sealed::open(&mut good.to_vec(), key);
        assert!(
            opened.is_ok_and(|opened| opened[..] == *kept),
            "it was not opened as it was sealed"
        );
        let mut bad = good.to_vec();
        let place = usize::from(u16::from_be_bytes([*high, *low])) % bad.len();
        bad[place] ^= 1 << (low % 8);
        assert!(sealed::open(&mut bad, key).is_err(), "a change was not noticed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fuzz target's seeds, and what it has found.
    #[test]
    fn the_seeds_hold() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/store");
        let seeds = std::fs::read_dir(folder).unwrap();
        let mut count = 0;
        for seed in seeds {
            fuzz_store(&std::fs::read(seed.unwrap().path()).unwrap());
            count += 1;
        }
        assert!(count >= 3);
    }

    #[test]
    fn anything_at_all_holds() {
        for data in [
            &b""[..],
            b"\0",
            b"\0\0",
            b"\0\0{}",
            b"wellsess\x01\0",
            &[0xff; 300],
        ] {
            fuzz_store(data);
        }
    }
}
