//! What a rejection says to a person.

use super::{Language, Reason, Rejection};

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
                format!("座席已登录另外一个分机：{device}。")
            }
            (Language::En, Reason::ExtensionInUse, _, Some(agent), _) => {
                format!("Another agent, {agent}, is logged in on the extension.")
            }
            (Language::Zh, Reason::ExtensionInUse, _, Some(agent), _) => {
                format!("分机已经被别的座席登录：{agent}。")
            }
            (Language::En, Reason::Other, Some(status), _, _) => {
                format!("The server refused the request with status {status}.")
            }
            (Language::Zh, Reason::Other, Some(status), _, _) => {
                format!("请求被服务器拒绝，状态码{status}。")
            }
            (Language::En, ..) => reason.message_en().to_owned(),
            (Language::Zh, ..) => reason.message_zh().to_owned(),
        }
    }
}
