"""Clients, sessions, watches and streams of events for threads."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Callable, Generic, Optional, Type, TypeVar, Union, cast, overload

from .. import _native
from .._base import CAPACITY, Questioned, SessionBase, Told, WatchBase, decode
from .._calling import check_function, is_async, is_yes, let_go, report, to_be_awaited
from .._checks import Seconds, argument, capacity_of, wait_time
from .._client import ClientBase
from .._errors import ClosedError, LoggedInAlready, WouldDeadlockError
from .._event import Event, Lagged, LogLine
from .._outcome import Success, good, success
from .._saved import SavedSession
from .._secrets import keeps_secrets
from .._shown import name_of
from .._subscription import kinds_of, sought
from ._verbs import Ask, Verbs

Item = TypeVar("Item", bound=Union[Event, LogLine], covariant=True)
Kind = TypeVar("Kind", bound=Event)
Other = TypeVar("Other", bound=Event)
Third = TypeVar("Third", bound=Event)


class EventStream(Generic[Item]):
    """What a session tells, from when this was made: an iterator that waits, and ends when the session is closed.

    At most ``capacity`` wait to be read. One more drops all that wait, and a ``Lagged`` comes in their place. The link
    is never held up. Several threads may read from one stream: each event is given to one of them.
    """

    def __init__(self, native: _native.EventStream, kinds: Optional[list[str]], told: str, *, logs: bool = False) -> None:
        self._native = native
        self._kinds = kinds
        self._told = told
        self._logs = logs

    def __repr__(self) -> str:
        return f"<{name_of(self)} of {self._told}{', ended' if self._native.ended else ''}>"

    def __iter__(self) -> EventStream[Item]:
        return self

    def __next__(self) -> Item:
        try:
            return self.next()
        except ClosedError:
            raise StopIteration from None

    def next(self, *, timeout: Optional[Seconds] = None) -> Item:
        """The next one, waited for up to ``timeout`` seconds (None: without end).

        Raises ``TimeoutError``; ``ClosedError`` where the session is closed.
        """
        deadline = _deadline(timeout)
        while True:
            item = self.take()
            if item is not None:
                return item
            if self._native.ended:
                raise ClosedError("the session is closed")
            left = None if deadline is None else deadline - time.monotonic()
            if not self._native.wait(left):
                raise TimeoutError("nothing came in time")

    def take(self) -> Optional[Item]:
        """The next one if one waits, else None."""
        notice = self._native.take()
        return None if notice is None else cast(Item, decode(notice))

    def wait_for(
        self,
        kind: Type[Told],
        where: Optional[Callable[[Told], bool]] = None,
        *,
        timeout: Optional[Seconds] = None,
    ) -> Told:
        """The next one of this class, of which ``where`` says yes; passes over all others.

        Raises ``TimeoutError`` after ``timeout`` seconds, ``ClosedError`` where the session is closed before it comes,
        ``TypeError`` for what is no class of events or log lines, ``ValueError`` for one that never comes from here.
        """
        kinds = sought(kind, where, self._kinds, self._logs, self._told)
        deadline = _deadline(timeout)
        while True:
            item = self.next(timeout=None if deadline is None else deadline - time.monotonic())
            if isinstance(item, kinds) and (where is None or where(cast(Told, item))):
                return cast(Told, item)

    def close(self) -> None:
        """Takes nothing any more; who waits for the next one finds the end."""
        self._native.close()

    def __enter__(self) -> EventStream[Item]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Streams:
    """What sessions and watches tell, as streams."""

    _native: _native.Session

    @overload
    def events(self, *, capacity: int = CAPACITY) -> EventStream[Event]: ...

    @overload
    def events(self, kind: Type[Kind], /, *, capacity: int = CAPACITY) -> EventStream[Union[Kind, Lagged]]: ...

    @overload
    def events(
        self, kind: Type[Kind], other: Type[Other], /, *, capacity: int = CAPACITY
    ) -> EventStream[Union[Kind, Other, Lagged]]: ...

    @overload
    def events(
        self, kind: Type[Kind], other: Type[Other], third: Type[Third], /, *, capacity: int = CAPACITY
    ) -> EventStream[Union[Kind, Other, Third, Lagged]]: ...

    @overload
    def events(
        self, kind: Union[Type[Event], str], /, *kinds: Union[Type[Event], str], capacity: int = CAPACITY
    ) -> EventStream[Event]: ...

    def events(self, *kinds: Union[Type[Event], str], capacity: int = CAPACITY) -> EventStream[Any]:
        """The events from now on; only those of some classes, or of some of the manual's names, if given.

        Ask for it before the command whose events you want. At most ``capacity`` of them wait to be read. One more drops
        all that wait, and the reader gets a ``Lagged``, whatever was asked for. A watch's are those of all its agents.

        Raises ``TypeError`` for what is no class of events, ``ValueError`` for what is no event's name, and for a capacity
        below 1.
        """
        wanted = kinds_of(kinds)
        native = self._native.events(wanted, logs=False, capacity=capacity_of(capacity))
        return EventStream(native, wanted, " and ".join(map(_name, kinds)) or "all events")

    def notices(self, *, capacity: int = CAPACITY) -> EventStream[Union[Event, LogLine]]:
        """The events and the log lines from now on; ``capacity`` is that of ``events``."""
        native = self._native.events(None, logs=True, capacity=capacity_of(capacity))
        return EventStream(native, None, "all events and log lines", logs=True)


def _name(kind: Union[Type[Event], str]) -> str:
    return kind if isinstance(kind, str) else kind.__name__


class Session(SessionBase, Streams, Verbs):
    """One agent on one extension. Make it by ``Client.session``; ``with`` closes it.

    It can be used from any thread. Ctrl-C ends every wait. When the last reference to it is dropped it closes in the
    background.
    """

    @keeps_secrets
    def recover(self, saved: SavedSession) -> Success:
        """Resumes a session that was saved before a restart, in place of a log-in.

        Raises ``Refused``, ``ServerRefused``: the agent is logged out, or logged in elsewhere, or the HTTP session has
        expired. ``Unreachable``.
        """
        return success(good(_result(self._begin_recover(saved))))

    def close(self) -> None:
        """Closes the session, logging the agent out first if ``logout_on_close`` is set, and waits until it is closed.

        After it nothing is called back; commands that are not settled end as ``UnknownOutcome``, streams end.
        Raises ``WouldDeadlockError`` inside a callback.
        """
        _result(self._native.close())

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _outcome(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return good(_result(self._begin(verb, arguments)))

    def _log_in(self, arguments: dict[str, Any], ask: Optional[Ask]) -> dict[str, Any]:
        if ask is None:
            return self._outcome("agentLogin", arguments)
        check_function("ask", ask)
        if is_async(ask):
            raise TypeError("ask must not be an async function here: that is for wellclient.Client")
        if _native.in_callback():
            raise WouldDeadlockError("a log-in that asks cannot be waited for inside a callback")
        question = self._asked(ask)
        self._questions.append(question)
        # Of a closed session the log-in itself says so.
        with suppress(ClosedError):
            self._call_back()
        try:
            return self._outcome("agentLogin", arguments)
        finally:
            self._questions.remove(question)

    def _asked(self, ask: Ask) -> Questioned:
        """On the callback thread."""

        def question(refusal: LoggedInAlready) -> None:
            force = False
            try:
                answer = ask(refusal)
                awaitable = to_be_awaited(answer)
                if awaitable is not None:
                    let_go(awaitable)
                    raise TypeError("ask is asynchronous: use wellclient.Client")
                force = is_yes(answer)
            # Whatever it raises, the log-in does not wait for an answer that never comes.
            except BaseException:
                report("ask has failed")
            self._native.answer_ask(force)

        return question


class Watch(WatchBase, Streams):
    """Agents who are watched, with nobody logged in or out. Make it by ``Client.watch``; ``with`` opens and closes it.

    When the last reference to it is dropped it closes in the background.
    """

    def open(self) -> None:
        """Opens the watch. Ends when the event channel is open.

        ``with`` does it. Does nothing if the watch is open already. If the broker refuses the events of one agent, the
        others are watched all the same: an ``Anomaly`` of kind ``subscriptionRefused`` reports it, and ``link`` in the
        agent's snapshot is ``lost``.

        Raises:
            WrongCredentials: If the job number, the password or the domain is wrong.
            ServerRefused: If the server refuses with another status.
            Unreachable: If the server cannot be reached.
            SubscriptionRefused: If the broker refuses the events of every agent.
        """
        success(good(_result(self._watch.open())))

    def follow(self, agent_id: str) -> None:
        """Follows one more agent (``5001@test.cc``). Ends when the agent's events are subscribed to.

        Raises:
            SubscriptionRefused: If the broker refuses the agent's events. The channel is then opened again for the others.
            BadArgument: If the id is not an agent's.
            UnknownOutcome: If the subscription does not stand within ``Timing.command``. Attempts go on.
        """
        success(good(_result(self._watch.follow(argument("agent_id", agent_id)))))

    def close(self) -> None:
        """Closes it, and waits until it is closed. After it nothing is called back; streams end."""
        _result(self._native.close())

    def __enter__(self) -> Watch:
        try:
            self.open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Client(ClientBase[Session, Watch]):
    """What sessions share: HTTP connections, TLS, proxies, threads. One for a process is enough.

    ``with wellclient.blocking.Client() as client`` closes it, and with it its sessions. One that is not closed is closed
    when the interpreter ends.
    """

    _session_class = Session
    _watch_class = Watch

    def close(self) -> None:
        """Closes all sessions and ends all threads, and waits until that is done. After it nothing is called back.

        Raises ``WouldDeadlockError`` inside a callback.
        """
        if not self._closed:
            self._native.close_and_wait()
            self._is_closed()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _deadline(timeout: Optional[Seconds]) -> Optional[float]:
    limit = wait_time("timeout", timeout)
    return None if limit is None else time.monotonic() + limit


def _result(operation: _native.Operation) -> dict[str, Any]:
    while True:
        found = operation.wait()
        if found is not None:
            return found
