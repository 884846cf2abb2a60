//! The wallboard's page in a real browser: agents of a simulated call center as they take calls, on a telephone's width, in
//! both languages, and nobody else's page gets anything of it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::json;

use crate::artefacts;
use crate::common::{PATIENCE, Running, program};
use crate::webdriver::Browser;

/// The wallboard, and its address.
pub(crate) fn wallboard(listen: &str) -> (Running, String) {
    let mut running = Running::start(program(&["wallboard", "--demo", "--listen", listen]));
    let line = running.line("address", |line| line.contains("http://"));
    let address = line.split(' ').find(|word| word.starts_with("http://"));
    let address = address.unwrap().to_owned();
    (running, address)
}

fn says(browser: &Browser, selector: &str, text: &str) {
    let there = "return document.querySelector(arguments[0])?.innerText.includes(arguments[1]);";
    browser.until_with(text, there, json!([selector, text]));
}

fn status(address: &str, path: &str, headers: &str) -> String {
    let host = address.trim_start_matches("http://").split('/').next().unwrap();
    let mut connection = TcpStream::connect(host).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let own = format!("host: {host}\r\n");
    let host = if headers.contains("host:") { "" } else { &own };
    write!(
        connection,
        "GET {path} HTTP/1.1\r\n{host}{headers}connection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    connection.read_to_string(&mut reply).unwrap();
    reply.split(' ').nth(1).unwrap_or_default().to_owned()
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
    // Customers call, and somebody talks.
    browser.until("somebody talks", "return document.querySelector('tr.talks');");
    says(&browser, "#main", "connected");
    assert!(
        browser.run("return document.querySelector('.plot rect') !== null;") == true,
        "a plot"
    );
    for (scheme, width, height) in [
        ("light", 1280, 900),
        ("dark", 1280, 900),
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
    browser.click("#language");
    says(&browser, "#main", "通话中");
    assert_eq!(browser.run("return document.documentElement.lang;"), "zh-Hans");
    assert_eq!(browser.complaints(), [""; 0]);
    let page = browser.run("return document.documentElement.outerHTML;");
    assert!(!page.as_str().unwrap().contains("123456"));

    for path in ["/", "/wallboard/events", "/wallboard/main.js"] {
        assert_eq!(
            status(&address, path, "origin: http://evil.example\r\n"),
            "403",
            "{path}"
        );
        assert_eq!(status(&address, path, "host: evil.example\r\n"), "403", "{path}");
    }
}

#[test]
fn beyond_this_machine_the_wallboard_takes_the_token() {
    let (_running, address) = wallboard("0.0.0.0:0");
    let (url, token) = address.split_once("?token=").unwrap();
    for path in ["/", "/wallboard/events", "/?token=x"] {
        assert_eq!(status(url, path, ""), "401", "{path}");
    }
    assert_eq!(
        status(url, "/", &format!("authorization: Bearer {token}\r\n")),
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
