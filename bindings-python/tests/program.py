"""Programs that run in a process of their own, to their end."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
from typing import Optional

from support import LIMIT

PRELUDE = """
import asyncio, gc, os, queue, signal, sys, threading, time, weakref
import wellclient
from wellclient import *
from wellclient import blocking
from wellclient.simulator import Simulator
# Whoever started the tests may have had it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
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
