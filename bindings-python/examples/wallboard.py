"""A wallboard: what the agents of a team are doing, and how long already; printed anew whenever something changes.

    WELLCLIENT_PASSWORD=123456 python wallboard.py --env http://127.0.0.1:8080 \
        --account 5009@test.cc --team 5001@test.cc 5002@test.cc

It watches by the account of a supervisor, and does nothing: nobody is logged in or out by it. It ends when the team has
gone home.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import timedelta

import wellclient
from wellclient import AgentMode, Doubt, Leg, Snapshot, WellclientError


def row(snapshot: Snapshot) -> str:
    agent = snapshot.agent
    assert agent is not None
    mode = f"{agent.mode}{'?' if Doubt.MODE in agent.doubts else ''}"
    since = clock(agent.in_mode) if agent.in_mode is not None else ""
    return f"{agent.id:<16} {mode:<14} {since:>8}  {calls(snapshot)}"


def calls(snapshot: Snapshot) -> str:
    """The calls in few words; what may have changed unseen with a question mark."""
    words = {Leg.ALERTING: "rings", Leg.CONNECTED: "talks to", Leg.HOLD: "holds"}
    return ", ".join(
        f"{words.get(call.leg, call.leg)} "
        + " and ".join(party.device.partition("@")[0] for party in call.parties if not party.own)
        + (f" {clock(call.talking)}" if call.talking is not None else "")
        + ("?" if call.unverified else "")
        for call in snapshot.calls
    )


def clock(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"


def is_gone(snapshot: Snapshot) -> bool:
    return snapshot.agent is not None and snapshot.agent.mode == AgentMode.LOGOUT


async def main() -> None:
    parser = argparse.ArgumentParser(description="Shows what a team is doing.")
    parser.add_argument("--env", required=True, help="an environment's name, or the URL of its API")
    parser.add_argument("--account", required=True, metavar="SUPERVISOR", help="who watches: 5009@test.cc")
    parser.add_argument("--team", required=True, nargs="+", metavar="AGENT", help="5001@test.cc")
    options = parser.parse_args()
    job_number, _, domain = options.account.partition("@")
    password = os.environ["WELLCLIENT_PASSWORD"]
    async with wellclient.Client() as client:
        async with client.watch(options.env, job_number, password, domain, options.team) as watch:
            events = watch.events()
            while True:
                board = watch.snapshots()
                print("\n".join(map(row, board)), end="\n\n", flush=True)
                if all(map(is_gone, board)):
                    return
                # A second at most, since times go on.
                try:
                    await asyncio.wait_for(events.wait_for(wellclient.Event), 1)
                except asyncio.TimeoutError:
                    pass


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
    except WellclientError as error:
        sys.exit(f"wallboard: {error}")
