//! The loop between the terminal, the watch and the board.

use std::time::{Duration, Instant};

use crossterm::event::{Event, EventStream, KeyCode, KeyEventKind, KeyModifiers};
use futures_util::StreamExt as _;
use wellclient::{Language, Watch};

use super::board::{Board, Now};
use super::opening::{End, Opening, Trouble};
use super::view;
use crate::failure::Failure;
use crate::language::pick;
use crate::screen::Screen;
use crate::screen::theme::Theme;
use crate::signals::Signals;

/// Clocks go on.
const TICK: Duration = Duration::from_millis(250);

/// Shows the wallboard until it is ended. Nobody is logged in, so it ends at once.
pub(super) async fn run(watch: Watch, language: Language) -> Result<End, Failure> {
    let mut signals = Signals::new()?;
    // Before it is opened, so that nothing is missed.
    let mut events = watch.events();
    let theme = Theme::of_environment();
    let instead = pick(
        "as a page: --listen 127.0.0.1:8090",
        "网页形式：--listen 127.0.0.1:8090",
    );
    let mut screen = Screen::take("wellclient", false, instead)?;
    let began = Instant::now();
    let mut board = Board::new(language, Now::since(began));
    let mut opening = Opening::new(&watch);
    let mut keys = EventStream::new();
    let mut tick = tokio::time::interval(TICK);
    let mut end = None;
    loop {
        board.are(watch.snapshots(), watch.link(), Now::since(began));
        let mut page = None;
        screen
            .draw(|frame| page = view::draw(&board, theme, frame.area(), frame.buffer_mut()))
            .map_err(Failure::from)?;
        tokio::select! {
            biased;
            () = signals.next() => break,
            opened = opening.next() => match opened {
                Ok(()) => {
                    board.opening = false;
                    board.trouble = None;
                }
                Err(Trouble::TriedAgain(error)) => board.trouble = Some(error.sentence(board.language)),
                Err(Trouble::Refused(refused)) => {
                    end = Some(refused);
                    break;
                }
            },
            key = keys.next() => match key {
                Some(Ok(event)) => if is_end(&event, &mut board, page) { break },
                _ => break,
            },
            notice = events.next() => match notice {
                Some(notice) => {
                    board.take(&notice, Now::since(began));
                    // What has come meanwhile belongs on the same picture.
                    while let Some(notice) = events.try_next() {
                        board.take(&notice, Now::since(began));
                    }
                }
                None => break,
            },
            _ = tick.tick() => {}
        }
    }
    let end = end.unwrap_or_else(|| opening.told());
    drop(opening);
    drop(screen);
    watch.close().await;
    Ok(end)
}

/// Does what a key says; whether it says that this is the end.
fn is_end(event: &Event, board: &mut Board, page: Option<(usize, usize)>) -> bool {
    let Event::Key(key) = event else { return false };
    if key.kind == KeyEventKind::Release {
        return false;
    }
    match key.code {
        KeyCode::Char('c') => return key.modifiers.contains(KeyModifiers::CONTROL),
        KeyCode::Char('q') => return true,
        KeyCode::Up | KeyCode::PageUp | KeyCode::Down | KeyCode::PageDown => {
            let forward = matches!(key.code, KeyCode::Down | KeyCode::PageDown);
            if let Some(page) = page {
                board.turn(forward, page);
            }
        }
        KeyCode::F(2) => {
            board.language = match board.language {
                Language::En => Language::Zh,
                Language::Zh => Language::En,
            };
        }
        _ => {}
    }
    false
}
