"""Events: what all of them have, and what several kinds have in common. The kinds are in ``_event_kinds``.

Every field has a default, so that a test can make the events it needs: ``Delivered(call_id=CallId("1"))``.
"""

from __future__ import annotations

from dataclasses import field, fields
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Mapping, Optional, Union

from ._frozen import Frozen, frozen
from ._ids import AgentId, CallId, DeviceId
from ._json import read
from ._vocabulary import AgentMode, AgentStatus, LocalState, LogKind, Origin

if TYPE_CHECKING:
    from ._snapshot import Snapshot


def parsed() -> Any:
    """A field with parsed JSON: compared, but not hashed, since it can be a dict or a list."""
    return field(default=None, hash=False)


@frozen
class Event(Frozen):
    """What happened. The fields here are those that all events can have."""

    kind: ClassVar[str] = ""
    """A word for the class: the event's name, but ``callCleared`` for the derived ``connectionCleared``."""

    origin: Origin = Origin.SERVER
    """Who made it."""
    late: bool = False
    """It came after events that the server had sent later; the model has put it in its place."""
    watched: Optional[AgentId] = None
    """Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived. None in a session of the
    agent's own, and for what concerns the whole watch."""
    raw_json: str = field(default="{}", repr=False)
    """The event as JSON: a server's exactly as it came, the library's own in the manual's names."""
    event_name: str = ""
    """``eventName``; empty where the server left it out."""
    event_time: Optional[datetime] = None
    """When, to the second, in the server's zone, which it does not tell: naive."""
    event_type: Optional[str] = None
    """``agent`` or ``csta``."""
    serial: Optional[int] = None
    """Rises for each producer, with gaps."""
    producer: Optional[str] = None
    """The worker that numbered it."""
    namespace: Optional[str] = None
    """The tenant's domain."""
    src_device_id: Optional[DeviceId] = None
    """The device whose subscription delivered this copy."""
    device_id: Optional[DeviceId] = None
    """The device that changed."""

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The event's JSON as a dict, with fields that this version does not know."""
        raw = read(self.raw_json)
        return raw if isinstance(raw, dict) else {}

    def __getstate__(self) -> dict[str, Any]:
        """For copies and pickles: all fields, read by now."""
        state = {name: value for name, value in self.__dict__.items() if name != "_told"}
        state.update((each.name, getattr(self, each.name)) for each in fields(self))
        return state


@frozen
class AgentEvent(Event):
    """What happened to an agent."""

    agent_id: Optional[AgentId] = None
    """``5001@test.cc``."""
    agent_mode: Optional[Union[AgentMode, str]] = None
    """The mode from now on."""
    devices: Optional[Mapping[str, DeviceId]] = parsed()
    """Where the agent is logged in, by medium (``Voice``)."""
    queue_id: Optional[str] = None
    """The queue."""
    reason: Optional[str] = None
    """Why not ready: the tenant's own word."""


@frozen
class OriginCallInfo(Frozen):
    """The call as it was first made (``originCallInfo``)."""

    call_id: Optional[CallId] = None
    """The id of the original call."""
    calling_device: Optional[DeviceId] = None
    """The device that made it."""
    called_device: Optional[DeviceId] = None
    """The device that was called."""


@frozen
class CallEvent(Event):
    """What happened in a call."""

    call_id: CallId = CallId("")
    """The call."""
    connection_id: Optional[str] = None
    """``<device>|<call>``."""
    local_state: Optional[Union[LocalState, str]] = None
    """A hint only; the model does not use it."""
    agent_status: Optional[Union[AgentStatus, str]] = None
    """What the agent is doing (manual 6.5)."""
    origin_call_info: Optional[OriginCallInfo] = None
    """The call as it was first made."""
    cause: Optional[str] = None
    """Why, in the server's words."""


@frozen
class RecordingEvent(Event):
    """What happened to a recording (4.x). The server may not name the call."""

    call_id: Optional[CallId] = None
    """The call; None where the server does not name it."""
    connection_id: Optional[str] = None
    """``<device>|<call>``."""
    local_state: Optional[Union[LocalState, str]] = None
    """A hint only; the model does not use it."""
    agent_status: Optional[Union[AgentStatus, str]] = None
    """What the agent is doing (manual 6.5)."""
    origin_call_info: Optional[OriginCallInfo] = None
    """The call as it was first made."""
    cause: Optional[str] = None
    """Why, in the server's words."""
    record_id: Optional[str] = None
    """The id of the recording."""
    file_name: Optional[str] = None
    """The file of the recording."""
    is_success: Optional[bool] = None
    """Whether it succeeded."""


@frozen
class Lagged(Event):
    """Not an event: more waited than the reader had places for, and all of them were dropped. The next one comes after
    ``snapshot``."""

    kind: ClassVar[str] = "lagged"

    origin: Origin = Origin.LIBRARY
    """Who made it."""
    missed: int = 0
    """How many notices were missed."""
    snapshot: Optional[Snapshot] = None
    """The state when this is told: with it a program begins anew."""


@frozen
class LogLine(Frozen):
    """A log line (the manual's ``onLog``, 3.4). No secrets are in it."""

    kind: LogKind
    """An ordinary line, an error, or an alert for the agent."""
    content: str
    """The line."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.content}"
