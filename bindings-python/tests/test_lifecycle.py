"""How it ends: the interpreter, forks, Ctrl-C, garbage. Each program runs in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from typing import Optional

import pytest
from support import LIMIT

PRELUDE = """
import asyncio, gc, os, signal, sys, threading, time, weakref
import wellclient
from wellclient import *
from wellclient import blocking
from wellclient.simulator import Simulator
LOGIN = ("5001", "123456", "test.cc", "8001")
simulator = Simulator({"pbx": {"outside": [{"pattern": "*", "then": "manual"}]}})
def logged_in(client, **options):
    session = client.session(simulator.base_url, **options)
    session.agent_login(*LOGIN, agent_mode="Ready")
    return session
"""


def run(program: str, *, interrupt_at: Optional[str] = None) -> "subprocess.CompletedProcess[str]":
    """Runs a program to its end; sends it a signal when it has said a line."""
    said: list[str] = []
    errors: list[str] = []
    command = [sys.executable, "-X", "dev", "-c", PRELUDE + textwrap.dedent(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        stdout, stderr = process.stdout, process.stderr
        assert stdout is not None and stderr is not None
        killer = threading.Timer(LIMIT, process.kill)
        reader = threading.Thread(target=lambda: errors.append(stderr.read()))
        killer.start()
        reader.start()
        for line in stdout:
            said.append(line)
            if line.strip() == interrupt_at:
                process.send_signal(signal.SIGINT)
        process.wait()
        reader.join()
        killer.cancel()
    return subprocess.CompletedProcess(command, process.returncode, "".join(said), "".join(errors))


def check(program: str) -> str:
    """Runs a program that must end well and say nothing on the standard error; what it says."""
    done = run(program)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


# --- The end of the interpreter


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
        threads = [threading.Thread(target=each, daemon=True) for each in (read, read, command)]
        for each in threads:
            each.start()
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
        "session.events().next()",
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


# --- Forks


@pytest.mark.skipif(not hasattr(os, "fork"), reason="of systems that fork")
def test_a_child_is_told_and_can_begin_anew() -> None:
    said = check(
        """
        import warnings
        warnings.simplefilter("ignore")
        client = blocking.Client(proxy=None)
        session = logged_in(client)
        events = session.events()
        other = Client(proxy=None)
        operation = session._native.begin('{"verb":"getMyPrefix"}')
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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="of systems that fork")
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


# --- Garbage


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


# --- Callbacks


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
