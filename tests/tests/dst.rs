//! A fixed set of seeds of the deterministic simulation; `cargo xtask dst` runs as many as one likes.

use wellclient_tests::dst::{Plan, Profile, Wants, run};

/// Seeds of each profile.
const SEEDS: u64 = 60;

/// Seeds that have found something once: what they came upon, few others do.
const FOUND: [(Profile, &[u64]); 14] = [
    (
        Profile::Calm,
        &[
            9_002_591, 23_003_731, 25_009_944, 26_001_949, 30_007_003, 40_000_154, 40_800_246,
        ],
    ),
    (Profile::Clocks, &[22_015_703, 41_805_599]),
    (Profile::Crash, &[23_012_194, 25_007_866, 40_100_855]),
    (Profile::Cuts, &[22_010_778, 26_000_953, 40_000_523]),
    (
        Profile::Herd,
        &[40_001_952, 41_602_037, 41_807_555, 41_808_864, 41_811_163],
    ),
    (
        Profile::Http,
        &[
            20_001_071, 22_002_869, 22_004_015, 22_008_809, 22_014_084, 23_008_598, 24_001_664, 26_008_322,
            40_307_799, 40_602_494, 40_620_840,
        ],
    ),
    (
        Profile::Late,
        &[
            22_019_345, 23_009_658, 24_003_730, 24_007_454, 26_005_305, 26_008_774, 40_100_830, 40_201_353,
            41_700_356, 41_700_467, 41_810_065, 41_811_251,
        ],
    ),
    (
        Profile::Legacy,
        &[
            22_000_174, 22_005_679, 22_007_990, 22_009_782, 23_001_519, 24_002_396, 40_000_702, 40_100_279,
            40_302_398, 41_101_747, 41_201_105, 41_300_188, 41_809_427, 41_810_024,
        ],
    ),
    (
        Profile::Lossy,
        &[
            20_000_183, 22_017_488, 26_013_834, 40_001_509, 40_406_902, 41_201_026, 41_802_236,
        ],
    ),
    (Profile::Restarts, &[22_012_307, 40_202_807]),
    (
        Profile::Storm,
        &[
            22_009_679, 23_019_563, 26_016_508, 26_017_995, 40_202_771, 40_404_939,
        ],
    ),
    (
        Profile::Waiting,
        &[40_600_031, 40_611_093, 40_620_337, 40_620_390, 40_623_099],
    ),
    (Profile::Rush, &[40_600_103, 40_600_164, 40_621_027, 40_622_704]),
    (Profile::Sparse, &[41_201_719]),
];

fn holds(profiles: &[Profile]) {
    for profile in profiles {
        (0..SEEDS).for_each(|seed| holds_in(*profile, seed));
    }
}

fn holds_in(profile: Profile, seed: u64) {
    let wants = Wants {
        allowed: true,
        ..Wants::default()
    };
    let ran = run(&Plan::draw(profile, seed), &wants);
    if let Some(violation) = ran.violation {
        let again = format!(
            "cargo xtask dst --profile {} --from {seed} --seeds 1",
            profile.name()
        );
        panic!("{violation}\nsee: {again}");
    }
}

#[test]
fn what_was_found_once_is_found_no_more() {
    for (profile, seeds) in FOUND {
        seeds.iter().for_each(|seed| holds_in(profile, *seed));
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
fn waiting_rush_and_sparse() {
    holds(&[Profile::Waiting, Profile::Rush, Profile::Sparse]);
}

#[test]
fn lag_bare_and_workers() {
    holds(&[Profile::Lag, Profile::Bare, Profile::Workers]);
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
