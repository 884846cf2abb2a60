"""Words for states and choices, as enumerations of texts: each member equals its word, ``AgentMode.READY == "Ready"``.

The server's lists are open: where it says a word that is not in one, the word is kept as the text that it is.
"""

from __future__ import annotations

import enum
from typing import Type, TypeVar, Union

_Word = TypeVar("_Word", bound="Word")


class Word(str, enum.Enum):
    """A member equals its word, and prints as it."""

    def __str__(self) -> str:
        return str.__str__(self.value)

    __hash__ = str.__hash__


def known(words: Type[_Word], text: str) -> Union[_Word, str]:
    """The member for a word, or the word itself where there is none."""
    try:
        return words(text)
    except ValueError:
        return text


def snake_case(name: str) -> str:
    """A name of the manual's in Python's spelling."""
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def camel_case(name: str) -> str:
    """A name in the manual's spelling."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


class Origin(Word):
    """Who made an event."""

    SERVER = "server"
    """The server sent it."""
    SYNTHESIZED = "synthesized"
    """The library made it, in the server's vocabulary: what it says had happened unseen."""
    DERIVED = "derived"
    """The library derived it from others (manual 3.2), or reports of itself."""


class AgentMode(Word):
    """What an agent is doing (manual 6.1, 6.15)."""

    READY = "Ready"
    NOT_READY = "NotReady"
    WORK_NOT_READY = "WorkNotReady"
    """Wrapping up after a call."""
    ALLOCATED = "Allocated"
    """Reserved for an outbound task."""
    LOGOUT = "Logout"
    UNKNOWN = "Unknown"


class LoginMode(Word):
    """What a log-in does where the agent is logged in already (manual 2.2)."""

    FORCE = "force"
    """Log out there and log in here."""
    STOP = "stop"
    """Fail."""
    ASK = "ask"
    """Ask the application which of the two."""


class Participation(Word):
    """How someone takes part in a single-step conference (manual 2.11)."""

    ACTIVE = "Active"
    SILENT = "Silent"
    """Only hears."""


class Dialect(Word):
    """Which release of the manual's client the server expects."""

    V2 = "2.x"
    V4 = "4.x"


class Phase(Word):
    """Where in its life a session is."""

    LOGGED_OUT = "loggedOut"
    LOGGING_IN = "loggingIn"
    RECOVERING = "recovering"
    LOGGED_IN = "loggedIn"
    LOGGING_OUT = "loggingOut"
    CLOSED = "closed"


class Link(Word):
    """The state of the event channel."""

    OFF = "off"
    """Not wanted."""
    CONNECTING = "connecting"
    ACTIVE = "active"
    """Events arrive."""
    WAITING = "waiting"
    """Lost; the next attempt is due."""
    LOST = "lost"
    """Lost, with all attempts used up (``wsDisconnected``); tried on slowly, see ``Timing.slow_retry``."""


class Leg(Word):
    """The state of one connection (ECMA-269)."""

    NULL = "null"
    INITIATED = "initiated"
    ALERTING = "alerting"
    CONNECTED = "connected"
    HOLD = "hold"
    QUEUED = "queued"
    FAIL = "fail"


class Role(Word):
    """How a party came into a call."""

    CALLING = "calling"
    CALLED = "called"
    LISTENING = "listening"
    """A supervisor who listens in, and takes no part."""
    UNKNOWN = "unknown"
    """The events have not told."""


class Doubt(Word):
    """A part of the state that may differ from the server's: what has not been seen to be the server's since the last gap
    in the event channel."""

    MODE = "mode"
    """The agent's mode."""
    REASON = "reason"
    """Why the agent is not ready."""
    SINCE = "since"
    """Since when the agent has been in the mode."""
    PENDING_MODE = "pendingMode"
    """The mode that takes effect when the call ends."""
    LEG = "leg"
    """That the own device is in the call, and the state of its leg."""
    PARTIES = "parties"
    """Who else is in the call: there may be others, and who is shown may have left."""
    DATA = "data"
    """The call data."""
    RECORDING = "recording"
    """Whether the call is being recorded."""
    ESTABLISHED = "established"
    """When the call was established."""


class LocalState(Word):
    """``localState`` of a call event: a hint only."""

    CONNECT = "Connect"
    INITIATE = "Initiate"
    ALERTING = "Alerting"
    HOLD = "Hold"
    NONE = "None"
    QUEUED = "Queued"
    FAIL = "Fail"
    IDLE = "Idle"


class AgentStatus(Word):
    """``agentStatus`` of a call event (manual 6.5)."""

    NOT_READY = "NotReady"
    WORK_NOT_READY = "WorkNotReady"
    IDLE = "Idle"
    ON_CALL_IN = "OnCallIn"
    ON_CALL_OUT = "OnCallOut"
    LOGOUT = "Logout"
    RINGING = "Ringing"
    OFF_HOOK = "OffHook"
    CALL_INTERNAL = "CallInternal"
    DIALLING = "Dailing"
    """The server's spelling."""
    RINGBACK = "Ringback"
    CONFERENCE = "Conference"
    ON_HOLD = "OnHold"


class FailedCode(Word):
    """``failedCode``: why a call could not be put through (4.x)."""

    BUSY = "1"
    CALL_REMINDER = "2"
    NOT_REACHABLE = "3"
    INCOMING_BARRED = "4"
    FORWARDED = "5"
    POWER_OFF = "6"
    OUT_OF_SERVICE = "7"
    DOES_NOT_EXIST = "8"
    HOLD_ON = "9"
    LINE_BUSY = "10"
    NO_ANSWER = "11"
    UNKNOWN = "14"


class AnomalyKind(Word):
    """What did not fit; see the guide's page on errors."""

    MALFORMED = "malformed"
    INCOMPLETE = "incomplete"
    DUPLICATE = "duplicate"
    LATE = "late"
    TOO_LATE = "tooLate"
    ENDED = "ended"
    IMPOSSIBLE = "impossible"
    GAP = "gap"
    UNORDERED = "unordered"
    LIMIT = "limit"
    FOREIGN = "foreign"
    SERIAL_RESET = "serialReset"
    CALL_ID_MISMATCH = "callIdMismatch"
    CLOCK_JUMP = "clockJump"
    PROTOCOL = "protocol"
    CREDENTIALS_REFUSED = "credentialsRefused"
    SUBSCRIPTION_REFUSED = "subscriptionRefused"


class SessionEnd(Word):
    """Why the agent is not logged in any more."""

    LOGOUT = "logout"
    """The agent has logged out here."""
    REPLACED = "replaced"
    """The agent has logged in elsewhere."""
    FORCED = "forced"
    """Somebody else has logged the agent out: a supervisor, an administrator, the server. Nobody tells who."""
    HEARTBEAT_EXPIRED = "heartbeatExpired"
    """The server has logged the agent out because no heartbeat reached it for 3 minutes."""
    CREDENTIALS_REFUSED = "credentialsRefused"
    """The HTTP session expired and the server refused the password, so that no heartbeat was accepted any more."""
    CLOSED = "closed"
    """The application has closed the session. The agent need not be logged out at the server."""


class LinkEnd(Word):
    """Why the event channel was lost, or could not be opened."""

    NOT_OPENED = "notOpened"
    """The WebSocket could not be opened: no network, no such host, TLS, or the server has refused."""
    TOO_SLOW = "tooSlow"
    """Opening it took too long."""
    CLOSED = "closed"
    """The WebSocket was closed, or the connection broke."""
    SILENT = "silent"
    """Nothing was heard for two heart-beats."""
    BROKER_ERROR = "brokerError"
    """The broker has sent a STOMP ERROR."""
    PROTOCOL = "protocol"
    """What came was not STOMP."""
    SLEPT = "slept"
    """The machine slept: what came meanwhile is lost."""
    OUT_OF_TIME = "outOfTime"
    """No attempt has succeeded in the time that the policy allows."""


class CallEnd(Word):
    """Why a call has ended for this agent."""

    HUNG_UP = "hungUp"
    """The agent's side has hung up a call that was answered."""
    HUNG_UP_BY_OTHER = "hungUpByOther"
    """The other side has hung up a call that was answered."""
    TRANSFERRED = "transferred"
    """The agent, or a supervisor for the agent, has transferred it away."""
    CANCELLED = "cancelled"
    """The agent's side has hung up before the call was answered there."""
    REJECTED = "rejected"
    """The agent's side has refused a call that rang."""
    CALLER_GAVE_UP = "callerGaveUp"
    """The caller has hung up while it rang."""
    ANSWERED_ELSEWHERE = "answeredElsewhere"
    """Another device has answered it."""
    NOT_ANSWERED = "notAnswered"
    """It rang for too long."""
    BUSY = "busy"
    """Who was called is busy."""
    REJECTED_BY_OTHER = "rejectedByOther"
    """Who was called has refused it."""
    FAILED = "failed"
    """It could not be put through: see ``failed_code`` and ``failed_msg``."""
    UNSEEN = "unseen"
    """It has ended unseen: the server does not know it any more."""
    NOT_TOLD = "notTold"
    """Nothing tells why; see ``cause``."""


class LogKind(Word):
    """What kind of log line it is (manual 3.4)."""

    LOG = "log"
    ERROR = "error"
    """Something failed."""
    ALERT = "alert"
    """Something failed that the agent should see; only with ``use_error_alert``."""


class Verb(Word):
    """What a session can be asked to do, by the manual's method names."""

    AGENT_LOGIN = "agentLogin"
    LOGOUT = "logout"
    SET_AGENT_MODE = "setAgentMode"
    MAKE_CALL = "makeCall"
    ANSWER_CALL = "answerCall"
    DROP_CONNECTION = "dropConnection"
    HOLD_CALL = "holdCall"
    RETRIEVE_CALL = "retrieveCall"
    SINGLE_STEP_TRANSFER = "singleStepTransfer"
    SINGLE_STEP_CONFERENCE = "singleStepConference"
    CONSULT = "consult"
    CONFERENCE = "conference"
    CANCEL_CONSULT = "cancelConsult"
    TRANSFER_CALL = "transferCall"
    TRANSFER_WAIT_RETURN = "transferWaitReturn"
    SINGLE_TRANSFER_WAIT_RETURN = "singleTransferWaitReturn"
    SET_CALL_DATA = "setCallData"
    GET_CALL_DATA = "getCallData"
    FORCE_DROP = "forceDrop"
    FORCE_JOIN = "forceJoin"
    FORCE_TAKE = "forceTake"
    FORCE_LISTEN = "forceListen"
    FORCE_READY = "forceReady"
    FORCE_NOT_READY = "forceNotReady"
    FORCE_LOGOUT = "forceLogout"
    SUPER_LOGOUT = "superLogout"
    RELEASE_ALLOCATED_AGENT = "releaseAllocatedAgent"
    AGENT_GREETING = "agentGreeting"
    START_RECORDING = "startRecording"
    STOP_RECORDING = "stopRecording"
    GET_CLIENT_STATE = "getClientState"
    GET_MY_PREFIX = "getMyPrefix"
    UPLOAD_LOG = "uploadLog"


class Reason(Word):
    """Why a command has failed, or may not be given: a word for programs; see the guide's page on errors."""

    # The library's guards.
    NOT_LOGGED_IN = "notLoggedIn"
    SESSION_IN_USE = "sessionInUse"
    BUSY = "busy"
    CLOSED = "closed"
    CALL_UP = "callUp"
    ALLOCATED = "allocated"
    BAD_NUMBER = "badNumber"
    OWN_EXTENSION = "ownExtension"
    TOO_SOON = "tooSoon"
    NO_CALL = "noCall"
    SEVERAL_CALLS = "severalCalls"
    WRONG_STATE = "wrongState"
    NOT_ESTABLISHED = "notEstablished"
    IN_CONFERENCE = "inConference"
    NEEDS_CONSULTATION = "needsConsultation"
    IN_CONSULTATION = "inConsultation"
    NOT_RECOVERABLE = "notRecoverable"
    TOO_MANY_COMMANDS = "tooManyCommands"
    SAME_PARTY = "sameParty"
    RECORDED = "recorded"
    NOT_RECORDED = "notRecorded"
    WATCHING = "watching"
    NOT_WATCHING = "notWatching"
    # The server's refusals (manual 2.2).
    REDIRECTED = "redirected"
    BAD_REQUEST = "badRequest"
    WRONG_CREDENTIALS = "wrongCredentials"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "notFound"
    AGENT_NOT_USABLE = "agentNotUsable"
    SESSION_EXPIRED = "sessionExpired"
    TOO_MANY_REQUESTS = "tooManyRequests"
    EXTENSION_NOT_REGISTERED = "extensionNotRegistered"
    ILLEGAL_AGENT = "illegalAgent"
    ILLEGAL_EXTENSION = "illegalExtension"
    ALREADY_LOGGED_IN = "alreadyLoggedIn"
    LOGGED_IN_ELSEWHERE = "loggedInElsewhere"
    ILLEGAL_EXTENSION_STATE = "illegalExtensionState"
    EXTENSION_NOT_AUTHORISED = "extensionNotAuthorised"
    ALREADY_LOGGED_OUT = "alreadyLoggedOut"
    EXTENSION_IN_USE = "extensionInUse"
    EXTENSION_BUSY = "extensionBusy"
    AGENT_LIMIT_REACHED = "agentLimitReached"
    ALLOCATION_FAILED = "allocationFailed"
    QUOTA_REACHED = "quotaReached"
    RECORDING_DISABLED = "recordingDisabled"
    TASK_NOT_ASSIGNED = "taskNotAssigned"
    SERVER_ERROR = "serverError"
    UNREADABLE_REPLY = "unreadableReply"
    OTHER = "other"
    # What else keeps a command from happening.
    ARGUMENT = "argument"
    UNREACHABLE = "unreachable"
    NO_EVENT_CHANNEL = "noEventChannel"
    BAD_REPLY = "badReply"
    FAILED = "failed"
    CALL_ENDED = "callEnded"
    SUBSCRIPTION_REFUSED = "subscriptionRefused"
    # Nobody can tell whether it has happened.
    NOT_CONFIRMED = "notConfirmed"
    NO_REPLY = "noReply"
    LINK_LOST = "linkLost"
    LOGGED_OFF = "loggedOff"
    SESSION_CLOSED = "sessionClosed"


class StoreFault(Word):
    """What is wrong with a session store."""

    FILE = "file"
    """The file cannot be read, written or removed."""
    NOT_A_STORE = "notAStore"
    """The file is something else."""
    TRUNCATED = "truncated"
    """The file ends too soon."""
    DAMAGED = "damaged"
    """The file was changed since it was written."""
    VERSION = "version"
    """It was written by another version of the library, and this one cannot read it."""
    NEEDS_KEY = "needsKey"
    """The file is sealed, and no key was given."""
    OTHER_KEY = "otherKey"
    """The file is sealed with another key."""
    NOT_SEALED = "notSealed"
    """A key was given, and the file is not sealed: it may be anybody's."""
    SEALING = "sealing"
    """It cannot be sealed: the system gives no random numbers, or there is more than 16 MiB to keep."""
