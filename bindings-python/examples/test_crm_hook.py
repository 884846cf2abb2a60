"""How glue to a CRM is tested: the package's own fixture is the call center.

    pytest test_crm_hook.py
"""

from __future__ import annotations

import asyncio

import crm_hook

import wellclient
from wellclient import AgentMode, CallCleared, Delivered
from wellclient.simulator import Simulator


class FakeCrm:
    """Writes down what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str | None]] = []

    def open_record(self, number: str, customer_id: str | None) -> None:
        self.asked.append(("open", number, customer_id))

    def add_note(self, number: str, note: str) -> None:
        self.asked.append(("note", number, note))


def test_a_call_that_is_answered_and_one_that_is_missed(wellclient_simulator: Simulator) -> None:
    crm = FakeCrm()

    async def day() -> None:
        async with wellclient.Client(proxy=None) as client:
            async with client.session(wellclient_simulator.base_url, auto_answer=False) as session:
                events = session.events(Delivered, CallCleared)
                await session.agent_login("5001", "123456", "test.cc", "8001", agent_mode=AgentMode.READY)
                hook = asyncio.create_task(crm_hook.follow(session, crm))
                # The hook listens from its first step on.
                await asyncio.sleep(0)

                call = wellclient_simulator.call_in("13800000000", "8001", {"customerId": "4711"})
                await events.wait_for(Delivered, lambda event: event.is_own)
                await session.answer_call(call)
                wellclient_simulator.hang_up("13800000000")
                await events.wait_for(CallCleared, lambda event: event.is_own)

                wellclient_simulator.call_in("13900000000", "8001")
                await events.wait_for(Delivered, lambda event: event.is_own)
                wellclient_simulator.hang_up("13900000000")
                await events.wait_for(CallCleared, lambda event: event.is_own)
            # Its events end with the session.
            await hook

    asyncio.run(asyncio.wait_for(day(), 60))
    assert crm.asked == [
        ("open", "13800000000", "4711"),
        ("note", "13800000000", "talked"),
        ("open", "13900000000", None),
        ("note", "13900000000", "missed"),
    ]
