//! Login mode `ask`: where the agent is logged in already, somebody decides.

use std::io::{BufReader, IsTerminal as _};

use serde_json::json;
use tokio::sync::{mpsc, oneshot};
use wellclient::{Language, Rejection};

use crate::failure::Failure;
use crate::language::{pick, say, spoken};
use crate::lines::{self, Line};
use crate::print::{Out, clean, tell};

/// A log-in that waits for a decision.
pub(super) struct Question {
    pub(super) rejection: Rejection,
    pub(super) answer: oneshot::Sender<bool>,
}

/// Passes a question on, and waits for its answer; unanswered it is no.
pub(super) async fn pass_on(questions: mpsc::UnboundedSender<Question>, rejection: Rejection) -> bool {
    let (answer, answered) = oneshot::channel();
    match questions.send(Question { rejection, answer }) {
        Ok(()) => answered.await.unwrap_or(false),
        Err(_) => false,
    }
}

/// Asks whoever writes to standard input: `{"verb":"answerAsk","force":true}` decides.
pub(super) fn ask_program(question: &Question, out: &mut Out) -> Result<(), Failure> {
    let rejection = &question.rejection;
    out.json(&json!({
        "type": "ask",
        "status": rejection.status,
        "deviceId": rejection.device,
        "en": rejection.sentence(Language::En),
        "zh": rejection.sentence(Language::Zh),
        "answer": { "verb": "answerAsk", "force": true },
    }))
}

/// Asks whoever types commands.
pub(super) fn ask_typist(question: &Question) {
    let why = clean(&question.rejection.sentence(spoken()));
    tell(&say!(
        "{why} Type answerAsk true to force the log-in, answerAsk false to leave it.",
        "{why}输入 answerAsk true 强制登录，answerAsk false 放弃。"
    ));
}

/// Asks at the terminal.
pub(super) fn ask_person(question: Question) {
    let Question { rejection, answer } = question;
    if !std::io::stdin().is_terminal() {
        tell(pick(
            "There is no terminal to ask at whether to force the log-in, so it fails.",
            "没有终端可以询问是否强制登录，登录失败。",
        ));
        // Nobody waits any more if the session has been closed.
        let _ = answer.send(false);
        return;
    }
    let why = clean(&rejection.sentence(spoken()));
    tell(&say!(
        "{why} Force the log-in? [y/N] ",
        "{why}是否强制登录？[y/N] "
    ));
    // A read of the terminal cannot be given up, so it gets a thread of its own.
    std::thread::spawn(move || {
        let line = lines::next(&mut BufReader::new(std::io::stdin()));
        let yes = matches!(line, Ok(Some(Line::Text(line))) if matches!(line.trim(), "y" | "Y" | "yes" | "Yes" | "是"));
        let _ = answer.send(yes);
    });
}
