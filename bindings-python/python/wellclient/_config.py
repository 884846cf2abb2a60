"""What clients and sessions are told at the start. Times are seconds, or ``timedelta``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import field, fields, replace
from datetime import timedelta
from typing import Any, ClassVar, Optional, Union

from . import _native
from ._errors import ConfigurationError
from ._frozen import Frozen, frozen
from ._words import Dialect

Seconds = Union[float, timedelta]

MOST_THREADS = 64
"""For the network, in one client."""


@frozen
class Environment(Frozen):
    """One CTI server: its addresses, and what goes without saying there.

    >>> Environment.custom("https://cti.example/sdk").events
    'wss://cti.example/sdk/mvc/stomp/websocket'
    """

    name: str
    """What people call it: the manual's ``useConfig`` name, or ``custom``."""
    api: str
    """The CSTA API: ``http`` or ``https``, host, port and base path."""
    events: str
    """The event channel: ``ws`` or ``wss``."""
    login: str
    """Where user name and password are exchanged for a session id."""
    default_domain: Optional[str] = None
    """The domain of agents who give none."""
    auto_answer: bool = True
    """Whether incoming calls are answered at once here, where the application does not say."""
    origin: Optional[str] = None
    """``Origin``, sent with the WebSocket and with each request, with GET to another server than its own only, as a page
    does: ``scheme://host[:port]``, or ``null``. None is that of the API, as a page of that server sends it; empty: none is
    sent."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """Further headers of each request and of the WebSocket."""
    broker_login: Optional[str] = None
    """``login`` of STOMP's CONNECT."""
    broker_passcode: Optional[str] = field(default=None, repr=False)
    """``passcode`` of STOMP's CONNECT: a secret."""

    @staticmethod
    def preset(name: str, dialect: Union[Dialect, str] = Dialect.V4) -> Environment:
        """The environment of the manual's ``useConfig(name)`` (2.1). These are real servers.

        Raises ``ConfigurationError`` for a name that is none of ``Environment.presets()``.
        """
        return _environment(_native.preset(name, str(dialect)))

    @staticmethod
    def presets() -> list[str]:
        """The names that ``preset`` knows.

        >>> Environment.presets()
        ['CMB-PRO', 'CMB-DEV', 'CMB-PRO2', 'AWS-PRO', 'AWS-HTTPS']
        """
        return _native.presets()

    @staticmethod
    def custom(
        api: str,
        *,
        login: Optional[str] = None,
        events: Optional[str] = None,
        default_domain: Optional[str] = None,
        auto_answer: bool = True,
        origin: Optional[str] = None,
        headers: Optional[Mapping[str, str]] = None,
        broker_login: Optional[str] = None,
        broker_passcode: Optional[str] = None,
    ) -> Environment:
        """A server without a preset. ``login`` is ``<api>/login`` unless given, ``events`` ``<api>/mvc/stomp/websocket``.

        Raises ``ConfigurationError`` for a URL that cannot be used (the wrong scheme, no host, credentials, a query), and for
        a header that cannot be sent, or that the library sets itself (``Cookie``, ``Host``, ``sessionId``, …).
        """
        given = {
            "api": api,
            "login": login,
            "events": events,
            "defaultDomain": default_domain,
            "autoAnswer": auto_answer,
            "origin": origin,
            "headers": dict(headers or {}),
            "brokerLogin": broker_login,
            "brokerPasscode": broker_passcode,
        }
        environment = _environment(_native.environment(_without_none(given)))
        return replace(environment, headers=dict(headers or {}), broker_passcode=broker_passcode)

    def _json(self) -> str:
        return _without_none(
            {
                "name": self.name,
                "api": self.api,
                "events": self.events,
                "login": self.login,
                "defaultDomain": self.default_domain,
                "autoAnswer": self.auto_answer,
                "origin": self.origin,
                "headers": dict(self.headers),
                "brokerLogin": self.broker_login,
                "brokerPasscode": self.broker_passcode,
            }
        )


def _environment(text: str) -> Environment:
    raw = json.loads(text)
    return Environment(
        raw["name"],
        raw["api"],
        raw["events"],
        raw["login"],
        raw.get("defaultDomain"),
        raw.get("autoAnswer", True),
        origin=raw.get("origin"),
        broker_login=raw.get("brokerLogin"),
    )


def _without_none(values: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in values.items() if value is not None})


@frozen
class Timing(Frozen):
    """How long things may take in a session, in seconds or as ``timedelta``; None is the library's default, given in brackets."""

    heartbeat: Optional[Seconds] = None
    """The time between two heartbeats of the agent; the server logs the agent out after 3 minutes without one [60 s]."""
    login: Optional[Seconds] = None
    """The longest that a log-in or a recovery may take [30 s]."""
    ask: Optional[Seconds] = None
    """How long ``ask`` may take in login mode ``ask`` [60 s]."""
    command: Optional[Seconds] = None
    """The longest that a command may take [15 s]."""
    confirm: Optional[Seconds] = None
    """How long the event that confirms a command may take after the reply, before the server is asked [5 s]."""
    connect: Optional[Seconds] = None
    """The longest that each step of opening the event channel may take [10 s]."""
    settle: Optional[Seconds] = None
    """How long to wait for a RECEIPT before the subscription counts as active [0.5 s]."""
    stomp_heartbeat: Optional[Seconds] = None
    """The STOMP heart-beat to ask for, in both directions; 0 for none [10 s]."""
    ping: Optional[Seconds] = None
    """The time between two WebSocket pings, where the server sends no heart-beats [20 s]."""
    doubt: Optional[Seconds] = None
    """The time between finding the model doubtful and asking the server [1 s]."""
    clock_jump: Optional[Seconds] = None
    """A wall clock that runs ahead by this much means that the machine slept [15 s]."""
    between_calls: Optional[Seconds] = None
    """The least time between two calls that are made [2 s]."""
    stable: Optional[Seconds] = None
    """An event channel that is lost again within this time counts as a failed attempt: attempts and delays go on where they
    were [30 s]."""
    slow_retry: Optional[Seconds] = None
    """After ``wsDisconnected``, attempts go on about this often: each after half to one and a half times this. 0 makes no
    attempt before ``Session.reconnect`` [60 s]."""


@frozen
class Spread(Frozen):
    """The default, made for a server that many sessions lose at once.

    The first attempt comes at a random time within ``window``, each further one after one to one and a half windows, or one
    to two where the link was up again for a moment. So in any second at most a share of 1 s / ``window`` of the sessions
    tries. If the first link of a log-in fails, the next attempt follows after 1 to 2 s, and each further one after twice as
    long, up to ``window``.
    """

    window: Seconds = 25.0
    give_up_after: Optional[Seconds] = None
    """When it is told to be lost, after the loss; None is when the manual's client told it: 5 s (2.x), 90 s
    (4.x). Never before an attempt has failed."""


@frozen
class Fixed(Frozen):
    """Reconnect so many times, so far apart, without any randomness (manual 3.2.3)."""

    attempts: int
    delay: Seconds

    MANUAL_2: ClassVar[Fixed]
    """The manual's client of releases 2.x: 5 times, 1 s apart."""
    MANUAL_4_0: ClassVar[Fixed]
    """The manual's client of releases 4.0 to 4.2: 10 times, 3 s apart."""
    MANUAL_2018: ClassVar[Fixed]
    """The manual's client since October 2018: 30 times, 3 s apart."""


Fixed.MANUAL_2 = Fixed(5, 1.0)
Fixed.MANUAL_4_0 = Fixed(10, 3.0)
Fixed.MANUAL_2018 = Fixed(30, 3.0)


@frozen
class Backoff(Frozen):
    """Reconnect with exponential delays and full jitter: a random delay up to ``base`` * 2**n, at most ``cap``."""

    base: Seconds = 1.0
    cap: Seconds = 60.0
    attempts: Optional[int] = None
    """How often; None is for ever."""


@frozen
class InternalNumbers(Frozen):
    """Which numbers are internal: a prefix with a count of digits behind it, and a list."""

    prefix: str = "8"
    """Empty for no such rule."""
    min_digits: int = 3
    max_digits: int = 5
    listed: tuple[str, ...] = ()
    """Further internal numbers, without a domain."""


@frozen
class Settings(Frozen):
    """The manual's ``setConfig`` (2.1)."""

    debug: bool = False
    """Log in detail."""
    use_ws_log: bool = False
    """Log each STOMP frame."""
    auto_answer: bool = True
    """Answer an incoming call at once."""
    use_error_alert: bool = True
    """Report failures also as log lines of kind ``alert``."""
    click_call_class: str = "well-canBeCalled"
    """Of web pages; kept for files of such a page."""


@frozen
class TlsOptions(Frozen):
    """What TLS is to trust and to show. PEM texts as bytes."""

    extra_roots_pem: bytes = b""
    """Certificates that are trusted besides the platform's."""
    client_certificate_pem: bytes = field(default=b"", repr=False)
    """The certificate that the client shows, with its chain."""
    client_key_pem: bytes = field(default=b"", repr=False)
    """Its private key."""
    without_platform_roots: bool = False
    """Trust ``extra_roots_pem`` only."""
    danger_accept_any_certificate: bool = False
    """For a laboratory: with it anyone on the way can read passwords."""


@frozen
class DialString(Frozen):
    """A number of the manual's dial form, taken apart (8.7): ``<main number>-[W|w]*<extension>``.

    >>> DialString.parse("938834600-Ww8002")
    DialString(main_number='938834600', wait=1.5, extension='8002')
    """

    main_number: str
    wait: float = 0.0
    """Seconds between the two."""
    extension: Optional[str] = None

    @staticmethod
    def parse(text: str) -> DialString:
        """Takes a number apart. Raises ``ValueError`` for one that is not of this form."""
        return DialString(*_native.dial_string(text))


def is_phone_number(text: str) -> bool:
    """The manual's check of a number (5.4): digits only, or the dial form of ``DialString``.

    ``make_call`` dials other texts too, unless ``phone_numbers_only`` is set.

    >>> is_phone_number("13800000000"), is_phone_number("+86 138")
    (True, False)
    """
    try:
        DialString.parse(text)
    except ValueError:
        return False
    return True


def environment_of(environment: Union[Environment, str], dialect: Union[Dialect, str]) -> Environment:
    """An environment, also by its URL or its name."""
    if isinstance(environment, Environment):
        return environment
    if "://" in environment:
        return Environment.custom(environment)
    return Environment.preset(environment, dialect)


def session_config(
    environment: Environment,
    dialect: Union[Dialect, str],
    *,
    settings: dict[str, Any],
    timing: Optional[Timing],
    reconnect: Union[Spread, Fixed, Backoff, None],
    internal: Optional[InternalNumbers],
    plain: dict[str, Any],
) -> tuple[str, dict[str, float]]:
    """A session's configuration as the native part takes it: its defaults, and what is given in their place; and those
    times that are given, in seconds, by their settings.
    """
    times: dict[str, float] = {}

    def duration(setting: str, time: Seconds) -> dict[str, int]:
        times[setting] = seconds(time)
        return _duration(times[setting])

    config = json.loads(_native.default_config(environment._json(), str(dialect)))
    # What is secret in it is not given back.
    config["environment"] = json.loads(environment._json())
    config["settings"].update((name, value) for name, value in settings.items() if value is not None)
    config.update((name, value) for name, value in plain.items() if value is not None)
    if timing is not None:
        for each in fields(timing):
            value = getattr(timing, each.name)
            if value is not None:
                config["timing"][each.name] = duration(f"timing.{each.name}", value)
    if isinstance(reconnect, Fixed):
        config["reconnect"] = {
            "Fixed": {
                "attempts": reconnect.attempts,
                "delay": duration("reconnect.delay", reconnect.delay),
            }
        }
    elif isinstance(reconnect, Backoff):
        config["reconnect"] = {
            "Backoff": {
                "base": duration("reconnect.base", reconnect.base),
                "cap": duration("reconnect.cap", reconnect.cap),
                "attempts": reconnect.attempts,
            }
        }
    elif isinstance(reconnect, Spread):
        # The default is a spread, too, with the dialect's own moment.
        spread = config["reconnect"]["Spread"]
        spread["window"] = duration("reconnect.window", reconnect.window)
        if reconnect.give_up_after is not None:
            spread["give_up_after"] = duration("reconnect.give_up_after", reconnect.give_up_after)
    if internal is not None:
        config["internal"] = {each.name: getattr(internal, each.name) for each in fields(internal)}
    return json.dumps(config), times


def seconds(time: Seconds) -> float:
    """A time in seconds."""
    if isinstance(time, timedelta):
        return time.total_seconds()
    try:
        return float(time)
    except OverflowError:
        # A whole number that is too large for it.
        return math.inf if time > 0 else -math.inf


def check_threads(threads: object) -> int:
    """As many threads as can be had. Raises ``ConfigurationError`` for more, and for none,
    ``TypeError`` for what is no number."""
    if not isinstance(threads, int):
        raise TypeError(f"threads must be a whole number, not {threads!r}")
    if not 1 <= threads <= MOST_THREADS:
        raise ConfigurationError(f"threads must be from 1 to {MOST_THREADS}, not {threads}")
    return threads


def _duration(given: float) -> dict[str, int]:
    """Seconds as the native part takes them; what is no time as one that it refuses."""
    if not 0 <= given < 2**64:
        return {"secs": 2**64 - 1, "nanos": 0}
    secs, nanos = divmod(round(given * 1_000_000_000), 1_000_000_000)
    return {"secs": secs, "nanos": nanos}
