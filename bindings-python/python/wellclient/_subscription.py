"""Who is told of what: the classes and names of events, and the callbacks for them."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Any, Awaitable, Callable, Optional, Type, Union

from ._calling import check_function, contained, is_async, let_go, report, to_be_awaited
from ._checks import is_it
from ._event import Event, Lagged, LogLine
from ._event_kinds import EVENTS, CallCleared, OtherEvent
from ._shown import name_of


class Subscription:
    """A callback's place in a session. It lives as long as the session, or until ``cancel``."""

    def __init__(
        self, among: list[Subscription], kinds: tuple[type, ...], callback: Callable[[Any], object], loop: Optional[asyncio.AbstractEventLoop]
    ) -> None:
        self._among = among
        self._kinds = kinds
        self._callback = callback
        self._loop = loop
        self._cancelled = False
        # A loop keeps its tasks by weak references only.
        self._runs: set[Future[None]] = set()

    def __repr__(self) -> str:
        return f"<{name_of(self)} to {self._what()}{', cancelled' if self._cancelled else ''}>"

    def cancel(self) -> None:
        """Calls no more, not even for an event that others are just told of. A call that has begun goes on to its end."""
        self._cancelled = True
        if self in self._among:
            self._among.remove(self)

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def _takes(self, told: Union[Event, LogLine]) -> bool:
        return isinstance(told, self._kinds)

    def _tell(self, told: Union[Event, LogLine]) -> None:
        if self._cancelled or not self._takes(told):
            return
        try:
            awaitable = to_be_awaited(self._callback(told))
            if awaitable is not None:
                self._run(awaitable)
        # Not even an exit or a cancellation keeps the event from the others.
        except BaseException:
            self._failed()

    def _run(self, awaitable: Awaitable[Any]) -> None:
        """Has it awaited in the loop that ran where the callback was given."""
        run = self._in_loop(awaitable)
        try:
            if self._loop is None:
                raise RuntimeError("what the callback returned cannot be awaited: no loop ran where `on` was called")
            future = asyncio.run_coroutine_threadsafe(run, self._loop)
        except BaseException:
            run.close()
            let_go(awaitable)
            raise
        self._runs.add(future)
        future.add_done_callback(self._runs.discard)

    async def _in_loop(self, awaitable: Awaitable[Any]) -> None:
        if self._cancelled:
            let_go(awaitable)
        else:
            await contained(awaitable, self._failed)

    def _failed(self) -> None:
        report("a callback for %s has failed", self._what())

    def _what(self) -> str:
        return " and ".join(kind.__name__ for kind in self._kinds)


_TOLD = (*EVENTS.values(), Lagged, LogLine)
# What events are called, but for words of the library's own.
_NAMES = [kind for kind in EVENTS if kind not in (CallCleared.kind, OtherEvent.kind)]


def classes_of(given: object, *among: type) -> tuple[type, ...]:
    """A class of ``among``, or below one; those of an event's name.

    Raises ``TypeError`` for anything else, ``ValueError`` for what is no event's name.
    """
    if isinstance(given, str):
        # The derived event has the name of the one that it is derived from.
        kinds = ["connectionCleared", "callCleared"] if given == "connectionCleared" else [given]
        if given in _NAMES:
            return tuple(EVENTS[kind] for kind in kinds)
        raise ValueError(f"there is no event named {given!r}{is_it(given, _NAMES)}")
    # Nobody makes an event of a program's own class.
    if isinstance(given, type) and issubclass(given, among) and any(issubclass(each, given) for each in _TOLD):
        return (given,)
    raise TypeError(f"a class of events is wanted, such as wellclient.AgentLoggedOn, or an event's name, not {given!r}")


def kinds_of(classes: tuple[Union[Type[Event], str], ...]) -> Optional[list[str]]:
    """The words of the events that are of these classes or names; None for all. Raises as ``classes_of``."""
    if not classes:
        return None
    return kinds_below(tuple(cls for each in classes for cls in classes_of(each, Event)))


def sought(
    kind: object, where: object, kinds: Optional[list[str]], logs: bool, told: str
) -> tuple[type, ...]:
    """The classes to wait for in a stream of these kinds (None: all). Raises as ``classes_of``, and ``ValueError`` for what never
    comes from it."""
    classes = classes_of(kind, Event, LogLine)
    if where is not None:
        check_function("where", where)
        if is_async(where):  # type: ignore[arg-type]
            raise TypeError("where must not be an async function: it says yes or no at once")
    comes = [Lagged, *(EVENTS.values() if kinds is None else map(EVENTS.__getitem__, kinds)), *([LogLine] if logs else [])]
    if not any(issubclass(each, classes) for each in comes):
        raise ValueError(f"{classes[0].__name__} never comes from a stream of {told}")
    return classes


def kinds_below(classes: tuple[type, ...]) -> list[str]:
    """The words of the events that are of these classes."""
    return [kind for kind, cls in EVENTS.items() if issubclass(cls, classes)]
