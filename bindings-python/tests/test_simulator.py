"""The simulator and the replay as users have them, and the command-line program."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest
from program import check
from support import LIMIT

import wellclient
from wellclient import Phase, ReplayError, Settled, SimulatorError, blocking, replay
from wellclient.simulator import Simulator


def test_actions_faults_and_the_log(session: blocking.Session, simulator: Simulator) -> None:
    call = simulator.call_in("13800000000", "8001")
    assert simulator.state()["calls"][0]["callId"] == call
    with pytest.raises(SimulatorError, match="busy"):
        simulator.call_in("13900000000", "8001")
    with pytest.raises(SimulatorError):
        simulator.control(do="fly")
    simulator.hang_up("13800000000", call)
    fault = simulator.add_fault({"kind": "http", "on": {"verb": "getMyPrefix"}}, reply="html")
    with pytest.raises(wellclient.BadReply):
        session.get_my_prefix()
    assert simulator.remove_fault(fault) and not simulator.remove_fault(fault)
    simulator.add_fault(kind="no_receipt")
    simulator.clear_faults()
    assert session.get_my_prefix() == ["9"]
    with pytest.raises(SimulatorError):
        simulator.add_fault(kind="nonsense")
    assert any("getMyPrefix" in json.dumps(line) for line in simulator.log())
    assert "123456" not in json.dumps(simulator.log())


def test_stopped_is_stopped() -> None:
    simulator = Simulator()
    simulator.stop()
    simulator.stop()
    for use in (simulator.state, simulator.log, lambda: simulator.control(do="x")):
        with pytest.raises(SimulatorError):
            use()


def test_a_journal_replays_to_the_same_state(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "day.journal"
    with blocking.Client(proxy=None) as client:
        with client.session(simulator.base_url, journal=path, auto_answer=False) as session:
            events = session.events()
            session.agent_login("5001", "123456", "test.cc", "8001")
            call = session.make_call("13800000000")
            simulator.answer("13800000000")
            events.wait_for(wellclient.Established, timeout=LIMIT)
            with pytest.raises(wellclient.NotFound):
                session.hold_call("nothing")
            before = session.snapshot()
        lived = [event for event in events if isinstance(event, wellclient.CallEvent)]
    assert path.stat().st_mode & 0o077 == 0 or os.name != "posix"
    text = path.read_text("utf-8")
    assert "123456" not in text
    with blocking.Client(proxy=None) as client, pytest.raises(FileExistsError, match="day.journal"):
        client.session(simulator.base_url, journal=path)
    assert path.read_text("utf-8") == text
    again = replay.read(path)
    told = list(again)
    replayed = [each for each in told if isinstance(each, wellclient.CallEvent)]
    assert {event.event_name for event in replayed} >= {"originated", "delivered", "established"}
    assert replayed[-len(lived) :] == lived if lived else True
    settled = [each.result for each in told if isinstance(each, Settled)]
    assert isinstance(settled[0], wellclient.Confirmed) and isinstance(settled[-1], wellclient.NotFound)
    assert again.snapshot().phase is Phase.CLOSED
    # Up to the same moment, the same calls.
    assert before.call(call).leg is wellclient.Leg.CONNECTED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
def test_a_journal_that_nobody_reads_is_refused_at_once(tmp_path: pathlib.Path) -> None:
    fifo = tmp_path / "unread.fifo"
    os.mkfifo(fifo)
    # In a process of its own, which can be ended where it hangs.
    check(
        f"""
        with blocking.Client(proxy=None) as client:
            try:
                client.session(simulator.base_url, journal={str(fifo)!r})
                raise AssertionError("not refused")
            except ConfigurationError as error:
                assert {str(fifo)!r} in str(error), error
        """
    )


def test_what_is_no_journal(tmp_path: pathlib.Path) -> None:
    for lines in ([], ["nonsense"], ["{}"]):
        with pytest.raises(ReplayError):
            replay.Replay(lines)
    with pytest.raises(OSError):
        replay.read(tmp_path / "nothing")


# --- The command-line program


def program(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "wellclient", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=LIMIT)


def test_help_and_usage() -> None:
    assert "simulate" in program("--help").stdout
    assert program("tail").returncode == 2
    assert program("fly").returncode == 2
    assert wellclient.__version__ in program("--version").stdout


def test_the_demonstration() -> None:
    done = program("demo", "--json")
    assert done.returncode == 0, done
    assert all(json.loads(line) for line in done.stdout.splitlines()) and len(done.stdout.splitlines()) > 10


def test_doctor_finds_the_simulator(simulator: Simulator) -> None:
    done = program("doctor", "--env", simulator.base_url)
    assert done.returncode == 0, done


def test_tail_takes_commands(simulator: Simulator) -> None:
    command = [sys.executable, "-m", "wellclient", "tail", "--env", simulator.base_url, "--json", "--stdin"]
    done = subprocess.run(
        [*command, "--agent", "5001@test.cc", "--ext", "8001"],
        input='{"verb":"getMyPrefix","id":7}\n',
        env={**os.environ, "WELLCLIENT_PASSWORD": "123456"},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and any(line.get("id") == 7 for line in lines), done


def test_ctrl_c_ends_simulate() -> None:
    command = [sys.executable, "-m", "wellclient", "simulate", "--listen", "127.0.0.1:0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["what"] == "listening"
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
    assert process.returncode == 0 and json.loads(said.splitlines()[-1])["what"] == "ended"
