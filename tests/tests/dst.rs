//! A fixed set of seeds of the deterministic simulation; `cargo xtask dst` runs as many as one likes.

use wellclient_tests::dst::{Plan, Profile, Wants, run};

/// Seeds of each profile.
const SEEDS: u64 = 60;

fn holds(profiles: &[Profile]) {
    let wants = Wants {
        allowed: true,
        ..Wants::default()
    };
    for profile in profiles {
        for seed in 0..SEEDS {
            let ran = run(&Plan::draw(*profile, seed), &wants);
            if let Some(violation) = ran.violation {
                let again = format!(
                    "cargo xtask dst --profile {} --from {seed} --seeds 1",
                    profile.name()
                );
                panic!("{violation}\nsee: {again}");
            }
        }
    }
}

#[test]
fn calm_late_and_lossy() {
    holds(&[Profile::Calm, Profile::Late, Profile::Lossy]);
}

#[test]
fn cuts_http_and_restarts() {
    holds(&[Profile::Cuts, Profile::Http, Profile::Restarts]);
}

#[test]
fn clocks_crash_and_legacy() {
    holds(&[Profile::Clocks, Profile::Crash, Profile::Legacy]);
}

#[test]
fn herd_and_storm() {
    holds(&[Profile::Herd, Profile::Storm]);
}

#[test]
fn a_seed_is_the_same_run_again() {
    let wants = Wants {
        story: true,
        ..Wants::default()
    };
    for profile in Profile::ALL {
        let told = || run(&Plan::draw(profile, 7), &wants).story;
        let story = told();
        assert!(story.len() > 20, "something happens in {}", profile.name());
        assert_eq!(story, told(), "{}", profile.name());
    }
}
