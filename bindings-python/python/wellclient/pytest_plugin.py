"""Fixtures for tests of programs that use this package; pytest finds them by itself.

``wellclient_simulator`` is a simulator for one test; override ``wellclient_simulator_config`` to have it otherwise.
"""

from __future__ import annotations

from typing import Any, Iterator, Mapping

import pytest

from .simulator import Simulator


@pytest.fixture
def wellclient_simulator_config() -> Mapping[str, Any]:
    """The configuration of ``wellclient_simulator``: all defaults."""
    return {}


@pytest.fixture
def wellclient_simulator(wellclient_simulator_config: Mapping[str, Any]) -> Iterator[Simulator]:
    """A CTI server on loopback, stopped after the test."""
    with Simulator(wellclient_simulator_config) as simulator:
        yield simulator
