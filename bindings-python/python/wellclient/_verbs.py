"""The verbs of the manual, one method each, by its names."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Mapping, Optional, Union

from ._errors import LoggedInAlready
from ._outcome import (
    CallData,
    CallDataLike,
    ClientState,
    Success,
    call_data,
    call_data_entries,
    client_state,
    reply,
    success,
)
from ._vocabulary import AgentMode
from ._words import LoginMode, Participation

Ask = Callable[[LoggedInAlready], Union[bool, Awaitable[bool]]]
"""Asked where the agent is logged in already: True logs out there and logs in here."""


class Verbs:
    """Every verb waits until what was asked for has happened, not only until the server has accepted it.

    A verb that does not do what was asked raises a ``CommandError``: ``Rejected`` where it has not happened and will
    not, ``UnknownOutcome`` where nobody can tell. It ends after ``Timing.command`` at the latest, a log-in after
    ``Timing.login``. Giving up the wait, by a timeout or a cancellation, does not take the command back.
    """

    async def _outcome(self, verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    async def _log_in(self, arguments: Mapping[str, Any], ask: Optional[Ask]) -> dict[str, Any]:
        raise NotImplementedError

    async def _done(self, verb: str, **arguments: Any) -> Success:
        return success(await self._outcome(verb, arguments))

    async def _call_made(self, verb: str, **arguments: Any) -> str:
        return str(reply(await self._outcome(verb, arguments)).get("callId", ""))

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

    async def logout(self) -> Success:
        """Logs the agent out (manual 2.3); ends when ``agentLoggedOff`` has arrived.

        Raises ``Refused`` while a call is up or the agent is allocated.
        """
        return await self._done("logout")

    async def set_agent_mode(self, mode: Union[AgentMode, str], reason: Optional[str] = None) -> Success:
        """Ready or not ready (manual 2.4), with the tenant's own reason if there is one.

        During a call it takes effect when the call ends: then ``Confirmed.pending_mode`` says which.

        Raises ``ServerRefused`` with status 465: the outbound quota is reached.
        """
        return await self._done("setAgentMode", mode=str(mode), reason=reason)

    async def make_call(
        self,
        phone_number: str,
        *,
        prefix: Optional[str] = None,
        dest_for_display: Optional[str] = None,
        origin_for_display: Optional[str] = None,
        cpa: Optional[bool] = None,
        context_id: Optional[str] = None,
    ) -> str:
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

    async def answer_call(self, call_id: str) -> Success:
        """Answers a call that rings (manual 2.6)."""
        return await self._done("answerCall", callId=call_id)

    async def drop_connection(self, call_id: Optional[str] = None) -> Success:
        """Hangs up (manual 2.7); without an id, the only call there is.

        Raises ``Refused`` without an id where there is no call, or where there are several.
        """
        return await self._done("dropConnection", callId=call_id)

    async def hold_call(self, call_id: str) -> Success:
        """Puts a call on hold (manual 2.8)."""
        return await self._done("holdCall", callId=call_id)

    async def retrieve_call(self, call_id: str) -> Success:
        """Takes a call back from hold (manual 2.9)."""
        return await self._done("retrieveCall", callId=call_id)

    async def single_step_transfer(self, call_id: str, phone_number: str) -> Success:
        """Transfers a call without consultation (manual 2.10). It ends as soon as the own side has left.

        Whether the target answers is not waited for, and where it cannot be reached the other party is cut off: consult
        first to be sure. Raises ``Failed`` where the server says that the target was not reached and the call is as it was;
        few servers do.
        """
        return await self._done("singleStepTransfer", callId=call_id, phoneNumber=phone_number)

    async def single_step_conference(
        self, call_id: str, phone_number: str, participation: Union[Participation, str] = Participation.ACTIVE
    ) -> Success:
        """Brings a further party into a call (manual 2.11); ends when that party rings."""
        return await self._done(
            "singleStepConference", callId=call_id, phoneNumber=phone_number, type=str(participation)
        )

    async def consult(self, call_id: str, phone_number: str) -> str:
        """Holds a call and calls somebody else (manual 2.12); the new call's id."""
        return await self._call_made("consult", callId=call_id, phoneNumber=phone_number)

    async def conference(self, hold_call_id: str, consult_call_id: str) -> Success:
        """Brings the held call and the consultation together (manual 2.13)."""
        return await self._done("conference", holdCallId=hold_call_id, consultCallId=consult_call_id)

    async def cancel_consult(self, hold_call_id: str, consult_call_id: str) -> Success:
        """Ends the consultation and goes back to the held call (manual 2.14)."""
        return await self._done("cancelConsult", holdCallId=hold_call_id, consultCallId=consult_call_id)

    async def transfer_call(self, hold_call_id: str, consult_call_id: str) -> Success:
        """Connects the held call with the consulted party and leaves both (manual 2.15)."""
        return await self._done("transferCall", holdCallId=hold_call_id, consultCallId=consult_call_id)

    async def transfer_wait_return(self, hold_call_id: str, consult_call_id: str) -> Success:
        """As ``transfer_call``, but the call comes back when the other side is done (4.x)."""
        return await self._done("transferWaitReturn", holdCallId=hold_call_id, consultCallId=consult_call_id)

    async def single_transfer_wait_return(self, call_id: str, number: str) -> Success:
        """As ``single_step_transfer``, but the call comes back when the other side is done (4.x)."""
        return await self._done("singleTransferWaitReturn", callId=call_id, number=number)

    async def set_call_data(self, call_id: str, data: CallDataLike) -> Success:
        """Attaches data to a call (manual 2.16)."""
        return await self._done("setCallData", callId=call_id, data=call_data_entries(data))

    async def get_call_data(self, call_id: str) -> CallData:
        """The data attached to a call (manual 2.17)."""
        return call_data(await self._outcome("getCallData", {"callId": call_id}))

    async def force_drop(self, device_id: str, call_id: str) -> Success:
        """Cuts another device's leg (manual 4.1)."""
        return await self._done("forceDrop", deviceId=device_id, callId=call_id)

    async def force_join(self, device_id: str, call_id: str, phone_number: str) -> Success:
        """Brings a party into another device's call (manual 4.2)."""
        return await self._done("forceJoin", deviceId=device_id, callId=call_id, phoneNumber=phone_number)

    async def force_take(self, device_id: str, call_id: str, phone_number: str) -> Success:
        """Moves another device's call to this number (manual 4.3)."""
        return await self._done("forceTake", deviceId=device_id, callId=call_id, phoneNumber=phone_number)

    async def force_listen(self, call_id: str, device_id: str) -> Success:
        """Listens to a call with this device (manual 4.4)."""
        return await self._done("forceListen", callId=call_id, deviceId=device_id)

    async def force_ready(self, agent_id: str, device_id: str) -> Success:
        """Makes another agent ready (manual 4.5)."""
        return await self._done("forceReady", agentId=agent_id, deviceId=device_id)

    async def force_not_ready(self, agent_id: str, device_id: str) -> Success:
        """Makes another agent not ready (manual 4.6)."""
        return await self._done("forceNotReady", agentId=agent_id, deviceId=device_id)

    async def force_logout(self, agent_id: str, device_id: str) -> Success:
        """Logs another agent out (manual 4.7)."""
        return await self._done("forceLogout", agentId=agent_id, deviceId=device_id)

    async def super_logout(self, agent_code: str) -> Success:
        """Logs out an agent of the own domain by job number."""
        return await self._done("superLogout", agentCode=agent_code)

    async def release_allocated_agent(self, agent_id: str) -> Success:
        """Ends an agent's allocation for an outbound task."""
        return await self._done("releaseAllocatedAgent", agentId=agent_id)

    async def agent_greeting(self, call_id: str, msg: str) -> Success:
        """Plays a greeting into a call (4.x)."""
        return await self._done("agentGreeting", callId=call_id, msg=msg)

    async def start_recording(self) -> Success:
        """Records the own extension (4.x).

        Raises ``ServerRefused`` with status 466: recording cannot be controlled here.
        """
        return await self._done("startRecording")

    async def stop_recording(self) -> Success:
        """Stops recording the own extension (4.x)."""
        return await self._done("stopRecording")

    async def get_client_state(self) -> ClientState:
        """The server's account of the agent's state and call (4.x)."""
        return client_state(await self._outcome("getClientState", {}))

    async def get_my_prefix(self) -> list[str]:
        """The agent's outside-line prefixes (4.x)."""
        return list(reply(await self._outcome("getMyPrefix", {})).get("prefixes", ()))

    async def upload_log(self) -> Success:
        """Sends the event log to the server (manual 8.11)."""
        return await self._done("uploadLog")
