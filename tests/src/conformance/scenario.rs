//! Scenarios: what is in the files of `tests/conformance/`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Map, Value, json};
use wellclient_simulator::SimulatorConfig;

use super::pattern::Pattern;

/// Everybody's password in the scenarios: one that shows where it is not encoded, and that is nowhere by chance.
pub const PASSWORD: &str = "Gut&50%密码=";
/// The tenant of the scenarios.
pub(super) const DOMAIN: &str = "test.cc";

/// One scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// What it shows, in one sentence.
    pub about: String,
    /// The simulator's configuration, laid over that of [`Scenario::simulator`].
    #[serde(default)]
    simulator: Map<String, Value>,
    /// The sessions, by name.
    pub(super) sessions: BTreeMap<String, Setup>,
    /// What happens.
    pub(super) steps: Vec<Step>,
    /// Whether anything may have come that no step has looked at.
    #[serde(default)]
    pub(super) ends: Ends,
}

/// How a scenario ends.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Ends {
    /// Every event of the server has been looked at.
    #[default]
    Quietly,
    /// However it may be.
    Anyhow,
}

/// A session, as it is when the first step begins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Setup {
    /// Job number; 5001 for the first session, 5002 for the second.
    #[serde(default)]
    pub(super) agent: Option<String>,
    /// Extension; 8001 for the first session, 8002 for the second.
    #[serde(default)]
    pub(super) ext: Option<String>,
    /// Logged in and ready (the default), or only open.
    #[serde(default = "yes", rename = "loggedIn")]
    pub(super) logged_in: bool,
    /// It is a watch of these agents, made and not opened; the job number is the supervisor's.
    #[serde(default)]
    pub(super) watches: Option<Vec<String>>,
    /// The parts of `open`.
    #[serde(default)]
    pub(super) open: Map<String, Value>,
}

fn yes() -> bool {
    true
}

fn first() -> String {
    "a".to_owned()
}

/// One step.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// As it stands in the file.
    pub(super) text: String,
    /// What it does.
    pub(super) action: Action,
}

macro_rules! steps {
    ($($(#[$doc:meta])* $step:ident = $key:literal { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {
        /// What a step does: told apart by its key.
        #[derive(Clone, Debug)]
        pub(super) enum Action {
            $($(#[$doc])* $step($step),)*
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Deserialize)]
            #[serde(deny_unknown_fields, rename_all = "camelCase")]
            pub(super) struct $step {
                $($(#[$attribute])* pub(super) $field: $type,)*
            }
        )*

        impl<'de> Deserialize<'de> for Step {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let step = Map::<String, Value>::deserialize(deserializer)?;
                let key = [$($key),*].into_iter().find(|key| step.contains_key(*key));
                let text = Value::Object(step).to_string();
                let action = match key {
                    $(Some($key) => serde_json::from_str(&text).map(Action::$step),)*
                    _ => return Err(D::Error::custom(format!("no such step: {text}"))),
                };
                match action {
                    Ok(action) => Ok(Step { text, action }),
                    Err(error) => Err(D::Error::custom(format!("{error} in {text}"))),
                }
            }
        }
    };
}

steps! {
    /// Gives a command and waits for its end.
    Do = "do" {
        /// The verb, or `recover`.
        r#do: String,
        /// Whose.
        #[serde(default = "first")]
        session: String,
        /// Its arguments.
        #[serde(default)]
        with: Map<String, Value>,
        /// How it ends; `confirmed` if not said.
        #[serde(default)]
        settles: Option<Pattern>,
        /// Parts of the outcome to keep: name by part.
        #[serde(default)]
        save: BTreeMap<String, String>,
        /// It is not waited for now, but in a step `settled` of this name.
        #[serde(default)]
        later: Option<String>,
    }
    /// Waits for the end of a command that was given `later`.
    Settled = "settled" {
        /// Its name.
        settled: String,
        /// How it ends; `confirmed` if not said.
        #[serde(default)]
        settles: Option<Pattern>,
    }
    /// Asks something of the testee.
    Ask = "ask" {
        /// What, by the protocol's word.
        ask: String,
        /// Whose.
        #[serde(default = "first")]
        session: String,
        /// Its parts.
        #[serde(default)]
        with: Map<String, Value>,
        /// What the answer is.
        #[serde(default)]
        answers: Map<String, Value>,
        /// Asked again and again until the answer is so.
        #[serde(default)]
        soon: bool,
        /// Parts of the answer to keep: name by part.
        #[serde(default)]
        save: BTreeMap<String, String>,
    }
    /// Whether verbs may be used now, on a call or by themselves: verb by permission.
    May = "may" {
        /// What of each verb.
        may: Map<String, Value>,
        /// Whose.
        #[serde(default = "first")]
        session: String,
        /// The call; none where none is said.
        call_id: Option<String>,
    }
    /// What the snapshot shows.
    Shows = "shows" {
        /// Parts of the snapshot, and `screen`.
        shows: Map<String, Value>,
        /// Whose.
        #[serde(default = "first")]
        session: String,
        /// Looked at again and again until it is so.
        #[serde(default)]
        soon: bool,
    }
    /// The next events that are not derived, exactly these.
    Sees = "sees" {
        /// They.
        sees: Vec<Pattern>,
        /// Whose.
        #[serde(default = "first")]
        session: String,
    }
    /// The next events, wherever they come from, exactly these.
    Tells = "tells" {
        /// They.
        tells: Vec<Pattern>,
        /// Whose.
        #[serde(default = "first")]
        session: String,
    }
    /// Derived events in this order; others may be in between.
    Derives = "derives" {
        /// They.
        derives: Vec<Pattern>,
        /// Whose.
        #[serde(default = "first")]
        session: String,
    }
    /// Passes over all events up to one.
    Until = "until" {
        /// That one.
        until: Pattern,
        /// Whose.
        #[serde(default = "first")]
        session: String,
    }
    /// A log line comes; others may come before.
    Logs = "logs" {
        /// It: kind and content.
        logs: Pattern,
        /// Whose.
        #[serde(default = "first")]
        session: String,
    }
    /// A log-in in mode `ask` asks, and is answered.
    Asked = "asked" {
        /// What it asks about: error, status, device.
        asked: Pattern,
        /// The answer.
        force: bool,
        /// Whose.
        #[serde(default = "first")]
        session: String,
    }
    /// The outside world acts: a [`wellclient_simulator::Control`].
    Control = "control" {
        /// What it does.
        control: Value,
        /// Keeps the call's id under this name.
        #[serde(default)]
        save: Option<String>,
    }
    /// Something goes wrong: a [`wellclient_simulator::Fault`].
    Fault = "fault" {
        /// What.
        fault: Value,
        /// Keeps the fault's id under this name.
        #[serde(default)]
        save: Option<String>,
    }
    /// A fault is removed.
    Unfault = "unfault" {
        /// Which, as it was saved.
        unfault: String,
    }
    /// The server sends the agent an event of the scenario's own making.
    Inject = "inject" {
        /// Its body, as it stands.
        inject: String,
    }
    /// What the switch says of itself, by JSON pointer; and below `/requests/` how many of a verb have come.
    Server = "server" {
        /// Patterns by pointer.
        server: Map<String, Value>,
        /// Looked at again and again until it is so.
        #[serde(default)]
        soon: bool,
    }
}

impl Scenario {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is no scenario.
    pub fn read(path: &Path) -> Result<Self, String> {
        let named = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(&error))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Self::parse(&name, &text).map_err(|error| named(&error))
    }

    /// Reads a scenario's text.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(name: &str, text: &str) -> Result<Self, serde_json::Error> {
        let mut scenario: Self = serde_json::from_str(text)?;
        name.clone_into(&mut scenario.name);
        scenario.simulator()?;
        Ok(scenario)
    }

    /// All scenarios of a folder, by name.
    ///
    /// # Errors
    /// As [`Scenario::read`].
    pub fn read_all(folder: &Path) -> Result<Vec<Self>, String> {
        let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// The simulator's configuration: outside lines do nothing by themselves, calls are not recorded, agents have the
    /// [`PASSWORD`], and over that what the scenario says.
    ///
    /// # Errors
    /// It is none.
    pub fn simulator(&self) -> Result<SimulatorConfig, serde_json::Error> {
        let mut config = json!({
            "pbx": {
                "outside": [{ "pattern": "?????*", "then": "manual" }],
                "record_calls": false,
                "agents": [{ "from": 5000, "to": 5999, "password": PASSWORD }],
            },
            "stomp": {},
        });
        for (name, over) in &self.simulator {
            match (config.get_mut(name).and_then(Value::as_object_mut), over) {
                (Some(under), Value::Object(over)) => under.extend(over.clone()),
                _ => config[name] = over.clone(),
            }
        }
        serde_json::from_value(config)
    }

    /// A session's agent and extension.
    pub fn seat(&self, session: &str) -> (String, String) {
        let setup = self.sessions.get(session);
        let place = self.sessions.keys().position(|name| name == session).unwrap_or(0);
        let number = |given: Option<&String>, base: usize| {
            given.cloned().unwrap_or_else(|| (base + place + 1).to_string())
        };
        (
            number(setup.and_then(|setup| setup.agent.as_ref()), 5000),
            number(setup.and_then(|setup| setup.ext.as_ref()), 8000),
        )
    }

    /// The verbs that are used.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Do(step) => Some(&*step.r#do),
            _ => None,
        })
    }

    /// The kinds of event that are expected.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().flat_map(|step| match &step.action {
            Action::Sees(step) => kinds_of(&step.sees),
            Action::Tells(step) => kinds_of(&step.tells),
            Action::Derives(step) => kinds_of(&step.derives),
            Action::Until(step) => kinds_of(std::slice::from_ref(&step.until)),
            _ => Vec::new(),
        })
    }
}

fn kinds_of(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::head).collect()
}
