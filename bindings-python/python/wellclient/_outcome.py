"""How a command ends well, and what the server answers."""

from __future__ import annotations

import enum
from dataclasses import field
from typing import Any, Iterable, Mapping, Optional, Union, cast

from ._checks import wrong_type
from ._errors import CommandError, of_outcome
from ._frozen import Frozen, frozen
from ._ids import AgentId, CallId, DeviceId
from ._vocabulary import AgentMode, LocalState
from ._words import known, snake_case


class Evidence(enum.Enum):
    """How it is known that a command has happened."""

    EVENT = "event"
    """Its event arrived."""
    STATE = "state"
    """The server's account of its state shows it."""
    REPLY = "reply"
    """The server's reply says it all."""


@frozen
class Success(Frozen):
    """What was asked for is so: ``Confirmed``, or ``AlreadySo``."""


@frozen
class Confirmed(Success):
    """It has happened."""

    evidence: Evidence = Evidence.REPLY
    """How that is known."""
    event_name: Optional[str] = None
    """With ``Evidence.EVENT``: the event that shows it."""
    pending_mode: Optional[Union[AgentMode, str]] = None
    """``set_agent_mode`` during a call: the mode that takes effect when the call ends."""


@frozen
class AlreadySo(Success):
    """It was so before it was asked for."""


@frozen
class CallDataEntry(Frozen):
    """One datum that travels with a call (manual 2.16)."""

    key: str
    """What it is called."""
    value: str
    """What it is."""


@frozen
class CallData(Frozen):
    """The data that travel with a call (manual 2.17), in the server's order; a key can come more than once."""

    entries: tuple[CallDataEntry, ...] = ()
    """All of them."""

    def __getitem__(self, key: str) -> str:
        for entry in self.entries:
            if entry.key == key:
                return entry.value
        raise KeyError(key)

    def get(self, key: str, default: Optional[str] = None) -> Optional[str]:
        """The first value of this key."""
        return next((entry.value for entry in self.entries if entry.key == key), default)

    def as_dict(self) -> Mapping[str, str]:
        """The first value of each key."""
        return {entry.key: entry.value for entry in reversed(self.entries)}


@frozen
class ActiveCall(Frozen):
    """The call in the server's account."""

    call_id: Optional[CallId] = None
    """The call; None where the server's word for it cannot be read."""
    ani: Optional[DeviceId] = None
    """The calling device."""
    dnis: Optional[DeviceId] = None
    """The called device."""
    state: Optional[Union[LocalState, str]] = None
    """The agent's leg's state."""
    direction: Optional[str] = None
    """``In`` or ``Out``."""
    other_side: Optional[DeviceId] = None
    """The other side."""
    ring_time: Optional[str] = None
    """When it rang, ``YYYY.MM.DD hh:mm:ss`` in the server's zone."""
    answer_time: Optional[str] = None
    """When it was answered, ``YYYY.MM.DD hh:mm:ss`` in the server's zone."""


@frozen
class ClientAgent(Frozen):
    """The agent in the server's account."""

    agent_id: Optional[AgentId] = None
    """``5001@test.cc``."""
    extension_id: Optional[DeviceId] = None
    """The extension that the agent is logged in on: ``8001@test.cc``."""
    agent_mode: Optional[Union[AgentMode, str]] = None
    """The agent's mode."""
    agent_name: Optional[str] = None
    """The agent's name."""
    namespace: Optional[str] = None
    """The tenant's domain."""
    active_call: Optional[ActiveCall] = None
    """The agent's call, where there is one."""


@frozen
class ClientState(Frozen):
    """The server's account of the agent's state and call (4.x)."""

    agent: Optional[ClientAgent] = None
    """The agent; None where the server says nothing of one."""
    extension: Any = field(default=None, hash=False)
    """What the server says of the extension, parsed; its form is the server's own."""


@frozen
class Settled(Frozen):
    """How a command ended, in a replay."""

    command: int
    """Its number in the session."""
    result: Union[Success, CommandError]
    """Well, or why not."""


def good(outcome: dict[str, Any]) -> dict[str, Any]:
    """The outcome that the native part tells. Raises what is not good."""
    if "error" in outcome:
        raise of_outcome(outcome)
    return outcome


def success(outcome: Mapping[str, Any]) -> Success:
    """How it went, of an outcome that is good."""
    if outcome["outcome"] == "alreadySo":
        return AlreadySo()
    word, _, event = str(outcome["evidence"]).partition(":")
    pending = reply(outcome).get("pendingMode")
    return Confirmed(
        evidence=Evidence(word),
        event_name=event or None,
        pending_mode=None if pending is None else known(AgentMode, pending),
    )


def settled(number: int, outcome: dict[str, Any]) -> Settled:
    """How a command ended, as a value."""
    try:
        return Settled(number, success(good(outcome)))
    except CommandError as error:
        return Settled(number, error.with_traceback(None))


def reply(outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the server answered; empty where it did not."""
    found: Mapping[str, Any] = outcome.get("reply", {})
    return found


def call_data(outcome: Mapping[str, Any]) -> CallData:
    """The answer to ``getCallData``."""
    entries: Iterable[Mapping[str, str]] = reply(outcome).get("entries", ())
    return CallData(tuple(CallDataEntry(entry["key"], entry["value"]) for entry in entries))


CallDataLike = Union[Mapping[str, str], Iterable[Union[CallDataEntry, Mapping[str, str]]]]


def call_data_entries(data: object) -> list[tuple[str, str]]:
    """The data of ``setCallData``, as the native part takes them."""
    if isinstance(data, Mapping):
        return list(cast("Mapping[str, str]", data).items())
    if isinstance(data, Iterable) and not isinstance(data, (str, bytes)):
        return [_call_data_entry(entry) for entry in cast("Iterable[object]", data)]
    raise _no_call_data(data)


def _call_data_entry(entry: object) -> tuple[str, str]:
    if isinstance(entry, CallDataEntry):
        return entry.key, entry.value
    if isinstance(entry, Mapping):
        fields = dict(cast("Mapping[str, str]", entry))
        if set(fields) == {"key", "value"}:
            return fields["key"], fields["value"]
    raise _no_call_data(entry)


def _no_call_data(given: object) -> TypeError:
    return wrong_type("data", "a mapping, or CallDataEntry objects, or {'key': …, 'value': …}", given)


def client_state(outcome: Mapping[str, Any]) -> ClientState:
    """The answer to ``getClientState``."""
    raw: Mapping[str, Any] = reply(outcome).get("clientState", {})
    agent, extension = raw.get("agent"), raw.get("extension")
    return ClientState(
        agent=None if agent is None else _agent(agent),
        extension=extension,
    )


def _agent(raw: Mapping[str, Any]) -> ClientAgent:
    values = {snake_case(name): value for name, value in raw.items() if value is not None}
    if "agent_mode" in values:
        values["agent_mode"] = known(AgentMode, values["agent_mode"])
    if "active_call" in values:
        values["active_call"] = _active_call(values["active_call"])
    return ClientAgent(**values)


def _active_call(raw: Mapping[str, Any]) -> ActiveCall:
    values = {snake_case(name): value for name, value in raw.items() if value is not None}
    if "state" in values:
        values["state"] = known(LocalState, values["state"])
    return ActiveCall(**values)
