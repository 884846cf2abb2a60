//! Moments: milliseconds since 1970 UTC as a point in time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) fn moment(unix_ms: i64) -> SystemTime {
    let distance = Duration::from_millis(unix_ms.unsigned_abs());
    if unix_ms < 0 {
        UNIX_EPOCH - distance
    } else {
        UNIX_EPOCH + distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_1970() {
        assert_eq!(moment(0), UNIX_EPOCH);
        assert_eq!(moment(1500), UNIX_EPOCH + Duration::from_millis(1500));
        assert_eq!(moment(-1), UNIX_EPOCH - Duration::from_millis(1));
    }
}
