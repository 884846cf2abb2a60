"""Secrets: not in a traceback's locals, not in copies, not in pickles."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import pickle
from typing import Any, Callable, Iterator

import pytest
import wellclient
from wellclient import blocking
from wellclient.simulator import Simulator

SECRET = "Pa55-not-to-be-seen"
LOGIN = ("5001", SECRET, "test.cc", "8001")


def frames(error: BaseException | None) -> Iterator[Any]:
    """Those of the package, of an error and of what it came from."""
    while error is not None:
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_globals["__name__"].startswith("wellclient"):
                yield trace.tb_frame
            trace = trace.tb_next
        error = error.__cause__ or error.__context__


def check_no_trace(error: BaseException) -> None:
    looked_at = list(frames(error))
    assert looked_at
    for frame in looked_at:
        assert SECRET not in repr(frame.f_locals), frame


def saved(**fields: Any) -> wellclient.SavedSession:
    given: dict[str, Any] = {"session_id": SECRET, **fields}
    return wellclient.SavedSession(
        wellclient.AgentId("5001@test.cc"), wellclient.DeviceId("8001@test.cc"), **given
    )


NOBODY = "http://127.0.0.1:1"
SERVER = "http://cti.example"
HALF = "\ud800"
loose: Any = wellclient
"""For what no type checker lets pass."""


@pytest.mark.parametrize(
    "use",
    [
        lambda client, url: client.session(url).agent_login(*LOGIN),
        lambda client, url: client.session(url).agent_login("5001", SECRET.encode(), "test.cc", "8001"),
        lambda client, url: client.session(url).agent_login("5001", SECRET + HALF, "test.cc", "8001"),
        lambda client, url: client.session(url).agent_login("5001", SECRET, "test.cc", 8001),
        lambda client, url: client.session(url).agent_login(*LOGIN, login_mode="none"),
        lambda client, url: client.session(url).agent_login(*LOGIN, login_mode="ask", ask=5),
        lambda client, url: client.session(url).agent_login(*LOGIN, nonsense=1),
        lambda client, url: client.session(NOBODY).agent_login(*LOGIN),
        lambda client, url: client.session(url).recover(saved(device_id=5)),
        lambda client, url: client.session(url).recover(saved(session_id=SECRET + HALF)),
        lambda client, url: client.watch(url, "5009", SECRET, "test.cc", ["5001@test.cc"]).open(),
        lambda client, url: client.watch(url, "5009", SECRET, "test.cc", 5),
        lambda client, url: client.watch(url, "5009", SECRET, "test.cc", ["*@test.cc"]),
        lambda client, url: client.watch(url, "5009", SECRET.encode(), "test.cc", ["5001@test.cc"]),
        lambda client, url: loose.Environment.custom(SERVER, broker_passcode=SECRET),
        lambda client, url: loose.Environment.custom(SERVER, broker_login="a", broker_passcode=SECRET + "\n"),
        lambda client, url: loose.Environment.custom(SERVER, headers={"x-token": SECRET + "\n"}),
        lambda client, url: loose.Environment.custom(SERVER, headers={"x-token": SECRET, "x": 5}),
        lambda client, url: loose.Environment.custom(f"http://u:{SECRET}@cti.example"),
        lambda client, url: loose.Environment("", "", "", "", broker_passcode=SECRET, nonsense=1),
        lambda client, url: client.session(
            loose.Environment.custom(SERVER, broker_login="a", broker_passcode=SECRET), seed=-1
        ),
        lambda client, url: client.session(f"http://u:{SECRET}@cti.example"),
        lambda client, url: blocking.Client(proxy=f"http://u:{SECRET}@"),
        lambda client, url: blocking.Client(tls=loose.TlsOptions(client_key_pem=SECRET.encode())),
        lambda client, url: loose.SavedSession(session_id=SECRET, nonsense=1),
        lambda client, url: loose.SavedSession.from_bytes(SECRET.encode()),
        lambda client, url: loose.SavedSession.from_bytes(SECRET),
        lambda client, url: saved(state=SECRET).to_bytes(),
        lambda client, url: loose.SessionStore("/nonexistent/store", key=SECRET.encode()),
        lambda client, url: loose.SessionStore("/nonexistent/store", key=SECRET),
        lambda client, url: loose.SessionStore("/nonexistent/store").save(saved()),
    ],
)
def test_a_failure_leaves_no_secret_in_a_traceback(client: blocking.Client, simulator: Simulator, use: Any) -> None:
    with pytest.raises((wellclient.WellclientError, TypeError, ValueError)) as failed:
        use(client, simulator.base_url)
    check_no_trace(failed.value)


@pytest.mark.parametrize("turns", [0, 1, 2, 20])
def test_a_login_in_a_loop_leaves_none_whenever_it_ends(simulator: Simulator, turns: int) -> None:
    async def main() -> None:
        async with wellclient.Client(proxy=None) as client, client.session(simulator.base_url) as session:
            assert asyncio.iscoroutinefunction(session.agent_login)
            with pytest.raises(wellclient.WrongCredentials) as refused:
                await session.agent_login(*LOGIN)
            check_no_trace(refused.value)
            login = asyncio.ensure_future(session.agent_login(*LOGIN))
            for _ in range(turns):
                await asyncio.sleep(0)
            login.cancel()
            # It may be over already.
            with pytest.raises((asyncio.CancelledError, wellclient.WrongCredentials)) as cancelled:
                await login
            check_no_trace(cancelled.value)

    asyncio.run(main())


@pytest.mark.parametrize("copies", [pickle.dumps, dataclasses.asdict, dataclasses.astuple])
@pytest.mark.parametrize(
    "thing",
    [
        saved(),
        saved(session_id="", password=SECRET),
        wellclient.Environment.custom(SERVER, broker_login="a", broker_passcode=SECRET),
        wellclient.Environment.custom(SERVER, headers={"x-token": SECRET}),
    ],
)
def test_a_secret_is_not_copied_by_accident(thing: Any, copies: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match="secret"):
        copies(thing)
    assert SECRET not in repr(thing) and SECRET not in repr(vars(thing))
    assert copy.copy(thing) == thing == copy.deepcopy(thing)
    assert dataclasses.replace(thing) == thing


def test_it_is_still_its_text() -> None:
    assert saved().session_id == SECRET and f"{saved().session_id}!" == SECRET + "!"
    assert wellclient.SavedSession.from_bytes(saved(password="x").to_bytes()) == saved(password="x")
    plain = wellclient.Environment.custom(SERVER, default_domain="test.cc")
    assert pickle.loads(pickle.dumps(plain)) == plain and dataclasses.asdict(plain)["default_domain"] == "test.cc"


def test_what_there_is_one_of_is_not_copied(client: blocking.Client, simulator: Simulator) -> None:
    session = client.session(simulator.base_url)
    for thing in client, session:
        for copies in copy.copy, copy.deepcopy, pickle.dumps:
            with pytest.raises(TypeError, match="cannot be copied"):
                copies(thing)
