"""What cannot be is refused where it is given: by its name in Python, as a ``TypeError`` or a ``ValueError``, and in a sentence of this
package's own."""

from __future__ import annotations

import asyncio
import pathlib
from typing import Any, Callable

import pytest

import wellclient
import wellclient.replay
from wellclient import (
    AgentMode,
    Backoff,
    ConfigurationError,
    Delivered,
    Established,
    Event,
    Fixed,
    InternalNumbers,
    SavedSession,
    SessionStore,
    Spread,
    Timing,
    TlsOptions,
    Verb,
    blocking,
)
from wellclient.simulator import Simulator

# What the machinery below would say.
FOREIGN = ("line 1", "column", "expected", "NoneType' object", "attribute", "dataclass", "usize", "u64", "cast", "instance of")

ABOUT_A_CALL = {
    Verb.ANSWER_CALL,
    Verb.DROP_CONNECTION,
    Verb.HOLD_CALL,
    Verb.RETRIEVE_CALL,
    Verb.SINGLE_STEP_TRANSFER,
    Verb.SINGLE_STEP_CONFERENCE,
    Verb.CONSULT,
    Verb.CONFERENCE,
    Verb.CANCEL_CONSULT,
    Verb.TRANSFER_CALL,
    Verb.TRANSFER_WAIT_RETURN,
    Verb.SINGLE_TRANSFER_WAIT_RETURN,
    Verb.SET_CALL_DATA,
    Verb.GET_CALL_DATA,
    Verb.AGENT_GREETING,
}


def refused(use: Callable[[], object], error: type[Exception], name: str) -> None:
    with pytest.raises(error) as caught:
        use()
    sentence = str(caught.value)
    if isinstance(caught.value, wellclient.BadArgument):
        assert caught.value.argument == name
    else:
        assert name in sentence.split(), sentence
    assert not [word for word in FOREIGN if word in sentence], sentence


@pytest.mark.parametrize(
    ("options", "error", "name"),
    [
        ({"proxy": "x"}, ConfigurationError, "proxy"),
        ({"proxy": 5}, TypeError, "proxy"),
        ({"tls": "x"}, TypeError, "tls"),
        ({"tls": TlsOptions(extra_roots_pem="text")}, TypeError, "tls.extra_roots_pem"),  # type: ignore[arg-type]
        ({"tls": TlsOptions(without_platform_roots=1)}, TypeError, "tls.without_platform_roots"),  # type: ignore[arg-type]
        ({"connect_timeout": "5"}, TypeError, "connect_timeout"),
        ({"request_timeout": None}, TypeError, "request_timeout"),
        ({"connecting_at_once": 0}, ConfigurationError, "connecting_at_once"),
        ({"connecting_at_once": -1}, ConfigurationError, "connecting_at_once"),
        ({"connecting_per_second": 2**70}, ConfigurationError, "connecting_per_second"),
        ({"connecting_per_second": 0}, ConfigurationError, "connecting_per_second"),
        ({"threads": 1.5}, TypeError, "threads"),
        ({"threads": True}, TypeError, "threads"),
        ({"user_agent": 5}, TypeError, "user_agent"),
        ({"tls": TlsOptions(client_key_pem=b"x")}, ConfigurationError, "certificate"),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", [blocking.Client, wellclient.Client])
def test_options_of_a_client(kind: Any, options: dict[str, Any], error: type[Exception], name: str) -> None:
    refused(lambda: kind(**options), error, name)


@pytest.mark.parametrize(
    ("options", "error", "name"),
    [
        ({"auto_answer": "no"}, TypeError, "auto_answer"),
        ({"debug": 5}, TypeError, "debug"),
        ({"use_ws_log": None, "debug": 1}, TypeError, "debug"),
        ({"verify_with_heartbeat": None}, TypeError, "verify_with_heartbeat"),
        ({"logout_on_close": 1}, TypeError, "logout_on_close"),
        ({"dialect": 4}, TypeError, "dialect"),
        ({"dialect": "3"}, ConfigurationError, "dialect"),
        ({"virtual_host": 5}, TypeError, "virtual_host"),
        ({"virtual_host": "a\nlogin:desk"}, ConfigurationError, "virtual_host"),
        ({"virtual_host": "\0"}, ConfigurationError, "virtual_host"),
        ({"virtual_host": "\ud800"}, ConfigurationError, "virtual_host"),
        ({"timing": Timing(heartbeat=180)}, ConfigurationError, "timing.heartbeat"),
        ({"seed": -1}, ConfigurationError, "seed"),
        ({"seed": 2**70}, ConfigurationError, "seed"),
        ({"seed": "1"}, TypeError, "seed"),
        ({"timing": 5}, TypeError, "timing"),
        ({"timing": Timing(command="5")}, TypeError, "timing.command"),  # type: ignore[arg-type]
        ({"reconnect": 5}, TypeError, "reconnect"),
        ({"reconnect": "Fixed"}, TypeError, "reconnect"),
        ({"reconnect": Fixed(-1, 1)}, ConfigurationError, "reconnect.attempts"),
        ({"reconnect": Fixed(2**40, 1)}, ConfigurationError, "reconnect.attempts"),
        ({"reconnect": Backoff(attempts="3")}, TypeError, "reconnect.attempts"),  # type: ignore[arg-type]
        ({"reconnect": Spread(window="3")}, TypeError, "reconnect.window"),  # type: ignore[arg-type]
        ({"internal_numbers": 5}, TypeError, "internal_numbers"),
        ({"internal_numbers": InternalNumbers(min_digits=-1)}, ConfigurationError, "internal_numbers.min_digits"),
        ({"internal_numbers": InternalNumbers(listed="8001")}, TypeError, "internal_numbers.listed"),  # type: ignore[arg-type]
        ({"internal_numbers": InternalNumbers(min_digits=9)}, ConfigurationError, "internal_numbers.min_digits"),
        ({"journal": 5}, TypeError, "journal"),
        ({"journal": ""}, ConfigurationError, "journal"),
        ({"journal": "\ud800"}, ConfigurationError, "journal"),
        ({"store": "x"}, TypeError, "store"),
        ({"store": SessionStore(".")}, ConfigurationError, "path"),
    ],
    ids=str,
)
def test_options_of_a_session(
    client: blocking.Client, simulator: Simulator, options: dict[str, Any], error: type[Exception], name: str
) -> None:
    refused(lambda: client.session(simulator.base_url, **options), error, name)


def test_options_of_a_watch_and_a_server(client: blocking.Client, simulator: Simulator) -> None:
    url, who = simulator.base_url, ("5009", "123456", "test.cc")
    refused(lambda: client.watch(url, *who, "5001@test.cc"), TypeError, "agents")
    refused(lambda: client.watch(url, *who, [5001]), TypeError, "agents[0]")  # type: ignore[list-item]
    for agent in ("", "a*b@test.cc", "a@b@test.cc", "a/b", "\ud800"):
        refused(lambda: client.watch(url, *who, ["5001", agent]), ConfigurationError, "agents[1]")  # noqa: B023
    refused(lambda: client.watch(url, "", "123456", "test.cc"), ConfigurationError, "job_number")
    refused(lambda: client.watch(url, "5009", "123456"), ConfigurationError, "domain")
    refused(lambda: client.session("\ud800"), ConfigurationError, "environment")
    refused(lambda: client.session("CMB-XX"), ConfigurationError, '"CMB-XX";')
    refused(lambda: wellclient.Environment.custom(url, login="ws://x"), ConfigurationError, "login")
    refused(lambda: wellclient.Environment.custom(url, headers={"a b": "1"}), ConfigurationError, '"a…"')
    refused(lambda: wellclient.Environment.custom(url, headers={"A": "b\nc"}), ConfigurationError, '"a"')
    refused(lambda: wellclient.Environment.custom(url, broker_passcode="x"), ConfigurationError, "passcode")
    refused(lambda: SessionStore(""), ConfigurationError, "path")
    refused(lambda: client.watch(url, "5009", 123456, "test.cc"), TypeError, "password")  # type: ignore[arg-type]
    for nothing in (None, 5):
        refused(lambda: client.session(nothing), TypeError, "environment")  # type: ignore[arg-type]
    refused(lambda: wellclient.Environment.custom(url, login=5), TypeError, "login")  # type: ignore[arg-type]
    refused(lambda: wellclient.Environment.custom(url, headers="x"), TypeError, "headers")  # type: ignore[arg-type]
    refused(lambda: Simulator([]), TypeError, "config")  # type: ignore[arg-type]
    refused(lambda: SessionStore(5), TypeError, "path")  # type: ignore[arg-type]
    refused(lambda: wellclient.is_phone_number(5), TypeError, "text")  # type: ignore[arg-type]
    refused(lambda: SessionStore("x", key="k" * 32), TypeError, "key")  # type: ignore[arg-type]


class Own(Delivered):
    """Nobody makes these."""


@pytest.mark.parametrize(
    ("use", "error", "name"),
    [
        (lambda s: s.answer_call(None), TypeError, "call_id"),
        (lambda s: s.answer_call(5), TypeError, "call_id"),
        (lambda s: s.answer_call(b"x"), TypeError, "call_id"),
        (lambda s: s.answer_call("\ud800"), ValueError, "call_id"),
        (lambda s: s.answer_call(""), wellclient.BadArgument, "call_id"),
        (lambda s: s.make_call(13800000000), TypeError, "phone_number"),
        (lambda s: s.make_call("\n"), wellclient.BadArgument, "phone_number"),
        (lambda s: s.make_call("13800000000", cpa="yes"), TypeError, "cpa"),
        (lambda s: s.make_call("13800000000", dest_for_display=1), TypeError, "dest_for_display"),
        (lambda s: s.set_agent_mode("Asleep"), ValueError, "mode"),
        (lambda s: s.set_agent_mode(AgentMode.LOGOUT), ValueError, "mode"),
        (lambda s: s.set_agent_mode(None), TypeError, "mode"),
        (lambda s: s.single_step_conference("c", "8002", "active"), ValueError, "participation"),
        (lambda s: s.agent_login("1", "2", "3", "4", login_mode="nope"), ValueError, "login_mode"),
        (lambda s: s.agent_login("1", 2, "3", "4"), TypeError, "password"),
        (lambda s: s.agent_login("1", "2", "3", "4", login_mode="ask", ask=5), TypeError, "ask"),
        (lambda s: s.set_call_data("c", {"a": 5}), TypeError, "data"),
        (lambda s: s.set_call_data("c", [("a", "b")]), TypeError, "data"),
        (lambda s: s.set_call_data("c", "abc"), TypeError, "data"),
        (lambda s: s.set_call_data("c", None), TypeError, "data"),
        (lambda s: s.set_config(debug="x"), TypeError, "debug"),
        (lambda s: s.set_config({}), TypeError, "settings"),
        (lambda s: s.set_debug(5), TypeError, "debug"),
        (lambda s: s.log(5), TypeError, "text"),
        (lambda s: s.recover(None), TypeError, "saved"),
        (lambda s: s.recover(SavedSession(5, "8001@test.cc", "x")), TypeError, "saved.agent_id"),  # type: ignore[arg-type]
        (lambda s: s.events(capacity=0), ValueError, "capacity"),
        (lambda s: s.events(capacity=-1), ValueError, "capacity"),
        (lambda s: s.notices(capacity=2**70), ValueError, "capacity"),
        (lambda s: s.events(capacity=True), TypeError, "capacity"),
        (lambda s: s.on(wellclient.Delivered, print, capacity="5"), TypeError, "capacity"),
        (lambda s: s.on(wellclient.Delivered, print, capacity=0), ValueError, "capacity"),
        (lambda s: s.may(5), TypeError, "verb"),
        (lambda s: s.may("makecall"), ValueError, "'makeCall'?"),
        (lambda s: s.may(Verb.HOLD_CALL, 5), TypeError, "call_id"),
        (lambda s: s.may(Verb.HOLD_CALL), ValueError, "holdCall"),
        (lambda s: s.may(Verb.HOLD_CALL, "\ud800"), ValueError, "call_id"),
        (lambda s: s.log("\ud800"), ValueError, "text"),
        (lambda s: s.snapshot().allows("makecall"), ValueError, "'makeCall'?"),
        (lambda s: s.event_log.search_log("\ud800"), ValueError, "text"),
        (lambda s: s.events().next(timeout="5"), TypeError, "timeout"),
        (lambda s: s.events().next(timeout=float("nan")), ValueError, "timeout"),
        (lambda s: s.events().wait_for(Event, timeout=True), TypeError, "timeout"),
        (lambda s: s.events().wait_for(Event, timeout=float("nan")), ValueError, "timeout"),
        (lambda s: s.events().wait_for(Event, 5), TypeError, "where"),
        (lambda s: s.events().wait_for(Event, asyncio.sleep), TypeError, "where"),
        (lambda s: s.events().wait_for(wellclient.LogLine), ValueError, "LogLine"),
        (lambda s: s.events(Delivered).wait_for(Established), ValueError, "Established"),
        (lambda s: s.events(Delivered).wait_for("established"), ValueError, "Established"),
        (lambda s: s.events(Own), TypeError, "class"),
        (lambda s: s.on(Own, print), TypeError, "class"),
        (lambda s: s.events().wait_for(Own), TypeError, "class"),
        (lambda s: wellclient.replay.read(5), TypeError, "path"),  # type: ignore[arg-type]
        (lambda s: wellclient.replay.read(True), TypeError, "path"),  # type: ignore[arg-type]
        (lambda s: s.event_log.download_log(5), TypeError, "path"),
        (lambda s: SavedSession.from_bytes("x"), TypeError, "saved"),  # type: ignore[arg-type]
    ],
)
def test_arguments(session: blocking.Session, use: Callable[[Any], object], error: type[Exception], name: str) -> None:
    refused(lambda: use(session), error, name)


def test_what_was_given_is_not_shown(session: blocking.Session, client: blocking.Client) -> None:
    """It may be a password that stands in the wrong place."""
    for use in (
        lambda: session.agent_login("5001", b"hunter2", "test.cc", "8001"),  # type: ignore[arg-type]
        lambda: session.agent_login("5001", "x", "test.cc", "8001", login_mode="hunter2"),
        lambda: blocking.Client(proxy="ftp://hunter2"),
        lambda: client.watch("http://x", "1", b"hunter2"),  # type: ignore[arg-type]
    ):
        with pytest.raises((TypeError, ValueError)) as caught:
            use()
        assert "hunter2" not in str(caught.value)


def test_verbs_without_a_call_can_be_asked_for(session: blocking.Session, simulator: Simulator) -> None:
    assert session.may(Verb.MAKE_CALL) is None
    nothing = session.may(Verb.DROP_CONNECTION)
    assert nothing is not None and nothing.reason is wellclient.Reason.NO_CALL
    session.make_call("13800000000")
    assert session.may(Verb.DROP_CONNECTION) is None
    up = session.may("logout")
    assert up is not None and up.reason is wellclient.Reason.CALL_UP


def test_every_verb_is_answered(session: blocking.Session, simulator: Simulator) -> None:
    """Those about none of the agent's own calls without a call, and whatever call they are asked with."""
    snapshot = session.snapshot()
    for verb in ("forceReady", "forceListen", "superLogout", "releaseAllocatedAgent", "getClientState", "uploadLog"):
        assert snapshot.allows(verb) and session.may(verb) is None and session.may(verb, "somebody's") is None
    assert set(snapshot.actions) == {verb for verb in Verb if verb not in ABOUT_A_CALL}
    session.close()
    for verb in Verb:
        closed = session.may(verb, "x")
        assert closed is not None and closed.reason is wellclient.Reason.CLOSED, verb


def test_a_journal_that_cannot_be_made_names_its_file(
    client: blocking.Client, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    for path, error in ((tmp_path / "none" / "x", FileNotFoundError), (tmp_path, IsADirectoryError)):
        with pytest.raises(error) as caught:
            client.session(simulator.base_url, journal=path)
        assert caught.value.filename == str(path) and str(path) in str(caught.value)


def test_a_closed_session_takes_no_callback(client: blocking.Client, simulator: Simulator) -> None:
    session = client.session(simulator.base_url)
    session.on(wellclient.Delivered, print)
    session.close()
    for _ in range(2):
        with pytest.raises(wellclient.ClosedError):
            session.on(wellclient.Delivered, print)
    never = client.session(simulator.base_url)
    never.close()
    with pytest.raises(wellclient.ClosedError):
        never.on(wellclient.Event, print)
