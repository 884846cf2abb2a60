//! Runs the stages of a plan, in two rows side by side, and says how each went.

use std::fs;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::arguments::Plan;
use crate::console;
use crate::prerequisite;
use crate::process::Repository;
use crate::report::{self, Report, Verdict, first_line};
use crate::stages::{BESIDE, Stage};

pub(crate) fn run(repository: &Repository, plan: &Plan) -> Result<(), String> {
    let askers: Vec<_> = plan
        .stages
        .iter()
        .map(|stage| (stage.name, stage.needs))
        .collect();
    prerequisite::ensure(&askers, "test", plan.install)?;
    let report = run_stages(repository, plan);
    println!("\n{report}");
    match report.failed() {
        failed if failed.is_empty() => Ok(()),
        failed => Err(format!("failed: {}", failed.join(", "))),
    }
}

/// All of them, in two rows if some run beside the others.
fn run_stages(repository: &Repository, plan: &Plan) -> Report {
    let start = Instant::now();
    let is_beside = |stage: &&Stage| BESIDE.contains(&stage.name);
    let (beside, others): (Vec<&Stage>, Vec<&Stage>) = plan.stages.iter().copied().partition(is_beside);
    let row = Row {
        repository,
        plan,
        shares: !beside.is_empty() && !others.is_empty(),
        stopped: &AtomicBool::new(false),
    };
    let mut rows = thread::scope(|scope| {
        let beside = scope.spawn(|| row.run(&beside));
        // A thread of its own, so that what it remembers of its stage ends with it.
        let others = scope.spawn(|| row.run(&others));
        let both = [others.join(), beside.join()];
        let both = both.map(|rows| rows.unwrap_or_else(|panic| resume_unwind(panic)));
        both.into_iter().flatten().collect::<Vec<_>>()
    });
    rows.sort_by_key(|(name, _, _)| plan.stages.iter().position(|stage| stage.name == *name));
    let took = start.elapsed();
    Report { rows, took }
}

/// Stages that run one after the other.
#[derive(Clone, Copy)]
struct Row<'a> {
    repository: &'a Repository,
    plan: &'a Plan,
    /// Another row runs meanwhile.
    shares: bool,
    /// A stage of either row has failed, and is to be the last.
    stopped: &'a AtomicBool,
}

impl Row<'_> {
    fn run(self, stages: &[&'static Stage]) -> Vec<report::Row> {
        stages.iter().map(|stage| self.run_stage(stage)).collect()
    }

    fn run_stage(self, stage: &'static Stage) -> report::Row {
        if self.stopped.load(Ordering::Relaxed) {
            return (stage.name, Duration::ZERO, Verdict::NotRun);
        }
        if self.shares {
            console::share(stage.name);
        }
        console::show(format_args!("\n=== {}: {}", stage.name, stage.about));
        let start = Instant::now();
        let outcome = (stage.run)(self.repository);
        let took = start.elapsed();
        let seconds = took.as_secs_f64();
        match &outcome {
            Ok(_) => console::show(format_args!("{} passed in {seconds:.1} s", stage.name)),
            Err(why) => console::show(format_args!(
                "{} failed after {seconds:.1} s: {}",
                stage.name,
                first_line(why)
            )),
        }
        if outcome.is_err() && self.plan.fail_fast {
            self.stopped.store(true, Ordering::Relaxed);
        }
        if outcome.is_ok() && self.plan.tidy {
            tidy(self.repository, stage);
        }
        (stage.name, took, Verdict::from(outcome))
    }
}

/// What cannot be removed only takes room.
fn tidy(repository: &Repository, stage: &Stage) {
    for folder in stage.scratch {
        let _ = fs::remove_dir_all(repository.target().join(folder));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};

    use super::*;
    use crate::need::Need;

    static GOOD: Stage = Stage {
        name: "good",
        about: "",
        needs: &[],
        scratch: &[],
        run: |_| Ok("3 passed".to_owned()),
    };
    static BAD: Stage = Stage {
        name: "bad",
        about: "",
        needs: &[],
        scratch: &[],
        run: |_| Err("broken".to_owned()),
    };

    fn plan(stages: &[&'static Stage], fail_fast: bool) -> Plan {
        Plan {
            stages: stages.to_vec(),
            fail_fast,
            install: false,
            tidy: false,
        }
    }

    #[test]
    fn goes_on_after_a_failure_and_names_every_one() {
        let repository = Repository::find();
        let plan = plan(&[&BAD, &GOOD, &BAD], false);
        assert_eq!(run_stages(&repository, &plan).failed(), ["bad", "bad"]);
        assert_eq!(run(&repository, &plan), Err("failed: bad, bad".to_owned()));
    }

    #[test]
    fn fail_fast_stops_and_says_what_did_not_run() {
        let report = run_stages(&Repository::find(), &plan(&[&BAD, &GOOD], true)).to_string();
        assert!(report.contains("good        not run"), "{report}");
    }

    #[test]
    fn those_beside_run_while_the_others_do_and_are_told_in_the_table_s_order() {
        static HERE: (Mutex<u32>, Condvar) = (Mutex::new(0), Condvar::new());
        fn meet(_: &Repository) -> Result<String, String> {
            let (count, changed) = &HERE;
            let mut count = count.lock().unwrap();
            *count += 1;
            changed.notify_all();
            let alone = Duration::from_secs(60);
            let (_count, waited) = changed
                .wait_timeout_while(count, alone, |count| *count < 2)
                .unwrap();
            match waited.timed_out() {
                true => Err("alone".to_owned()),
                false => Ok("met".to_owned()),
            }
        }
        static BESIDE: Stage = Stage {
            name: "model",
            run: meet,
            ..GOOD
        };
        static OTHER: Stage = Stage {
            name: "rust",
            run: meet,
            ..GOOD
        };
        let report = run_stages(&Repository::find(), &plan(&[&BESIDE, &OTHER], false));
        let told = report.rows.iter().map(|(name, _, verdict)| match verdict {
            Verdict::Passed(note) => (*name, note.as_str()),
            Verdict::Failed(why) => (*name, why.as_str()),
            Verdict::NotRun => (*name, "not run"),
        });
        assert_eq!(told.collect::<Vec<_>>(), [("model", "met"), ("rust", "met")]);
    }

    #[test]
    fn all_good_is_ok() {
        assert_eq!(run(&Repository::find(), &plan(&[&GOOD], false)), Ok(()));
    }

    #[test]
    fn what_only_one_stage_uses_is_taken_away_once_it_has_passed() {
        const FOLDER: &str = "scratch-of-a-test";
        static TIDY: Stage = Stage {
            scratch: &[FOLDER],
            ..GOOD
        };
        static BROKEN: Stage = Stage {
            scratch: &[FOLDER],
            ..BAD
        };
        let repository = Repository::find();
        let folder = repository.target().join(FOLDER);
        let is_left = |stage, tidy| {
            fs::create_dir_all(folder.join("within")).unwrap();
            let plan = Plan {
                tidy,
                ..plan(&[stage], false)
            };
            run_stages(&repository, &plan);
            folder.exists()
        };
        assert!(is_left(&TIDY, false), "of a stage by itself");
        assert!(
            is_left(&BROKEN, true),
            "of one that failed: it is to be looked at"
        );
        assert!(!is_left(&TIDY, true));
    }

    #[test]
    fn nothing_runs_while_a_prerequisite_is_missing() {
        static NEED: Need = Need {
            probe: &["no-such-program"],
            at_least: None,
            debian: &[],
            otherwise: "write it",
            why: "none",
        };
        static NEEDY: Stage = Stage {
            name: "needy",
            about: "",
            needs: &[&NEED],
            scratch: &[],
            run: |_| panic!("ran"),
        };
        let error = run(&Repository::find(), &plan(&[&NEEDY], false)).unwrap_err();
        assert!(
            error.contains("no-such-program") && error.contains("write it"),
            "{error}"
        );
    }
}
