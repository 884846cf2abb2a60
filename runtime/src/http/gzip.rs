//! A packed body, unpacked as it comes, and no further than is wanted: a few bytes can unpack to gigabytes.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

/// Unpacks up to so many bytes.
pub(super) struct Gunzip {
    decoder: MultiGzDecoder<Bounded>,
    has_begun: bool,
}

impl Gunzip {
    pub(super) fn new(most: usize) -> Self {
        let bounded = Bounded {
            bytes: Vec::new(),
            most,
        };
        Self {
            decoder: MultiGzDecoder::new(bounded),
            has_begun: false,
        }
    }

    /// Takes in some more; whether that is enough.
    ///
    /// # Errors
    /// It is not gzip.
    pub(super) fn feed(&mut self, packed: &[u8]) -> Result<bool, String> {
        self.has_begun |= !packed.is_empty();
        match self.decoder.write_all(packed) {
            Ok(()) => Ok(false),
            Err(_) if self.decoder.get_ref().is_full() => Ok(true),
            Err(error) => Err(broken(&error)),
        }
    }

    /// What was unpacked. Of nothing that is nothing: a 204 has no body, whatever its head says of one.
    ///
    /// # Errors
    /// It has no end.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, String> {
        if !self.has_begun {
            return Ok(Vec::new());
        }
        let ended = self.decoder.try_finish();
        let bounded = self.decoder.get_mut();
        match ended {
            Err(error) if !bounded.is_full() => Err(broken(&error)),
            _ => Ok(std::mem::take(&mut bounded.bytes)),
        }
    }
}

fn broken(error: &io::Error) -> String {
    format!("the reply cannot be unpacked: {error}")
}

struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Bounded {
    fn is_full(&self) -> bool {
        self.bytes.len() >= self.most
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.most.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes
            .extend_from_slice(bytes.get(..room).unwrap_or_default());
        // Nothing taken ends the unpacking.
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(packed: &[u8], most: usize) -> Result<Vec<u8>, String> {
        let mut gunzip = Gunzip::new(most);
        for chunk in packed.chunks(7) {
            if gunzip.feed(chunk)? {
                break;
            }
        }
        gunzip.finish()
    }

    #[test]
    fn as_it_was() {
        for bytes in [&b""[..], b"x", &"席".repeat(5000).into_bytes()] {
            assert_eq!(unpacked(&packed(bytes), 1 << 20).unwrap(), bytes);
        }
        let both = [packed(b"one "), packed(b"two")].concat();
        assert_eq!(unpacked(&both, 100).unwrap(), b"one two");
    }

    #[test]
    fn no_more_than_is_wanted() {
        let bomb = packed(&vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert_eq!(unpacked(&bomb, 1000).unwrap().len(), 1000);
        let mut gunzip = Gunzip::new(1000);
        assert_eq!(gunzip.feed(&bomb), Ok(true), "in one piece, too");
        assert_eq!(gunzip.finish().unwrap().len(), 1000);
    }

    #[test]
    fn broken_or_cut() {
        assert!(unpacked(b"{\"sessionId\":\"x\"}", 1000).is_err());
        let mut bytes = packed(b"one two three");
        bytes.truncate(bytes.len() - 4);
        assert!(unpacked(&bytes, 1000).is_err());
        assert_eq!(unpacked(b"", 1000), Ok(Vec::new()));
    }
}
