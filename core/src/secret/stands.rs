//! Whether something stands at a place, as far as what has come tells.

/// Whether a text stands at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stands {
    No,
    /// The octets end before it does.
    Begins,
    /// Up to here.
    UpTo(usize),
}

/// Whether these octets stand there.
pub(super) fn literal(octets: &[u8], at: usize, what: &[u8]) -> Stands {
    let rest = octets.get(at..).unwrap_or_default();
    match rest.get(..what.len()) {
        Some(here) if here == what => Stands::UpTo(at + what.len()),
        None if what.starts_with(rest) => Stands::Begins,
        _ => Stands::No,
    }
}
