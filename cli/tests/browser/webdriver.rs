//! Chromium by the WebDriver protocol (W3C): as much of it as these tests use. The driver is a server on loopback, and
//! ends with the test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::PATIENCE;

/// A window of a browser without a screen.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    pub(crate) fn start(width: u32, height: u32) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: cargo xtask test browser");
        let stdout = BufReader::new(driver.stdout.take().unwrap());
        // "ChromeDriver was started successfully on port 40123."
        let port = stdout.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let mut browser = Self {
            driver,
            port: port.expect("the driver says its port"),
            session: String::new(),
        };
        let size = format!("--window-size={width},{height}");
        let options = json!({
            // Without its sandbox it runs as root, too; it sees nothing but what these tests have made.
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en", size],
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let started = browser.ask("POST", "/session", &wanted);
        browser.session = started["sessionId"].as_str().unwrap().to_owned();
        browser.resize(width, height);
        browser
    }

    /// Sets the size of what is seen of a page.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// As on a system with a dark or a light theme.
    pub(crate) fn prefers(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    fn devtools(&self, command: &str, parameters: Value) {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        );
    }

    pub(crate) fn open(&self, url: &str) {
        self.post("url", &json!({ "url": url }));
    }

    /// The window that is worked with.
    pub(crate) fn handle(&self) -> Value {
        self.ask("GET", &format!("/session/{}/window", self.session), &Value::Null)
    }

    /// Opens another window of the same browser, and works with it.
    pub(crate) fn another_window(&self) -> Value {
        let handle = self.post("window/new", &json!({ "type": "window" }))["handle"].clone();
        self.switch_to(&handle);
        handle
    }

    /// Works with this window from now on.
    pub(crate) fn switch_to(&self, handle: &Value) {
        self.post("window", &json!({ "handle": handle }));
    }

    /// What a script returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.run_with(script, json!([]))
    }

    /// What a script with `arguments` returns; a promise is waited for.
    pub(crate) fn run_with(&self, script: &str, arguments: Value) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until a script returns something true.
    pub(crate) fn until(&self, what: &str, script: &str) -> Value {
        self.until_with(what, script, json!([]))
    }

    /// So, of a script with arguments.
    pub(crate) fn until_with(&self, what: &str, script: &str, arguments: Value) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.run_with(script, arguments.clone());
            if !matches!(found, Value::Null | Value::Bool(false)) {
                return found;
            }
            assert!(Instant::now() < deadline, "this should be so by now: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Moves the mouse to a place of the page, and clicks there if wanted.
    pub(crate) fn mouse(&self, x: i64, y: i64, click: bool) {
        let mut actions = vec![json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y })];
        if click {
            actions.push(json!({ "type": "pointerDown", "button": 0 }));
            actions.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        let source = json!({ "type": "pointer", "id": "mouse", "actions": actions });
        self.post("actions", &json!({ "actions": [source] }));
    }

    /// The middle of the first element that a selector finds.
    pub(crate) fn middle_of(&self, selector: &str) -> (i64, i64) {
        let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); \
                      return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];";
        let place = self.run_with(script, json!([selector]));
        (place[0].as_i64().unwrap(), place[1].as_i64().unwrap())
    }

    pub(crate) fn click(&self, selector: &str) {
        let (x, y) = self.middle_of(selector);
        self.mouse(x, y, true);
    }

    /// Presses keys one after the other, wherever the focus is: a character, or a key's code of WebDriver.
    pub(crate) fn keys(&self, keys: &str) {
        let presses = keys.chars().flat_map(|key| {
            let key = key.to_string();
            [
                json!({ "type": "keyDown", "value": key }),
                json!({ "type": "keyUp", "value": key }),
            ]
        });
        let source = json!({ "type": "key", "id": "keys", "actions": presses.collect::<Vec<_>>() });
        self.post("actions", &json!({ "actions": [source] }));
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        let text = self.run_with(
            "return document.querySelector(arguments[0]).innerText;",
            json!([selector]),
        );
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Writes what is seen into a file.
    pub(crate) fn screenshot(&self, file: &Path) {
        use base64::Engine as _;
        let picture = self.ask(
            "GET",
            &format!("/session/{}/screenshot", self.session),
            &Value::Null,
        );
        let picture = base64::engine::general_purpose::STANDARD.decode(picture.as_str().unwrap());
        std::fs::write(file, picture.unwrap()).unwrap();
    }

    /// What the page has complained of since this was last asked: errors, and what its policy has refused.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({ "type": "browser" }));
        let lines = log.as_array().unwrap().iter();
        lines.map(|line| line["message"].to_string()).collect()
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        self.ask("POST", &format!("/session/{}/{command}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let reply = exchange(self.port, method, path, body).unwrap();
        let value = reply["value"].clone();
        assert!(value["error"].is_null(), "{method} {path}: {value}");
        value
    }
}

/// One request and its reply, over a connection of its own.
fn exchange(port: u16, method: &str, path: &str, body: &Value) -> std::io::Result<Value> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(PATIENCE))?;
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    write!(
        connection,
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(connection);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut reply = vec![0; length];
    reader.read_exact(&mut reply)?;
    Ok(serde_json::from_slice(&reply)?)
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The driver ends the browser.
            let _ = exchange(
                self.port,
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
