//! What the program says to people, in English and in Chinese; what it says to programs, the same in both.

mod common;

use common::{Running, Runs as _, as_agent, program, run, simulator, tail, text, with_password};
use unicode_width::UnicodeWidthStr as _;

const WHO: [&str; 4] = ["--agent", "5001@test.cc", "--device", "8001@test.cc"];

/// What is printed with these arguments in a language, however it ends.
fn said(lang: &str, arguments: &[&str]) -> String {
    let done = with_password(&[arguments, &["--lang", lang]].concat()).finish();
    text(&done.stdout) + &text(&done.stderr)
}

/// Whether there is a Chinese character in it.
fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn lines_with(text: &str, all: &[&str]) {
    for wanted in all {
        assert!(
            text.lines().any(|line| line.trim_end() == *wanted),
            "{wanted:?} in\n{text}"
        );
    }
}

#[test]
fn a_replay_is_told_in_both() {
    let shuffled = ["replay", "tests/traces/shuffled.jsonl", "--text"];
    let shuffled = [&shuffled[..], &WHO].concat();
    let call = "d0bad0da-572b-4af1-ae84-379630af89ee 13800000000";
    lines_with(
        &said("en", &shuffled),
        &[
            &format!("2026.01.01 08:00:01 held (late)                    {call} connected, 8001 connected"),
            "                    gap: answered, but nothing was seen to ring",
            "8 events, 0 of them copies, 3 late; 2 gap, 3 late",
            "agent Ready; no calls; consistent",
        ],
    );
    let zh = said("zh", &shuffled);
    lines_with(
        &zh,
        &[
            &format!("2026.01.01 08:00:01 held 保持 (迟到)               {call} 接通, 8001 接通"),
            "8 个事件，其中重复 0 个，迟到 3 个；缺失 2 处，迟到 3 处",
            "座席就绪；没有通话；一致",
        ],
    );
    // Columns are columns, however wide their characters are.
    let (id, _) = call.split_once(' ').unwrap();
    let events = zh.lines().filter(|line| line.starts_with("2026."));
    let columns = events.filter_map(|line| line.find(id).and_then(|at| line.get(..at)));
    let columns: Vec<usize> = columns.map(|before| before.width()).collect();
    assert_eq!(columns, [51; 4]);

    let garbage = [&["replay", "tests/traces/garbage.jsonl", "--text"][..], &WHO].concat();
    lines_with(
        &said("zh", &garbage),
        &[
            "第 3 行格式不对：既不是事件，也不是事件日志的一行",
            "第 8 行格式不对：不是 UTF-8",
            "座席就绪?；没有通话；存疑：实时会话此时会询问服务器",
        ],
    );
    let journal = said("zh", &["replay", "tests/traces/bad_day.journal", "--text"]);
    assert!(journal.contains("C1 是通话 ") && journal.contains("= 命令 1：已由 agentLoggedOn 确认"));
    assert!(journal.ends_with("结束时：没有座席登录；没有通话\n"), "{journal}");
}

#[test]
fn the_doctor_speaks_both() {
    let (_server, url) = simulator(&[]);
    let examined = as_agent("doctor", &url, &[]);
    let (en, zh) = (said("en", &examined), said("zh", &examined));
    assert!(
        !is_chinese(&en) && en.ends_with("\n11 ok, 0 failed, 0 skipped\n"),
        "{en}"
    );
    assert!(zh.ends_with("\n通过 11 项，失败 0 项，跳过 0 项\n"), "{zh}");
    lines_with(
        &zh,
        &[
            "通过     心跳                 已接受",
            "通过     登出                 agentLoggedOff",
        ],
    );
    // The details begin at one column.
    let details = ["API http", "5001@test.cc", "agentLoggedOff", "127.0.0.1:"];
    for line in zh
        .lines()
        .filter(|line| details.iter().any(|detail| line.contains(detail)))
    {
        let starts = details
            .iter()
            .filter_map(|detail| line.find(detail))
            .min()
            .unwrap();
        assert_eq!(line.get(..starts).unwrap().width(), 30, "{line}");
    }
    let nowhere = said("zh", &["doctor", "--env", "nowhere"]);
    lines_with(
        &nowhere,
        &["                              → 环境是一个名称，或形如 https://cti.example.com:5088 的网址"],
    );
}

#[test]
fn tail_and_simulate_speak_both() {
    let mut server = Running::start(program(&["simulate", "--listen", "127.0.0.1:0", "--lang", "zh"]));
    let open = server.line("address", |line| {
        line.starts_with("请在浏览器中打开 http://127.0.0.1:")
    });
    let url = open.split(' ').nth(1).unwrap().trim_end_matches('/').to_owned();
    server.line("agents", |line| line == "座席          5000–5999，密码 123456");
    server.line("truth", |line| {
        line.starts_with("实际状态      curl -s http://127.0.0.1:")
    });

    let mut agent = tail(&url, &["--stdin", "--lang", "zh"]);
    for line in [
        "hodl",
        "hold",
        "hold a C2",
        "help",
        "makeCall 8001",
        "ready",
        "quit",
    ] {
        agent.write(line);
    }
    assert_eq!(agent.end(), 0);
    let told = agent.printed.join("\n");
    for wanted in [
        "5001@test.cc 已在 8001@test.cc 登录",
        "没有操作 \"hodl\"；可用的有 answer, ",
        "\nholdCall 需要 callId\n",
        "\"C2\" 是多余的：holdCall <callId>",
        "  quit         登出并结束",
        "makeCall：被拒绝：不能拨打自己的分机。",
        "agentReady 座席就绪",
        "setAgentMode：已由 agentReady 确认",
    ] {
        assert!(told.contains(wanted), "{wanted} in\n{told}");
    }
    server.line("event", |line| {
        line.ends_with("事件      agentReady             5001@test.cc")
    });
    // Windows has no signals to send.
    #[cfg(unix)]
    {
        server.signal("INT");
        assert_eq!(server.end(), 0);
        assert_eq!(server.printed.last().unwrap(), "已结束");
    }
    drop(server);
    let gone = said("zh", &as_agent("tail", &url, &[]));
    assert!(
        gone.contains("wellclient: 登录失败：") && gone.contains("wellclient doctor"),
        "{gone}"
    );
}

#[test]
fn the_demo_speaks_both() {
    let told = said("zh", &["demo", "--speed", "1000"]);
    for chapter in [
        "签入",
        "外线来电",
        "咨询与转移",
        "会议",
        "会转回的电话",
        "随路数据",
        "班长介入",
        "呼出与录音",
        "墙板监看",
        "不能做的事",
        "事件重复和乱序",
        "事件丢失",
        "断线",
        "签出",
        "这一天的数字",
        "接下来可以试试",
    ] {
        assert!(told.contains(chapter), "{chapter} is missing in\n{told}");
    }
    // Each claim, and each of what is told before a chapter, is in Chinese.
    for line in told
        .lines()
        .filter(|line| line.contains('✓') || line.contains(" ! "))
    {
        assert!(is_chinese(line), "{line}");
    }
    assert!(told.contains("全部属实"));
}

#[test]
fn errors_speak_both() {
    let missing = ["replay", "no/such/file", "--text"];
    assert!(said("en", &missing).starts_with("wellclient: no/such/file cannot be opened: "));
    assert!(said("zh", &missing).starts_with("wellclient: 无法打开 no/such/file："));
    let agent = [
        "tail",
        "--env",
        "http://127.0.0.1:1",
        "--agent",
        "5001",
        "--ext",
        "8001",
    ];
    assert_eq!(
        said("zh", &agent),
        "wellclient: --agent 5001：请写出域，例如 5001@test.cc\n"
    );
    // As the environment says it; an argument goes before it.
    let by = |variable: &str, arguments: &[&str]| {
        let done = program(arguments).env(variable, "zh_CN.UTF-8").finish();
        text(&done.stderr)
    };
    assert!(by("LANG", &missing).contains("无法打开"));
    assert!(by("LC_ALL", &missing).contains("无法打开"));
    assert!(by("LANG", &[&missing[..], &["--lang", "en"]].concat()).contains("cannot be opened"));
}

#[test]
fn help_and_what_is_wrong_with_arguments_speak_both() {
    assert!(said("en", &["tail", "--help"]).contains("\nOptions:\n"));
    for command in [
        "demo",
        "simulate",
        "softphone",
        "wallboard",
        "tail",
        "replay",
        "doctor",
    ] {
        let help = said("zh", &[command, "--help"]);
        assert!(help.contains("\n用法：") && help.contains("\n例子：\n"), "{help}");
        for english in ["Usage", "Options", "Arguments", "Print", "[default", "[possible"] {
            assert!(!help.contains(english), "{english} in\n{help}");
        }
        for line in help.lines() {
            assert!(line.width() <= 100, "{line}");
        }
    }
    for (arguments, wanted) in [
        (
            &["tail"][..],
            "缺少参数：--env <NAME|URL>、--agent <5001@test.cc>、--ext <8001>\n",
        ),
        (&["bogus"][..], "没有命令 bogus\n"),
        (
            &["demo", "--sped", "1"][..],
            "没有参数 --sped\n是否是 --speed？\n",
        ),
        (
            &["demo", "--speed", "x"][..],
            "--speed <SPEED> 的值 x 无效：应为 0.01 到 1000 之间的数\n",
        ),
        (
            &["demo", "--seed", "x"][..],
            "--seed <SEED> 的值 x 无效：应为整数\n",
        ),
        (
            &["tail", "--dialect", "3"][..],
            "--dialect <2.x|4.x> 的值 3 无效：版本应为 2.x 或 4.x\n",
        ),
    ] {
        let told = said("zh", arguments);
        let wanted = format!("wellclient: {wanted}");
        assert!(told.starts_with(&wanted), "{wanted} in\n{told}");
        assert!(told.ends_with("加 --help 可查看用法。\n"), "{told}");
    }
}

/// What each argument can be, is looked at before anything is done.
#[test]
fn what_no_argument_can_be_is_code_2_in_both() {
    let here = ["--env", "http://127.0.0.1:1"];
    let tail = as_agent("tail", here[1], &[]);
    let board = [&["wallboard"][..], &here, &["--account", "5009@test.cc"]].concat();
    let softphone = [&["softphone"][..], &here, &["--agent", "5001@test.cc"]].concat();
    let boarding = |account| {
        [
            &["wallboard"][..],
            &here,
            &["--agents", "5001", "--account", account],
        ]
        .concat()
    };
    for (arguments, en, zh) in [
        (
            [&softphone[..], &["--team", "5*,5002"]].concat(),
            "--team: 5*: *, #, / and a second @ cannot be in an agent's id",
            "--team：5*：座席 ID 不能含有 *、#、/ 或第二个 @",
        ),
        (
            [&softphone[..], &["--team", "5002,5003@"]].concat(),
            "--team: 5003@: an agent is 5001@test.cc",
            "--team：5003@：座席形如 5001@test.cc",
        ),
        (
            vec!["softphone", "--team", "5002"],
            "--team: 5002: say the domain too, 5002@test.cc",
            "--team：5002：请写出域，例如 5002@test.cc",
        ),
        (
            [&board[..], &["--agents", "5001@a@b"]].concat(),
            "--agents: 5001@a@b: *, #,",
            "--agents：5001@a@b：座席 ID",
        ),
        (
            [&board[..], &["--agents", ","]].concat(),
            "--agents names nobody",
            "--agents 没有列出",
        ),
        (
            boarding("*@test.cc"),
            "--account: *@test.cc: *, #,",
            "--account：*@test.cc：座席 ID",
        ),
        (
            [&tail[..], &["--proxy", "ftp://x"]].concat(),
            "--proxy: the proxy's URL cannot be used: its scheme",
            "--proxy：应以 http://",
        ),
        (
            [&tail[..], &["--proxy", "http://"]].concat(),
            "--proxy: the proxy's URL cannot be used",
            "--proxy：应为带主机名的网址",
        ),
        (
            [&tail[..], &["--proxy", "http://x/path"]].concat(),
            "--proxy: the proxy's URL cannot be used",
            "--proxy：不能带路径",
        ),
        (
            vec!["simulate", "--listen", "127.0.0.1:0", "--broker", "nonsense"],
            "--broker: the broker's URL is not ws://host:port/path",
            "--broker：应为 ws://主机:端口/路径 形式的网址",
        ),
    ] {
        for (language, told) in [("en", en), ("zh", zh)] {
            let arguments = [&arguments[..], &["--lang", language]].concat();
            let done = with_password(&arguments).finish();
            let said = text(&done.stderr);
            assert_eq!(done.status.code(), Some(2), "{arguments:?} {said}");
            let colon = format!("wellclient: {told}");
            assert!(said.starts_with(&colon), "{arguments:?}\n{said}");
        }
    }
    // A file is another matter.
    for (language, told) in [
        (
            "en",
            "Cargo.toml is no file of PEM certificates: no certificate in it",
        ),
        ("zh", "Cargo.toml 不是 PEM 证书文件"),
    ] {
        let done = with_password(&[&tail[..], &["--ca", "Cargo.toml", "--lang", language]].concat()).finish();
        assert_eq!(done.status.code(), Some(1));
        assert_eq!(text(&done.stderr), format!("wellclient: {told}\n"));
    }
}

/// Who asks for help and gets none has to know it.
#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_a_failure() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["help", "tail"],
        &["tail", "-h"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let done = program(arguments).stdout(full).finish();
        assert_eq!(done.status.code(), Some(1), "{arguments:?}");
        let told = text(&done.stderr);
        assert!(
            told.starts_with("wellclient: the output cannot be written"),
            "{told}"
        );
    }
}

#[test]
fn programs_are_told_the_same_in_both() {
    let (_server, url) = simulator(&[]);
    for arguments in [
        &["replay", "tests/traces/bad_day.journal"][..],
        &[&["replay", "tests/traces/garbage.jsonl"][..], &WHO].concat(),
        &["doctor", "--env", &url, "--json"],
        &["doctor", "--env", "nowhere", "--json"],
    ] {
        let (en, zh) = (said("en", arguments), said("zh", arguments));
        // Errors go to people.
        let json = |text: &str| {
            text.lines()
                .filter(|line| line.starts_with('{'))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(json(&en), json(&zh), "{arguments:?}");
        assert!(json(&en).len() > 50, "{arguments:?}");
    }
    let demo = |lang: &str| {
        let lines = common::json_lines(&run(&["demo", "--json", "--speed", "1000", "--lang", lang]).stdout);
        let words = lines.iter().filter(|line| {
            ["chapter", "claim", "outside"]
                .iter()
                .any(|kind| line["type"] == *kind)
        });
        words
            .map(|line| {
                format!(
                    "{} {} {} {}",
                    line["title"], line["text"], line["claim"], line["what"]
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(demo("en"), demo("zh"));
}
