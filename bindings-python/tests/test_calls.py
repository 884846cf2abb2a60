"""Every verb, from the agent's desk, and what is seen of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from support import LIMIT

import wellclient
from wellclient import (
    AgentId,
    AgentLoggedOff,
    AgentMode,
    AgentReady,
    CallCleared,
    CallEnd,
    Confirmed,
    Delivered,
    DeviceId,
    Established,
    Evidence,
    Leg,
    Link,
    Origin,
    Participation,
    Phase,
    Reason,
    SessionEnd,
    SessionEnded,
    Verb,
    blocking,
)
from wellclient.simulator import Simulator

CUSTOMER = "13800000000"


def colleague(client: blocking.Client, simulator: Simulator, number: int) -> blocking.Session:
    """Another agent, ready."""
    session = client.session(simulator.base_url, auto_answer=True)
    session.agent_login(f"50{number:02}", "123456", "test.cc", f"80{number:02}", agent_mode=AgentMode.READY)
    return session


def test_a_call_out_and_its_states(session: blocking.Session, simulator: Simulator) -> None:
    events = session.events()
    call = session.make_call(CUSTOMER)
    ringing = session.snapshot().call(call)
    assert (ringing.outgoing, ringing.established) == (True, None)
    assert ringing.party("8001@test.cc") is not None
    simulator.answer(CUSTOMER)
    answered = events.wait_for(Established, timeout=LIMIT)
    assert (answered.call_id, answered.answering_device) == (call, f"{CUSTOMER}@test.cc")
    assert session.hold_call(call) == Confirmed(Evidence.EVENT, "held")
    held = session.snapshot().call(call)
    assert held.leg is Leg.HOLD and held.allows(Verb.RETRIEVE_CALL) and not held.allows(Verb.HOLD_CALL)
    refused = session.may(Verb.HOLD_CALL, call)
    assert refused is not None and refused.reason is Reason.WRONG_STATE
    assert (refused.english, refused.chinese) == ("The call's state does not allow this.", "当前通话状态不能执行此操作。")
    assert held.actions[Verb.HOLD_CALL] == refused
    session.retrieve_call(call)
    session.drop_connection()
    over = events.wait_for(CallCleared, lambda event: event.is_own, timeout=LIMIT)
    assert (over.is_established, over.is_caller, over.is_out_call) == (True, True, True)
    assert over.end_reason is CallEnd.HUNG_UP and over.failed_code is None
    assert session.snapshot().calls == ()


def test_a_call_in_with_its_data(session: blocking.Session, simulator: Simulator) -> None:
    events = session.events(Delivered)
    call = simulator.call_in(CUSTOMER, "8001", {"customerId": "19099092", "größe": "客户"})
    ringing = events.wait_for(Delivered, timeout=LIMIT)
    assert ringing.is_own and ringing.call_id == call
    assert ringing.user_data["größe"] == "客户"
    session.answer_call(call)
    session.set_call_data(call, {"ticket": "6"})
    session.set_call_data(call, [{"key": "ticket", "value": "7"}])
    with pytest.raises(TypeError, match="data must be"):
        session.set_call_data(call, ["ticket"])  # type: ignore[list-item]
    data = session.get_call_data(call)
    assert (data["customerId"], data.get("ticket"), data.get("nothing")) == ("19099092", "7", None)
    assert data.as_dict()["größe"] == "客户"
    with pytest.raises(KeyError):
        data["nothing"]
    session.drop_connection(call)


def test_consulting_conferring_transferring(
    client: blocking.Client, session: blocking.Session, simulator: Simulator
) -> None:
    with colleague(client, simulator, 2), colleague(client, simulator, 3):
        call = simulator.call_in(CUSTOMER, "8001")
        _until_ringing(session, call)
        session.answer_call(call)
        _until_established(session, call)
        # Cancelled.
        second = session.consult(call, "8002")
        assert session.snapshot().call(second).consultation_of == call
        _until_established(session, second)
        session.cancel_consult(call, second)
        _until_calls(session, 1)
        # Conferred.
        second = session.consult(call, "8002")
        _until_established(session, second)
        session.conference(call, second)
        _until_calls(session, 1)
        assert session.snapshot().calls[0].conference
        session.drop_connection()
        # Transferred, with consultation and without.
        call = simulator.call_in("13900000000", "8001")
        _until_ringing(session, call)
        session.answer_call(call)
        session.single_step_transfer(call, "8003")
        _until_calls(session, 0)


def test_a_third_party_who_only_hears(
    client: blocking.Client, session: blocking.Session, simulator: Simulator
) -> None:
    with colleague(client, simulator, 2):
        call = simulator.call_in(CUSTOMER, "8001")
        _until_ringing(session, call)
        session.answer_call(call)
        session.single_step_conference(call, "8002", Participation.SILENT)
        session.drop_connection(call)


def test_a_supervisor(client: blocking.Client, session: blocking.Session, simulator: Simulator) -> None:
    with colleague(client, simulator, 9) as supervisor:
        seen = session.events(wellclient.AgentEvent, SessionEnded)
        supervisor.force_not_ready(AgentId("5001@test.cc"), DeviceId("8001@test.cc"))
        seen.wait_for(wellclient.AgentNotReady, timeout=LIMIT)
        supervisor.force_ready(AgentId("5001@test.cc"), DeviceId("8001@test.cc"))
        seen.wait_for(AgentReady, timeout=LIMIT)
        call = simulator.call_in(CUSTOMER, "8001")
        _until_ringing(session, call)
        session.answer_call(call)
        supervisor.force_listen(call, DeviceId("8009@test.cc"))
        supervisor.force_drop(DeviceId("8001@test.cc"), call)
        supervisor.force_logout(AgentId("5001@test.cc"), DeviceId("8001@test.cc"))
        assert seen.wait_for(AgentLoggedOff, timeout=LIMIT).agent_id == "5001@test.cc"
        assert seen.wait_for(SessionEnded, timeout=LIMIT).end_reason is SessionEnd.FORCED
        shot = session.snapshot()
        assert (shot.phase, shot.session_end) == (Phase.LOGGED_OUT, SessionEnd.FORCED)
        assert not shot.credentials_refused


def test_recording_prefixes_and_the_server_s_account(session: blocking.Session, simulator: Simulator) -> None:
    call = session.make_call(CUSTOMER)
    simulator.answer(CUSTOMER)
    _until_established(session, call)
    assert session.stop_recording() == Confirmed(Evidence.EVENT, "recordStopped")
    assert not session.snapshot().call(call).recording
    assert session.start_recording() == Confirmed(Evidence.EVENT, "recordStarted")
    assert session.snapshot().call(call).recording
    state = session.get_client_state()
    assert state.agent is not None and state.agent.active_call is not None
    assert (state.agent.agent_id, state.agent.active_call.call_id) == ("5001@test.cc", call)
    assert isinstance(session.get_my_prefix(), list)
    session.agent_greeting(call, "hello")
    session.upload_log()


def test_the_mode_in_a_call_is_pending(session: blocking.Session, simulator: Simulator) -> None:
    call = simulator.call_in(CUSTOMER, "8001")
    _until_ringing(session, call)
    session.answer_call(call)
    done = session.set_agent_mode(AgentMode.NOT_READY, "lunch")
    assert isinstance(done, Confirmed) and done.pending_mode is AgentMode.NOT_READY
    agent = session.snapshot().agent
    assert agent is not None and agent.pending_mode is AgentMode.NOT_READY


def test_times_are_what_they_are(session: blocking.Session) -> None:
    events = session.events(AgentReady, wellclient.AgentNotReady)
    session.set_agent_mode(AgentMode.NOT_READY)
    event = events.wait_for(wellclient.AgentNotReady, timeout=LIMIT)
    assert event.event_time is not None and event.event_time.tzinfo is None
    agent = session.snapshot().agent
    assert agent is not None and agent.since is not None
    assert abs(datetime.now(timezone.utc) - agent.since) < timedelta(seconds=LIMIT)
    assert agent.in_mode is not None and agent.in_mode < timedelta(seconds=LIMIT)


def test_the_event_log_settings_and_metrics(session: blocking.Session, tmp_path: "object") -> None:
    import pathlib

    assert isinstance(tmp_path, pathlib.Path)
    log = session.event_log
    assert log.search_log("agentLoggedOn") and "agentLoggedOn" in log.get_log()
    log.download_log(tmp_path / "log.txt")
    assert "agentLoggedOn" in (tmp_path / "log.txt").read_text("utf-8")
    with pytest.raises(OSError):
        log.download_log(tmp_path / "no" / "such" / "folder")
    log.clear_log()
    log.disable_log()
    session.log("not kept")
    log.enable_log()
    session.log("kept")
    assert not log.search_log("not kept") and log.search_log("kept")
    assert not session.settings.debug
    session.set_debug(True)
    assert session.settings.debug and not session.settings.auto_answer
    assert session.metrics.commands == 1 and session.metrics.events >= 2
    assert session.identity == ("5001@test.cc", "8001@test.cc")
    assert session.get_call_memory()


def test_a_link_that_is_cut_comes_back(session: blocking.Session, simulator: Simulator) -> None:
    with blocking.Client(proxy=None) as client:
        reconnect = wellclient.Backoff(0.01, 0.02)
        with client.session(simulator.base_url, reconnect=reconnect) as other:
            other.agent_login("5002", "123456", "test.cc", "8002")
            events = other.events()
            simulator.add_fault(kind="drop", agent="5002@test.cc")
            lost = events.wait_for(wellclient.LinkChanged, timeout=LIMIT)
            assert lost.state is Link.WAITING and lost.reason and lost.origin is Origin.DERIVED
            assert lost.end_reason is wellclient.LinkEnd.CLOSED
            back = events.wait_for(wellclient.WsReconnectSucceed, timeout=LIMIT)
            assert back.agent_mode is AgentMode.NOT_READY
            assert other.metrics.reconnects == 1 and client.metrics.reconnects == 1


def test_a_link_whose_attempts_are_used_up_comes_back_by_itself(simulator: Simulator) -> None:
    with blocking.Client(proxy=None, connecting_per_second=1000) as client:
        timing = wellclient.Timing(slow_retry=0.1, stable=1)
        session = client.session(simulator.base_url, reconnect=wellclient.Fixed(1, 0.01), timing=timing)
        session.agent_login("5001", "123456", "test.cc", "8001")
        events = session.events()
        simulator.add_fault(kind="refuse", status=503, times=2)
        simulator.add_fault(kind="drop")
        events.wait_for(wellclient.WsDisconnected, timeout=LIMIT)
        events.wait_for(wellclient.WsReconnectSucceed, timeout=LIMIT)
        assert session.snapshot().link is Link.ACTIVE


def test_policies_of_reconnecting(client: blocking.Client, simulator: Simulator) -> None:
    fixed = wellclient.Fixed
    assert (fixed.MANUAL_2, fixed.MANUAL_4_0, fixed.MANUAL_2018) == (fixed(5, 1), fixed(10, 3), fixed(30, 3))
    spread = wellclient.Spread
    for policy in (None, spread(), spread(60, give_up_after=5), wellclient.Backoff(), fixed.MANUAL_2018):
        client.session(simulator.base_url, reconnect=policy)


def test_recovery_after_a_restart(simulator: Simulator) -> None:
    with blocking.Client(proxy=None) as client:
        first = client.session(simulator.base_url)
        first.agent_login("5001", "123456", "test.cc", "8001")
        saved = first.saved()
        assert saved is not None and saved.session_id not in repr(saved)
        first.close()
        assert first.saved() is None
    with blocking.Client(proxy=None) as client, client.session(simulator.base_url) as second:
        events = second.events()
        assert isinstance(second.recover(saved), Confirmed)
        taken_up = events.wait_for(wellclient.RecoverStateSuccess, timeout=LIMIT)
        assert taken_up.agent_id == "5001@test.cc" and taken_up.agent_mode is AgentMode.NOT_READY


def test_a_script_of_a_working_day(session: blocking.Session, simulator: Simulator) -> None:
    simulator.run_script('{"control": {"do": "call_in", "from": "13800000000", "to": "8001"}, "save": "call"}')
    session.answer_call(_until_ringing(session, None))
    with pytest.raises(wellclient.SimulatorError, match="line 1"):
        simulator.run_script("nonsense")
    asyncio.run(simulator.play([{"note": "the end"}]))


def _until_ringing(session: blocking.Session, call: "str | None") -> str:
    return _until(session, call, Leg.ALERTING)


def _until_established(session: blocking.Session, call: str) -> None:
    events = session.events()
    while session.snapshot().call(call).established is None:
        events.next(timeout=LIMIT)


def _until_calls(session: blocking.Session, number: int) -> None:
    events = session.events()
    while len(session.snapshot().calls) != number:
        events.next(timeout=LIMIT)


def _until(session: blocking.Session, call: "str | None", leg: Leg) -> str:
    """Waits by events until a call's own leg is in a state; its id."""
    events = session.events()
    while True:
        for each in session.snapshot().calls:
            if call in (None, each.call_id) and each.leg is leg:
                return each.call_id
        events.next(timeout=LIMIT)
