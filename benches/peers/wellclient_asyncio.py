"""This library's stream of events in a loop: of each the call and one device are read."""

from __future__ import annotations

import asyncio
import sys
import time

import wellclient
from memory import peak


async def main(address: str, wanted: int) -> None:
    async with wellclient.Client(proxy=None) as client, client.session(f"http://{address}", auto_answer=False) as session:
        events = session.events(wellclient.CallEvent, capacity=sys.maxsize)
        login = asyncio.ensure_future(session.agent_login("5001", "s3cr3t-pass", "test.cc", "8001"))
        left, begun, octets = wanted, 0.0, 0
        async for event in events:
            begun = begun or time.perf_counter()
            octets += len(event.call_id) + len(event.device_id)
            left -= 1
            if not left:
                break
        print(time.perf_counter() - begun, peak())
        await login


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
