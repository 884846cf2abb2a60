"""This library's stream of events without a loop: of each the call and one device are read."""

from __future__ import annotations

import sys
import threading
import time

import wellclient
from memory import peak
from wellclient import blocking

address, wanted = sys.argv[1], int(sys.argv[2])
with blocking.Client(proxy=None) as client, client.session(f"http://{address}", auto_answer=False) as session:
    events = session.events(wellclient.CallEvent, capacity=sys.maxsize)
    login = threading.Thread(target=session.agent_login, args=("5001", "s3cr3t-pass", "test.cc", "8001"))
    login.start()
    left, begun, octets = wanted, 0.0, 0
    for event in events:
        begun = begun or time.perf_counter()
        octets += len(event.call_id) + len(event.device_id)
        left -= 1
        if not left:
            break
    print(time.perf_counter() - begun, peak())
    login.join()
