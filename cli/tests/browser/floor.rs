//! The floor in a real browser: two people at two windows log in, take a customer's call, consult, transfer, lose the line
//! and have it back; on a telephone's width, in both languages, in the dark; and nothing secret reaches a page.

use std::fs;

use serde_json::{Value, json};

use crate::artefacts;
use crate::common::http::{ask, status};
use crate::common::{Running, program, simulator, tail};
use crate::webdriver::Browser;

pub(crate) const ALICE: &str = "5001@test.cc";
pub(crate) const BOB: &str = "5002@test.cc";
const CUSTOMER: &str = "13800138000";

/// A window on the floor, or on one telephone of it.
pub(crate) fn window(url: &str, desk: &str, (width, height): (u32, u32)) -> Browser {
    let browser = Browser::start(width, height);
    browser.open(&format!("{url}/#{desk}"));
    browser.until(
        "the page is live",
        "return document.querySelector('#live.link-active');",
    );
    browser
}

/// Presses a button as a person does: it is scrolled to, and there is nothing above it.
pub(crate) fn press(browser: &Browser, selector: &str) {
    let there = "const button = document.querySelector(arguments[0]); \
        if (!button || button.ariaDisabled === 'true') return false; \
        button.scrollIntoView({ block: 'center' }); return true;";
    browser.until_with(selector, there, json!([selector]));
    browser.click(selector);
}

pub(crate) fn verb(desk: &str, verb: &str) -> String {
    format!("[data-desk='{desk}'] [data-verb='{verb}']")
}

/// Waits until there is such an element.
pub(crate) fn sees(browser: &Browser, selector: &str) {
    let there = "return !!document.querySelector(arguments[0]);";
    browser.until_with(selector, there, json!([selector]));
}

pub(crate) fn says(browser: &Browser, selector: &str, text: &str) {
    let there = "return document.querySelector(arguments[0])?.innerText.includes(arguments[1]);";
    browser.until_with(text, there, json!([selector, text]));
}

/// Types into a field in place of what is there.
fn fill(browser: &Browser, selector: &str, text: &str) {
    press(browser, selector);
    browser.run_with(
        "document.querySelector(arguments[0]).value = '';",
        json!([selector]),
    );
    browser.keys(text);
}

pub(crate) fn sit_down(browser: &Browser, desk: &str) {
    press(browser, ".sit button");
    sees(
        browser,
        &format!("[data-desk='{desk}'][data-phase='loggedIn'] .mode-Ready"),
    );
}

pub(crate) fn picture(browser: &Browser, name: &str) {
    // It is drawn once more after what has changed.
    browser.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));");
    browser.screenshot(&artefacts().join(format!("floor-{name}.png")));
}

pub(crate) fn is_as_wide_as_its_window(browser: &Browser) {
    let beyond =
        browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth;");
    assert_eq!(beyond, 0, "nothing is beside the page");
}

#[test]
fn two_people_play_a_call_center() {
    let (_running, url) = simulator(&[]);
    let floor = window(&url, "", (1440, 1500));
    says(&floor, "#phones", "Nobody sits here yet");
    picture(&floor, "empty");
    sit_down(&floor, ALICE);
    sit_down(&floor, BOB);
    // The second person, on a telephone.
    let bob = window(&url, BOB, (375, 812));
    is_as_wide_as_its_window(&bob);

    // A customer calls who is ready; the telephone rings, and its letters are its keys.
    fill(&floor, "#call-in [name=data]", "customer=Wang Fang, order=42");
    press(&floor, "#call-in button.loud");
    sees(&floor, &format!("[data-desk='{ALICE}'].rings"));
    assert!(
        floor
            .run("return document.title;")
            .as_str()
            .unwrap()
            .contains("5001")
    );
    says(&floor, &format!("[data-desk='{ALICE}']"), "Wang Fang");
    picture(&floor, "rings");
    floor.run_with(
        "document.querySelector(arguments[0]).focus();",
        json!([format!("[data-desk='{ALICE}']")]),
    );
    floor.keys("a");
    sees(&floor, &format!("[data-desk='{ALICE}'] .call.is-connected"));

    // What cannot be done is grey, and says why.
    let retrieve = verb(ALICE, "retrieveCall");
    let why =
        "const button = document.querySelector(arguments[0]); return [button.ariaDisabled, button.title];";
    let why = floor.run_with(why, json!([retrieve]));
    assert_eq!(
        why,
        json!(["true", "Retrieve: Not for a call that is connected."])
    );
    floor.run_with(
        "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' });",
        json!([retrieve]),
    );
    floor.click(&retrieve);
    says(
        &floor,
        &format!("[data-desk='{ALICE}'] .news"),
        "Retrieve: Not for a call that is connected.",
    );
    // So it does while the page is drawn again and again, in the language that is chosen, until a verb says something else.
    press(&floor, "#language");
    let news = format!("[data-desk='{ALICE}'] .news");
    says(&floor, &news, "取回：“接通”状态不能执行此操作。");
    press(&floor, "#language");
    says(&floor, &news, "Retrieve: Not for");
    let stays = "const seen = new Set(); \
        const look = setInterval(() => seen.add(document.querySelector(arguments[0]).innerText), 20); \
        return new Promise((done) => setTimeout(() => { clearInterval(look); done([...seen]); }, 2500));";
    let seen = floor.run_with(stays, json!([news]));
    assert_eq!(seen, json!(["Retrieve: Not for a call that is connected."]));
    press(&floor, &verb(ALICE, "holdCall"));
    says(&floor, &news, "Hold: done");
    press(&floor, &retrieve);
    says(&floor, &news, "Retrieve: done");

    // A consultation: the other person answers on the telephone, and gets the customer.
    press(&floor, &verb(ALICE, "consult"));
    sees(&floor, "dialog[open] input");
    floor.keys("8002\u{e007}");
    sees(&bob, &format!("[data-desk='{BOB}'].rings"));
    picture(&bob, "narrow-rings");
    press(&bob, &verb(BOB, "answerCall"));
    sees(&floor, &format!("[data-desk='{ALICE}'] .call.is-hold"));
    sees(&floor, &format!("[data-desk='{ALICE}'] .call.is-connected"));
    says(&floor, "#calls", "5002");
    picture(&floor, "consultation");
    press(&floor, &verb(ALICE, "transferCall"));
    says(&bob, ".phone .call", CUSTOMER);
    says(&floor, &format!("[data-desk='{ALICE}']"), "No call.");

    // The line is cut; the model says that it cannot know, and heals.
    floor.run_with(
        "document.querySelector('#faults [name=agent]').value = arguments[0];",
        json!([BOB]),
    );
    press(&floor, "#faults [value=cut]");
    sees(&bob, "[data-link=waiting] .mark-doubt");
    says(&bob, ".phone", "attempt");
    picture(&bob, "narrow-cut");
    picture(&floor, "cut");
    // Another call ends unseen, so to say: the customer hangs up while nobody is told.
    let customer = format!("#calls [aria-label='Hang up at {CUSTOMER}']");
    press(&floor, &customer);
    sees(&bob, "[data-link=active]");
    says(&bob, ".phone", "No call.");
    bob.until(
        "all is known again",
        "return !document.querySelector('.mark-doubt');",
    );
    sees(&floor, "#timeline svg .closed");
    says(&floor, "#log", "transferCall");
    picture(&floor, "healed");
    is_as_wide_as_its_window(&bob);

    // Nobody complains of the page's policy, and nothing is asked of anybody else.
    for browser in [&floor, &bob] {
        let complaints = browser.complaints();
        assert_eq!(complaints, [""; 0]);
        let strangers = browser.run("return performance.getEntriesByType('resource').map((one) => one.name).filter((name) => !name.startsWith(location.origin));");
        assert_eq!(strangers, json!([]));
    }
    // Logged out, the telephone can be taken away.
    press(&floor, &verb(ALICE, "logout"));
    sees(&floor, &format!("[data-desk='{ALICE}'][data-phase='loggedOut']"));
    press(&floor, &format!("[data-desk='{ALICE}'] [data-do=leave]"));
    floor.until_with(
        "it is gone",
        "return !document.querySelector(arguments[0]);",
        json!([format!("[data-desk='{ALICE}']")]),
    );
}

#[test]
fn it_fits_a_telephone_the_dark_and_both_languages() {
    let (_running, url) = simulator(&[]);
    let floor = window(&url, "", (1440, 1500));
    sit_down(&floor, ALICE);
    sit_down(&floor, BOB);
    // What customers bring is a text, whatever it looks like.
    let hostile = "note=<img src=x onerror='window.got=1'>";
    fill(&floor, "#call-in [name=data]", hostile);
    press(&floor, "#call-in button.loud");
    press(&floor, &verb(ALICE, "answerCall"));
    press(&floor, &verb(ALICE, "holdCall"));
    sees(&floor, &format!("[data-desk='{ALICE}'] .call.is-hold"));
    for (scheme, (width, height)) in [
        ("light", (1440, 1500)),
        ("dark", (1440, 1500)),
        ("light", (375, 812)),
        ("dark", (375, 812)),
        ("dark", (320, 600)),
    ] {
        floor.prefers(scheme);
        floor.resize(width, height);
        floor.run("scrollTo(0, 0);");
        picture(&floor, &format!("{width}-{scheme}"));
        is_as_wide_as_its_window(&floor);
    }
    // What is read, and where the focus goes, is in the order in which it is seen.
    let tops = "return [...document.querySelectorAll('#main .part')].map((part) => part.getBoundingClientRect().top);";
    let tops: Vec<f64> = serde_json::from_value(floor.run(tops)).unwrap();
    assert!(tops.len() == 9 && tops.is_sorted(), "{tops:?}");
    let got = floor.run("return [document.images.length, window.got ?? null];");
    assert_eq!(got, json!([0, null]));
    says(&floor, ".phone .call", "<img src=x");
    // All of the narrow page.
    floor.resize(375, 3600);
    picture(&floor, "375-whole");
    floor.prefers("light");
    floor.resize(1440, 1500);
    floor.run("for (const part of document.querySelectorAll('details.part')) part.open = true;");
    press(&floor, "#language");
    says(&floor, "#phones", "话机");
    says(&floor, &verb(ALICE, "retrieveCall"), "取回");
    let why = floor.run_with(
        "return document.querySelector(arguments[0]).title;",
        json!([verb(ALICE, "answerCall")]),
    );
    assert!(
        why.as_str().unwrap().contains("“保持”状态不能执行此操作"),
        "{why}"
    );
    assert_eq!(floor.run("return document.documentElement.lang;"), "zh-Hans");
    picture(&floor, "zh");
    // The choice is remembered, and every field has a name that is read aloud.
    floor.run("location.reload();");
    says(&floor, "#phones", "话机");
    let nameless = "return [...document.querySelectorAll('button, input, select, textarea')].filter((one) => \
        !(one.ariaLabel || one.labels?.length || one.textContent.trim())).map((one) => one.outerHTML);";
    assert_eq!(floor.run(nameless), json!([]));
    // What is said of a place is in Chinese, too; nothing was forgotten.
    let english = floor.run("return document.body.innerText.match(/\\b(Agents|Calls|Sit down|Telephones|Events|Script|Customer)\\b/gi);");
    assert_eq!(english, Value::Null);
    press(&floor, "#language");
    says(&floor, "#phones", "Sit down");
    assert_eq!(floor.complaints(), [""; 0]);
}

#[test]
fn the_world_outside_is_at_hand() {
    let (_running, url) = simulator(&[]);
    let floor = window(&url, "", (1440, 1500));
    // Who is logged in elsewhere is asked.
    let mut elsewhere = tail(&url, &["--json"]);
    elsewhere.event("agentLoggedOn");
    fill(&floor, ".sit [name=agent]", "5001");
    fill(&floor, ".sit [name=ext]", "8042");
    press(&floor, ".sit button");
    says(&floor, &format!("[data-desk='{ALICE}'] .asks"), "8001");
    picture(&floor, "take-over");
    press(&floor, ".asks button.loud");
    sees(&floor, &format!("[data-desk='{ALICE}'][data-phase='loggedIn']"));
    // Twice at the same time is refused, and it is said why.
    fill(&floor, ".sit [name=agent]", "5001");
    press(&floor, ".sit button");
    says(
        &floor,
        "#phones > [role=alert]",
        "works at a telephone of this page already",
    );

    // Faults: by button, by hand, and away again.
    press(&floor, "#faults [value=lose]");
    sees(&floor, "#faults .standing code");
    press(&floor, "#faults summary ~ form summary");
    fill(&floor, "#faults textarea", "{\"kind\":\"fly\"}");
    press(&floor, "#faults [value=own]");
    says(&floor, "#faults", "unknown variant");
    press(&floor, "#faults [data-do=clearFaults]");
    says(&floor, "#faults", "No fault stands");

    // Scripts.
    press(&floor, "#script > summary");
    press(&floor, "#script [data-do=sample]");
    press(&floor, "#script button.loud");
    says(&floor, "#script [role=status]", "playing");
    press(&floor, "#script [data-do=stopScript]");
    says(&floor, "#script [role=status]", "stopped");
    fill(&floor, "#script textarea", "{\"control\":{\"do\":\"fly\"}}");
    press(&floor, "#script button.loud");
    says(&floor, "#script [role=alert]", "line 1");

    // An administrator logs the agent out.
    press(&floor, "#people > summary");
    press(&floor, "#people [value=kick_agent]");
    sees(&floor, &format!("[data-desk='{ALICE}'][data-phase='loggedOut']"));
    says(
        &floor,
        &format!("[data-desk='{ALICE}']"),
        "The server, or somebody else, has logged you out.",
    );
    press(&floor, &format!("[data-desk='{ALICE}'] .again button.loud"));
    sees(&floor, &format!("[data-desk='{ALICE}'][data-phase='loggedIn']"));
    picture(&floor, "outside");

    // Why the simulator refuses, and why a connection ended, is said in the reader's language.
    press(&floor, "#language");
    fill(&floor, "#call-in [name=to]", "5077");
    press(&floor, "#call-in button.loud");
    says(&floor, "#call-in [role=alert]", "5077@test.cc 无法接通。");
    says(&floor, "#log", "关闭：客户端已断开");
    let english =
        "return document.querySelector('#log').innerText.match(/\\b(the|client|closed|gone)\\b/gi);";
    assert_eq!(floor.run(english), Value::Null);
    press(&floor, "#language");
    says(&floor, "#call-in [role=alert]", "5077@test.cc cannot be reached.");
    // The four refusals, and nothing else.
    let complaints = floor.complaints();
    assert_eq!(complaints.len(), 4, "{complaints:?}");
    assert!(
        complaints.iter().all(|line| line.contains("a status of 4")),
        "{complaints:?}"
    );
}

/// All that a page is told at first.
fn told(browser: &Browser) -> String {
    let told = "return new Promise((done) => { const all = []; \
        const socket = new WebSocket(`ws://${location.host}/floor/events`); \
        socket.onmessage = ({ data }) => { all.push(data); \
            if (JSON.parse(data).kind === 'ready') { socket.close(); done(all.join('\\n')); } }; });";
    browser.run(told).as_str().unwrap().to_owned()
}

#[test]
fn pages_get_no_secret() {
    // One that cannot be part of anything else.
    let password = "of-5001-and-nobody-else";
    let config = artefacts().join("floor.json");
    let agents = json!({ "pbx": { "agents": [{ "from": 5000, "to": 5999, "password": password }] } });
    fs::write(&config, agents.to_string()).unwrap();
    let (_running, url) = simulator(&["--config", config.to_str().unwrap()]);
    let form = format!("username=5001&password={password}&namespace=test.cc");
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let session = ask(&url, "POST /login", kind, &form);
    assert_eq!(status(&session), "200");
    let floor = window(&url, "", (1000, 800));
    sit_down(&floor, ALICE);
    press(&floor, "#call-in button.loud");
    press(&floor, &verb(ALICE, "answerCall"));
    sees(&floor, &format!("[data-desk='{ALICE}'] .call.is-connected"));
    let mut all = told(&floor);
    assert!(
        all.contains("agentLoggedOn") && all.contains(r#"{"kind":"desk","#),
        "{all}"
    );
    let files = floor
        .run("return performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname);");
    let files: Vec<String> = serde_json::from_value(files).unwrap();
    assert!(files.contains(&"/floor/live.js".to_owned()));
    assert!(files.len() > 8, "{files:?}");
    for file in files
        .iter()
        .filter(|file| file.contains('.'))
        .map(String::as_str)
        .chain(["/"])
    {
        let reply = ask(&url, &format!("GET {file}"), "", "");
        assert_eq!(status(&reply), "200", "{file}");
        assert!(reply.contains("frame-ancestors 'none'"), "{file}");
        all += &reply;
    }
    all += floor
        .run("return document.documentElement.outerHTML;")
        .as_str()
        .unwrap();
    assert!(!all.contains(password), "the password");
    assert!(!all.to_ascii_lowercase().contains("sessionid"), "a session id");
    // Session ids look alike: none like that of the log-in above is anywhere.
    let id = session.rsplit("\r\n\r\n").next().unwrap();
    let id = id
        .split('"')
        .find(|part| part.len() >= 16)
        .unwrap_or_else(|| panic!("{session}"));
    assert!(!all.contains(&id[..8]), "a session id");
}

#[test]
fn other_pages_and_other_names_are_refused() {
    let (_running, url) = simulator(&[]);
    let port = url.rsplit(':').next().unwrap();
    for (head, body) in [
        ("GET /", ""),
        ("GET /floor/main.js", ""),
        ("GET /floor/events", ""),
        ("POST /floor/desks", r#"{"agent":"5001","ext":"8001"}"#),
        ("POST /floor/script", ""),
        ("POST /simulator/control", r#"{"do":"kick_agent","agent":"5001"}"#),
    ] {
        let reply = ask(&url, head, "origin: http://evil.example\r\n", body);
        assert_eq!(status(&reply), "403", "{head}: {reply}");
        // A name that was made to point here: DNS rebinding.
        let rebound = format!("host: evil.example:{port}\r\norigin: http://evil.example:{port}\r\n");
        let reply = ask(&url, head, &rebound, body);
        assert_eq!(status(&reply), "403", "{head}: {reply}");
    }
    assert!(ask(&url, "GET /simulator/state", "", "").contains(r#""agents":[]"#));

    // And so it is in a browser: a page from elsewhere gets nothing done.
    let (_other, elsewhere) = simulator(&[]);
    let browser = Browser::start(800, 600);
    browser.open(&format!("{elsewhere}/nowhere"));
    let got = browser.run_with(
        "return fetch(arguments[0], { method: 'POST', mode: 'no-cors', body: JSON.stringify({ agent: '5001', ext: '8001' }) }).then((reply) => reply.type);",
        json!([format!("{url}/floor/desks")]),
    );
    assert_eq!(got, "opaque", "it was sent");
    let socket = "return new Promise((done) => { const socket = new WebSocket(arguments[0]); \
        socket.onopen = () => done('open'); socket.onerror = () => done('refused'); });";
    let events = format!("{}/floor/events", url.replacen("http", "ws", 1));
    assert_eq!(browser.run_with(socket, json!([events])), "refused");
    assert!(
        ask(&url, "GET /simulator/state", "", "").contains(r#""agents":[]"#),
        "and not heeded"
    );
}

#[test]
fn beyond_this_machine_it_takes_the_token() {
    // Of all addresses; the test comes by loopback all the same.
    let mut running = Running::start(program(&["simulate", "--listen", "0.0.0.0:0", "--json"]));
    let listening = running.json("address", |line| line["what"] == "listening");
    let floor = listening["floor"].as_str().unwrap();
    let (url, _) = floor.split_once("/?token=").unwrap();
    for head in [
        "GET /",
        "GET /floor/events",
        "GET /simulator/state",
        "POST /floor/desks",
    ] {
        assert_eq!(status(&ask(url, head, "", "{}")), "401", "{head}");
    }
    let browser = Browser::start(1000, 800);
    browser.open(url);
    assert!(browser.text("body").contains("token"));
    browser.open(floor);
    browser.until(
        "the page is live",
        "return document.querySelector('#live.link-active');",
    );
    assert_eq!(
        browser.run("return location.search + document.cookie;"),
        "",
        "neither in the address nor for scripts"
    );
    sit_down(&browser, ALICE);
    browser.run("location.reload();");
    sees(&browser, &format!("[data-desk='{ALICE}'][data-phase='loggedIn']"));
}
