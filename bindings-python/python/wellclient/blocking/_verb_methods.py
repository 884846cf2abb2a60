"""The verbs of the manual that take plain arguments, one method each, by its names.

Made by tools/unasync.py from wellclient/_verb_methods.py.
"""

from __future__ import annotations

from typing import Optional, Union

from ._commands import Commands
from .._ids import AgentId, CallId, DeviceId
from .._outcome import CallData, CallDataLike, ClientState, Success, call_data_entries
from .._vocabulary import AgentMode
from .._words import Participation


class VerbMethods(Commands):
    """The verbs that take plain arguments."""

    def logout(self) -> Success:
        """Logs the agent out (manual 2.3).

        Ends when ``agentLoggedOff`` arrives.

        Raises:
            Rejected: If a call is up, or the agent is allocated.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("logout")

    def set_agent_mode(self, mode: Union[AgentMode, str], reason: Optional[str] = None) -> Success:
        """Makes the agent ready or not ready (manual 2.4).

        During a call, the new mode takes effect when the call ends. ``Confirmed.pending_mode`` then says which it is.

        Args:
            mode: Ready or not ready.
            reason: Why the agent is not ready: a code that the tenant defines.

        Raises:
            Rejected: If the outbound quota is reached (465).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("setAgentMode", mode=mode, reason=reason)

    def answer_call(self, call_id: str) -> Success:
        """Answers a ringing call (manual 2.6).

        Args:
            call_id: The ringing call.

        Raises:
            Rejected: If the server does not know the call (404), or the call is not ringing at this extension.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("answerCall", call_id=call_id)

    def drop_connection(self, call_id: Optional[str] = None) -> Success:
        """Hangs up: leaves a call (manual 2.7).

        Without an id, it leaves the only call that there is.

        Args:
            call_id: The call to leave. If it is left out: the only call that there is.

        Raises:
            Rejected: If no id is given, and there is no call or more than one.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("dropConnection", call_id=call_id)

    def hold_call(self, call_id: str) -> Success:
        """Puts a call on hold (manual 2.8).

        Args:
            call_id: The connected call.

        Raises:
            Rejected: If the server does not know the call (404), or the call is not connected at this extension.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("holdCall", call_id=call_id)

    def retrieve_call(self, call_id: str) -> Success:
        """Retrieves a call from hold (manual 2.9).

        Args:
            call_id: The held call.

        Raises:
            Rejected: If the server does not know the call (404), the call is not on hold at this extension, or
                another call is connected.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("retrieveCall", call_id=call_id)

    def single_step_transfer(self, call_id: CallId, phone_number: str) -> Success:
        """Transfers a call blindly: without consulting first (manual 2.10).

        Ends as soon as this agent has left the call. It does not wait for the target to answer: if the target cannot be
        reached, the other party is cut off. To be sure, use ``consult`` first.

        Args:
            call_id: The connected call.
            phone_number: The number that gets the call.

        Raises:
            Rejected: If the server does not know the call (404), the call is not connected at this extension, or
                there is a consultation.
            Failed: If the server reports that the number was not reached. The call is then unchanged. Few servers
                report this.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("singleStepTransfer", call_id=call_id, phone_number=phone_number)

    def single_step_conference(
        self, call_id: CallId, phone_number: str, participation: Union[Participation, str] = Participation.ACTIVE
    ) -> Success:
        """Adds a party to a call (manual 2.11).

        Ends when the new party's phone rings.

        Args:
            call_id: The connected call.
            phone_number: The number of the new party.
            participation: Whether the new party is heard or only listens.

        Raises:
            Rejected: If the server does not know the call (404), the call is not connected at this extension, or
                there is a consultation.
            Failed: If the number was not reached. The call is then unchanged.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done(
            "singleStepConference", call_id=call_id, phone_number=phone_number, participation=participation
        )

    def consult(self, hold_call_id: CallId, phone_number: str) -> CallId:
        """Puts a call on hold and calls somebody to consult (manual 2.12).

        Returns the id of the new call.

        Args:
            hold_call_id: The connected call, which is put on hold.
            phone_number: The number to consult.

        Raises:
            Rejected: If the server does not know the call (404), the call is not connected at this extension, or
                there is a consultation already.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._call_made("consult", hold_call_id=hold_call_id, phone_number=phone_number)

    def conference(self, hold_call_id: CallId, consult_call_id: CallId) -> Success:
        """Joins the held call and its consultation into one call (manual 2.13).

        Args:
            hold_call_id: The held call.
            consult_call_id: The consultation: the call to the consulted party.

        Raises:
            Rejected: If the server does not know one of the calls (404), they are not a held call and its
                consultation, or the consultation has not been answered.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("conference", hold_call_id=hold_call_id, consult_call_id=consult_call_id)

    def cancel_consult(self, hold_call_id: CallId, consult_call_id: CallId) -> Success:
        """Ends the consultation and retrieves the held call (manual 2.14).

        Args:
            hold_call_id: The held call.
            consult_call_id: The consultation: the call to the consulted party.

        Raises:
            Rejected: If the server does not know one of the calls (404), or they are not a held call and its
                consultation.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("cancelConsult", hold_call_id=hold_call_id, consult_call_id=consult_call_id)

    def transfer_call(self, hold_call_id: CallId, consult_call_id: CallId) -> Success:
        """Connects the held party with the consulted party and leaves the call (manual 2.15).

        Args:
            hold_call_id: The held call.
            consult_call_id: The consultation: the call to the consulted party.

        Raises:
            Rejected: If the server does not know one of the calls (404), or they are not a held call and its
                consultation.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("transferCall", hold_call_id=hold_call_id, consult_call_id=consult_call_id)

    def transfer_wait_return(self, hold_call_id: CallId, consult_call_id: CallId) -> Success:
        """Connects the held party with the consulted party and waits on hold: the call comes back to this agent when
        they are done (4.x).

        Args:
            hold_call_id: The held call.
            consult_call_id: The consultation: the call to the consulted party.

        Raises:
            Rejected: If the server does not know one of the calls (404), they are not a held call and its
                consultation, or the consultation has not been answered.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("transferWaitReturn", hold_call_id=hold_call_id, consult_call_id=consult_call_id)

    def single_transfer_wait_return(self, call_id: CallId, phone_number: str) -> Success:
        """Transfers a call blindly, and waits on hold: the call comes back to this agent when the target is done (4.x).

        Args:
            call_id: The connected call.
            phone_number: The number that gets the call.

        Raises:
            Rejected: If the server does not know the call (404), or the call is not connected at this extension.
            Failed: If the number was not reached. The call is then unchanged.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("singleTransferWaitReturn", call_id=call_id, phone_number=phone_number)

    def set_call_data(self, call_id: str, data: CallDataLike) -> Success:
        """Attaches data to a call (manual 2.16).

        Args:
            call_id: The call that carries the data.
            data: The entries, each a key and a value. Their keys are added, or get a new value; the others stay.

        Raises:
            Rejected: If a key is empty, the server does not know the call (404), or the data is too large for it.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("setCallData", call_id=call_id, data=call_data_entries(data))

    def get_call_data(self, call_id: str) -> CallData:
        """Reads the data attached to a call (manual 2.17).

        Args:
            call_id: The call that carries the data.

        Raises:
            Rejected: If the server does not know the call (404), or its reply cannot be read.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._call_data("getCallData", call_id=call_id)

    def force_drop(self, device_id: DeviceId, call_id: CallId) -> Success:
        """Drops another device from a call (manual 4.1).

        Args:
            device_id: The device to drop.
            call_id: The call that it is in.

        Raises:
            Rejected: If the server does not know the call (404), the device is not in the call, or permission is
                denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceDrop", device_id=device_id, call_id=call_id)

    def force_join(self, device_id: DeviceId, call_id: CallId, phone_number: str) -> Success:
        """Adds a party to another device's call (manual 4.2).

        Args:
            device_id: The device whose call is joined.
            call_id: The call that it is in.
            phone_number: The number of the party to add.

        Raises:
            Rejected: If the server does not know the call (404), the device is not connected in the call, or
                permission is denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceJoin", device_id=device_id, call_id=call_id, phone_number=phone_number)

    def force_take(self, device_id: DeviceId, call_id: CallId, phone_number: str) -> Success:
        """Transfers another device's call to a number (manual 4.3).

        Args:
            device_id: The device that loses the call.
            call_id: The call that it is in.
            phone_number: The number that gets the call.

        Raises:
            Rejected: If the server does not know the call (404), the device is not connected in the call, or
                permission is denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceTake", device_id=device_id, call_id=call_id, phone_number=phone_number)

    def force_listen(self, call_id: CallId, device_id: DeviceId) -> Success:
        """Listens in on a call without being heard (manual 4.4).

        Args:
            call_id: The call to listen to.
            device_id: The device that listens.

        Raises:
            Rejected: If the server does not know the call (404), nobody is talking in the call yet, the device that
                listens is in a call, or permission is denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceListen", call_id=call_id, device_id=device_id)

    def force_ready(self, agent_id: AgentId, device_id: DeviceId) -> Success:
        """Makes another agent ready (manual 4.5).

        Args:
            agent_id: The agent.
            device_id: The extension that the agent is logged in on.

        Raises:
            Rejected: If the server does not know the agent, the agent is not logged in on this device, permission
                is denied (403), or the outbound quota is reached (465).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceReady", agent_id=agent_id, device_id=device_id)

    def force_not_ready(self, agent_id: AgentId, device_id: DeviceId) -> Success:
        """Makes another agent not ready (manual 4.6).

        Args:
            agent_id: The agent.
            device_id: The extension that the agent is logged in on.

        Raises:
            Rejected: If the server does not know the agent, the agent is not logged in on this device, or
                permission is denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceNotReady", agent_id=agent_id, device_id=device_id)

    def force_logout(self, agent_id: AgentId, device_id: DeviceId) -> Success:
        """Logs another agent out (manual 4.7).

        Args:
            agent_id: The agent.
            device_id: The extension that the agent is logged in on.

        Raises:
            Rejected: If the server does not know the agent, or permission is denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("forceLogout", agent_id=agent_id, device_id=device_id)

    def super_logout(self, job_number: str) -> Success:
        """Logs out an agent of this agent's domain, by job number.

        Args:
            job_number: The job number, without a domain.

        Raises:
            Rejected: If the server does not know the agent, or permission is denied (403).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("superLogout", job_number=job_number)

    def release_allocated_agent(self, agent_id: str) -> Success:
        """Releases an agent who is allocated for an outbound call.

        Args:
            agent_id: The allocated agent.

        Raises:
            Rejected: If the server does not know the agent, or the agent is not logged in.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("releaseAllocatedAgent", agent_id=agent_id)

    def agent_greeting(self, call_id: CallId, msg: str) -> Success:
        """Plays a greeting into a call (4.x).

        Args:
            call_id: The connected call.
            msg: The greeting to play, as the server calls it.

        Raises:
            Rejected: If the server does not know the call (404), or the call is not connected at this extension.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("agentGreeting", call_id=call_id, msg=msg)

    def start_recording(self) -> Success:
        """Records this extension's call again (4.x).

        Calls are recorded from their start, until recording is stopped.

        Raises:
            Rejected: If recording cannot be controlled here (466).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("startRecording")

    def stop_recording(self) -> Success:
        """Stops recording this extension's call (4.x).

        The next call is recorded again.

        Raises:
            Rejected: If recording cannot be controlled here (466).
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("stopRecording")

    def get_client_state(self) -> ClientState:
        """Reads what the server knows about the agent (4.x).

        Raises:
            Rejected: If the server does not know the request (404, 405: releases 2.x), or its reply cannot be read.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._client_state("getClientState")

    def get_my_prefix(self) -> list[str]:
        """Reads the agent's outside-line prefixes (4.x).

        Raises:
            Rejected: If the server does not know the agent or the request (404), or its reply cannot be read.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._prefixes("getMyPrefix")

    def upload_log(self) -> Success:
        """Uploads the event log to the server (manual 8.11).

        Raises:
            Rejected: If the server does not accept logs (404), or the log is too large for it.
            UnknownOutcome: If nothing shows whether it was carried out.
        """
        return self._done("uploadLog")
