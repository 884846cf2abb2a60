"""What is saved of a session: as bytes, and in a store that the session keeps current."""

from __future__ import annotations

import asyncio
import os
import pathlib
import zlib

import pytest
from support import LIMIT

import wellclient
from wellclient import (
    CallId,
    AgentId,
    DeviceId,
    ConfigurationError,
    Delivered,
    Doubt,
    Leg,
    SavedSession,
    SavedSessionError,
    SessionStore,
    Snapshot,
    StoreError,
    StoreFault,
    blocking,
)
from wellclient.simulator import Simulator

KEY = bytes(range(32))


def _is_a_consultation(snapshot: Snapshot, held: str, second: str) -> None:
    first, other = snapshot.calls
    assert (first.call_id, first.leg) == (held, Leg.HOLD)
    assert (other.call_id, other.leg, other.consultation_of) == (second, Leg.CONNECTED, held)
    assert Doubt.LEG in first.doubts and first.talking is not None
    assert not snapshot.calls_complete and not snapshot.verified


def test_a_consultation_survives_in_a_store(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    store = SessionStore(tmp_path / "desk.session", KEY)
    assert store.load() is None
    with blocking.Client(proxy=None) as client:
        session = client.session(simulator.base_url, auto_answer=False, store=store)
        events = session.events()
        session.agent_login("5001", "123456", "test.cc", "8001")
        held = simulator.call_in("13800000000", "8001")
        events.wait_for(Delivered, timeout=LIMIT)
        session.answer_call(held)
        second = session.consult(held, "13900000000")
        session.close()
    saved = store.load()
    assert saved is not None and saved.agent_id == "5001@test.cc" and saved.state is not None
    assert saved.session_id not in repr(saved) and saved.state not in repr(saved)
    with blocking.Client(proxy=None) as client, client.session(simulator.base_url, store=store) as session:
        session.recover(saved)
        _is_a_consultation(session.snapshot(), held, second)
    assert os.listdir(tmp_path) == ["desk.session"]


def test_the_same_in_a_loop(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    store = SessionStore(tmp_path / "desk.session", KEY)

    async def before() -> tuple[CallId, CallId]:
        async with wellclient.Client(proxy=None) as client:
            session = client.session(simulator.base_url, auto_answer=False, store=store)
            events = session.events()
            await session.agent_login("5001", "123456", "test.cc", "8001")
            held = simulator.call_in("13800000000", "8001")
            await events.wait_for(Delivered, timeout=LIMIT)
            await session.answer_call(held)
            second = await session.consult(held, "13900000000")
            await session.close()
            return held, second

    async def after(held: CallId, second: CallId) -> None:
        saved = await asyncio.to_thread(store.load)
        assert saved is not None
        async with wellclient.Client(proxy=None) as client, client.session(simulator.base_url, store=store) as session:
            await session.recover(saved)
            _is_a_consultation(session.snapshot(), held, second)
            await session.cancel_consult(held, second)
            await session.drop_connection(held)
            await session.logout()
        assert store.load() is None

    asyncio.run(after(*asyncio.run(before())))


def test_saved_as_bytes(session: blocking.Session, simulator: Simulator) -> None:
    saved = session.saved()
    assert saved is not None and saved.state is not None
    assert SavedSession.from_bytes(saved.to_bytes()) == saved
    by_hand = SavedSession(saved.agent_id, saved.device_id, saved.session_id, "123456")
    assert SavedSession.from_bytes(by_hand.to_bytes()) == by_hand
    for bad in (b"", b"[]", saved.to_bytes()[:-1], b"\xff"):
        with pytest.raises(SavedSessionError):
            SavedSession.from_bytes(bad)
    newer = saved.to_bytes().rpartition(b"\n")[0].replace(b'"version":1', b'"version":7')
    with pytest.raises(SavedSessionError, match="version 7"):
        SavedSession.from_bytes(newer + b"\n%08x" % zlib.crc32(newer))
    with pytest.raises(SavedSessionError) as caught:
        session.recover(SavedSession(AgentId("5001@test.cc"), DeviceId("8001@test.cc"), "hunter2", state="hunter3"))
    assert isinstance(caught.value, ValueError) and "hunter" not in str(caught.value)


def test_what_is_no_store_says_what_it_is(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "desk.session"
    saved = SavedSession(AgentId("5001@test.cc"), DeviceId("8001@test.cc"), "hunter2")
    SessionStore(path, KEY).save(saved)
    assert SessionStore(str(path), KEY).load() == saved
    good = path.read_bytes()
    assert b"hunter2" not in good
    assert path.stat().st_mode & 0o777 == 0o600 or os.name != "posix"

    def fault(store: SessionStore) -> object:
        with pytest.raises(StoreError) as caught:
            store.load()
        assert str(caught.value)
        return caught.value.fault

    assert fault(SessionStore(path)) is StoreFault.NEEDS_KEY
    assert fault(SessionStore(path, bytes(32))) is StoreFault.OTHER_KEY
    for contents, expected in (
        (good[:-1] + bytes([good[-1] ^ 1]), StoreFault.DAMAGED),
        (good[:20], StoreFault.TRUNCATED),
        (b"[session]", StoreFault.NOT_A_STORE),
        (b"wellsess\x02", StoreFault.VERSION),
    ):
        path.write_bytes(contents)
        assert fault(SessionStore(path, KEY)) is expected
    SessionStore(path).save(saved)
    assert fault(SessionStore(path, KEY)) is StoreFault.NOT_SEALED
    assert fault(SessionStore(tmp_path)) is StoreFault.FILE
    with pytest.raises(StoreError):
        SessionStore(tmp_path / "no folder" / "x").save(saved)
    with pytest.raises(ConfigurationError, match="32 bytes"):
        SessionStore(path, b"short")
    SessionStore(path).remove()
    SessionStore(path).remove()
