//! Why something may not be done now: the guards of commands and the reasons of allowed actions, in one list.

use std::time::Duration;

use crate::model::ConnectionState;

/// Why something may not be done now. Nothing was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// No agent is logged in.
    NotLoggedIn,
    /// An agent is logged in.
    AlreadyLoggedIn,
    /// A log-in, log-out or recovery is under way.
    Busy,
    /// The session is closed.
    Closed,
    /// A call is up.
    CallUp,
    /// The agent is reserved for an outbound task.
    Allocated,
    /// The number is empty or, with `phone_numbers_only`, no phone number.
    BadNumber,
    /// The number is the own extension.
    OwnExtension,
    /// Too soon after the last call made.
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
    /// There is no call.
    NoCall,
    /// There are several calls: say which.
    SeveralCalls,
    /// The own leg is not in a state for it.
    WrongState {
        /// The state of the own leg.
        leg: ConnectionState,
    },
    /// The call rings out and has not been answered.
    NotEstablished,
    /// The call is a conference.
    InConference,
    /// It takes one held and one connected call.
    NeedsConsultation,
    /// There is another call: retrieve, transfer, confer or cancel first.
    InConsultation,
    /// The same party is in both calls.
    SameParty,
    /// The call is recorded already.
    Recorded,
    /// The call is not recorded.
    NotRecorded,
    /// The saved session cannot be taken up again.
    NotRecoverable,
    /// So many commands are not settled that no further one is taken ([`MAX_COMMANDS`](crate::session::MAX_COMMANDS)).
    TooManyCommands,
    /// This is a watch: it looks on, and does nothing.
    Watching,
    /// The watch is not open: nobody is followed.
    NotWatching,
}

impl Refusal {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotLoggedIn => "notLoggedIn",
            Self::AlreadyLoggedIn => "sessionInUse",
            Self::Busy => "busy",
            Self::Closed => "closed",
            Self::CallUp => "callUp",
            Self::Allocated => "allocated",
            Self::BadNumber => "badNumber",
            Self::OwnExtension => "ownExtension",
            Self::TooSoon { .. } => "tooSoon",
            Self::NoCall => "noCall",
            Self::SeveralCalls => "severalCalls",
            Self::WrongState { .. } => "wrongState",
            Self::NotEstablished => "notEstablished",
            Self::InConference => "inConference",
            Self::NeedsConsultation => "needsConsultation",
            Self::InConsultation => "inConsultation",
            Self::SameParty => "sameParty",
            Self::Recorded => "recorded",
            Self::NotRecorded => "notRecorded",
            Self::NotRecoverable => "notRecoverable",
            Self::TooManyCommands => "tooManyCommands",
            Self::Watching => "watching",
            Self::NotWatching => "notWatching",
        }
    }

    /// A sentence for the agent, in English.
    pub fn message_en(&self) -> &'static str {
        match self {
            Self::NotLoggedIn => "No agent is logged in.",
            Self::AlreadyLoggedIn => "An agent is logged in already.",
            Self::Busy => "A log-in, log-out or recovery is under way.",
            Self::Closed => "The session is closed.",
            Self::CallUp => "This cannot be done while a call is up.",
            Self::Allocated => "This cannot be done while the agent is reserved for an outbound task.",
            Self::BadNumber => "The number is empty or malformed.",
            Self::OwnExtension => "This is your own extension.",
            Self::TooSoon { .. } => "The last call was made a moment ago.",
            Self::NoCall => "There is no such call.",
            Self::SeveralCalls => "There are several calls: say which one.",
            Self::WrongState { .. } => "The call is not in a state for this.",
            Self::NotEstablished => "The call has not been answered yet.",
            Self::InConference => "This cannot be done in a conference.",
            Self::NeedsConsultation => "This takes one call on hold and one that is connected.",
            Self::InConsultation => "End the consultation first.",
            Self::SameParty => "The same party is in both calls.",
            Self::Recorded => "The call is recorded already.",
            Self::NotRecorded => "The call is not recorded.",
            Self::NotRecoverable => "The saved session cannot be taken up again.",
            Self::TooManyCommands => "Too many commands are under way: wait until one of them has ended.",
            Self::Watching => "Agents are only watched here.",
            Self::NotWatching => "The watch is not open.",
        }
    }

    /// A sentence for the agent, in Chinese.
    pub fn message_zh(&self) -> &'static str {
        match self {
            Self::NotLoggedIn => "座席未登录。",
            Self::AlreadyLoggedIn => "座席已登录。",
            Self::Busy => "正在登录、登出或恢复。",
            Self::Closed => "会话已关闭。",
            Self::CallUp => "通话中不能执行此操作。",
            Self::Allocated => "座席已被预占，不能执行此操作。",
            Self::BadNumber => "号码为空或不合法。",
            Self::OwnExtension => "不能拨打自己的分机。",
            Self::TooSoon { .. } => "拨号过于频繁，请稍候再拨。",
            Self::NoCall => "没有这通电话。",
            Self::SeveralCalls => "当前有多通电话，请指定其中一通。",
            Self::WrongState { .. } => "当前通话状态不能执行此操作。",
            Self::NotEstablished => "电话尚未接通。",
            Self::InConference => "会议中不能执行此操作。",
            Self::NeedsConsultation => "需要一通保持的电话和一通接通的电话。",
            Self::InConsultation => "请先结束咨询。",
            Self::SameParty => "两通电话中有同一方。",
            Self::Recorded => "通话正在录音。",
            Self::NotRecorded => "通话未在录音。",
            Self::NotRecoverable => "无法恢复已保存的会话。",
            Self::TooManyCommands => "未完成的命令过多，请等待其中一个结束。",
            Self::Watching => "这里只监看座席，不能执行操作。",
            Self::NotWatching => "监看尚未打开。",
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message_en())
    }
}

impl std::error::Error for Refusal {}
