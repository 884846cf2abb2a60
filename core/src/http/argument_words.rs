//! What is wrong with an argument, in words for the agent.

use super::address::{MAX_ID_BYTES, Problem};
use super::{ArgumentError, Field, Language};
use crate::dial::MAX_DIAL_BYTES;

impl ArgumentError {
    /// What is wrong, in a sentence for the agent.
    pub fn sentence(&self, language: Language) -> String {
        let field = self.field.words(language);
        match (language, self.field) {
            (Language::En, Field::Command(_)) => format!("{field} {}.", self.problem),
            (Language::En, _) => format!("The {field} {}.", self.problem),
            (Language::Zh, _) => format!("{field}{}。", self.problem.words_zh()),
        }
    }
}

impl Problem {
    fn words_zh(self) -> String {
        match self {
            Self::Missing => "未填写".to_owned(),
            Self::Empty => "为空".to_owned(),
            Self::TooLong => format!("超过{MAX_ID_BYTES}字节"),
            Self::TooLongToDial => format!("超过{MAX_DIAL_BYTES}字节"),
            Self::ControlCharacter => "含有控制字符".to_owned(),
            Self::DotSegment => "不能是“.”或“..”".to_owned(),
            Self::Wildcard => "不能含有*、#、/，也不能有两个@".to_owned(),
            Self::NotOneRequest => "不是单个请求".to_owned(),
        }
    }
}

impl Field {
    /// What the agent calls it.
    const fn words(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::En, Self::Agent) => "agent's id",
            (Language::Zh, Self::Agent) => "座席标识",
            (Language::En, Self::Device) => "device's id",
            (Language::Zh, Self::Device) => "分机标识",
            (Language::En, Self::Call) => "call's id",
            (Language::Zh, Self::Call) => "通话标识",
            (Language::En, Self::HeldCall) => "held call's id",
            (Language::Zh, Self::HeldCall) => "保持通话的标识",
            (Language::En, Self::ConsultedCall) => "consultation's id",
            (Language::Zh, Self::ConsultedCall) => "咨询通话的标识",
            (Language::En, Self::Number) => "number",
            (Language::Zh, Self::Number) => "号码",
            (Language::En, Self::Prefix) => "prefix",
            (Language::Zh, Self::Prefix) => "外呼前缀",
            (Language::En, Self::JobNumber) => "job number",
            (Language::Zh, Self::JobNumber) => "工号",
            (Language::En, Self::Domain) => "domain",
            (Language::Zh, Self::Domain) => "域名",
            (Language::En, Self::Extension) => "extension",
            (Language::Zh, Self::Extension) => "分机号",
            (Language::En, Self::Message) => "message",
            (Language::Zh, Self::Message) => "消息",
            (Language::En, Self::Key) => "key of the call data",
            (Language::Zh, Self::Key) => "随路数据的键",
            (Language::En, Self::LogName) => "log's name",
            (Language::Zh, Self::LogName) => "日志名称",
            (_, Self::Command(verb)) => verb.name(),
        }
    }
}
