"""The examples run, and do what they say."""

from __future__ import annotations

import csv
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
from typing import Any, Mapping

import pytest
from support import LIMIT

import wellclient
from wellclient import AgentMode
from wellclient.simulator import Simulator

EXAMPLES = pathlib.Path(__file__).resolve().parents[1] / "examples"
ENVIRONMENT = {**os.environ, "WELLCLIENT_PASSWORD": "123456", "PYTHONUTF8": "1"}


@pytest.fixture
def wellclient_simulator_config() -> Mapping[str, Any]:
    """Three kinds of customers."""
    return {
        "pbx": {
            "outside": [
                {"pattern": "1380*", "then": "answer", "after_ms": 1, "hang_up_after_ms": 20},
                {"pattern": "1381*", "then": "busy"},
                {"pattern": "*", "then": "manual"},
            ]
        }
    }


def start(name: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def server(simulator: Simulator) -> list[str]:
    return ["--env", simulator.base_url, "--agent", "5001@test.cc", "--ext", "8001"]


def test_the_autodialler(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    customers, results = tmp_path / "customers.csv", tmp_path / "results.csv"
    customers.write_text(
        "number,name\n13800000000,王小明\n13810000000,Busy\n8001,Myself\n13900000000,Nobody\n", "utf-8"
    )
    with start(
        "autodialler.py", str(customers), str(results), *server(simulator), "--patience", "0.2"
    ) as dialler:
        _, progress = dialler.communicate(timeout=LIMIT)
    assert dialler.returncode == 0, progress
    with results.open(newline="", encoding="utf-8") as file:
        rows = {row["name"]: row["result"] for row in csv.DictReader(file)}
    assert rows == {
        "王小明": "answered",
        "Busy": "failed: 1",
        "Myself": "not dialled: This is your own extension.",
        "Nobody": "not answered",
    }
    assert "[##############################] 4/4" in progress


def asked(simulator: Simulator, *verbs: str) -> list[str]:
    """What the server was asked, in order: of these verbs."""
    return [each["verb"] for each in simulator.log() if each.get("verb") in verbs]


def mode(simulator: Simulator) -> str:
    (agent,) = [each for each in simulator.state()["agents"] if each["agentId"] == "5001@test.cc"]
    return str(agent["agentMode"])


def test_the_autodialler_ends_after_the_call_that_is_up(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    customers, results = tmp_path / "customers.csv", tmp_path / "results.csv"
    customers.write_text("number,name\n13900000000,First\n13800000000,Second\n", "utf-8")
    with start(
        "autodialler.py", str(customers), str(results), *server(simulator), "--patience", str(LIMIT)
    ) as dialler:
        simulator.run_script([{"when": {"event": "delivered"}, "timeout_ms": int(LIMIT * 1000)}])
        simulator.answer("13900000000")
        assert dialler.stderr is not None
        dialler.send_signal(signal.SIGINT)
        assert any("ends after the call that is up" in line for line in dialler.stderr)
        # A second one changes nothing.
        dialler.send_signal(signal.SIGINT)
        assert any("ends after the call that is up" in line for line in dialler.stderr)
        assert mode(simulator) != "Logout" and len(simulator.state()["calls"]) == 1
        simulator.hang_up("13900000000")
        _, errors = dialler.communicate(timeout=LIMIT)
    assert dialler.returncode == 0, errors
    assert results.read_text("utf-8").splitlines() == ["number,name,result", "13900000000,First,answered"]
    assert asked(simulator, "makeCall", "dropConnection", "logout") == ["makeCall", "logout"]
    assert mode(simulator) == "Logout"


def test_the_wallboard(simulator: Simulator) -> None:
    team = ["5001@test.cc", "5002@test.cc"]
    account = ["--account", "5009@test.cc"]
    with wellclient.blocking.Client(proxy=None) as client:
        desks = [client.session(simulator.base_url, auto_answer=True) for _ in team]
        told = desks[0].events()
        with start("wallboard.py", "--env", simulator.base_url, *account, "--team", *team) as wallboard:
            assert wallboard.stdout is not None and wallboard.stderr is not None
            seen: set[str] = set()
            for line in wallboard.stdout:
                words = line.split()
                if not seen and words:
                    # Of nobody anything is known before they are told of.
                    assert words[1] == "Unknown?"
                    seen.add("nothing")
                    for desk, number in zip(desks, ("1", "2")):
                        desk.agent_login(f"500{number}", "123456", "test.cc", f"800{number}", agent_mode=AgentMode.READY)
                elif "talks to 13900000000" in line:
                    if "talks" not in seen:
                        seen.add("talks")
                        simulator.hang_up("13900000000")
                elif words[:2] == ["5001@test.cc", "Ready"] and "rings" not in line:
                    if "talks" in seen:
                        seen.add("gone")
                        # The wallboard may hear of it before the desk does.
                        told.wait_for(wellclient.CallCleared, timeout=LIMIT)
                        for desk in desks:
                            desk.logout()
                    elif "called" not in seen:
                        seen.add("called")
                        simulator.call_in("13900000000", "8001")
                if "gone" in seen:
                    break
            said, errors = wallboard.communicate(timeout=LIMIT)
    assert (wallboard.returncode, errors) == (0, ""), said


def test_the_call_log(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "calls.db"
    with start("call_log.py", str(path), *server(simulator)) as log:
        assert log.stdout is not None and log.stdout.readline() == "logging\n"
        simulator.run_script(
            [
                {"control": {"do": "call_in", "from": "13900000000", "to": "8001"}},
                {"when": {"event": "established"}, "timeout_ms": int(LIMIT * 1000)},
                {"control": {"do": "hang_up", "device": "13900000000"}},
                {"control": {"do": "kick_agent", "agent": "5001"}},
            ]
        )
        _, errors = log.communicate(timeout=LIMIT)
    assert (log.returncode, errors) == (0, "")
    with sqlite3.connect(path) as database:
        calls = database.execute("SELECT party, outgoing, answered FROM calls").fetchall()
        names = {name for (name,) in database.execute("SELECT name FROM events")}
    database.close()
    assert calls == [("13900000000@test.cc", 0, 1)]
    assert names >= {"delivered", "established", "connectionCleared"}


def test_the_call_log_ends_after_the_call_that_is_up(simulator: Simulator, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "calls.db"
    with start("call_log.py", str(path), *server(simulator)) as log:
        assert log.stdout is not None and log.stdout.readline() == "logging\n"
        assert log.stderr is not None
        simulator.run_script(
            [
                {"control": {"do": "call_in", "from": "13900000000", "to": "8001"}},
                {"when": {"event": "established"}, "timeout_ms": int(LIMIT * 1000)},
            ]
        )
        log.send_signal(signal.SIGINT)
        assert log.stderr.readline() == "a call is up: ends when it is over\n"
        assert mode(simulator) != "Logout" and len(simulator.state()["calls"]) == 1
        simulator.hang_up("13900000000")
        _, errors = log.communicate(timeout=LIMIT)
    assert (log.returncode, errors) == (0, "")
    assert mode(simulator) == "Logout"
    with sqlite3.connect(path) as database:
        calls = database.execute("SELECT party, answered FROM calls").fetchall()
    database.close()
    assert calls == [("13900000000@test.cc", 1)]


def test_a_user_s_own_tests(tmp_path: pathlib.Path) -> None:
    """With the package's fixture, which pytest finds by itself."""
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", str(EXAMPLES), "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", os.devnull, str(EXAMPLES / "test_crm_hook.py")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=ENVIRONMENT,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done
