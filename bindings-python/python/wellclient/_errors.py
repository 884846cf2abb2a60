"""The exceptions, all below ``WellclientError``."""

from __future__ import annotations

from typing import Optional, Union

from ._ids import AgentId, DeviceId
from ._vocabulary import FailedCode, Reason
from ._words import StoreFault, known, snake_case


class WellclientError(Exception):
    """Everything that this package raises of its own.

    All have the attributes below; only a command's failure fills them.
    """

    reason: Optional[Union[Reason, str]] = None
    """Why, in a word for programs."""
    status: Optional[int] = None
    """The HTTP status, where the server gave one."""
    body: Optional[str] = None
    """The beginning of the reply with which the server has refused, in its words; secrets are taken out of it."""
    agent_id: Optional[AgentId] = None
    """The other agent that the server names (459)."""
    device_id: Optional[DeviceId] = None
    """The other device that the server names (455)."""
    retry_after: Optional[float] = None
    """How many seconds the server, or a guard, asks to wait before trying again."""
    failed_code: Optional[Union[FailedCode, str]] = None
    """``failedCode``, where the server says that it has failed (``Failed``)."""
    failed_msg: Optional[str] = None
    """``failedMsg``, where the server says that it has failed (``Failed``): why, in its words."""
    cause: Optional[str] = None
    """Why the call ended (``CallEnded``), in the server's words. What stands in the way, in a word (``certificateExpired``,
    ``proxyCredentials``, …), where it is known (``Unreachable``, ``NoEventChannel``)."""
    chinese: str = ""
    """The sentence in Chinese."""

    @property
    def english(self) -> str:
        """The sentence in English: ``str(error)``."""
        return str(self)


class CommandError(WellclientError):
    """A command did not do what was asked, or nobody can tell whether it did."""

    def __init__(
        self,
        english: str,
        chinese: str = "",
        *,
        reason: Optional[Union[Reason, str]] = None,
        status: Optional[int] = None,
        body: Optional[str] = None,
        agent_id: Optional[AgentId] = None,
        device_id: Optional[DeviceId] = None,
        retry_after: Optional[float] = None,
        failed_code: Optional[Union[FailedCode, str]] = None,
        failed_msg: Optional[str] = None,
        cause: Optional[str] = None,
    ) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.reason = reason
        self.status = status
        self.body = body
        self.agent_id = agent_id
        self.device_id = device_id
        self.retry_after = retry_after
        self.failed_code = failed_code
        self.failed_msg = failed_msg
        self.cause = cause

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(cls: type[CommandError], args: tuple[str, ...], state: dict[str, object]) -> CommandError:
    error = cls(*args)
    error.__dict__.update(state)
    return error


class Rejected(CommandError):
    """It has not happened and will not."""


class Refused(Rejected):
    """The library's own guard: nothing was sent. ``reason`` says which."""


class BadArgument(Rejected, ValueError):
    """An argument cannot be sent: nothing was sent."""

    argument: Optional[str] = None
    """Which one: ``"phone_number"``."""


class ServerRefused(Rejected):
    """The server refused; ``reason`` and ``status`` say why."""


class WrongCredentials(ServerRefused):
    """401: job number, password or domain is wrong."""


class NotFound(ServerRefused):
    """404: the server does not know it; often a call that is over."""


class LoggedInAlready(ServerRefused):
    """454 or 455: the agent is logged in, on this extension or on another (``device_id``)."""


class ExtensionInUse(ServerRefused):
    """459: another agent (``agent_id``) is on the extension; forcing does not help."""


class Unreachable(Rejected, ConnectionError):
    """The server was not reached, or the event channel could not be opened: nothing was carried out."""


class SubscriptionRefused(Rejected):
    """A watch: the broker refuses the events of the agent, or of every agent."""


class BadReply(Rejected):
    """The server's answer makes no sense: a portal in between, or a wrong address."""


class Failed(Rejected):
    """The server reports by an event that it has failed: ``failed_code``, ``failed_msg``; the call is as it was."""


class CallEnded(Rejected):
    """The call ended before it was carried out: ``cause``."""


class UnknownOutcome(CommandError):
    """It may have happened, or not. Look at the snapshot before repeating it; ``reason`` says why nobody can tell."""


class ConfigurationError(WellclientError, ValueError):
    """A client, an environment or a session cannot be set up like this."""


class ClosedError(WellclientError):
    """The client is closed, or the session."""


class ForkedError(WellclientError):
    """It belongs to the process that this one was forked from; threads and connections have stayed there."""


class WouldDeadlockError(WellclientError):
    """Inside a callback nothing can be closed: it would wait for callbacks to return, and may be waited for by one."""


class ReplayError(WellclientError, ValueError):
    """A journal that cannot be read."""


class SavedSessionError(WellclientError, ValueError):
    """What is no saved session, damaged, or of another version of the library."""


class StoreError(WellclientError):
    """What is wrong with a session store: ``fault`` says what."""

    fault: Union[StoreFault, str]
    """What, in a word for programs."""

    def __init__(self, english: str, fault: str = "") -> None:
        super().__init__(english)
        self.fault = known(StoreFault, fault)


class SimulatorError(WellclientError):
    """The simulator cannot do that, or not now."""


_OF_REASON: dict[str, type[Rejected]] = {
    Reason.ARGUMENT: BadArgument,
    Reason.UNREACHABLE: Unreachable,
    Reason.NO_EVENT_CHANNEL: Unreachable,
    Reason.SUBSCRIPTION_REFUSED: SubscriptionRefused,
    Reason.BAD_REPLY: BadReply,
    Reason.FAILED: Failed,
    Reason.CALL_ENDED: CallEnded,
    Reason.WRONG_CREDENTIALS: WrongCredentials,
    Reason.NOT_FOUND: NotFound,
    Reason.ALREADY_LOGGED_IN: LoggedInAlready,
    Reason.LOGGED_IN_ELSEWHERE: LoggedInAlready,
    Reason.EXTENSION_IN_USE: ExtensionInUse,
}


def of_outcome(outcome: dict[str, object]) -> CommandError:
    """The exception for an outcome that is not good, as the core writes it."""
    reason = known(Reason, str(outcome["error"]))
    cls: type[CommandError]
    if outcome["outcome"] == "unknown":
        cls = UnknownOutcome
    elif outcome.get("guard"):
        cls = Refused
    else:
        cls = _OF_REASON.get(reason, ServerRefused)
    status, wait = outcome.get("status"), outcome.get("retryAfterMs")
    failed_code = _text(outcome.get("failedCode"))
    agent, device = _text(outcome.get("agentId")), _text(outcome.get("deviceId"))
    error = cls(
        str(outcome["en"]),
        str(outcome["zh"]),
        reason=reason,
        status=status if isinstance(status, int) else None,
        body=_text(outcome.get("body")),
        agent_id=None if agent is None else AgentId(agent),
        device_id=None if device is None else DeviceId(device),
        retry_after=wait / 1000 if isinstance(wait, (int, float)) else None,
        failed_code=None if failed_code is None else known(FailedCode, failed_code),
        failed_msg=_text(outcome.get("failedMsg")),
        cause=_text(outcome.get("cause")),
    )
    argument = _text(outcome.get("argument"))
    if isinstance(error, BadArgument) and argument is not None:
        error.argument = snake_case(argument)
    return error


def _text(value: object) -> Optional[str]:
    return value if isinstance(value, str) else None
