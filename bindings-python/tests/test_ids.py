"""Ids have types of their own: a type checker refuses one in another's place. At run time they are texts."""

from __future__ import annotations

import pytest

from wellclient import (
    AgentId,
    CallId,
    Delivered,
    DeviceId,
    Lagged,
    LoggedInAlready,
    ModelCorrected,
    Session,
    blocking,
)


async def swapped(session: Session, call: CallId, device: DeviceId, agent: AgentId) -> None:
    """Never run: mypy finds an ignored error that is none."""
    await session.force_drop(call, device)  # type: ignore[arg-type]
    await session.force_listen(device, call)  # type: ignore[arg-type]
    await session.force_join(call, device, "8002")  # type: ignore[arg-type]
    await session.force_ready(device, agent)  # type: ignore[arg-type]


def swapped_in_a_thread(session: blocking.Session, call: CallId, device: DeviceId) -> None:
    """Never run, likewise."""
    session.force_drop(call, device)  # type: ignore[arg-type]
    session.force_take(call, device, "8002")  # type: ignore[arg-type]


async def out_and_in(session: Session) -> None:
    """Never run: what comes out of the library goes in again."""
    try:
        await session.agent_login("5001", "123456", "test.cc", "8001")
    except LoggedInAlready as error:
        if error.agent_id is not None and error.device_id is not None:
            await session.force_logout(error.agent_id, error.device_id)
    if session.identity is not None:
        await session.force_ready(*session.identity)
    saved = session.saved()
    if saved is not None:
        await session.force_logout(saved.agent_id, saved.device_id)
    agent = (await session.get_client_state()).agent
    if agent is not None and agent.agent_id and agent.extension_id and agent.active_call and agent.active_call.call_id:
        await session.force_ready(agent.agent_id, agent.extension_id)
        await session.force_drop(agent.extension_id, agent.active_call.call_id)
    async for event in session.events(ModelCorrected):
        if isinstance(event, ModelCorrected):
            for call in event.calls:
                await session.consult(call, "8002")
        else:
            # Who is too slow is told, whatever was asked for.
            print(event.missed)


def of_some_kinds(session: blocking.Session, call: CallId) -> None:
    """Never run: a number is not taken for a call, nor a kind of event for another."""
    session.single_step_transfer("8002", call)  # type: ignore[arg-type]
    session.consult("8002", call)  # type: ignore[arg-type]
    for event in session.events(Delivered):
        if not isinstance(event, Lagged):
            print(event.is_own)
            print(event.answering_device)  # type: ignore[attr-defined]
    for notice in session.events():
        print(notice.event_name)
        print(notice.is_own)  # type: ignore[attr-defined]


def of_an_event(session: blocking.Session, event: Delivered) -> None:
    """Never run: an event's ids are of these types, and go where a text does."""
    session.force_drop(event.alerting_device, event.call_id)
    session.force_drop(event.call_id, event.alerting_device)  # type: ignore[arg-type]
    session.hold_call(event.call_id)
    session.hold_call("a text")


@pytest.mark.parametrize("kind", [CallId, DeviceId, AgentId])
def test_an_id_is_a_text(kind: type[CallId]) -> None:
    assert kind("1") == "1" and type(kind("1")) is str
