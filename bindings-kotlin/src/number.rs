//! Numbers: signed ones, since Java knows no others.

/// A count or a number of the server's; what does not fit is the largest.
pub(crate) fn signed(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// A size that a program gives; what makes no sense as one is the nearest that does.
pub(crate) fn size(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// A count that a program gives; a negative one is none.
pub(crate) fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_the_nearest() {
        assert_eq!((signed(7_u64), signed(u64::MAX)), (7, i64::MAX));
        assert_eq!((size(-1), size(3)), (0, 3));
        assert_eq!((count(-1), count(3)), (0, 3));
    }
}
