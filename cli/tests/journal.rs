//! `tail --journal`: what was recorded stays.

mod common;

use common::{simulator, tail};

#[test]
fn a_journal_is_never_lost_to_another_one() {
    let path = std::env::temp_dir().join(format!("wellclient-{}-tail.journal", std::process::id()));
    let file = path.to_str().unwrap();
    let (_server, url) = simulator(&[]);
    let journal = |lang: &str| {
        let mut agent = tail(&url, &["--stdin", "--journal", file, "--lang", lang]);
        let code = agent.end();
        (code, agent.printed.join("\n"))
    };
    // One that is not there, and one that is empty.
    for _ in 0..2 {
        assert_eq!(journal("en").0, 0);
        let recorded = std::fs::read_to_string(&path).unwrap();
        assert!(recorded.starts_with("{\"journal\""), "{recorded}");
        for (lang, why) in [("en", "holds something already, which stays"), ("zh", "不会覆盖")] {
            let (code, told) = journal(lang);
            assert_eq!(code, 1);
            assert!(
                told.contains(why) && told.contains(file) && told.lines().count() == 1,
                "{told}"
            );
            assert_eq!(std::fs::read_to_string(&path).unwrap(), recorded);
        }
        std::fs::write(&path, "").unwrap();
    }
    std::fs::remove_file(&path).unwrap();
}

/// Each would write into the other's lines.
#[test]
fn of_two_that_begin_on_one_empty_file_one_records() {
    let path = std::env::temp_dir().join(format!("wellclient-{}-two.journal", std::process::id()));
    let file = path.to_str().unwrap();
    std::fs::write(&path, "").unwrap();
    let (_server, url) = simulator(&[]);
    let mut first = tail(&url, &["--stdin", "--journal", file]);
    first.line("log-in", |line| line.contains("agentLoggedOn"));
    for (lang, why) in [("en", "give another file"), ("zh", "请换一个文件")] {
        let mut second = tail(&url, &["--stdin", "--journal", file, "--lang", lang]);
        assert_eq!(second.end(), 1);
        assert!(second.printed.join("\n").contains(why), "{:?}", second.printed);
    }
    assert_eq!(first.end(), 0);
    let replayed = common::run(&["replay", file]);
    assert!(replayed.status.success(), "{replayed:?}");
    std::fs::remove_file(&path).unwrap();
}

#[cfg(unix)]
#[test]
fn a_journal_can_go_through_a_pipe() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin", "--journal", "/dev/stdout"]);
    assert_eq!(agent.end(), 0);
    assert!(agent.printed.iter().any(|line| line.starts_with("{\"journal\"")));

    let path = std::env::temp_dir().join(format!("wellclient-{}-tail.fifo", std::process::id()));
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let reader = std::thread::spawn({
        let path = path.clone();
        move || std::fs::read_to_string(path).unwrap()
    });
    // Until somebody reads it, it is refused.
    loop {
        let mut agent = tail(&url, &["--stdin", "--journal", path.to_str().unwrap()]);
        if agent.end() == 0 {
            break;
        }
    }
    assert!(reader.join().unwrap().starts_with("{\"journal\""));
    std::fs::remove_file(&path).unwrap();
}
