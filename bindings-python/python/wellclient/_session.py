"""Clients, sessions, watches and streams of events for ``asyncio``."""

from __future__ import annotations

import asyncio
import concurrent.futures
from contextlib import suppress
from typing import Any, Awaitable, Callable, Generic, Optional, Type, TypeVar, Union, cast, overload

from . import _loop, _native
from ._base import CAPACITY, Questioned, SessionBase, Told, WatchBase, decode
from ._calling import check_function, contained, is_yes, let_go, report, to_be_awaited
from ._checks import Seconds, argument, capacity_of, wait_time
from ._client import ClientBase
from ._errors import ClosedError, LoggedInAlready
from ._event import Event, Lagged, LogLine
from ._outcome import Success, good, success
from ._saved import SavedSession
from ._secrets import keeps_secrets
from ._shown import name_of
from ._subscription import kinds_of, sought
from ._verbs import Ask, Verbs

Item = TypeVar("Item", bound=Union[Event, LogLine], covariant=True)
Kind = TypeVar("Kind", bound=Event)
Other = TypeVar("Other", bound=Event)
Third = TypeVar("Third", bound=Event)


class EventStream(Generic[Item]):
    """What a session tells, from when this was made: an asynchronous iterator, which ends when the session is closed.

    At most ``capacity`` wait to be read. One more drops all that wait, and a ``Lagged`` comes in their place. The link
    is never held up. Several tasks may read from one stream: each event is given to one of them.
    """

    def __init__(self, native: _native.EventStream, kinds: Optional[list[str]], told: str, *, logs: bool = False) -> None:
        self._native = native
        self._kinds = kinds
        self._told = told
        self._logs = logs

    def __repr__(self) -> str:
        return f"<{name_of(self)} of {self._told}{', ended' if self._native.ended else ''}>"

    def __aiter__(self) -> EventStream[Item]:
        return self

    async def __anext__(self) -> Item:
        while True:
            item = self.take()
            if item is not None:
                return item
            if self._native.ended:
                raise StopAsyncIteration
            await _loop.notified(self._native)

    def take(self) -> Optional[Item]:
        """The next one if one waits, else None."""
        notice = self._native.take()
        return None if notice is None else cast(Item, decode(notice))

    async def wait_for(
        self,
        kind: Type[Told],
        where: Optional[Callable[[Told], bool]] = None,
        *,
        timeout: Optional[Seconds] = None,
    ) -> Told:
        """The next one of this class, of which ``where`` says yes; passes over all others.

        Raises ``TimeoutError`` (``asyncio.TimeoutError`` before Python 3.11) after ``timeout`` seconds, ``ClosedError``
        where the session is closed before it comes, ``TypeError`` for what is no class of events or log lines, ``ValueError``
        for one that never comes from here.
        """
        kinds = sought(kind, where, self._kinds, self._logs, self._told)
        limit = wait_time("timeout", timeout)
        return await asyncio.wait_for(self._find(kinds, where), limit)

    async def _find(self, kinds: tuple[type, ...], where: Optional[Callable[[Told], bool]]) -> Told:
        async for item in self:
            if isinstance(item, kinds) and (where is None or where(cast(Told, item))):
                return cast(Told, item)
        raise ClosedError(f"the session was closed before {kinds[0].__name__} came")

    async def aclose(self) -> None:
        """Takes nothing any more; who waits for the next one finds the end."""
        self._native.close()

    async def __aenter__(self) -> EventStream[Item]:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


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
    """One agent on one extension. Make it by ``Client.session``; ``async with`` closes it.

    It can be used from any thread and any loop. When the last reference to it is dropped it closes in the background.
    """

    @keeps_secrets
    async def recover(self, saved: SavedSession) -> Success:
        """Resumes a session that was saved before a restart, in place of a log-in.

        The saved state is in doubt until the server confirms it.

        Raises:
            Refused: If the agent is logged out, or logged in elsewhere.
            ServerRefused: If the HTTP session has expired and cannot be renewed.
            Unreachable: If the server cannot be reached.
        """
        return success(good(await _loop.result(self._begin_recover(saved))))

    async def close(self) -> None:
        """Closes the session, logging the agent out first if ``logout_on_close`` is set, and waits until it is closed.

        After it nothing is called back; commands that are not settled end as ``UnknownOutcome``, streams end.
        """
        await _loop.result(self._native.close())

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _outcome(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return good(await _loop.result(self._begin(verb, arguments)))

    async def _log_in(self, arguments: dict[str, Any], ask: Optional[Ask]) -> dict[str, Any]:
        if ask is None:
            return await self._outcome("agentLogin", arguments)
        check_function("ask", ask)
        asking: list[concurrent.futures.Future[None]] = []
        question = self._asked(ask, asyncio.get_running_loop(), asking)
        self._questions.append(question)
        # Of a closed session the log-in itself says so.
        with suppress(ClosedError):
            self._call_back()
        try:
            return await self._outcome("agentLogin", arguments)
        finally:
            self._questions.remove(question)
            for each in asking:
                each.cancel()

    def _asked(
        self, ask: Ask, loop: asyncio.AbstractEventLoop, asking: list[concurrent.futures.Future[None]]
    ) -> Questioned:
        """On the callback thread: asks, and has an awaitable awaited in the loop."""

        def question(refusal: LoggedInAlready) -> None:
            try:
                answer = ask(refusal)
                awaitable = to_be_awaited(answer)
                if awaitable is None:
                    self._native.answer_ask(is_yes(answer))
                    return
            # Whatever it raises, the log-in does not wait for an answer that never comes.
            except BaseException:
                _ask_has_failed()
                self._native.answer_ask(False)
                return
            waiting = self._answer(awaitable)
            try:
                asking.append(asyncio.run_coroutine_threadsafe(waiting, loop))
            except RuntimeError:
                # The loop was closed: nobody can be asked.
                waiting.close()
                let_go(awaitable)
                self._native.answer_ask(False)

        return question

    async def _answer(self, answer: Awaitable[bool]) -> None:
        force = None
        try:
            force = await contained(_decision(answer), _ask_has_failed)
        finally:
            self._native.answer_ask(force is True)


async def _decision(answer: Awaitable[bool]) -> bool:
    decided = await answer
    if to_be_awaited(decided) is not None:
        raise TypeError("ask has returned what has to be awaited once more")
    return is_yes(decided)


def _ask_has_failed() -> None:
    report("ask has failed")


class Watch(WatchBase, Streams):
    """Agents who are watched, with nobody logged in or out. Make it by ``Client.watch``; ``async with`` opens and closes it.

    When the last reference to it is dropped it closes in the background.
    """

    async def open(self) -> None:
        """Opens the watch. Ends when the event channel is open.

        ``async with`` does it. Does nothing if the watch is open already. If the broker refuses the events of one agent, the
        others are watched all the same: an ``Anomaly`` of kind ``subscriptionRefused`` reports it, and ``link`` in the
        agent's snapshot is ``lost``.

        Raises:
            WrongCredentials: If the job number, the password or the domain is wrong.
            ServerRefused: If the server refuses with another status.
            Unreachable: If the server cannot be reached.
            SubscriptionRefused: If the broker refuses the events of every agent.
        """
        success(good(await _loop.result(self._watch.open())))

    async def follow(self, agent_id: str) -> None:
        """Follows one more agent (``5001@test.cc``). Ends when the agent's events are subscribed to.

        Raises:
            SubscriptionRefused: If the broker refuses the agent's events. The channel is then opened again for the others.
            BadArgument: If the id is not an agent's.
            UnknownOutcome: If the subscription does not stand within ``Timing.command``. Attempts go on.
        """
        success(good(await _loop.result(self._watch.follow(argument("agent_id", agent_id)))))

    async def close(self) -> None:
        """Closes it, and waits until it is closed. After it nothing is called back; streams end."""
        await _loop.result(self._native.close())

    async def __aenter__(self) -> Watch:
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class Client(ClientBase[Session, Watch]):
    """What sessions share: HTTP connections, TLS, proxies, threads. One for a process is enough.

    ``async with wellclient.Client() as client`` closes it, and with it its sessions. One that is not closed is closed
    when the interpreter ends.
    """

    _session_class = Session
    _watch_class = Watch

    async def close(self) -> None:
        """Closes all sessions and ends all threads, and waits until that is done. After it nothing is called back."""
        if not self._closed:
            await _loop.result(self._native.close())
            self._is_closed()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
