//! Handles: numbers that stand for objects of the library. A number that was freed, or is another object's, is told
//! from one that is good; none is ever followed as a pointer.

use std::any::Any;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use slotmap::{DefaultKey, Key as _, KeyData, SlotMap};
use wellclient_foreign::lock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use wellclient_foreign::logging::in_sink;

use crate::places;
use crate::status::Failure;
use crate::status::well_status::*;

/// A client: what its sessions share. A handle is a number: copy it freely; all zero is none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_client_t {
    /// Private.
    pub id: u64,
}

/// A session: one agent on one extension.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_session_t {
    /// Private.
    pub id: u64,
}

/// A callback's subscription to a session's events.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_subscription_t {
    /// Private.
    pub id: u64,
}

/// A command under way, or done.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_command_t {
    /// Private.
    pub id: u64,
}

/// How a command ended.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_outcome_t {
    /// Private.
    pub id: u64,
}

/// An event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_event_t {
    /// Private.
    pub id: u64,
}

/// The state of a session at one moment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_snapshot_t {
    /// Private.
    pub id: u64,
}

/// A journal being replayed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_replay_t {
    /// Private.
    pub id: u64,
}

/// A simulator in this process.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_simulator_t {
    /// Private.
    pub id: u64,
}

/// A handle, as a number.
pub(crate) trait Numbered: Copy {
    fn of(id: u64) -> Self;
    fn id(self) -> u64;
}

/// A handle's type: which objects it stands for. Said where the object is, which this file knows nothing of.
pub(crate) trait Handle: Numbered {
    type Object: Any + Send + Sync;
    /// What is asked of it takes locks that the library may hold while it diagnoses.
    const LOCKS: bool = false;
}

macro_rules! numbered {
    ($($handle:ident)*) => {
        $(
            impl Numbered for $handle {
                fn of(id: u64) -> Self {
                    Self { id }
                }

                fn id(self) -> u64 {
                    self.id
                }
            }
        )*
    };
}

numbered! {
    well_client_t
    well_session_t
    well_subscription_t
    well_command_t
    well_outcome_t
    well_event_t
    well_snapshot_t
    well_replay_t
    well_simulator_t
}

/// One table for all types, so that a number is good for one object only. A key has the generation of its place, so that
/// the number of an object that is gone is no other's.
type Table = SlotMap<DefaultKey, Entry>;

struct Entry {
    object: places::Object,
    /// As what process it was made.
    process: u32,
    /// For the time of one callback: there was no place for it.
    brief: bool,
}

/// As what its handle says that it is.
fn typed<H: Handle>(object: places::Object) -> Result<Arc<H::Object>, Failure> {
    object.downcast().map_err(|_| WELL_WRONG_HANDLE.into())
}

static TABLE: RwLock<Option<Table>> = RwLock::new(None);

fn read() -> RwLockReadGuard<'static, Option<Table>> {
    TABLE.read()
}

fn write() -> RwLockWriteGuard<'static, Option<Table>> {
    TABLE.write()
}

/// What turns keys into numbers: another one in each copy of the library, so that of two that are loaded, neither takes a
/// handle of the other's for one of its own.
fn mark() -> u64 {
    static MARK: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("handles") & !IN_USE);
    *MARK
}

/// The keys of objects have it, and so do their numbers: none is zero. What is lent has it not.
const IN_USE: u64 = 1 << 32;

/// The number of something that is lent, of a handle's, if it is one; and the other way round.
fn lent(id: u64) -> Option<u64> {
    let bits = id ^ mark();
    (id != 0 && bits & IN_USE == 0).then_some(bits)
}

/// The key that a number stands for; numbers that `insert` never gives out have none.
fn key(id: u64) -> Option<DefaultKey> {
    let bits = id ^ mark();
    let key = DefaultKey::from(KeyData::from_ffi(bits));
    (id != 0 && key.data().as_ffi() == bits).then_some(key)
}

/// The number of a key.
fn number(key: DefaultKey) -> u64 {
    key.data().as_ffi() ^ mark()
}

/// Gives an object a number.
pub(crate) fn insert<H: Handle>(object: Arc<H::Object>) -> H {
    enter(object, false)
}

fn enter<H: Handle>(object: Arc<H::Object>, brief: bool) -> H {
    let entry = Entry {
        object,
        process: process(),
        brief,
    };
    let key = write().get_or_insert_default().insert(entry);
    H::of(number(key))
}

/// The object that a handle stands for.
pub(crate) fn get<H: Handle>(handle: H) -> Result<Arc<H::Object>, Failure> {
    if H::LOCKS && in_sink() {
        return Err(WELL_WOULD_DEADLOCK.into());
    }
    if let Some(number) = lent(handle.id()) {
        return typed::<H>(places::get(number).ok_or(WELL_BAD_HANDLE)?);
    }
    let table = read();
    let found = key(handle.id()).and_then(|key| table.as_ref()?.get(key));
    typed::<H>(Arc::clone(&found.ok_or(WELL_BAD_HANDLE)?.object))
}

/// Takes a program's handle back; not what is only lent to a callback, which others are to be lent, too.
pub(crate) fn remove<H: Handle>(handle: H) -> Result<Option<Arc<H::Object>>, Failure> {
    get(handle)?;
    if is_brief(handle) {
        let why = "it is lent to a callback, and taken back when that returns";
        return Err(Failure::new(WELL_BAD_HANDLE, why));
    }
    take_back(handle)
}

fn is_brief<H: Handle>(handle: H) -> bool {
    let in_table = || {
        let table = read();
        let entry = key(handle.id()).and_then(|key| table.as_ref()?.get(key));
        entry.is_some_and(|entry| entry.brief)
    };
    lent(handle.id()).is_some() || in_table()
}

/// Takes a handle back: its number is good for nothing any more. The object, unless it is the parent's in a forked child:
/// what it holds may be locked for ever there, so it is left as it is.
fn take_back<H: Handle>(handle: H) -> Result<Option<Arc<H::Object>>, Failure> {
    // The last one is dropped by the caller, outside of the locks: what it holds may be the program's.
    let (object, made_by) = match lent(handle.id()) {
        Some(number) => end_loan::<H>(number)?,
        None => remove_entry::<H>(handle)?,
    };
    if made_by == process() {
        return Ok(Some(object));
    }
    std::mem::forget(object);
    Ok(None)
}

/// The object, and as what process it was lent.
fn end_loan<H: Handle>(number: u64) -> Result<(Arc<H::Object>, u32), Failure> {
    let fits = |object: &places::Object| match object.is::<H::Object>() {
        true => Ok(()),
        false => Err(Failure::from(WELL_WRONG_HANDLE)),
    };
    let (object, process) = places::end(number, fits)?.ok_or(WELL_BAD_HANDLE)?;
    Ok((typed::<H>(object)?, process))
}

/// The object, and as what process it got its number.
fn remove_entry<H: Handle>(handle: H) -> Result<(Arc<H::Object>, u32), Failure> {
    let mut table = write();
    let key = key(handle.id()).ok_or(WELL_BAD_HANDLE)?;
    let table = table.as_mut().ok_or(WELL_BAD_HANDLE)?;
    let entry = table.get(key).ok_or(WELL_BAD_HANDLE)?;
    let (object, process) = (typed::<H>(Arc::clone(&entry.object))?, entry.process);
    table.remove(key);
    Ok((object, process))
}

/// How often the process has forked to be this one.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// Which process this is, by how often it has forked: to ask the system for its number each time would cost more than all else of a handle.
pub(crate) fn process() -> u32 {
    static FORKS_ARE_TOLD: LazyLock<bool> = LazyLock::new(fork::hold_table);
    // Miri does not know of forks.
    match !cfg!(miri) && *FORKS_ARE_TOLD {
        true => FORKS.load(Ordering::Relaxed),
        false => std::process::id(),
    }
}

/// The table and the places are not locked by another thread while the process forks: in the child nobody would unlock them.
mod fork {
    /// Whether forks are told from now on.
    #[cfg(unix)]
    pub(super) fn hold_table() -> bool {
        use std::any::Any;
        use std::cell::RefCell;

        use super::{FORKS, Ordering, places, write};

        thread_local! {
            /// Of the thread that forks, from before until after.
            static HELD: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
        }
        extern "C" fn before() {
            let guards: Box<dyn Any> = Box::new((write(), places::hold_all()));
            let _ = HELD.try_with(|held| *held.borrow_mut() = Some(guards));
        }
        extern "C" fn after() {
            let _ = HELD.try_with(|held| held.borrow_mut().take());
        }
        extern "C" fn in_child() {
            FORKS.fetch_add(1, Ordering::Relaxed);
            after();
        }
        // SAFETY: the functions only lock, unlock and count. Without memory for them, forks are as they were.
        unsafe { libc::pthread_atfork(Some(before), Some(after), Some(in_child)) == 0 }
    }

    /// There are no forks.
    #[cfg(not(unix))]
    pub(super) fn hold_table() -> bool {
        true
    }
}

/// A handle that is good for the time of one callback.
pub(crate) struct Brief<H: Handle>(pub(crate) H);

impl<H: Handle> Brief<H> {
    pub(crate) fn new(object: Arc<H::Object>) -> Self {
        match places::lend(object, process(), mark()) {
            Ok(number) => Self(H::of(number ^ mark())),
            // Downcast again: it is the object that was given.
            Err(object) => Self(typed::<H>(object).map_or(H::of(0), |object| enter::<H>(object, true))),
        }
    }
}

impl<H: Handle> Drop for Brief<H> {
    fn drop(&mut self) {
        let _ = take_back(self.0);
    }
}
