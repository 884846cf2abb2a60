//! The log-in, tried again where that can help: a password that was mistyped at the terminal, and with `--reconnect` a server
//! that cannot be reached yet.

use std::time::Duration;

use tokio::sync::mpsc;
use wellclient::{CommandError, Error, LoginRequest, Reason, Session, Success};

use super::ask::{self, Question};
use crate::language::{say, spoken};
use crate::password::{self, TIMES};
use crate::print::{clean, tell};

/// What may be tried again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Again {
    /// A server that cannot be reached.
    pub(super) unreachable: bool,
    /// A password that was typed.
    pub(super) password: bool,
}

/// Between two attempts to reach a server: at first, and at most.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// Logs in; what comes of the last attempt.
pub(super) async fn log_in(
    session: Session,
    mut request: LoginRequest,
    again: Again,
    questions: mpsc::UnboundedSender<Question>,
) -> Result<Success, Error> {
    let mut passwords = 1;
    let mut attempts = 1;
    let mut pause = FIRST;
    loop {
        let questions = questions.clone();
        let decide = move |rejection| ask::pass_on(questions, rejection);
        let error = match session.agent_login_asking(request.clone(), decide).await {
            Ok(success) => return Ok(success),
            Err(error) => error,
        };
        let Error::Rejected(why) = &error else {
            return Err(error);
        };
        match why {
            CommandError::Rejected(rejection)
                if rejection.reason == Reason::WrongCredentials && again.password && passwords < TIMES =>
            {
                tell(&clean(&error.sentence(spoken())));
                passwords += 1;
                let who = format!("{}@{}", request.job_number, request.domain);
                match password::ask_beside(who).await {
                    Some(password) => request.password = password,
                    None => return Err(error),
                }
            }
            CommandError::Unreachable(_) | CommandError::NoEventChannel(_) if again.unreachable => {
                attempts += 1;
                let (why, seconds) = (clean(&error.sentence(spoken())), pause.as_secs());
                // The sentence goes on.
                let why = why.trim_end_matches(['.', '。']);
                tell(&say!(
                    "{why}; attempt {attempts} in {seconds} s",
                    "{why}；{seconds} 秒后第 {attempts} 次尝试"
                ));
                tokio::time::sleep(pause).await;
                pause = LONGEST.min(pause * 2);
            }
            _ => return Err(error),
        }
    }
}
