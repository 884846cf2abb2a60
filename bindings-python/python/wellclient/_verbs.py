"""The verbs of the manual; here those with a form of their own."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Mapping, Optional, Union

from ._errors import LoggedInAlready
from ._ids import CallId
from ._outcome import Success, success
from ._verb_methods import VerbMethods
from ._vocabulary import AgentMode
from ._words import LoginMode

Ask = Callable[[LoggedInAlready], Union[bool, Awaitable[bool]]]
"""Asked where the agent is logged in already: True logs out there and logs in here."""


class Verbs(VerbMethods):
    """Every verb waits until what was asked for has happened, not only until the server has accepted it.

    A verb that does not do what was asked raises a ``CommandError``: ``Rejected`` where it has not happened and will
    not, ``UnknownOutcome`` where nobody can tell. It ends after ``Timing.command`` at the latest, a log-in after
    ``Timing.login``. Giving up the wait, by a timeout or a cancellation, does not take the command back.
    """

    async def _log_in(self, arguments: Mapping[str, Any], ask: Optional[Ask]) -> dict[str, Any]:
        raise NotImplementedError

    async def agent_login(
        self,
        job_number: str,
        password: str,
        domain: Optional[str],
        ext: str,
        *,
        login_mode: Union[LoginMode, str] = LoginMode.FORCE,
        agent_mode: Union[AgentMode, str] = AgentMode.NOT_READY,
        ask: Optional[Ask] = None,
    ) -> Success:
        """Logs an agent in (manual 2.2); ends when ``agentLoggedOn`` has arrived.

        ``job_number`` is the agent's number (``"5001"``), ``ext`` the extension (``"8001"``), ``domain`` the tenant's
        domain (``"test.cc"``; None: the environment's own). ``login_mode`` says what to do where the agent is logged in
        already; in mode ``ask``, ``ask`` is called with the refusal and decides. An ``async`` function runs in this
        loop; any other on the client's callback thread, where it may take its time (``Timing.ask``).

        Raises ``WrongCredentials`` (401), ``LoggedInAlready`` (454, 455), ``ExtensionInUse`` (459), ``ServerRefused``
        (other statuses), ``Refused`` (the session has an agent), ``Unreachable``.
        """
        arguments = {
            "jobNumber": job_number,
            "password": password,
            "domain": domain or "",
            "ext": ext,
            "loginMode": str(login_mode),
            "agentMode": str(agent_mode),
        }
        return success(await self._log_in(arguments, ask))

    async def make_call(
        self,
        phone_number: str,
        *,
        prefix: Optional[str] = None,
        dest_for_display: Optional[str] = None,
        origin_for_display: Optional[str] = None,
        cpa: Optional[bool] = None,
        context_id: Optional[str] = None,
    ) -> CallId:
        """Makes a call (manual 2.5); the call's id. Ends when the call is being made, not when it is answered.

        Any text of at most 128 bytes, with its prefix, without control characters is dialled. ``prefix`` goes before
        the number, such as ``9`` for an outside line. Of the releases 4.x only:
        ``dest_for_display`` is the number that the called side is shown, ``origin_for_display`` what the calling side
        is shown, ``cpa`` asks for call progress analysis, ``context_id`` is a text of the application's own.

        Raises ``Refused``: a call is up, the agent is allocated, the number is empty or the own extension, the last
        call was made less than ``Timing.between_calls`` ago (``retry_after``); with ``phone_numbers_only``, it is no
        phone number.
        """
        return await self._call_made(
            "makeCall",
            phoneNumber=phone_number,
            prefix=prefix,
            destForDisplay=dest_for_display,
            originForDisplay=origin_for_display,
            cpa=cpa,
            contextId=context_id,
        )
