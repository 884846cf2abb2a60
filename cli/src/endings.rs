//! Why the simulator's connections have ended, in Chinese, too.

use serde_json::{Map, Value};
use wellclient::Language;

use crate::language;

/// What the simulator says, and the same in Chinese.
const REASONS: [(&str, &str); 22] = [
    ("the client has disconnected", "客户端已断开"),
    ("closed by the client", "由客户端关闭"),
    ("the client is gone", "客户端已消失"),
    ("the client does not read", "客户端不再读取"),
    (
        "the client gave up a half-open connection",
        "客户端放弃了假在线的连接",
    ),
    ("cut by the server", "被服务器切断"),
    ("dropped by a fault", "被故障断开"),
    ("no CONNECT", "没有 CONNECT"),
    ("no heart-beat from the client", "客户端没有心跳"),
    ("already connected", "重复的 CONNECT"),
    ("the first frame must be CONNECT", "第一帧应为 CONNECT"),
    ("no common STOMP version", "没有共同的 STOMP 版本"),
    ("not authorised to subscribe", "没有订阅的权限"),
    ("watching others is not allowed here", "此处不允许监看他人"),
    ("too many subscriptions", "订阅太多"),
    ("closed by the broker", "由代理关闭"),
    ("the broker is gone", "代理已消失"),
    ("the broker takes no data", "代理不接收数据"),
    ("the broker has gone silent", "代理没有心跳"),
    ("the broker closed the connection", "代理关闭了连接"),
    ("no CONNECTED", "没有 CONNECTED"),
    ("no answer in time", "未及时应答"),
];

/// In the language of the person at the terminal; what comes from elsewhere, as it is.
pub(crate) fn word(reason: &str) -> &str {
    let found = REASONS.iter().find(|(en, _)| *en == reason);
    found.map_or(reason, |(en, zh)| language::pick(en, zh))
}

/// All of them, for a page.
pub(crate) fn table(language: Language) -> Value {
    let words = REASONS.iter().map(|(en, zh)| {
        let word = match language {
            Language::En => en,
            Language::Zh => zh,
        };
        ((*en).to_owned(), Value::from(*word))
    });
    Value::from(words.collect::<Map<_, _>>())
}
