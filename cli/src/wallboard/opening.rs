//! The beginning of a watch: tried again where the server cannot be reached, which a screen on the wall must outlive.

use std::time::Duration;

use futures_util::future::BoxFuture;
use wellclient::{CommandError, Error, Reason, Watch};

/// Between two attempts: at first, and at most.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// How a wallboard has ended.
pub(super) enum End {
    /// It was told to.
    Told,
    /// It was told to before anything could be watched.
    Unopened,
    /// It may not watch: why. Another password might help, or not.
    Refused { why: Error, password: bool },
}

/// The attempt that is under way.
pub(super) struct Opening {
    watch: Watch,
    attempt: Option<BoxFuture<'static, Result<(), Error>>>,
    pause: Duration,
}

impl Opening {
    pub(super) fn new(watch: &Watch) -> Self {
        let mut opening = Self {
            watch: watch.clone(),
            attempt: None,
            pause: FIRST,
        };
        opening.begin(Duration::ZERO);
        opening
    }

    fn begin(&mut self, after: Duration) {
        let watch = self.watch.clone();
        self.attempt = Some(Box::pin(async move {
            tokio::time::sleep(after).await;
            watch.open().await
        }));
    }

    /// How a wallboard ends that was told to.
    pub(super) fn told(&self) -> End {
        match self.attempt {
            Some(_) => End::Unopened,
            None => End::Told,
        }
    }

    /// What comes of the attempt; another one has begun where that may help. Waits for ever once it is open.
    pub(super) async fn next(&mut self) -> Result<(), Trouble> {
        let Some(attempt) = &mut self.attempt else {
            return std::future::pending().await;
        };
        let opened = attempt.await;
        self.attempt = None;
        let Err(error) = opened else { return Ok(()) };
        match &error {
            Error::Rejected(CommandError::Unreachable(_) | CommandError::NoEventChannel(_))
            | Error::Unknown(_) => {
                self.begin(self.pause);
                self.pause = LONGEST.min(self.pause * 2);
                Err(Trouble::TriedAgain(error))
            }
            Error::Rejected(CommandError::Rejected(rejection)) => {
                let password = rejection.reason == Reason::WrongCredentials;
                Err(Trouble::Refused(End::Refused { why: error, password }))
            }
            _ => Err(Trouble::Refused(End::Refused {
                why: error,
                password: false,
            })),
        }
    }
}

/// Why it is not open.
pub(super) enum Trouble {
    TriedAgain(Error),
    Refused(End),
}
