//! Choices, made by octets.

/// What is left to choose by; after its end, always the first.
pub(super) struct Octets<'a>(&'a [u8]);

impl<'a> Octets<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn next(&mut self) -> u8 {
        match self.0 {
            [first, rest @ ..] => {
                self.0 = rest;
                *first
            }
            [] => 0,
        }
    }

    pub(super) fn yes(&mut self) -> bool {
        self.next() & 1 == 1
    }

    /// One of these; there is at least one.
    pub(super) fn of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[usize::from(self.next()) % all.len()]
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::from(self.next()) % count.max(1)
    }

    /// The next few, as many as the first says.
    pub(super) fn some(&mut self) -> &'a [u8] {
        let length = usize::from(self.next()).min(self.0.len());
        let (some, rest) = self.0.split_at(length);
        self.0 = rest;
        some
    }
}
