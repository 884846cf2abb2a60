//! A program that is made of octets: what it holds, and what it picks to give.

use std::ffi::{c_char, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::callback::well_completion_t;
use crate::client::well_client_new;
use crate::client_options::{well_client_options_default, well_client_options_t};
use crate::handle::*;
use crate::status::well_status::*;

/// Room for each struct that is written.
const ROOM: usize = 256;

unsafe extern "C" fn settled(_: *mut c_void, _: well_session_t, _: u64, _: well_outcome_t) {}

pub(super) unsafe extern "C" fn told(_: *mut c_void, _: well_session_t, _: well_event_t) {}

pub(super) unsafe extern "C" fn let_go(count: *mut c_void) {
    // SAFETY: the counter of the one run, which outlives its session.
    let count = unsafe { &*count.cast::<AtomicI64>() };
    count.fetch_sub(1, Ordering::SeqCst);
}

/// One client for all runs. Under Miri there is none: it has no network, nor the TLS library's assembly.
pub(super) fn client() -> well_client_t {
    if cfg!(miri) {
        return well_client_t { id: 0 };
    }
    static CLIENT: OnceLock<u64> = OnceLock::new();
    let make = || {
        let mut options = std::mem::MaybeUninit::<well_client_options_t>::uninit();
        let mut made = well_client_t { id: 0 };
        // SAFETY: there is room for both.
        unsafe {
            let size = size_of::<well_client_options_t>();
            assert_eq!(well_client_options_default(options.as_mut_ptr(), size), WELL_OK);
            let mut options = options.assume_init();
            options.threads = 1;
            options.proxy = crate::codes::well_proxy_t::WELL_PROXY_NONE as i32;
            assert_eq!(well_client_new(&options, &mut made), WELL_OK);
        }
        made.id
    };
    well_client_t {
        id: *CLIENT.get_or_init(make),
    }
}

pub(super) struct Program<'a> {
    pub(super) octets: &'a [u8],
    /// Texts that pointers lead to.
    pub(super) texts: Vec<Box<[u8]>>,
    /// Handles that were given out, of all kinds, those that are gone among them.
    pub(super) handles: Vec<u64>,
    pub(super) session: well_session_t,
    pub(super) replay: well_replay_t,
    /// Callbacks that were given and have not been let go of.
    pub(super) given: Box<AtomicI64>,
    pub(super) fed: usize,
    pub(super) scratch: Box<[u64; ROOM]>,
}

impl<'a> Program<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Self {
        Self {
            octets,
            texts: Vec::new(),
            handles: vec![0, 1, u64::MAX, client().id],
            session: well_session_t { id: 0 },
            replay: well_replay_t { id: 0 },
            given: Box::default(),
            fed: 0,
            scratch: Box::new([0; ROOM]),
        }
    }

    pub(super) fn next(&mut self) -> u8 {
        let (first, rest) = self
            .octets
            .split_first()
            .map_or((0, self.octets), |(first, rest)| (*first, rest));
        self.octets = rest;
        first
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::from(self.next()) % count
    }

    /// A handle: mostly the one that fits.
    pub(super) fn handle(&mut self, fitting: u64) -> u64 {
        match self.next() {
            0..=15 => self.any_handle(),
            16 => u64::from(self.next()) << 32 | u64::from(self.next()),
            _ => fitting,
        }
    }

    pub(super) fn any_handle(&mut self) -> u64 {
        let index = self.below(self.handles.len());
        self.handles[index]
    }

    /// The last that was given out.
    pub(super) fn last(&mut self) -> u64 {
        let last = self.handles.last().copied().unwrap_or_default();
        self.handle(last)
    }

    pub(super) fn text(&mut self) -> *const c_char {
        const GOOD: [&str; 10] = [
            "C1",
            "8002",
            "8002@test.cc",
            "5001@test.cc",
            "13800000000",
            "",
            "delivered",
            "callId",
            r#"{"verb":"getClientState"}"#,
            "\u{5e2d}",
        ];
        let text: Vec<u8> = match self.next() {
            0..=9 => return null(),
            10..=79 => {
                let length = usize::from(self.next()).min(self.octets.len());
                let (some, rest) = self.octets.split_at(length);
                self.octets = rest;
                some.iter().copied().filter(|octet| *octet != 0).collect()
            }
            other => GOOD[usize::from(other) % GOOD.len()].into(),
        };
        self.keep(text)
    }

    pub(super) fn keep(&mut self, mut text: Vec<u8>) -> *const c_char {
        text.push(0);
        self.texts.push(text.into_boxed_slice());
        self.texts.last().map_or(null(), |text| text.as_ptr().cast())
    }

    pub(super) fn completion(&mut self) -> Option<well_completion_t> {
        let how = self.next();
        if how & 3 == 0 {
            return None;
        }
        self.given.fetch_add(1, Ordering::SeqCst);
        Some(well_completion_t {
            context: (&raw const *self.given).cast_mut().cast(),
            call: (how & 3 != 1).then_some(settled),
            drop: Some(let_go),
        })
    }

    /// Room for a struct, which begins with this size.
    pub(super) fn room<T>(&mut self) -> *mut T {
        assert!(size_of::<T>() <= ROOM * 8);
        let size = match self.next() {
            0 => 0,
            1 => usize::MAX,
            2 => self.below(256),
            3 => return null_mut(),
            _ => size_of::<T>(),
        };
        self.scratch.fill(0);
        self.scratch[0] = size as u64;
        self.scratch.as_mut_ptr().cast()
    }
}
