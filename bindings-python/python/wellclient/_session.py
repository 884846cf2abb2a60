"""Clients, sessions, watches and streams of events for ``asyncio``."""

from __future__ import annotations

import asyncio
import concurrent.futures
import inspect
from typing import Any, Awaitable, Callable, Generic, Mapping, Optional, Type, TypeVar, Union, cast

from . import _logs, _loop, _native
from ._base import CAPACITY, ClientBase, Questioned, SessionBase, Told, WatchBase, decode
from ._config import Seconds, seconds
from ._errors import ClosedError, LoggedInAlready
from ._event import Event, LogLine
from ._outcome import Success, raw_outcome, success
from ._saved import SavedSession
from ._subscription import classes_of, kinds_of
from ._verbs import Ask, Verbs

Item = TypeVar("Item", bound=Union[Event, LogLine])


class EventStream(Generic[Item]):
    """What a session tells, from when this was made: an asynchronous iterator, which ends when the session is closed.

    At most ``capacity`` wait to be read; a reader that is slower gets a ``Lagged`` in place of what it missed. The link
    is never held up. Several tasks may read from one stream: each event is given to one of them.
    """

    def __init__(self, native: _native.EventStream) -> None:
        self._native = native

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
        where the session is closed before it comes, ``TypeError`` for what is no class of events or log lines.
        """
        kinds = classes_of(kind, Event, LogLine)
        return await asyncio.wait_for(self._find(kinds, where), None if timeout is None else seconds(timeout))

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


class Session(SessionBase, Verbs):
    """One agent on one extension. Make it by ``Client.session``; ``async with`` closes it.

    It can be used from any thread and any loop. When the last reference to it is dropped it closes in the background.
    """

    def events(self, *kinds: Union[Type[Event], str], capacity: int = CAPACITY) -> EventStream[Event]:
        """The events from now on; of some classes only, if given. (A ``Lagged`` comes in any case.)

        Ask for it before the command whose events you want.
        """
        return EventStream(self._native.events(kinds_of(kinds), logs=False, capacity=capacity))

    def notices(self, *, capacity: int = CAPACITY) -> EventStream[Union[Event, LogLine]]:
        """The events and the log lines from now on."""
        return EventStream(self._native.events(None, logs=True, capacity=capacity))

    async def recover(self, saved: SavedSession) -> Success:
        """Resumes a session that was saved before a restart, in place of a log-in.

        The saved state is in doubt until the server confirms it.

        Raises:
            Refused: If the agent is logged out, or logged in elsewhere.
            ServerRefused: If the HTTP session has expired and cannot be renewed.
            Unreachable: If the server cannot be reached.
        """
        return success(raw_outcome(await _loop.result(self._begin_recover(saved))))

    async def close(self) -> None:
        """Closes the session, logging the agent out first if ``logout_on_close`` is set, and waits until it is closed.

        After it nothing is called back; commands that are not settled end as ``UnknownOutcome``, streams end.
        """
        await _loop.result(self._native.close())

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _outcome(self, verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return raw_outcome(await _loop.result(self._begin(verb, arguments)))

    async def _log_in(self, arguments: Mapping[str, Any], ask: Optional[Ask]) -> dict[str, Any]:
        if ask is None:
            return await self._outcome("agentLogin", arguments)
        asking: list[concurrent.futures.Future[None]] = []
        question = self._asked(ask, asyncio.get_running_loop(), asking)
        self._questions.append(question)
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
            answer: Union[bool, Awaitable[bool]] = False
            try:
                answer = ask(refusal)
            except Exception:
                _logs.callbacks.exception("ask has failed")
            if not inspect.isawaitable(answer):
                self._native.answer_ask(bool(answer))
                return
            waiting = self._answer(answer)
            try:
                asking.append(asyncio.run_coroutine_threadsafe(waiting, loop))
            except RuntimeError:
                # The loop was closed: nobody can be asked.
                waiting.close()
                self._native.answer_ask(False)

        return question

    async def _answer(self, answer: Awaitable[bool]) -> None:
        force = False
        try:
            force = bool(await answer)
        except Exception:
            _logs.callbacks.exception("ask has failed")
        finally:
            self._native.answer_ask(force)


class Watch(WatchBase):
    """Agents who are watched, with nobody logged in or out. Make it by ``Client.watch``; ``async with`` opens and closes it.

    When the last reference to it is dropped it closes in the background.
    """

    def events(self, *kinds: Union[Type[Event], str], capacity: int = CAPACITY) -> EventStream[Event]:
        """The events from now on, of all agents; of some classes only, if given."""
        return EventStream(self._native.events(kinds_of(kinds), logs=False, capacity=capacity))

    def notices(self, *, capacity: int = CAPACITY) -> EventStream[Union[Event, LogLine]]:
        """The events and the log lines from now on."""
        return EventStream(self._native.events(None, logs=True, capacity=capacity))

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
        success(raw_outcome(await _loop.result(self._watch.open())))

    async def follow(self, agent_id: str) -> None:
        """Follows one more agent (``5001@test.cc``). Ends when the agent's events are subscribed to.

        Raises:
            SubscriptionRefused: If the broker refuses the agent's events. The channel is then opened again for the others.
            BadArgument: If the id is not an agent's.
            UnknownOutcome: If the subscription does not stand within ``Timing.command``. Attempts go on.
        """
        success(raw_outcome(await _loop.result(self._watch.follow(agent_id))))

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
