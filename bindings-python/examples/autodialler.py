"""An auto-dialler: works through a CSV of customers, one call after the other, and writes down how each went.

    WELLCLIENT_PASSWORD=123456 python autodialler.py customers.csv results.csv \
        --env http://127.0.0.1:8080 --agent 5001@test.cc --ext 8001

The CSV has the columns ``number`` and ``name``. Ctrl-C ends after the call that is up: no customer is left alone with an
agent who is logged out.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import os
import signal
import sys

import wellclient
from wellclient import CallCleared, CallFailed, CommandError, Established, Reason, Refused, Session


class Progress:
    """A bar on the standard error."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def show(self, what: str) -> None:
        filled = 30 * self.done // max(self.total, 1)
        bar = "#" * filled + "." * (30 - filled)
        print(f"\r[{bar}] {self.done}/{self.total} {what:<40}", end="", file=sys.stderr, flush=True)

    def step(self) -> None:
        self.done += 1
        self.show("")


def ended_by_ctrl_c() -> asyncio.Event:
    """Set by Ctrl-C, or when the system asks to end; both are only looked at between two calls."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def end(*_: object) -> None:
        print("\nends after the call that is up", file=sys.stderr, flush=True)
        loop.call_soon_threadsafe(ended.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return ended


async def pause(ended: asyncio.Event, seconds: float) -> None:
    """Waits, but not longer than until the end."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(ended.wait(), seconds)


async def dial(session: Session, number: str, patience: float, ended: asyncio.Event) -> str | None:
    """Calls a number and waits for the end; how it went. None where it was not called before Ctrl-C."""
    events = session.events(Established, CallFailed, CallCleared)
    while True:
        if ended.is_set():
            return None
        try:
            # With call progress analysis the server says why a call could not be put through.
            call = await session.make_call(number, cpa=True)
            break
        except Refused as refused:
            if refused.reason is not Reason.TOO_SOON:
                return f"not dialled: {refused}"
            # The library leaves a moment between two calls.
            await pause(ended, refused.retry_after or 1)
    result = "not answered"
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        left = deadline - asyncio.get_running_loop().time()
        try:
            event = await asyncio.wait_for(events.__anext__(), None if result == "answered" else max(left, 0))
        except asyncio.TimeoutError:
            # It may have ended meanwhile.
            with contextlib.suppress(CommandError):
                await session.drop_connection(call)
            deadline = float("inf")
            continue
        match event:
            case Established():
                result = "answered"
            case CallFailed(failed_code=code):
                result = f"failed: {code}"
            case CallCleared(is_own=True, call_id=over) if over == call:
                return result
            case _:
                pass


async def main() -> None:
    parser = argparse.ArgumentParser(description="Calls the customers of a CSV file.")
    parser.add_argument("customers")
    parser.add_argument("results")
    parser.add_argument("--env", required=True, help="an environment's name, or the URL of its API")
    parser.add_argument("--agent", required=True, help="5001@test.cc")
    parser.add_argument("--ext", required=True, help="8001")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds to let it ring")
    options = parser.parse_args()
    job_number, _, domain = options.agent.partition("@")

    with open(options.customers, newline="", encoding="utf-8") as file:
        customers = list(csv.DictReader(file))
    progress = Progress(len(customers))
    async with wellclient.Client() as client:
        # Closing does not log out: what goes wrong must not leave a customer alone.
        async with client.session(options.env) as session:
            ended = ended_by_ctrl_c()
            await session.agent_login(job_number, os.environ["WELLCLIENT_PASSWORD"], domain, options.ext)
            with open(options.results, "w", newline="", encoding="utf-8") as file:
                results = csv.writer(file)
                results.writerow(["number", "name", "result"])
                for customer in customers:
                    progress.show(f"calling {customer['name']}")
                    result = await dial(session, customer["number"], options.patience, ended)
                    if result is None:
                        break
                    results.writerow([customer["number"], customer["name"], result])
                    file.flush()
                    progress.step()
            await session.logout()
    print(file=sys.stderr)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except wellclient.WellclientError as error:
        sys.exit(f"autodialler: {error}")
