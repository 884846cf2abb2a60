"""The state of a session at one moment, and what may be done now."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, Mapping, Optional, Union

from ._checks import verb_of
from ._frozen import Frozen, frozen
from ._html import table
from ._ids import AgentId, CallId, DeviceId
from ._json import read
from ._shown import plain
from ._time import of_time
from ._vocabulary import AgentMode, Doubt, FailedCode, Leg, Link, Phase, Reason, Role, SessionEnd, Verb
from ._words import known


@frozen
class Refusal(Frozen):
    """Why something may not be done now."""

    reason: Union[Reason, str]
    """A word for programs."""
    english: str
    """A sentence for the agent."""
    chinese: str
    """The same in Chinese."""

    def __str__(self) -> str:
        return self.english


Actions = Mapping[Union[Verb, str], Optional[Refusal]]
"""Verbs, each with None where it may be used now, else with the reason why not."""


def _no_actions() -> Actions:
    return {}


def _allowed(actions: Actions, verb: Union[Verb, str]) -> bool:
    verb = verb_of(verb)
    return verb in actions and actions[verb] is None


@frozen
class Agent(Frozen):
    """The agent."""

    id: AgentId
    """``5001@test.cc``."""
    device: DeviceId
    """``8001@test.cc``."""
    mode: Union[AgentMode, str]
    """Whether the agent takes calls, and why not."""
    reason: Optional[str] = None
    """Why not ready, where told."""
    pending_mode: Optional[Union[AgentMode, str]] = None
    """The mode that takes effect when the call ends."""
    in_mode: Optional[timedelta] = None
    """For how long in this mode."""
    since: Optional[datetime] = None
    """Since when, by this machine's clock, UTC."""
    doubts: frozenset[Union[Doubt, str]] = frozenset()
    """What of this may have changed unseen: mode, reason, since, pendingMode."""

    def __repr__(self) -> str:
        return plain(f"<Agent {self.id} on {self.device}: {self._mode()}>")

    def _mode(self) -> str:
        reason = f" ({self.reason})" if self.reason else ""
        pending = f", then {self.pending_mode}" if self.pending_mode else ""
        return f"{self.mode}{reason}{pending}{_in_doubt(self.doubts)}"


@frozen
class Party(Frozen):
    """One party of a call."""

    device: DeviceId
    """``8001@test.cc``, or a number outside."""
    role: Role
    """How it came into the call."""
    leg: Leg
    """The state of its connection."""
    own: bool
    """It is the agent's device."""
    verified: bool = False
    """It is known to be in the call as shown; otherwise it may have left or been put on hold unseen."""

    def __repr__(self) -> str:
        return plain(f"<Party {self._shown()}>")

    def _shown(self) -> str:
        return f"{self.device} {self.leg}{'' if self.verified else '?'}"


@frozen
class Call(Frozen):
    """One call."""

    call_id: CallId
    """Its id now."""
    leg: Leg
    """The agent's leg."""
    parties: tuple[Party, ...]
    """All parties, the agent's device too."""
    created: datetime
    """When this machine first heard of it, UTC."""
    age: timedelta
    """For how long it has been here."""
    former_ids: tuple[CallId, ...] = ()
    """Ids that it had before transfers and conferences."""
    outgoing: Optional[bool] = None
    """Whether the agent made it; None where that is not known."""
    conference: bool = False
    """Three or more parties were brought together."""
    calling: Optional[DeviceId] = None
    """Who is shown as calling."""
    called: Optional[DeviceId] = None
    """Who is shown as called."""
    consultation_of: Optional[CallId] = None
    """The held call that this one was made from."""
    established: Optional[datetime] = None
    """When it was established, UTC."""
    talking: Optional[timedelta] = None
    """For how long it has been established; None also where ``Doubt.ESTABLISHED`` is in doubt."""
    data: Any = field(default=None, hash=False)
    """Call data, parsed."""
    queue: Optional[str] = None
    """The queue that it came by (``split``)."""
    recording: bool = False
    """Whether it is being recorded."""
    failed_code: Optional[Union[FailedCode, str]] = None
    """Why it could not be put through."""
    unverified: bool = False
    """The agent's leg may have changed unseen, or the call may be over: ``Doubt.LEG`` is among the doubts."""
    doubts: frozenset[Union[Doubt, str]] = frozenset()
    """What of this may have changed unseen: leg, parties, data, recording, established."""
    actions: Actions = field(default_factory=_no_actions, hash=False)
    """What may be done with it now, and why not."""

    def allows(self, verb: Union[Verb, str]) -> bool:
        """Whether a verb may be used on it now. Raises ``ValueError`` for a word that is no verb."""
        return _allowed(self.actions, verb)

    def party(self, device: str) -> Optional[Party]:
        """The party with this device, if there is one."""
        return next((party for party in self.parties if party.device == device), None)

    def __repr__(self) -> str:
        return plain(f"<Call {self.call_id}: {self._leg()}, with {self._others() or 'nobody'}>")

    def _repr_html_(self) -> str:
        return _calls_table(f"Call {self.call_id}", (self,))

    def _leg(self) -> str:
        return f"{self.leg}{_in_doubt(self.doubts)}"

    def _others(self) -> str:
        return ", ".join(party._shown() for party in self.parties if not party.own)


@frozen
class Snapshot(Frozen):
    """The state of a session."""

    phase: Phase
    """Where in its life it is."""
    link: Link
    """The event channel."""
    verified: bool
    """Whether the agent's mode, the list of calls, the agent's legs and the parties are known to be the server's: the event
    channel is up, and an unbroken chain of evidence leads from the server to each. What of the details is not is told by
    the ``doubts`` of the agent and of each call."""
    calls_complete: bool = False
    """Whether it is known that there are no other calls. After a gap in the event channel the server can tell only where
    it shows no call at all: beside the one that it shows there can be others on hold."""
    session_end: Optional[Union[SessionEnd, str]] = None
    """Why the last agent of this session is not logged in any more; None before the first log-out, and from the next log-in
    on."""
    credentials_refused: bool = False
    """The HTTP session has expired and the server refuses the password: nothing can be sent any more, and the server will log
    the agent out for want of heartbeats. Close the session, and log in with the right password."""
    agent: Optional[Agent] = None
    """The agent; None before a log-in."""
    calls: tuple[Call, ...] = ()
    """The calls, the oldest first."""
    prefixes: tuple[str, ...] = ()
    """The agent's outside-line prefixes (4.x)."""
    actions: Actions = field(default_factory=_no_actions, hash=False)
    """The verbs that are about none of the agent's own calls, and why not. What supervisors do, also to calls of others, is
    allowed to whoever is logged in: the server decides."""

    def call(self, call_id: str) -> Call:
        """The call with this id, or that had it before.

        Raises ``KeyError`` where there is none.
        """
        for call in self.calls:
            if call_id == call.call_id or call_id in call.former_ids:
                return call
        raise KeyError(call_id)

    def allows(self, verb: Union[Verb, str]) -> bool:
        """Whether a verb of ``actions`` may be used now; False for a verb about one of the agent's own calls: ask the call.
        Raises ``ValueError`` for a word that is no verb."""
        return _allowed(self.actions, verb)

    def __repr__(self) -> str:
        return plain(f"<Snapshot {self._summary()}; calls: {list(self.calls)}>")

    def _repr_html_(self) -> str:
        """For notebooks: a line about the agent, and a table of the calls. Call data is not shown."""
        return _calls_table(self._summary(), self.calls)

    def _summary(self) -> str:
        agent = "" if self.agent is None else f", {self.agent.id} on {self.agent.device}: {self.agent._mode()}"
        more = "" if self.calls_complete else ", there may be other calls"
        return f"{self.phase}, link {self.link}{agent}{more}"


def _in_doubt(doubts: frozenset[Union[Doubt, str]]) -> str:
    return f" (in doubt: {', '.join(sorted(map(str, doubts)))})" if doubts else ""


def _calls_table(caption: str, calls: tuple[Call, ...]) -> str:
    rows = (
        (
            call.call_id,
            call._leg(),
            call.calling,
            call.called,
            call._others(),
            None if call.talking is None else str(timedelta(seconds=int(call.talking.total_seconds()))),
        )
        for call in calls
    )
    return table(caption, ("call", "leg", "calling", "called", "others", "talking"), rows)


def decode(raw: dict[str, Any]) -> Snapshot:
    """The snapshot that the native part tells."""
    return Snapshot(
        phase=Phase(raw["phase"]),
        link=Link(raw["link"]),
        verified=raw["verified"],
        calls_complete=raw["callsComplete"],
        session_end=None if raw["sessionEnd"] is None else known(SessionEnd, raw["sessionEnd"]),
        credentials_refused=raw["credentialsRefused"],
        agent=None if raw["agent"] is None else _agent(raw["agent"]),
        calls=tuple(_call(call) for call in raw["calls"]),
        prefixes=tuple(raw["prefixes"]),
        actions=_actions(raw["actions"]),
    )


def _agent(raw: dict[str, Any]) -> Agent:
    pending, since = raw["pendingMode"], raw["since"]
    return Agent(
        id=raw["id"],
        device=raw["device"],
        mode=known(AgentMode, raw["mode"]),
        reason=raw["reason"],
        pending_mode=None if pending is None else known(AgentMode, pending),
        in_mode=_duration(raw["inModeMs"]),
        since=None if since is None else of_time(since),
        doubts=_doubts(raw["doubts"]),
    )


def _call(raw: dict[str, Any]) -> Call:
    established, data, failed = raw["established"], raw["data"], raw["failedCode"]
    return Call(
        call_id=raw["callId"],
        former_ids=tuple(raw["formerIds"]),
        leg=Leg(raw["leg"]),
        outgoing=raw["outgoing"],
        conference=raw["conference"],
        parties=tuple(
            Party(party["device"], Role(party["role"]), Leg(party["leg"]), party["own"], party["verified"])
            for party in raw["parties"]
        ),
        calling=raw["calling"],
        called=raw["called"],
        consultation_of=raw["consultationOf"],
        created=of_time(raw["created"]),
        established=None if established is None else of_time(established),
        age=timedelta(milliseconds=raw["ageMs"]),
        talking=_duration(raw["talkingMs"]),
        data=None if data is None else read(data),
        queue=raw["queue"],
        recording=raw["recording"],
        failed_code=None if failed is None else known(FailedCode, failed),
        unverified=raw["unverified"],
        doubts=_doubts(raw["doubts"]),
        actions=_actions(raw["actions"]),
    )


def _doubts(raw: list[str]) -> frozenset[Union[Doubt, str]]:
    return frozenset(known(Doubt, word) for word in raw)


def _actions(raw: list[dict[str, Any]]) -> Actions:
    return {
        known(Verb, action["verb"]): None
        if action["allowed"]
        else Refusal(known(Reason, action["reason"]), action["message"], action["chinese"])
        for action in raw
    }


def _duration(milliseconds: Optional[int]) -> Optional[timedelta]:
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)
