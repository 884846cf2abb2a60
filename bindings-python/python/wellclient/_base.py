"""What the sessions and clients for ``asyncio`` and for threads have in common: all that does not wait."""

from __future__ import annotations

import asyncio
import json
import os
import weakref
from dataclasses import asdict, replace
from typing import Any, Callable, Generic, Iterable, Mapping, Optional, Type, TypeVar, Union, cast, overload
from warnings import warn

from . import _events, _lifecycle, _logs, _native, _snapshot
from ._config import (
    Backoff,
    Environment,
    Fixed,
    InternalNumbers,
    Seconds,
    Settings,
    Spread,
    Timing,
    TlsOptions,
    check_threads,
    environment_of,
    seconds,
    session_config,
)
from ._errors import LoggedInAlready, of_outcome
from ._event_log import EventLog
from ._event import Event, Lagged, LogLine
from ._frozen import Frozen, frozen
from ._saved import SavedSession, SessionStore
from ._snapshot import Refusal, Snapshot
from ._subscription import Subscription, classes_of, is_async
from ._vocabulary import Link, LogKind, Reason, Verb
from ._words import Dialect, camel_case, known, snake_case

CAPACITY = 1024
"""Notices that may wait in one stream."""

Told = TypeVar("Told", bound=Union[Event, LogLine])
SessionT = TypeVar("SessionT", bound="SessionBase")
WatchT = TypeVar("WatchT", bound="WatchBase")
Questioned = Callable[[LoggedInAlready], None]


@frozen
class Metrics(Frozen):
    """Counters since a session was made; those of a client are its open sessions' added up."""

    events: int
    """Events received."""
    duplicates: int
    """Of these, dropped as copies."""
    late: int
    """Of these, put in their place among newer ones."""
    refused: int
    """Of these, not applied to the model."""
    anomalies: int
    """Anomalies reported, copies and late events not counted."""
    resyncs: int
    """Times the server's account was compared with the model."""
    corrections: int
    """Events synthesized because the two differed."""
    reconnects: int
    """Times the event channel came back after a loss."""
    renewals: int
    """Times the HTTP session was renewed (426)."""
    commands: int
    """Commands settled."""
    commands_failed: int
    """Of these, not confirmed or already so."""
    command_ms_total: int
    """From command to outcome, added up, in milliseconds."""
    command_ms_longest: int
    """The longest from command to outcome, in milliseconds."""


class Listening:
    """What sessions and watches have in common: what they tell, and their logs."""

    def __init__(self, native: _native.Session, keep: object) -> None:
        self._native = native
        # The client, which would end the session's threads.
        self._keep = keep
        self._subscriptions: list[Subscription] = []
        self._questions: list[Questioned] = []
        self._room = 0

    @property
    def metrics(self) -> Metrics:
        """The counters."""
        return metrics_of(self._native.metrics())

    @property
    def event_log(self) -> EventLog:
        """The event log (manual 5.5)."""
        return EventLog(self._native)

    # --- The event channel

    def reconnect(self) -> None:
        """Tries the event channel again: after ``WsDisconnected``, and at once where the next attempt is waited for,
        unless the server has asked for that time. For whoever knows that the network is back."""
        self._native.reconnect()

    # --- Callbacks

    @overload
    def on(self, kind: Type[Told], callback: Callable[[Told], object], *, capacity: int = CAPACITY) -> Subscription: ...

    @overload
    def on(self, kind: str, callback: Callable[[Event], object], *, capacity: int = CAPACITY) -> Subscription: ...

    def on(
        self, kind: Union[Type[Told], str], callback: Callable[[Any], object], *, capacity: int = CAPACITY
    ) -> Subscription:
        """Calls back for each event of a class, or of a name (manual 3.1), on the client's callback thread, one after the
        other.

        ``Event`` is for all events, ``CallEvent`` and ``AgentEvent`` for those below them, ``LogLine`` for log lines. A
        name is the manual's, such as ``"agentLoggedOn"``; ``"connectionCleared"`` is for both events of that name.

        A slow callback holds up the client's other callbacks, and nothing else. At most ``capacity`` events and log lines
        wait for the session's callbacks; where several say how many, the greatest counts. What is more is missed, and told:
        by a ``Lagged`` to those who are called for it or for every ``Event``, and, where nobody is, by a warning of the logger
        ``wellclient.callback``. What it raises goes to the logger
        ``wellclient.callback``, whatever it is. Verbs of ``wellclient.blocking`` can be used in it, ``close`` cannot.

        An ``async`` function is run in the loop that runs where it is given; nothing waits for its end.

        Raises ``TypeError`` for what is no such class or cannot be called, and for an ``async`` function where no loop
        runs; ``ValueError`` for what is no event's name, and for a capacity below 1.
        """
        if capacity < 1:
            raise ValueError(f"a capacity is at least 1, not {capacity}")
        kinds = classes_of(kind, Event, LogLine)
        if not callable(callback):
            raise TypeError(f"a function is wanted to be called back, not {callback!r}")
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None and is_async(callback):
            raise TypeError("an async function is run in a loop: call `on` where one runs")
        subscription = Subscription(self._subscriptions, kinds, callback, loop)
        self._subscriptions.append(subscription)
        self._call_back(capacity)
        return subscription

    def _call_back(self, capacity: int = CAPACITY) -> None:
        if capacity > self._room:
            self._room = capacity
            self._native.call_back(_Teller(self), capacity=capacity)

    def _tell(self, notice: _native.Notice) -> None:
        """On the callback thread."""
        if notice[0] == "ask":
            question = self._questions[0] if self._questions else None
            if question is None:
                self._native.answer_ask(False)
            else:
                question(cast(LoggedInAlready, of_outcome(json.loads(notice[2]))))
        elif notice[0] != "settled" and self._subscriptions:
            told = decode(notice)
            subscriptions = list(self._subscriptions)
            for subscription in subscriptions:
                subscription._tell(told)
            # Whoever watches several agents is told of each, by the first one how many are missed.
            if isinstance(told, Lagged) and told.missed > 0 and not any(each._takes(told) for each in subscriptions):
                _logs.callbacks.warning("callbacks were too slow: %d events were missed", told.missed)


class SessionBase(Listening):
    """One agent on one extension: all that does not wait."""

    def __repr__(self) -> str:
        identity = self.identity
        return f"<{type(self).__module__}.{type(self).__qualname__} of {identity[0] if identity else 'nobody'}>"

    # --- The state

    def snapshot(self) -> Snapshot:
        """The state now: the agent, the calls, and what may be done."""
        return _snapshot.decode(self._native.snapshot())

    def may(self, verb: Union[Verb, str], call_id: str) -> Optional[Refusal]:
        """Whether a verb may be used on a call now: None if so, else why not.

        This is advice; the server has the last word. Raises ``ValueError`` for a word that is no verb.
        """
        refusal = self._native.may(str(verb), call_id)
        return None if refusal is None else Refusal(known(Reason, refusal[0]), *refusal[1:])

    @property
    def identity(self) -> Optional[tuple[str, str]]:
        """The agent and the device, once a log-in has begun."""
        return self._native.identity()

    def get_call_memory(self) -> Any:
        """The model as the reference client shows it (manual 5.1), parsed."""
        return json.loads(self._native.get_call_memory())

    def saved(self) -> Optional[SavedSession]:
        """What ``recover`` needs after a restart; None unless an agent is logged in."""
        saved = self._native.saved()
        return None if saved is None else SavedSession(*saved)

    # --- Settings

    @property
    def settings(self) -> Settings:
        """The settings of ``setConfig``."""
        return Settings(**{snake_case(name): value for name, value in json.loads(self._native.settings()).items()})

    def set_config(self, settings: Optional[Settings] = None, **changes: Any) -> None:
        """The manual's ``setConfig`` (2.1): all settings, or those that change: ``set_config(auto_answer=False)``."""
        settings = replace(self.settings if settings is None else settings, **changes)
        self._native.set_config(json.dumps({camel_case(name): value for name, value in asdict(settings).items()}))

    def set_debug(self, debug: bool) -> None:
        """The manual's ``setDebug`` (5.3)."""
        self.set_config(debug=debug)

    def set_retrieve_after_consultation(self, retrieve: bool) -> None:
        """Whether to retrieve the first call when the consulted party has hung up."""
        self._native.set_retrieve_after_consultation(retrieve)

    # --- The log

    def log(self, text: str) -> None:
        """Writes a line into the log (manual 5.2)."""
        self._native.log(text)

    def error(self, text: str) -> None:
        """Writes an error into the log (manual 5.3)."""
        self._native.error(text)

    # --- For those below

    def _begin(self, verb: str, arguments: Mapping[str, Any]) -> _native.Operation:
        _logs.follow()
        return self._native.begin(json.dumps({"verb": verb, **arguments}))

    def _begin_recover(self, saved: SavedSession) -> _native.Operation:
        _logs.follow()
        return self._native.recover(saved._plain())


class _Teller:
    """Tells a session, unless it is garbage: callbacks must not keep it."""

    def __init__(self, session: Listening) -> None:
        self._session = weakref.ref(session)

    def __call__(self, notice: _native.Notice) -> None:
        session = self._session()
        if session is not None:
            session._tell(notice)


class WatchBase(Listening):
    """Agents who are watched: all that does not wait."""

    def __init__(self, native: _native.Watch, keep: object) -> None:
        super().__init__(native.session(), keep)
        self._watch = native

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} of {len(self.agents)} agents>"

    @property
    def agents(self) -> list[str]:
        """The agents who are watched, in the order in which they were added; also those whose events the broker refuses."""
        return self._watch.agents()

    @property
    def link(self) -> Link:
        """The event channel."""
        return Link(self._watch.link())

    def unfollow(self, agent_id: str) -> None:
        """Does not follow an agent any more: what was known is forgotten."""
        self._watch.unfollow(agent_id)

    def snapshot(self, agent_id: str) -> Optional[Snapshot]:
        """What is known of an agent (``5001@test.cc``), as a session of the agent's own would show it; None for one who is
        not watched."""
        text = self._watch.snapshot(agent_id)
        return None if text is None else _snapshot.decode(text)

    def snapshots(self) -> list[Snapshot]:
        """What is known of each, as of one moment, in the order of ``agents``."""
        return [_snapshot.decode(text) for text in self._watch.snapshots()]


class ClientBase(Generic[SessionT, WatchT]):
    """What sessions share: HTTP connections, TLS, proxies, threads. One for a process is enough."""

    _session_class: Type[SessionT]
    _watch_class: Type[WatchT]

    def __init__(
        self,
        *,
        proxy: Optional[str] = "system",
        tls: Optional[TlsOptions] = None,
        connect_timeout: Seconds = 5.0,
        request_timeout: Seconds = 10.0,
        connecting_at_once: int = 64,
        connecting_per_second: int = 250,
        threads: int = 2,
        user_agent: Optional[str] = None,
    ) -> None:
        """Starts the threads; connects to nothing.

        Args:
            proxy: The URL of a proxy (``http://``, ``https://``, ``socks5://``); ``"system"`` for the system's settings,
                None for none.
            tls: What TLS trusts and shows. None is the platform's roots.
            connect_timeout: How long a TCP and TLS connection may take, in seconds.
            request_timeout: How long a request may take, reply and all, in seconds. Keep it below ``Timing.command``.
            connecting_at_once: How many event channels may be opening at once, over all sessions; at least 1.
            connecting_per_second: How many event channels may begin to open in a second, and how many HTTP log-ins, over
                all sessions; at least 1.
            threads: How many threads serve the network, from 1 to 64.
            user_agent: The ``user-agent`` header. None is ``wellclient/<version>``.

        Raises:
            ConfigurationError: If TLS options or a proxy cannot be used, or a time or the number of threads is out of its
                range.
        """
        self._closed = True
        tls = TlsOptions() if tls is None else tls
        self._native = _native.Client(
            threads=check_threads(threads),
            proxy=proxy,
            connect_timeout=seconds(connect_timeout),
            request_timeout=seconds(request_timeout),
            connecting_at_once=connecting_at_once,
            connecting_per_second=connecting_per_second,
            user_agent=user_agent,
            **asdict(tls),
        )
        self._keep = _lifecycle.opened(self._native)
        self._closed = False
        _logs.start()

    def session(
        self,
        environment: Union[Environment, str],
        *,
        dialect: Union[Dialect, str] = Dialect.V4,
        auto_answer: Optional[bool] = None,
        debug: bool = False,
        use_ws_log: bool = False,
        use_error_alert: bool = True,
        timing: Optional[Timing] = None,
        reconnect: Union[Spread, Fixed, Backoff, None] = None,
        internal_numbers: Optional[InternalNumbers] = None,
        virtual_host: Optional[str] = None,
        retrieve_after_consultation: bool = False,
        answer_second_call: bool = False,
        take_over_call: bool = True,
        phone_numbers_only: bool = False,
        verify_with_heartbeat: bool = True,
        event_log: bool = True,
        logout_on_close: bool = False,
        journal: Union[str, os.PathLike[str], None] = None,
        store: Optional[SessionStore] = None,
        seed: int = 0,
    ) -> SessionT:
        """A session that is logged out.

        Args:
            environment: An ``Environment``, the URL of a server's API, or a name of ``Environment.presets()``.
            dialect: Which release of the manual's client to speak like.
            auto_answer: Whether to answer incoming calls at once (manual 2.1). None is the environment's own choice.
            debug: Whether to log in detail (``setConfig``, manual 2.1).
            use_ws_log: Whether to log each STOMP frame (``setConfig``).
            use_error_alert: Whether failures are also log lines of kind ``alert`` (``setConfig``).
            timing: How long things may take. What is left out has its default.
            reconnect: When to try again after the event channel is lost. None is ``Spread()``.
            internal_numbers: Which numbers are internal, and need no prefix.
            virtual_host: The ``host`` header of STOMP's CONNECT. None sends none.
            retrieve_after_consultation: Whether to retrieve the first call when the consulted party hangs up.
            answer_second_call: With ``auto_answer``: whether to answer a second call, too, while the agent is talking in
                another.
            take_over_call: What a log-in in mode ``force`` does where the agent is logged in already, and in a call by the
                server's account. True logs nobody out of a call: on the same extension (454) the log-in takes the session
                over with its call, on another one (455) it fails. False logs the agent out in any case.
            phone_numbers_only: Whether to refuse numbers that are neither digits nor the manual's dial form (5.4), and
                prefixes that are not digits. If not, any text without control characters is dialled, at most 128 bytes
                long with its prefix.
            verify_with_heartbeat: Whether to compare the model with the server's account at each heartbeat.
            event_log: Whether to keep the event log (manual 5.5).
            logout_on_close: Whether to log the agent out when the session is closed (manual 8.4).
            journal: A file in which the session is recorded, to be replayed: without secrets, but with telephone numbers.
                It must be new or empty.
            store: Keeps the session, so that it can be resumed after a restart, whatever has ended the program: load it
                first, then ``recover``. While an agent is logged in, the file is written within 200 ms of each change;
                events do not wait for that. It is removed when the agent is logged out, and stays when the session is
                closed without a log-out. If it cannot be written, a ``LogLine`` of kind ``error`` says so.
            seed: The seed of the random delays. 0 chooses one at random.

        Raises:
            ConfigurationError: If the environment, a time or another option cannot be used, or the journal is a FIFO
                without a reader.
            FileExistsError: If the journal's file has something in it.
            BlockingIOError: If another session writes its journal to that file.
            OSError: If the journal cannot be opened.
            ClosedError: If the client is closed.
            ForkedError: In a process that was forked since the client was made.
        """
        _logs.follow()
        config, times = session_config(
            environment_of(environment, dialect),
            dialect,
            settings={
                "autoAnswer": auto_answer,
                "debug": debug,
                "useWsLog": use_ws_log,
                "useErrorAlert": use_error_alert,
            },
            timing=timing,
            reconnect=reconnect,
            internal=internal_numbers,
            plain={
                "virtual_host": virtual_host,
                "retrieve_after_consultation": retrieve_after_consultation,
                "answer_second_call": answer_second_call,
                "take_over_call": take_over_call,
                "phone_numbers_only": phone_numbers_only,
                "verify_with_heartbeat": verify_with_heartbeat,
                "event_log": event_log,
                "seed": seed,
            },
        )
        path = None if journal is None else os.fspath(journal)
        kept = None if store is None else store._native
        native = self._native.session(config, times=times, logout_on_close=logout_on_close, journal=path, store=kept)
        return self._session_class(native, self._keep)

    def watch(
        self,
        environment: Union[Environment, str],
        job_number: str,
        password: str,
        domain: str = "",
        agents: Iterable[str] = (),
        *,
        dialect: Union[Dialect, str] = Dialect.V4,
        debug: bool = False,
        use_ws_log: bool = False,
        use_error_alert: bool = True,
        timing: Optional[Timing] = None,
        reconnect: Union[Spread, Fixed, Backoff, None] = None,
        internal_numbers: Optional[InternalNumbers] = None,
        virtual_host: Optional[str] = None,
        event_log: bool = True,
        journal: Union[str, os.PathLike[str], None] = None,
        seed: int = 0,
    ) -> WatchT:
        """Agents (``5001@test.cc``) to be watched for a wallboard, by the account of a supervisor, with nobody logged in or
        out. Nothing happens before ``open``.

        An HTTP session and one event channel, and nothing else is ever sent. Of each agent there are the events of a session
        of the agent's own, with ``Event.watched`` saying whose they are, and the same ``Snapshot``, in which every action is
        refused. Nothing is known of an agent until an event tells it, and after a gap in the channel everything is in doubt:
        ``Snapshot.verified``, ``Agent.doubts``, ``Call.doubts``. A reader who is too slow gets a ``Lagged`` for each agent.

        ``domain`` is the tenant's, by default the environment's; the rest is as for ``session``.

        Raises ``ConfigurationError``, ``OSError`` (the journal), ``ClosedError``, ``ForkedError``.
        """
        _logs.follow()
        config, times = session_config(
            environment_of(environment, dialect),
            dialect,
            settings={"debug": debug, "useWsLog": use_ws_log, "useErrorAlert": use_error_alert},
            timing=timing,
            reconnect=reconnect,
            internal=internal_numbers,
            plain={"virtual_host": virtual_host, "event_log": event_log, "seed": seed},
        )
        native = self._native.watch(
            config,
            times=times,
            journal=None if journal is None else os.fspath(journal),
            job_number=job_number,
            password=password,
            domain=domain,
            agents=list(agents),
        )
        return self._watch_class(native, self._keep)

    @property
    def metrics(self) -> Metrics:
        """The counters of all open sessions, added up; ``command_ms_longest`` is the longest of all."""
        return metrics_of(self._native.metrics())

    def _is_closed(self) -> None:
        self._closed = True
        _lifecycle.closed(self._keep)

    def __del__(self) -> None:
        # What could not be made has neither.
        if not getattr(self, "_closed", True) and not self._native.forked:
            warn(f"{self!r} was not closed", ResourceWarning, source=self)


def decode(notice: _native.Notice) -> Union[Event, LogLine]:
    """What the native part tells, but for what concerns commands."""
    if notice[0] == "event":
        return _events.decode(notice[1], notice[2])
    if notice[0] == "log":
        return LogLine(LogKind(notice[1]), notice[2])
    assert notice[0] == "lagged"
    return Lagged(missed=notice[1], snapshot=_snapshot.decode(notice[2]))


def metrics_of(text: str) -> Metrics:
    """Metrics from JSON."""
    return Metrics(**{snake_case(name): value for name, value in json.loads(text).items()})
