"""What it takes to take a session up again after a restart, and where to keep it."""

from __future__ import annotations

import os
from dataclasses import field
from typing import TYPE_CHECKING, Optional, Union

from . import _native
from ._checks import instance, octets, text
from ._checks import path as checked_path
from ._frozen import Frozen, frozen
from ._ids import AgentId, DeviceId
from ._secrets import keeps_secrets, kept_secret


@frozen
class SavedSession(Frozen):
    """What it takes to take a session up again after a restart. Keep it as a password is kept.

    It is not copied field by field or pickled (``TypeError``): ``to_bytes`` has all of it, for whoever wants that.
    """

    agent_id: AgentId
    """``5001@test.cc``."""
    device_id: DeviceId
    """``8001@test.cc``."""
    session_id: str = field(repr=False)
    """The HTTP session, by which a server knows the agent: a secret."""
    password: Optional[str] = field(default=None, repr=False)
    """With it the HTTP session can be renewed when it expires."""
    state: Optional[str] = field(default=None, repr=False)
    """What the server cannot tell after a restart: calls on hold, call data, talk time, the mode that is pending, prefixes.
    A text for ``recover``, which means nothing to a program. Without it only the call that the server shows is there."""

    if not TYPE_CHECKING:

        @keeps_secrets
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kept_secret(self, "session_id", "password", "state")

    def __copy__(self) -> SavedSession:
        return self

    def __deepcopy__(self, memo: object) -> SavedSession:
        return self

    @keeps_secrets
    def to_bytes(self) -> bytes:
        """All of it as bytes, which hold secrets: keep them as a password is kept.

        Raises ``SavedSessionError`` where ``state`` is none that ``Session.saved`` gave.
        """
        return _native.saved_to_bytes(self._plain())

    @staticmethod
    @keeps_secrets
    def from_bytes(saved: bytes) -> SavedSession:
        """Reads what ``to_bytes`` has written.

        Raises ``SavedSessionError`` for what is something else, damaged, or of another version of the library.
        """
        return of_plain(_native.saved_from_bytes(octets("saved", saved)))

    def _plain(self) -> _native.Saved:
        return (
            text("saved.agent_id", self.agent_id),
            text("saved.device_id", self.device_id),
            text("saved.session_id", self.session_id),
            None if self.password is None else text("saved.password", self.password),
            None if self.state is None else text("saved.state", self.state),
        )


def of_plain(saved: _native.Saved) -> SavedSession:
    """A saved session that the native part tells."""
    agent, device, session_id, password, state = saved
    return SavedSession(AgentId(agent), DeviceId(device), session_id, password, state)


class SessionStore:
    """A file with a saved session, of one session and one process at a time.

    ``Client.session(..., store=...)`` keeps it current. It is written whole or not at all: whenever the process or the
    machine goes down, there is the old contents or the new. On Unix it is for its owner alone. With a ``key`` of 32 bytes
    it is sealed (ChaCha20-Poly1305); without one, whoever can read the file can control the agent's calls. The methods
    block for as long as the file system takes: ``await asyncio.to_thread(store.load)``.

    Raises ``ConfigurationError`` for a key of another length.
    """

    @keeps_secrets
    def __init__(self, path: Union[str, os.PathLike[str]], key: Optional[bytes] = None) -> None:
        self.path = checked_path("path", path)
        """The file."""
        self._native = _native.SessionStore(self.path, None if key is None else octets("key", key))

    def __repr__(self) -> str:
        return f"SessionStore({self.path!r})"

    @keeps_secrets
    def save(self, saved: SavedSession) -> None:
        """Writes a saved session in place of what is there.

        Raises ``StoreError``: then the file is as it was.
        """
        self._native.save(instance("saved", saved, SavedSession)._plain())

    def load(self) -> Optional[SavedSession]:
        """Reads what was saved; None where there is no file.

        Raises ``StoreError`` for a file that cannot be read, is no store, is cut off or damaged, of another version, or
        sealed otherwise than by this key; it is left as it is.
        """
        saved = self._native.load()
        return None if saved is None else of_plain(saved)

    def remove(self) -> None:
        """Removes the file. That it is not there is no error.

        Raises ``StoreError``.
        """
        self._native.remove()
