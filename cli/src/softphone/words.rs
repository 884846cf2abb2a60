//! What the softphone says, in English and in Chinese: the words that agents know from the manual.

use crate::language::words;
use crate::said::Said;
use wellclient::event::AnomalyKind;
use wellclient::{
    AgentMode, AgentSnapshot, CallEnd, ConnectionState, Doubt, EventKind, Language, LinkState, Refusal, Role,
    SessionEnd, Verb,
};

words! {
    // The form.
    LogIn = "Log in", "登录";
    Server = "Server", "服务器";
    Agent = "Agent", "座席";
    Extension = "Extension", "分机";
    Password = "Password", "密码";
    ReadyAfter = "Ready for calls at once", "登录后就绪";
    LoggingIn = "Logging in …", "正在登录……";
    FormKeys = "Enter log in   Tab next field   F2 中文   Ctrl-C leave", "回车 登录   Tab 下一项   F2 English   Ctrl-C 退出";
    DemoHint = "A simulated call center, with all filled in: press Enter. To be asked whether to take over, log in as 5002 on 8042.",
        "这是内置的模拟呼叫中心，各项已填好：按回车登录。用座席 5002、分机 8042 登录，可以看到接管提问。";
    BadServer = "The server is a URL (http://…) or the name of an environment.", "服务器应为网址（http://…）或环境名称。";
    BadAgent = "An agent is 5001@test.cc, an extension 8001.", "座席形如 5001@test.cc，分机形如 8001。";
    AllFields = "Fill in every field.", "请填写每一项。";
    TakeOver = "Take over", "接管登录";
    TakeOverAsk = "Log out there and log in here?", "要在那边登出，并在这里登录吗？";
    // The desk.
    Phone = "Phone", "电话";
    Team = "Team", "班组";
    Events = "Events", "事件";
    Calls = "Calls", "通话";
    NoCalls = "No call.", "没有通话。";
    MayBeCalls = "There may be calls that have not been told of.", "可能还有未获知的通话。";
    Actions = "What can be done", "可执行的操作";
    Then = "then", "之后";
    Link = "link", "连接";
    Talk = "talk", "通话";
    OnHold = "hold", "保持";
    Rings = "rings", "振铃";
    Queue = "queue", "队列";
    Data = "data", "随路数据";
    Recording = "REC", "录音";
    Conference = "conference", "会议";
    ConsultationOf = "consultation of", "咨询自";
    You = "you", "本机";
    CredentialsRefused = "The server refuses the password now: log out and log in again.", "服务器不再接受密码，请登出后重新登录。";
    Keys = "↑↓ call  ←→ Enter action  Tab view  F1 help  Ctrl-C leave", "↑↓ 通话  ←→ 回车 操作  Tab 视图  F1 帮助  Ctrl-C 退出";
    UnderWay = "under way", "进行中";
    NeedsCall = "This agent has no connected call.", "该座席没有接通的通话。";
    NothingKnown = "Nothing is known of this agent yet.", "尚不了解该座席的情况。";
    WatchOwn = "This is yourself.", "这是您自己。";
    // The team.
    NobodyWatched = "Nobody is watched yet: press + and give an agent, such as 5002@test.cc.", "还没有监看任何座席：按 + 并输入座席，例如 5002@test.cc。";
    Opening = "Opening the watch …", "正在打开监看……";
    Listen = "Listen", "监听";
    Join = "Join", "强插";
    Take = "Take", "接管";
    Cut = "Cut off", "强拆";
    NotReadyAsk = "Not ready…", "离席…";
    MakeReady = "Make ready", "强制就绪";
    MakeNotReady = "Make not ready", "强制离席";
    ForceOut = "Log out", "强制登出";
    AddAgent = "Add agent…", "添加座席…";
    LeaveOut = "Leave out", "移除座席";
    Colleague = "Agent", "座席";
    State = "State", "状态";
    Since = "For", "时长";
    Call = "Call", "通话";
    // Questions.
    Number = "Number", "号码";
    Reason = "Reason (may be empty)", "原因（可为空）";
    DataEntry = "Data, as name=value", "数据，形如 名称=值";
    Greeting = "Which greeting", "问候语";
    Silent = "Tab: may only listen", "Tab：仅旁听";
    Active = "Tab: takes part", "Tab：参与通话";
    Prefix = "Tab: prefix", "Tab：前缀";
    History = "↑↓ numbers dialled before", "↑↓ 拨过的号码";
    NotAnEntry = "Write name=value.", "请写成 名称=值。";
    OkCancel = "Enter ok   Esc cancel", "回车 确定   Esc 取消";
    YesNo = "y yes   n no", "y 是   n 否";
    // Leaving.
    LeaveTitle = "A call is up", "通话尚未结束";
    LeaveWhenOver = "w  leave when it is over", "w  通话结束后退出";
    LeaveHangUp = "h  hang up, log out and leave", "h  挂断、登出并退出";
    LeaveStay = "Esc  stay", "Esc  留下";
    EndsWhenOver = "Ends when the call is over. Ctrl-C hangs up, Esc stays.", "通话结束后退出。Ctrl-C 挂断，Esc 留下。";
    HangingUp = "Hanging up, then leaving. Ctrl-C leaves at once and logs nobody out.", "正在挂断，随后退出。再按 Ctrl-C 立即退出，不登出。";
    LoggingOut = "Logging out …", "正在登出……";
    LogOutFirst = "You were logged out.", "您已登出。";
    // Help.
    Help = "Help", "帮助";
    HelpText = "Letters are the verbs: [h] can be done, what is grey cannot; chosen, or pressed, it says why.\n\
        ↑ ↓         choose a call, or an agent of the team\n\
        ← → Enter   choose an action and do it\n\
        Tab         phone, team, events (1, 2, 3)\n\
        PgUp PgDn   older and newer events\n\
        Ctrl-R      try the lost link again at once\n\
        F2          中文\n\
        Ctrl-C, q   leave; asks while a call is up",
        "字母键就是操作：[h] 可以执行，灰色的不能执行；选中或按下时会说明原因。\n\
        ↑ ↓         选择通话，或班组中的座席\n\
        ← → 回车    选择操作并执行\n\
        Tab         电话、班组、事件（1、2、3）\n\
        PgUp PgDn   较早、较新的事件\n\
        Ctrl-R      立即重连\n\
        F2          English\n\
        Ctrl-C、q   退出；通话中会先询问";
    HelpBack = "Esc back  Ctrl-C leave", "Esc 返回  Ctrl-C 退出";
    DemoHelp = "F8          a call comes in\nF9          the line is cut for a while", "F8          来一通电话\nF9          断线片刻";
    TooSmall = "The window is too small.", "窗口太小。";
    Missed = "events were missed: the screen was too slow", "条事件未显示：屏幕太慢";
    GivenUp = "ended in a call: the server was not reached for 3 minutes, after which it logs the agent out", "通话中退出：已有 3 分钟无法连接服务器，此后服务器会将座席登出";
    LeftInCall = "ended in a call; the agent is still logged in, for 3 minutes", "通话中退出；座席仍处于登录状态，3 分钟后失效";
    NotLoggedOut = "ended, but the server has not confirmed that the agent is logged out",
        "已结束，但服务器没有确认座席已登出";
    LeftLoggedIn = "ended before the agent was logged out", "在座席登出之前退出";
    Done = "done", "完成";
    AlreadySo = "already so", "已是如此";
    PendingMode = "Takes effect when the call ends.", "通话结束后生效。";
}

/// A sentence, and before it what it is about: `Hold: done`.
pub(crate) fn about(what: &str, sentence: &str, language: Language) -> String {
    let colon = choose(language, ": ", "：");
    format!("{what}{colon}{sentence}")
}

/// A verb as a button says it.
pub(crate) fn verb(verb: Verb, language: Language) -> &'static str {
    let (en, zh) = match verb {
        Verb::Answer => ("Answer", "接听"),
        Verb::Drop => ("Hang up", "挂断"),
        Verb::Hold => ("Hold", "保持"),
        Verb::Retrieve => ("Retrieve", "取回"),
        Verb::SingleStepTransfer => ("Transfer to…", "单步转移…"),
        Verb::SingleStepConference => ("Bring in…", "单步会议…"),
        Verb::Consult => ("Consult…", "咨询…"),
        Verb::Conference => ("Conference", "会议"),
        Verb::CancelConsult => ("End consultation", "取消咨询"),
        Verb::Transfer => ("Transfer", "咨询后转移"),
        Verb::TransferWaitReturn => ("Transfer and back", "转移并转回"),
        Verb::SingleTransferWaitReturn => ("Transfer to… and back", "单步转移并转回…"),
        Verb::SetCallData => ("Set data…", "设置随路数据…"),
        Verb::GetCallData => ("Get data", "获取随路数据"),
        Verb::AgentGreeting => ("Greeting…", "播放问候语…"),
        Verb::MakeCall => ("Dial…", "拨号…"),
        Verb::Login => ("Log in", "登录"),
        Verb::Logout => ("Log out", "登出"),
        Verb::SetAgentMode => ("Mode", "状态"),
        Verb::StartRecording => ("Record", "开始录音"),
        Verb::StopRecording => ("Stop recording", "停止录音"),
        Verb::ForceListen => return Word::Listen.of(language),
        Verb::ForceJoin => return Word::Join.of(language),
        Verb::ForceTake => return Word::Take.of(language),
        Verb::ForceDrop => return Word::Cut.of(language),
        Verb::ForceReady => return Word::MakeReady.of(language),
        Verb::ForceNotReady => return Word::MakeNotReady.of(language),
        Verb::ForceLogout => return Word::ForceOut.of(language),
        other => return other.name(),
    };
    choose(language, en, zh)
}

/// What an agent can be doing, in the order in which agents are counted.
pub(crate) const MODES: [AgentMode; 6] = [
    AgentMode::Ready,
    AgentMode::NotReady,
    AgentMode::WorkNotReady,
    AgentMode::Allocated,
    AgentMode::Logout,
    AgentMode::Unknown,
];

/// What an agent is doing.
pub(crate) fn mode(mode: &AgentMode, language: Language) -> &str {
    let (en, zh) = match mode {
        AgentMode::Ready => ("Ready", "就绪"),
        AgentMode::NotReady => ("Not ready", "离席"),
        AgentMode::WorkNotReady => ("After call", "话后处理"),
        AgentMode::Allocated => ("Reserved", "预占"),
        AgentMode::Logout => ("Logged out", "登出"),
        AgentMode::Unknown => ("Not known", "未知"),
        other => return other.as_str(),
    };
    choose(language, en, zh)
}

/// Whether the agent's mode may be another one. That it is not known says so itself.
pub(crate) fn is_mode_doubtful(agent: &AgentSnapshot) -> bool {
    agent.mode != AgentMode::Unknown && agent.doubts.has(Doubt::Mode)
}

/// The state of a leg.
pub(crate) fn leg(leg: ConnectionState, language: Language) -> &'static str {
    let (en, zh) = match leg {
        ConnectionState::Null => ("none", "无"),
        ConnectionState::Initiated => ("off hook", "摘机"),
        ConnectionState::Alerting => ("ringing", "振铃"),
        ConnectionState::Connected => ("connected", "接通"),
        ConnectionState::Hold => ("on hold", "保持"),
        ConnectionState::Queued => ("queued", "排队"),
        ConnectionState::Fail => ("failed", "失败"),
    };
    choose(language, en, zh)
}

/// How a party came into a call.
pub(crate) fn role(role: Role, language: Language) -> &'static str {
    let (en, zh) = match role {
        Role::Calling => ("calling", "主叫"),
        Role::Called => ("called", "被叫"),
        Role::Listening => ("listening", "监听"),
        Role::Unknown => ("", ""),
    };
    choose(language, en, zh)
}

/// The event channel.
pub(crate) fn link(state: LinkState, language: Language) -> &'static str {
    let (en, zh) = match state {
        LinkState::Off => ("off", "关闭"),
        LinkState::Connecting => ("connecting", "连接中"),
        LinkState::Active => ("active", "正常"),
        LinkState::Waiting => ("waiting", "等待重连"),
        LinkState::Lost => ("lost", "已断开"),
    };
    choose(language, en, zh)
}

/// Which attempt to reconnect it is.
pub(crate) fn attempt(number: u32, of: Option<u32>, language: Language) -> String {
    match (language, of) {
        (Language::En, Some(of)) => format!("attempt {number} of {of}"),
        (Language::En, None) => format!("attempt {number}"),
        (Language::Zh, Some(of)) => format!("第 {number} 次，共 {of} 次"),
        (Language::Zh, None) => format!("第 {number} 次"),
    }
}

/// Why the agent is not logged in any more.
pub(crate) fn session_end(end: SessionEnd, language: Language) -> &'static str {
    let (en, zh) = match end {
        SessionEnd::Replaced => ("You have logged in elsewhere.", "您已在别处登录。"),
        SessionEnd::Forced => (
            "The server, or somebody else, has logged you out.",
            "您已被服务器或他人登出。",
        ),
        SessionEnd::HeartbeatExpired => (
            "The server has logged you out: it had not heard from you for 3 minutes.",
            "服务器 3 分钟没有收到心跳，已将您登出。",
        ),
        SessionEnd::CredentialsRefused => (
            "The server refuses the password, and has logged you out.",
            "服务器拒绝了密码，已将您登出。",
        ),
        _ => return Word::LogOutFirst.of(language),
    };
    choose(language, en, zh)
}

/// Why a call has ended for this agent.
pub(crate) fn call_end(end: CallEnd, language: Language) -> &'static str {
    let (en, zh) = match end {
        CallEnd::HungUp => ("hung up", "已挂断"),
        CallEnd::HungUpByOther => ("the other side has hung up", "对方已挂断"),
        CallEnd::Transferred => ("transferred", "已转移"),
        CallEnd::Cancelled => ("hung up before it was answered", "接通前已挂断"),
        CallEnd::Rejected => ("refused", "已拒接"),
        CallEnd::CallerGaveUp => ("the caller has given up", "主叫已放弃"),
        CallEnd::AnsweredElsewhere => ("answered elsewhere", "已在别处接听"),
        CallEnd::NotAnswered => ("nobody has answered", "无人接听"),
        CallEnd::Busy => ("busy", "对方忙"),
        CallEnd::RejectedByOther => ("the other side has refused it", "对方拒接"),
        CallEnd::Failed => ("it could not be put through", "呼叫失败"),
        CallEnd::Unseen => ("it has ended unseen", "已结束（未收到事件）"),
        _ => ("over", "已结束"),
    };
    choose(language, en, zh)
}

/// Which of how many: `1 of 2`.
pub(crate) fn which_of(number: usize, count: usize, language: Language) -> String {
    match language {
        Language::En => format!("{number} of {count}"),
        Language::Zh => format!("{number}/{count}"),
    }
}

/// Whether the agent wants to be told: it was not the agent who ended it.
pub(crate) fn is_news(end: CallEnd) -> bool {
    !matches!(
        end,
        CallEnd::HungUp | CallEnd::Transferred | CallEnd::Cancelled | CallEnd::Rejected | CallEnd::NotTold
    )
}

/// Why something cannot be done now.
pub(crate) fn refusal(refusal: &Refusal, language: Language) -> String {
    let sentence = match language {
        Language::En => refusal.message_en(),
        Language::Zh => refusal.message_zh(),
    };
    match refusal {
        Refusal::WrongState { leg: state } => {
            let state = leg(*state, language);
            match language {
                Language::En => format!("Not for a call that is {state}."),
                Language::Zh => format!("“{state}”状态不能执行此操作。"),
            }
        }
        _ => sentence.to_owned(),
    }
}

/// The server's events, as the manual calls them.
pub(crate) fn event_zh(kind: EventKind) -> Option<&'static str> {
    Some(match kind {
        EventKind::AgentLoggedOn => "座席登录",
        EventKind::AgentLoggedOff => "座席登出",
        EventKind::AgentReady => "座席就绪",
        EventKind::AgentNotReady => "座席离席",
        EventKind::AgentWorkingAfterCall => "座席话后处理",
        EventKind::AgentAllocated => "座席预占",
        EventKind::ServiceInitiated => "摘机",
        EventKind::Originated => "呼出",
        EventKind::Delivered => "振铃",
        EventKind::Established => "接通",
        EventKind::ConnectionCleared => "挂断",
        EventKind::CallCleared => "通话结束",
        EventKind::Held => "保持",
        EventKind::Retrieved => "取回",
        EventKind::Transferred => "转移",
        EventKind::Conferenced => "会议",
        EventKind::Failed => "呼叫失败",
        EventKind::RecordStarted => "录音开始",
        EventKind::RecordStopped => "录音停止",
        EventKind::LoginFailed => "登录失败",
        EventKind::WsDisconnected => "连接断开",
        EventKind::WsReconnectSucceed => "重连成功",
        EventKind::RecoverStateSuccess => "恢复成功",
        EventKind::LinkChanged => "连接状态",
        EventKind::SessionEnded => "会话结束",
        EventKind::ModelCorrected => "状态更正",
        EventKind::Anomaly => "异常",
        _ => return None,
    })
}

/// What does not fit.
pub(crate) fn anomaly(kind: AnomalyKind, language: Language) -> &'static str {
    let zh = match kind {
        AnomalyKind::Malformed => "格式不对",
        AnomalyKind::Incomplete => "不完整",
        AnomalyKind::Duplicate => "重复",
        AnomalyKind::Late => "迟到",
        AnomalyKind::TooLate => "过迟",
        AnomalyKind::Ended => "通话已结束",
        AnomalyKind::Impossible => "不可能",
        AnomalyKind::Gap => "缺失",
        AnomalyKind::Unordered => "次序不明",
        AnomalyKind::Limit => "超出上限",
        AnomalyKind::Foreign => "属于他人",
        AnomalyKind::SerialReset => "序号重置",
        AnomalyKind::CallIdMismatch => "通话 id 不符",
        AnomalyKind::ClockJump => "时钟跳变",
        AnomalyKind::Protocol => "协议错误",
        AnomalyKind::CredentialsRefused => "密码被拒",
        AnomalyKind::SubscriptionRefused => "订阅被拒",
        other => return other.as_str(),
    };
    choose(language, kind.as_str(), zh)
}

impl Word {
    /// In both languages, for what stays on the screen.
    pub(crate) fn said(self) -> Said {
        Said::of(|language| self.of(language).to_owned())
    }
}

/// Why not, in both languages.
pub(crate) fn refused(why: &Refusal) -> Said {
    Said::of(|language| refusal(why, language))
}

/// What does not fit, as a sentence in Chinese; `None` for a kind that a later library has.
pub(crate) fn anomaly_zh(kind: AnomalyKind) -> Option<&'static str> {
    Some(match kind {
        AnomalyKind::Malformed => "收到的不是事件",
        AnomalyKind::Incomplete => "事件缺少必要的字段",
        AnomalyKind::Duplicate => "事件重复，已丢弃",
        AnomalyKind::Late => "事件迟到，已放回原来的位置",
        AnomalyKind::TooLate => "事件来得太迟，未采用",
        AnomalyKind::Ended => "通话已经结束，事件未采用",
        AnomalyKind::Impossible => "事件与当前状态矛盾，矛盾之处未采用",
        AnomalyKind::Gap => "之前有一步没有收到，正在与服务器核对",
        AnomalyKind::Unordered => "无法判断事件的先后，正在与服务器核对",
        AnomalyKind::Limit => "通话或参与方太多，事件未采用",
        AnomalyKind::Foreign => "事件属于别的分机或座席，未采用",
        AnomalyKind::SerialReset => "服务器的事件序号重新开始",
        AnomalyKind::CallIdMismatch => "通话的 id 与拨号应答中的不同",
        AnomalyKind::ClockJump => "本机休眠过，或时钟被调整，正在重新连接",
        AnomalyKind::Protocol => "事件通道上有不符合协议的内容，正在重新连接",
        AnomalyKind::CredentialsRefused => "会话已过期，服务器不再接受密码，请重新登录",
        AnomalyKind::SubscriptionRefused => "服务器不允许接收该座席的事件",
        _ => return None,
    })
}

const fn choose(language: Language, en: &'static str, zh: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_said_in_both_languages() {
        for word in Word::ALL {
            for language in [Language::En, Language::Zh] {
                assert!(!word.of(language).is_empty(), "{word:?}");
            }
        }
        for kind in EventKind::ALL {
            assert!(event_zh(*kind).is_some() || *kind == EventKind::Other, "{kind:?}");
        }
        for kind in AnomalyKind::ALL {
            let word = anomaly(*kind, Language::Zh);
            assert!(anomaly_zh(*kind).is_some() && !word.is_ascii(), "{kind:?}");
        }
    }
}
