//! A small seeded random source (SplitMix64): the same seed gives the same faults.

/// SplitMix64, by Steele, Lea and Flood (2014). Not for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 if `bound` is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        if bound == 0 {
            0
        } else {
            (self.next() % bound) as usize
        }
    }

    /// True with `probability`, of which 0 is never and 1 always.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        unit < probability
    }

    /// Puts `items` into another order: never the one they came in, if there are two or more.
    pub(crate) fn reorder<T>(&mut self, items: &mut [T]) {
        let mut moved = false;
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            moved |= other != last;
            items.swap(last, other);
        }
        if !moved && items.len() > 1 {
            items.rotate_left(1);
        }
    }

    /// `count` random bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 56) as u8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reordering_always_moves_something_and_keeps_all() {
        for seed in 0..200 {
            for count in 2..6 {
                let mut items: Vec<usize> = (0..count).collect();
                Rng::new(seed).reorder(&mut items);
                assert_ne!(items, (0..count).collect::<Vec<_>>());
                items.sort_unstable();
                assert_eq!(items, (0..count).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn chance_knows_never_and_always() {
        let mut rng = Rng::new(7);
        assert!((0..1000).all(|_| !rng.chance(0.0) && rng.chance(1.0)));
    }
}
