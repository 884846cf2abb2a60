//! Playing a scenario: a simulator, a testee, and step after step.

mod steps;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use wellclient_simulator::Simulator;

use super::line::Line;
use super::pattern::{Pattern, Saved, text_of};
use super::scenario::{DOMAIN, Ends, PASSWORD, Scenario};
use super::testee::{Program, Testee};

/// A scenario that takes longer hangs somewhere where nothing else notices.
const LONGEST: Duration = Duration::from_secs(60);

/// Plays a scenario through a testee.
///
/// # Errors
/// What was expected and what came, in lines for people.
pub async fn play(scenario: &Scenario, program: &Program) -> Result<(), String> {
    let config = scenario.simulator().map_err(|error| error.to_string())?;
    let simulator = Simulator::start(config)
        .await
        .map_err(|error| format!("the simulator cannot be started: {error}"))?;
    let testee = Testee::start(program, vec![PASSWORD.to_owned()]).await?;
    let mut play = Play {
        scenario,
        simulator,
        testee,
        saved: Saved::new(),
        later: BTreeMap::new(),
    };
    let played = tokio::time::timeout(LONGEST, play.all()).await;
    match played.unwrap_or_else(|_| Err("the scenario has no end".to_owned())) {
        Ok(()) => Ok(()),
        Err(why) => Err(format!(
            "{}\n{}",
            named(&why, &play.saved),
            play.testee.exchange().await
        )),
    }
}

/// Saved values by their names: ids are hard to read.
fn named(text: &str, saved: &Saved) -> String {
    let long = saved.iter().filter(|(_, value)| value.len() > 8);
    long.fold(text.to_owned(), |text, (name, value)| {
        text.replace(value, &format!("${name}"))
    })
}

struct Play<'a> {
    scenario: &'a Scenario,
    simulator: Simulator,
    testee: Testee,
    saved: Saved,
    /// Commands that are under way, by the names of their steps.
    later: BTreeMap<String, u64>,
}

impl Play<'_> {
    async fn all(&mut self) -> Result<(), String> {
        self.open()
            .await
            .map_err(|why| format!("before the first step:\n{why}"))?;
        for (step, number) in self.scenario.steps.iter().zip(1..) {
            let done = self.step(&step.action).await;
            done.map_err(|why| format!("step {number}: {}\n{why}", step.text))?;
        }
        self.end()
            .await
            .map_err(|why| format!("after the last step:\n{why}"))
    }

    /// Opens the sessions, and logs in those that are to be.
    async fn open(&mut self) -> Result<(), String> {
        let url = self.simulator.base_url();
        for (session, setup) in &self.scenario.sessions {
            let word = if setup.watches.is_some() {
                "openWatch"
            } else {
                "open"
            };
            let mut open = Line::new(word).with("session", session);
            let defaults = [
                ("url", Value::from(&*url)),
                ("dialect", "4.x".into()),
                ("autoAnswer", false.into()),
                ("betweenCallsMs", 0.into()),
            ];
            let mut parts: BTreeMap<&str, &Value> =
                defaults.iter().map(|(name, value)| (*name, value)).collect();
            parts.extend(setup.open.iter().map(|(name, value)| (&**name, value)));
            for (name, value) in parts.iter().filter(|(_, value)| !value.is_null()) {
                open.put(*name, text_of(value));
            }
            if let Some(agents) = &setup.watches {
                open.put("jobNumber", self.scenario.seat(session).0);
                open.put("password", PASSWORD);
                open.put("domain", DOMAIN);
                for (number, agent) in agents.iter().enumerate() {
                    open.put(format!("agents.{number}"), agent);
                }
            }
            self.testee.ask(open).await?;
            if setup.logged_in && setup.watches.is_none() {
                let id = self.command(session, "agentLogin", &Default::default()).await?;
                self.settles(id, &Pattern::word("confirmed")).await?;
                self.learn_secret(session).await?;
                let events = ["agentLoggedOn", "agentReady"].map(Pattern::word);
                self.sees(session, &events).await?;
            }
        }
        Ok(())
    }

    /// Nothing is left over; everything is closed.
    async fn end(&mut self) -> Result<(), String> {
        if let Some(name) = self.later.keys().next() {
            return Err(format!("the scenario does not say how {name} ends"));
        }
        self.simulator.faults().clear();
        let sessions: Vec<&String> = self.scenario.sessions.keys().collect();
        for session in &sessions {
            if self.testee.is_closed(session) {
                continue;
            }
            if self.scenario.sessions[*session].watches.is_some() {
                self.testee.close(session).await?;
                continue;
            }
            let snapshot = self
                .testee
                .ask(Line::new("snapshot").with("session", session))
                .await?;
            if snapshot.get("phase") == Some("loggedIn") {
                self.learn_secret(session).await?;
                if self.scenario.ends == Ends::Quietly {
                    self.nothing_more(session).await?;
                }
            }
            self.testee.close(session).await?;
        }
        self.testee.quit().await?;
        if self.scenario.ends == Ends::Quietly {
            for session in sessions {
                let events = self.testee.events(session);
                if let Some(event) = events.iter().find(|event| event.get("origin") != Some("derived")) {
                    return Err(format!("{session} saw more than was expected: {}", told(event)));
                }
            }
        }
        Ok(())
    }

    /// A change of mode is the next event: nothing was on its way.
    async fn nothing_more(&mut self, session: &str) -> Result<(), String> {
        let reason = "the scenario is over";
        let with = serde_json::json!({ "mode": "NotReady", "reason": reason });
        let with = with.as_object().cloned().unwrap_or_default();
        let id = self.command(session, "setAgentMode", &with).await?;
        self.settles(id, &Pattern::word("confirmed")).await?;
        let mut event = self.next_event(session).await?;
        // An account that was under way may have told first.
        if event.get("kind") == Some("agentNotReady") && event.get("origin") == Some("synthesized") {
            event = self.next_event(session).await?;
        }
        if event.get("field.reason") == Some(reason) {
            Ok(())
        } else {
            Err(format!("{session} saw more than was expected: {}", told(&event)))
        }
    }

    /// The HTTP session's id must not be said by anything but this answer.
    async fn learn_secret(&mut self, session: &str) -> Result<(), String> {
        self.testee
            .ask(Line::new("saved").with("session", session))
            .await
            .map(drop)
    }
}

/// An event in few words.
fn told(event: &Line) -> String {
    let part = |name| event.get(name).unwrap_or_default();
    format!("{} ({}) {}", part("kind"), part("origin"), part("raw"))
}
