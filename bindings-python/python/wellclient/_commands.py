"""How a command ends, by what its verb answers."""

from __future__ import annotations

from typing import Any

from ._ids import CallId
from ._outcome import CallData, ClientState, Success, call_data, client_state, reply, success


class Commands:
    """What every verb is made of. ``_outcome`` waits for the end, and raises where it is not good."""

    async def _outcome(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    async def _done(self, verb: str, **arguments: Any) -> Success:
        return success(await self._outcome(verb, arguments))

    async def _call_made(self, verb: str, **arguments: Any) -> CallId:
        return CallId(str(reply(await self._outcome(verb, arguments)).get("callId", "")))

    async def _call_data(self, verb: str, **arguments: Any) -> CallData:
        return call_data(await self._outcome(verb, arguments))

    async def _client_state(self, verb: str, **arguments: Any) -> ClientState:
        return client_state(await self._outcome(verb, arguments))

    async def _prefixes(self, verb: str, **arguments: Any) -> list[str]:
        return list(reply(await self._outcome(verb, arguments)).get("prefixes", ()))
