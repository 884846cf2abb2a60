"""Events in ``match`` statements; what events are as values."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from datetime import datetime
from typing import Any, Union

import pytest

import wellclient
from wellclient import (
    AgentEvent,
    AgentMode,
    AgentReady,
    CallCleared,
    CallEvent,
    CallId,
    Delivered,
    DeviceId,
    Event,
    Lagged,
    OriginCallInfo,
    OtherEvent,
)


def said_of(event: Event) -> str:
    match event:
        case Delivered(call_id=call_id, calling_device=caller, is_own=True):
            return f"{caller} calls: {call_id}"
        case Delivered():
            return "another telephone rings"
        case CallCleared(is_own=True, is_established=established):
            return "over" if established else "missed"
        case AgentEvent(agent_mode=AgentMode.READY):
            return "ready"
        case Lagged(missed=missed):
            return f"{missed} missed"
        case CallEvent(cause="USER_BUSY"):
            return "busy"
        case OtherEvent(event_name=name):
            return f"what is {name}?"
        case _:
            return "something"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Delivered(call_id=CallId("1"), calling_device=DeviceId("2"), is_own=True), "2 calls: 1"),
        (Delivered(call_id=CallId("1"), calling_device=DeviceId("2")), "another telephone rings"),
        (CallCleared(call_id=CallId("1"), is_own=True, is_established=True), "over"),
        (CallCleared(call_id=CallId("1"), is_own=True), "missed"),
        (AgentReady(agent_mode=AgentMode.READY), "ready"),
        (Lagged(missed=3), "3 missed"),
        (wellclient.ConnectionCleared(cause="USER_BUSY"), "busy"),
        (OtherEvent(event_name="new"), "what is new?"),
        (wellclient.WsDisconnected(), "something"),
    ],
)
def test_matching(event: Event, said: str) -> None:
    assert said_of(event) == said


def test_events_are_values() -> None:
    event = Delivered(
        raw_json='{"eventName":"delivered","callId":"1","unknown":[1]}',
        event_name="delivered",
        event_time=datetime(2026, 1, 2, 3, 4, 5),
        call_id=CallId("1"),
        user_data={"a": 1},
        origin_call_info=OriginCallInfo(call_id=CallId("0")),
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.call_id = CallId("2")  # type: ignore[misc]
    assert event.raw["unknown"] == [1] and event.raw is event.raw
    for twin in (copy.deepcopy(event), pickle.loads(pickle.dumps(event)), dataclasses.replace(event)):
        assert twin == event and hash(twin) == hash(event) and twin.raw == event.raw
    assert event != dataclasses.replace(event, call_id=CallId("2"))
    assert "call_id='1'" in repr(event) and event.kind == "delivered"


def test_words_are_texts() -> None:
    mode: Any = AgentMode.READY
    assert mode == "Ready" and str(mode) == "Ready" and f"{mode}" == "Ready" and {mode: 1}["Ready"] == 1
    assert pickle.loads(pickle.dumps(AgentMode.READY)) is AgentMode.READY


def test_an_event_prints_with_what_it_has() -> None:
    ringing = Delivered(is_own=True, call_cause="NEWCALL", raw_json='{"password":"x"}')
    assert repr(ringing) == "Delivered(is_own=True, call_cause='NEWCALL')"
    assert repr(wellclient.WsDisconnected()) == "WsDisconnected()"
    assert repr(Lagged(missed=3)) == "Lagged(missed=3)"


def test_streams_and_callbacks_have_the_types_that_were_asked_for(session: wellclient.blocking.Session) -> None:
    # What the type checkers say of it is the test; that it runs is seen beside.
    def called(event: Delivered) -> None:
        """Takes no other."""

    two: wellclient.blocking.EventStream[Union[Delivered, CallCleared, Lagged]] = session.events(Delivered, CallCleared)
    three: wellclient.blocking.EventStream[Union[Delivered, CallCleared, AgentReady, Lagged]] = session.events(
        Delivered, CallCleared, AgentReady
    )
    session.on("delivered", called).cancel()
    two.close()
    three.close()
