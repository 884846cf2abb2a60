"""Callbacks, and the log, which is called back too."""

from __future__ import annotations

from program import check, run


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


def test_a_callback_that_is_cancelled_by_another_is_not_called_even_for_this_event() -> None:
    check(
        """
        with blocking.Client(proxy=None) as client, logged_in(client) as session:
            seen, told = [], queue.Queue()
            def first(event):
                seen.append("first")
                second.cancel()
                own.cancel()
            def once(event):
                seen.append("own")
            own = session.on(AgentNotReady, first)
            second = session.on(AgentNotReady, lambda event: seen.append("second"))
            session.on(AgentNotReady, told.put)
            for _ in range(2):
                session.set_agent_mode("NotReady")
                told.get(timeout=60)
                session.set_agent_mode("Ready")
            assert seen == ["first"], seen
            assert "AgentNotReady, cancelled" in repr(second)
        """
    )


def test_an_async_callback_that_is_cancelled_before_its_turn_does_not_run() -> None:
    check(
        """
        async def main():
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                seen, called = [], threading.Event()
                async def never(event):
                    seen.append(event)
                subscription = session.on(AgentLoggedOn, never)
                def after(event):
                    called.set()
                session.on(AgentLoggedOn, after)
                login = asyncio.ensure_future(session.agent_login(*LOGIN))
                # The loop is held up until the callback has been given its coroutine, which waits for the loop.
                await asyncio.sleep(0)
                assert called.wait(60)
                subscription.cancel()
                await login
                await asyncio.sleep(0.01)
                assert not seen
        asyncio.run(main())
        """
    )


def test_nothing_that_an_async_callback_raises_ends_the_loop_or_costs_another_its_event() -> None:
    check(
        """
        import logging
        failed = []
        class Kept(logging.Handler):
            def emit(self, record):
                failed.append(record.exc_info[0])
        logging.getLogger("wellclient").propagate = False
        logging.getLogger("wellclient.callback").addHandler(Kept())
        class Odd(BaseException):
            pass
        # Before Python 3.11 nobody can tell who has cancelled.
        OWN = [asyncio.CancelledError] if sys.version_info >= (3, 11) else []
        ERRORS = [Odd, SystemExit, KeyboardInterrupt, ValueError, GeneratorExit] + OWN
        async def main():
            seen = asyncio.Queue()
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                for error in {*ERRORS, asyncio.CancelledError}:
                    for before in (False, True):
                        async def fail(event, error=error, before=before):
                            if before:
                                await asyncio.sleep(0)
                            raise error
                        session.on(AgentLoggedOn, fail)
                session.on(AgentLoggedOn, seen.put)
                await session.agent_login(*LOGIN)
                assert type(await asyncio.wait_for(seen.get(), 60)) is AgentLoggedOn
                while len(failed) < 2 * len(ERRORS):
                    await asyncio.sleep(0.001)
                assert set(failed) == set(ERRORS), failed
                await session.set_agent_mode("Ready")
        asyncio.run(main())
        """
    )


def test_a_log_that_fails_costs_nobody_an_event() -> None:
    done = run(
        """
        import logging
        class Broken(logging.Handler):
            def emit(self, record):
                raise SystemExit("the log is broken")
        logging.getLogger("wellclient").propagate = False
        logging.getLogger("wellclient.callback").addHandler(Broken())
        with blocking.Client(proxy=None) as client:
            session = client.session(simulator.base_url)
            def fail(event):
                raise ValueError
            session.on(AgentLoggedOn, fail)
            seen = queue.Queue()
            session.on(AgentLoggedOn, seen.put)
            session.agent_login(*LOGIN)
            assert type(seen.get(timeout=60)) is AgentLoggedOn
        """
    )
    assert done.returncode == 0 and "the log is broken" in done.stderr, done


def test_what_would_not_run_is_refused_and_other_awaitables_run() -> None:
    check(
        """
        import functools, logging
        failed = []
        class Kept(logging.Handler):
            def emit(self, record):
                failed.append(str(record.exc_info[1]))
        logging.getLogger("wellclient").propagate = False
        logging.getLogger("wellclient.callback").addHandler(Kept())
        def plain(event):
            yield
        async def later(event):
            yield
        class Called:
            async def __call__(self, event):
                yield
        class Awaitable:
            def __init__(self, put):
                self.put = put
            def __await__(self):
                yield from asyncio.sleep(0).__await__()
                self.put("awaited")
        async def main():
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                for wrong in plain, later, Called(), functools.partial(later):
                    try:
                        session.on(AgentLoggedOn, wrong)
                    except TypeError as error:
                        assert "generator" in str(error), error
                    else:
                        raise AssertionError(wrong)
                seen = asyncio.Queue()
                session.on(AgentLoggedOn, lambda event: Awaitable(seen.put_nowait))
                session.on(AgentLoggedOn, lambda event: plain(event))
                session.on(AgentLoggedOn, lambda event: later(event))
                await session.agent_login(*LOGIN)
                assert await asyncio.wait_for(seen.get(), 60) == "awaited"
                while len(failed) < 2:
                    await asyncio.sleep(0.001)
                assert all("generator" in each for each in failed), failed
        asyncio.run(main())
        failed.clear()
        async def nowhere(event):
            raise AssertionError
        with blocking.Client(proxy=None) as client:
            session = client.session(simulator.base_url)
            session.on(AgentLoggedOn, lambda event: nowhere(event))
            session.on(AgentLoggedOn, lambda event: Awaitable(print))
            session.agent_login(*LOGIN)
            session.close()
            assert len(failed) == 2 and all("no loop" in each for each in failed), failed
        """
    )


def test_no_client_is_closed_inside_a_callback() -> None:
    check(
        """
        with blocking.Client(proxy=None) as client, blocking.Client(proxy=None) as other:
            session = client.session(simulator.base_url)
            said = queue.Queue()
            def close(event):
                try:
                    other.close()
                except WouldDeadlockError as error:
                    said.put(str(error))
            session.on(AgentLoggedOn, close)
            session.agent_login(*LOGIN)
            assert "inside a callback" in said.get(timeout=60)
        """
    )


# --- Logs


def test_a_failure_is_one_line_of_the_log() -> None:
    check(
        """
        import logging
        lines, end = [], queue.Queue()
        class Lines(logging.Handler):
            def emit(self, record):
                lines.append(record.getMessage())
                if "the end" in lines[-1]:
                    end.put(True)
        logging.getLogger("wellclient").propagate = False
        logging.getLogger("wellclient").addHandler(Lines())
        with blocking.Client(proxy=None) as client, logged_in(client) as session:
            try:
                session.make_call("")
            except Refused:
                pass
            session.error("the end")
            end.get(timeout=60)
        assert len([line for line in lines if "makeCall" in line]) == 1, lines
        """
    )


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


def test_nothing_that_a_callback_raises_costs_another_its_event() -> None:
    check(
        """
        import logging
        logging.getLogger("wellclient").addHandler(logging.NullHandler())
        logging.getLogger("wellclient").propagate = False
        class Odd(BaseException):
            pass
        with blocking.Client(proxy=None) as client:
            session = client.session(simulator.base_url)
            for error in (Odd, SystemExit, KeyboardInterrupt, GeneratorExit, asyncio.CancelledError, ValueError):
                def fail(event, error=error):
                    raise error
                session.on(AgentLoggedOn, fail)
            seen = queue.Queue()
            session.on(AgentLoggedOn, seen.put)
            session.agent_login(*LOGIN)
            assert type(seen.get(timeout=60)) is AgentLoggedOn
        """
    )


def test_names_of_the_manual_are_events_and_others_are_not() -> None:
    check(
        """
        with blocking.Client(proxy=None) as client:
            session = logged_in(client)
            seen = queue.Queue()
            session.on("connectionCleared", seen.put)
            events = session.events("originated", Delivered)
            call = session.make_call("13800000000")
            assert [type(events.next(timeout=60)) for _ in range(2)] == [Originated, Delivered]
            session.drop_connection(call)
            # The derived one first, as in the manual's client.
            assert type(seen.get(timeout=60)) is CallCleared and type(seen.get(timeout=60)) is ConnectionCleared
            for name, near in ("delivred", "is it 'delivered'"), ("callCleared", "no event named"), ("other", ""), ("", ""):
                for wrong in lambda: session.on(name, print), lambda: session.events(name):
                    try:
                        wrong()
                    except ValueError as error:
                        assert near in str(error), error
                    else:
                        raise AssertionError(name)
        """
    )


def test_an_async_callback_runs_in_its_loop_or_is_refused() -> None:
    check(
        """
        import logging
        failed = []
        class Kept(logging.Handler):
            def emit(self, record):
                failed.append(record)
        logging.getLogger("wellclient").propagate = False
        logging.getLogger("wellclient.callback").addHandler(Kept())
        async def main():
            seen = asyncio.Queue()
            loop = asyncio.get_running_loop()
            async def told(event):
                assert asyncio.get_running_loop() is loop
                await asyncio.sleep(0)
                seen.put_nowait(event)
            async def fail(event):
                raise ValueError
            class Called:
                async def __call__(self, event):
                    await told(event)
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                for callback in told, fail, Called(), lambda event: told(event):
                    session.on(AgentLoggedOn, callback)
                await session.agent_login(*LOGIN)
                for _ in range(3):
                    assert type(await asyncio.wait_for(seen.get(), 60)) is AgentLoggedOn
            while not failed:
                await asyncio.sleep(0.001)
        asyncio.run(main())
        assert failed[0].exc_info[0] is ValueError
        async def never(event):
            raise AssertionError
        with blocking.Client(proxy=None) as client, client.session(simulator.base_url) as session:
            try:
                session.on(AgentLoggedOn, never)
            except TypeError as error:
                assert "loop" in str(error)
            else:
                raise AssertionError
        """
    )


def test_what_nobody_is_called_for_takes_no_place_of_what_somebody_is_called_for() -> None:
    check(
        """
        import logging
        missed, records = [], logging.Handler()
        records.emit = lambda record: missed.append(record.getMessage())
        logging.getLogger("wellclient.callback").addHandler(records)
        with blocking.Client(proxy=None) as client:
            session, other = logged_in(client), client.session(simulator.base_url)
            begun, go_on, told = threading.Event(), threading.Event(), []
            def hold_up(event):
                begun.set()
                assert go_on.wait(60)
            other.on(AgentLoggedOn, hold_up)
            other.agent_login("5002", "123456", "test.cc", "8002")
            assert begun.wait(60)
            session.on(Lagged, told.append, capacity=1)
            # What a second one is called for is added.
            session.on(AgentNotReady, told.append, capacity=1)
            for _ in range(10):
                session.log("a line")
            session.set_agent_mode("NotReady")
            session.set_agent_mode("Ready")
            go_on.set()
            session.close()
        assert [type(each) for each in told] == [AgentNotReady] and not missed, (told, missed)
        """
    )


def test_who_is_too_slow_is_told_what_was_missed() -> None:
    check(
        """
        import logging
        warned, records = [], logging.Handler()
        records.emit = lambda record: warned.append(record.getMessage())
        logging.getLogger("wellclient.callback").addHandler(records)
        def work(capacity, lagged=None):
            told, begun, go_on = [], threading.Event(), threading.Event()
            def slow(event):
                told.append(event)
                begun.set()
                assert go_on.wait(60)
            with blocking.Client(proxy=None) as client:
                session = logged_in(client)
                if lagged is not None:
                    session.on(Lagged, lagged.append, capacity=capacity)
                session.on(AgentNotReady, slow, capacity=capacity)
                session.set_agent_mode("NotReady")
                assert begun.wait(60)
                for _ in range(10):
                    session.set_agent_mode("Ready")
                    session.set_agent_mode("NotReady")
                go_on.set()
                session.close()
            return told
        # Who has room for all has all.
        assert len(work(100_000)) == 11 and not warned
        # Who has not is told: by the log, or by an event where one is wanted.
        assert len(work(1)) < 11 and "events were missed" in warned[0]
        warned.clear()
        lagged = []
        assert len(work(1, lagged)) < 11 and lagged[0].missed > 0 and not warned
        # As of when it is told, which may be after the end.
        assert isinstance(lagged[0].snapshot, Snapshot)
        client = blocking.Client(proxy=None)
        try:
            client.session(simulator.base_url).on(AgentNotReady, print, capacity=0)
        except ValueError:
            client.close()
        else:
            raise AssertionError
        """
    )
