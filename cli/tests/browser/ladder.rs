//! The ladder's page: filtered, moved over, read aloud, in both languages and themes, hostile texts, masks, and a day of
//! 50,000 events.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::artefacts;
use crate::common::{PASSWORD, run, text};
use crate::recording::{CUSTOMER, record};
use crate::webdriver::Browser;

const WHO: [&str; 4] = ["--agent", "5001@test.cc", "--device", "8001@test.cc"];

/// Makes the page of a recording; where it is.
fn page(recording: &Path, name: &str, more: &[&str]) -> PathBuf {
    let page = artefacts().join(name);
    let files = [
        "replay",
        recording.to_str().unwrap(),
        "--html",
        page.to_str().unwrap(),
        "--lang",
        "en",
    ];
    let done = run(&[&files[..], more].concat());
    assert!(done.status.success(), "{}", text(&done.stderr));
    page
}

fn opened(browser: &Browser, page: &Path) {
    browser.open(&format!("file://{}", page.display()));
    browser.until("the page is ready", "return document.body.dataset.ready;");
}

/// Everything that a page holds, also what it shows only when it is asked to.
fn all_of(browser: &Browser) -> String {
    let script = r##"
        const unpack = async (element) => {
            const octets = Uint8Array.from(atob(element.textContent.trim()), (c) => c.charCodeAt(0));
            const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
            return new Response(stream).text();
        };
        return Promise.all([...document.querySelectorAll("#data, .raw")].map(unpack)).then((parts) => parts.join("\n"));"##;
    browser.run(script).as_str().unwrap().to_owned()
}

/// Moves the mouse over the row of the diagram whose words hold `wanted`; what has been scrolled is drawn a moment later.
fn over(browser: &Browser, wanted: &str) {
    let script = "const row = [...document.querySelectorAll('#diagram g.row')].find((row) => row.ariaLabel.includes(arguments[0])); \
        if (!row) return null; \
        const box = row.querySelector('.label').getBoundingClientRect(); return [Math.round(box.x + 5), Math.round(box.y + 5)];";
    let place = browser.until_with(wanted, script, json!([wanted]));
    browser.mouse(place[0].as_i64().unwrap(), place[1].as_i64().unwrap(), false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_day_is_looked_at() {
    let journal = artefacts().join("bad-day.journal");
    record(&journal).await;
    let page = page(&journal, "ladder.html", &[]);
    let browser = Browser::start(1440, 940);
    opened(&browser, &page);
    for (mark, what) in [
        ("duplicate", "copies"),
        ("late", "a late event"),
        ("resync", "a resync"),
        ("corrected", "corrections"),
        ("failed", "a refusal"),
        ("lost", "the link's loss"),
    ] {
        let there = browser.run_with(
            "return !!document.querySelector(`#marks [data-name=${arguments[0]}]`);",
            json!([mark]),
        );
        assert_eq!(there, true, "{what}");
    }
    let rows = "return Number(document.querySelector('#table').ariaRowCount ?? document.querySelector('#table').getAttribute('aria-rowcount')) - 1;";
    let all = browser.run(rows).as_i64().unwrap();
    assert!(all > 80, "{all}");

    // The table is filtered, and the diagram with it.
    browser.click("#search");
    browser.keys("held c1");
    browser.until(
        "it is filtered",
        "return document.querySelectorAll('#table .line').length === 2 || null;",
    );
    let lines =
        browser.run("return [...document.querySelectorAll('#table .line')].map((line) => line.innerText);");
    assert!(lines.to_string().contains("held"), "{lines}");
    assert_eq!(
        browser.run("return document.querySelectorAll('#diagram g.row').length;"),
        2
    );

    // Where the mouse is, there is the model of that moment.
    over(&browser, "event, held");
    let model = browser.text("#moment");
    for part in [
        "C1",
        "8001 on hold",
        &format!("{CUSTOMER} connected"),
        "ready",
        "as at the server",
    ] {
        assert!(model.contains(part), "{part}: {model}");
    }
    browser.run("document.querySelector('#search').value = ''; document.querySelector('#search').dispatchEvent(new Event('input'));");
    assert_eq!(browser.run(rows), all);
    browser.run("document.querySelector('#diagram').scrollTop = 0;");
    over(&browser, "agentLoggedOn");
    let model = browser.text("#moment");
    assert!(
        model.contains("no calls") && model.contains("agentLoggedOn"),
        "{model}"
    );

    // By keys, too, and then it is said.
    browser.run("document.querySelector('#diagram').focus();");
    browser.keys("\u{e015}");
    let said = browser.text("#said");
    assert!(!said.is_empty(), "a row is read aloud");
    let active = browser.run("return document.getElementById(document.querySelector('#diagram').getAttribute('aria-activedescendant')).ariaLabel;");
    assert_eq!(active, said.as_str());
    browser.keys("n");
    assert!(
        browser.run("return !!document.querySelector('#moment .badge');") == true,
        "a marked row is next"
    );

    // Over the bars, and what was on the wire.
    let (x, y) = browser.middle_of("#bars");
    browser.mouse(x, y, false);
    let wire = browser.until(
        "the raw data is there",
        "return document.querySelector('#wire pre').textContent;",
    );
    assert!(wire.as_str().unwrap().len() > 1);

    pictures(&browser, "ladder");
    browser.click("#language");
    assert_eq!(browser.text("#model-title"), "模型");
    browser.screenshot(&artefacts().join("ladder-zh.png"));
    assert_eq!(browser.complaints(), [""; 0]);
    assert_eq!(
        browser.run("return performance.getEntriesByType('resource').length;"),
        0,
        "it asks nothing of anybody"
    );

    // The customer's name is a text, and there is neither a password nor a session id.
    let all = all_of(&browser);
    assert!(all.contains("</script><img src=x"));
    assert!(!fs::read_to_string(&page).unwrap().contains("<img"));
    assert!(!all.contains(PASSWORD));
}

/// Light and dark, wide and narrow.
fn pictures(browser: &Browser, name: &str) {
    for (scheme, size) in [
        ("light", (1440, 940)),
        ("dark", (1440, 940)),
        ("light", (420, 860)),
        ("dark", (420, 860)),
    ] {
        browser.prefers(scheme);
        browser.resize(size.0, size.1);
        // It is drawn once more after that.
        browser
            .run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));");
        let wide = if size.0 > 600 { "wide" } else { "narrow" };
        browser.screenshot(&artefacts().join(format!("{name}-{wide}-{scheme}.png")));
        let beyond = browser.run("return document.documentElement.scrollWidth - window.innerWidth;");
        assert_eq!(beyond, 0, "{scheme} {size:?}: nothing is beside the page");
    }
    browser.prefers("light");
    browser.resize(1440, 940);
}

#[test]
fn a_masked_page_has_no_telephone_number() {
    let page = page(
        Path::new("tests/traces/bad_day.journal"),
        "masked.html",
        &["--mask"],
    );
    let browser = Browser::start(1200, 800);
    opened(&browser, &page);
    let all = all_of(&browser) + &browser.text("body");
    for number in [CUSTOMER, "13800000000"] {
        assert!(!all.contains(number), "{number}");
    }
    assert!(all.contains("tel-1") && all.contains("8001"));
}

#[test]
fn hostile_texts_are_texts() {
    let name = "</script><img src=x onerror=\"window.got=1\">&lt;'\u{202e}\u{0}";
    let event = json!({
        "eventName": "delivered", "eventTime": "2026.01.01 08:00:00", "callId": name, "deviceId": name,
        "alertingDevice": name, "callingDevice": name, "calledDevice": name, "srcDeviceId": "8001@test.cc",
        "serial": 1, "topics": ["CtiWorker_w"], "userData": { "data": { "__proto__": name } },
    });
    let other = json!({ "eventName": name, "eventTime": "2026.01.01 08:00:01" });
    let lines = format!("{event}\n{other}\n[2026-01-01 08:00:02]: {name}\n");
    let file = artefacts().join("hostile.jsonl");
    fs::write(&file, lines).unwrap();
    let page = page(&file, "hostile.html", &WHO);
    let browser = Browser::start(1200, 800);
    opened(&browser, &page);
    assert_eq!(
        browser.run("return [document.images.length, window.got ?? null];"),
        json!([0, null])
    );
    assert!(browser.text("#table").contains("</script><img src=x onerror="));
    browser.click("#diagram");
    assert!(browser.text("#moment").contains("<img"));
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Calls one after the other, all day long.
fn long_day(events: usize) -> String {
    let mut day = String::new();
    let (mut serial, mut second) = (0, 0);
    let mut line = |name: &str, caller: usize, more: Value| {
        serial += 1;
        second += 1;
        let (hour, minute) = (8 + second / 7200 % 12, second / 120 % 60);
        let mut event = json!({
            "eventName": name, "eventTime": format!("2026.01.01 {hour:02}:{minute:02}:{:02}", second / 2 % 60),
            "eventType": "csta", "serial": serial, "callId": format!("{caller:08x}-572b-4af1-ae84-379630af89ee"),
            "topics": ["agent:5001@test.cc", "extension", "CtiWorker_ctiworker-57ubl", name, "device:8001@test.cc", "csta"],
            "params": { "_amqpTopic": "event.csta.test.cc", "agent": "5001@test.cc" },
            "namespace": "test.cc", "srcDeviceId": "8001@test.cc", "deviceId": "8001@test.cc",
            "callingDevice": format!("139{caller:08}@test.cc"), "calledDevice": "8001@test.cc",
        });
        event
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        writeln!(day, "{event}").unwrap();
    };
    for caller in 0..events / 5 {
        let outside = format!("139{caller:08}@test.cc");
        line("delivered", caller, json!({ "alertingDevice": "8001@test.cc" }));
        line(
            "established",
            caller,
            json!({ "answeringDevice": "8001@test.cc" }),
        );
        line("held", caller, json!({ "holdingDevice": "8001@test.cc" }));
        line("retrieved", caller, json!({ "retrievingDevice": "8001@test.cc" }));
        let (releasing, cause) = if caller % 2 == 0 {
            ("8001@test.cc", "NORMAL_CLEARING")
        } else {
            ("8001@test.cc", "USER_BUSY")
        };
        line(
            "connectionCleared",
            caller,
            json!({ "releasingDevice": releasing, "hangupDevice": outside, "cause": cause }),
        );
    }
    day
}

#[test]
fn a_day_of_50_000_events() {
    const EVENTS: usize = 50_000;
    let file = artefacts().join("long-day.jsonl");
    let day = long_day(EVENTS);
    fs::write(&file, &day).unwrap();
    let page = page(&file, "long-day.html", &WHO);
    let size = fs::metadata(&page).unwrap().len();
    let browser = Browser::start(1440, 940);
    opened(&browser, &page);
    let ready = browser
        .run("return Number(document.body.dataset.ready);")
        .as_u64()
        .unwrap();
    let nodes = browser
        .run("return document.querySelectorAll('*').length;")
        .as_u64()
        .unwrap();
    println!(
        "{EVENTS} events, {} KiB: a page of {} KiB, shown after {ready} ms, {nodes} elements",
        day.len() >> 10,
        size >> 10
    );
    assert!(size < day.len() as u64 / 2, "{size} octets");
    assert!(ready < 20_000, "{ready} ms");
    assert!(nodes < 3000, "{nodes}: only what is seen is drawn");
    // To the end and back to the middle.
    browser.run("document.querySelector('#table').focus();");
    browser.keys("\u{e010}");
    assert!(browser.text("#moment").contains("connectionCleared"));
    let moved = browser.run(
        "const start = performance.now(); document.querySelector('#diagram').scrollTop = 600000; \
         return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))));",
    );
    println!("drawn anew in {moved} ms");
    assert!(moved.as_f64().unwrap() < 2000.0, "{moved} ms");
    browser.click("#search");
    browser.keys("13900004321");
    browser.until(
        "one call is found",
        "return document.querySelector('#count').textContent.startsWith('5 ') || null;",
    );
    browser.screenshot(&artefacts().join("long-day.png"));
    assert_eq!(browser.complaints(), [""; 0]);
    fs::remove_file(&file).unwrap();
    fs::remove_file(&page).unwrap();
}
