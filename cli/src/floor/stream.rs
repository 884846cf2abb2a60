//! A page's ear: everything at first, then what changes.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::{Value, json};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::board::{Board, Message};
use super::lookout::unix_ms;
use crate::web::live;

struct Ear {
    board: Arc<Board>,
    waiting: VecDeque<Message>,
    live: Receiver<Message>,
}

/// All messages to one page.
pub(super) fn stream(board: Arc<Board>) -> impl Stream<Item = String> + Send + 'static {
    unfold(Ear::new(board), async |mut ear| {
        let message = ear.next().await?;
        Some((live::message(message.kind, &message.data), ear))
    })
}

impl Ear {
    fn new(board: Arc<Board>) -> Self {
        let (mut all, live) = board.enter();
        // What the page has from before is not so any more.
        let now = json!({ "now": unix_ms() });
        all.insert(0, message("whole", &now));
        all.push(message("ready", &now));
        Self {
            board,
            waiting: all.into(),
            live,
        }
    }

    async fn next(&mut self) -> Option<Message> {
        if let Some(message) = self.waiting.pop_front() {
            return Some(message);
        }
        match self.live.recv().await {
            Ok(message) => Some(message),
            Err(RecvError::Lagged(_)) => {
                *self = Self::new(self.board.clone());
                self.waiting.pop_front()
            }
            Err(RecvError::Closed) => None,
        }
    }
}

fn message(kind: &'static str, data: &Value) -> Message {
    Message {
        kind,
        data: data.to_string().into(),
    }
}
