"""Journals, replayed: the same inputs give the same events and the same state.

A journal is made by ``Client.session(journal=…)`` or ``wellclient tail --journal FILE``.
"""

from __future__ import annotations

import os
from typing import Iterable, Iterator, Union

from . import _checks, _native, _snapshot
from ._base import decode
from ._errors import ReplayError
from ._event import Event, LogLine
from ._outcome import Settled, settled
from ._snapshot import Snapshot

__all__ = ["Replay", "read"]

Told = Union[Event, LogLine, Settled]


class Replay:
    """A session fed from the lines of a journal: an iterator of what it tells.

    Raises ``ReplayError`` where a line cannot be read.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = (line for line in lines if line.strip())
        header = next(self._lines, None)
        if header is None:
            raise ReplayError("the journal is empty")
        self._native = _native.Replay(header)

    def __iter__(self) -> Iterator[Told]:
        for line in self._lines:
            for notice in self._native.feed(line):
                if notice[0] == "settled":
                    yield settled(notice[1], notice[2])
                elif notice[0] != "ask":
                    yield decode(notice)

    def snapshot(self) -> Snapshot:
        """The state after what was iterated over so far."""
        return _snapshot.decode(self._native.snapshot())


def read(path: Union[str, os.PathLike[str]]) -> Replay:
    """The journal in a file, replayed to its end by iterating over it.

    Raises ``OSError``, ``ReplayError``; ``TypeError`` for what is no path.
    """
    with open(_checks.path("path", path), encoding="utf-8") as journal:
        return Replay(journal.read().splitlines())
