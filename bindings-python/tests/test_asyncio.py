"""In event loops: waits that are given up, several loops and threads, uvloop, readers that come and go."""

from __future__ import annotations

import asyncio
import gc
import importlib
import threading
import weakref
from typing import Any, Awaitable, Callable

import pytest
from support import LIMIT

import wellclient
from wellclient import CallEvent, Established, Event, LogLine, Originated
from wellclient.simulator import Simulator

LOGIN = ("5001", "123456", "test.cc", "8001")


def run(main: Callable[[wellclient.Client, wellclient.Session], Awaitable[None]], simulator: Simulator) -> None:
    """Runs a test with an agent who is logged in."""

    async def with_session() -> None:
        async with wellclient.Client(proxy=None) as client:
            async with client.session(simulator.base_url, auto_answer=False) as session:
                events = session.events()
                await session.agent_login(*LOGIN)
                await events.wait_for(wellclient.AgentNotReady)
                await main(client, session)

    asyncio.run(asyncio.wait_for(with_session(), LIMIT))


def test_a_call_as_a_stream_of_events(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        names = []
        async with session.events(CallEvent) as events:
            call = await session.make_call("13800000000")
            simulator.answer("13800000000")
            async for event in events:
                names.append(event.event_name)
                if isinstance(event, Established):
                    assert event.call_id == call
                    break
        assert names == ["serviceInitiated", "originated", "delivered", "established"]
        assert events.take() is None

    run(main, simulator)


def test_a_cancelled_wait_is_over_and_the_command_goes_on(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        simulator.add_fault(kind="http", on={"verb": "makeCall"}, delay_ms=300, carried_out=True)
        events = session.events()
        making = asyncio.create_task(session.make_call("13800000000"))
        await events.wait_for(Originated)
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making
        assert len(session.snapshot().calls) == 1

    run(main, simulator)


def test_what_is_no_class_of_events_is_not_waited_for(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        name: Any = b"established"
        with pytest.raises(TypeError, match="a class of events is wanted"):
            await session.events().wait_for(name, timeout=0.01)

    run(main, simulator)


def test_timeouts(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        events = session.events()
        with pytest.raises(asyncio.TimeoutError):
            await events.wait_for(Established, timeout=0.01)
        simulator.add_fault(kind="http", on={"verb": "getMyPrefix", "times": 1}, reply="hang")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(session.get_my_prefix(), 0.01)
        await session.set_agent_mode("Ready")
        assert (await events.wait_for(wellclient.AgentReady)).agent_id == "5001@test.cc"

    run(main, simulator)


def test_an_event_is_not_lost_with_a_cancelled_wait(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        events = session.events(wellclient.AgentEvent)
        for mode in ("Ready", "NotReady") * 20:
            waiting = asyncio.create_task(events.__anext__())
            await asyncio.sleep(0)
            waiting.cancel()
            await session.set_agent_mode(mode)
            try:
                event: Event = await waiting
            except asyncio.CancelledError:
                event = await events.__anext__()
            assert isinstance(event, wellclient.AgentEvent) and event.agent_mode == mode

    run(main, simulator)


def test_several_readers_share_a_stream_and_each_stream_has_all(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        shared, own = session.events(wellclient.AgentEvent), session.events(wellclient.AgentEvent)
        seen: list[Event] = []

        async def read() -> None:
            async for event in shared:
                seen.append(event)

        readers = [asyncio.create_task(read()) for _ in range(5)]
        for mode in ("Ready", "NotReady") * 10:
            await session.set_agent_mode(mode)
        await session.close()
        await asyncio.gather(*readers)
        assert len(seen) == 20 and sorted(seen, key=_serial) == [event async for event in own]

    run(main, simulator)


def _serial(event: Event) -> int:
    return event.serial or 0


def test_streams_end_with_the_session(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        notices = session.notices()
        reading = asyncio.create_task(_all(notices))
        session.error("a line")
        await session.logout()
        await session.close()
        told = await reading
        assert [notice for notice in told if isinstance(notice, wellclient.AgentLoggedOff)]
        assert LogLine(wellclient.LogKind.ERROR, "a line") in told
        with pytest.raises(wellclient.ClosedError):
            await session.events().wait_for(Established)

    run(main, simulator)


async def _all(stream: Any) -> list[Any]:
    return [item async for item in stream]


def test_commands_side_by_side(simulator: Simulator) -> None:
    async def main(client: wellclient.Client, session: wellclient.Session) -> None:
        sessions = [client.session(simulator.base_url) for _ in range(20)]
        logins = [
            each.agent_login(f"{5100 + number}", "123456", "test.cc", f"{8100 + number}")
            for number, each in enumerate(sessions)
        ]
        await asyncio.gather(*logins)
        await asyncio.gather(*(each.set_agent_mode("Ready") for each in sessions))
        await asyncio.gather(*(each.logout() for each in sessions))

    run(main, simulator)


def test_several_loops_in_several_threads_use_one_session(simulator: Simulator) -> None:
    client = wellclient.Client(proxy=None)
    session = client.session(simulator.base_url)
    all_listen = threading.Barrier(4)
    failures: list[BaseException] = []

    async def work(number: int) -> None:
        events = session.events()
        await asyncio.get_running_loop().run_in_executor(None, all_listen.wait)
        if number == 0:
            await session.agent_login(*LOGIN)
        await events.wait_for(wellclient.AgentLoggedOn)
        for _ in range(10):
            assert await session.get_my_prefix() == ["9"]

    def thread(number: int) -> None:
        try:
            asyncio.run(asyncio.wait_for(work(number), LIMIT))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=thread, args=(number,)) for number in (1, 2, 3)]
    for each in threads:
        each.start()
    thread(0)
    for each in threads:
        each.join()
    asyncio.run(client.close())
    assert not failures


def test_uvloop(simulator: Simulator) -> None:
    uvloop = importlib.import_module("uvloop")

    async def main() -> None:
        async with wellclient.Client(proxy=None) as client:
            async with client.session(simulator.base_url, auto_answer=False) as session:
                events = session.events()
                await session.agent_login(*LOGIN)
                assert (await events.wait_for(wellclient.AgentLoggedOn)).agent_id == "5001@test.cc"
                call = await session.make_call("13800000000")
                with pytest.raises(asyncio.TimeoutError):
                    await events.wait_for(Established, timeout=0.01)
                simulator.answer("13800000000")
                assert (await events.wait_for(Established)).call_id == call

    uvloop.new_event_loop().run_until_complete(asyncio.wait_for(main(), LIMIT))


def test_a_loop_that_is_closed_under_a_reader(simulator: Simulator) -> None:
    """No crash, no hang, and what was left in it is let go of."""
    client = wellclient.Client(proxy=None)
    loop = asyncio.new_event_loop()
    session = client.session(simulator.base_url)
    reading = loop.create_task(_all(session.events()))
    loop.run_until_complete(session.agent_login(*LOGIN))
    # Garbage that still waits is reported by asyncio, which is right.
    loop.set_exception_handler(lambda *_: None)
    loop.close()
    reading._log_destroy_pending = False  # type: ignore[attr-defined]
    gone = weakref.ref(reading)
    del reading, loop

    async def go_on() -> None:
        # Its events come to a loop that is closed.
        for mode in ("Ready", "NotReady"):
            await session.set_agent_mode(mode)

    asyncio.run(go_on())
    gc.collect()
    assert gone() is None
    asyncio.run(client.close())


def test_a_reader_is_not_garbage_while_it_waits(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        seen = asyncio.Event()

        async def read() -> None:
            async for event in session.events():
                if isinstance(event, wellclient.AgentReady):
                    seen.set()
                    return

        _forget(asyncio.ensure_future(read()))
        await asyncio.sleep(0)
        gc.collect()
        await session.set_agent_mode("Ready")
        await seen.wait()

    run(main, simulator)


def _forget(_: object) -> None:
    """Nobody keeps the task."""


def test_a_lagging_reader_is_told_what_it_missed(simulator: Simulator) -> None:
    async def main(_: wellclient.Client, session: wellclient.Session) -> None:
        events = session.events(capacity=4)
        for mode in ("Ready", "NotReady") * 4:
            await session.set_agent_mode(mode)
        lagged = await events.__anext__()
        assert isinstance(lagged, wellclient.Lagged) and lagged.missed >= 5
        assert lagged.snapshot is not None and lagged.snapshot.agent is not None
        assert lagged.snapshot.agent.mode == "NotReady"
        await session.set_agent_mode("Ready")
        assert isinstance(await events.__anext__(), wellclient.AgentReady)

    run(main, simulator)


def test_a_slow_loop_does_not_hold_up_the_link(simulator: Simulator) -> None:
    """While the loop does something else, the library answers the telephone."""

    async def main() -> None:
        async with wellclient.Client(proxy=None) as client:
            async with client.session(simulator.base_url, auto_answer=True) as session:
                await session.agent_login(*LOGIN, agent_mode="Ready")
                with simulator_waits(session) as established:
                    simulator.call_in("13800000000", "8001")
                    # The loop is blocked until the call is established.
                    assert established.wait(LIMIT)

    class simulator_waits:
        def __init__(self, session: wellclient.Session) -> None:
            self.event = threading.Event()
            self.subscription = session.on(Established, lambda _: self.event.set())

        def __enter__(self) -> threading.Event:
            return self.event

        def __exit__(self, *_: object) -> None:
            self.subscription.cancel()

    asyncio.run(main())


def test_closing_is_for_all_and_for_each(simulator: Simulator) -> None:
    async def main() -> None:
        client = wellclient.Client(proxy=None)
        sessions = [client.session(simulator.base_url, logout_on_close=True) for _ in range(3)]
        for number, session in enumerate(sessions):
            await session.agent_login(f"500{number}", "123456", "test.cc", f"800{number}")
        await asyncio.gather(*(session.close() for session in sessions), sessions[0].close())
        await client.close()
        await client.close()
        assert {agent["agentMode"] for agent in simulator.state()["agents"]} == {"Logout"}

    asyncio.run(asyncio.wait_for(main(), LIMIT))


def test_a_client_is_closed_for_whoever_closes_it_once_more() -> None:
    async def main() -> None:
        # Which of them is first is drawn each time.
        for _ in range(50):
            client = wellclient.Client(proxy=None)
            await asyncio.gather(*(client.close() for _ in range(3)))
        for turns in range(50):
            client = wellclient.Client(proxy=None)
            given_up = asyncio.ensure_future(client.close())
            for _ in range(turns % 4):
                await asyncio.sleep(0)
            given_up.cancel()
            await asyncio.gather(client.close(), given_up, return_exceptions=True)
            await client.close()

    asyncio.run(asyncio.wait_for(main(), LIMIT))
