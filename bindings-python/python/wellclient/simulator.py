"""The simulator: a CTI server in this process, to try things out and to test programs with no call center near.

It speaks the real server's protocol on a free port of the loopback address. There are agents 5000 to 5999 with the
password ``123456`` and extensions 8000 to 8999, in the domain ``test.cc``; outside numbers of five digits and more answer
after a second. The guide's page on the simulator has all actions, faults and scripts, as JSON; here they are keyword
arguments, or a mapping.

>>> with Simulator() as simulator:
...     call = simulator.control(do="call_in", **{"from": "13800000000"}, to="8001")
...     [leg["state"] for leg in simulator.state()["calls"][0]["legs"]]
['initiated', 'alerting']
"""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional, Union

from . import _loop, _native
from ._checks import mapping
from ._errors import SimulatorError
from ._ids import CallId

__all__ = ["Simulator"]


class Simulator:
    """A CTI server. ``with`` stops it; it stops too when the last reference to it is dropped.

    ``config`` is what the guide calls ``SimulatorConfig``: broker habits, agents, extensions, outside lines.
    Raises ``SimulatorError`` for what makes no sense, or where no port can be had.
    """

    def __init__(self, config: Optional[Mapping[str, Any]] = None) -> None:
        given = {} if config is None else mapping("config", config)
        self._native = _native.Simulator(json.dumps(dict(given)))

    def __repr__(self) -> str:
        return f"<wellclient.simulator.Simulator at {self.base_url}>"

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:<port>``: what ``Client.session`` takes."""
        return self._native.base_url

    def control(self, action: Optional[Mapping[str, Any]] = None, /, **fields: Any) -> dict[str, Any]:
        """Acts as the outside world: ``control(do="hang_up", device="13800000000")``. The reply, if there is one.

        Raises ``SimulatorError`` for what is not possible now.
        """
        reply = json.loads(self._native.control(json.dumps({**(action or {}), **fields})))
        return reply if isinstance(reply, dict) else {}

    def call_in(self, caller: str, to: str, user_data: Optional[Mapping[str, Any]] = None) -> CallId:
        """An outside party calls an extension or an agent; the call's id."""
        action = {"do": "call_in", "from": caller, "to": to, "user_data": dict(user_data or {})}
        return CallId(self.control(action)["callId"])

    def answer(self, device: str, call_id: Optional[str] = None) -> None:
        """An outside party or a telephone answers what rings on it."""
        self.control(do="answer", device=device, call_id=call_id)

    def hang_up(self, device: str, call_id: Optional[str] = None) -> None:
        """An outside party or a telephone hangs up."""
        self.control(do="hang_up", device=device, call_id=call_id)

    def add_fault(self, fault: Optional[Mapping[str, Any]] = None, /, **fields: Any) -> int:
        """Breaks something: ``add_fault(kind="drop")``. The fault's number.

        Raises ``SimulatorError`` for a fault that cannot be.
        """
        return self._native.add_fault(json.dumps({**(fault or {}), **fields}))

    def remove_fault(self, number: int) -> bool:
        """Removes a standing fault; whether it stood. What it holds back is delivered."""
        return self._native.remove_fault(number)

    def clear_faults(self) -> None:
        """Removes all faults."""
        self._native.clear_faults()

    def state(self) -> dict[str, Any]:
        """The truth: agents, extensions, calls with their legs."""
        state: dict[str, Any] = json.loads(self._native.state())
        return state

    def log(self) -> list[dict[str, Any]]:
        """The last 1000 things that it heard and did, without secrets."""
        log: list[dict[str, Any]] = json.loads(self._native.log())
        return log

    def run_script(self, script: Union[str, list[Mapping[str, Any]]], *, timeout: float = 60.0) -> None:
        """Plays a script, and waits for its end, ``timeout`` seconds at most. Ctrl-C ends the wait.

        Raises ``SimulatorError`` for a script that cannot be read, that fails, or takes longer.
        """
        operation = self._native.run_script(_text(script), timeout)
        found = None
        while found is None:
            found = operation.wait()
        _judge(found)

    async def play(self, script: Union[str, list[Mapping[str, Any]]], *, timeout: float = 60.0) -> None:
        """Runs a script to its end, without blocking the loop: JSON lines, or a list of steps.

        Raises ``SimulatorError`` for a script that cannot be read, that fails, or takes longer than ``timeout`` seconds.
        """
        _judge(await _loop.result(self._native.run_script(_text(script), timeout)))

    def stop(self) -> None:
        """Stops it and waits until nothing of it runs: connections are cut, its port is free."""
        self._native.stop()

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _text(script: Union[str, list[Mapping[str, Any]]]) -> str:
    return script if isinstance(script, str) else json.dumps(script)


def _judge(ended: Mapping[str, Any]) -> None:
    error = ended.get("error")
    if error is not None:
        raise SimulatorError(error)
