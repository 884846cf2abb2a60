"""The event log of a session."""

from __future__ import annotations

import os
from typing import Union

from . import _checks, _native
from ._shown import name_of


class EventLog:
    """The manual's event log (5.5): events, requests and their outcomes, the last 2500 lines, in memory. No secrets."""

    def __init__(self, native: _native.Session) -> None:
        self._native = native

    def __repr__(self) -> str:
        return f"<{name_of(self)}>"

    def get_log(self) -> str:
        """All of it, with the lines of the session's start and end."""
        return self._native.get_log()

    def download_log(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes it to a file. Raises ``OSError`` where that cannot be written."""
        self._native.download_log(_checks.path("path", path))

    def search_log(self, text: str) -> list[str]:
        """The lines with this text in them."""
        return self._native.search_log(_checks.argument("text", text))

    def enable_log(self) -> None:
        """Keeps lines again."""
        self._native.enable_log()

    def disable_log(self) -> None:
        """Keeps no further lines."""
        self._native.disable_log()

    def clear_log(self) -> None:
        """Forgets all lines."""
        self._native.clear_log()
