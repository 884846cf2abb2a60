//! The doctor's findings, a line each.

use serde_json::json;
use wellclient::Secret;
use wellclient::core::secret::Mask;

use crate::failure::Failure;
use crate::language::{pick, say};
use crate::print::{BAD, BOLD, DIM, GOOD, NOTE, Out, clean};
use crate::said::Said;
use crate::screen::text::fit;

/// A terminal with fewer columns is narrow.
const NARROW: usize = 72;

/// Characters that are shown of what others say.
const LONGEST: usize = 500;

/// What has come of a step: for programs, in Chinese, and how it looks.
type Verdict = (&'static str, &'static str, anstyle::Style);

const OK: Verdict = ("ok", "通过", GOOD);
const FAILED: Verdict = ("failed", "失败", BAD);
const SKIPPED: Verdict = ("skipped", "跳过", NOTE);

pub(super) struct Report {
    out: Out,
    json: bool,
    /// What the other end may quote.
    mask: Mask,
    ok: u32,
    failed: u32,
    skipped: u32,
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self {
            out: Out::new(),
            json,
            mask: Mask::default(),
            ok: 0,
            failed: 0,
            skipped: 0,
        }
    }

    /// From now on these are masked.
    pub(super) fn keep_secret<'a>(&mut self, secrets: impl IntoIterator<Item = &'a Secret>) {
        self.mask = Mask::of(secrets);
    }

    pub(super) fn ok(&mut self, step: &Said, detail: &Said) -> Result<(), Failure> {
        self.ok += 1;
        self.line(OK, step, detail, None)
    }

    /// A step that failed, and what to do about it.
    pub(super) fn failed(&mut self, step: &Said, detail: &Said, hint: &Said) -> Result<(), Failure> {
        self.failed += 1;
        self.line(FAILED, step, detail, Some(hint))
    }

    pub(super) fn skipped(&mut self, step: &Said, why: &Said) -> Result<(), Failure> {
        self.skipped += 1;
        self.line(SKIPPED, step, why, None)
    }

    fn line(
        &mut self,
        (result, word, style): Verdict,
        step: &Said,
        detail: &Said,
        hint: Option<&Said>,
    ) -> Result<(), Failure> {
        // Masked before it is cut, so that no secret is cut in two.
        let shown = |text: &str| -> String {
            let masked = self.mask.hide(text.to_owned());
            masked.chars().take(LONGEST).collect()
        };
        let detail = Said {
            en: shown(&detail.en),
            zh: shown(&detail.zh),
        };
        if self.json {
            let (step, detail, hint) = (&step.en, &detail.en, hint.map(|hint| &hint.en));
            return self
                .out
                .json(&json!({ "step": step, "result": result, "detail": detail, "hint": hint }));
        }
        // In a narrow terminal the detail stands below its step.
        let is_narrow = self.out.width().is_some_and(|width| width < NARROW);
        let result = fit(pick(result, word), 8);
        let step = fit(&step.to_string(), 20);
        let head = format!("{style}{result}{style:#} {BOLD}{step}{BOLD:#}");
        let detail = clean(&detail.to_string());
        let below = match is_narrow {
            true => {
                self.out.line(&format!("{head}\n  {detail}"))?;
                " ".to_owned()
            }
            false => {
                self.out.under(&head, &detail)?;
                " ".repeat(29)
            }
        };
        match hint {
            Some(hint) => self.out.under(&below, &format!("{DIM}→ {hint}{DIM:#}")),
            None => Ok(()),
        }
    }

    /// The verdict: an error if anything failed.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.sum()?;
        match self.failed {
            0 => Ok(()),
            _ => Err(Failure::Said),
        }
    }

    /// How many steps went how.
    pub(super) fn sum(&mut self) -> Result<(), Failure> {
        let Self {
            ok, failed, skipped, ..
        } = *self;
        if self.json {
            self.out
                .json(&json!({ "summary": { "ok": ok, "failed": failed, "skipped": skipped } }))?;
        } else {
            self.out.line(&say!(
                "\n{ok} ok, {failed} failed, {skipped} skipped",
                "\n通过 {ok} 项，失败 {failed} 项，跳过 {skipped} 项"
            ))?;
        }
        Ok(())
    }
}
