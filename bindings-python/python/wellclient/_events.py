"""Events: frozen, typed, to be matched on. Fields have the manual's names (chapters 3.2 and 6), in Python's spelling.

Every field has a default, so that a test can make the events it needs: ``Delivered(call_id="1", calling_device="…")``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable, ClassVar, Mapping, Optional, Sequence, Union

from ._native import field_names
from ._time import of_time
from ._vocabulary import (
    AgentMode,
    AgentStatus,
    AnomalyKind,
    CallEnd,
    FailedCode,
    Link,
    LinkEnd,
    LocalState,
    LogKind,
    Origin,
    SessionEnd,
)
from ._words import known, snake_case

if TYPE_CHECKING:
    from ._native import RawEvent
    from ._snapshot import Snapshot


def _json() -> Any:
    """A field with parsed JSON: compared, but not hashed, since it can be a dict or a list."""
    return field(default=None, hash=False)


@dataclass(frozen=True)
class Event:
    """What happened. The fields here are those that all events can have."""

    kind: ClassVar[str] = ""
    """A word for the class: the event's name, but ``callCleared`` for the derived ``connectionCleared``."""

    origin: Origin = Origin.SERVER
    """Who made it."""
    late: bool = False
    """It came after events that the server had sent later; the model has put it in its place."""
    watched: Optional[str] = None
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
    src_device_id: Optional[str] = None
    """The device whose subscription delivered this copy."""
    device_id: Optional[str] = None
    """The device that changed."""

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The event's JSON as a dict, with fields that this version does not know."""
        raw = json.loads(self.raw_json)
        return raw if isinstance(raw, dict) else {}

    def __getstate__(self) -> dict[str, Any]:
        """For copies and pickles: all fields, read by now."""
        state = {name: value for name, value in self.__dict__.items() if name != "_told"}
        state.update((each.name, getattr(self, each.name)) for each in fields(self))
        return state


# --- Agent events (manual 6.1 to 6.4, 6.14, 6.15)


@dataclass(frozen=True)
class AgentEvent(Event):
    """What happened to an agent."""

    agent_id: Optional[str] = None
    """``5001@test.cc``."""
    agent_mode: Optional[Union[AgentMode, str]] = None
    """The mode from now on."""
    devices: Optional[Mapping[str, str]] = _json()
    """Where the agent is logged in, by medium (``Voice``)."""
    queue_id: Optional[str] = None
    reason: Optional[str] = None
    """Why not ready: the tenant's own word."""


@dataclass(frozen=True)
class AgentLoggedOn(AgentEvent):
    """The log-in has succeeded (manual 6.1)."""

    kind: ClassVar[str] = "agentLoggedOn"


@dataclass(frozen=True)
class AgentLoggedOff(AgentEvent):
    """The agent is logged off, by whomever (manual 6.2)."""

    kind: ClassVar[str] = "agentLoggedOff"


@dataclass(frozen=True)
class AgentReady(AgentEvent):
    """Takes calls (manual 6.3)."""

    kind: ClassVar[str] = "agentReady"


@dataclass(frozen=True)
class AgentNotReady(AgentEvent):
    """Takes no calls (manual 6.4)."""

    kind: ClassVar[str] = "agentNotReady"


@dataclass(frozen=True)
class AgentWorkingAfterCall(AgentEvent):
    """Wraps up after a call (manual 6.14)."""

    kind: ClassVar[str] = "agentWorkingAfterCall"


@dataclass(frozen=True)
class AgentAllocated(AgentEvent):
    """Reserved for an outbound task (manual 6.15)."""

    kind: ClassVar[str] = "agentAllocated"


# --- Call events (manual 6.5 to 6.13)


@dataclass(frozen=True)
class OriginCallInfo:
    """The call as it was first made (``originCallInfo``)."""

    call_id: Optional[str] = None
    calling_device: Optional[str] = None
    called_device: Optional[str] = None


@dataclass(frozen=True)
class CallEvent(Event):
    """What happened in a call."""

    call_id: str = ""
    connection_id: Optional[str] = None
    """``<device>|<call>``."""
    local_state: Optional[Union[LocalState, str]] = None
    """A hint only; the model does not use it."""
    agent_status: Optional[Union[AgentStatus, str]] = None
    origin_call_info: Optional[OriginCallInfo] = None
    """The call as it was first made."""
    cause: Optional[str] = None
    """Why, in the server's words."""


@dataclass(frozen=True)
class ServiceInitiated(CallEvent):
    """A device has gone off hook (manual 6.5)."""

    kind: ClassVar[str] = "serviceInitiated"

    initiated_device: str = ""


@dataclass(frozen=True)
class Originated(CallEvent):
    """A number has been dialled (manual 6.6)."""

    kind: ClassVar[str] = "originated"

    calling_device: str = ""
    called_device: Optional[str] = None


@dataclass(frozen=True)
class Delivered(CallEvent):
    """A device rings (manual 6.7)."""

    kind: ClassVar[str] = "delivered"

    alerting_device: str = ""
    is_own: bool = False
    """The own device rings (``alerting_device == src_device_id``): the call is for this agent."""
    calling_device: Optional[str] = None
    called_device: Optional[str] = None
    last_redirection_device: Optional[str] = None
    trunk_group: Optional[str] = None
    trunk_member: Optional[str] = None
    original_call_id: Optional[str] = None
    user_data: Any = _json()
    """Call data, parsed."""
    split: Optional[str] = None
    """The queue that it came by."""
    call_cause: Optional[str] = None
    """`NEWCALL`, …"""
    call_type: Optional[str] = None
    """`Inbound`, `Outbound`, `Internal`, `PreDictive`, …"""


@dataclass(frozen=True)
class Established(CallEvent):
    """A device has answered (manual 6.8)."""

    kind: ClassVar[str] = "established"

    answering_device: str = ""
    calling_device: Optional[str] = None
    called_device: Optional[str] = None
    trunk_group: Optional[str] = None
    trunk_member: Optional[str] = None
    split: Optional[str] = None
    user_data: Any = _json()
    """Call data, parsed."""
    sip_call_id: Optional[str] = None


@dataclass(frozen=True)
class ConnectionCleared(CallEvent):
    """One party has left (manual 6.9). ``CallCleared`` says what that meant for the agent."""

    kind: ClassVar[str] = "connectionCleared"

    releasing_device: str = ""
    """Who left."""
    hangup_device: Optional[str] = None
    """Who hung up first."""


@dataclass(frozen=True)
class Held(CallEvent):
    """A device has put the call on hold (manual 6.13)."""

    kind: ClassVar[str] = "held"

    holding_device: str = ""


@dataclass(frozen=True)
class Retrieved(CallEvent):
    """A device has taken the call back from hold (manual 6.12)."""

    kind: ClassVar[str] = "retrieved"

    retrieving_device: str = ""
    sip_call_id: Optional[str] = None


@dataclass(frozen=True)
class Transferred(CallEvent):
    """The call has gone to somebody else (manual 6.10)."""

    kind: ClassVar[str] = "transferred"

    primary_old_call: Optional[str] = None
    """The call that was held."""
    secondary_old_call: Optional[str] = None
    """The call that was active."""
    transferring_device: Optional[str] = None
    """Who leaves."""
    transferred_to_device: Optional[str] = None
    """Who comes in."""
    new_call: Optional[str] = None
    """The call's id from now on."""


@dataclass(frozen=True)
class Conferenced(CallEvent):
    """Parties were brought together (manual 6.11)."""

    kind: ClassVar[str] = "conferenced"

    primary_old_call: Optional[str] = None
    """The call that was held."""
    secondary_old_call: Optional[str] = None
    """The call that was active."""
    conferencing_device: Optional[str] = None
    added_party: Optional[str] = None
    """Who comes in."""
    new_call: Optional[str] = None
    """The call's id from now on."""


@dataclass(frozen=True)
class CallFailed(CallEvent):
    """``failed``: the call could not be put through (4.x)."""

    kind: ClassVar[str] = "failed"

    failed_code: Optional[Union[FailedCode, str]] = None
    failed_msg: Optional[str] = None
    called_device: Optional[str] = None
    """Who could not be reached."""


@dataclass(frozen=True)
class RecordingEvent(Event):
    """What happened to a recording (4.x). The server may not name the call."""

    call_id: Optional[str] = None
    connection_id: Optional[str] = None
    local_state: Optional[Union[LocalState, str]] = None
    agent_status: Optional[Union[AgentStatus, str]] = None
    origin_call_info: Optional[OriginCallInfo] = None
    cause: Optional[str] = None
    record_id: Optional[str] = None
    file_name: Optional[str] = None
    is_success: Optional[bool] = None


@dataclass(frozen=True)
class RecordStarted(RecordingEvent):
    """Recording has begun, or could not (``is_success``)."""

    kind: ClassVar[str] = "recordStarted"


@dataclass(frozen=True)
class RecordStopped(RecordingEvent):
    """Recording has ended."""

    kind: ClassVar[str] = "recordStopped"


# --- Events that the library derives (manual 3.2, and its own)


@dataclass(frozen=True)
class CallCleared(Event):
    """The manual's enriched ``connectionCleared`` (3.2.1): what the call was just before a party left it."""

    kind: ClassVar[str] = "callCleared"

    call_id: str = ""
    """The call, by the id that it has in the model."""
    is_own: bool = False
    """This has ended the call for this agent."""
    is_established: bool = False
    """It had been answered."""
    create_time: Optional[datetime] = None
    """When it came into being here (``createTimeId``), UTC."""
    established_time: Optional[datetime] = None
    """When it was answered (``establishedTimeId``), UTC."""
    party_device: Optional[str] = None
    """The other party; None in a call of three or more, or where it is not known."""
    is_caller: Optional[bool] = None
    """Whether the agent made it; None in a call of three or more, or where it is not known."""
    is_out_call: bool = False
    """An outside line took part."""
    releasing_device: Optional[str] = None
    """Who left."""
    hangup_device: Optional[str] = None
    """Who hung up first."""
    cause: Optional[str] = None
    """The SIP hang-up cause."""
    data: Any = _json()
    """The event that it was derived from, as a dict."""
    end_reason: Optional[Union[CallEnd, str]] = None
    """Why the call has ended for this agent; None where it has not."""
    failed_code: Optional[Union[FailedCode, str]] = None
    """Why it could not be put through, for ``CallEnd.FAILED``."""
    failed_msg: Optional[str] = None
    """The server's words for that."""


@dataclass(frozen=True)
class LoginFailed(Event):
    """A log-in has failed (manual 3.2.2); the command raises an exception besides."""

    kind: ClassVar[str] = "loginFailed"

    status: int = 0
    """The HTTP status; 0 where the server was not reached."""
    response_text: str = ""


@dataclass(frozen=True)
class WsDisconnected(Event):
    """The attempts to reconnect are used up (manual 3.2.3); it is tried on slowly, see ``Timing.slow_retry``."""

    kind: ClassVar[str] = "wsDisconnected"


@dataclass(frozen=True)
class WsReconnectSucceed(Event):
    """The event channel is back and the model corrected."""

    kind: ClassVar[str] = "wsReconnectSucceed"

    agent_mode: Union[AgentMode, str] = AgentMode.LOGOUT
    call_id: Optional[str] = None
    active_call: Any = _json()
    """The server's account of the active call, parsed."""


@dataclass(frozen=True)
class RecoverStateSuccess(Event):
    """A saved session was taken up again, in place of ``AgentLoggedOn``."""

    kind: ClassVar[str] = "recoverStateSuccess"

    agent_id: str = ""
    extension_id: str = ""
    agent_mode: Union[AgentMode, str] = AgentMode.UNKNOWN
    agent_name: Optional[str] = None
    call_id: Optional[str] = None
    calling_device: Optional[str] = None
    called_device: Optional[str] = None
    state: Optional[str] = None
    """``delivered`` or ``established``; None without a call."""


@dataclass(frozen=True)
class LinkChanged(Event):
    """The event channel's state has changed."""

    kind: ClassVar[str] = "linkChanged"

    state: Link = Link.OFF
    reason: Optional[str] = None
    """Why, for a loss, in words."""
    end_reason: Optional[Union[LinkEnd, str]] = None
    """Why, for a loss."""


@dataclass(frozen=True)
class SessionEnded(Event):
    """The agent is not logged in here any more."""

    kind: ClassVar[str] = "sessionEnded"

    end_reason: Union[SessionEnd, str] = ""
    """Why."""


@dataclass(frozen=True)
class ModelCorrected(Event):
    """A late event has changed calls beyond what it itself says."""

    kind: ClassVar[str] = "modelCorrected"

    calls: Sequence[str] = ()
    """The calls that are different now, or gone, or back."""


@dataclass(frozen=True)
class Anomaly(Event):
    """Something did not fit; the model is being checked."""

    kind: ClassVar[str] = "anomaly"

    anomaly: Union[AnomalyKind, str] = ""
    """What kind of thing (``kind`` in JSON)."""
    call_id: Optional[str] = None
    event: str = ""
    """The event that did not fit, by name."""
    detail: str = ""
    """For people."""


@dataclass(frozen=True)
class OtherEvent(Event):
    """A name that this version does not know, or an event without the fields that its kind needs: see ``raw``."""

    kind: ClassVar[str] = "other"


@dataclass(frozen=True)
class Lagged(Event):
    """Not an event: the reader was too slow and has missed some. What comes next comes after ``snapshot``."""

    kind: ClassVar[str] = "lagged"

    missed: int = 0
    snapshot: Optional[Snapshot] = None


@dataclass(frozen=True)
class LogLine:
    """A log line (the manual's ``onLog``, 3.4). No secrets are in it."""

    kind: LogKind
    content: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.content}"


EVENTS: Mapping[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        AgentLoggedOn,
        AgentLoggedOff,
        AgentReady,
        AgentNotReady,
        AgentWorkingAfterCall,
        AgentAllocated,
        ServiceInitiated,
        Originated,
        Delivered,
        Established,
        ConnectionCleared,
        Held,
        Retrieved,
        Transferred,
        Conferenced,
        CallFailed,
        RecordStarted,
        RecordStopped,
        CallCleared,
        LoginFailed,
        WsDisconnected,
        WsReconnectSucceed,
        RecoverStateSuccess,
        LinkChanged,
        SessionEnded,
        ModelCorrected,
        Anomaly,
        OtherEvent,
    )
}
"""Each kind of event by its word."""


def _server_time(text: str) -> Optional[datetime]:
    """Of ``YYYY.MM.DD hh:mm:ss``, which the native part sees to."""
    date = int(text[:4]), int(text[5:7]), int(text[8:10])
    try:
        return datetime(*date, int(text[11:13]), int(text[14:16]), int(text[17:19]))
    except ValueError:
        # A year that Python does not have.
        return None


def _calls(text: str) -> Sequence[str]:
    return tuple(json.loads(text))


# The name here of a field of the manual's, where it is not the manual's in Python's spelling.
_NAMES = {"createTimeId": "create_time", "establishedTimeId": "established_time", "kind": "anomaly"}


def _name(field: str) -> str:
    return _NAMES.get(field) or snake_case(field)


# The numbers of the fields, by their names here.
_NUMBERS = {_name(field): number for number, field in enumerate(field_names())}

# What is made of a field's value; itself where the field is not in here.
_MADE: dict[str, Callable[[Any], Any]] = {
    "event_time": _server_time,
    "agent_mode": lambda word: known(AgentMode, word),
    "local_state": lambda word: known(LocalState, word),
    "agent_status": lambda word: known(AgentStatus, word),
    "failed_code": lambda word: known(FailedCode, word),
    "devices": json.loads,
    "user_data": json.loads,
    "data": json.loads,
    "active_call": json.loads,
    "calls": _calls,
    "create_time": of_time,
    "established_time": of_time,
    "anomaly": lambda word: known(AnomalyKind, word),
}

# So, where it depends on the class.
_MADE_IN: dict[tuple[type[Event], str], Callable[[Any], Any]] = {
    (LinkChanged, "state"): Link,
    (SessionEnded, "end_reason"): lambda word: known(SessionEnd, word),
    (LinkChanged, "end_reason"): lambda word: known(LinkEnd, word),
    (CallCleared, "end_reason"): lambda word: known(CallEnd, word),
}


def _origin_call_info(told: RawEvent) -> Optional[OriginCallInfo]:
    call, calling, called = (
        told.field(_NUMBERS["origin_call_info." + name]) for name in ("call_id", "calling_device", "called_device")
    )
    return None if call is calling is called is None else OriginCallInfo(call, calling, called)


# What is no field of the manual's.
_READ: dict[str, Callable[[RawEvent], Any]] = {
    "origin": lambda told: Origin(told.origin),
    "late": lambda told: told.late,
    "watched": lambda told: told.watched,
    "raw_json": lambda told: told.json,
    "origin_call_info": _origin_call_info,
}


class _OnDemand:
    """A field of an event that was told: read when it is first asked for, and kept. As the class's it is the default."""

    def __init__(self, cls: type[Event], name: str, default: Any) -> None:
        self._name = name
        self._default = default
        self._number = _NUMBERS.get(name)
        self._read = _READ.get(name)
        self._made = _MADE_IN.get((cls, name)) or _MADE.get(name)

    def __get__(self, event: Optional[Event], cls: Optional[type] = None) -> Any:
        # It is looked for here only where the event itself does not have it.
        told = None if event is None else event.__dict__.get("_told")
        if event is None or told is None:
            return self._default
        value = self._value(told)
        event.__dict__[self._name] = value
        return value

    def _value(self, told: RawEvent) -> Any:
        if self._read is not None:
            return self._read(told)
        value = None if self._number is None else told.field(self._number)
        if value is None:
            return self._default
        return value if self._made is None else self._made(value)


def _read_on_demand(cls: type[Event]) -> None:
    for each in fields(cls):
        if each.name in vars(cls):
            setattr(cls, each.name, _OnDemand(cls, each.name, each.default))
    for below in cls.__subclasses__():
        _read_on_demand(below)


# The classes are whole by now: what they inherit, they have by their fields.
_read_on_demand(Event)


def decode(kind: str, told: RawEvent) -> Event:
    """The event that the native part tells."""
    event = object.__new__(EVENTS.get(kind, OtherEvent))
    event.__dict__["_told"] = told
    return event
