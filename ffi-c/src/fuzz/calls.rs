//! What such a program calls.

use std::ffi::c_char;
use std::ptr::{null, null_mut};
use std::sync::atomic::Ordering;

use super::program::*;
use crate::callback::{well_completion_t, well_event_callback_t};
use crate::client::well_client_metrics;
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
const JOURNAL: &str = include_str!("../../../cli/tests/traces/bad_day.journal");

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

impl Program<'_> {
    pub(super) unsafe fn new_session(&mut self) {
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

    pub(super) fn its(&mut self) -> well_session_t {
        well_session_t {
            id: self.handle(self.session.id),
        }
    }

    pub(super) unsafe fn verb(&mut self) {
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

    pub(super) unsafe fn log_in(&mut self) {
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

    pub(super) unsafe fn poll(&mut self) {
        let mut event = well_event_t { id: 0 };
        let session = self.its();
        // SAFETY: as above.
        if unsafe { well_session_poll_event(session, 0, &mut event) } == WELL_OK {
            self.handles.push(event.id);
        }
    }

    pub(super) unsafe fn feed(&mut self) {
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

    pub(super) unsafe fn replayed(&mut self) {
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

    pub(super) unsafe fn event(&mut self) {
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

    pub(super) unsafe fn snapshot(&mut self) {
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

    pub(super) unsafe fn outcome(&mut self) {
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
    pub(super) unsafe fn frees(&mut self) {
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

    pub(super) unsafe fn saved(&mut self) {
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

    pub(super) unsafe fn log(&mut self) {
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

    pub(super) unsafe fn subscribes(&mut self) {
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

    pub(super) unsafe fn asks(&mut self) {
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
