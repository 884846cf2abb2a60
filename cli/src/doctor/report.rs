//! The doctor's findings, a line each.

use serde_json::json;

use crate::failure::Failure;
use crate::print::{BAD, BOLD, DIM, GOOD, NOTE, Out, clean};

pub(super) struct Report {
    out: Out,
    json: bool,
    ok: u32,
    failed: u32,
    skipped: u32,
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self {
            out: Out::new(),
            json,
            ok: 0,
            failed: 0,
            skipped: 0,
        }
    }

    pub(super) fn ok(&mut self, step: &str, detail: &str) -> Result<(), Failure> {
        self.ok += 1;
        self.line("ok", step, detail, None)
    }

    /// A step that failed, and what to do about it.
    pub(super) fn failed(&mut self, step: &str, detail: &str, hint: &str) -> Result<(), Failure> {
        self.failed += 1;
        self.line("failed", step, detail, Some(hint))
    }

    pub(super) fn skipped(&mut self, step: &str, why: &str) -> Result<(), Failure> {
        self.skipped += 1;
        self.line("skipped", step, why, None)
    }

    fn line(&mut self, result: &str, step: &str, detail: &str, hint: Option<&str>) -> Result<(), Failure> {
        if self.json {
            return self
                .out
                .json(&json!({ "step": step, "result": result, "detail": detail, "hint": hint }));
        }
        let style = match result {
            "ok" => GOOD,
            "failed" => BAD,
            _ => NOTE,
        };
        self.out.line(&format!(
            "{style}{result:<8}{style:#} {BOLD}{step:<20}{BOLD:#} {}",
            clean(detail)
        ))?;
        match hint {
            Some(hint) => self.out.line(&format!("{:>29} {DIM}→ {hint}{DIM:#}", "")),
            None => Ok(()),
        }
    }

    /// The verdict: an error if anything failed.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        let Self {
            ok, failed, skipped, ..
        } = *self;
        if self.json {
            self.out
                .json(&json!({ "summary": { "ok": ok, "failed": failed, "skipped": skipped } }))?;
        } else {
            self.out
                .line(&format!("\n{ok} ok, {failed} failed, {skipped} skipped"))?;
        }
        if failed == 0 { Ok(()) } else { Err(Failure::Said) }
    }
}
