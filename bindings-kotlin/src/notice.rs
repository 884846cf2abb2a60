//! What a session tells, in order: pulled from a stream, or told to a listener.

use std::sync::Arc;

use client::{Events, Notice as Core};
use tokio::sync::{Mutex, watch};
use wellclient_foreign::lock::RwLock;
use wellclient_foreign::{Attachment, Host, Told, woken_aside};

use crate::error::CallbackError;
use crate::event::Event;
use crate::number::signed;
use crate::snapshot::Snapshot;
use crate::vocabulary::LogKind;

/// A log line (the manual's `onLog`, 3.4). No secrets are in it.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct LogLine {
    /// What it is about.
    pub kind: LogKind,
    /// What it says.
    pub content: String,
}

/// What a session tells.
#[derive(Clone, PartialEq, Debug, uniffi::Enum)]
#[expect(
    clippy::large_enum_variant,
    reason = "it goes over the border at once, which no box does"
)]
pub enum Notice {
    /// Something has happened.
    Happened {
        /// What.
        event: Event,
    },
    /// A log line.
    Logged {
        /// It.
        line: LogLine,
    },
    /// The reader was too slow and has missed some; this is the state now, and what comes next comes after it.
    Lagged {
        /// How many were missed.
        missed: i64,
        /// The state as of now.
        snapshot: Snapshot,
    },
}

/// `None` for what concerns commands, which are told by their own futures.
pub(crate) fn notice(core: Core) -> Option<Notice> {
    Some(match core {
        Core::Event(event) => Notice::Happened {
            event: Event::from(&*event),
        },
        Core::Log(line) => Notice::Logged {
            line: LogLine {
                kind: line.kind.into(),
                content: line.content,
            },
        },
        Core::Lagged { missed, snapshot } => Notice::Lagged {
            missed: signed(missed),
            snapshot: (*snapshot).into(),
        },
        _ => return None,
    })
}

/// What a session tells from now on, in order, each notice once, whoever takes it. Ends when the session is closed.
#[derive(Debug, uniffi::Object)]
pub struct EventStream {
    events: Mutex<Events>,
    ended: watch::Sender<bool>,
    host: Arc<Host>,
}

impl EventStream {
    pub(crate) fn new(host: Arc<Host>, events: Events) -> Self {
        Self {
            events: Mutex::new(events),
            ended: watch::Sender::new(false),
            host,
        }
    }
}

#[uniffi::export]
impl EventStream {
    /// The next notice; none when the session is closed and all is taken, or the stream was ended.
    pub async fn next(&self) -> Option<Notice> {
        let mut ended = self.ended.subscribe();
        let next = async {
            loop {
                let told = self.events.lock().await.next().await?;
                if let Some(notice) = notice(told) {
                    return Some(notice);
                }
            }
        };
        let next_or_end = async {
            tokio::select! {
                biased;
                _ = ended.wait_for(|ended| *ended) => None,
                next = next => next,
            }
        };
        woken_aside(self.host.handle(), next_or_end).await
    }

    /// Ends the stream for those who wait for its next notice: for a language that cannot cancel their waiting.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }
}

/// Is told what happens, on the client's one thread for that: a slow listener holds up the others, never the network.
/// It may call everything but what blocks.
#[uniffi::export(callback_interface)]
pub trait NoticeListener: Send + Sync {
    /// The next notice. What it throws goes to the diagnostics.
    fn told(&self, notice: Notice) -> Result<(), CallbackError>;

    /// The session is closed and all is told; nothing comes after this.
    fn ended(&self) -> Result<(), CallbackError>;
}

type Listening = Arc<RwLock<Option<Arc<dyn NoticeListener>>>>;

/// A listener's subscription. It goes on until it is cancelled or the session is closed, also when this is let go of.
#[derive(uniffi::Object)]
pub struct Subscription {
    listening: Listening,
    attachment: Attachment,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

#[uniffi::export]
impl Subscription {
    /// Calls no more. A call that has begun on the listeners' thread goes on to its end.
    pub fn cancel(&self) {
        self.attachment.detach();
        let listener = self.listening.write().take();
        // Outside of the lock: what is dropped is the program's.
        drop(listener);
    }
}

pub(crate) fn listen(host: &Host, events: Events, listener: Box<dyn NoticeListener>) -> Subscription {
    let listening: Listening = Arc::new(RwLock::new(Some(Arc::from(listener))));
    let heard = Arc::clone(&listening);
    let attachment = host.dispatcher().attach(events, move |told| {
        let listening = &heard;
        let listener = listening.read().clone();
        let Some(listener) = listener else { return };
        let told = match told {
            Told::Notice(told) => match notice(told) {
                Some(Notice::Lagged { missed, snapshot }) => {
                    // Also for who does not look at it.
                    tracing::warn!("a listener was too slow: {missed} events or log lines were missed");
                    listener.told(Notice::Lagged { missed, snapshot })
                }
                Some(notice) => listener.told(notice),
                None => Ok(()),
            },
            Told::End => {
                drop(listening.write().take());
                listener.ended()
            }
        };
        if let Err(thrown) = told {
            tracing::error!("a listener has thrown: {thrown}");
        }
    });
    Subscription {
        listening,
        attachment,
    }
}
