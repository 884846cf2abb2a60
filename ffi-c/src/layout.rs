//! The layout of every struct that programs see, on 64-bit systems: checked here by the Rust compiler, and by C compilers in
//! `tests/c/c/layout.h`, which is made of this. A number that changes is a break of the ABI.

#![cfg(target_pointer_width = "64")]

use std::mem::offset_of;

use crate::callback::*;
use crate::client::*;
use crate::client_options::*;
use crate::event_data::*;
use crate::handle::*;
use crate::outcome::*;
use crate::recovery::*;
use crate::session_options::*;
use crate::settings::*;
use crate::snapshot::*;
use crate::text::*;
use crate::verbs::agent::*;
use crate::verbs::call::*;
use crate::verbs::data::*;
use crate::watch::*;

macro_rules! layout {
    ($($name:ident: $size:literal { $($field:ident: $offset:literal),* })*) => {
        $(
            const _: () = assert!(size_of::<$name>() == $size, concat!("sizeof ", stringify!($name)));
            $(const _: () = assert!(offset_of!($name, $field) == $offset, stringify!($name.$field));)*
        )*
    };
}

layout! {
    well_str_t: 16 { data: 0, len: 8 }
    well_string_t: 16 { data: 0, len: 8 }
    well_client_t: 8 { id: 0 }
    well_session_t: 8 { id: 0 }
    well_subscription_t: 8 { id: 0 }
    well_command_t: 8 { id: 0 }
    well_outcome_t: 8 { id: 0 }
    well_event_t: 8 { id: 0 }
    well_snapshot_t: 8 { id: 0 }
    well_replay_t: 8 { id: 0 }
    well_simulator_t: 8 { id: 0 }
    well_event_data_t: 1096 {
        struct_size: 0,
        kind: 8,
        origin: 12,
        agent_mode: 16,
        call_end: 20,
        link: 24,
        link_end: 28,
        session_end: 32,
        log_kind: 36,
        late: 40,
        is_success: 41,
        is_established: 42,
        is_caller: 43,
        is_out_call: 44,
        is_own: 45,
        missed: 48,
        serial: 56,
        create_time_id_ms: 64,
        established_time_id_ms: 72,
        status: 80,
        log_line: 88,
        watched: 104,
        event_name: 120,
        event_time: 136,
        event_type: 152,
        producer: 168,
        domain: 184,
        src_device_id: 200,
        device_id: 216,
        agent_id: 232,
        agent_mode_text: 248,
        devices: 264,
        queue_id: 280,
        reason: 296,
        call_id: 312,
        connection_id: 328,
        local_state: 344,
        agent_status: 360,
        origin_call_info_call_id: 376,
        origin_call_info_calling_device: 392,
        origin_call_info_called_device: 408,
        cause: 424,
        initiated_device: 440,
        calling_device: 456,
        called_device: 472,
        alerting_device: 488,
        last_redirection_device: 504,
        trunk_group: 520,
        trunk_member: 536,
        original_call_id: 552,
        user_data: 568,
        split: 584,
        call_cause: 600,
        call_type: 616,
        answering_device: 632,
        sip_call_id: 648,
        releasing_device: 664,
        hangup_device: 680,
        holding_device: 696,
        retrieving_device: 712,
        primary_old_call: 728,
        secondary_old_call: 744,
        transferring_device: 760,
        transferred_to_device: 776,
        new_call: 792,
        conferencing_device: 808,
        added_party: 824,
        failed_code: 840,
        failed_msg: 856,
        record_id: 872,
        file_name: 888,
        party_device: 904,
        data: 920,
        response_text: 936,
        active_call: 952,
        extension_id: 968,
        agent_name: 984,
        state: 1000,
        calls: 1016,
        anomaly_kind: 1032,
        anomaly_event: 1048,
        detail: 1064,
        end_reason: 1080
    }
    well_event_callback_t: 24 { context: 0, call: 8, drop: 16 }
    well_completion_t: 24 { context: 0, call: 8, drop: 16 }
    well_ask_t: 24 { context: 0, call: 8, drop: 16 }
    well_log_callback_t: 24 { context: 0, call: 8, drop: 16 }
    well_diagnostics_t: 24 { context: 0, call: 8, drop: 16 }
    well_metrics_t: 112 {
        struct_size: 0,
        events: 8,
        duplicates: 16,
        late: 24,
        refused: 32,
        anomalies: 40,
        resyncs: 48,
        corrections: 56,
        reconnects: 64,
        renewals: 72,
        commands: 80,
        commands_failed: 88,
        command_ms_total: 96,
        command_ms_longest: 104
    }
    well_client_options_t: 104 {
        struct_size: 0,
        threads: 8,
        connecting_at_once: 12,
        connecting_per_second: 16,
        connect_timeout_ms: 20,
        request_timeout_ms: 24,
        proxy: 28,
        without_platform_roots: 32,
        danger_accept_any_certificate: 33,
        proxy_url: 40,
        user_agent: 48,
        extra_roots_pem: 56,
        extra_roots_pem_len: 64,
        client_certificate_pem: 72,
        client_certificate_pem_len: 80,
        client_key_pem: 88,
        client_key_pem_len: 96
    }
    well_session_options_t: 272 {
        struct_size: 0,
        preset: 8,
        api_url: 16,
        events_url: 24,
        login_url: 32,
        virtual_host: 40,
        dialect: 48,
        delivery: 52,
        auto_answer: 56,
        debug: 57,
        use_ws_log: 58,
        use_error_alert: 59,
        retrieve_after_consultation: 60,
        answer_second_call: 61,
        take_over_call: 62,
        verify_with_heartbeat: 63,
        event_log: 64,
        logout_on_close: 65,
        phone_numbers_only: 66,
        reconnect: 68,
        reconnect_attempts: 72,
        reconnect_delay_ms: 76,
        reconnect_cap_ms: 80,
        reconnect_window_ms: 84,
        reconnect_give_up_ms: 88,
        heartbeat_ms: 92,
        login_ms: 96,
        ask_ms: 100,
        command_ms: 104,
        confirm_ms: 108,
        connect_ms: 112,
        settle_ms: 116,
        stomp_heartbeat_ms: 120,
        ping_ms: 124,
        doubt_ms: 128,
        clock_jump_ms: 132,
        between_calls_ms: 136,
        stable_ms: 140,
        slow_retry_ms: 144,
        internal_prefix: 152,
        internal_min_digits: 160,
        internal_max_digits: 164,
        internal_numbers: 168,
        internal_numbers_count: 176,
        queue_capacity: 184,
        reserved: 188,
        seed: 192,
        journal_path: 200,
        store_path: 208,
        store_key: 216,
        store_key_len: 224,
        origin: 232,
        headers: 240,
        headers_count: 248,
        broker_login: 256,
        broker_passcode: 264
    }
    well_settings_t: 16 {
        struct_size: 0,
        debug: 8,
        use_ws_log: 9,
        auto_answer: 10,
        use_error_alert: 11,
        reserved: 12
    }
    well_watch_account_t: 32 { struct_size: 0, job_number: 8, password: 16, domain: 24 }
    well_login_t: 48 {
        struct_size: 0,
        job_number: 8,
        password: 16,
        domain: 24,
        ext: 32,
        login_mode: 40,
        agent_mode: 44
    }
    well_make_call_t: 48 {
        struct_size: 0,
        prefix: 8,
        dest_for_display: 16,
        origin_for_display: 24,
        context_id: 32,
        cpa: 40,
        reserved: 44
    }
    well_call_data_t: 16 { key: 0, value: 8 }
    well_outcome_info_t: 224 {
        struct_size: 0,
        kind: 8,
        reason: 12,
        status: 16,
        reserved: 20,
        retry_after_ms: 24,
        code: 32,
        english: 48,
        chinese: 64,
        evidence: 80,
        call_id: 96,
        pending_mode: 112,
        agent_id: 128,
        device_id: 144,
        body: 160,
        failed_code: 176,
        failed_msg: 192,
        cause: 208
    }
    well_client_state_t: 232 {
        struct_size: 0,
        agent_id: 8,
        extension_id: 24,
        agent_mode: 40,
        agent_name: 56,
        domain: 72,
        extension_json: 88,
        call_id: 104,
        ani: 120,
        dnis: 136,
        state: 152,
        direction: 168,
        other_side: 184,
        ring_time: 200,
        answer_time: 216
    }
    well_snapshot_info_t: 152 {
        struct_size: 0,
        phase: 8,
        link: 12,
        verified: 16,
        calls_complete: 17,
        has_agent: 18,
        credentials_refused: 19,
        agent_mode: 20,
        agent_doubts: 24,
        session_end: 28,
        agent_mode_text: 32,
        agent_id: 48,
        device_id: 64,
        reason: 80,
        pending_mode: 96,
        in_mode_ms: 112,
        since_ms: 120,
        call_count: 128,
        action_count: 136,
        prefix_count: 144
    }
    well_call_t: 192 {
        struct_size: 0,
        call_id: 8,
        leg: 24,
        outgoing: 28,
        conference: 32,
        recording: 33,
        unverified: 34,
        doubts: 36,
        calling: 40,
        called: 56,
        consultation_of: 72,
        created_ms: 88,
        established_ms: 96,
        age_ms: 104,
        talking_ms: 112,
        data: 120,
        queue: 136,
        failed_code: 152,
        former_id_count: 168,
        party_count: 176,
        action_count: 184
    }
    well_party_t: 40 { struct_size: 0, device: 8, role: 24, leg: 28, own: 32, verified: 33 }
    well_action_t: 88 {
        struct_size: 0,
        verb: 8,
        reason: 12,
        allowed: 16,
        verb_name: 24,
        code: 40,
        english: 56,
        chinese: 72
    }
    well_saved_t: 48 { agent_id: 0, device_id: 16, session_id: 32 }
}
