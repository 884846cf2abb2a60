//! `wellclient demo`: a working day of two agents and a supervisor, against the simulator, over real sockets.

mod board;
mod calls;
mod desk;
mod stage;
mod supervision;
mod tell;
mod trouble;
mod wallboard;
mod words;

use std::time::Duration;

use crate::failure::Failure;
use crate::language::{Asked, pick};
use stage::Stage;

/// How the demo is to be shown.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  wellclient demo                     the day as a timeline, about ten seconds
  wellclient demo --speed 0.3         slowly, to read along
  wellclient demo --lang zh           in Chinese
  wellclient demo --json | jq -c 'select(.type==\"claim\")'
                                      what was claimed, and whether it was so

Exit code 0 only if everything that the demo claims has happened.")]
pub(crate) struct Args {
    #[command(flatten)]
    language: Asked,
    /// Print JSON lines, which are in English: chapter, action, outcome, event, claim, summary
    #[arg(long)]
    json: bool,
    /// Seed of the simulator's call ids and of all delays by chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How fast: 2 pauses half as long between the steps, 0.5 twice as long
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if (0.01..=1000.0).contains(&speed) => Ok(speed),
        _ => Err(pick("a number from 0.01 to 1000", "应为 0.01 到 1000 之间的数").to_owned()),
    }
}

/// Between two steps, for the eye.
const PAUSE: Duration = Duration::from_millis(80);

/// Plays the day.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    args.language.speak();
    let pause = PAUSE.div_f64(args.speed);
    let mut stage = Stage::set(args.json, args.seed, pause).await?;
    let played = play(&mut stage).await;
    // Also after a failure, so that what it was is seen at the end.
    let summed = stage.finish(played.is_ok()).await;
    played.and(summed)
}

async fn play(stage: &mut Stage) -> Result<(), Failure> {
    calls::sign_on(stage).await?;
    calls::outside_call(stage).await?;
    calls::consult_and_transfer(stage).await?;
    calls::conference(stage).await?;
    calls::wait_return(stage).await?;
    calls::call_data(stage).await?;
    supervision::supervise(stage).await?;
    wallboard::wallboard(stage).await?;
    calls::recording(stage).await?;
    trouble::refusals(stage).await?;
    trouble::bad_network(stage).await?;
    trouble::lost_event(stage).await?;
    trouble::cut_line(stage).await?;
    calls::sign_off(stage).await
}
