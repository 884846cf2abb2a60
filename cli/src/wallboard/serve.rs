//! The loop between the watch, the board and the pages that show it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use wellclient::{Language, Watch};
use wellclient_simulator::{Token, guarded};

use super::board::{Board, Now};
use super::opening::{End, Opening, Trouble};
use super::page::{Pages, picture};
use crate::failure::Failure;
use crate::language::{pick, say};
use crate::print::{BOLD, DIM, Out};
use crate::said::Said;
use crate::signals::Signals;
use crate::web::{address, for_others, new_token};

/// A picture comes so often at most.
const PULSE: Duration = Duration::from_millis(250);

/// Serves the wallboard until it is ended.
pub(super) async fn run(watch: Watch, listen: SocketAddr) -> Result<End, Failure> {
    let mut signals = Signals::new()?;
    // Before it is opened, so that nothing is missed.
    let mut events = watch.events();
    let cannot = |error| {
        Failure::Failed(say!(
            "cannot listen on {listen}: {error}",
            "无法在 {listen} 监听：{error}"
        ))
    };
    let listener = TcpListener::bind(listen).await.map_err(cannot)?;
    let addr = listener.local_addr().map_err(cannot)?;
    let token = (!addr.ip().is_loopback()).then(new_token).transpose()?;
    let pages = Pages::new();
    let routes = guarded(pages.clone().routes(), addr, token.as_deref().map(Token::new));
    // It ends with the program: a page that is open has no end of its own.
    let serving = tokio::spawn(axum::serve(listener, routes).into_future());
    let mut out = Out::new();
    let here = address(addr, token.as_deref());
    let open = say!("Open {here} in a browser", "请在浏览器中打开 {here} ");
    out.line(&format!("{BOLD}{open}{BOLD:#}"))?;
    if let Some(others) = for_others(addr, token.as_deref()) {
        out.line(&others)?;
    }
    out.line(&format!(
        "{DIM}{}{DIM:#}",
        pick("Ctrl-C ends it.", "按 Ctrl-C 结束。")
    ))?;
    let began = Instant::now();
    let mut board = Board::new(Language::En, Now::since(began));
    let mut trouble = None;
    let mut opening = Opening::new(&watch);
    let mut end = None;
    let mut pulse = tokio::time::interval(PULSE);
    loop {
        tokio::select! {
            biased;
            () = signals.next() => break,
            opened = opening.next() => match opened {
                Ok(()) => {
                    board.opening = false;
                    trouble = None;
                }
                Err(Trouble::TriedAgain(error)) => {
                    trouble = Some(Said::of(|language| error.sentence(language)));
                }
                Err(Trouble::Refused(refused)) => {
                    end = Some(refused);
                    break;
                }
            },
            notice = events.next() => match notice {
                Some(notice) => board.take(&notice, Now::since(began)),
                None => break,
            },
            _ = pulse.tick() => {
                board.are(watch.snapshots(), watch.link(), Now::since(began));
                pages.show(&picture(&board, trouble.as_ref()));
            }
        }
    }
    let end = end.unwrap_or_else(|| opening.told());
    drop(opening);
    serving.abort();
    watch.close().await;
    Ok(end)
}
