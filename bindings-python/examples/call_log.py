"""A call log: writes every call of an agent into a SQLite database, without ``asyncio``.

    WELLCLIENT_PASSWORD=123456 python call_log.py calls.db \
        --env http://127.0.0.1:8080 --agent 5001@test.cc --ext 8001

Ctrl-C logs the agent out.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys

import wellclient
from wellclient import AgentLoggedOff, CallCleared, CallEvent, Event
from wellclient.blocking import Client

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
        began, established = (time and time.isoformat() for time in (event.create_time, event.established_time))
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
    with Client() as client, client.session(options.env, logout_on_close=True) as session:
        events = session.events()
        session.agent_login(job_number, os.environ["WELLCLIENT_PASSWORD"], domain, options.ext, agent_mode="Ready")
        print("logging", flush=True)
        for event in events:
            write(database, event)
            if isinstance(event, AgentLoggedOff):
                break
    database.close()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
    except wellclient.WellclientError as error:
        sys.exit(f"call_log: {error}")
