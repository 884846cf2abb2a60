//! The bodies of fuzz targets that are about what the runtime reads: packed replies; proxies and what is reached without one.

use crate::http::gunzipped;
use crate::net::fuzz_addresses;

/// Unpacked, no reply is longer.
const MOST: usize = 1 << 16;

/// A reply, and the same as gzip, in pieces of the length that the first octet says.
///
/// # Panics
///
/// Something does not hold: a bug.
pub fn fuzz_http_reply(data: &[u8]) {
    let Some((step, packed)) = data.split_first() else {
        return;
    };
    let step = usize::from(*step).max(1);
    let whole = gunzipped(packed, packed.len().max(1), MOST);
    let pieces = gunzipped(packed, step, MOST);
    // What comes when it is enough is not looked at, or is, as it comes.
    let is_enough = |unpacked: &Vec<u8>| unpacked.len() == MOST;
    match (whole, pieces) {
        (Ok(whole), Ok(pieces)) => {
            assert!(whole.len() <= MOST && pieces.len() <= MOST);
            assert!(whole == pieces || is_enough(&whole) || is_enough(&pieces));
        }
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => assert!(is_enough(&one), "cutting it has changed it"),
        (Err(_), Err(_)) => {}
    }
}

/// A proxy's URL, entries of `NO_PROXY` and a host, apart by line ends.
///
/// # Panics
///
/// Something does not hold: a bug.
pub fn fuzz_dial(text: &str) {
    let mut parts = text.splitn(3, '\n');
    let mut part = || parts.next().unwrap_or_default();
    fuzz_addresses(part(), part(), part());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(target: &str, body: impl Fn(&[u8])) {
        let folder = format!("{}/../fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
        for seed in std::fs::read_dir(folder).unwrap() {
            body(&std::fs::read(seed.unwrap().path()).unwrap());
        }
    }

    /// The fuzz targets' seeds, what they have found among them.
    #[test]
    fn the_seeds_hold() {
        each("http_reply", fuzz_http_reply);
        each("dial", |seed| fuzz_dial(&String::from_utf8_lossy(seed)));
    }
}
