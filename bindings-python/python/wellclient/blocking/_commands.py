"""How a command ends, by what its verb answers. Made by tools/unasync.py from wellclient/_commands.py."""

from __future__ import annotations

from typing import Any

from .._ids import CallId
from .._outcome import CallData, ClientState, Success, call_data, client_state, reply, success


class Commands:
    """What every verb is made of. ``_outcome`` waits for the end, and raises where it is not good."""

    def _outcome(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def _done(self, verb: str, **arguments: Any) -> Success:
        return success(self._outcome(verb, arguments))

    def _call_made(self, verb: str, **arguments: Any) -> CallId:
        return CallId(str(reply(self._outcome(verb, arguments)).get("callId", "")))

    def _call_data(self, verb: str, **arguments: Any) -> CallData:
        return call_data(self._outcome(verb, arguments))

    def _client_state(self, verb: str, **arguments: Any) -> ClientState:
        return client_state(self._outcome(verb, arguments))

    def _prefixes(self, verb: str, **arguments: Any) -> list[str]:
        return list(reply(self._outcome(verb, arguments)).get("prefixes", ()))
