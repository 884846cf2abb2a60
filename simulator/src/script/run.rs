//! Running a script against a simulator.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{Instant, timeout};

use super::{Action, Script, ScriptError, Start, Step, StepError, When};
use crate::observe::{Heard, Observation};
use crate::pbx::Control;
use crate::server::Shared;

/// Runs all of `script`; ends with its first failure.
pub(crate) async fn run(shared: &Shared, script: &Script) -> Result<(), ScriptError> {
    let observations = shared.observer.subscribe();
    let mut run = Run {
        shared,
        observations,
        saved: BTreeMap::new(),
    };
    run.steps(&script.steps).await
}

struct Run<'a> {
    shared: &'a Shared,
    /// Read only by waits, so a wait also finds what happened while the steps before it were done.
    observations: broadcast::Receiver<Observation>,
    /// Call ids by the names they are saved under.
    saved: BTreeMap<String, String>,
}

impl Run<'_> {
    async fn steps(&mut self, steps: &[Step]) -> Result<(), ScriptError> {
        let started = Instant::now();
        for step in steps {
            let shared = self.shared;
            tokio::select! {
                biased;
                () = shared.stopped() => return Err(ScriptError::Stopped { line: step.line }),
                done = self.step(started, step) => done?,
            }
        }
        Ok(())
    }

    async fn step(&mut self, started: Instant, step: &Step) -> Result<(), ScriptError> {
        self.wait(started, step).await?;
        let failed = |why| ScriptError::Failed { line: step.line, why };
        match &step.action {
            Action::Nothing => Ok(()),
            Action::Control { json, save } => self.control(json, save).map_err(failed),
            Action::Fault(fault) => self
                .shared
                .add_fault(fault.clone())
                .map(|_| ())
                .map_err(|error| failed(StepError::Fault(error))),
            Action::ClearFaults => {
                self.shared.clear_faults();
                Ok(())
            }
            Action::Note(text) => {
                self.shared
                    .observer
                    .tell(self.shared.now(), Heard::Note { text: text.clone() });
                Ok(())
            }
            Action::Repeat { times, steps } => self.repeat(*times, steps).await,
        }
    }

    async fn wait(&mut self, started: Instant, step: &Step) -> Result<(), ScriptError> {
        match &step.start {
            Start::At(at) => tokio::time::sleep_until(started + *at).await,
            Start::After(Duration::ZERO) => {}
            Start::After(pause) => tokio::time::sleep(*pause).await,
            Start::When {
                what,
                timeout: limit,
                then,
            } => {
                let happened = self.happens(step.line, what);
                match limit {
                    None => happened.await?,
                    Some(limit) => timeout(*limit, happened)
                        .await
                        .map_err(|_| ScriptError::TimedOut {
                            line: step.line,
                            timeout_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
                            awaited: what.to_string(),
                        })??,
                }
                tokio::time::sleep(*then).await;
            }
        }
        Ok(())
    }

    async fn happens(&mut self, line: usize, what: &When) -> Result<(), ScriptError> {
        loop {
            match self.observations.recv().await {
                Ok(observation) if what.is(&observation.heard) => return Ok(()),
                Ok(_) => {}
                // Going on could wait for ever for what was missed.
                Err(RecvError::Lagged(missed)) => {
                    let why = StepError::Missed(missed);
                    return Err(ScriptError::Failed { line, why });
                }
                Err(RecvError::Closed) => return Err(ScriptError::Stopped { line }),
            }
        }
    }

    fn control(&mut self, json: &Value, save: &Option<String>) -> Result<(), StepError> {
        let control = Control::deserialize(self.filled_in(json));
        let control = control.map_err(|error| StepError::Malformed(error.to_string()))?;
        let reply = self
            .shared
            .with(|exchange, now| exchange.pbx.control(now, control));
        let reply = reply.map_err(StepError::Control)?;
        if let Some(name) = save {
            let call_id = reply.call_id.ok_or(StepError::NoCallId)?;
            self.saved.insert(name.clone(), call_id);
        }
        Ok(())
    }

    /// With each `"$name"` replaced by the call id that is saved under it.
    fn filled_in(&self, json: &Value) -> Value {
        let mut json = json.clone();
        for value in json
            .as_object_mut()
            .into_iter()
            .flat_map(|object| object.values_mut())
        {
            let saved = value
                .as_str()
                .and_then(|text| text.strip_prefix('$'))
                .and_then(|name| self.saved.get(name));
            if let Some(call_id) = saved {
                *value = Value::from(call_id.as_str());
            }
        }
        json
    }

    /// Boxed, since repeats hold repeats.
    fn repeat<'b>(
        &'b mut self,
        times: Option<u64>,
        steps: &'b [Step],
    ) -> Pin<Box<dyn Future<Output = Result<(), ScriptError>> + Send + 'b>> {
        Box::pin(async move {
            let mut round = 0;
            while times.is_none_or(|times| round < times) {
                self.steps(steps).await?;
                tokio::task::yield_now().await;
                round += 1;
            }
            Ok(())
        })
    }
}

impl When {
    fn is(&self, heard: &Heard) -> bool {
        match heard {
            Heard::Event { agent, event } => {
                self.event.as_ref() == Some(event) && self.agent.as_ref().is_none_or(|wanted| wanted == agent)
            }
            Heard::Request { verb, .. } => self.request.as_deref() == Some(verb),
            _ => false,
        }
    }
}
