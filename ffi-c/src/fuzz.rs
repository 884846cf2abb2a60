//! The body of a fuzz target: a program that calls the C functions in any order, with any text, any number and stale handles,
//! but keeps its word where it gives a pointer: NULL, or what it points to is there.

use std::ffi::{c_char, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::callback::{well_completion_t, well_event_callback_t};
use crate::client::{well_client_metrics, well_client_new, well_is_phone_number};
use crate::client_options::{well_client_options_default, well_client_options_t};
use crate::command::{well_command_free, well_command_id, well_command_wait};
use crate::event::*;
use crate::event_log::{
    well_session_clear_log, well_session_enable_log, well_session_get_log, well_session_search_log,
};
use crate::handle::*;
use crate::outcome::*;
use crate::poll::well_session_poll_event;
use crate::recovery::{
    well_saved_free, well_saved_from_bytes, well_session_recover_bytes, well_session_saved_bytes,
};
use crate::replay::{
    well_replay_feed, well_replay_free, well_replay_new, well_replay_next, well_replay_snapshot,
};
use crate::session::*;
use crate::session_options::{well_session_options_default, well_session_options_t};
use crate::settings::{well_session_error, well_session_log};
use crate::snapshot::*;
use crate::status::well_status::{self, *};
use crate::status::{well_last_error, well_status_name, well_status_text};
use crate::subscription::{well_session_on, well_subscription_detach, well_subscription_free};
use crate::text::{well_str_t, well_string_free, well_string_t};
use crate::verbs::agent::{well_login_t, well_session_agent_login};
use crate::verbs::call_verbs::*;
use crate::verbs::data_verbs::*;
use crate::verbs::supervise_verbs::*;
use crate::verbs::{agent_verbs, well_session_command_json};
use crate::watch::{
    well_event_watched, well_watch_agent, well_watch_follow, well_watch_open, well_watch_unfollow,
};

/// A journal to begin with: most of its events come out of a replay.
const JOURNAL: &str = include_str!("../../cli/tests/traces/bad_day.journal");

/// As many calls are made.
const MOST_CALLS: usize = 60;

/// Room for each struct that is written.
const ROOM: usize = 256;

type Verb =
    unsafe extern "C" fn(well_session_t, *const well_completion_t, *mut well_command_t) -> well_status;
type VerbOf1 = unsafe extern "C" fn(
    well_session_t,
    *const c_char,
    *const well_completion_t,
    *mut well_command_t,
) -> well_status;
type VerbOf2 = unsafe extern "C" fn(
    well_session_t,
    *const c_char,
    *const c_char,
    *const well_completion_t,
    *mut well_command_t,
) -> well_status;

const VERBS: [Verb; 7] = [
    agent_verbs::well_session_logout,
    well_session_start_recording,
    well_session_stop_recording,
    well_session_get_client_state,
    well_session_get_my_prefix,
    well_session_upload_log,
    well_watch_open,
];
const VERBS_OF_1: [VerbOf1; 9] = [
    well_session_answer_call,
    well_session_drop_connection,
    well_session_hold_call,
    well_session_retrieve_call,
    well_session_get_call_data,
    well_session_super_logout,
    well_session_release_allocated_agent,
    well_watch_follow,
    well_session_command_json,
];
const VERBS_OF_2: [VerbOf2; 10] = [
    well_session_single_step_transfer,
    well_session_consult,
    well_session_conference,
    well_session_cancel_consult,
    well_session_transfer_call,
    well_session_transfer_wait_return,
    well_session_single_transfer_wait_return,
    well_session_force_drop,
    well_session_force_listen,
    well_session_force_logout,
];
const TEXTS_OF_EVENTS: [unsafe extern "C" fn(well_event_t, *mut well_str_t) -> well_status; 3] =
    [well_event_name, well_event_raw, well_event_watched];

unsafe extern "C" fn settled(_: *mut c_void, _: well_session_t, _: u64, _: well_outcome_t) {}

unsafe extern "C" fn told(_: *mut c_void, _: well_session_t, _: well_event_t) {}

unsafe extern "C" fn let_go(count: *mut c_void) {
    // SAFETY: the counter of the one run, which outlives its session.
    let count = unsafe { &*count.cast::<AtomicI64>() };
    count.fetch_sub(1, Ordering::SeqCst);
}

/// One client for all runs. Under Miri there is none: it has no network, nor the TLS library's assembly.
fn client() -> well_client_t {
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

/// Calls what the octets say.
///
/// # Panics
///
/// Something does not hold: a bug.
pub fn fuzz_c_abi(data: &[u8]) {
    Program::new(data).runs();
}

struct Program<'a> {
    octets: &'a [u8],
    /// Texts that pointers lead to.
    texts: Vec<Box<[u8]>>,
    /// Handles that were given out, of all kinds, those that are gone among them.
    handles: Vec<u64>,
    session: well_session_t,
    replay: well_replay_t,
    /// Callbacks that were given and have not been let go of.
    given: Box<AtomicI64>,
    fed: usize,
    scratch: Box<[u64; ROOM]>,
}

impl<'a> Program<'a> {
    fn new(octets: &'a [u8]) -> Self {
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

    fn next(&mut self) -> u8 {
        let (first, rest) = self
            .octets
            .split_first()
            .map_or((0, self.octets), |(first, rest)| (*first, rest));
        self.octets = rest;
        first
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.next()) % count
    }

    /// A handle: mostly the one that fits.
    fn handle(&mut self, fitting: u64) -> u64 {
        match self.next() {
            0..=15 => self.any_handle(),
            16 => u64::from(self.next()) << 32 | u64::from(self.next()),
            _ => fitting,
        }
    }

    fn any_handle(&mut self) -> u64 {
        let index = self.below(self.handles.len());
        self.handles[index]
    }

    /// The last that was given out.
    fn last(&mut self) -> u64 {
        let last = self.handles.last().copied().unwrap_or_default();
        self.handle(last)
    }

    fn text(&mut self) -> *const c_char {
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

    fn keep(&mut self, mut text: Vec<u8>) -> *const c_char {
        text.push(0);
        self.texts.push(text.into_boxed_slice());
        self.texts.last().map_or(null(), |text| text.as_ptr().cast())
    }

    fn completion(&mut self) -> Option<well_completion_t> {
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
    fn room<T>(&mut self) -> *mut T {
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

    fn runs(&mut self) {
        for _ in 0..MOST_CALLS {
            if self.octets.is_empty() {
                break;
            }
            self.calls();
        }
        self.ends();
    }

    fn calls(&mut self) {
        // SAFETY: each pointer is NULL or leads to what there is, which outlives the call.
        unsafe {
            match self.below(20) {
                0 => self.new_session(),
                1 | 2 => self.verb(),
                3 => self.log_in(),
                4 => self.poll(),
                5 | 6 => self.feed(),
                7 => self.replayed(),
                8..=10 => self.event(),
                11 | 12 => self.snapshot(),
                13 => self.outcome(),
                14 => self.frees(),
                15 => self.saved(),
                16 => self.log(),
                17 => self.subscribes(),
                18 => {
                    let number = i32::from(self.next()) - 20;
                    let language = i32::from(self.next()) - 2;
                    let _ = (
                        well_status_name(number),
                        well_status_text(number, language),
                        well_last_error(),
                    );
                    let text = self.text();
                    well_is_phone_number(text);
                }
                _ => self.asks(),
            }
        }
    }

    unsafe fn new_session(&mut self) {
        if self.session.id != 0 {
            return;
        }
        let mut options = std::mem::MaybeUninit::<well_session_options_t>::uninit();
        // SAFETY: there is room for them.
        unsafe {
            well_session_options_default(options.as_mut_ptr(), size_of::<well_session_options_t>());
            let mut options = options.assume_init();
            // Nobody is there.
            options.api_url = c"http://127.0.0.1:1".as_ptr();
            options.delivery = i32::from(self.next() & 1 == 0);
            match self.next() {
                0 => options.preset = self.text(),
                1 => options.events_url = self.text(),
                2 => options.struct_size = self.below(1024),
                3 => options.virtual_host = self.text(),
                4 => options.dialect = i32::from(self.next()),
                5 => options.reconnect = i32::from(self.next()),
                6 => options.login_url = self.text(),
                _ => {}
            }
            // A preset is somebody's server.
            if !options.preset.is_null() {
                options.preset = c"no such preset".as_ptr();
            }
            let client = well_client_t {
                id: self.handle(client().id),
            };
            let mut made = well_session_t { id: 0 };
            if well_session_new(client, &options, &mut made) == WELL_OK {
                self.handles.push(made.id);
                self.session = made;
            }
        }
    }

    fn its(&mut self) -> well_session_t {
        well_session_t {
            id: self.handle(self.session.id),
        }
    }

    unsafe fn verb(&mut self) {
        let session = self.its();
        let mut command = well_command_t { id: 0 };
        let completion = self.completion();
        let completion = completion.as_ref().map_or(null(), std::ptr::from_ref);
        let out: *mut well_command_t = if self.next() == 0 {
            null_mut()
        } else {
            &mut command
        };
        // SAFETY: as above.
        unsafe {
            let status = match self.below(3) {
                0 => VERBS[self.below(VERBS.len())](session, completion, out),
                1 => {
                    let text = self.text();
                    VERBS_OF_1[self.below(VERBS_OF_1.len())](session, text, completion, out)
                }
                _ => {
                    let (one, other) = (self.text(), self.text());
                    VERBS_OF_2[self.below(VERBS_OF_2.len())](session, one, other, completion, out)
                }
            };
            if status == WELL_OK && command.id != 0 {
                let mut number = 0;
                assert_eq!(well_command_id(command, &mut number), WELL_OK);
                let mut outcome = well_outcome_t { id: 0 };
                if self.next() & 1 == 0 && well_command_wait(command, 0, &mut outcome) == WELL_OK {
                    self.handles.push(outcome.id);
                } else {
                    self.handles.push(command.id);
                }
            }
        }
    }

    unsafe fn log_in(&mut self) {
        let login = well_login_t {
            struct_size: if self.next() == 0 {
                self.below(200)
            } else {
                size_of::<well_login_t>()
            },
            job_number: self.text(),
            password: self.text(),
            domain: self.text(),
            ext: self.text(),
            login_mode: i32::from(self.next() % 5) - 1,
            agent_mode: i32::from(self.next() % 9) - 1,
        };
        let session = self.its();
        let completion = self.completion();
        let completion = completion.as_ref().map_or(null(), std::ptr::from_ref);
        // SAFETY: as above.
        unsafe { well_session_agent_login(session, &login, null(), completion, null_mut()) };
    }

    unsafe fn poll(&mut self) {
        let mut event = well_event_t { id: 0 };
        let session = self.its();
        // SAFETY: as above.
        if unsafe { well_session_poll_event(session, 0, &mut event) } == WELL_OK {
            self.handles.push(event.id);
        }
    }

    unsafe fn feed(&mut self) {
        let lines: Vec<&str> = JOURNAL.lines().collect();
        let line = match self.next() {
            0..=31 => self.text(),
            _ => self.keep(lines[self.fed.min(lines.len() - 1)].into()),
        };
        // SAFETY: as above.
        unsafe {
            if self.replay.id == 0 {
                if well_replay_new(line, &mut self.replay) == WELL_OK {
                    self.handles.push(self.replay.id);
                    self.fed = 1;
                }
                return;
            }
            for _ in 0..=self.below(8) {
                let line = self.keep(lines[self.fed.min(lines.len() - 1)].into());
                self.fed += 1;
                well_replay_feed(self.replay, line);
            }
            well_replay_feed(self.replay, line);
        }
    }

    unsafe fn replayed(&mut self) {
        let replay = well_replay_t {
            id: self.handle(self.replay.id),
        };
        let (mut event, mut snapshot) = (well_event_t { id: 0 }, well_snapshot_t { id: 0 });
        // SAFETY: as above.
        unsafe {
            if self.next() & 1 == 0 {
                if well_replay_snapshot(replay, &mut snapshot) == WELL_OK {
                    self.handles.push(snapshot.id);
                }
            } else if well_replay_next(replay, &mut event) == WELL_OK {
                self.handles.push(event.id);
            }
        }
    }

    unsafe fn event(&mut self) {
        let event = well_event_t { id: self.last() };
        // SAFETY: as above.
        unsafe {
            let status = match self.below(9) {
                0 => well_event_read(event, self.room()),
                1 => {
                    let of = TEXTS_OF_EVENTS[self.below(3)];
                    let mut text = well_str_t::NONE;
                    let status = of(event, &mut text);
                    if status == WELL_OK {
                        terminated(&text);
                    }
                    status
                }
                2 => {
                    let mut text = well_str_t::NONE;
                    let status = well_event_text(event, i32::from(self.next()) - 3, &mut text);
                    if status == WELL_OK {
                        terminated(&text);
                    }
                    status
                }
                3 => {
                    let (mut field, mut count) = (-1, 0);
                    while well_event_next_field(event, &mut field) == WELL_OK && count < 200 {
                        count += 1;
                    }
                    assert!(count < 200, "fields without end");
                    WELL_OK
                }
                4 => well_event_device(event, self.below(3), self.room(), null_mut()),
                5 => well_event_corrected_call(event, self.below(3), self.room()),
                6 => well_event_integer(event, i32::from(self.next()), self.room()),
                7 => {
                    let mut kept = well_event_t { id: 0 };
                    let status = well_event_retain(event, &mut kept);
                    if status == WELL_OK {
                        self.handles.push(kept.id);
                    }
                    status
                }
                _ => well_event_kind(event, self.room()),
            };
            let _ = status;
        }
    }

    unsafe fn snapshot(&mut self) {
        // SAFETY: as above.
        unsafe {
            if self.next() & 3 == 0 {
                let mut made = well_snapshot_t { id: 0 };
                let session = self.its();
                if well_session_snapshot(session, &mut made) == WELL_OK {
                    self.handles.push(made.id);
                }
                return;
            }
            let snapshot = well_snapshot_t { id: self.last() };
            let (one, other) = (self.below(4), self.below(4));
            let _ = match self.below(7) {
                0 => well_snapshot_info(snapshot, self.room()),
                1 => well_snapshot_call(snapshot, one, self.room()),
                2 => well_snapshot_former_id(snapshot, one, other, self.room()),
                3 => well_snapshot_party(snapshot, one, other, self.room()),
                4 => well_snapshot_action(snapshot, one, self.room()),
                5 => well_snapshot_call_action(snapshot, one, other, self.room()),
                _ => {
                    let mut text = well_str_t::NONE;
                    let status = well_snapshot_json(snapshot, &mut text);
                    if status == WELL_OK {
                        terminated(&text);
                    }
                    status
                }
            };
        }
    }

    unsafe fn outcome(&mut self) {
        let outcome = well_outcome_t { id: self.last() };
        // SAFETY: as above.
        unsafe {
            let _ = match self.below(6) {
                0 => well_outcome_info(outcome, self.room()),
                1 => well_outcome_json(outcome, self.room()),
                2 => well_outcome_entry_count(outcome, self.room()),
                3 => well_outcome_entry(outcome, self.below(3), self.room(), null_mut()),
                4 => well_outcome_client_state(outcome, self.room()),
                _ => {
                    let key = self.text();
                    well_outcome_entry_value(outcome, key, self.room())
                }
            };
        }
    }

    /// Whatever it is, or is not any more.
    unsafe fn frees(&mut self) {
        let id = self.any_handle();
        if id == client().id {
            return;
        }
        let _ = match self.below(6) {
            0 => well_event_free(well_event_t { id }),
            1 => well_outcome_free(well_outcome_t { id }),
            2 => well_snapshot_free(well_snapshot_t { id }),
            3 => well_command_free(well_command_t { id }),
            4 => well_subscription_free(well_subscription_t { id }),
            _ => well_replay_free(well_replay_t { id }),
        };
        if id == self.replay.id {
            self.replay.id = 0;
        }
    }

    unsafe fn saved(&mut self) {
        let text = self.text();
        let length = match text.is_null() {
            true => 0,
            false => self.texts.last().map_or(0, |text| text.len() - 1),
        };
        let (session, password) = (self.its(), null());
        // SAFETY: as above.
        unsafe {
            match self.below(3) {
                0 => {
                    let mut saved = std::mem::zeroed();
                    if well_saved_from_bytes(text.cast(), length, &mut saved) == WELL_OK {
                        assert_eq!(well_saved_free(&mut saved), WELL_OK);
                    }
                }
                1 => {
                    well_session_recover_bytes(session, text.cast(), length, password, null(), null_mut());
                }
                _ => {
                    let mut bytes = well_string_t::NONE;
                    well_session_saved_bytes(session, &mut bytes);
                    well_string_free(&mut bytes);
                }
            }
        }
    }

    unsafe fn log(&mut self) {
        let (session, text) = (self.its(), self.text());
        let mut log = well_string_t::NONE;
        // SAFETY: as above.
        unsafe {
            let _ = match self.below(6) {
                0 => well_session_log(session, text),
                1 => well_session_error(session, text),
                2 => well_session_get_log(session, &mut log),
                3 => well_session_search_log(session, text, &mut log),
                4 => well_session_enable_log(session, self.next() & 1 == 0),
                _ => well_session_clear_log(session),
            };
            well_string_free(&mut log);
            well_string_free(&mut log);
        }
    }

    unsafe fn subscribes(&mut self) {
        let (session, name) = (self.its(), self.text());
        self.given.fetch_add(1, Ordering::SeqCst);
        let callback = well_event_callback_t {
            context: (&raw const *self.given).cast_mut().cast(),
            call: (self.next() != 0).then_some(told),
            drop: Some(let_go),
        };
        let mut made = well_subscription_t { id: 0 };
        // SAFETY: as above.
        unsafe {
            if well_session_on(session, name, &callback, &mut made) == WELL_OK {
                self.handles.push(made.id);
                if self.next() & 3 == 0 {
                    well_subscription_detach(made);
                }
            }
        }
    }

    unsafe fn asks(&mut self) {
        let (session, text) = (self.its(), self.text());
        // SAFETY: as above.
        unsafe {
            let _ = match self.below(8) {
                0 => well_session_reconnect(session),
                1 => well_session_answer_ask(session, self.next() & 1 == 0),
                2 => {
                    let (mut allowed, verb) = (false, i32::from(self.next()) - 1);
                    well_session_may(session, verb, text, &mut allowed, null_mut())
                }
                3 => well_session_metrics(session, self.room()),
                4 => {
                    let (mut agent, mut device) = (well_string_t::NONE, well_string_t::NONE);
                    let status = well_session_identity(session, &mut agent, &mut device);
                    well_string_free(&mut agent);
                    well_string_free(&mut device);
                    status
                }
                5 => well_watch_unfollow(session, text),
                6 => {
                    let mut agent = well_string_t::NONE;
                    let status = well_watch_agent(session, self.below(3), &mut agent);
                    well_string_free(&mut agent);
                    status
                }
                _ => well_client_metrics(client(), self.room()),
            };
        }
    }

    /// What was given is let go of, whatever has happened.
    fn ends(&mut self) {
        if self.session.id != 0 {
            let closed = well_session_close(self.session, 10_000);
            assert!(matches!(closed, WELL_OK | WELL_TIMED_OUT), "{closed:?}");
            assert_eq!(closed, WELL_OK, "closing takes for ever");
        }
        for id in std::mem::take(&mut self.handles).into_iter().skip(4) {
            well_event_free(well_event_t { id });
            well_outcome_free(well_outcome_t { id });
            well_snapshot_free(well_snapshot_t { id });
            well_command_free(well_command_t { id });
            well_subscription_free(well_subscription_t { id });
            well_replay_free(well_replay_t { id });
            well_session_free(well_session_t { id });
        }
        let left = self.given.load(Ordering::SeqCst);
        assert_eq!(left, 0, "callbacks that were not let go of");
    }
}

/// A text that is lent is UTF-8 with a NUL behind it.
///
/// # Safety
/// It is lent.
unsafe fn terminated(text: &well_str_t) {
    if text.data.is_null() {
        assert_eq!(text.len, 0);
        return;
    }
    // SAFETY: the library's word, which is looked at here.
    let octets = unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.len + 1) };
    assert_eq!(octets.last(), Some(&0));
    assert!(std::str::from_utf8(octets).is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fuzz target's seeds, what it has found among them, and programs as chance makes them, always the same.
    #[test]
    fn programs_of_any_octets_hold() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/c_abi");
        let seeds: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
        assert!(seeds.len() >= 3);
        for seed in seeds {
            fuzz_c_abi(&std::fs::read(seed.unwrap().path()).unwrap());
        }
        let mut state = 1_u64;
        for length in 0..if cfg!(miri) { 24 } else { 300 } {
            let mut octets = Vec::new();
            while octets.len() < length {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                octets.extend_from_slice(&state.to_be_bytes()[..4]);
            }
            fuzz_c_abi(&octets);
        }
    }
}
