"""The verbs; here those with a form of their own. Made by tools/unasync.py from wellclient/_verbs.py."""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

from .._errors import LoggedInAlready
from .._ids import CallId
from .._outcome import Success, success
from .._secrets import keeps_secrets
from ._verb_methods import VerbMethods
from .._vocabulary import AgentMode
from .._words import LoginMode

Ask = Callable[[LoggedInAlready], bool]
"""Asked where the agent is logged in already: True logs out there and logs in here."""


class Verbs(VerbMethods):
    """Every verb waits until what was asked for has happened, not only until the server has accepted it.

    A verb that does not do what was asked raises a ``CommandError``: ``Rejected`` where it has not happened and will
    not, ``UnknownOutcome`` where nobody can tell. It ends after ``Timing.command`` at the latest, a log-in after
    ``Timing.login``. Giving up the wait, by a timeout or by Ctrl-C, does not take the command back.
    """

    def _log_in(self, arguments: dict[str, Any], ask: Optional[Ask]) -> dict[str, Any]:
        raise NotImplementedError

    @keeps_secrets
    def agent_login(
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
        """Logs an agent in on an extension (manual 2.2).

        Ends when ``agentLoggedOn`` arrives.

        Args:
            job_number: The agent's number: ``"5001"``.
            password: The agent's password. It is kept in memory, to renew the HTTP session with.
            domain: The tenant's domain: ``"test.cc"``. None is the environment's own.
            ext: The extension: ``"8001"``.
            login_mode: What to do if the agent is logged in already.
            agent_mode: The mode after the log-in.
            ask: Called with the refusal in mode ``ask``; decides, within ``Timing.ask``. It runs on the client's
                callback thread.

        Raises:
            WrongCredentials: If the job number, the password or the domain is wrong (401).
            LoggedInAlready: If the agent is logged in already (454, 455), and the log-in was not forced.
            ExtensionInUse: If another agent is on the extension (459).
            ServerRefused: If the server refuses with another status.
            Refused: If the session has an agent already.
            Unreachable: If the server cannot be reached.
            UnknownOutcome: If nothing shows whether it was carried out.
            ValueError: If a mode is none.
        """
        arguments = {
            "job_number": job_number,
            "password": password,
            "domain": domain,
            "ext": ext,
            "login_mode": login_mode,
            "agent_mode": agent_mode,
        }
        return success(self._log_in(arguments, ask))

    def make_call(
        self,
        phone_number: str,
        *,
        prefix: Optional[str] = None,
        dest_for_display: Optional[str] = None,
        origin_for_display: Optional[str] = None,
        cpa: Optional[bool] = None,
        context_id: Optional[str] = None,
    ) -> CallId:
        """Makes a call (manual 2.5). Returns its id.

        Ends when the server shows that the call is being made, not when it is answered.

        Args:
            phone_number: The number to dial. Any text without control characters is dialled, at most 128 bytes long with
                its prefix.
            prefix: What is dialled before the number, such as ``9`` for an outside line.
            dest_for_display: The number that the called side is shown (4.x). None is the agent's extension.
            origin_for_display: The number that the calling side is shown (4.x).
            cpa: Whether to do call progress analysis (4.x).
            context_id: A text of the application's own that the server keeps with the call (4.x).

        Raises:
            Refused: If a call is up, the agent is allocated, the number is empty or the agent's own extension, the last
                call was made less than ``Timing.between_calls`` ago (``retry_after``), or, with ``phone_numbers_only``,
                the number is no phone number.
            ServerRefused: If the server refuses.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._call_made(
            "makeCall",
            phone_number=phone_number,
            prefix=prefix,
            dest_for_display=dest_for_display,
            origin_for_display=origin_for_display,
            cpa=cpa,
            context_id=context_id,
        )
