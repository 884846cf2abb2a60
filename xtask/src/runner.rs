//! Runs the stages of a plan, one after the other, and says how each went.

use std::fs;
use std::time::Instant;

use crate::arguments::Plan;
use crate::prerequisite;
use crate::process::Repository;
use crate::report::{Report, Verdict, first_line};
use crate::stages::Stage;

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

fn run_stages(repository: &Repository, plan: &Plan) -> Report {
    let mut report = Report::default();
    let mut stages = plan.stages.iter();
    for stage in stages.by_ref() {
        println!("\n=== {}: {}", stage.name, stage.about);
        let start = Instant::now();
        let outcome = (stage.run)(repository);
        let seconds = start.elapsed().as_secs_f64();
        match &outcome {
            Ok(_) => println!("{} passed in {seconds:.1} s", stage.name),
            Err(why) => println!("{} failed after {seconds:.1} s: {}", stage.name, first_line(why)),
        }
        let failed = outcome.is_err();
        if plan.tidy && !failed {
            tidy(repository, stage);
        }
        report.add(stage.name, start.elapsed(), Verdict::from(outcome));
        if failed && plan.fail_fast {
            break;
        }
    }
    for stage in stages {
        report.add(stage.name, std::time::Duration::ZERO, Verdict::NotRun);
    }
    report
}

/// What cannot be removed only takes room.
fn tidy(repository: &Repository, stage: &Stage) {
    for folder in stage.scratch {
        let _ = fs::remove_dir_all(repository.target().join(folder));
    }
}

#[cfg(test)]
mod tests {
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
