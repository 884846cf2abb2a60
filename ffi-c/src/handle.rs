//! Handles: numbers that stand for objects of the library. A number that was freed, or is another object's, is told
//! from one that is good; none is ever followed as a pointer.

use std::any::Any;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use slotmap::{DefaultKey, Key as _, KeyData, SlotMap};
use wellclient_foreign::lock::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::status::Failure;
use crate::status::well_status::*;

/// A client: what its sessions share. A handle is a number: copy it freely; all zero is none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_client_t {
    /// Not for programs.
    pub id: u64,
}

/// A session: one agent on one extension.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_session_t {
    /// Not for programs.
    pub id: u64,
}

/// A callback's subscription to a session's events.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_subscription_t {
    /// Not for programs.
    pub id: u64,
}

/// A command under way, or done.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_command_t {
    /// Not for programs.
    pub id: u64,
}

/// How a command ended.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_outcome_t {
    /// Not for programs.
    pub id: u64,
}

/// An event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_event_t {
    /// Not for programs.
    pub id: u64,
}

/// The state of a session at one moment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_snapshot_t {
    /// Not for programs.
    pub id: u64,
}

/// A journal being replayed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_replay_t {
    /// Not for programs.
    pub id: u64,
}

/// A simulator in this process.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_simulator_t {
    /// Not for programs.
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
    object: Arc<dyn Any + Send + Sync>,
    /// As what process it was made.
    process: u32,
}

impl Entry {
    fn object<H: Handle>(&self) -> Result<Arc<H::Object>, Failure> {
        let object = Arc::clone(&self.object).downcast();
        object.map_err(|_| WELL_WRONG_HANDLE.into())
    }
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

/// The keys of objects have it, and so do their numbers: none is zero.
const IN_USE: u64 = 1 << 32;

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
    let entry = Entry {
        object,
        process: process(),
    };
    let key = write().get_or_insert_default().insert(entry);
    H::of(number(key))
}

/// The object that a handle stands for.
pub(crate) fn get<H: Handle>(handle: H) -> Result<Arc<H::Object>, Failure> {
    let table = read();
    let found = key(handle.id()).and_then(|key| table.as_ref()?.get(key));
    found.ok_or(WELL_BAD_HANDLE)?.object::<H>()
}

/// Takes a handle back: its number is good for nothing any more. The object, unless it is the parent's in a forked child:
/// what it holds may be locked for ever there, so it is left as it is.
pub(crate) fn remove<H: Handle>(handle: H) -> Result<Option<Arc<H::Object>>, Failure> {
    let mut table = write();
    let key = key(handle.id()).ok_or(WELL_BAD_HANDLE)?;
    let table = table.as_mut().ok_or(WELL_BAD_HANDLE)?;
    let entry = table.get(key).ok_or(WELL_BAD_HANDLE)?;
    let object = entry.object::<H>()?;
    let here = entry.process == process();
    // The last one is dropped by the caller, outside of the lock: what it holds may be the program's.
    table.remove(key);
    if here {
        return Ok(Some(object));
    }
    std::mem::forget(object);
    Ok(None)
}

/// How often the process has forked to be this one.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// Which process this is: to ask the system for its number each time would cost more than all else of a handle.
fn process() -> u32 {
    static FORKS_ARE_TOLD: LazyLock<bool> = LazyLock::new(fork::hold_table);
    match *FORKS_ARE_TOLD {
        true => FORKS.load(Ordering::Relaxed),
        false => std::process::id(),
    }
}

/// The table is not locked by another thread while the process forks: in the child nobody would unlock it.
mod fork {
    /// Whether forks are told from now on.
    #[cfg(unix)]
    pub(super) fn hold_table() -> bool {
        use std::cell::RefCell;

        use super::{FORKS, Ordering, RwLockWriteGuard, Table, write};

        thread_local! {
            /// Of the thread that forks, from before until after.
            static HELD: RefCell<Option<RwLockWriteGuard<'static, Option<Table>>>> = const { RefCell::new(None) };
        }
        extern "C" fn before() {
            let guard = write();
            let _ = HELD.try_with(|held| *held.borrow_mut() = Some(guard));
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
        Self(insert(object))
    }
}

impl<H: Handle> Drop for Brief<H> {
    fn drop(&mut self) {
        // The callback may have freed it against the rule.
        let _ = remove(self.0);
    }
}
