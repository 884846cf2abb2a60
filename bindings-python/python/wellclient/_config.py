"""What clients and sessions are told at the start. Times are seconds, or ``timedelta``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, Optional, Union

from . import _checks, _native
from ._checks import Seconds, instance, mapping, octets, seconds, text, texts, truth, whole, wrong_type
from ._frozen import Frozen, frozen
from ._secrets import keeps_secrets, kept_secret, secret
from ._words import Dialect, camel_case


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
    """``passcode`` of STOMP's CONNECT, with ``broker_login``: a secret."""

    if not TYPE_CHECKING:

        @keeps_secrets
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kept_secret(self, "broker_passcode")
            if isinstance(self.headers, Mapping):
                self.__dict__["headers"] = {name: secret(value) for name, value in self.headers.items()}

    def __copy__(self) -> Environment:
        return self

    def __deepcopy__(self, memo: object) -> Environment:
        return self

    @staticmethod
    def preset(name: str, dialect: Union[Dialect, str] = Dialect.V4) -> Environment:
        """The environment of the manual's ``useConfig(name)`` (2.1). These are real servers.

        Raises ``ConfigurationError`` for a name that is none of ``Environment.presets()``.
        """
        return _environment(_native.preset(text("name", name), text("dialect", dialect)))

    @staticmethod
    def presets() -> list[str]:
        """The names that ``preset`` knows.

        >>> Environment.presets()
        ['CMB-PRO', 'CMB-DEV', 'CMB-PRO2', 'AWS-PRO', 'AWS-HTTPS']
        """
        return _native.presets()

    @staticmethod
    @keeps_secrets
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
            "api": text("api", api),
            "login": login,
            "events": events,
            "default_domain": default_domain,
            "auto_answer": auto_answer,
            "origin": origin,
            "headers": {} if headers is None else headers,
            "broker_login": broker_login,
            "broker_passcode": broker_passcode,
        }
        environment = _environment(_native.environment(_environment_of(given)))
        return replace(environment, headers=headers or {}, broker_passcode=broker_passcode)

    def _plain(self) -> dict[str, Any]:
        return _environment_of({each.name: getattr(self, each.name) for each in fields(self)})


def _environment_of(given: dict[str, Any]) -> dict[str, Any]:
    """An environment as the native part takes it."""
    plain: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name == "headers":
            headers = mapping(name, value).items()
            value = {text("a header's name", key): text("a header's value", each) for key, each in headers}
        elif name == "auto_answer":
            truth(name, value)
        else:
            text(name, value)
        plain[camel_case(name)] = value
    return plain


def _environment(raw: dict[str, Any]) -> Environment:
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


@frozen
class Timing(Frozen):
    """How long things may take in a session, in seconds or as ``timedelta``; None is the library's default, given in brackets."""

    heartbeat: Optional[Seconds] = None
    """The time between two heartbeats of the agent; from 0.1 s to 170 s, for the server logs the agent out after
    3 minutes without one [60 s]."""
    login: Optional[Seconds] = None
    """The longest that a log-in or a recovery may take [30 s]."""
    ask: Optional[Seconds] = None
    """How long ``ask`` may take in login mode ``ask`` [60 s]."""
    command: Optional[Seconds] = None
    """The longest that a command may take [15 s]."""
    confirm: Optional[Seconds] = None
    """How long the event that confirms a command may take after the reply, before the server is asked; with as much as ``command``,
    or more, it is not asked [5 s]."""
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
    """How far the first attempts are spread."""
    give_up_after: Optional[Seconds] = None
    """When it is told to be lost, after the loss; None is when the manual's client told it: 5 s (2.x), 90 s
    (4.x). Never before an attempt has failed."""


@frozen
class Fixed(Frozen):
    """Reconnect so many times, so far apart, without any randomness (manual 3.2.3)."""

    attempts: int
    """How often; then the loss is told by ``WsDisconnected``."""
    delay: Seconds
    """How far apart."""

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
    """The longest delay of the first attempt; it doubles with each further one."""
    cap: Seconds = 60.0
    """No delay is longer."""
    attempts: Optional[int] = None
    """How often; None is for ever."""


@frozen
class InternalNumbers(Frozen):
    """Which numbers are internal: a prefix with a count of digits behind it, and a list."""

    prefix: str = "8"
    """What an internal number begins with, any text; empty for no such rule."""
    min_digits: int = 3
    """The fewest digits behind the prefix."""
    max_digits: int = 5
    """The most digits behind the prefix."""
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
    """What is dialled first."""
    wait: float = 0.0
    """Seconds between the two."""
    extension: Optional[str] = None
    """What is dialled after the wait; None where nothing is."""

    @staticmethod
    def parse(text: str) -> DialString:
        """Takes a number apart. Raises ``ValueError`` for one that is not of this form."""
        return DialString(*_native.dial_string(_checks.text("text", text)))


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
    if "://" in text("environment", environment):
        return Environment.custom(environment)
    return Environment.preset(environment, dialect)


def settings_of(settings: Settings) -> dict[str, Any]:
    """Settings as the native part takes them."""
    return {
        camel_case(each.name): (text if each.name == "click_call_class" else truth)(each.name, getattr(settings, each.name))
        for each in fields(settings)
    }


def tls_of(tls: TlsOptions) -> dict[str, Any]:
    """TLS options as the native part takes them."""
    return {
        each.name: (octets if each.name.endswith("_pem") else truth)(f"tls.{each.name}", getattr(tls, each.name))
        for each in fields(tls)
    }


def session_config(
    environment: Environment,
    dialect: Union[Dialect, str],
    *,
    settings: dict[str, Optional[bool]],
    timing: Optional[Timing],
    reconnect: Union[Spread, Fixed, Backoff, None],
    internal: Optional[InternalNumbers],
    virtual_host: Optional[str],
    seed: int,
    switches: dict[str, bool],
) -> tuple[dict[str, Any], dict[str, float]]:
    """A session's configuration as the native part takes it: its defaults, and what is given in their place; and those
    times that are given, in seconds, by their settings.
    """
    times = _Times()
    config = _native.default_config(environment._plain(), text("dialect", dialect))
    # What is secret in it is not given back.
    config["environment"] = environment._plain()
    config["seed"] = whole("seed", seed, 0, 2**64 - 1)
    config["virtual_host"] = None if virtual_host is None else text("virtual_host", virtual_host)
    for name, value in settings.items():
        if value is not None:
            config["settings"][camel_case(name)] = truth(name, value)
    for name, value in switches.items():
        config[name] = truth(name, value)
    if timing is not None:
        for each in fields(instance("timing", timing, Timing)):
            time = getattr(timing, each.name)
            if time is not None:
                config["timing"][each.name] = times.take(f"timing.{each.name}", time)
    if reconnect is not None:
        config["reconnect"] = _reconnect(reconnect, config["reconnect"], times)
    if internal is not None:
        config["internal"] = _internal(instance("internal_numbers", internal, InternalNumbers))
    return config, times.given


def _reconnect(reconnect: object, default: dict[str, Any], times: _Times) -> dict[str, Any]:
    if isinstance(reconnect, Fixed):
        return {
            "Fixed": {
                "attempts": whole("reconnect.attempts", reconnect.attempts, 0, _MOST_ATTEMPTS),
                "delay": times.take("reconnect.delay", reconnect.delay),
            }
        }
    if isinstance(reconnect, Backoff):
        attempts = reconnect.attempts
        return {
            "Backoff": {
                "base": times.take("reconnect.base", reconnect.base),
                "cap": times.take("reconnect.cap", reconnect.cap),
                "attempts": None if attempts is None else whole("reconnect.attempts", attempts, 0, _MOST_ATTEMPTS),
            }
        }
    if not isinstance(reconnect, Spread):
        raise wrong_type("reconnect", "a wellclient.Spread, Fixed or Backoff", reconnect)
    # The default is a spread, too, with the dialect's own moment.
    spread = {**default["Spread"], "window": times.take("reconnect.window", reconnect.window)}
    if reconnect.give_up_after is not None:
        spread["give_up_after"] = times.take("reconnect.give_up_after", reconnect.give_up_after)
    return {"Spread": spread}


def _internal(numbers: InternalNumbers) -> dict[str, Any]:
    return {
        "prefix": text("internal_numbers.prefix", numbers.prefix),
        "min_digits": whole("internal_numbers.min_digits", numbers.min_digits, 0, _MOST_DIGITS),
        "max_digits": whole("internal_numbers.max_digits", numbers.max_digits, 0, _MOST_DIGITS),
        "listed": texts("internal_numbers.listed", numbers.listed),
    }


_MOST_ATTEMPTS = 2**32 - 1
_MOST_DIGITS = 128


class _Times:
    """The times that are given, in seconds, by their settings."""

    def __init__(self) -> None:
        self.given: dict[str, float] = {}

    def take(self, setting: str, time: Seconds) -> dict[str, int]:
        """One of them as the native part takes it; what is no time as one that it refuses."""
        given = self.given[setting] = seconds(setting, time)
        if not 0 <= given < 2**64:
            return {"secs": 2**64 - 1, "nanos": 0}
        secs, nanos = divmod(round(given * 1_000_000_000), 1_000_000_000)
        return {"secs": secs, "nanos": nanos}
