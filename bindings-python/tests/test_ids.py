"""Ids have types of their own: a type checker refuses one in another's place. At run time they are texts."""

from __future__ import annotations

import pytest

from wellclient import AgentId, CallId, Delivered, DeviceId, Session, blocking


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


def of_an_event(session: blocking.Session, event: Delivered) -> None:
    """Never run: an event's ids are of these types, and go where a text does."""
    session.force_drop(event.alerting_device, event.call_id)
    session.force_drop(event.call_id, event.alerting_device)  # type: ignore[arg-type]
    session.hold_call(event.call_id)
    session.hold_call("a text")


@pytest.mark.parametrize("kind", [CallId, DeviceId, AgentId])
def test_an_id_is_a_text(kind: type[CallId]) -> None:
    assert kind("1") == "1" and type(kind("1")) is str
