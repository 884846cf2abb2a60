//! What each kind of step does.

use std::time::Duration;

use serde_json::{Map, Value};
use wellclient_simulator::Heard;

use super::{Play, told};
use crate::conformance::laws::numbered;
use crate::conformance::line::Line;
use crate::conformance::pattern::{Pattern, check_all, filled, substituted, text_of};
use crate::conformance::scenario::{Action, Ask, Asked, DOMAIN, Do, PASSWORD};

/// How long to look again and again for what nobody announces.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

type Done = Result<(), String>;

impl Play<'_> {
    pub(super) async fn step(&mut self, action: &Action) -> Done {
        match action {
            Action::Do(step) => self.give(step).await,
            Action::Settled(step) => {
                let id = self
                    .later
                    .remove(&step.settled)
                    .ok_or("no such command is under way")?;
                self.settles(id, &settles(step.settles.as_ref())).await
            }
            Action::Ask(step) => self.ask(step).await,
            Action::May(step) => {
                for (verb, permission) in &step.may {
                    let ask = Line::new("may").with("session", &step.session).with("verb", verb);
                    let ask = match &step.call_id {
                        Some(call) => ask.with("callId", filled(call, &self.saved)?),
                        None => ask,
                    };
                    let answer = self.testee.ask(ask).await?;
                    let expected = Map::from_iter([("permission".to_owned(), permission.clone())]);
                    check_all(&expected, &self.saved, |name| answer.get(name))
                        .map_err(|why| format!("{verb}: {why}"))?;
                }
                Ok(())
            }
            Action::Shows(step) => {
                let ask = Line::new("snapshot").with("session", &step.session);
                self.answers(&ask, &step.shows, step.soon).await.map(drop)
            }
            Action::Sees(step) => self.sees(&step.session, &step.sees).await,
            Action::Tells(step) => self.tells(&step.session, &step.tells, |_| true).await,
            Action::Derives(step) => {
                for pattern in &step.derives {
                    self.passes(&step.session, pattern, is_derived).await?;
                }
                Ok(())
            }
            Action::Until(step) => self.passes(&step.session, &step.until, |_| true).await,
            Action::Logs(step) => self.logs(&step.session, &step.logs).await,
            Action::Asked(step) => self.asked(step).await,
            Action::Control(step) => {
                let action = serde_json::from_value(substituted(&step.control, &self.saved)?);
                let action = action.map_err(|error| error.to_string())?;
                let reply = self
                    .simulator
                    .control(action)
                    .map_err(|error| error.to_string())?;
                if let Some(name) = &step.save {
                    self.saved
                        .insert(name.clone(), reply.call_id.ok_or("there is no call")?);
                }
                Ok(())
            }
            Action::Fault(step) => {
                let fault = serde_json::from_value(substituted(&step.fault, &self.saved)?);
                let fault = fault.map_err(|error| error.to_string())?;
                let id = self
                    .simulator
                    .faults()
                    .add(fault)
                    .map_err(|error| error.to_string())?;
                if let Some(name) = &step.save {
                    self.saved.insert(name.clone(), id.to_string());
                }
                Ok(())
            }
            Action::Unfault(step) => {
                let id = filled(&format!("${}", step.unfault), &self.saved)?;
                let stood = id.parse().is_ok_and(|id| self.simulator.faults().remove(id));
                stood.then_some(()).ok_or_else(|| "that fault is over".to_owned())
            }
            Action::Inject(step) => {
                let body = filled(&step.inject, &self.saved)?;
                let frame = format!("MESSAGE\nsubscription:sub-0\nmessage-id:0\ndestination:x\n\n{body}\0");
                let fault = serde_json::json!({ "kind": "inject", "text": frame });
                let fault = serde_json::from_value(fault).map_err(|error| error.to_string())?;
                let added = self.simulator.faults().add(fault);
                added.map(drop).map_err(|error| error.to_string())
            }
            Action::Server(step) => self.server(&step.server, step.soon).await,
        }
    }

    async fn give(&mut self, step: &Do) -> Done {
        let id = self.command(&step.session, &step.r#do, &step.with).await?;
        if let Some(name) = &step.later {
            self.later.insert(name.clone(), id);
            return Ok(());
        }
        self.settles(id, &settles(step.settles.as_ref())).await?;
        let outcome = self.testee.reply(id).await?;
        if matches!(&*step.r#do, "agentLogin" | "recover") && outcome.get("outcome") == Some("confirmed") {
            self.learn_secret(&step.session).await?;
        }
        self.save(&step.save, &outcome)
    }

    /// Sends a command; its id.
    pub(super) async fn command(
        &mut self,
        session: &str,
        verb: &str,
        with: &Map<String, Value>,
    ) -> Result<u64, String> {
        let mut line = match verb {
            "recover" => Line::new("recover").with("session", session),
            _ => Line::new("do").with("session", session).with("verb", verb),
        };
        let mut with = with.clone();
        if verb == "agentLogin" {
            let (agent, ext) = self.scenario.seat(session);
            for (name, value) in [
                ("jobNumber", &*agent),
                ("password", PASSWORD),
                ("domain", DOMAIN),
                ("ext", &ext),
                ("agentMode", "Ready"),
            ] {
                with.entry(name).or_insert_with(|| value.into());
            }
        }
        for (name, value) in &with {
            if !value.is_null() {
                line.put(name, text_of(&substituted(value, &self.saved)?));
            }
        }
        self.testee.request(line).await
    }

    pub(super) async fn settles(&mut self, id: u64, expected: &Pattern) -> Done {
        let outcome = self.testee.reply(id).await?;
        let checked = expected.check(&self.saved, outcome.get("outcome"), |name| outcome.get(name));
        checked.map_err(|why| format!("{why}\nit ended as: {}", outcome.to_string().replace('\t', "  ")))
    }

    async fn ask(&mut self, step: &Ask) -> Done {
        let mut ask = Line::new(&step.ask).with("session", &step.session);
        for (name, value) in &step.with {
            ask.put(name, text_of(&substituted(value, &self.saved)?));
        }
        let answer = self.answers(&ask, &step.answers, step.soon).await?;
        self.save(&step.save, &answer)
    }

    /// Asks, and compares the answer; again and again, if it is only to be so soon.
    async fn answers(
        &mut self,
        ask: &Line,
        expected: &Map<String, Value>,
        soon: bool,
    ) -> Result<Line, String> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = self.testee.ask(ask.clone()).await?;
            let shown = screen(&answer);
            let part = |name: &str| match name {
                "screen" => Some(&*shown),
                name => answer.get(name),
            };
            match check_all(expected, &self.saved, part) {
                Ok(()) => return Ok(answer),
                Err(why) if !soon || tokio::time::Instant::now() > until => return Err(why),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    fn save(&mut self, parts: &std::collections::BTreeMap<String, String>, line: &Line) -> Done {
        for (name, part) in parts {
            let value = line
                .get(part)
                .ok_or_else(|| format!("there is no {part} to save"))?;
            self.saved.insert(name.clone(), value.to_owned());
        }
        Ok(())
    }

    /// The next event that is not derived; those that are stay.
    pub(super) async fn next_event(&mut self, session: &str) -> Result<Line, String> {
        self.next_of(session, |event| !is_derived(event)).await
    }

    async fn next_of(&mut self, session: &str, sort: impl Fn(&Line) -> bool) -> Result<Line, String> {
        let what = format!("an event of {session}");
        self.testee
            .wait(&what, |testee| {
                let events = testee.events(session);
                let at = events.iter().position(&sort)?;
                events.remove(at)
            })
            .await
    }

    pub(super) async fn sees(&mut self, session: &str, expected: &[Pattern]) -> Done {
        self.tells(session, expected, |event| !is_derived(event)).await
    }

    /// The next events of a sort are exactly these.
    async fn tells(&mut self, session: &str, expected: &[Pattern], sort: impl Fn(&Line) -> bool) -> Done {
        for pattern in expected {
            let event = self
                .next_of(session, &sort)
                .await
                .map_err(|why| format!("{pattern} was expected: {why}"))?;
            self.is(&event, pattern)
                .map_err(|why| format!("{why}\nthe event: {}", told(&event)))?;
        }
        Ok(())
    }

    /// Takes away all events of a sort up to the first one that fits.
    async fn passes(&mut self, session: &str, pattern: &Pattern, sort: impl Fn(&Line) -> bool) -> Done {
        let saved = self.saved.clone();
        let what = format!("{pattern} at {session}");
        self.testee
            .wait(&what, |testee| {
                let events = testee.events(session);
                let at = events
                    .iter()
                    .position(|event| sort(event) && is(event, pattern, &saved).is_ok())?;
                let mut place = 0;
                events.retain(|event| {
                    place += 1;
                    place > at + 1 || !sort(event)
                });
                Some(())
            })
            .await
    }

    fn is(&self, event: &Line, pattern: &Pattern) -> Done {
        is(event, pattern, &self.saved)
    }

    async fn logs(&mut self, session: &str, pattern: &Pattern) -> Done {
        let saved = self.saved.clone();
        let fits = |line: &Line| {
            pattern
                .check(&saved, line.get("kind"), |name| line.get(name))
                .is_ok()
        };
        self.testee
            .wait(&format!("a log line {pattern}"), |testee| {
                let logs = testee.logs(session);
                let at = logs.iter().position(fits)?;
                logs.drain(..=at).next_back().map(drop)
            })
            .await
    }

    async fn asked(&mut self, step: &Asked) -> Done {
        let session = &step.session;
        let question = self
            .testee
            .wait("a question", |testee| testee.asks(session).pop_front())
            .await?;
        step.asked
            .check(&self.saved, question.get("error"), |name| question.get(name))?;
        let answer = Line::new("answerAsk")
            .with("session", session)
            .with("force", step.force);
        self.testee.ask(answer).await.map(drop)
    }

    async fn server(&mut self, expected: &Map<String, Value>, soon: bool) -> Done {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let state = self.state();
            let found: Vec<(String, Option<String>)> = expected
                .keys()
                .map(|pointer| (pointer.clone(), state.pointer(pointer).map(text_of)))
                .collect();
            let part = |name: &str| {
                let (_, value) = found.iter().find(|(pointer, _)| pointer == name)?;
                value.as_deref()
            };
            match check_all(expected, &self.saved, part) {
                Ok(()) => return Ok(()),
                Err(why) if !soon || tokio::time::Instant::now() > until => return Err(why),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// The switch's state, with the numbers of requests that have come, by verb, under `requests`.
    fn state(&self) -> Value {
        let mut state = serde_json::to_value(self.simulator.state()).unwrap_or_default();
        let mut requests = Map::new();
        for seen in self.simulator.log() {
            if let Heard::Request { verb, .. } = seen.heard {
                let count = requests.get(verb).and_then(Value::as_u64).unwrap_or(0);
                requests.insert(verb.to_owned(), (count + 1).into());
            }
        }
        state["requests"] = requests.into();
        state
    }
}

fn settles(expected: Option<&Pattern>) -> Pattern {
    expected.cloned().unwrap_or_else(|| Pattern::word("confirmed"))
}

fn is_derived(event: &Line) -> bool {
    event.get("origin") == Some("derived")
}

/// Compares an event: `origin`, `late` and `raw` are parts of the line, all others are fields.
fn is(event: &Line, pattern: &Pattern, saved: &super::Saved) -> Done {
    pattern.check(saved, event.get("kind"), |name| match name {
        "origin" | "late" | "watched" | "raw" => event.get(name),
        field => event.get(&format!("field.{field}")),
    })
}

/// What a snapshot shows of the calls, in few words: `<id> connected conference [8001:connected 8002:hold]; …`, the
/// parties in order of their numbers.
fn screen(snapshot: &Line) -> String {
    let calls = numbered(snapshot, "calls.").into_iter().map(|call| {
        let part = |name: &str| snapshot.get(&format!("{call}{name}")).unwrap_or_default();
        let mut parties: Vec<String> = numbered(snapshot, &format!("{call}parties."))
            .into_iter()
            .map(|party| {
                let part = |name: &str| snapshot.get(&format!("{party}{name}")).unwrap_or_default();
                let device = part("device");
                let number = device.split_once('@').map_or(device, |(number, _)| number);
                format!("{number}:{}", part("leg"))
            })
            .collect();
        parties.sort();
        let conference = if part("conference") == "true" {
            " conference"
        } else {
            ""
        };
        format!(
            "{} {}{conference} [{}]",
            part("callId"),
            part("leg"),
            parties.join(" ")
        )
    });
    calls.collect::<Vec<_>>().join("; ")
}
