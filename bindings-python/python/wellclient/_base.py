"""What the sessions and watches for ``asyncio`` and for threads have in common: all that does not wait."""

from __future__ import annotations

import asyncio
import weakref
from dataclasses import replace
from typing import Any, Callable, Mapping, NoReturn, Optional, Type, TypeVar, Union, cast, overload

from . import _events, _logs, _native, _snapshot
from ._calling import check_function, is_async
from ._checks import argument, capacity_of, instance, truth, verb_of
from ._config import Settings, settings_of
from ._errors import ForkedError, LoggedInAlready, of_outcome
from ._event_log import EventLog
from ._event import Event, Lagged, LogLine
from ._frozen import Frozen, frozen
from ._ids import AgentId, DeviceId
from ._json import read
from ._saved import SavedSession, of_plain
from ._shown import name_of, not_copied
from ._snapshot import Refusal, Snapshot
from ._subscription import Subscription, classes_of, kinds_below
from ._vocabulary import Link, LogKind, Reason, Verb
from ._words import known, snake_case

CAPACITY = 1024
"""Notices that may wait in one stream, where nobody says how many."""

Told = TypeVar("Told", bound=Union[Event, LogLine])
Questioned = Callable[[LoggedInAlready], None]


@frozen
class Metrics(Frozen):
    """Counters since a session was made; those of a client are its open sessions' added up."""

    events: int = 0
    """Events received."""
    duplicates: int = 0
    """Of these, dropped as copies."""
    late: int = 0
    """Of these, put in their place among newer ones."""
    refused: int = 0
    """Of these, not applied to the model."""
    anomalies: int = 0
    """Anomalies reported, copies and late events not counted."""
    resyncs: int = 0
    """Times the server's account was compared with the model."""
    corrections: int = 0
    """Events synthesized because the two differed."""
    reconnects: int = 0
    """Times the event channel came back after a loss."""
    renewals: int = 0
    """Times the HTTP session was renewed (426)."""
    commands: int = 0
    """Commands settled."""
    commands_failed: int = 0
    """Of these, not confirmed or already so."""
    command_ms_total: int = 0
    """From command to outcome, added up, in milliseconds."""
    command_ms_longest: int = 0
    """The longest from command to outcome, in milliseconds."""


class Listening:
    """What sessions and watches have in common: what they tell, and their logs."""

    def __init__(self, native: _native.Session, keep: object) -> None:
        self._native = native
        # The client, which would end the session's threads.
        self._keep = keep
        self._subscriptions: list[Subscription] = []
        self._questions: list[Questioned] = []

    def __reduce__(self) -> NoReturn:
        raise not_copied(self)

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
    def on(self, kind: str, callback: Callable[[Any], object], *, capacity: int = CAPACITY) -> Subscription: ...

    def on(
        self, kind: Union[Type[Told], str], callback: Callable[[Any], object], *, capacity: int = CAPACITY
    ) -> Subscription:
        """Calls back for each event of a class, or of a name (manual 3.1), on the client's callback thread, one after the
        other.

        ``Event`` is for all events, ``CallEvent`` and ``AgentEvent`` for those below them, ``LogLine`` for log lines. A
        name is the manual's, such as ``"agentLoggedOn"``; ``"connectionCleared"`` is for both events of that name.

        A slow callback holds up the client's other callbacks, and nothing else. Of what the session's callbacks are for, at
        most ``capacity`` events and log lines wait; where several say how many, the greatest counts. What is more is missed,
        and told: by a ``Lagged`` to those who are called for it or for every ``Event``, and, where nobody is, by a warning of
        the logger ``wellclient.callback``. What it raises goes to that logger, too, whatever it is: a ``SystemExit`` ends no
        program, and costs no other callback its event. Verbs of ``wellclient.blocking`` can be used in it, ``close`` cannot.

        An ``async`` function, and whatever else returns an awaitable, is run in the loop that runs where it is given; nothing
        waits for its end. When that loop cancels it, it ends without a word.

        Raises:
            TypeError: For what is no such class, cannot be called, or is a generator; for an ``async`` function where no
                loop runs.
            ValueError: For what is no event's name, and for a capacity below 1.
            ClosedError: If the session is closed.
        """
        capacity = capacity_of(capacity)
        kinds = classes_of(kind, Event, LogLine)
        check_function("callback", callback)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None and is_async(callback):
            raise TypeError("an async function is run in a loop: call `on` where one runs")
        subscription = Subscription(self._subscriptions, kinds, callback, loop)
        self._subscriptions.append(subscription)
        try:
            self._call_back(kinds, capacity)
        except BaseException:
            subscription.cancel()
            raise
        return subscription

    def _call_back(self, classes: tuple[type, ...] = (), capacity: int = CAPACITY) -> None:
        logs = LogLine in classes
        self._native.call_back(_Teller(self), kinds=kinds_below(classes), logs=logs, capacity=capacity)

    def _tell(self, notice: _native.Notice) -> None:
        """On the callback thread."""
        if notice[0] == "ask":
            question = self._questions[0] if self._questions else None
            if question is None:
                self._native.answer_ask(False)
            else:
                question(cast(LoggedInAlready, of_outcome(notice[2])))
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
        try:
            identity = self.identity
        except ForkedError:
            return f"<{name_of(self)} of another process>"
        return f"<{name_of(self)} of {identity[0] if identity else 'nobody'}>"

    # --- The state

    def snapshot(self) -> Snapshot:
        """The state now: the agent, the calls, and what may be done."""
        return _snapshot.decode(self._native.snapshot())

    def may(self, verb: Union[Verb, str], call_id: Optional[str] = None) -> Optional[Refusal]:
        """Whether a verb may be used now: None if so, else why not. This is advice; the server has the last word.

        ``call_id`` says on which of the agent's own calls. Verbs about anything else, also about calls of others
        (``forceListen``), do not look at it: what supervisors do is allowed to whoever is logged in. Without it,
        ``dropConnection`` is about the only call that there is.

        Raises ``ValueError`` for a word that is no verb, and for any other verb about the agent's own calls without a call.
        """
        refusal = self._native.may(verb_of(verb), None if call_id is None else argument("call_id", call_id))
        return None if refusal is None else Refusal(known(Reason, refusal[0]), *refusal[1:])

    @property
    def identity(self) -> Optional[tuple[AgentId, DeviceId]]:
        """The agent and the device, once a log-in has begun."""
        identity = self._native.identity()
        return None if identity is None else (AgentId(identity[0]), DeviceId(identity[1]))

    def get_call_memory(self) -> Any:
        """The model as the reference client shows it (manual 5.1), parsed."""
        return read(self._native.get_call_memory())

    def saved(self) -> Optional[SavedSession]:
        """What ``recover`` needs after a restart; None unless an agent is logged in."""
        saved = self._native.saved()
        return None if saved is None else of_plain(saved)

    # --- Settings

    @property
    def settings(self) -> Settings:
        """The settings of ``setConfig``."""
        return Settings(**{snake_case(name): value for name, value in self._native.settings().items()})

    def set_config(self, settings: Optional[Settings] = None, **changes: Any) -> None:
        """The manual's ``setConfig`` (2.1): all settings, or those that change: ``set_config(auto_answer=False)``.

        Raises ``TypeError`` for what is no setting, or of another type.
        """
        settings = self.settings if settings is None else instance("settings", settings, Settings)
        self._native.set_config(settings_of(replace(settings, **changes)))

    def set_debug(self, debug: bool) -> None:
        """The manual's ``setDebug`` (5.3)."""
        self.set_config(debug=debug)

    def set_retrieve_after_consultation(self, retrieve: bool) -> None:
        """Whether to retrieve the first call when the consulted party has hung up."""
        self._native.set_retrieve_after_consultation(truth("retrieve", retrieve))

    # --- The log

    def log(self, text: str) -> None:
        """Writes a line into the log (manual 5.2)."""
        self._native.log(argument("text", text))

    def error(self, text: str) -> None:
        """Writes an error into the log (manual 5.3)."""
        self._native.error(argument("text", text))

    # --- For those below

    def _begin(self, verb: str, arguments: dict[str, Any]) -> _native.Operation:
        _logs.follow()
        return self._native.begin(verb, arguments)

    def _begin_recover(self, saved: SavedSession) -> _native.Operation:
        _logs.follow()
        return self._native.recover(instance("saved", saved, SavedSession)._plain())


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
        try:
            agents = self.agents
            watched = f" of {len(agents)} agents" if agents or self.link is not Link.OFF else ", not open"
            return f"<{name_of(self)}{watched}>"
        except ForkedError:
            return f"<{name_of(self)} of another process>"

    @property
    def agents(self) -> list[AgentId]:
        """The agents who are watched, in the order in which they were added; also those whose events the broker refuses."""
        return [AgentId(agent) for agent in self._watch.agents()]

    @property
    def link(self) -> Link:
        """The event channel."""
        return Link(self._watch.link())

    def unfollow(self, agent_id: str) -> None:
        """Does not follow an agent any more: what was known is forgotten."""
        self._watch.unfollow(argument("agent_id", agent_id))

    def snapshot(self, agent_id: str) -> Optional[Snapshot]:
        """What is known of an agent (``5001@test.cc``), as a session of the agent's own would show it; None for one who is
        not watched."""
        snapshot = self._watch.snapshot(argument("agent_id", agent_id))
        return None if snapshot is None else _snapshot.decode(snapshot)

    def snapshots(self) -> list[Snapshot]:
        """What is known of each, as of one moment, in the order of ``agents``."""
        return [_snapshot.decode(snapshot) for snapshot in self._watch.snapshots()]


def decode(notice: _native.Notice) -> Union[Event, LogLine]:
    """What the native part tells, but for what concerns commands."""
    if notice[0] == "event":
        return _events.decode(notice[1], notice[2])
    if notice[0] == "log":
        return LogLine(LogKind(notice[1]), notice[2])
    assert notice[0] == "lagged"
    return Lagged(missed=notice[1], snapshot=_snapshot.decode(notice[2]))


def metrics_of(counters: Mapping[str, int]) -> Metrics:
    """Metrics by the library's names."""
    return Metrics(**{snake_case(name): value for name, value in counters.items()})
