"""A call log: writes every call of an agent into a SQLite database, without ``asyncio``.

    WELLCLIENT_PASSWORD=123456 python call_log.py calls.db \
        --env http://127.0.0.1:8080 --agent 5001@test.cc --ext 8001

Ctrl-C ends after the call that is up, and logs the agent out.
"""

from __future__ import annotations

import argparse
import os
import queue
import signal
import sqlite3
import sys

import wellclient
from wellclient import AgentLoggedOff, CallCleared, CallEvent, Event, Reason, Refused
from wellclient.blocking import Client, Session

TABLES = """
CREATE TABLE IF NOT EXISTS events (
    serial INTEGER, time TEXT, name TEXT NOT NULL, call_id TEXT NOT NULL, json TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS calls (
    call_id TEXT PRIMARY KEY, party TEXT, outgoing INTEGER, answered INTEGER NOT NULL,
    began TEXT, established TEXT, cause TEXT
);
"""


def write(database: sqlite3.Connection, event: Event) -> None:
    """Writes what is to be kept of an event."""
    if isinstance(event, CallEvent):
        row = (event.serial, str(event.event_time), event.event_name, event.call_id, event.raw_json)
        database.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
    elif isinstance(event, CallCleared) and event.is_own:
        began, established = (time and time.isoformat() for time in (event.create_time_id, event.established_time_id))
        database.execute(
            "INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event.call_id,
                event.party_device,
                event.is_caller,
                event.is_established,
                began,
                established,
                event.cause,
            ),
        )
    database.commit()


def log(session: Session, database: sqlite3.Connection, told: queue.SimpleQueue[Event | None]) -> None:
    """Writes what happens, until it is to end (None) and no call is up."""
    ending = False
    while True:
        event = told.get()
        if event is not None:
            write(database, event)
        elif not ending and session.snapshot().calls:
            print("a call is up: ends when it is over", file=sys.stderr, flush=True)
        ending = ending or event is None
        if isinstance(event, AgentLoggedOff):
            return
        # Never under a call: that would leave a customer alone.
        if ending and not session.snapshot().calls:
            try:
                session.logout()
                return
            except Refused as refused:
                # The next call has come.
                if refused.reason is not Reason.CALL_UP:
                    raise


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes an agent's calls into a database.")
    parser.add_argument("database")
    parser.add_argument("--env", required=True, help="an environment's name, or the URL of its API")
    parser.add_argument("--agent", required=True, help="5001@test.cc")
    parser.add_argument("--ext", required=True, help="8001")
    options = parser.parse_args()
    job_number, _, domain = options.agent.partition("@")
    database = sqlite3.connect(options.database)
    database.executescript(TABLES)
    # Both the session and Ctrl-C put what they have to say in here, so that nothing is cut short.
    told: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.put(None))
    with Client() as client, client.session(options.env) as session:
        session.on(Event, told.put)
        session.agent_login(job_number, os.environ["WELLCLIENT_PASSWORD"], domain, options.ext, agent_mode="Ready")
        print("logging", flush=True)
        log(session, database, told)
    while not told.empty():
        event = told.get()
        if event is not None:
            write(database, event)
    database.close()


if __name__ == "__main__":
    try:
        main()
    except wellclient.WellclientError as error:
        sys.exit(f"call_log: {error}")
