//! The wallboard's page in a real browser: agents of a simulated call center as they take calls, on a telephone's width, in
//! both languages, and nobody else's page gets anything of it.

use std::process::Command;

use serde_json::json;

use crate::artefacts;
use crate::common::http::{ask, post, status};
use crate::common::{Running, program, simulator, tail, with_password};
use crate::webdriver::Browser;

/// The wallboard of the demo, and its address.
pub(crate) fn wallboard(listen: &str) -> (Running, String) {
    started(program(&["wallboard", "--demo", "--listen", listen]))
}

fn started(command: Command) -> (Running, String) {
    let mut running = Running::start(command);
    let line = running.line("address", |line| line.contains("http://"));
    let address = line.split(' ').find(|word| word.starts_with("http://"));
    let address = address.unwrap().to_owned();
    (running, address)
}

fn says(browser: &Browser, selector: &str, text: &str) {
    let there = "return document.querySelector(arguments[0])?.innerText.includes(arguments[1]);";
    browser.until_with(text, there, json!([selector, text]));
}

fn answer(address: &str, path: &str, headers: &str) -> String {
    status(&ask(address, &format!("GET {path}"), headers, "")).to_owned()
}

#[test]
fn agents_are_seen_at_work() {
    let (_running, address) = wallboard("127.0.0.1:0");
    let browser = Browser::start(1280, 900);
    browser.open(&address);
    browser.until(
        "it is live",
        "return document.querySelector('#live.link-active');",
    );
    says(&browser, "#main", "5004");
    // Who comes while it is watched is known at once. Customers call, some talk, and calls are counted.
    says(&browser, "#main", "Ready");
    let at_work = "const tile = [...document.querySelectorAll('.tile')].find((one) => one.querySelector('dt').textContent === 'answered'); \
        return tile?.querySelector('dd').textContent > 0 && document.querySelectorAll('tr.talks').length > 1;";
    browser.until("calls are answered", at_work);
    assert!(!browser.text("#main").contains("Not known"));
    says(&browser, "#main", "connected");
    assert!(
        browser.run("return document.querySelector('.plot rect') !== null;") == true,
        "a plot"
    );
    for (scheme, width, height) in [
        ("light", 1280, 570),
        ("dark", 1280, 570),
        ("light", 375, 812),
        ("dark", 375, 812),
    ] {
        browser.prefers(scheme);
        browser.resize(width, height);
        browser
            .run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));");
        browser.screenshot(&artefacts().join(format!("wallboard-{width}-{scheme}.png")));
        let beyond = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
        assert_eq!(browser.run(beyond), 0, "{width}: nothing is beside the page");
    }
    says(&browser, "#live", "link active");
    browser.click("#language");
    says(&browser, "#main", "通话中");
    says(&browser, "#live", "连接 正常");
    assert_eq!(browser.run("return document.documentElement.lang;"), "zh-Hans");
    assert_eq!(browser.complaints(), [""; 0]);
    let page = browser.run("return document.documentElement.outerHTML;");
    // One of the customers' numbers has the password's digits in it.
    let page = page.as_str().unwrap().replace("13912345678", "");
    assert!(!page.contains("123456"));

    for path in ["/", "/wallboard/events", "/wallboard/main.js"] {
        assert_eq!(
            answer(&address, path, "origin: http://evil.example\r\n"),
            "403",
            "{path}"
        );
        assert_eq!(answer(&address, path, "host: evil.example\r\n"), "403", "{path}");
    }
}

#[test]
fn a_call_that_may_have_ended_unseen_is_marked() {
    let (_server, url) = simulator(&[]);
    let mut command = with_password(&["wallboard", "--env", &url, "--account", "5009@test.cc"]);
    command.args(["--agents", "5001", "--listen", "127.0.0.1:0"]);
    let (_running, address) = started(command);
    let browser = Browser::start(1280, 900);
    browser.open(&address);
    browser.until(
        "it is live",
        "return document.querySelector('#live.link-active');",
    );
    let mut agent = tail(&url, &["--json"]);
    agent.event("agentLoggedOn");
    let control = |action: &str| post(&url, "/simulator/control", action);
    control(r#"{"do":"call_in","from":"13800138000","to":"8001"}"#);
    says(&browser, ".tile.connected", "1");
    let mark = "return document.querySelector('.tile.connected abbr')?.textContent;";
    assert_eq!(browser.run(mark), json!(null));
    for fault in [
        r#"{"kind":"refuse","status":503}"#,
        r#"{"kind":"drop","how":"abrupt"}"#,
    ] {
        post(&url, "/simulator/faults", fault);
    }
    browser.until(
        "it is cut",
        "return document.querySelector('#live:not(.link-active)');",
    );
    control(r#"{"do":"hang_up","device":"13800138000"}"#);
    ask(&url, "DELETE /simulator/faults", "", "");
    browser.until(
        "it is back",
        "return document.querySelector('#live.link-active');",
    );
    assert_eq!(browser.until("it is marked", mark), "1?");
    assert_eq!(
        browser.run("return document.querySelector('.tile.connected abbr').title;"),
        "1 of them may have changed unseen."
    );
    says(&browser, "td li", "connected?");
    browser.screenshot(&artefacts().join("wallboard-doubt.png"));
}

#[test]
fn beyond_this_machine_the_wallboard_takes_the_token() {
    let (_running, address) = wallboard("0.0.0.0:0");
    let (url, token) = address.split_once("?token=").unwrap();
    for path in ["/", "/wallboard/events", "/?token=x"] {
        assert_eq!(answer(url, path, ""), "401", "{path}");
    }
    assert_eq!(
        answer(url, "/", &format!("authorization: Bearer {token}\r\n")),
        "200"
    );
    let browser = Browser::start(800, 600);
    browser.open(&address);
    browser.until(
        "it is live",
        "return document.querySelector('#live.link-active');",
    );
    assert_eq!(browser.run("return location.search + document.cookie;"), "");
}
