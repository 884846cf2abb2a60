//! What a watch is asked.

use wellclient::{AgentId, Client, SessionConfig, Success, Watch, WatchAccount};
use wellclient_tests::conformance::Line;

use crate::ends::{listed, outcome};
use crate::questions::with_snapshot;
use crate::request::{self, Failure, part};

pub(crate) fn open(client: &Client, config: SessionConfig, line: &Line) -> Result<Watch, Failure> {
    let account = WatchAccount::new(
        part(line, "jobNumber")?,
        part(line, "password")?.to_owned(),
        part(line, "domain")?,
    );
    let agents = (0..).map_while(|number| line.get(&format!("agents.{number}")));
    Ok(client.watch(config, account, agents)?)
}

/// Gives a command, and waits for its end.
pub(crate) async fn run(watch: &Watch, line: &Line) -> Result<Line, Failure> {
    let settled = Line::new("settled").with("id", part(line, "id")?);
    let done = match part(line, "verb")? {
        "watch" => watch.open().await,
        _ => watch.follow(part(line, "agentId")?).await,
    };
    Ok(match done {
        Ok(()) => settled.with("outcome", "confirmed"),
        Err(error) => outcome(settled, Err::<Success, _>(error)),
    })
}

pub(crate) fn answer(watch: &Watch, line: &Line) -> Result<Line, Failure> {
    let answer = request::answer(line);
    Ok(match line.word() {
        "unfollow" => {
            watch.unfollow(part(line, "agentId")?);
            answer
        }
        "watched" => listed(answer, "agents", watch.agents().iter().map(AgentId::as_str)),
        _ => {
            let snapshot = watch.snapshot(part(line, "agentId")?);
            with_snapshot(answer, &snapshot.ok_or("not watched")?)
        }
    })
}
