//! The network between sessions and the switch: what befalls requests, sockets and events, by script or by
//! chance.

use std::time::Duration;

/// Random numbers from a seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        per_mille > 0 && self.roll() % 1000 < u64::from(per_mille)
    }

    /// A time between the two.
    pub fn between(&mut self, (from, to): (Duration, Duration)) -> Duration {
        let span = u64::try_from(to.saturating_sub(from).as_micros()).unwrap_or(u64::MAX);
        from + Duration::from_micros(self.roll() % span.saturating_add(1))
    }

    /// One of these; `None` if there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

/// What becomes of a request.
#[derive(Clone, PartialEq, Debug)]
pub enum Fate {
    /// It is carried out and answered.
    Fine,
    /// So, but the reply takes this much longer.
    Slow(Duration),
    /// The server cannot be reached, and the client knows.
    NeverSent,
    /// The connection breaks before the server has seen it.
    LostBefore,
    /// The connection breaks when the server has carried it out.
    LostAfter,
    /// Carried out or not, it is never answered, and after [`super::PATIENCE`] the client gives up.
    Silence {
        /// It was.
        carried_out: bool,
    },
    /// Nobody ever says how it ended, the client neither.
    NeverEnds,
    /// It is carried out, and something on the way answers with this status all the same.
    CarriedOut {
        /// The status.
        status: u16,
    },
    /// Something on the way answers in the server's place.
    Instead {
        /// The status.
        status: u16,
        /// The `Retry-After` header.
        retry_after: Option<String>,
        /// The body.
        body: String,
    },
}

impl Fate {
    /// An answer of this status without a body.
    pub fn status(status: u16) -> Self {
        Self::Instead {
            status,
            retry_after: None,
            body: String::new(),
        }
    }

    /// A portal's page, which is no answer at all.
    pub fn html() -> Self {
        Self::Instead {
            status: 200,
            retry_after: None,
            body: "<!DOCTYPE html><html><body>Sign in</body></html>".into(),
        }
    }

    /// A success that is no JSON.
    pub fn garbage() -> Self {
        Self::Instead {
            status: 200,
            retry_after: None,
            body: "\u{1}{\"callId\":".into(),
        }
    }
}

/// What becomes of an attempt to open a WebSocket.
#[derive(Clone, PartialEq, Debug)]
pub enum ConnectFate {
    /// It opens.
    Opens,
    /// 503, with `Retry-After` if given.
    Refused(Option<String>),
    /// Nothing ever answers.
    Hangs,
}

/// What becomes of an event on its way.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum EventFate {
    /// It arrives, after those sent before it.
    Arrives,
    /// It does not arrive.
    Lost,
    /// It arrives twice.
    Twice,
    /// It arrives this much later; others overtake it.
    Late(Duration),
    /// It arrives, and again this much later.
    Again(Duration),
    /// The socket breaks, and the client learns of it.
    Cut {
        /// It has arrived before that.
        arrives: bool,
    },
    /// The socket goes dead, and nobody learns of it.
    Dead {
        /// It has arrived before that.
        arrives: bool,
    },
}

/// A scripted fate for requests whose method, URL and body contain a text.
#[derive(Clone, Debug)]
pub struct RequestRule {
    /// Of this seat; of all if `None`.
    pub seat: Option<usize>,
    /// What is looked for in `<method> <url> <body>`.
    pub text: String,
    /// How often it applies yet.
    pub times: u32,
    /// What happens.
    pub fate: Fate,
}

/// A scripted fate for events of one name; of all if it is empty.
#[derive(Clone, Debug)]
pub struct EventRule {
    /// To this seat; to all if `None`.
    pub seat: Option<usize>,
    /// `eventName`.
    pub name: String,
    /// How often it applies yet.
    pub times: u32,
    /// What happens.
    pub fate: EventFate,
}

/// Another worker of the server, with numbers and a clock of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecondWorker {
    /// By how many seconds its clock is ahead.
    pub ahead: i64,
    /// Whether it numbers its events.
    pub numbers: bool,
}

/// How likely each mishap is, in a thousand.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Weather {
    /// An event is lost.
    pub lose_event: u32,
    /// An event comes twice.
    pub double_event: u32,
    /// An event comes up to 3 s late.
    pub delay_event: u32,
    /// A request, or its reply, is lost.
    pub lose_request: u32,
    /// A request is never answered.
    pub silence: u32,
    /// 502 in the server's place.
    pub bad_gateway: u32,
    /// A page of HTML in the server's place.
    pub html: u32,
    /// 426 in the server's place.
    pub expire: u32,
    /// A socket breaks, by message.
    pub break_socket: u32,
    /// A socket goes dead without a word, by message.
    pub half_open: u32,
    /// A WebSocket is refused.
    pub refuse_connect: u32,
}

impl Weather {
    /// Everything goes wrong now and then.
    pub fn storm() -> Self {
        Self {
            lose_event: 40,
            double_event: 40,
            delay_event: 60,
            lose_request: 40,
            silence: 10,
            bad_gateway: 20,
            html: 10,
            expire: 10,
            break_socket: 6,
            half_open: 4,
            refuse_connect: 200,
        }
    }
}

/// The network.
#[derive(Debug)]
pub struct Network {
    /// Where chance comes from.
    pub dice: Dice,
    /// How long anything is on its way, from … to.
    pub latency: (Duration, Duration),
    /// Chance.
    pub weather: Weather,
    /// Events bear no number, no time, and no word of who has sent them.
    pub bare: bool,
    /// Who tells of a call that comes to a device once more.
    pub second_worker: Option<SecondWorker>,
    /// Script: the first that fits counts.
    pub requests: Vec<RequestRule>,
    /// Script: the first that fits counts.
    pub events: Vec<EventRule>,
    /// Script: the next attempts to open a WebSocket, each of any seat.
    pub connects: Vec<ConnectFate>,
    /// What happens to attempts that are not scripted.
    pub connect: ConnectFate,
    /// Until then the server cannot be reached at all.
    pub down_until: Duration,
    /// How long anything is on its way follows from this and the time alone, so that what happens at one time does
    /// not depend on how much happened before.
    pub steady: Option<u64>,
}

impl Network {
    /// A network that does no harm.
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            latency: (Duration::from_millis(5), Duration::from_millis(25)),
            weather: Weather::default(),
            bare: false,
            second_worker: None,
            requests: Vec::new(),
            events: Vec::new(),
            connects: Vec::new(),
            connect: ConnectFate::Opens,
            down_until: Duration::ZERO,
            steady: None,
        }
    }

    /// No more mishaps of any kind.
    pub fn calm(&mut self) {
        self.weather = Weather::default();
        self.requests.clear();
        self.events.clear();
        self.connects.clear();
        self.connect = ConnectFate::Opens;
        self.down_until = Duration::ZERO;
    }

    /// `whose` makes differ what begins at one moment.
    pub(super) fn delay(&mut self, now: Duration, whose: usize) -> Duration {
        let moment = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
        match self.steady {
            None => self.dice.between(self.latency),
            Some(seed) => {
                let whose = u64::try_from(whose).unwrap_or(0) << 40;
                Dice::new(seed ^ moment ^ whose).between(self.latency)
            }
        }
    }

    pub(super) fn fate_of_request(&mut self, now: Duration, seat: usize, text: &str) -> Fate {
        if now < self.down_until {
            return if text.len().is_multiple_of(2) {
                Fate::NeverSent
            } else {
                Fate::status(503)
            };
        }
        let fits = |rule: &&mut RequestRule| {
            rule.times > 0 && rule.seat.is_none_or(|of| of == seat) && text.contains(&rule.text)
        };
        if let Some(rule) = self.requests.iter_mut().find(fits) {
            rule.times -= 1;
            return rule.fate.clone();
        }
        let (weather, dice) = (&self.weather, &mut self.dice);
        if dice.chance(weather.lose_request) {
            return if dice.chance(500) {
                Fate::LostBefore
            } else {
                Fate::LostAfter
            };
        }
        match () {
            () if dice.chance(weather.silence) => Fate::Silence {
                carried_out: dice.chance(500),
            },
            () if dice.chance(weather.bad_gateway) => Fate::status(502),
            () if dice.chance(weather.html) => Fate::html(),
            () if dice.chance(weather.expire) => Fate::status(426),
            () => Fate::Fine,
        }
    }

    pub(super) fn fate_of_event(&mut self, seat: usize, name: &str) -> EventFate {
        let fits = |rule: &&mut EventRule| {
            let named = rule.name.is_empty() || rule.name == name;
            rule.times > 0 && rule.seat.is_none_or(|of| of == seat) && named
        };
        if let Some(rule) = self.events.iter_mut().find(fits) {
            rule.times -= 1;
            return rule.fate;
        }
        let (weather, dice) = (&self.weather, &mut self.dice);
        match () {
            () if dice.chance(weather.lose_event) => EventFate::Lost,
            () if dice.chance(weather.double_event) => EventFate::Twice,
            () if dice.chance(weather.delay_event) => {
                EventFate::Late(dice.between((Duration::from_millis(50), Duration::from_secs(3))))
            }
            () => EventFate::Arrives,
        }
    }

    pub(super) fn fate_of_connect(&mut self, now: Duration) -> ConnectFate {
        if now < self.down_until {
            return ConnectFate::Refused(None);
        }
        if !self.connects.is_empty() {
            return self.connects.remove(0);
        }
        if self.dice.chance(self.weather.refuse_connect) {
            ConnectFate::Refused(None)
        } else {
            self.connect.clone()
        }
    }
}
