"""The package for scripts and threads: the same as ``wellclient``, without ``await``.

>>> from wellclient import Established
>>> from wellclient.blocking import Client
>>> from wellclient.simulator import Simulator
>>> with Simulator() as simulator, Client() as client, client.session(simulator.base_url) as session:
...     login = session.agent_login("5001", "123456", "test.cc", "8001")
...     events = session.events()
...     call = session.make_call("13800000000")
...     answered = events.wait_for(Established, timeout=30)
...     session.snapshot().call(call).leg
<Leg.CONNECTED: 'connected'>
"""

from ._session import Client, EventStream, Session, Watch

__all__ = ["Client", "EventStream", "Session", "Watch"]
