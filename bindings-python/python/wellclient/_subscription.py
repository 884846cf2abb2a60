"""Who is told of what: the classes and names of events, and the callbacks for them."""

from __future__ import annotations

import asyncio
import difflib
import inspect
from concurrent.futures import Future
from typing import Any, Callable, Coroutine, Optional, Type, Union

from . import _logs
from ._event import Event, LogLine
from ._event_kinds import EVENTS, OtherEvent


class Subscription:
    """A callback's place in a session. It lives as long as the session, or until ``cancel``."""

    def __init__(
        self, among: list[Subscription], kinds: tuple[type, ...], callback: Callable[[Any], object], loop: Optional[asyncio.AbstractEventLoop]
    ) -> None:
        self._among = among
        self._kinds = kinds
        self._callback = callback
        self._loop = loop

    def cancel(self) -> None:
        """Calls no more. A call that is under way on the callback thread goes on to its end."""
        if self in self._among:
            self._among.remove(self)

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def _takes(self, told: Union[Event, LogLine]) -> bool:
        return isinstance(told, self._kinds)

    def _tell(self, told: Union[Event, LogLine]) -> None:
        if not self._takes(told):
            return
        try:
            run = self._callback(told)
            if inspect.iscoroutine(run):
                self._run(run)
        # Not even an exit or a cancellation keeps the event from the others.
        except BaseException:
            self._failed()

    def _run(self, run: Coroutine[Any, Any, object]) -> None:
        if self._loop is None or self._loop.is_closed():
            run.close()
            raise RuntimeError("there is no loop to run the coroutine in")

        def ended(future: Future[object]) -> None:
            try:
                future.result()
            except BaseException:
                self._failed()

        asyncio.run_coroutine_threadsafe(run, self._loop).add_done_callback(ended)

    def _failed(self) -> None:
        _logs.callbacks.exception("a callback for %s has failed", " and ".join(kind.__name__ for kind in self._kinds))


def classes_of(given: object, *among: type) -> tuple[type, ...]:
    """A class of ``among``, or below one; those of an event's name.

    Raises ``TypeError`` for anything else, ``ValueError`` for what is no event's name.
    """
    if isinstance(given, str):
        # The derived event has the name of the one that it is derived from.
        kinds = ["connectionCleared", "callCleared"] if given == "connectionCleared" else [given]
        if given in EVENTS and given not in ("callCleared", OtherEvent.kind):
            return tuple(EVENTS[kind] for kind in kinds)
        near = difflib.get_close_matches(given, EVENTS, 1)
        raise ValueError(f"there is no event named {given!r}" + (f": is it {near[0]!r}?" if near else ""))
    if isinstance(given, type) and issubclass(given, among):
        return (given,)
    raise TypeError(f"a class of events is wanted, such as wellclient.AgentLoggedOn, or an event's name, not {given!r}")


def kinds_of(classes: tuple[Union[Type[Event], str], ...]) -> Optional[list[str]]:
    """The words of the events that are of these classes or names; None for all. Raises as ``classes_of``."""
    if not classes:
        return None
    wanted = tuple(cls for each in classes for cls in classes_of(each, Event))
    return [kind for kind, cls in EVENTS.items() if issubclass(cls, wanted)]


def is_async(callback: Callable[..., object]) -> bool:
    """Whether it gives a coroutine: an ``async`` function, or an object that is called so."""
    return inspect.iscoroutinefunction(callback) or inspect.iscoroutinefunction(getattr(callback, "__call__", None))
