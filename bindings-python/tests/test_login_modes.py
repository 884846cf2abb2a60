"""Where the agent is logged in already: force, stop, ask."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any, Callable

import pytest

import wellclient
from wellclient import AgentMode, Confirmed, LoggedInAlready, LoginMode, Reason, Timing, blocking
from wellclient.simulator import Simulator

LOGIN = ("5001", "123456", "test.cc", "8005")


@pytest.fixture
def elsewhere(session: blocking.Session, client: blocking.Client, simulator: Simulator) -> blocking.Session:
    """A session of the agent who is logged in on 8001."""
    return client.session(simulator.base_url)


def test_force_is_the_default(elsewhere: blocking.Session, session: blocking.Session) -> None:
    events = session.events()
    assert isinstance(elsewhere.agent_login(*LOGIN), Confirmed)
    events.wait_for(wellclient.AgentLoggedOff, timeout=60)


def test_stop_fails(elsewhere: blocking.Session) -> None:
    with pytest.raises(LoggedInAlready) as caught:
        elsewhere.agent_login(*LOGIN, login_mode=LoginMode.STOP)
    assert (caught.value.status, caught.value.device_id) == (455, "8001@test.cc")


@pytest.mark.parametrize("answer", [True, False])
def test_a_plain_function_is_asked(elsewhere: blocking.Session, answer: bool) -> None:
    asked: list[Any] = []

    def ask(question: LoggedInAlready) -> bool:
        asked.append((question.reason, question.device_id, threading.current_thread() is threading.main_thread()))
        return answer

    if answer:
        elsewhere.agent_login(*LOGIN, login_mode=LoginMode.ASK, ask=ask, agent_mode=AgentMode.READY)
    else:
        with pytest.raises(LoggedInAlready):
            elsewhere.agent_login(*LOGIN, login_mode=LoginMode.ASK, ask=ask)
    assert asked == [(Reason.LOGGED_IN_ELSEWHERE, "8001@test.cc", False)]


@pytest.mark.parametrize("answer", [True, False])
def test_an_async_function_is_asked_in_the_loop(
    session: blocking.Session, simulator: Simulator, answer: bool
) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()

        async def ask(question: LoggedInAlready) -> bool:
            assert asyncio.get_running_loop() is loop and question.device_id == "8001@test.cc"
            await asyncio.sleep(0)
            return answer

        async with wellclient.Client(proxy=None) as client, client.session(simulator.base_url) as elsewhere:
            login = elsewhere.agent_login(*LOGIN, login_mode="ask", ask=ask)
            if answer:
                await login
                return
            with pytest.raises(LoggedInAlready):
                await login

    asyncio.run(run())


def test_nobody_to_ask_is_stop(elsewhere: blocking.Session) -> None:
    with pytest.raises(LoggedInAlready):
        elsewhere.agent_login(*LOGIN, login_mode=LoginMode.ASK)


def test_an_ask_that_fails_is_no(elsewhere: blocking.Session, caplog: pytest.LogCaptureFixture) -> None:
    def ask(_: LoggedInAlready) -> bool:
        raise RuntimeError("no idea")

    with caplog.at_level(logging.ERROR, "wellclient.callback"), pytest.raises(LoggedInAlready):
        elsewhere.agent_login(*LOGIN, login_mode=LoginMode.ASK, ask=ask)
    assert "no idea" in caplog.text


def test_an_async_ask_is_not_for_threads(elsewhere: blocking.Session, caplog: pytest.LogCaptureFixture) -> None:
    class Later:
        def __await__(self) -> Any:
            yield

    with pytest.raises(LoggedInAlready):
        elsewhere.agent_login(*LOGIN, login_mode=LoginMode.ASK, ask=lambda _: Later())  # type: ignore[arg-type, return-value]
    assert "asynchronous" in caplog.text


class Odd(BaseException):
    """Nobody's."""


class Undecided:
    """An answer that cannot be read."""

    def __bool__(self) -> bool:
        raise SystemExit


def _raise(error: type[BaseException]) -> Any:
    raise error


NO_ANSWERS: dict[str, Callable[[LoggedInAlready], Any]] = {
    **{
        error.__name__: (lambda _, error=error: _raise(error))  # type: ignore[misc]
        for error in (Odd, SystemExit, KeyboardInterrupt, GeneratorExit, asyncio.CancelledError, ValueError)
    },
    "undecided": lambda _: Undecided(),
    "generator": lambda _: (each for each in "no"),
    "word": lambda _: "no",
    "number": lambda _: 1,
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("ask", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_whatever_ask_raises_is_no_and_at_once(elsewhere: blocking.Session, ask: Any) -> None:
    """``Timing.ask`` is 60 s, and no test takes so long."""
    began = time.monotonic()
    with pytest.raises(LoggedInAlready):
        elsewhere.agent_login(*LOGIN, login_mode=LoginMode.ASK, ask=ask)
    assert time.monotonic() - began < 50


@pytest.mark.parametrize("way", ["plain", "async", "later"])
@pytest.mark.parametrize("no", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_whatever_ask_raises_is_no_in_a_loop(session: blocking.Session, simulator: Simulator, no: Any, way: str) -> None:
    async def ask(refusal: LoggedInAlready) -> Any:
        if way == "later":
            await asyncio.sleep(0)
        return no(refusal)

    async def run() -> None:
        began = time.monotonic()
        async with wellclient.Client(proxy=None) as client, client.session(simulator.base_url) as elsewhere:
            with pytest.raises(LoggedInAlready):
                await elsewhere.agent_login(*LOGIN, login_mode="ask", ask=no if way == "plain" else ask)
            # The loop goes on, and so does the session.
            assert await elsewhere.agent_login(*LOGIN)
        assert time.monotonic() - began < 50

    asyncio.run(run())


def test_an_ask_that_would_not_run_is_refused(elsewhere: blocking.Session) -> None:
    def yields(_: LoggedInAlready) -> Any:
        yield True

    async def yields_later(_: LoggedInAlready) -> Any:
        yield True

    async def later(_: LoggedInAlready) -> bool:
        return True

    for wrong, word in ((yields, "generator"), (yields_later, "generator"), (later, "async")):
        with pytest.raises(TypeError, match=word):
            elsewhere.agent_login(*LOGIN, login_mode="ask", ask=wrong)  # type: ignore[arg-type]
    assert elsewhere.snapshot().phase is wellclient.Phase.LOGGED_OUT


def test_an_answer_that_does_not_come(session: blocking.Session, simulator: Simulator) -> None:
    async def run() -> None:
        cancelled = asyncio.Event()

        async def ask(_: LoggedInAlready) -> bool:
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()
            return True

        async with wellclient.Client(proxy=None) as client:
            async with client.session(simulator.base_url, timing=Timing(ask=0.05)) as elsewhere:
                with pytest.raises(LoggedInAlready):
                    await elsewhere.agent_login(*LOGIN, login_mode="ask", ask=ask)
                await asyncio.wait_for(cancelled.wait(), 60)

    asyncio.run(run())
