//! Reasons: why not.

use well_reason_t::*;

/// Why a command was not carried out, or may not be given now. From 1: the library's guards, nothing was sent; from 100:
/// other errors; from 200: why nobody can tell; from 300: the server's refusals, by status (manual 2.2).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_reason_t {
    /// No reason: it has worked.
    WELL_REASON_NONE = 0,
    /// No agent is logged in.
    WELL_REASON_NOT_LOGGED_IN = 1,
    /// This session has an agent already.
    WELL_REASON_SESSION_IN_USE = 2,
    /// A log-in, log-out or recovery is under way.
    WELL_REASON_BUSY = 3,
    /// The session is closed.
    WELL_REASON_CLOSED = 4,
    /// A call is up.
    WELL_REASON_CALL_UP = 5,
    /// The agent is reserved for an outbound task.
    WELL_REASON_ALLOCATED = 6,
    /// The number is empty or, with `phone_numbers_only`, no phone number.
    WELL_REASON_BAD_NUMBER = 7,
    /// The number is the own extension.
    WELL_REASON_OWN_EXTENSION = 8,
    /// Too soon after the last call made: `retry_after_ms`.
    WELL_REASON_TOO_SOON = 9,
    /// There is no such call.
    WELL_REASON_NO_CALL = 10,
    /// There are several calls: say which.
    WELL_REASON_SEVERAL_CALLS = 11,
    /// The own leg is not in a state for it.
    WELL_REASON_WRONG_STATE = 12,
    /// The call has not been answered yet.
    WELL_REASON_NOT_ESTABLISHED = 13,
    /// Not in a conference.
    WELL_REASON_IN_CONFERENCE = 14,
    /// It takes one held and one connected call.
    WELL_REASON_NEEDS_CONSULTATION = 15,
    /// There is another call: retrieve, transfer, confer or cancel first.
    WELL_REASON_IN_CONSULTATION = 16,
    /// The saved session cannot be taken up again.
    WELL_REASON_NOT_RECOVERABLE = 17,
    /// So many commands are not settled (256) that no further one is taken.
    WELL_REASON_TOO_MANY_COMMANDS = 18,
    /// The same party is in both calls, which therefore cannot become one.
    WELL_REASON_SAME_PARTY = 19,
    /// The call is recorded already.
    WELL_REASON_RECORDED = 20,
    /// The call is not recorded.
    WELL_REASON_NOT_RECORDED = 21,
    /// This is a watch: it looks on, and does nothing.
    WELL_REASON_WATCHING = 22,
    /// The watch is not open: nobody is followed.
    WELL_REASON_NOT_WATCHING = 23,
    /// An argument cannot be sent; nothing was.
    WELL_REASON_ARGUMENT = 100,
    /// The server was not reached; nothing was carried out.
    WELL_REASON_UNREACHABLE = 101,
    /// The event channel could not be opened, so the log-in was not sent.
    WELL_REASON_NO_EVENT_CHANNEL = 102,
    /// The server's answer makes no sense.
    WELL_REASON_BAD_REPLY = 103,
    /// The server reports by an event that it has not worked: `failed_code`, `failed_message`.
    WELL_REASON_FAILED = 104,
    /// The call ended before it was carried out: `cause`.
    WELL_REASON_CALL_ENDED = 105,
    /// A watch: the broker refuses the events of the agent, or of every agent.
    WELL_REASON_SUBSCRIPTION_REFUSED = 106,
    /// Unknown: accepted, but nothing showed in time that it was carried out.
    WELL_REASON_NOT_CONFIRMED = 200,
    /// Unknown: sent, but no reply came.
    WELL_REASON_NO_REPLY = 201,
    /// Unknown: the event channel is down.
    WELL_REASON_LINK_LOST = 202,
    /// Unknown: the agent was logged off meanwhile.
    WELL_REASON_LOGGED_OFF = 203,
    /// Unknown: the session was closed meanwhile.
    WELL_REASON_SESSION_CLOSED = 204,
    /// 3xx: the address is wrong, or a portal is in between.
    WELL_REASON_REDIRECTED = 300,
    /// 400.
    WELL_REASON_BAD_REQUEST = 400,
    /// 401: user name, password or domain is wrong.
    WELL_REASON_WRONG_CREDENTIALS = 401,
    /// 403.
    WELL_REASON_FORBIDDEN = 403,
    /// 404: often a call that is over.
    WELL_REASON_NOT_FOUND = 404,
    /// 423: the agent is deleted or disabled.
    WELL_REASON_AGENT_NOT_USABLE = 423,
    /// 426: the HTTP session has expired and could not be renewed.
    WELL_REASON_SESSION_EXPIRED = 426,
    /// 429.
    WELL_REASON_TOO_MANY_REQUESTS = 429,
    /// 451: no telephone is online for the extension.
    WELL_REASON_EXTENSION_NOT_REGISTERED = 451,
    /// 452.
    WELL_REASON_ILLEGAL_AGENT = 452,
    /// 453.
    WELL_REASON_ILLEGAL_EXTENSION = 453,
    /// 454: this agent is logged in on this extension already.
    WELL_REASON_ALREADY_LOGGED_IN = 454,
    /// 455: this agent is logged in on another extension: `device_id`.
    WELL_REASON_LOGGED_IN_ELSEWHERE = 455,
    /// 456.
    WELL_REASON_ILLEGAL_EXTENSION_STATE = 456,
    /// 457.
    WELL_REASON_EXTENSION_NOT_AUTHORISED = 457,
    /// 458.
    WELL_REASON_ALREADY_LOGGED_OUT = 458,
    /// 459: another agent is on the extension: `agent_id`; forcing does not help.
    WELL_REASON_EXTENSION_IN_USE = 459,
    /// 460: not while a call is up.
    WELL_REASON_EXTENSION_BUSY = 460,
    /// 461: the tenant's limit of agents is reached.
    WELL_REASON_AGENT_LIMIT_REACHED = 461,
    /// 462.
    WELL_REASON_ALLOCATION_FAILED = 462,
    /// 465: the outbound quota is reached.
    WELL_REASON_QUOTA_REACHED = 465,
    /// 466.
    WELL_REASON_RECORDING_DISABLED = 466,
    /// 483.
    WELL_REASON_TASK_NOT_ASSIGNED = 483,
    /// 5xx.
    WELL_REASON_SERVER_ERROR = 500,
    /// A success whose reply cannot be read.
    WELL_REASON_UNREADABLE_REPLY = 600,
    /// Another refusal of the server: `status` says which.
    WELL_REASON_OTHER = 601,
}

/// Each reason's word with its number.
const REASONS: &[(&str, well_reason_t)] = &[
    ("notLoggedIn", WELL_REASON_NOT_LOGGED_IN),
    ("sessionInUse", WELL_REASON_SESSION_IN_USE),
    ("busy", WELL_REASON_BUSY),
    ("closed", WELL_REASON_CLOSED),
    ("callUp", WELL_REASON_CALL_UP),
    ("allocated", WELL_REASON_ALLOCATED),
    ("badNumber", WELL_REASON_BAD_NUMBER),
    ("ownExtension", WELL_REASON_OWN_EXTENSION),
    ("tooSoon", WELL_REASON_TOO_SOON),
    ("noCall", WELL_REASON_NO_CALL),
    ("severalCalls", WELL_REASON_SEVERAL_CALLS),
    ("wrongState", WELL_REASON_WRONG_STATE),
    ("notEstablished", WELL_REASON_NOT_ESTABLISHED),
    ("inConference", WELL_REASON_IN_CONFERENCE),
    ("needsConsultation", WELL_REASON_NEEDS_CONSULTATION),
    ("inConsultation", WELL_REASON_IN_CONSULTATION),
    ("notRecoverable", WELL_REASON_NOT_RECOVERABLE),
    ("tooManyCommands", WELL_REASON_TOO_MANY_COMMANDS),
    ("sameParty", WELL_REASON_SAME_PARTY),
    ("recorded", WELL_REASON_RECORDED),
    ("notRecorded", WELL_REASON_NOT_RECORDED),
    ("watching", WELL_REASON_WATCHING),
    ("notWatching", WELL_REASON_NOT_WATCHING),
    ("argument", WELL_REASON_ARGUMENT),
    ("unreachable", WELL_REASON_UNREACHABLE),
    ("noEventChannel", WELL_REASON_NO_EVENT_CHANNEL),
    ("badReply", WELL_REASON_BAD_REPLY),
    ("failed", WELL_REASON_FAILED),
    ("callEnded", WELL_REASON_CALL_ENDED),
    ("subscriptionRefused", WELL_REASON_SUBSCRIPTION_REFUSED),
    ("notConfirmed", WELL_REASON_NOT_CONFIRMED),
    ("noReply", WELL_REASON_NO_REPLY),
    ("linkLost", WELL_REASON_LINK_LOST),
    ("loggedOff", WELL_REASON_LOGGED_OFF),
    ("sessionClosed", WELL_REASON_SESSION_CLOSED),
    ("redirected", WELL_REASON_REDIRECTED),
    ("badRequest", WELL_REASON_BAD_REQUEST),
    ("wrongCredentials", WELL_REASON_WRONG_CREDENTIALS),
    ("forbidden", WELL_REASON_FORBIDDEN),
    ("notFound", WELL_REASON_NOT_FOUND),
    ("agentNotUsable", WELL_REASON_AGENT_NOT_USABLE),
    ("sessionExpired", WELL_REASON_SESSION_EXPIRED),
    ("tooManyRequests", WELL_REASON_TOO_MANY_REQUESTS),
    ("extensionNotRegistered", WELL_REASON_EXTENSION_NOT_REGISTERED),
    ("illegalAgent", WELL_REASON_ILLEGAL_AGENT),
    ("illegalExtension", WELL_REASON_ILLEGAL_EXTENSION),
    ("alreadyLoggedIn", WELL_REASON_ALREADY_LOGGED_IN),
    ("loggedInElsewhere", WELL_REASON_LOGGED_IN_ELSEWHERE),
    ("illegalExtensionState", WELL_REASON_ILLEGAL_EXTENSION_STATE),
    ("extensionNotAuthorised", WELL_REASON_EXTENSION_NOT_AUTHORISED),
    ("alreadyLoggedOut", WELL_REASON_ALREADY_LOGGED_OUT),
    ("extensionInUse", WELL_REASON_EXTENSION_IN_USE),
    ("extensionBusy", WELL_REASON_EXTENSION_BUSY),
    ("agentLimitReached", WELL_REASON_AGENT_LIMIT_REACHED),
    ("allocationFailed", WELL_REASON_ALLOCATION_FAILED),
    ("quotaReached", WELL_REASON_QUOTA_REACHED),
    ("recordingDisabled", WELL_REASON_RECORDING_DISABLED),
    ("taskNotAssigned", WELL_REASON_TASK_NOT_ASSIGNED),
    ("serverError", WELL_REASON_SERVER_ERROR),
    ("unreadableReply", WELL_REASON_UNREADABLE_REPLY),
    ("other", WELL_REASON_OTHER),
];

impl well_reason_t {
    /// Of the word that the library has for it.
    pub(crate) fn of(code: Option<&str>) -> Self {
        let Some(code) = code else {
            return WELL_REASON_NONE;
        };
        let found = REASONS.iter().find(|(known, _)| *known == code);
        found.map_or(WELL_REASON_OTHER, |(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use client::core::http::Reason;
    use client::{CommandError, Refusal, Unknown};

    use super::*;

    #[test]
    fn reasons_have_the_numbers_of_their_statuses() {
        for status in 400..500 {
            let reason = Reason::of_status(status);
            let number = well_reason_t::of(Some(reason.code()));
            assert!(
                number == WELL_REASON_OTHER || number as i32 == i32::from(status),
                "{status}"
            );
        }
        assert_eq!(
            well_reason_t::of(Some(Reason::ServerError.code())),
            WELL_REASON_SERVER_ERROR
        );
        assert_eq!(
            well_reason_t::of(Some(Refusal::CallUp.code())),
            WELL_REASON_CALL_UP
        );
        assert_eq!(
            well_reason_t::of(Some(Refusal::NotRecoverable.code())),
            WELL_REASON_NOT_RECOVERABLE
        );
        assert_eq!(
            well_reason_t::of(Some(Unknown::LinkLost.code())),
            WELL_REASON_LINK_LOST
        );
        assert_eq!(
            well_reason_t::of(Some(Refusal::SameParty.code())),
            WELL_REASON_SAME_PARTY
        );
        let ended = CommandError::CallEnded { cause: None };
        assert_eq!(well_reason_t::of(Some(ended.code())), WELL_REASON_CALL_ENDED);
        assert_eq!(well_reason_t::of(None), WELL_REASON_NONE);
        let words: HashSet<&str> = REASONS.iter().map(|(word, _)| *word).collect();
        assert_eq!(words.len(), REASONS.len(), "a word for two reasons");
    }
}
