"""Five hundred sessions in one process, in one loop."""

from __future__ import annotations

import asyncio
import os
import threading

import wellclient
from wellclient import AgentMode, CallCleared, Established
from wellclient.simulator import Simulator

SESSIONS = 500
PATIENT = wellclient.Timing(login=120, command=120, connect=60)


def test_five_hundred_sessions() -> None:
    with Simulator() as simulator:
        asyncio.run(asyncio.wait_for(work(simulator), 300))


async def work(simulator: Simulator) -> None:
    """All log in, each takes a call and hangs up, all log out; nothing is missed and nothing is left."""
    threads = count_threads()
    async with wellclient.Client(proxy=None, request_timeout=60) as client:
        sessions = [
            client.session(simulator.base_url, event_log=False, reconnect=wellclient.Backoff(), timing=PATIENT)
            for _ in range(SESSIONS)
        ]
        await asyncio.gather(*(take_a_call(simulator, number, each) for number, each in enumerate(sessions)))
        # A thread for each session would be too many.
        assert count_threads() - threads < 12
        metrics = client.metrics
        assert metrics.commands >= 3 * SESSIONS and metrics.commands_failed == 0, metrics
        await asyncio.gather(*(each.close() for each in sessions))
    assert threading.active_count() < 12


async def take_a_call(simulator: Simulator, number: int, session: wellclient.Session) -> None:
    events = session.events(Established, CallCleared)
    agent, extension, caller = f"{5000 + number}", f"{8000 + number}", f"139{number:08}"
    await session.agent_login(agent, "123456", "test.cc", extension, agent_mode=AgentMode.READY)
    call = simulator.call_in(caller, extension)
    answered = await events.wait_for(Established)
    assert answered.call_id == call and answered.answering_device == f"{extension}@test.cc"
    await session.drop_connection(call)
    over = await events.wait_for(CallCleared, lambda event: event.is_own)
    assert over.call_id == call and over.is_established
    await session.logout()


def count_threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0
