//! What the library says of its work, in Chinese, too: the lines of its log, why the event channel was lost. Details stay as they
//! are: they are for whoever mends it.

use wellclient::{LinkEnd, LogLine};

use crate::print::clean;
use crate::said::Said;

/// What lines begin with; a detail can follow.
const BEGINNINGS: [(&str, &str); 13] = [
    ("the event channel is lost", "事件通道已断开"),
    ("the event channel could not be opened", "事件通道无法打开"),
    (
        "the attempts to open the event channel are used up",
        "打开事件通道的次数已用完",
    ),
    ("the session could not be renewed", "会话无法续期"),
    (
        "the HTTP session has expired, and there is no password to renew it with",
        "HTTP 会话已过期，没有密码可用来续期",
    ),
    ("the log-in has failed", "登录失败"),
    ("watching has failed", "监看失败"),
    (
        "closed, but the agent is not logged out",
        "已关闭，但座席没有登出",
    ),
    (
        "closed without word that the agent is logged out",
        "已关闭，但没有收到座席登出的消息",
    ),
    (
        "a call is up where the agent is logged in: no log-out is sent there",
        "座席登录的地方通话尚未结束：不在那里登出",
    ),
    (
        "by the server's account the agent is logged out here",
        "按服务器的说法，座席已在此登出",
    ),
    (
        "the agent was told to be logged out, and the server knows the session no more",
        "已收到座席登出的消息，服务器也不再认得这个会话",
    ),
    (
        "the broker confirms a subscription late: what came before may be missed",
        "代理很晚才确认订阅：此前的事件可能没有收到",
    ),
];

/// How lines about a call go on behind its id.
const OF_CALLS: [(&str, &str); 2] = [
    ("could not be answered automatically", "无法自动接听"),
    ("could not be retrieved", "无法取回"),
];

/// How lines about a command go on behind its name.
const ENDS: [(&str, &str); 2] = [("rejected", "被拒绝"), ("unknown", "结果未知")];

/// A line of the library's log.
pub(crate) fn said(line: &LogLine) -> Said {
    let text = clean(&line.content);
    Said {
        zh: in_chinese(&text).unwrap_or_else(|| text.clone()),
        en: text,
    }
}

fn in_chinese(text: &str) -> Option<String> {
    if let Some(known) = one_of(&BEGINNINGS, text) {
        return Some(known);
    }
    if let Some((call, rest)) = text
        .strip_prefix("the call ")
        .and_then(|rest| rest.split_once(' '))
    {
        return one_of(&OF_CALLS, rest).map(|what| format!("通话 {call} {what}"));
    }
    let (what, end) = text.split_once(": ")?;
    one_of(&ENDS, end).map(|end| format!("{what}：{end}"))
}

/// A beginning, and the detail behind it.
fn one_of(known: &[(&str, &str)], text: &str) -> Option<String> {
    known.iter().find_map(|(en, zh)| {
        let rest = text.strip_prefix(en)?;
        match rest.strip_prefix(": ") {
            Some(detail) => Some(format!("{zh}：{detail}")),
            None => rest.is_empty().then(|| (*zh).to_owned()),
        }
    })
}

/// Why the event channel is lost; `None` for a reason that a later library has.
pub(crate) fn link_end_zh(end: LinkEnd) -> Option<&'static str> {
    Some(match end {
        LinkEnd::NotOpened => "无法打开",
        LinkEnd::TooSlow => "打开超时",
        LinkEnd::Closed => "连接已断",
        LinkEnd::Silent => "没有心跳",
        LinkEnd::BrokerError => "代理报错",
        LinkEnd::Protocol => "不是 STOMP",
        LinkEnd::Slept => "本机休眠过",
        LinkEnd::OutOfTime => "限时内未能重连",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use wellclient::LogKind;

    use super::*;

    #[test]
    fn lines_are_told_in_chinese_with_their_details() {
        for (content, zh) in [
            ("the event channel is lost: reset", "事件通道已断开：reset"),
            (
                "closed, but the agent is not logged out",
                "已关闭，但座席没有登出",
            ),
            (
                "the call c-1 could not be retrieved: 409",
                "通话 c-1 无法取回：409",
            ),
            ("holdCall #3: rejected: 404", "holdCall #3：被拒绝：404"),
            ("of a later library", "of a later library"),
        ] {
            let line = LogLine {
                kind: LogKind::Error,
                content: content.into(),
            };
            let told = said(&line);
            assert_eq!((told.en.as_str(), told.zh.as_str()), (content, zh));
        }
    }

    #[test]
    fn every_reason_has_a_word() {
        for end in LinkEnd::ALL {
            assert!(link_end_zh(*end).is_some(), "{end}");
        }
    }
}
