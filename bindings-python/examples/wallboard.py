"""A wallboard: what the agents of a team are doing, and how long already; printed anew whenever something changes.

    WELLCLIENT_PASSWORD=123456 python wallboard.py --env http://127.0.0.1:8080 \
        --team 5001@test.cc:8001 5002@test.cc:8002

One process follows them all. A supervisor can end a call that takes too long (``--longest``).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import timedelta

import wellclient
from wellclient import AgentMode, Leg, Phase, Session, Snapshot, WellclientError


class Desk:
    """One agent of the team."""

    def __init__(self, client: wellclient.Client, env: str, who: str) -> None:
        self.agent, _, self.extension = who.rpartition(":")
        self.session: Session = client.session(env, reconnect=wellclient.Backoff())

    async def follow(self, changed: asyncio.Event, password: str) -> None:
        """Logs in, and says when something has changed."""
        job_number, _, domain = self.agent.partition("@")
        events = self.session.events()
        await self.session.agent_login(job_number, password, domain, self.extension, agent_mode=AgentMode.READY)
        async for _event in events:
            changed.set()

    def row(self) -> str:
        snapshot = self.session.snapshot()
        agent = snapshot.agent
        mode = agent.mode if agent else snapshot.phase
        since = clock(agent.in_mode) if agent and agent.in_mode is not None else ""
        return f"{self.agent:<16} {mode:<14} {since:>8}  {calls(snapshot)}"


def calls(snapshot: Snapshot) -> str:
    """The calls in few words."""
    words = {Leg.ALERTING: "rings", Leg.CONNECTED: "talks to", Leg.HOLD: "holds"}
    return ", ".join(
        f"{words.get(call.leg, call.leg)} "
        + " and ".join(party.device.partition("@")[0] for party in call.parties if not party.own)
        + (f" {clock(call.talking)}" if call.talking is not None else "")
        for call in snapshot.calls
    )


def clock(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"


async def end_long_calls(desks: list[Desk], longest: timedelta) -> None:
    """Ends calls that take too long."""
    for desk in desks:
        for call in desk.session.snapshot().calls:
            if call.talking is not None and call.talking > longest:
                await desk.session.drop_connection(call.call_id)


async def main() -> None:
    parser = argparse.ArgumentParser(description="Shows what a team is doing.")
    parser.add_argument("--env", required=True, help="an environment's name, or the URL of its API")
    parser.add_argument("--team", required=True, nargs="+", metavar="AGENT:EXT", help="5001@test.cc:8001")
    parser.add_argument("--longest", type=float, help="seconds after which a call is ended")
    options = parser.parse_args()
    password = os.environ["WELLCLIENT_PASSWORD"]
    async with wellclient.Client() as client:
        desks = [Desk(client, options.env, who) for who in options.team]
        changed = asyncio.Event()
        following = [asyncio.create_task(desk.follow(changed, password)) for desk in desks]
        try:
            # It ends when the team has gone home, or with an error of the first who cannot log in.
            while not all(task.done() for task in following):
                try:
                    await asyncio.wait_for(changed.wait(), 1)
                except asyncio.TimeoutError:
                    pass
                changed.clear()
                print("\n".join(desk.row() for desk in desks), end="\n\n", flush=True)
                if options.longest is not None:
                    await end_long_calls(desks, timedelta(seconds=options.longest))
                for task in following:
                    if task.done():
                        task.result()
                if {desk.session.snapshot().phase for desk in desks} == {Phase.LOGGED_OUT} and client.metrics.events:
                    break
        finally:
            for task in following:
                task.cancel()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
    except WellclientError as error:
        sys.exit(f"wallboard: {error}")
