//! What the simulator does not do, and what is no command: the reasons as sentences.

use serde_json::{Map, Value};
use wellclient::Language;
use wellclient_core::command::CommandJsonError;
use wellclient_simulator::{ControlError, FaultError, ScriptError, StepError};

use crate::said::{Said, said};

/// By the names that the simulator has for them; `{0}` is whom or what each is about.
const REASONS: [(&str, &str, &str); 28] = [
    ("no_such_party", "There is no {0}.", "没有 {0}。"),
    ("no_such_call", "There is no such call.", "没有这个通话。"),
    (
        "which_call",
        "Which call? There are {0}.",
        "请指明通话：现有 {0} 个。",
    ),
    ("busy", "{0} is busy.", "{0} 正忙。"),
    ("not_reachable", "{0} cannot be reached.", "{0} 无法接通。"),
    ("not_ringing", "Nothing rings there.", "那里没有振铃。"),
    ("not_connected", "The call is not connected.", "通话尚未接通。"),
    ("not_held", "The call is not on hold.", "通话没有保持。"),
    ("comes_back", "The call comes back by itself.", "通话会自行转回。"),
    (
        "dialling",
        "Another call is being dialled there.",
        "那里正在拨打另一个电话。",
    ),
    (
        "listens_elsewhere",
        "The extension listens to another call.",
        "该分机正在监听另一个通话。",
    ),
    (
        "listener",
        "A listener takes no part in the call.",
        "监听者不参与通话。",
    ),
    ("agent_logged_out", "The agent is logged out.", "座席没有登录。"),
    ("agent_not_ready", "The agent is not ready.", "座席没有就绪。"),
    ("agent_in_call", "The agent is in a call.", "座席正在通话。"),
    ("no_agent_ready", "No agent is ready.", "没有就绪的座席。"),
    ("out_of_range", "{0} is out of range.", "{0} 超出范围。"),
    ("too_long", "{0} is too long.", "{0} 太长。"),
    (
        "no_payload",
        "inject needs either text or hex.",
        "inject 需要 text 或 hex，只能有一个。",
    ),
    (
        "not_hex",
        "hex is not pairs of hexadecimal digits.",
        "hex 不是成对的十六进制数字。",
    ),
    ("too_many_faults", "Too many faults stand.", "生效中的故障太多。"),
    (
        "no_such_fault",
        "That fault does not stand any more.",
        "这个故障已不再生效。",
    ),
    ("malformed", "That cannot be read: {0}", "无法读取：{0}"),
    (
        "too_large",
        "That is too much to be sent.",
        "内容太长，无法发送。",
    ),
    (
        "other_name",
        "Call this machine 127.0.0.1 or localhost.",
        "请用 127.0.0.1 或 localhost 访问本机。",
    ),
    (
        "other_page",
        "This is not for other web pages.",
        "不接受其他网页的请求。",
    ),
    (
        "no_token",
        "This takes the token: open the address that was printed at the start.",
        "需要令牌：请打开程序启动时显示的完整地址。",
    ),
    (
        "status",
        "The simulator has answered {0}.",
        "模拟器的应答是 {0}。",
    ),
];

/// The sentence of a reason. One without a sentence is shown as it is.
fn sentence(why: &str, of: Option<&str>) -> Said {
    let of = of.unwrap_or_default();
    let found = REASONS.iter().find(|(name, ..)| *name == why);
    let (en, zh) = found.map_or((why, why), |(_, en, zh)| (*en, *zh));
    Said {
        en: en.replace("{0}", of),
        zh: zh.replace("{0}", of),
    }
}

/// All sentences by their names, for a page.
pub(crate) fn table(language: Language) -> Value {
    let words = REASONS.iter().map(|(name, en, zh)| {
        let sentence = match language {
            Language::En => en,
            Language::Zh => zh,
        };
        ((*name).to_owned(), Value::from(*sentence))
    });
    Value::from(words.collect::<Map<_, _>>())
}

pub(crate) fn control(error: &ControlError) -> Said {
    sentence(error.name(), error.of().as_deref())
}

pub(crate) fn fault(error: &FaultError) -> Said {
    sentence(error.name(), error.of())
}

/// What is wrong with a script, and in which line.
pub(crate) fn script(error: &ScriptError) -> Said {
    match error {
        ScriptError::Invalid { line, why } => said!("line {line}: {why}", "第 {line} 行：{why}"),
        ScriptError::Failed { line, why } => {
            let Said { en, zh } = step(why);
            said!("line {line}: failed: {en}", "第 {line} 行失败：{zh}")
        }
        ScriptError::TimedOut {
            line,
            timeout_ms,
            awaited,
        } => said!(
            "line {line}: not within {timeout_ms} ms: {awaited}",
            "第 {line} 行：{timeout_ms} 毫秒内没有发生：{awaited}"
        ),
        ScriptError::Stopped { line } => said!(
            "line {line}: the simulator has stopped",
            "第 {line} 行：模拟器已停止"
        ),
        other => Said::as_is(&other.to_string()),
    }
}

fn step(error: &StepError) -> Said {
    match error {
        StepError::Control(error) => control(error),
        StepError::Fault(error) => fault(error),
        StepError::Malformed(why) => sentence("malformed", Some(why)),
        StepError::NoCallId => said!(
            "The action has no call id to save.",
            "这个动作没有可保存的通话 ID。"
        ),
        StepError::Missed(count) => said!(
            "Too much has happened since the last wait: {count} missed.",
            "上次等待之后发生得太多：漏掉 {count} 条。"
        ),
        other => Said::as_is(&other.to_string()),
    }
}

/// A text that is not the JSON that is taken.
pub(crate) fn malformed(error: &serde_json::Error) -> Said {
    sentence("malformed", Some(&error.to_string()))
}

/// Why a text is no command.
pub(crate) fn command(error: &CommandJsonError) -> Said {
    use CommandJsonError as E;
    let zh = match error {
        E::NotJson { line, column } => format!("不是 JSON：第 {line} 行第 {column} 列"),
        E::NotAnObject => "命令应为 JSON 对象".to_owned(),
        E::NoVerb => "缺少 verb，或 verb 不是字符串".to_owned(),
        E::UnknownVerb { verb } => format!("没有这个操作：{verb:?}"),
        E::Missing { verb, argument } => format!("{verb} 需要 {argument}"),
        E::WrongType { verb, argument, .. } => format!("{verb}：{argument} 的类型不对"),
        E::Unknown { verb, argument } => format!("{verb} 没有参数 {argument:?}"),
        other => other.to_string(),
    };
    Said {
        en: error.to_string(),
        zh,
    }
}

#[cfg(test)]
mod tests {
    use wellclient_simulator::WrongState;

    use super::*;

    /// Fails where it has no sentence, or one that leaves out whom it is about.
    fn check(said: &Said, name: &str, of: Option<&str>) {
        assert_ne!(said.en, name);
        assert_ne!(said.en, said.zh, "{name}");
        for text in [&said.en, &said.zh] {
            assert!(
                text.contains(of.unwrap_or_default()) && !text.contains("{0}"),
                "{text}"
            );
        }
    }

    #[test]
    fn every_refusal_has_a_sentence() {
        let of = || "8002@test.cc".to_owned();
        let mut errors = vec![
            ControlError::NoSuchParty(of()),
            ControlError::NoSuchCall,
            ControlError::WhichCall(3),
            ControlError::Busy(of()),
            ControlError::NotReachable(of()),
        ];
        errors.extend(WrongState::ALL.map(ControlError::from));
        for error in &errors {
            check(&control(error), error.name(), error.of().as_deref());
        }
        for error in [
            FaultError::OutOfRange("every"),
            FaultError::TooLong("hex"),
            FaultError::NoPayload,
            FaultError::NotHex,
            FaultError::TooMany,
        ] {
            check(&fault(&error), error.name(), error.of());
        }
    }

    #[test]
    fn a_script_that_fails_says_where_and_why() {
        let why = StepError::Control(WrongState::AgentInCall.into());
        let said = script(&ScriptError::Failed { line: 3, why });
        assert_eq!(said.en, "line 3: failed: The agent is in a call.");
        assert_eq!(said.zh, "第 3 行失败：座席正在通话。");
    }
}
