"""What the tests share: a simulator, and a person who uses the package in it."""

from __future__ import annotations

import os
import sys
from typing import Any, Iterator, Mapping

import pytest

from support import LIMIT

from wellclient import AgentReady, blocking
from wellclient.simulator import Simulator

# Syntax of Python 3.10.
collect_ignore = [] if sys.version_info >= (3, 10) else ["test_matching.py", "test_docs.py", "test_examples.py"]
if not hasattr(os, "fork"):
    collect_ignore.append("test_forks.py")


@pytest.fixture
def wellclient_simulator_config() -> Mapping[str, Any]:
    """Outside lines do nothing by themselves."""
    return {"pbx": {"outside": [{"pattern": "*", "then": "manual"}]}}


@pytest.fixture
def simulator(wellclient_simulator: Simulator) -> Simulator:
    """The package's own fixture."""
    return wellclient_simulator


@pytest.fixture
def client() -> Iterator[blocking.Client]:
    """A client for threads."""
    with blocking.Client(proxy=None) as client:
        yield client


@pytest.fixture
def session(client: blocking.Client, simulator: Simulator) -> Iterator[blocking.Session]:
    """5001 on 8001, logged in, who answers by hand."""
    with client.session(simulator.base_url, auto_answer=False) as session:
        events = session.events()
        session.agent_login("5001", "123456", "test.cc", "8001", agent_mode="Ready")
        events.wait_for(AgentReady, timeout=LIMIT)
        yield session
