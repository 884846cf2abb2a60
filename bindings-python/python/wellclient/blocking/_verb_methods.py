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

        Ends when ``agentLoggedOff`` has arrived.

        Raises ``Rejected`` where a call is up or the agent is allocated.
        """
        return self._done("logout")

    def set_agent_mode(self, mode: Union[AgentMode, str], reason: Optional[str] = None) -> Success:
        """Makes the agent ready, or not ready (manual 2.4).

        During a call it takes effect when the call ends. ``Confirmed.pending_mode`` says which then.

        Raises ``Rejected`` where the outbound quota is reached (465).
        """
        return self._done("setAgentMode", mode=str(mode), reason=reason)

    def answer_call(self, call_id: str) -> Success:
        """Answers a call that rings (manual 2.6).

        Raises ``Rejected`` where the server knows no such call (404), or it does not ring at this extension.
        """
        return self._done("answerCall", callId=call_id)

    def drop_connection(self, call_id: Optional[str] = None) -> Success:
        """Hangs up: leaves a call (manual 2.7).

        Without an id it leaves the only call that there is.

        Raises ``Rejected`` where no id is given and there is no call, or there are several.
        """
        return self._done("dropConnection", callId=call_id)

    def hold_call(self, call_id: str) -> Success:
        """Puts a call on hold (manual 2.8).

        Raises ``Rejected`` where the server knows no such call (404), or it is not connected here.
        """
        return self._done("holdCall", callId=call_id)

    def retrieve_call(self, call_id: str) -> Success:
        """Takes a call back from hold (manual 2.9).

        Raises ``Rejected`` where the server knows no such call (404), or it is not on hold here, or another call is
        connected.
        """
        return self._done("retrieveCall", callId=call_id)

    def single_step_transfer(self, call_id: str, phone_number: str) -> Success:
        """Transfers a call without asking first (manual 2.10).

        It ends as soon as the own side has left: whether the target answers is not waited for, and where it cannot be
        reached the other party is cut off. Use ``consult`` first to be sure.

        Raises ``Rejected`` where the server knows no such call (404), or it is not connected here, or there is a
        consultation. Raises ``Failed`` where the server says that the number was not reached, and the call is as it
        was; few servers do.
        """
        return self._done("singleStepTransfer", callId=call_id, phoneNumber=phone_number)

    def single_step_conference(
        self, call_id: str, phone_number: str, participation: Union[Participation, str] = Participation.ACTIVE
    ) -> Success:
        """Brings somebody into a call (manual 2.11).

        Ends when the new party rings.

        Raises ``Rejected`` where the server knows no such call (404), or it is not connected here, or there is a
        consultation. Raises ``Failed`` where the number was not reached, and the call is as it was.
        """
        return self._done(
            "singleStepConference", callId=call_id, phoneNumber=phone_number, type=str(participation)
        )

    def consult(self, hold_call_id: str, phone_number: str) -> CallId:
        """Puts a call on hold and calls somebody to ask (manual 2.12).

        Gives the new call's id.

        Raises ``Rejected`` where the server knows no such call (404), or it is not connected here, or there is a
        consultation already.
        """
        return self._call_made("consult", holdCallId=hold_call_id, phoneNumber=phone_number)

    def conference(self, hold_call_id: str, consult_call_id: str) -> Success:
        """Makes one call of the held and the consulted one (manual 2.13).

        Raises ``Rejected`` where the server knows one of the two no more (404), or they are not a held call and its
        consultation, or that has not been answered.
        """
        return self._done("conference", holdCallId=hold_call_id, consultCallId=consult_call_id)

    def cancel_consult(self, hold_call_id: str, consult_call_id: str) -> Success:
        """Ends the consultation and takes the held call back (manual 2.14).

        Raises ``Rejected`` where the server knows one of the two no more (404), or they are not a held call and its
        consultation.
        """
        return self._done("cancelConsult", holdCallId=hold_call_id, consultCallId=consult_call_id)

    def transfer_call(self, hold_call_id: str, consult_call_id: str) -> Success:
        """Connects the held party with the one who was asked, and leaves (manual 2.15).

        Raises ``Rejected`` where the server knows one of the two no more (404), or they are not a held call and its
        consultation.
        """
        return self._done("transferCall", holdCallId=hold_call_id, consultCallId=consult_call_id)

    def transfer_wait_return(self, hold_call_id: str, consult_call_id: str) -> Success:
        """As ``transfer_call``, but the call comes back when the other side is done (4.x).

        Raises ``Rejected`` where the server knows one of the two no more (404), or they are not a held call and its
        consultation, or that has not been answered.
        """
        return self._done("transferWaitReturn", holdCallId=hold_call_id, consultCallId=consult_call_id)

    def single_transfer_wait_return(self, call_id: str, phone_number: str) -> Success:
        """As ``single_step_transfer``, but the call comes back when the other side is done (4.x).

        Raises ``Rejected`` where the server knows no such call (404), or it is not connected here. Raises ``Failed``
        where the number was not reached, and the call is as it was.
        """
        return self._done("singleTransferWaitReturn", callId=call_id, phoneNumber=phone_number)

    def set_call_data(self, call_id: str, data: CallDataLike) -> Success:
        """Attaches data to a call (manual 2.16).

        Raises ``Rejected`` where the server knows no such call (404), or the data is too much for it.
        """
        return self._done("setCallData", callId=call_id, data=call_data_entries(data))

    def get_call_data(self, call_id: str) -> CallData:
        """Reads the data that travels with a call (manual 2.17).

        Raises ``Rejected`` where the server knows no such call (404), or its reply makes no sense.
        """
        return self._call_data("getCallData", callId=call_id)

    def force_drop(self, device_id: DeviceId, call_id: CallId) -> Success:
        """Cuts another device's leg (manual 4.1).

        Raises ``Rejected`` where the server knows no such call (404), or the device is not in it, or you may not (403).
        """
        return self._done("forceDrop", deviceId=device_id, callId=call_id)

    def force_join(self, device_id: DeviceId, call_id: CallId, phone_number: str) -> Success:
        """Brings a party into another device's call (manual 4.2).

        Raises ``Rejected`` where the server knows no such call (404), or the device is not connected in it, or you may
        not (403).
        """
        return self._done("forceJoin", deviceId=device_id, callId=call_id, phoneNumber=phone_number)

    def force_take(self, device_id: DeviceId, call_id: CallId, phone_number: str) -> Success:
        """Moves another device's call to a number (manual 4.3).

        Raises ``Rejected`` where the server knows no such call (404), or the device is not connected in it, or you may
        not (403).
        """
        return self._done("forceTake", deviceId=device_id, callId=call_id, phoneNumber=phone_number)

    def force_listen(self, call_id: CallId, device_id: DeviceId) -> Success:
        """Listens to a call with a device, unheard (manual 4.4).

        Raises ``Rejected`` where the server knows no such call (404), or nobody talks in it yet, or the device is in a
        call, or you may not (403).
        """
        return self._done("forceListen", callId=call_id, deviceId=device_id)

    def force_ready(self, agent_id: AgentId, device_id: DeviceId) -> Success:
        """Makes another agent ready (manual 4.5).

        Raises ``Rejected`` where the agent is not known, or not logged in on this device, or you may not (403), or the
        outbound quota is reached (465).
        """
        return self._done("forceReady", agentId=agent_id, deviceId=device_id)

    def force_not_ready(self, agent_id: AgentId, device_id: DeviceId) -> Success:
        """Makes another agent not ready (manual 4.6).

        Raises ``Rejected`` where the agent is not known, or not logged in on this device, or you may not (403).
        """
        return self._done("forceNotReady", agentId=agent_id, deviceId=device_id)

    def force_logout(self, agent_id: AgentId, device_id: DeviceId) -> Success:
        """Logs another agent out (manual 4.7).

        Raises ``Rejected`` where the agent is not known, or you may not (403).
        """
        return self._done("forceLogout", agentId=agent_id, deviceId=device_id)

    def super_logout(self, job_number: str) -> Success:
        """Logs out an agent of the own domain, by job number.

        Raises ``Rejected`` where the agent is not known, or you may not (403).
        """
        return self._done("superLogout", jobNumber=job_number)

    def release_allocated_agent(self, agent_id: str) -> Success:
        """Ends the allocation of an agent for an outbound call.

        Raises ``Rejected`` where the agent is not known, or not logged in.
        """
        return self._done("releaseAllocatedAgent", agentId=agent_id)

    def agent_greeting(self, call_id: str, msg: str) -> Success:
        """Plays a greeting into a call (4.x).

        Raises ``Rejected`` where the server knows no such call (404), or it is not connected here.
        """
        return self._done("agentGreeting", callId=call_id, msg=msg)

    def start_recording(self) -> Success:
        """Records the call of the own extension again (4.x).

        Raises ``Rejected`` where recording cannot be controlled here (466).
        """
        return self._done("startRecording")

    def stop_recording(self) -> Success:
        """Stops recording the call of the own extension (4.x).

        Raises ``Rejected`` where recording cannot be controlled here (466).
        """
        return self._done("stopRecording")

    def get_client_state(self) -> ClientState:
        """Reads the server's account of the agent (4.x).

        Raises ``Rejected`` where the server does not know the verb (404, 405: releases 2.x), or its reply makes no
        sense.
        """
        return self._client_state("getClientState")

    def get_my_prefix(self) -> list[str]:
        """Reads the agent's outside-line prefixes (4.x).

        Raises ``Rejected`` where the server does not know the agent, or the verb (404), or its reply makes no sense.
        """
        return self._prefixes("getMyPrefix")

    def upload_log(self) -> Success:
        """Sends the event log to the server (manual 8.11).

        Raises ``Rejected`` where the server does not take logs (404), or not so long ones.
        """
        return self._done("uploadLog")
