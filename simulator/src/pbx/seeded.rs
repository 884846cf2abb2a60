//! Reproducible randomness: ids, serial steps, producer names (SplitMix64).

use wellclient_core::id::CallId;

#[derive(Clone, Debug)]
pub(super) struct Seeded(u64);

impl Seeded {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 1 to `most`.
    pub(super) fn step(&mut self, most: u64) -> u64 {
        1 + self.next() % most.max(1)
    }

    /// A version 4 UUID.
    pub(super) fn call_id(&mut self) -> CallId {
        let (a, b) = (self.next(), self.next());
        CallId::from(format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | (b >> 48) & 0x3fff,
            b & 0xffff_ffff_ffff
        ))
    }

    /// 128 bits, in hexadecimal.
    pub(super) fn token(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// Five letters and digits, as a container's name ends.
    pub(super) fn suffix(&mut self) -> String {
        (0..5)
            .map(|_| char::from_digit((self.next() % 36) as u32, 36).unwrap_or('0'))
            .collect()
    }
}
