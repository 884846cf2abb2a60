//! Places for what is lent for the time of one callback: each thread that calls back has one, so that lending takes no lock that
//! others wait for.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wellclient_foreign::lock::Mutex;

/// What is lent, of any type.
pub(crate) type Object = Arc<dyn Any + Send + Sync>;

/// More threads than these that call back at once lend by the table of all handles.
const PLACES: usize = 64;

/// How many bits of a number say which place.
const WHICH: u32 = PLACES.trailing_zeros();

/// The bit of a number that is never set, since the table's numbers have it.
const NOT_SET: u32 = 32;

struct Place {
    /// Some thread has it.
    taken: AtomicBool,
    lent: Mutex<Lent>,
}

struct Lent {
    /// Of what is lent now, or was lent last.
    number: u64,
    /// How often something was lent here.
    count: u64,
    object: Option<Object>,
    /// As what process it was lent.
    process: u32,
}

static ALL: [Place; PLACES] = [const {
    Place {
        taken: AtomicBool::new(false),
        lent: Mutex::new(Lent {
            number: 0,
            count: 0,
            object: None,
            process: 0,
        }),
    }
}; PLACES];

/// A thread's own place, given back when the thread ends.
struct Own(Option<usize>);

impl Own {
    fn take() -> Self {
        let free = |place: &Place| !place.taken.swap(true, Ordering::AcqRel);
        Self(ALL.iter().position(free))
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(place) = self.0.and_then(|place| ALL.get(place)) {
            place.taken.store(false, Ordering::Release);
        }
    }
}

thread_local! {
    static OWN: Own = Own::take();
}

/// Lends an object on this thread; the number that it has, which is not `none`. Gives it back where the thread has no place,
/// or lends something already.
pub(crate) fn lend(object: Object, process: u32, none: u64) -> Result<u64, Object> {
    let own = OWN.try_with(|own| own.0).ok().flatten();
    let Some((which, place)) = own.and_then(|which| Some((which, ALL.get(which)?))) else {
        return Err(object);
    };
    let mut lent = place.lent.lock();
    if lent.object.is_some() {
        return Err(object);
    }
    loop {
        lent.count = lent.count.wrapping_add(1);
        lent.number = number(which, lent.count);
        if lent.number != none {
            break;
        }
    }
    lent.object = Some(object);
    lent.process = process;
    Ok(lent.number)
}

/// What is lent by this number.
pub(crate) fn get(number: u64) -> Option<Object> {
    let lent = place(number)?.lent.lock();
    lent.object.clone().filter(|_| lent.number == number)
}

/// Ends the loan of this number, if what is lent is as `may` says: what was lent, and as what process.
pub(crate) fn end<E>(
    number: u64,
    may: impl FnOnce(&Object) -> Result<(), E>,
) -> Result<Option<(Object, u32)>, E> {
    let Some(place) = place(number) else {
        return Ok(None);
    };
    let mut lent = place.lent.lock();
    match &lent.object {
        Some(object) if lent.number == number => may(object)?,
        _ => return Ok(None),
    }
    let process = lent.process;
    Ok(lent.object.take().map(|object| (object, process)))
}

/// While this is held, no other thread has one of the locks here.
#[cfg(unix)]
pub(crate) fn hold_all() -> impl Any {
    ALL.iter().map(|place| place.lent.lock()).collect::<Vec<_>>()
}

fn place(number: u64) -> Option<&'static Place> {
    let which = number & ((1 << WHICH) - 1);
    ALL.get(usize::try_from(which).ok()?)
}

/// Which place, and the count around the bit that is not set.
fn number(which: usize, count: u64) -> u64 {
    let shifted = count << WHICH;
    let below = shifted & ((1 << NOT_SET) - 1);
    let above = (shifted >> NOT_SET) << (NOT_SET + 1);
    above | below | which as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_different_and_leave_the_bit_out() {
        let mut seen = std::collections::HashSet::new();
        let counts = (0..40)
            .map(|shift| 1_u64 << shift)
            .chain([3, 0xffff_ffff, (1 << 57) - 1]);
        for count in counts {
            for which in [0, 1, PLACES - 1] {
                let number = number(which, count);
                assert_eq!(number & (1 << NOT_SET), 0, "{count}");
                assert!(seen.insert(number), "{count}");
                assert!(std::ptr::eq(place(number).unwrap(), &ALL[which]));
            }
        }
    }

    #[test]
    fn a_loan_ends_and_its_number_with_it() {
        std::thread::spawn(|| {
            let first = lend(Arc::new(1), 0, 0).unwrap();
            assert!(get(first).unwrap().is::<i32>());
            // One at a time.
            assert!(lend(Arc::new(2), 0, 0).is_err());
            assert_eq!(end(first, |_| Err(())).unwrap_err(), ());
            assert!(std::thread::spawn(move || get(first).is_some()).join().unwrap());
            assert!(end::<()>(first, |_| Ok(())).unwrap().is_some());
            assert!(end::<()>(first, |_| Ok(())).unwrap().is_none() && get(first).is_none());
            let second = lend(Arc::new(2), 0, 0).unwrap();
            assert!(get(first).is_none() && get(second).is_some());
            end::<()>(second, |_| Ok(())).unwrap();
            let next = number(place_of(second), count_of(second) + 1);
            assert_ne!(lend(Arc::new(3), 0, next).unwrap(), next);
        })
        .join()
        .unwrap();
    }

    fn place_of(number: u64) -> usize {
        ALL.iter()
            .position(|each| std::ptr::eq(each, place(number).unwrap()))
            .unwrap()
    }

    fn count_of(number: u64) -> u64 {
        place(number).unwrap().lent.lock().count
    }
}
