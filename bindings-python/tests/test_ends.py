"""How it ends: the end of the interpreter, Ctrl-C."""

from __future__ import annotations

import pytest
from program import check, run


def test_the_end_in_the_middle_of_a_call() -> None:
    check(
        """
        import warnings
        warnings.simplefilter("ignore", ResourceWarning)
        client = blocking.Client(proxy=None)
        session = logged_in(client)
        seen = []
        session.on(Event, seen.append)
        events = session.events()
        session.make_call("13800000000")
        """
    )


def test_the_end_without_having_closed_logs_out_if_so_asked() -> None:
    said = check(
        """
        import atexit, warnings
        warnings.simplefilter("ignore", ResourceWarning)
        # The first to register is the last to be called.
        atexit._clear()
        atexit.register(lambda: print([a["agentMode"] for a in simulator.state()["agents"]]))
        from wellclient import _lifecycle
        atexit.register(_lifecycle._at_exit)
        client = blocking.Client(proxy=None)
        session = logged_in(client, logout_on_close=True)
        """
    )
    assert said == "['Logout']\n"


def test_the_end_while_daemon_threads_wait() -> None:
    check(
        """
        import warnings
        warnings.simplefilter("ignore", ResourceWarning)
        client = blocking.Client(proxy=None)
        session = logged_in(client)
        simulator.add_fault(kind="http", on={"verb": "getMyPrefix"}, reply="hang")
        def read():
            for event in session.events():
                pass
        def command():
            try:
                session.get_my_prefix()
            except CommandError:
                pass
        def play():
            simulator.run_script([{"when": {"event": "established"}}])
        threads = [threading.Thread(target=each, daemon=True) for each in (read, read, command, play)]
        for each in threads:
            each.start()
        class Slow:
            # Its end, when the interpreter is ending already, gives the threads time to come back.
            def __del__(self, sleep=time.sleep):
                sleep(0.3)
        module = type(sys)("module")
        module.kept = Slow()
        sys.modules["module"] = module
        del module
        """
    )


def test_the_end_waits_for_the_callback_that_runs() -> None:
    said = check(
        """
        import warnings
        warnings.simplefilter("ignore", ResourceWarning)
        client = blocking.Client(proxy=None)
        session = logged_in(client)
        begun = threading.Event()
        def slow(event):
            begun.set()
            while threading.main_thread().is_alive():
                time.sleep(0.001)
            print("returned")
        session.on(AgentNotReady, slow)
        session.set_agent_mode("NotReady")
        begun.wait()
        """
    )
    assert said == "returned\n"


def test_the_end_of_a_loop_that_was_never_closed() -> None:
    done = run(
        """
        import warnings
        warnings.simplefilter("ignore")
        loop = asyncio.new_event_loop()
        client = Client(proxy=None)
        session = client.session(simulator.base_url)
        async def read():
            async for event in session.events():
                pass
        task = loop.create_task(read())
        loop.run_until_complete(session.agent_login(*LOGIN))
        task._log_destroy_pending = False
        """
    )
    assert done.returncode == 0 and "Fatal" not in done.stderr, done


def test_sys_exit_and_an_exception_inside_of_with() -> None:
    done = run(
        """
        with blocking.Client(proxy=None) as client, logged_in(client) as session:
            session.make_call("13800000000")
            sys.exit(7)
        """
    )
    assert (done.returncode, done.stderr) == (7, "")


def test_many_short_lives() -> None:
    check(
        """
        for _ in range(30):
            with blocking.Client(proxy=None) as client:
                with client.session(simulator.base_url) as session:
                    session.on(Event, print)
        async def main():
            for _ in range(30):
                async with Client(proxy=None) as client:
                    async with client.session(simulator.base_url):
                        pass
        asyncio.run(main())
        threads = [each for each in os.listdir("/proc/self/task")] if os.path.exists("/proc/self/task") else []
        assert len(threads) < 12, len(threads)
        """
    )


# --- Ctrl-C


@pytest.mark.parametrize(
    "wait",
    [
        "session.events(Established).next()",
        "session.events().wait_for(Established)",
        "session.get_my_prefix()",
        "simulator.run_script([{'when': {'event': 'established'}}])",
        "[event for event in session.events(Established)]",
    ],
)
def test_ctrl_c_ends_a_wait(wait: str) -> None:
    done = run(
        f"""
        with blocking.Client(proxy=None) as client, logged_in(client) as session:
            simulator.add_fault(kind="http", on={{"verb": "getMyPrefix"}}, reply="hang")
            try:
                print("waiting", flush=True)
                {wait}
            except KeyboardInterrupt:
                print("interrupted")
        """,
        interrupt_at="waiting",
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "waiting\ninterrupted\n"), done


def test_one_ctrl_c_ends_the_wait_at_the_end() -> None:
    done = run(
        """
        import warnings
        warnings.simplefilter("ignore", ResourceWarning)
        clients = [blocking.Client(proxy=None) for _ in range(2)]
        session = logged_in(clients[0])
        begun = threading.Event()
        def slow(event):
            begun.set()
            time.sleep(1000)
        session.on(AgentNotReady, slow)
        session.set_agent_mode("NotReady")
        begun.wait()
        def interrupt():
            for client in clients:
                try:
                    while client.session(simulator.base_url):
                        time.sleep(0.001)
                except ClosedError:
                    pass
            # By now the end waits for both.
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=interrupt, daemon=True).start()
        """
    )
    assert (done.returncode, done.stderr) == (0, ""), done


def test_ctrl_c_in_a_loop() -> None:
    done = run(
        """
        async def main():
            async with Client(proxy=None) as client, client.session(simulator.base_url) as session:
                await session.agent_login(*LOGIN)
                try:
                    print("waiting", flush=True)
                    async for event in session.events(Established):
                        pass
                finally:
                    print("closing")
        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            print("interrupted")
        """,
        interrupt_at="waiting",
    )
    assert done.returncode == 0 and done.stdout == "waiting\nclosing\ninterrupted\n", done


def test_a_sub_interpreter_is_refused_where_it_imports() -> None:
    check(
        """
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters
        code = '''
        try:
            import wellclient
        except ImportError as error:
            assert "main interpreter" in str(error), error
        else:
            raise AssertionError
        '''
        import textwrap
        run = getattr(interpreters, "exec", None) or interpreters.run_string
        made = interpreters.create("legacy") if sys.version_info >= (3, 13) else interpreters.create(isolated=False)
        failed = run(made, textwrap.dedent(code))
        assert failed is None, failed
        interpreters.destroy(made)
        """
    )


def test_what_could_not_be_made_is_quiet_when_it_is_collected() -> None:
    said = check(
        """
        import gc
        for wrong in lambda: blocking.Client(5), lambda: Client(threads="x"), lambda: Client(threads=0), lambda: Client(prox=None):
            try:
                wrong()
            except (TypeError, ConfigurationError):
                gc.collect()
            else:
                raise AssertionError
        """
    )
    assert not said
