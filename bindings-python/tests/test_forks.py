"""After a fork: what was made before is left alone, and something new can be begun."""

from __future__ import annotations

from program import check


def test_a_child_is_told_and_can_begin_anew() -> None:
    said = check(
        """
        import warnings
        warnings.simplefilter("ignore")
        client = blocking.Client(proxy=None)
        session = logged_in(client)
        events = session.events()
        other = Client(proxy=None)
        operation = session._native.begin("getMyPrefix", {})
        for number in range(20):
            child = os.fork()
            if child == 0:
                refused = 0
                for use in (session.snapshot, session.logout, events.next, client.close, lambda: client.metrics,
                            lambda: client.session("http://127.0.0.1:1"), session.close, events.close,
                            lambda: simulator.state(), lambda: asyncio.run(other.close())):
                    try:
                        use()
                    except ForkedError:
                        refused += 1
                # What is shown anywhere must not raise.
                assert "of another process" in repr(session) and repr(events) and repr(client)
                del session, events, client, use, operation
                gc.collect()
                with blocking.Client(proxy=None) as anew:
                    anew.session(url := "http://127.0.0.1:1")
                os.write(1, b"%d\\n" % refused)
                if number % 2:
                    os._exit(0)
                sys.exit(0)
            assert os.waitpid(child, 0)[1] == 0
        session.logout()
        client.close()
        asyncio.run(other.close())
        """
    )
    assert said == "10\n" * 20


def test_multiprocessing_by_fork_and_by_spawn() -> None:
    # A program in a file: a spawned child imports it.
    check(
        """
        import concurrent.futures, multiprocessing, warnings
        warnings.simplefilter("ignore")
        client = blocking.Client(proxy=None)
        session = logged_in(client)
        for way in ("fork", "spawn"):
            context = multiprocessing.get_context(way)
            with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
                assert sum(pool.map(abs, range(-5, 5))) == 25
        session.logout()
        client.close()
        """
    )
