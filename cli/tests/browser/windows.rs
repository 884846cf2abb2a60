//! Many windows of one browser, narrow ones with long and foreign texts, a server that goes away and comes back, and one that
//! no WebSocket reaches.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};

use serde_json::json;

use crate::common::{Running, program, simulator};
use crate::floor::{
    ALICE, BOB, is_as_wide_as_its_window, picture, press, says, sees, sit_down, verb, window,
};
use crate::wallboard::wallboard;
use crate::webdriver::Browser;

#[test]
fn long_and_foreign_texts_stay_in_their_places() {
    let (_running, url) = simulator(&[]);
    let floor = window(&url, ALICE, (360, 740));
    sit_down(&floor, ALICE);
    press(&floor, &format!("[data-desk='{ALICE}'] [data-key='not-ready']"));
    sees(&floor, "dialog[open] input");
    floor.keys(&format!("{}\u{e007}", "Mittagspause".repeat(20)));
    sees(&floor, ".phone .mode-NotReady");
    is_as_wide_as_its_window(&floor);
    let data = json!({
        "שם": "يوسف الطويل (VIP) 42",
        "family": "👩‍👩‍👧‍👦 🇨🇳",
        "turned": "a\u{202e}gnp.exe",
        "long": "x".repeat(500),
        "l".repeat(120): "short",
    });
    let call =
        json!({ "do": "call_in", "from": "138001380001380013800138000", "to": "8001", "user_data": data });
    let made = floor.run_with(
        "return fetch('/simulator/control', { method: 'POST', body: JSON.stringify(arguments[0]) }).then((reply) => reply.status);",
        json!([call]),
    );
    assert_eq!(made, 200);
    sees(&floor, ".phone.rings");
    for text in ["يوسف الطويل (VIP) 42", "👩‍👩‍👧‍👦", "xxxxxxxx"] {
        says(&floor, ".phone .call", text);
    }
    let beyond = "const right = document.querySelector('.phone .call').getBoundingClientRect().right; \
        return [...document.querySelectorAll('.phone .call *')].filter((one) => one.getBoundingClientRect().right > right).map((one) => one.outerHTML);";
    let narrowest = "return Math.min(...[...document.querySelectorAll('.phone .call dd')].map((one) => one.clientWidth).filter((wide) => wide > 0));";
    for width in [360, 320] {
        floor.resize(width, 740);
        is_as_wide_as_its_window(&floor);
        assert_eq!(floor.run(beyond), json!([]), "{width}");
        assert!(
            floor.run(narrowest).as_f64().unwrap() > 100.0,
            "{width}: room for values"
        );
    }
    picture(&floor, "foreign");
    press(&floor, &verb(ALICE, "answerCall"));
    sees(&floor, ".phone .call.is-connected");
}

/// Browsers have six connections to a server for all windows together: none of them is held.
#[test]
fn eight_windows_of_one_browser_are_all_live() {
    let (_running, url) = simulator(&[]);
    let browser = window(&url, "", (1000, 800));
    let mut windows = vec![browser.handle()];
    for desk in ["", "", "", "", "", ALICE, BOB] {
        windows.push(browser.another_window());
        browser.open(&format!("{url}/#{desk}"));
        sees(&browser, "#live.link-active");
    }
    // Something is done in each, and all others see it.
    for (number, handle) in (1..).zip(&windows) {
        browser.switch_to(handle);
        if number <= 6 {
            let desk = format!("500{number}@test.cc");
            sit_down(&browser, &desk);
        }
    }
    browser.switch_to(&windows[0]);
    press(&browser, "#call-in button.loud");
    let rings = format!("[data-desk='{ALICE}'].rings");
    for handle in &windows[..7] {
        browser.switch_to(handle);
        sees(&browser, &rings);
    }
    press(&browser, &verb(ALICE, "answerCall"));
    browser.switch_to(&windows[0]);
    sees(&browser, &format!("[data-desk='{ALICE}'] .call.is-connected"));
    browser.switch_to(&windows[7]);
    sees(&browser, &format!("[data-desk='{BOB}'][data-phase='loggedIn']"));
}

#[test]
fn a_simulator_that_comes_back_is_found_again() {
    let (running, url) = simulator(&[]);
    let floor = window(&url, "", (1000, 800));
    sit_down(&floor, ALICE);
    drop(running);
    says(&floor, "#trouble:not([hidden])", "The simulator does not answer.");
    press(&floor, ".sit button");
    says(&floor, "#phones > [role=alert]", "The simulator does not answer.");
    let address = url.trim_start_matches("http://").to_owned();
    let mut again = Running::start(program(&["simulate", "--listen", &address, "--json"]));
    again.json("address", |line| line["what"] == "listening");
    sees(&floor, "#live.link-active");
    // What was before is not shown any more.
    says(&floor, "#phones", "Nobody sits here yet");
    assert!(!floor.text("#phones").contains("does not answer"));
    sit_down(&floor, ALICE);
}

#[test]
fn eight_windows_of_one_browser_see_the_wallboard() {
    let (_running, address) = wallboard("127.0.0.1:0");
    let browser = Browser::start(800, 600);
    for number in 1..=8 {
        browser.open(&address);
        browser.until(
            "it is live",
            "return document.querySelector('#live.link-active');",
        );
        if number < 8 {
            browser.another_window();
        }
    }
}

/// A proxy of the kind that knows no WebSockets, before a server: what asks for one it passes on without that wish.
fn without_websockets(url: &str) -> String {
    let server = url.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for browser in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(&server).unwrap();
            let (mut replies, mut to) = (server.try_clone().unwrap(), browser.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut replies, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
            std::thread::spawn(move || {
                pass_on(browser, &server);
                let _ = server.shutdown(Shutdown::Both);
            });
        }
    });
    format!("http://{address}")
}

fn pass_on(mut browser: TcpStream, mut server: &TcpStream) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = browser.read(&mut buffer) {
        let asked = String::from_utf8_lossy(&buffer[..count]);
        let asked = asked
            .replace("Upgrade: websocket\r\n", "")
            .replace("Connection: Upgrade\r\n", "");
        if server.write_all(asked.as_bytes()).is_err() {
            return;
        }
    }
}

#[test]
fn behind_a_proxy_that_lets_no_websocket_through_the_pages_are_live() {
    let (_running, url) = simulator(&[]);
    let floor = window(&without_websockets(&url), "", (1000, 800));
    sit_down(&floor, ALICE);
    press(&floor, "#call-in button.loud");
    sees(&floor, &format!("[data-desk='{ALICE}'].rings"));
    let complaints = floor.complaints();
    assert!(
        complaints.len() == 1 && complaints[0].contains("WebSocket"),
        "it was tried: {complaints:?}"
    );
    let (_board, address) = wallboard("127.0.0.1:0");
    floor.open(&without_websockets(address.trim_end_matches('/')));
    sees(&floor, "#live.link-active");
    says(&floor, "#main", "5004");
}

/// What was before a window was opened is in it, too.
#[test]
fn a_window_that_is_opened_later_shows_the_same_minute() {
    let (_running, url) = simulator(&[]);
    let first = window(&url, "", (1440, 1500));
    sit_down(&first, ALICE);
    press(&first, "#call-in button.loud");
    sees(&first, "#timeline svg rect.leg-alerting");
    press(&first, &verb(ALICE, "answerCall"));
    press(&first, &verb(ALICE, "holdCall"));
    let now = format!("[data-desk='{ALICE}'] .call.is-hold");
    sees(&first, &now);
    sees(&first, "#timeline svg rect.leg-hold");
    let second = window(&url, "", (1440, 1500));
    for browser in [&second, &first] {
        for leg in ["alerting", "connected", "hold"] {
            sees(browser, &format!("#timeline svg rect.leg-{leg}"));
        }
    }
    first.run("location.reload();");
    for leg in ["alerting", "connected", "hold"] {
        sees(&first, &format!("#timeline svg rect.leg-{leg}"));
        sees(&first, &format!("#timeline .legend .leg-{leg}"));
    }
    picture(&second, "later-window");
}

#[test]
fn who_has_no_lane_is_counted() {
    let (_running, url) = simulator(&[]);
    let floor = window(&url, "", (1440, 1500));
    let done = floor.run(
        "return Promise.all(Array.from({ length: 30 }, (_, at) => fetch('/floor/desks', { method: 'POST', \
         body: JSON.stringify({ agent: `${5001 + at}`, ext: `${8001 + at}` }) }).then((reply) => reply.status)))\
         .then((all) => all.filter((status) => status === 201).length);",
    );
    assert_eq!(done, 30);
    floor.until(
        "six have no lane",
        "return document.querySelector('#more-lanes')?.textContent.startsWith('6 more devices');",
    );
    assert_eq!(
        floor.run("return document.querySelectorAll('#timeline svg .label').length;"),
        24
    );
    picture(&floor, "thirty");
}
