//! A testee's process, and what it has said: sorted, and checked line by line.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use wellclient::lock::Mutex;

use super::laws;
use super::line::Line;

/// How long a program may take to start: some languages have a machine to start first.
const START: Duration = Duration::from_secs(30);
/// How long anything else may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait for what a failed testee has written for people.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// The longest line that is read, in bytes.
const MAX_LINE: u64 = 16 << 20;
/// So many lines of the exchange are shown with a failure.
const SHOWN_LINES: usize = 30;
/// So much of each of their parts.
const SHOWN_CHARS: usize = 100;

/// The program and its arguments.
pub type Program = [String];

/// A request that was made.
#[derive(Debug)]
struct Request {
    word: String,
    verb: String,
    session: String,
}

impl Request {
    fn of(line: &Line) -> Self {
        let part = |name| line.get(name).unwrap_or_default().to_owned();
        Self {
            word: line.word().to_owned(),
            verb: part("verb"),
            session: part("session"),
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.word, self.verb)
    }
}

/// A running testee.
#[derive(Debug)]
pub(super) struct Testee {
    child: Child,
    stdin: ChildStdin,
    lines: mpsc::UnboundedReceiver<Result<String, String>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    /// Keeps what comes on standard error, to its end.
    keeping: JoinHandle<()>,
    requests: BTreeMap<u64, Request>,
    replies: BTreeMap<u64, Line>,
    events: BTreeMap<String, VecDeque<Line>>,
    logs: BTreeMap<String, VecDeque<Line>>,
    asks: BTreeMap<String, VecDeque<Line>>,
    closed: Vec<String>,
    exchange: VecDeque<String>,
    /// All that it has said in which a secret must not be.
    said: Vec<String>,
    secrets: Vec<String>,
}

impl Testee {
    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// It cannot be started, or does not become ready.
    pub(super) async fn start(program: &Program, secrets: Vec<String>) -> Result<Self, String> {
        let (name, arguments) = program.split_first().ok_or("no testee is given")?;
        let mut child = Command::new(name)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{name} cannot be started: {error}"))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err("no pipes".to_owned());
        };
        let (sender, lines) = mpsc::unbounded_channel();
        tokio::spawn(read_lines(stdout, sender));
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keeping = tokio::spawn(keep(stderr, Arc::clone(&kept)));
        let mut testee = Self {
            child,
            stdin,
            lines,
            stderr: kept,
            keeping,
            requests: BTreeMap::new(),
            replies: BTreeMap::new(),
            events: BTreeMap::new(),
            logs: BTreeMap::new(),
            asks: BTreeMap::new(),
            closed: Vec::new(),
            exchange: VecDeque::new(),
            said: Vec::new(),
            secrets,
        };
        match testee.begin().await {
            Ok(()) => Ok(testee),
            Err(why) => Err(format!("{why}\n{}", testee.exchange().await)),
        }
    }

    async fn begin(&mut self) -> Result<(), String> {
        let first = self
            .next_line(Instant::now() + START)
            .await?
            .ok_or("it ended before it was ready")?;
        match first.word() {
            "ready" if first.get("language").is_some() && first.get("version").is_some() => Ok(()),
            _ => Err("the first line is `ready`, with language and version".to_owned()),
        }
    }

    /// Sends a request; the id that its reply will have.
    ///
    /// # Errors
    /// It does not read any more.
    pub(super) async fn request(&mut self, request: Line) -> Result<u64, String> {
        let id = self.requests.len() as u64 + 1;
        let mut line = Line::new(request.word()).with("id", id);
        request.parts().for_each(|(name, value)| line.put(name, value));
        self.requests.insert(id, Request::of(&line));
        self.write(&line).await?;
        Ok(id)
    }

    async fn write(&mut self, line: &Line) -> Result<(), String> {
        let text = line.to_string();
        self.note('→', &text);
        let write = async {
            self.stdin.write_all(format!("{text}\n").as_bytes()).await?;
            self.stdin.flush().await
        };
        match tokio::time::timeout(PATIENCE, write).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(format!("it does not read any more: {error}")),
            Err(_) => Err("it does not read its input".to_owned()),
        }
    }

    /// The reply to a request.
    ///
    /// # Errors
    /// It does not come, or is none.
    pub(super) async fn reply(&mut self, id: u64) -> Result<Line, String> {
        let request = self.requests.get(&id).ok_or("nothing was asked")?;
        let what = format!("the reply to {request} (id {id})");
        self.wait(&what, |testee| testee.replies.get(&id).cloned()).await
    }

    /// Sends a request and waits for its reply.
    ///
    /// # Errors
    /// It does not come, or is none.
    pub(super) async fn ask(&mut self, request: Line) -> Result<Line, String> {
        let id = self.request(request).await?;
        self.reply(id).await
    }

    /// What was told of a session and has not been looked at.
    pub(super) fn events(&mut self, session: &str) -> &mut VecDeque<Line> {
        self.events.entry(session.to_owned()).or_default()
    }

    /// The log lines of a session that have not been looked at.
    pub(super) fn logs(&mut self, session: &str) -> &mut VecDeque<Line> {
        self.logs.entry(session.to_owned()).or_default()
    }

    /// The questions of a session that have not been looked at.
    pub(super) fn asks(&mut self, session: &str) -> &mut VecDeque<Line> {
        self.asks.entry(session.to_owned()).or_default()
    }

    /// A text that must not be said from now on, nor have been said.
    pub(super) fn keep_secret(&mut self, secret: &str) {
        if !secret.is_empty() && !self.secrets.iter().any(|known| known == secret) {
            self.secrets.push(secret.to_owned());
        }
    }

    /// Reads on until `found`.
    ///
    /// # Errors
    /// It does not come in time, the testee ends, or says something that it may not.
    pub(super) async fn wait<T>(
        &mut self,
        what: &str,
        mut found: impl FnMut(&mut Self) -> Option<T>,
    ) -> Result<T, String> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = found(self) {
                return Ok(found);
            }
            match self.next_line(until).await {
                Ok(Some(line)) => self.sort(line)?,
                Ok(None) => return Err(format!("{what} was expected, but the testee has ended")),
                Err(why) => return Err(format!("{what} was expected: {why}")),
            }
        }
    }

    async fn next_line(&mut self, until: Instant) -> Result<Option<Line>, String> {
        let Ok(line) = timeout_at(until, self.lines.recv()).await else {
            return Err("nothing came in time".to_owned());
        };
        let Some(text) = line.transpose()? else {
            return Ok(None);
        };
        self.note('←', &text);
        let line = Line::parse(&text)?;
        if self.may_be_secret(&line) {
            self.keep_secret(line.get("sessionId").unwrap_or_default());
        } else {
            self.said.push(text);
        }
        Ok(Some(line))
    }

    /// The answer to `saved` is the one place for a session id.
    fn may_be_secret(&self, line: &Line) -> bool {
        let request = id_of(line).and_then(|id| self.requests.get(&id));
        line.word() == "answer" && request.is_some_and(|request| request.word == "saved")
    }

    fn sort(&mut self, line: Line) -> Result<(), String> {
        match line.word() {
            "answer" | "settled" => self.sort_reply(line),
            "event" => {
                laws::event(&line)?;
                let session = self.open_session(&line)?;
                self.events(&session).push_back(line);
                Ok(())
            }
            "log" => {
                laws::log(&line)?;
                let session = self.open_session(&line)?;
                self.logs(&session).push_back(line);
                Ok(())
            }
            "ask" => {
                laws::question(&line)?;
                let session = line.get("session").unwrap_or_default().to_owned();
                self.asks(&session).push_back(line);
                Ok(())
            }
            "lagged" => Err("the testee is too slow: it has missed events".to_owned()),
            other => Err(format!("a testee does not say `{other}`")),
        }
    }

    fn open_session(&self, line: &Line) -> Result<String, String> {
        let session = line.get("session").unwrap_or_default().to_owned();
        if self.closed.contains(&session) {
            return Err(format!(
                "after the session {session} was closed there is more of it"
            ));
        }
        Ok(session)
    }

    fn sort_reply(&mut self, line: Line) -> Result<(), String> {
        let id = id_of(&line).ok_or("a reply without an id")?;
        let request = self
            .requests
            .get(&id)
            .ok_or_else(|| format!("nothing was asked with the id {id}"))?;
        if self.replies.contains_key(&id) {
            return Err(format!("{request} (id {id}) was replied to twice"));
        }
        if let Some(why) = line.get("failed") {
            return Err(format!("{request}: {why}"));
        }
        laws::reply(&request.word, &request.verb, &line)?;
        if request.word == "close" {
            self.closed.push(request.session.clone());
        }
        self.replies.insert(id, line);
        Ok(())
    }

    /// Closes a session and waits for it.
    ///
    /// # Errors
    /// It is not closed in time.
    pub(super) async fn close(&mut self, session: &str) -> Result<(), String> {
        self.ask(Line::new("close").with("session", session))
            .await
            .map(drop)
    }

    /// Whether a session was closed.
    pub(super) fn is_closed(&self, session: &str) -> bool {
        self.closed.iter().any(|closed| closed == session)
    }

    /// Lets it end, and checks what can be checked only then.
    ///
    /// # Errors
    /// It does not end, or not well; something was not replied to; a secret was said.
    pub(super) async fn quit(&mut self) -> Result<(), String> {
        self.write(&Line::new("quit")).await?;
        let until = Instant::now() + PATIENCE;
        while let Some(line) = self
            .next_line(until)
            .await
            .map_err(|why| format!("it was to quit: {why}"))?
        {
            self.sort(line)?;
        }
        let ended = timeout_at(until, self.child.wait()).await;
        let status = ended
            .map_err(|_| "it does not end after `quit`")?
            .map_err(|error| error.to_string())?;
        if !status.success() {
            return Err(format!("it ended with {status}"));
        }
        if let Some((id, request)) = self
            .requests
            .iter()
            .find(|(id, _)| !self.replies.contains_key(id))
        {
            return Err(format!("{request} (id {id}) was never replied to"));
        }
        self.no_secrets()
    }

    fn no_secrets(&self) -> Result<(), String> {
        for secret in &self.secrets {
            let forms = laws::forms(secret);
            let told = |text: &&String| forms.iter().any(|form| text.contains(form));
            if let Some(text) = self.said.iter().find(told) {
                let word = text.split('\t').next().unwrap_or_default();
                return Err(format!("a secret was said, in a line `{word}`"));
            }
        }
        Ok(())
    }

    fn note(&mut self, direction: char, text: &str) {
        if self.exchange.len() == SHOWN_LINES {
            self.exchange.pop_front();
        }
        let parts = text
            .split('\t')
            .map(|part| match part.char_indices().nth(SHOWN_CHARS) {
                Some((end, _)) => format!("{}…", part.get(..end).unwrap_or_default()),
                None => part.to_owned(),
            });
        let parts: Vec<String> = parts.collect();
        self.exchange
            .push_back(format!("{direction} {}", parts.join("  ")));
    }

    /// How it has ended, if it has: by its output, which ends a moment before itself.
    async fn last_status(&mut self) -> Option<ExitStatus> {
        if !self.lines.is_closed() {
            return None;
        }
        let ended = tokio::time::timeout(LAST_WORDS, self.child.wait()).await;
        ended.ok()?.ok()
    }

    /// The last lines of the exchange and of standard error, without secrets, after ending the process.
    pub(super) async fn exchange(&mut self) -> String {
        let ended = match self.last_status().await {
            Some(status) => format!("it has ended with {status}\n"),
            None => String::new(),
        };
        // What it has still to say for itself comes until its end.
        if self.child.start_kill().is_ok() {
            let _ = tokio::time::timeout(LAST_WORDS, self.child.wait()).await;
        }
        let _ = tokio::time::timeout(LAST_WORDS, &mut self.keeping).await;
        let mut text = format!("{ended}the last lines:");
        for line in &self.exchange {
            text.push_str("\n  ");
            text.push_str(line);
        }
        let stderr = self.stderr.lock();
        let stderr = String::from_utf8_lossy(&stderr);
        let lines: Vec<&str> = stderr.lines().collect();
        if !lines.is_empty() {
            text.push_str("\nthe end of its standard error:");
            for line in lines.iter().skip(lines.len().saturating_sub(SHOWN_LINES)) {
                text.push_str("\n  ");
                text.extend(line.chars().take(4 * SHOWN_CHARS));
            }
        }
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), "***");
        }
        text
    }
}

fn id_of(line: &Line) -> Option<u64> {
    line.get("id")?.parse().ok()
}

async fn read_lines(stdout: impl AsyncRead + Unpin, sender: mpsc::UnboundedSender<Result<String, String>>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut bytes = Vec::new();
        let read = (&mut stdout).take(MAX_LINE).read_until(b'\n', &mut bytes).await;
        let line = match (read, bytes.pop()) {
            (Ok(_), None) => return,
            (Ok(_), Some(b'\n')) => String::from_utf8(bytes).map_err(|_| "a line is not UTF-8".to_owned()),
            (Ok(_), Some(_)) => Err("a line has no end".to_owned()),
            (Err(error), _) => Err(format!("its output cannot be read: {error}")),
        };
        let over = line.is_err();
        if sender.send(line).is_err() || over {
            return;
        }
    }
}

/// Keeps the end of what comes.
async fn keep(mut stderr: impl AsyncRead + Unpin, kept: Arc<Mutex<Vec<u8>>>) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
        let mut kept = kept.lock();
        kept.extend_from_slice(buffer.get(..count).unwrap_or_default());
        let beyond = kept.len().saturating_sub(64 << 10);
        kept.drain(..beyond);
    }
}
