//! `wellclient tail`: an agent logged in, followed, and with `--stdin` commanded.

mod ask;
mod completion;
mod follow;
mod input;
mod login;
mod requests;
mod typing;
mod words;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use follow::How;
use login::Again;
use wellclient::{AgentModeRequest, LoginMode, LoginRequest, SessionConfig, SessionOptions};

use crate::failure::Failure;
use crate::language::{Asked, say};
use crate::link::{Attempts, Link};
use crate::moments::Moments;
use crate::password;
use crate::print::tell;
use crate::runtime::on_runtime;
use crate::server::{Server, identity};

/// Who is to be logged in, where, and what is to be printed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
The password comes from --password-file, from the environment variable WELLCLIENT_PASSWORD, or from \
the terminal. It is never an argument.

Ctrl-C, and with --stdin its end or quit, logs out. While a call is up the first one ends when it is \
over, a second Ctrl-C (or quit) hangs up, and a third ends at once and logs nobody out.

Examples:
  wellclient tail --env http://127.0.0.1:8080 --agent 5001@test.cc --ext 8001 --ready
  wellclient tail --env CMB-PRO --agent 5001 --ext 8001 --json | jq .event.eventName
  wellclient tail … --stdin           one command a line, in words, as help lists them (Tab completes):
      call 8007
      hold C1
  wellclient tail … --stdin           or as JSON, with the manual's argument names:
      {\"verb\":\"makeCall\",\"phoneNumber\":\"8007\",\"id\":1}
      {\"verb\":\"dropConnection\"}
    also snapshot, getCallMemory, getLog, metrics, quit; in mode ask {\"verb\":\"answerAsk\",\"force\":true}
    JSON is answered by a JSON line that repeats its id: outcome (confirmed, alreadySo, rejected or \
    unknown), evidence, reply, error, status, and a sentence in English and Chinese. Words are \
    answered in words, and with --json by JSON.")]
pub(crate) struct Args {
    #[command(flatten)]
    server: Server,
    /// The agent
    #[arg(long, value_name = "5001@test.cc")]
    agent: String,
    /// The extension
    #[arg(long, value_name = "8001")]
    ext: String,
    /// What to do if the agent is logged in already: log out there, fail, or ask
    #[arg(
        long,
        value_enum,
        value_name = "force|stop|ask",
        default_value_t,
        hide_possible_values = true
    )]
    mode: Mode,
    /// Be ready for calls after logging in
    #[arg(long)]
    ready: bool,
    /// Print JSON lines, which are in English
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    language: Asked,
    /// Take commands from standard input
    #[arg(long)]
    stdin: bool,
    /// Read the password from the first line of this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Keep trying: a server that is not there yet, and an event channel that is lost
    #[arg(long)]
    reconnect: bool,
    #[command(flatten)]
    attempts: Attempts,
    /// Leave incoming calls ringing
    #[arg(long)]
    no_auto_answer: bool,
    /// Record the session in this file, to be replayed; without secrets. A file with something in it stays as it is
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Print each STOMP frame
    #[arg(long)]
    log_frames: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum Mode {
    #[default]
    Force,
    Stop,
    Ask,
}

/// Logs in, prints, and logs out.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    args.language.speak();
    let environment = args.server.environment()?;
    let (agent, device) = identity(&args.agent, &args.ext, &environment)?;
    let mut config = SessionConfig::new(environment).with_dialect(args.server.way.dialect);
    config.settings.auto_answer &= !args.no_auto_answer;
    if let Some(policy) = args.attempts.or(None) {
        config.reconnect = policy;
    }
    config.settings.use_ws_log = args.log_frames;
    // Each would be an error line, too.
    config.settings.use_error_alert = false;
    // Before anybody types a password for nothing.
    let journal = args.journal.as_deref().map(create_journal).transpose()?;
    let given = password::without_asking(args.password_file.as_deref())?;
    let again = Again {
        unreachable: args.reconnect,
        password: given.is_none(),
    };
    let password = match given {
        Some(password) => password,
        None => password::require(None, agent.as_str())?,
    };
    let login = LoginRequest {
        login_mode: match args.mode {
            Mode::Force => LoginMode::Force,
            Mode::Stop => LoginMode::Stop,
            Mode::Ask => LoginMode::Ask,
        },
        agent_mode: if args.ready {
            AgentModeRequest::Ready
        } else {
            AgentModeRequest::NotReady
        },
        ..LoginRequest::new(agent.job_number(), password, agent.domain(), device.number())
    };
    // Programs are told no state beside the events.
    let (journal, moments) = match args.json {
        true => (journal, None),
        false => {
            let (sink, moments) = Moments::new(journal);
            (Some(sink), Some(moments))
        }
    };
    let options = SessionOptions {
        logout_on_close: true,
        journal,
        ..SessionOptions::default()
    };
    on_runtime(async {
        let client = args.server.client()?;
        let link = Link::new(&config.reconnect, config.timing.stable);
        let session = client.session_with(config, options).map_err(Failure::failed)?;
        let how = How {
            json: args.json,
            stdin: args.stdin,
            again,
        };
        follow::follow(session, login, how, (link, moments)).await
    })
}

fn create_journal(path: &Path) -> Result<Box<dyn Write + Send>, Failure> {
    let file = wellclient::create_journal(path).map_err(|error| {
        let shown = path.display();
        match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::Failed(say!(
                "--journal: {shown} holds something already, which stays; give another file",
                "--journal：{shown} 中已有内容，不会覆盖；请换一个文件"
            )),
            io::ErrorKind::ResourceBusy => Failure::Failed(say!(
                "--journal: another session writes its journal to {shown}; give another file",
                "--journal：{shown} 正由另一个会话写入；请换一个文件"
            )),
            _ => Failure::unwritable(shown, error),
        }
    })?;
    let path = path.to_owned();
    Ok(Box::new(Journal { file, path }))
}

/// A journal that says when it ends too early.
struct Journal {
    file: File,
    path: PathBuf,
}

impl Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| {
            // It is tried again then.
            if error.kind() != io::ErrorKind::Interrupted {
                let path = self.path.display();
                tell(&say!(
                    "{path} cannot be written: {error}; the journal ends here",
                    "无法写入 {path}：{error}；日志到此为止"
                ));
            }
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
