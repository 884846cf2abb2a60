"""What nobody keeps is let go of: sessions, streams, clients, memory."""

from __future__ import annotations

from program import check, run


def test_a_session_that_nobody_keeps_is_closed() -> None:
    check(
        """
        with blocking.Client(proxy=None) as client:
            session = logged_in(client, logout_on_close=True)
            seen = []
            # Callbacks that know the session do not keep it.
            session.on(Event, lambda event, session=session: seen.append(session))
            gone = weakref.ref(session)
            del session
            gc.collect()
            assert gone() is None
            deadline = time.monotonic() + 60
            while [a["agentMode"] for a in simulator.state()["agents"]] != ["Logout"]:
                assert time.monotonic() < deadline
        """
    )


def test_an_abandoned_stream_is_let_go_of() -> None:
    check(
        """
        async def main():
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                await session.agent_login(*LOGIN)
                kept = []
                for _ in range(100):
                    events = session.events()
                    task = asyncio.ensure_future(events.__anext__())
                    await asyncio.sleep(0)
                    task.cancel()
                    kept.append(weakref.ref(events))
                    kept.append(weakref.ref(task))
                    del events, task
                await asyncio.sleep(0)
                gc.collect()
                assert not [each for each in kept if each() is not None]
                from wellclient import _loop
                await session.set_agent_mode("Ready")
                assert not _loop._waiting, _loop._waiting
        asyncio.run(main())
        """
    )


def test_memory_stays_where_it_is() -> None:
    check(
        """
        def resident():
            with open("/proc/self/statm") as statm:
                return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        with blocking.Client(proxy=None) as client:
            session = logged_in(client)
            seen = []
            session.on(Event, seen.append)
            def work(times):
                for _ in range(times):
                    with session.events() as events:
                        session.set_agent_mode("Ready")
                        session.set_agent_mode("NotReady")
                        events.wait_for(AgentNotReady, timeout=60)
                        session.snapshot()
                        events.take()
                    seen.clear()
                gc.collect()
            if os.path.exists("/proc/self/statm"):
                work(300)
                before = resident()
                work(1000)
                grown = resident() - before
                assert grown < 8_000_000, grown
        """
    )


def test_a_client_that_is_not_closed_is_warned_about() -> None:
    done = run(
        """
        client = blocking.Client(proxy=None)
        del client
        gc.collect()
        """
    )
    assert done.returncode == 0 and "ResourceWarning" in done.stderr and "was not closed" in done.stderr
