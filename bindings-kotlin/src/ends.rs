//! Why something has ended: a session, the event channel, a call for this agent.

use client::{CallEnd as CoreCallEnd, LinkEnd as CoreLinkEnd, SessionEnd as CoreSessionEnd};

use crate::words::mirror_open;

mirror_open! {
    /// Why the agent is not logged in any more.
    SessionEnd of CoreSessionEnd {
        /// The agent has logged out here.
        Logout,
        /// The agent has logged in elsewhere.
        Replaced,
        /// Somebody else has logged the agent out: a supervisor, an administrator, the server. Nobody tells who.
        Forced,
        /// The server has logged the agent out because no heartbeat reached it for 3 minutes.
        HeartbeatExpired,
        /// The HTTP session expired and the server refused the password, so that no heartbeat was accepted any more.
        CredentialsRefused,
        /// The application has closed the session. The agent need not be logged out at the server.
        Closed,
    }
}

mirror_open! {
    /// Why the event channel was lost, or could not be opened.
    LinkEnd of CoreLinkEnd {
        /// The WebSocket could not be opened: no network, no such host, TLS, or the server has refused.
        NotOpened,
        /// Opening it took too long.
        TooSlow,
        /// The WebSocket was closed, or the connection broke.
        Closed,
        /// Nothing was heard for two heart-beats.
        Silent,
        /// The broker has sent a STOMP ERROR.
        BrokerError,
        /// What came was not STOMP.
        Protocol,
        /// The machine slept: what came meanwhile is lost.
        Slept,
        /// No attempt has succeeded in the time that the policy allows.
        OutOfTime,
    }
}

mirror_open! {
    /// Why a call has ended for this agent.
    CallEnd of CoreCallEnd {
        /// The agent's side has hung up a call that was answered.
        HungUp,
        /// The other side has hung up a call that was answered.
        HungUpByOther,
        /// The agent, or a supervisor for the agent, has transferred it away.
        Transferred,
        /// The agent's side has hung up before the call was answered there.
        Cancelled,
        /// The agent's side has refused a call that rang.
        Rejected,
        /// The caller has hung up while it rang.
        CallerGaveUp,
        /// Another device has answered it.
        AnsweredElsewhere,
        /// It rang for too long.
        NotAnswered,
        /// Who was called is busy.
        Busy,
        /// Who was called has refused it.
        RejectedByOther,
        /// It could not be put through: see `failed_code` and `failed_text`.
        Failed,
        /// It has ended unseen: the server does not know it any more.
        Unseen,
        /// Nothing tells why; see `cause`.
        NotTold,
    }
}
