//! The bodies of fuzz targets, of those that are about more than one part of the core: what must hold for any input.
//!
//! Each takes octets, which a fuzzer makes, and panics where something does not hold: a bug. What was found stays as a seed, in
//! `fuzz/seeds`, which the tests run, too.

mod octets;
mod saved;
mod session;
mod texts;

pub use saved::saved;
pub use session::session;
pub use texts::{dial, journal, reply};

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds(target: &str) -> Vec<Vec<u8>> {
        let folder = format!("{}/../fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
        let seeds: Vec<_> = files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .collect();
        assert!(seeds.len() >= 3, "{target}");
        seeds
    }

    /// The fuzz targets' seeds, what they have found among them.
    #[test]
    fn the_seeds_hold() {
        let targets = [
            ("session", session as fn(&[u8])),
            ("http_reply", reply),
            ("journal", journal),
            ("store", saved),
        ];
        for (target, body) in targets {
            seeds(target).iter().for_each(|seed| body(seed));
        }
        let texts = seeds("dial");
        texts.iter().for_each(|seed| dial(&String::from_utf8_lossy(seed)));
    }

    /// Sessions as chance makes them, always the same.
    #[test]
    fn sessions_of_any_octets_hold() {
        let mut state = 1_u64;
        for length in 0..600 {
            let mut octets = Vec::new();
            while octets.len() < length {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                octets.extend_from_slice(&state.to_be_bytes()[..4]);
            }
            session(&octets);
        }
    }
}
