"""A client as one writes it with aiohttp and orjson: headers split, JSON read, the legs of each call in a dict."""

from __future__ import annotations

import asyncio
import sys
import time

import aiohttp
import orjson


async def main(address: str, wanted: int) -> None:
    calls: dict[str, dict[str, str]] = {}
    left, begun = wanted, 0.0
    async with aiohttp.ClientSession() as http, http.ws_connect(f"ws://{address}/", max_msg_size=0) as socket:
        await socket.send_str("CONNECT\naccept-version:1.2\n\n\0")
        await socket.send_str("SUBSCRIBE\nid:0\nreceipt:subscribed\n\n\0")
        while left:
            message = await socket.receive()
            text = message.data
            if not text.startswith("MESSAGE"):
                continue
            head, _, body = text.partition("\n\n")
            headers = dict(line.split(":", 1) for line in head.split("\n")[1:])
            event = orjson.loads(body[:-1])
            call = event.get("callId")
            if call is None or "subscription" not in headers:
                continue
            begun = begun or time.perf_counter()
            device = event.get("releasingDevice") or event.get("answeringDevice") or event.get("alertingDevice")
            legs = calls.setdefault(call, {})
            if event["eventName"] != "connectionCleared":
                legs[device] = event["eventName"]
            elif event.get("srcDeviceId") == device:
                del calls[call]
            left -= 1
        print(time.perf_counter() - begun)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
