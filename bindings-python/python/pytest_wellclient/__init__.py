"""Fixtures for tests of programs that use the package ``wellclient``; pytest finds them by itself.

``wellclient_simulator`` is a simulator for one test; override ``wellclient_simulator_config`` to have it otherwise.

This is loaded in every run of pytest, so ``wellclient`` itself is imported by the first test that uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Mapping

import pytest

if TYPE_CHECKING:
    from wellclient.simulator import Simulator


@pytest.fixture
def wellclient_simulator_config() -> Mapping[str, Any]:
    """The configuration of ``wellclient_simulator``: all defaults."""
    return {}


@pytest.fixture
def wellclient_simulator(wellclient_simulator_config: Mapping[str, Any]) -> Iterator[Simulator]:
    """A CTI server on loopback, stopped after the test."""
    from wellclient.simulator import Simulator

    with Simulator(wellclient_simulator_config) as simulator:
        yield simulator
