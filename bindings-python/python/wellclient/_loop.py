"""Waiting in an event loop for what ends on other threads.

Nothing here runs on them but one ``call_soon_threadsafe``. A wait that is cancelled leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from typing import Any, Optional, Protocol

from . import _native


class _Notifier(Protocol):
    def notify(self, listener: object, /) -> bool: ...


# What waits in each loop. It is held here, as a selector holds what waits for a socket: a task that waits for nothing
# else would be garbage. What waits in a loop that was closed is let go of.
_waiting: dict[asyncio.AbstractEventLoop, set[asyncio.Future[None]]] = {}
_lock = threading.Lock()


async def notified(notifier: _Notifier) -> None:
    """Waits until there is something to look at."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    _enter(loop, future)
    try:
        if notifier.notify(_Listener(loop, future)):
            await future
    finally:
        _leave(loop, future)


async def result(operation: _native.Operation) -> dict[str, Any]:
    """Waits for the end of an operation."""
    _let_go()
    while True:
        found = operation.result()
        if found is not None:
            return found
        await notified(operation)


class _Listener:
    """Wakes a future in its loop, from any thread, if both are still there."""

    def __init__(self, loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> None:
        self._loop = weakref.ref(loop)
        self._future = weakref.ref(future)

    def __call__(self) -> None:
        loop = self._loop()
        if loop is None or self._future() is None:
            return
        try:
            loop.call_soon_threadsafe(_wake, self._future)
        except RuntimeError:
            # The loop was closed: nobody waits in it any more.
            pass


def _wake(reference: weakref.ref[asyncio.Future[None]]) -> None:
    future: Optional[asyncio.Future[None]] = reference()
    if future is not None and not future.done():
        future.set_result(None)


def _enter(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> None:
    _let_go()
    with _lock:
        _waiting.setdefault(loop, set()).add(future)


def _let_go() -> None:
    """Lets go of what waits in loops that were closed."""
    with _lock:
        dead = [other for other in _waiting if other.is_closed()]
        abandoned = [_waiting.pop(other) for other in dead]
    # Outside of the lock: what is let go of is the program's.
    del abandoned


def _leave(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> None:
    with _lock:
        futures = _waiting.get(loop)
        if futures is not None:
            futures.discard(future)
            if not futures:
                del _waiting[loop]


def after_fork() -> None:
    """For a child process: its parent's loops are not here, and another thread may have held the lock."""
    global _lock
    _lock = threading.Lock()
    _waiting.clear()
