"""A CTI client: log call-center agents in, follow their calls, control them. With a CTI server in the box.

``asyncio`` first::

    async with wellclient.Client() as client, client.session(url) as session:
        events = session.events()
        await session.agent_login("5001", "123456", "test.cc", "8001")
        call = await session.make_call("13800000000")
        async for event in events:
            match event:
                case Established(call_id=call_id, answering_device=device):
                    print(device, "has answered", call_id)
                    await session.drop_connection(call_id)
                case CallCleared(is_own=True):
                    break
        await session.logout()

The same for scripts and threads is ``wellclient.blocking``; a server to try it with is ``wellclient.simulator``.
Words such as CSTA's states are enumerations of texts, times are ``datetime``: those of the server's events naive, in its
zone, which it does not tell; the library's own aware, in UTC. All exceptions are below ``WellclientError``.
"""

from __future__ import annotations

from . import _interpreter

# Before anything is loaded that a sub-interpreter could not end.
_interpreter.check()

from . import blocking, replay, simulator
from ._base import Metrics
from ._config import (
    Backoff,
    DialString,
    Environment,
    Fixed,
    InternalNumbers,
    Settings,
    Spread,
    Timing,
    TlsOptions,
    is_phone_number,
)
from ._errors import (
    BadArgument,
    BadReply,
    CallEnded,
    ClosedError,
    CommandError,
    ConfigurationError,
    ExtensionInUse,
    Failed,
    ForkedError,
    LoggedInAlready,
    NotFound,
    Refused,
    Rejected,
    ReplayError,
    SavedSessionError,
    ServerRefused,
    SimulatorError,
    StoreError,
    SubscriptionRefused,
    UnknownOutcome,
    Unreachable,
    WellclientError,
    WouldDeadlockError,
    WrongCredentials,
)
from ._event_log import EventLog
from ._event import AgentEvent, CallEvent, Event, Lagged, LogLine, OriginCallInfo, RecordingEvent
from ._event_kinds import (
    AgentAllocated,
    AgentLoggedOff,
    AgentLoggedOn,
    AgentNotReady,
    AgentReady,
    AgentWorkingAfterCall,
    Anomaly,
    CallCleared,
    CallFailed,
    Conferenced,
    ConnectionCleared,
    Delivered,
    Established,
    Held,
    LinkChanged,
    LoginFailed,
    ModelCorrected,
    Originated,
    OtherEvent,
    RecordStarted,
    RecordStopped,
    RecoverStateSuccess,
    Retrieved,
    ServiceInitiated,
    SessionEnded,
    Transferred,
    WsDisconnected,
    WsReconnectSucceed,
)
from ._ids import AgentId, CallId, DeviceId
from ._native import __version__
from ._outcome import (
    ActiveCall,
    AlreadySo,
    CallData,
    CallDataEntry,
    ClientAgent,
    ClientState,
    Confirmed,
    Evidence,
    Settled,
    Success,
)
from ._saved import SavedSession, SessionStore
from ._session import Client, EventStream, Session, Watch
from ._snapshot import Actions, Agent, Call, Party, Refusal, Snapshot
from ._subscription import Subscription
from ._vocabulary import (
    AgentMode,
    AgentStatus,
    AnomalyKind,
    CallEnd,
    Doubt,
    FailedCode,
    Leg,
    Link,
    LinkEnd,
    LocalState,
    LogKind,
    Origin,
    Phase,
    Reason,
    Role,
    SessionEnd,
    Verb,
)
from ._words import Dialect, LoginMode, Participation, StoreFault

__all__ = [
    "ActiveCall",
    "Actions",
    "Agent",
    "AgentId",
    "AgentAllocated",
    "AgentEvent",
    "AgentLoggedOff",
    "AgentLoggedOn",
    "AgentMode",
    "AgentNotReady",
    "AgentReady",
    "AgentStatus",
    "AgentWorkingAfterCall",
    "AlreadySo",
    "Anomaly",
    "AnomalyKind",
    "Backoff",
    "BadArgument",
    "BadReply",
    "Call",
    "CallCleared",
    "CallData",
    "CallDataEntry",
    "CallEnd",
    "CallEnded",
    "CallEvent",
    "CallId",
    "CallFailed",
    "Client",
    "ClientAgent",
    "ClientState",
    "ClosedError",
    "CommandError",
    "Conferenced",
    "ConfigurationError",
    "Confirmed",
    "ConnectionCleared",
    "Delivered",
    "DialString",
    "DeviceId",
    "Dialect",
    "Doubt",
    "Environment",
    "Established",
    "Event",
    "EventLog",
    "EventStream",
    "Evidence",
    "ExtensionInUse",
    "Failed",
    "FailedCode",
    "Fixed",
    "ForkedError",
    "Held",
    "InternalNumbers",
    "Lagged",
    "Leg",
    "Link",
    "LinkChanged",
    "LinkEnd",
    "LocalState",
    "LogKind",
    "LogLine",
    "LoggedInAlready",
    "LoginFailed",
    "LoginMode",
    "Metrics",
    "ModelCorrected",
    "NotFound",
    "Origin",
    "OriginCallInfo",
    "Originated",
    "OtherEvent",
    "Participation",
    "Party",
    "Phase",
    "Reason",
    "RecordStarted",
    "RecordStopped",
    "RecordingEvent",
    "RecoverStateSuccess",
    "Refusal",
    "Refused",
    "Rejected",
    "ReplayError",
    "Retrieved",
    "Role",
    "SavedSession",
    "SavedSessionError",
    "ServerRefused",
    "ServiceInitiated",
    "Session",
    "SessionEnd",
    "SessionEnded",
    "SessionStore",
    "Settings",
    "Settled",
    "SimulatorError",
    "Snapshot",
    "Spread",
    "StoreError",
    "StoreFault",
    "Subscription",
    "SubscriptionRefused",
    "Success",
    "Timing",
    "TlsOptions",
    "Transferred",
    "UnknownOutcome",
    "Unreachable",
    "Verb",
    "Watch",
    "WellclientError",
    "WouldDeadlockError",
    "WrongCredentials",
    "WsDisconnected",
    "WsReconnectSucceed",
    "__version__",
    "blocking",
    "is_phone_number",
    "replay",
    "simulator",
]
