//! The demo's timeline, for people or as JSON lines.

use std::time::Instant;

use serde_json::{Value, json};
use wellclient::{Command, Event, Language, LogLine, Metrics, Origin, Outcome, Refusal, Snapshot};

use crate::calls::{CallNames, snapshot_by_id};
use crate::failure::Failure;
use crate::language::{pick, say, spoken};
use crate::outcome;
use crate::print::{BAD, BOLD, DIM, DOES, GOOD, NOTE, Out, clean};
use crate::said::Said;
use crate::screen::text::fit;
use crate::softphone::offers::is_of_phone;
use crate::softphone::words;

/// The demo's voice.
pub(super) struct Tell {
    out: Out,
    json: bool,
    started: Instant,
    names: CallNames,
    chapters: u32,
    claims: u32,
    claims_failed: u32,
    events: u64,
}

impl Tell {
    pub(super) fn new(json: bool) -> Self {
        Self {
            out: Out::new(),
            json,
            started: Instant::now(),
            names: CallNames::default(),
            chapters: 0,
            claims: 0,
            claims_failed: 0,
            events: 0,
        }
    }

    fn ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn clock(&self) -> String {
        format!("{DIM}{:7.3}{DIM:#}", self.started.elapsed().as_secs_f64())
    }

    fn say(&mut self, value: Value) -> Result<(), Failure> {
        let mut value = value;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("ms".into(), self.ms().into());
        }
        self.out.json(&value)
    }

    pub(super) fn opening(&mut self, url: &str) -> Result<(), Failure> {
        if self.json {
            return self.say(json!({ "type": "start", "server": url }));
        }
        self.out.line(&say!(
            "{BOLD}A day at the call center{BOLD:#}\n\
             A simulated CTI server at {url}, and three clients:\n\
             agents 5001 (Ann) and 5002 (Ben), and supervisor 5003.\n\
             {DIM}Left: when, who, what (→ asked, = settled, ← event, * correction, ✓ checked). \
             Right: that desk's calls with their legs.{DIM:#}",
            "{BOLD}呼叫中心的一天{BOLD:#}\n\
             模拟 CTI 服务器在 {url}，另有三个客户端：\n\
             座席 5001（Ann）和 5002（Ben），班长 5003。\n\
             {DIM}左侧：时间、谁、何事（→ 请求，= 结果，← 事件，* 更正，✓ 已核对）。\
             右侧：该席位的通话及各方状态。{DIM:#}"
        ))
    }

    pub(super) fn chapter(&mut self, title: &Said, text: &Said) -> Result<(), Failure> {
        self.chapters += 1;
        let number = self.chapters;
        if self.json {
            return self
                .say(json!({ "type": "chapter", "chapter": number, "title": title.en, "text": text.en }));
        }
        self.out
            .line(&format!("\n{BOLD}{number}. {title}{BOLD:#}\n{text}"))
    }

    /// Something outside of the agents' desks: a caller, a fault.
    pub(super) fn outside(&mut self, who: &str, what: &Said) -> Result<(), Failure> {
        if self.json {
            return self.say(json!({ "type": "outside", "who": who, "what": what.en }));
        }
        let head = format!("{} {}", self.clock(), column(who));
        self.out.under(&head, &format!("{NOTE}! {what}{NOTE:#}"))
    }

    pub(super) fn action(&mut self, agent: &str, command: &Command) -> Result<(), Failure> {
        let verb = command.verb().name();
        let arguments: Value = serde_json::from_str(&command.to_json()).unwrap_or_default();
        if self.json {
            return self.say(json!({ "type": "action", "agent": agent, "verb": verb, "command": arguments }));
        }
        let short = self.arguments(&arguments);
        let head = format!("{} {agent:<8}", self.clock());
        self.out.under(&head, &format!("{DOES}→ {verb}{short}{DOES:#}"))
    }

    /// A command's arguments as people say them, calls by their short names.
    fn arguments(&mut self, arguments: &Value) -> String {
        let said = [
            "jobNumber",
            "ext",
            "agentId",
            "deviceId",
            "holdCallId",
            "consultCallId",
            "callId",
            "prefix",
            "phoneNumber",
            "mode",
            "agentMode",
            "data",
        ];
        let mut words = String::new();
        for name in said {
            let Some(value) = arguments.get(name) else {
                continue;
            };
            words.push(' ');
            match value {
                Value::String(call) if name.to_lowercase().ends_with("callid") => {
                    words.push_str(&self.names.of(call.as_str()));
                }
                Value::String(text) => words.push_str(&clean(text)),
                Value::Array(entries) => words.push_str(&pairs(entries)),
                other => words.push_str(&clean(&other.to_string())),
            }
        }
        words
    }

    pub(super) fn outcome(
        &mut self,
        agent: &str,
        command: &Command,
        outcome: &Outcome,
        took_ms: f64,
        expected: bool,
    ) -> Result<(), Failure> {
        let verb = command.verb().name();
        if self.json {
            let mut value = json!({ "type": "outcome", "agent": agent, "verb": verb, "tookMs": took_ms });
            if let Some(fields) = value.as_object_mut() {
                fields.extend(outcome.to_json());
            }
            return self.say(value);
        }
        let style = if expected { GOOD } else { BAD };
        let what = outcome::words(outcome, spoken());
        let head = format!("{} {agent:<8}", self.clock());
        let line = format!("{style}= {what}{style:#} {DIM}({took_ms:.1} ms){DIM:#}");
        self.out.under(&head, &line)
    }

    pub(super) fn event(&mut self, agent: &str, event: &Event, snapshot: &Snapshot) -> Result<(), Failure> {
        self.events += 1;
        if self.json {
            return self.say(json!({
                "type": "event",
                "agent": agent,
                "event": event.name(),
                "origin": event.origin.as_str(),
                "late": event.late,
                "callId": event.call_id(),
                "calls": snapshot_by_id(snapshot),
            }));
        }
        let name = match words::event_zh(event.kind()).filter(|_| spoken() == Language::Zh) {
            Some(word) => format!("{} {word}", clean(event.name())),
            None => clean(event.name()),
        };
        let late = match event.late {
            true => pick(" (late, put in its place)", " (迟到，已归位)"),
            false => "",
        };
        match event.origin {
            Origin::Server => self.row(agent, &format!("← {name}{late}"), anstyle::Style::new(), snapshot),
            Origin::Synthesized => {
                let synthesized = pick("synthesized", "补发");
                self.row(agent, &format!("* {name} ({synthesized})"), NOTE, snapshot)
            }
            Origin::Derived => match event.body() {
                // The event that it is derived from is shown.
                wellclient::Body::CallCleared(_) => Ok(()),
                wellclient::Body::LinkChanged(link) => {
                    let state = pick(link.state.as_str(), words::link(link.state, Language::Zh));
                    let what = say!("· event channel {state}", "· 事件通道{state}");
                    self.row(agent, &what, DIM, snapshot)
                }
                wellclient::Body::Anomaly(anomaly) => {
                    let kind = words::anomaly(anomaly.kind, spoken());
                    let what = format!("· {kind} {}", clean(&anomaly.event));
                    self.row(agent, &what, DIM, snapshot)
                }
                _ => self.row(agent, &format!("· {name}"), DIM, snapshot),
            },
        }
    }

    fn row(
        &mut self,
        agent: &str,
        what: &str,
        style: anstyle::Style,
        snapshot: &Snapshot,
    ) -> Result<(), Failure> {
        let calls = self.names.legs(snapshot);
        let head = format!("{} {agent:<8}", self.clock());
        self.out.beside(&head, (style, what), &calls)
    }

    pub(super) fn log(&mut self, agent: &str, log: &LogLine) -> Result<(), Failure> {
        if self.json {
            let (kind, content) = (log.kind.as_str(), &log.content);
            return self.say(json!({ "type": "log", "agent": agent, "kind": kind, "content": content }));
        }
        // Errors are told by the outcomes and the events.
        Ok(())
    }

    pub(super) fn claim(&mut self, agent: &str, claim: &Said, holds: bool) -> Result<(), Failure> {
        self.claims += 1;
        self.claims_failed += u32::from(!holds);
        if self.json {
            return self.say(json!({ "type": "claim", "agent": agent, "claim": claim.en, "ok": holds }));
        }
        let (style, mark) = if holds { (GOOD, "✓") } else { (BAD, "✗") };
        let head = format!("{} {}", self.clock(), column(agent));
        self.out.under(&head, &format!("{style}{mark} {claim}{style:#}"))
    }

    /// What an agent may do now, with the reasons why not.
    pub(super) fn actions(&mut self, agent: &str, snapshot: &Snapshot) -> Result<(), Failure> {
        let all = snapshot
            .actions
            .iter()
            .chain(snapshot.calls.iter().flat_map(|call| &call.actions));
        if self.json {
            let all: Vec<_> = all.collect();
            return self.say(json!({ "type": "actions", "agent": agent, "actions": all }));
        }
        for action in all.filter(|action| is_of_phone(action.verb)) {
            let (style, mark, why) = match &action.permission {
                Ok(()) => (GOOD, pick("may    ", "可以    "), String::new()),
                Err(refusal) => (DIM, pick("may not", "不可以  "), why_not(refusal)),
            };
            let verb = action.verb.name();
            let line = format!("{style}{mark} {verb:<25}{style:#} {DIM}{why}{DIM:#}");
            self.out.under(&" ".repeat(16), &line)?;
        }
        Ok(())
    }

    pub(super) fn summary(&mut self, metrics: Metrics, good: bool) -> Result<(), Failure> {
        let mean = metrics
            .command_ms_total
            .checked_div(metrics.commands)
            .unwrap_or(0);
        let took = self.ms();
        if self.json {
            let summary = json!({
                "type": "summary",
                "ok": good,
                "chapters": self.chapters,
                "claims": self.claims,
                "claimsFailed": self.claims_failed,
                "events": self.events,
                "commandMsMean": mean,
                "metrics": metrics,
            });
            return self.say(summary);
        }
        let Metrics {
            commands,
            command_ms_longest,
            duplicates,
            late,
            corrections,
            resyncs,
            reconnects,
            ..
        } = metrics;
        let (style, verdict) = match good {
            true => (GOOD, pick("all of them true", "全部属实")),
            false => (BAD, pick("not all of them true", "并非全部属实")),
        };
        let (chapters, claims, events) = (self.chapters, self.claims, self.events);
        let seconds = took as f64 / 1000.0;
        self.out.line(&say!(
            "\n{BOLD}The day in numbers{BOLD:#}\n\
             {chapters} chapters, {claims} claims, {style}{verdict}{style:#}, in {seconds:.1} s\n\
             events shown: {events}; copies dropped: {duplicates}, late events put in their place: {late}, \
             comparisons with the server: {resyncs}, corrections: {corrections}, reconnections: {reconnects}\n\
             commands settled: {commands}, in {mean} ms on average, {command_ms_longest} ms at most",
            "\n{BOLD}这一天的数字{BOLD:#}\n\
             {chapters} 章，{claims} 项核对，{style}{verdict}{style:#}，用时 {seconds:.1} 秒\n\
             显示 {events} 个事件；丢弃重复 {duplicates} 个，迟到归位 {late} 个，\
             与服务器核对 {resyncs} 次、更正 {corrections} 处，重连 {reconnects} 次\n\
             {commands} 个命令有结果：平均 {mean} 毫秒，最长 {command_ms_longest} 毫秒"
        ))?;
        if !good {
            return Ok(());
        }
        self.out.line(&say!(
            "\n{BOLD}What to try next{BOLD:#}\n  \
             wellclient simulate               the same server, in a terminal of its own\n  \
             wellclient tail --help            be one of these agents, by hand or by a program\n  \
             wellclient demo --json            this day for programs\n  \
             cargo run -p wellclient --example inbound_desktop     the same in some twenty lines of Rust",
            "\n{BOLD}接下来可以试试{BOLD:#}\n  \
             wellclient simulate               同一个服务器，在另一终端中运行\n  \
             wellclient tail --help            成为其中一名座席，手动或由程序操作\n  \
             wellclient demo --json            供程序读取的同一天\n  \
             cargo run -p wellclient --example inbound_desktop     用二十来行 Rust 实现同样的事"
        ))
    }
}

/// Who it is, in a column.
fn column(who: &str) -> String {
    let known = match who {
        "network" => "网络",
        "board" => "墙板",
        "switch" => "交换机",
        "all" => "全部",
        number => number,
    };
    fit(pick(who, known), 8)
}

fn why_not(refusal: &Refusal) -> String {
    match spoken() {
        Language::En => refusal.to_string(),
        Language::Zh => words::refusal(refusal, Language::Zh),
    }
}

/// Call data: `customer=K-4711`.
fn pairs(entries: &[Value]) -> String {
    let text = |entry: &Value, name: &str| clean(entry.get(name).and_then(Value::as_str).unwrap_or_default());
    let pairs: Vec<String> = entries
        .iter()
        .map(|entry| format!("{}={}", text(entry, "key"), text(entry, "value")))
        .collect();
    pairs.join(" ")
}
