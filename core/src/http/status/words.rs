//! The words for rejections: a stable one for programs, sentences for people in English and Chinese.

use super::{Language, Reason, Rejection};

impl Reason {
    /// A stable word for programs; the same in JSON.
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What happened and what to do, in English.
    pub const fn message_en(self) -> &'static str {
        self.words().1
    }

    /// What happened and what to do, in Chinese, in the manual's words where it has them.
    pub const fn message_zh(self) -> &'static str {
        self.words().2
    }

    /// The code, English, Chinese.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Redirected => (
                "redirected",
                "The server points to another address. Check the server's address.",
                "服务端返回了重定向，请检查服务器地址。",
            ),
            Self::BadRequest => (
                "badRequest",
                "The server did not understand the request.",
                "请求不合法，服务端无法处理。",
            ),
            Self::WrongCredentials => (
                "wrongCredentials",
                "The user name, the password or the domain is wrong.",
                "密码不匹配，请检查工号、密码和域名。",
            ),
            Self::Forbidden => (
                "forbidden",
                "You are not allowed to do this.",
                "没有权限执行此操作。",
            ),
            Self::NotFound => (
                "notFound",
                "The server does not know what was asked for: the call may be over already.",
                "服务端找不到请求的对象，通话可能已经结束。",
            ),
            Self::AgentNotUsable => (
                "agentNotUsable",
                "The agent is not in a legal state: it may have been disabled or deleted.",
                "坐席状态不合法，可能已被停用或删除。",
            ),
            Self::SessionExpired => (
                "sessionExpired",
                "The session has expired. Log in again.",
                "获取AccessToken失败，会话已过期，请重新登录。",
            ),
            Self::TooManyRequests => (
                "tooManyRequests",
                "Too many requests. Wait a moment.",
                "请求过于频繁，请稍后再试。",
            ),
            Self::ExtensionNotRegistered => (
                "extensionNotRegistered",
                "The extension is not registered: no phone is online for it. If one is, try again soon.",
                "分机未注册，请确保话机在线，稍后再试。",
            ),
            Self::IllegalAgent => ("illegalAgent", "There is no such agent number.", "非法坐席工号。"),
            Self::IllegalExtension => ("illegalExtension", "There is no such extension.", "非法分机号。"),
            Self::AlreadyLoggedIn => (
                "alreadyLoggedIn",
                "The agent is already logged in on this extension.",
                "坐席已登录。",
            ),
            Self::LoggedInElsewhere => (
                "loggedInElsewhere",
                "The agent is already logged in on another extension.",
                "坐席已登录另外一个分机。",
            ),
            Self::IllegalExtensionState => (
                "illegalExtensionState",
                "The extension's state does not allow this.",
                "分机状态不合法。",
            ),
            Self::ExtensionNotAuthorised => (
                "extensionNotAuthorised",
                "The extension is not authorised.",
                "未授权分机。",
            ),
            Self::AlreadyLoggedOut => (
                "alreadyLoggedOut",
                "The agent is already logged out.",
                "坐席已登出。",
            ),
            Self::ExtensionInUse => (
                "extensionInUse",
                "Another agent is logged in on the extension.",
                "分机已经被别的坐席登陆。",
            ),
            Self::ExtensionBusy => (
                "extensionBusy",
                "The extension is busy. End the call first.",
                "分机忙碌，请先结束通话。",
            ),
            Self::AgentLimitReached => (
                "agentLimitReached",
                "As many agents are logged in as your tenant may have.",
                "坐席登陆的个数已达最大数。",
            ),
            Self::AllocationFailed => (
                "allocationFailed",
                "The agent could not be allocated.",
                "预占坐席失败。",
            ),
            Self::QuotaReached => (
                "quotaReached",
                "The outbound quota is reached. You cannot become ready.",
                "外呼配额已用完，无法就绪。",
            ),
            Self::RecordingDisabled => (
                "recordingDisabled",
                "Recording cannot be controlled here.",
                "录音控制功能未启用。",
            ),
            Self::TaskNotAssigned => (
                "taskNotAssigned",
                "The task is not assigned to you.",
                "任务未分配。",
            ),
            Self::ServerError => (
                "serverError",
                "The server failed. Try again in a moment.",
                "服务端出错，请稍后再试。",
            ),
            Self::UnreadableReply => (
                "unreadableReply",
                "The server's reply could not be read. Check the server's address.",
                "无法识别服务端的应答，请检查服务器地址。",
            ),
            Self::Other => ("other", "The server refused the request.", "请求被服务端拒绝。"),
        }
    }
}

impl Rejection {
    /// What happened, in a sentence for the agent, with the other agent or device where the server names one.
    pub fn sentence(&self, language: Language) -> String {
        let Rejection {
            status,
            reason,
            agent,
            device,
            ..
        } = self;
        match (language, reason, status, agent, device) {
            (Language::En, Reason::LoggedInElsewhere, _, _, Some(device)) => {
                format!("The agent is already logged in on another extension, {device}.")
            }
            (Language::Zh, Reason::LoggedInElsewhere, _, _, Some(device)) => {
                format!("坐席已登录另外一个分机：{device}。")
            }
            (Language::En, Reason::ExtensionInUse, _, Some(agent), _) => {
                format!("Another agent, {agent}, is logged in on the extension.")
            }
            (Language::Zh, Reason::ExtensionInUse, _, Some(agent), _) => {
                format!("分机已经被别的坐席登陆：{agent}。")
            }
            (Language::En, Reason::Other, Some(status), _, _) => {
                format!("The server refused the request with status {status}.")
            }
            (Language::Zh, Reason::Other, Some(status), _, _) => {
                format!("请求被服务端拒绝，状态码{status}。")
            }
            (Language::En, ..) => reason.message_en().to_owned(),
            (Language::Zh, ..) => reason.message_zh().to_owned(),
        }
    }
}
