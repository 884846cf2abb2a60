"""Watching agents: what a wallboard is told, in a loop and on threads, and that nothing happens to whom it watches."""

from __future__ import annotations

import asyncio

import pytest
from support import LIMIT

import wellclient
from wellclient import (
    AgentMode,
    AgentNotReady,
    Anomaly,
    AnomalyKind,
    Doubt,
    Established,
    Lagged,
    Link,
    Phase,
    Reason,
    Verb,
    blocking,
)
from wellclient.simulator import Simulator

ONE = "5001@test.cc"
TWO = "5002@test.cc"
ACCOUNT = ("5009", "123456", "test.cc")


def test_agents_are_followed_and_nothing_is_done(
    client: blocking.Client, session: blocking.Session, simulator: Simulator
) -> None:
    with client.watch(simulator.base_url, *ACCOUNT, [ONE]) as watch:
        assert (watch.agents, watch.link, watch.snapshot(TWO)) == ([ONE], Link.ACTIVE, None)
        row = watch.snapshot(ONE)
        assert row is not None and row.agent is not None and not row.verified
        assert row.agent.mode == AgentMode.UNKNOWN and Doubt.MODE in row.agent.doubts
        events = watch.events()
        session.set_agent_mode(AgentMode.NOT_READY, "lunch")
        told = events.wait_for(AgentNotReady, timeout=LIMIT)
        assert (told.watched, told.reason) == (ONE, "lunch")
        session.set_agent_mode(AgentMode.READY)
        call = simulator.call_in("13800000000", "8001")
        session.answer_call(call)
        events.wait_for(Established, timeout=LIMIT)
        [row] = watch.snapshots()
        assert row.agent is not None and row.agent.device == "8001@test.cc" and not row.call(call).unverified
        refused = row.call(call).actions[Verb.DROP_CONNECTION]
        assert refused is not None and refused.reason is Reason.WATCHING
        watch.follow(TWO)
        watch.follow(TWO)
        watch.unfollow(ONE)
        assert watch.agents == [TWO] and "1 agents" in repr(watch)
        with pytest.raises(wellclient.BadArgument):
            watch.follow("*@test.cc")
    assert session.snapshot().phase is Phase.LOGGED_IN


def test_in_a_loop(simulator: Simulator) -> None:
    async def run() -> None:
        async with wellclient.Client(proxy=None) as client:
            watch = client.watch(simulator.base_url, *ACCOUNT, [ONE, TWO])
            slow = watch.events(capacity=1)
            async with watch:
                await watch.open()
                async with client.session(simulator.base_url) as session:
                    events = watch.events()
                    await session.agent_login("5001", "123456", "test.cc", "8001", agent_mode=AgentMode.READY)
                    ready = await events.wait_for(wellclient.AgentReady, timeout=LIMIT)
                    assert ready.watched == ONE
                lagged = [await slow.wait_for(Lagged, timeout=LIMIT) for _ in (ONE, TWO)]
                shown = [each.snapshot and each.snapshot.agent for each in lagged]
                assert [agent and agent.id for agent in shown] == [ONE, TWO]
                assert lagged[0].missed > 0 and lagged[1].missed == 0

    asyncio.run(run())


def test_a_wrong_password(client: blocking.Client, simulator: Simulator) -> None:
    watch = client.watch(simulator.base_url, "5009", "no secret", "test.cc", [ONE])
    with pytest.raises(wellclient.WrongCredentials):
        with watch:
            pass
    with pytest.raises(wellclient.Refused):
        watch.follow(ONE)


class TestABrokerThatRefuses:
    @pytest.fixture
    def wellclient_simulator_config(self) -> dict[str, object]:
        return {"stomp": {"agents_per_connection": 1}}

    def test_the_others_are_followed(self, client: blocking.Client, simulator: Simulator) -> None:
        watch = client.watch(simulator.base_url, *ACCOUNT, [ONE, TWO])
        events = watch.events()
        with watch:
            told = events.wait_for(Anomaly, timeout=LIMIT)
            assert (told.anomaly_kind, told.watched) == (AnomalyKind.SUBSCRIPTION_REFUSED, TWO)
            row = watch.snapshot(TWO)
            assert row is not None and row.link is Link.LOST
            with pytest.raises(wellclient.SubscriptionRefused) as refused:
                watch.follow("5003@test.cc")
            assert refused.value.reason is Reason.SUBSCRIPTION_REFUSED
            assert refused.value.chinese == "服务器拒绝订阅该座席的事件。"
