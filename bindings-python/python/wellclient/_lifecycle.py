"""The end of the interpreter, and forks: clients are closed before the one, and left alone after the other."""

from __future__ import annotations

import atexit
import os
import weakref
from contextlib import suppress

from . import _loop, _native

_open: weakref.WeakSet[_Keep] = weakref.WeakSet()


class _Keep:
    """A client that is to be closed at the end. (Classes of the native part cannot be weakly referenced.)"""

    def __init__(self, client: _native.Client) -> None:
        self.client = client


def opened(client: _native.Client) -> object:
    """Has a client closed at the end, unless it is forgotten before: with what this returns."""
    keep = _Keep(client)
    _open.add(keep)
    return keep


def closed(keep: object) -> None:
    """It is closed already."""
    if isinstance(keep, _Keep):
        _open.discard(keep)


def _at_exit() -> None:
    """Closes what is open, so that nothing of the library is in the interpreter when it ends. Ctrl-C ends the wait."""
    interrupted = False
    try:
        # All begin to close before one is waited for.
        for closing in [keep.client.close() for keep in list(_open) if not keep.client.forked]:
            while closing.wait() is None:
                pass
    except KeyboardInterrupt:
        interrupted = True
    finally:
        with suppress(KeyboardInterrupt):
            _native.close_gate(wait=not interrupted)


def _after_fork() -> None:
    _native.after_fork()
    _loop.after_fork()
    _open.clear()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
