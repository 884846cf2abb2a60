"""Callbacks, and the log, which is called back too."""

from __future__ import annotations

from program import check


def test_callbacks_run_on_one_thread_one_after_the_other_and_end_with_close() -> None:
    check(
        """
        threads, inside, seen = set(), [0], []
        def told(event):
            threads.add(threading.get_ident())
            inside[0] += 1
            assert inside[0] == 1
            seen.append(event)
            inside[0] -= 1
        with blocking.Client(proxy=None) as client:
            sessions = [client.session(simulator.base_url) for _ in range(10)]
            for number, session in enumerate(sessions):
                session.on(Event, told)
                session.agent_login(f"51{number:02}", "123456", "test.cc", f"81{number:02}")
            for session in sessions:
                session.close()
            after = len(seen)
            assert {type(event) for event in seen} >= {AgentLoggedOn, AgentNotReady, LinkChanged}
        assert len(seen) == after and len(threads) == 1 and threading.get_ident() not in threads
        """
    )


def test_verbs_can_be_used_in_a_callback_and_close_cannot() -> None:
    check(
        """
        with blocking.Client(proxy=None) as client:
            session = logged_in(client, auto_answer=False)
            refused = []
            def ring(event):
                session.answer_call(event.call_id)
                for close in (session.close, client.close,
                              lambda: session.agent_login(*LOGIN, login_mode="ask", ask=lambda _: True)):
                    try:
                        close()
                    except WouldDeadlockError as error:
                        refused.append(error)
            session.on(Delivered, ring)
            events = session.events()
            simulator.call_in("13800000000", "8001")
            events.wait_for(Established, timeout=60)
            deadline = time.monotonic() + 60
            while len(refused) < 3:
                assert time.monotonic() < deadline
                time.sleep(0.001)
        """
    )


def test_a_slow_callback_holds_up_no_link_and_no_loop() -> None:
    check(
        """
        async def main():
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                go_on, begun = threading.Event(), threading.Event()
                def slow(event):
                    begun.set()
                    assert go_on.wait(60)
                session.on(AgentLoggedOn, slow)
                events = session.events()
                await session.agent_login(*LOGIN)
                await asyncio.to_thread(begun.wait) if hasattr(asyncio, "to_thread") else begun.wait()
                # While it blocks, everything else goes on.
                for _ in range(10):
                    await session.set_agent_mode("Ready")
                    await events.wait_for(AgentReady, timeout=60)
                    await session.set_agent_mode("NotReady")
                go_on.set()
        asyncio.run(main())
        """
    )


def test_a_cancelled_subscription_is_not_told() -> None:
    check(
        """
        with blocking.Client(proxy=None) as client, logged_in(client) as session:
            seen, last = [], threading.Event()
            subscription = session.on(AgentNotReady, seen.append)
            subscription.cancel()
            subscription.cancel()
            session.on(AgentReady, lambda _: last.set())
            session.set_agent_mode("NotReady")
            session.set_agent_mode("Ready")
            assert last.wait(60) and not seen
        """
    )


# --- Logs


def test_logs_reach_logging_at_the_level_that_is_set() -> None:
    said = check(
        """
        import logging
        class Lines(logging.Handler):
            def __init__(self):
                super().__init__()
                self.lines = []
            def emit(self, record):
                self.lines.append((record.name, record.levelname, record.getMessage()))
        lines = Lines()
        logging.getLogger().addHandler(lines)
        def until(word):
            deadline = time.monotonic() + 60
            while not any(word in line[2] for line in lines.lines):
                assert time.monotonic() < deadline, lines.lines
                time.sleep(0.001)
        with blocking.Client(proxy=None) as client, logged_in(client) as session:
            try:
                session.hold_call("nothing")
            except NotFound:
                pass
            until("holdCall")
            assert not [line for line in lines.lines if line[1] == "DEBUG"], lines.lines
            logging.getLogger("wellclient").setLevel(logging.DEBUG)
            session.set_agent_mode("NotReady")
            until("agentNotReady")
            assert ("wellclient.event", "DEBUG") in {line[:2] for line in lines.lines}
            assert not [line for line in lines.lines if "123456" in line[2]]
        print("good")
        """
    )
    assert said == "good\n"
