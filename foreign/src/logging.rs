//! The library's diagnostics (`tracing`) in a program's own log.

use std::cell::Cell;
use std::fmt::Write as _;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::dispatcher::inside_callback;
use crate::lock::RwLock;

/// One line of diagnostics. No secrets are in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// How grave it is.
    pub level: Level,
    /// Which part of the library speaks: `wellclient::event`.
    pub target: String,
    /// What it says, with its fields.
    pub message: String,
}

thread_local! {
    static TELLING: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, this thread is inside a sink; it ends with a panic, too.
struct Telling;

impl Telling {
    fn begin() -> Self {
        TELLING.set(true);
        Self
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        TELLING.set(false);
    }
}

/// Whether this thread is inside a sink. It may hold a session's lock then, so nothing may be asked of one.
pub fn in_sink() -> bool {
    TELLING.try_with(Cell::get).unwrap_or(false)
}

type Sink = Arc<dyn Fn(&Line) + Send + Sync>;

/// Where lines go, and from which level on.
static SINK: RwLock<Option<(Level, Sink)>> = RwLock::new(None);

/// Some other part of the program takes the diagnostics already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the diagnostics are taken by another subscriber of `tracing`")]
pub struct Taken;

/// From now on gives lines as grave as `level`, or graver, to `sink`: on the thread that they arise on, perhaps under a session's
/// lock, so it must be quick and ask nothing of the library. What arises inside of it is not told.
/// There is one sink for a process; the one before is dropped, once its last call has returned.
///
/// # Errors
/// [`Taken`].
pub fn set(level: Level, sink: impl Fn(&Line) + Send + Sync + 'static) -> Result<(), Taken> {
    install()?;
    replace(Some((level, Arc::new(sink))));
    Ok(())
}

/// Gives lines to nobody any more.
pub fn unset() {
    replace(None);
}

fn replace(with: Option<(Level, Sink)>) {
    let old = std::mem::replace(&mut *SINK.write(), with);
    // Outside of the lock: what is dropped is the program's.
    drop(old);
    tracing::callsite::rebuild_interest_cache();
}

fn install() -> Result<(), Taken> {
    static INSTALLED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    let installed = INSTALLED.get_or_init(|| tracing::subscriber::set_global_default(Forwarder).is_ok());
    if *installed { Ok(()) } else { Err(Taken) }
}

fn sink() -> Option<(Level, Sink)> {
    SINK.read().clone()
}

/// Hands events to the sink; spans are none of its business.
struct Forwarder;

impl Subscriber for Forwarder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && sink().is_some_and(|(level, _)| *metadata.level() <= level)
    }

    fn register_callsite(&self, _: &'static Metadata<'static>) -> tracing::subscriber::Interest {
        // The level can change.
        tracing::subscriber::Interest::sometimes()
    }

    fn event(&self, event: &Event<'_>) {
        let Some((_, sink)) = sink().filter(|_| !in_sink()) else {
            return;
        };
        let mut text = Text(String::new());
        event.record(&mut text);
        let line = Line {
            level: *event.metadata().level(),
            target: event.metadata().target().to_owned(),
            message: text.0,
        };
        let _telling = Telling::begin();
        inside_callback(|| sink(&line));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The message, and behind it the fields.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing into a text does not fail.
        let _ = if field.name() == "message" {
            let fields = std::mem::take(&mut self.0);
            write!(self.0, "{value:?}{fields}")
        } else {
            write!(self.0, " {}={value:?}", field.name())
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}
