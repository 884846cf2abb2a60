//! The loop between the terminal and the app.

use std::time::{Duration, Instant};

use crossterm::event::{Event, EventStream, KeyEventKind, MouseEventKind};
use futures_util::StreamExt as _;
use tokio::time::MissedTickBehavior;
use wellclient::{AgentId, Language, Session, SessionEnd};

use super::app::{App, Input, Now};
use super::demo::Demo;
use super::engine::{Engine, Next, Plan};
use super::leaving::Leaving;
use super::login::Known;
use super::view::{self, Drawn};
use super::words::Word;
use crate::failure::Failure;
use crate::language::pick;
use crate::link::Link;
use crate::screen::theme::Theme;
use crate::screen::{self, Screen};
use crate::signals::{Quit, Signals};

/// Clocks go on, and a terminal that is gone is noticed.
const TICK: Duration = Duration::from_millis(200);

/// What comes closer together than this was meant once.
const ONE_WISH: Duration = Duration::from_secs(1);

/// How it is to look.
pub(crate) struct Look {
    pub(crate) language: Language,
    pub(crate) mouse: bool,
}

/// Shows the softphone until the agent leaves.
pub(crate) async fn run(
    plan: Plan,
    demo: Option<Demo>,
    known: Known,
    team: Vec<AgentId>,
    look: Look,
) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let mut quit = Quit::new()?;
    let instead = pick(
        "for scripts there is `wellclient tail`",
        "脚本请用 `wellclient tail`",
    );
    let screen = Screen::take("wellclient", look.mouse, instead)?;
    let link = Link::new(&plan.reconnect(), Plan::stable());
    let began = Instant::now();
    let mut app = App::new(look.language, &known, link, team, now(began));
    app.demo = demo.is_some();
    let mut window = Window {
        app,
        engine: Engine::new(plan, demo)?,
        screen: Some(screen),
        theme: Theme::of_environment(),
        drawn: Drawn::default(),
        began,
        gone_since: None,
        signal_at: None,
        closing: None,
    };
    if known.is_all() && !window.app.demo {
        window.app.log_in();
        window.take(Input::Tick);
    }
    let ended = window.until_the_end(&mut signals, &mut quit).await;
    drop(window.screen);
    if ended.is_err() && window.app.is_in_a_call() {
        // A session that is dropped would log out.
        std::mem::forget(window.engine);
    } else if let Some(demo) = window.engine.demo.take() {
        demo.end().await;
    }
    ended
}

fn now(began: Instant) -> Now {
    Now {
        monotonic: began.elapsed(),
        clock: jiff::Zoned::now().time(),
    }
}

/// All that is there while it runs.
struct Window {
    app: App,
    engine: Engine,
    /// `None` when the terminal is gone.
    screen: Option<Screen>,
    theme: Theme,
    drawn: Drawn,
    began: Instant,
    gone_since: Option<Instant>,
    signal_at: Option<Instant>,
    /// The session that is being closed.
    closing: Option<tokio::task::JoinHandle<()>>,
}

impl Window {
    async fn until_the_end(&mut self, signals: &mut Signals, quit: &mut Quit) -> Result<(), Failure> {
        let mut keys = Some(EventStream::new());
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.draw();
            if self.screen.is_none() {
                keys = None;
            }
            let mut next = tokio::select! {
                biased;
                () = quit.next() => Next::Leave,
                () = signals.next() => self.signal(),
                closed = closed(&mut self.closing) => return closed.and_then(|()| self.is_logged_out()),
                key = next_key(&mut keys) => match key {
                    Some(event) => self.terminal(&event),
                    None => {
                        keys = None;
                        self.terminal_is_gone();
                        Next::GoOn
                    }
                },
                input = self.engine.next() => self.told(input),
                _ = tick.tick() => self.tick(),
            };
            // What has come meanwhile belongs on the same picture.
            while next == Next::GoOn
                && let Some(input) = self.engine.waiting()
            {
                next = self.told(input);
            }
            if next == Next::GoOn
                && let Some(state) = self.engine.state()
            {
                next = self.take(state);
            }
            match next {
                Next::GoOn => {}
                Next::Redraw => {
                    if let Some(screen) = &mut self.screen
                        && screen.forget().is_err()
                    {
                        self.terminal_is_gone();
                    }
                }
                Next::Close => match self.engine.session.clone() {
                    Some(session) => self.close(session),
                    None => return Ok(()),
                },
                Next::Leave if self.app.is_given_up() => return Err(self.left(Word::GivenUp)),
                Next::Leave if self.app.is_in_a_call() => return Err(self.left(Word::LeftInCall)),
                Next::Leave => return Err(self.left(Word::LeftLoggedIn)),
            }
        }
    }

    fn left(&self, how: Word) -> Failure {
        Failure::Failed(how.of(self.app.language).to_owned())
    }

    /// Closing has logged the agent out, if one was logged in.
    fn is_logged_out(&self) -> Result<(), Failure> {
        let session = self.engine.session.as_ref();
        match session.and_then(|session| session.snapshot().session_end) {
            Some(SessionEnd::Closed) => Err(self.left(Word::NotLoggedOut)),
            _ => Ok(()),
        }
    }

    fn close(&mut self, session: Session) {
        if self.closing.is_none() {
            self.closing = Some(tokio::spawn(async move { session.close().await }));
        }
    }

    /// Gives an input to the app, and does what comes of it.
    fn take(&mut self, input: Input) -> Next {
        let mut inputs = vec![input];
        let mut last = Next::GoOn;
        while let Some(input) = inputs.pop() {
            for effect in self.app.handle(now(self.began), input) {
                let (next, input) = self.engine.carry_out(effect);
                inputs.extend(input);
                if next != Next::GoOn {
                    last = next;
                }
            }
        }
        last
    }

    /// The session or the watch tells. An event names calls that the state has by now.
    fn told(&mut self, input: Input) -> Next {
        let state = self.engine.state().map_or(Next::GoOn, |state| self.take(state));
        match self.take(input) {
            Next::GoOn => state,
            next => next,
        }
    }

    fn terminal(&mut self, event: &Event) -> Next {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.take(Input::Key(*key)),
            Event::Paste(text) => self.take(Input::Paste(text.clone())),
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(_) => match self.drawn.at(mouse.column, mouse.row) {
                    Some(press) => self.take(Input::Press(press)),
                    None => Next::GoOn,
                },
                MouseEventKind::ScrollUp => self.take(Input::Scroll { older: true }),
                MouseEventKind::ScrollDown => self.take(Input::Scroll { older: false }),
                _ => Next::GoOn,
            },
            _ => Next::GoOn,
        }
    }

    fn tick(&mut self) -> Next {
        // When a terminal is closed a signal comes, too: together they ask once.
        let alone = self.gone_since.is_some_and(|since| since.elapsed() >= ONE_WISH);
        if alone && self.app.leaving == Leaving::No {
            return self.take(Input::ToldToEnd);
        }
        if let Some(team) = self.engine.team() {
            self.take(team);
        }
        self.take(Input::Tick)
    }

    /// A window that is closed sends the same signal twice, by the system and by the shell: that is one wish.
    fn signal(&mut self) -> Next {
        if self.signal_at.is_some_and(|at| at.elapsed() < ONE_WISH) {
            return Next::GoOn;
        }
        self.signal_at = Some(Instant::now());
        self.take(Input::ToldToEnd)
    }

    fn terminal_is_gone(&mut self) {
        if self.screen.take().is_some() {
            screen::silence_input();
        }
        self.gone_since.get_or_insert_with(Instant::now);
    }

    fn draw(&mut self) {
        let Some(screen) = &mut self.screen else { return };
        let (app, theme) = (&self.app, self.theme);
        let mut drawn = Drawn::default();
        let done = screen.draw(|frame| {
            drawn = view::draw(app, theme, frame.area(), frame.buffer_mut());
            if let Some(cursor) = drawn.cursor {
                frame.set_cursor_position(cursor);
            }
        });
        self.drawn = drawn;
        if done.is_err() {
            self.terminal_is_gone();
        }
    }
}

/// The next event of the terminal; `None` when there will be none any more.
async fn next_key(keys: &mut Option<EventStream>) -> Option<Event> {
    match keys {
        Some(keys) => keys.next().await.and_then(Result::ok),
        None => std::future::pending().await,
    }
}

/// Waits until the session is closed, once that has begun.
async fn closed(closing: &mut Option<tokio::task::JoinHandle<()>>) -> Result<(), Failure> {
    match closing {
        Some(closing) => closing.await.map_err(Failure::failed),
        None => std::future::pending().await,
    }
}
