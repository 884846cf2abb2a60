"""What the command-line program prints with ``--json`` is what ``docs/schema/json-lines.json`` says."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support import LIMIT
from wellclient.simulator import Simulator

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs/schema/json-lines.json").read_text(encoding="utf-8"))
AGENT = ["--agent", "5001@test.cc", "--ext", "8001"]


def lines(*arguments: str, typed: Iterable[str] = ()) -> "list[dict[str, Any]]":
    done = subprocess.run(
        [sys.executable, "-m", "wellclient", *arguments],
        input="".join(f"{line}\n" for line in typed),
        env={**os.environ, "WELLCLIENT_PASSWORD": "123456", "WELLCLIENT_CONFIG": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=LIMIT,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(command: str, printed: "list[dict[str, Any]]", kinds: "set[str]") -> None:
    """Every line is one of the command's, and there is one of each of these kinds."""
    validator = Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{command}"})
    for line in printed:
        for branch in SCHEMA["$defs"][command]["oneOf"]:
            if Draft202012Validator({**branch, "$defs": SCHEMA["$defs"]}).is_valid(line):
                break
        else:
            # Only what is wrong: the line may have anything in it.
            pytest.fail(f"{sorted(line)}: {[error.message[:300] for error in validator.iter_errors(line)]}")
    seen = {str(line.get("type", line.get("what", next(iter(sorted(line)))))) for line in printed}
    assert kinds <= seen, kinds - seen


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_tail(simulator: Simulator, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    typed = [
        "call 5550100",
        '{"verb":"makeCall","phoneNumber":"5550101","id":[2]}',
        '{"verb":"holdCall","callId":"nothing"}',
        '{"verb":"getClientState"}',
        '{"verb":"getMyPrefix"}',
        '{"verb":"snapshot"}',
        '{"verb":"getCallMemory"}',
        '{"verb":"getLog"}',
        '{"verb":"metrics"}',
        '{"verb":"answerAsk","force":true}',
        "help",
        "garbage",
        "quit",
        "quit",
    ]
    server = ["--env", simulator.base_url]
    more = ["--json", "--stdin", "--log-frames", "--journal", str(journal)]
    printed = lines("tail", *server, *AGENT, *more, typed=typed)
    kinds = "event log outcome snapshot callMemory eventLog metrics answerAsk help error ending closed"
    check("tail", printed, set(kinds.split()))
    check("replay", lines("replay", str(journal), "--json"), {"event", "outcome", "snapshot"})


def test_tail_asks_and_tries_again(simulator: Simulator) -> None:
    server = ["--env", simulator.base_url, "--json", "--stdin"]
    fault = urllib.request.Request(
        f"{simulator.base_url}/simulator/faults",
        data=b'{"kind":"drop"}',
        headers={"content-type": "application/json"},
    )
    first = subprocess.Popen(
        [sys.executable, "-m", "wellclient", "tail", *server, *AGENT, "--attempts", "9"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "WELLCLIENT_PASSWORD": "123456"},
    )
    with first:
        assert first.stdin is not None and first.stdout is not None
        printed = [json.loads(first.stdout.readline())]
        while printed[-1].get("type") != "outcome":
            printed.append(json.loads(first.stdout.readline()))
        asked = lines("tail", *server, *AGENT, "--mode", "ask", typed=['{"verb":"answerAsk","force":false}'])
        check("tail", asked, {"ask", "answerAsk", "outcome"})
        with urllib.request.urlopen(fault):
            pass
        while printed[-1].get("type") != "attempt":
            printed.append(json.loads(first.stdout.readline()))
        first.stdin.close()
        printed += [json.loads(line) for line in first.stdout]
    check("tail", printed, {"attempt", "closed"})


def test_demo() -> None:
    kinds = "start chapter outside action outcome event log claim actions summary"
    check("demo", lines("demo", "--json", "--speed", "20"), set(kinds.split()))


def test_doctor(simulator: Simulator) -> None:
    check("doctor", lines("doctor", "--env", simulator.base_url, "--json"), {"detail", "summary"})
    check("doctor", lines("doctor", "--env", "http://127.0.0.1:1", "--json"), {"detail", "summary"})


def test_replay_of_single_events() -> None:
    traces = ROOT / "cli/tests/traces"
    identity = ["--agent", "5001@test.cc", "--device", "8001@test.cc"]
    check("replay", lines("replay", str(traces / "shuffled.jsonl"), *identity), {"agentMode", "summary"})
    check("replay", lines("replay", str(traces / "garbage.jsonl"), *identity), {"anomalies", "summary"})


def test_simulate(tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"fault":{"kind":"drop"}}\n{"control":{"do":"call_in","from":"5550100","to":"8002"}}\n')
    command = ["simulate", "--listen", "127.0.0.1:0", "--json", "--script", str(script)]
    process = subprocess.Popen(
        [sys.executable, "-m", "wellclient", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        printed = [json.loads(process.stdout.readline())]
        lines("tail", "--env", printed[0]["url"], *AGENT, "--json", "--stdin", typed=["getMyPrefix", "quit"])
        process.terminate()
        printed += [json.loads(line) for line in process.stdout]
    check("simulate", printed, {"listening", "request", "opened", "frame_in", "frame_out", "event", "closed", "ended"})
