//! What the simulator says at first: where it listens, who may log in there, and what can be done with it.

use serde_json::json;
use wellclient_simulator::pbx::Password;
use wellclient_simulator::{Simulator, SimulatorConfig};

use crate::failure::Failure;
use crate::language::{pick, say, spoken, words};
use crate::print::{BOLD, DIM, Out};
use crate::screen::text::fit;
use crate::web::{address, for_others};

words! {
    Environment = "Environment", "环境";
    Login = "login", "登录";
    Events = "events", "事件";
    Agents = "Agents", "座席";
    Extensions = "Extensions", "分机";
    Domains = "Domains", "域";
    Token = "Token", "令牌";
    LogIn = "Log in", "登录";
    CallIn = "A call in", "来电";
    Cut = "Cut a line", "断线";
    Truth = "The truth", "实际状态";
    Ends = "Ctrl-C ends it. What it hears:", "按 Ctrl-C 结束。它收到的内容：";
}

/// So wide is the first column.
const COLUMN: usize = 14;

/// Who may come in.
pub(super) enum Pass {
    /// Whoever reaches it.
    Anybody,
    /// Whoever has the token of this run.
    OfThisRun(String),
    /// Whoever has the token that is configured. It is its owner's, and not told.
    Configured,
}

/// Stands for a token that is not told.
const PLACEHOLDER: &str = "TOKEN";

impl Pass {
    fn shown(&self) -> Option<&str> {
        match self {
            Self::Anybody => None,
            Self::OfThisRun(token) => Some(token),
            Self::Configured => Some(PLACEHOLDER),
        }
    }
}

/// What is said, besides where it listens.
pub(super) struct Welcome {
    agents: String,
    domain: String,
    pass: Pass,
    /// Where the configuration is from.
    file: String,
}

impl Welcome {
    pub(super) fn new(config: &SimulatorConfig, pass: Pass, file: String) -> Self {
        Self {
            agents: describe_agents(config),
            domain: config.pbx.domains.first().cloned().unwrap_or_default(),
            pass,
            file,
        }
    }

    pub(super) fn json(&self, simulator: &Simulator, out: &mut Out) -> Result<(), Failure> {
        let url = simulator.base_url();
        let token = match &self.pass {
            Pass::OfThisRun(token) => Some(token.as_str()),
            Pass::Anybody | Pass::Configured => None,
        };
        out.json(&json!({
            "what": "listening",
            "url": url,
            "login": format!("{url}/login"),
            "events": format!("ws://{}/mvc/stomp/websocket", simulator.addr()),
            "control": format!("{url}/simulator/control"),
            "floor": address(simulator.addr(), token),
            "token": token,
        }))
    }

    pub(super) fn say(&self, simulator: &Simulator, out: &mut Out) -> Result<(), Failure> {
        let (listens, url) = (simulator.base_url(), simulator.handle().local_url());
        let token = self.pass.shown();
        let floor = address(simulator.addr(), token);
        let listens = say!(
            "The simulated CTI server listens at {listens}",
            "模拟 CTI 服务器正在 {listens} 监听"
        );
        let open = say!(
            "Open {floor} in a browser to look at it and to work there",
            "请在浏览器中打开 {floor} 观看并参与"
        );
        out.line(&format!("{BOLD}{listens}{BOLD:#}\n{BOLD}{open}{BOLD:#}"))?;
        if let Some(others) = for_others(simulator.addr(), token) {
            out.line(&others)?;
        }
        let file = &self.file;
        let stands = match self.pass {
            Pass::Configured => row(
                Word::Token,
                &say!(
                    "{PLACEHOLDER} stands for the token in {file}",
                    "{PLACEHOLDER} 代表 {file} 中的 token"
                ),
            ),
            Pass::Anybody | Pass::OfThisRun(_) => String::new(),
        };
        let (environment, agents, domain) = (self.environment(&url), &self.agents, &self.domain);
        let bearer = token.map_or_else(String::new, |token| {
            format!(" -H 'Authorization: Bearer {token}'")
        });
        let log_in = row(
            Word::LogIn,
            &format!(
                "WELLCLIENT_PASSWORD=123456 wellclient tail --env {url} \\\n{:18}--agent 5001@{domain} --ext 8001 --ready",
                ""
            ),
        );
        let curl = |word, rest: &str| row(word, &format!("curl -s{bearer} {url}/simulator/{rest}"));
        let call_in = curl(
            Word::CallIn,
            r#"control -d '{"do":"call_in","from":"5550100","to":"8001"}'"#,
        );
        let cut = curl(Word::Cut, r#"faults -d '{"kind":"drop"}'"#);
        let truth = curl(Word::Truth, "state");
        let ends = Word::Ends.of(spoken());
        out.line(&format!(
            "\n{environment}{agents}{stands}{log_in}{call_in}{cut}{truth}\n{DIM}{ends}{DIM:#}"
        ))
    }

    fn environment(&self, url: &str) -> String {
        let below = |word: Word, url: &str| format!("{:COLUMN$}{} {url}\n", "", fit(word.of(spoken()), 8));
        let events = url.replacen("http", "ws", 1);
        [
            row(Word::Environment, &format!("{} {url}", fit("API", 8))),
            below(Word::Login, &format!("{url}/login")),
            below(Word::Events, &format!("{events}/mvc/stomp/websocket")),
        ]
        .concat()
    }
}

/// A line, with its first column.
fn row(word: Word, text: &str) -> String {
    format!("{}{text}\n", fit(word.of(spoken()), COLUMN))
}

fn describe_agents(config: &SimulatorConfig) -> String {
    let pbx = &config.pbx;
    let ranges = |ranges: Vec<(u64, u64)>| -> String {
        let texts: Vec<String> = ranges
            .into_iter()
            .map(|(from, to)| format!("{from}–{to}"))
            .collect();
        texts.join(", ")
    };
    let agents = ranges(pbx.agents.iter().map(|range| (range.from, range.to)).collect());
    let extensions = ranges(
        pbx.extensions
            .iter()
            .map(|range| (range.from, range.to))
            .collect(),
    );
    // Passwords are secrets even here, unless they are the well-known one.
    let known = pbx
        .agents
        .iter()
        .all(|range| range.password == Password::new("123456"));
    let password = match known {
        true => "123456",
        false => pick("as in the configuration", "见配置"),
    };
    [
        row(
            Word::Agents,
            &say!("{agents}, password {password}", "{agents}，密码 {password}"),
        ),
        row(Word::Extensions, &extensions),
        row(Word::Domains, &pbx.domains.join(", ")),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use wellclient::Language;

    use super::Word;

    #[test]
    fn everything_is_said_in_both_languages() {
        for word in Word::ALL {
            let (en, zh) = (word.of(Language::En), word.of(Language::Zh));
            assert!(en.is_ascii() && !zh.is_ascii(), "{word:?}");
        }
    }
}
