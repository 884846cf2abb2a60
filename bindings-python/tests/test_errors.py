"""What goes wrong, as exceptions: their classes, words, numbers and sentences, and nothing secret."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import pathlib
import pickle
from typing import Any

import pytest
from support import LIMIT

import wellclient
from wellclient import (
    AgentId,
    ClosedError,
    CommandError,
    ConfigurationError,
    DeviceId,
    Environment,
    LoggedInAlready,
    LoginMode,
    Reason,
    Refused,
    Rejected,
    ServerRefused,
    Timing,
    UnknownOutcome,
    Unreachable,
    WellclientError,
    blocking,
)
from wellclient.simulator import Simulator


def test_the_hierarchy() -> None:
    for name in wellclient.__all__:
        each = getattr(wellclient, name)
        if isinstance(each, type) and issubclass(each, BaseException):
            assert issubclass(each, WellclientError), each
            assert each.__doc__, each
    assert issubclass(Unreachable, (Rejected, ConnectionError))
    assert issubclass(ConfigurationError, ValueError)


@pytest.mark.parametrize(
    ("status", "body", "cls", "reason", "chinese"),
    [
        (401, "", wellclient.WrongCredentials, Reason.WRONG_CREDENTIALS, "密码"),
        (404, "", wellclient.NotFound, Reason.NOT_FOUND, "找不到"),
        (423, "", ServerRefused, Reason.AGENT_NOT_USABLE, "座席"),
        (451, "", ServerRefused, Reason.EXTENSION_NOT_REGISTERED, "分机"),
        (455, '{"deviceId":"8002@test.cc"}', LoggedInAlready, Reason.LOGGED_IN_ELSEWHERE, "8002"),
        (459, '{"agentId":"5002@test.cc"}', wellclient.ExtensionInUse, Reason.EXTENSION_IN_USE, "5002"),
        (503, "", ServerRefused, Reason.SERVER_ERROR, "服务"),
        (599, "", ServerRefused, Reason.SERVER_ERROR, "服务"),
    ],
)
def test_a_status_says_why(
    client: blocking.Client,
    simulator: Simulator,
    status: int,
    body: str,
    cls: type[ServerRefused],
    reason: Reason,
    chinese: str,
) -> None:
    reply = {"status": {"code": status, "body": body, "retry_after_s": 7}}
    simulator.add_fault(kind="http", on={"verb": "login", "times": 1}, reply=reply)
    with client.session(simulator.base_url) as session, pytest.raises(cls) as caught:
        session.agent_login("5001", "123456", "test.cc", "8001", login_mode=LoginMode.STOP)
    error = caught.value
    assert type(error) is cls
    assert (error.status, error.reason, error.retry_after) == (status, reason, 7.0)
    assert (error.device_id, error.agent_id) == (
        "8002@test.cc" if status == 455 else None,
        "5002@test.cc" if status == 459 else None,
    )
    assert str(error) and chinese in error.chinese
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(twin), str(twin), twin.__dict__) == (cls, str(error), error.__dict__)


def test_a_refusal_has_the_server_s_own_words(client: blocking.Client, simulator: Simulator) -> None:
    reply = {"status": {"code": 451, "body": "extension 8001 is not there, session 0123456789abcdef"}}
    simulator.add_fault(kind="http", on={"verb": "login", "times": 1}, reply=reply)
    with client.session(simulator.base_url) as session, pytest.raises(ServerRefused) as caught:
        session.agent_login("5001", "123456", "test.cc", "8001", login_mode=LoginMode.STOP)
    error = caught.value
    assert error.body is not None and error.body.startswith("extension 8001 is not there")
    assert error.english == str(error) != error.chinese
    assert pickle.loads(pickle.dumps(error)).body == error.body


def test_guards_refuse_before_anything_is_sent(session: blocking.Session) -> None:
    for number, reason in (("", Reason.BAD_NUMBER), ("8001", Reason.OWN_EXTENSION)):
        with pytest.raises(Refused) as caught:
            session.make_call(number)
        assert caught.value.reason is reason and caught.value.status is None
    session.make_call("13800000000")
    with pytest.raises(Refused) as caught:
        session.logout()
    assert caught.value.reason is Reason.CALL_UP
    with pytest.raises(Refused) as caught:
        session.agent_login("5002", "123456", "test.cc", "8002")
    assert caught.value.reason is Reason.SESSION_IN_USE


def test_arguments_are_looked_at(session: blocking.Session) -> None:
    with pytest.raises(wellclient.BadArgument, match="is empty") as caught:
        session.hold_call("")
    assert isinstance(caught.value, ValueError) and caught.value.argument == "call_id"
    with pytest.raises(ValueError, match="verb"):
        session.may("fly", "1")
    with pytest.raises(KeyError):
        session.snapshot().call("1")


@pytest.mark.parametrize(
    "kind", [b"agentLoggedOn", None, int, wellclient.AgentMode, (wellclient.Held, wellclient.Retrieved)]
)
def test_what_is_no_class_of_events(session: blocking.Session, kind: Any) -> None:
    with session.events() as events:
        for use in (
            lambda: session.on(kind, print),
            lambda: session.events(kind),
            lambda: session.events(wellclient.Held, kind),
            lambda: events.wait_for(kind, timeout=0),
        ):
            with pytest.raises(TypeError, match="a class of events is wanted"):
                use()
    with pytest.raises(TypeError, match="a class of events is wanted"):
        session.events(wellclient.LogLine)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="callback must be a function"):
        session.on(wellclient.AgentLoggedOn, None)  # type: ignore[call-overload]


@pytest.mark.parametrize("time", [0, 1e12, datetime.timedelta.max])
def test_times_out_of_range(
    client: blocking.Client, simulator: Simulator, time: float | datetime.timedelta, tmp_path: pathlib.Path
) -> None:
    journal, url = tmp_path / "none.journal", simulator.base_url
    words = "must be from 0.0*1 seconds to 1"
    for timing in (Timing(heartbeat=time), Timing(command=time), Timing(ping=time)):
        with pytest.raises(ConfigurationError, match=words):
            client.session(url, journal=journal, timing=timing)
    for reconnect in (wellclient.Fixed(5, time), wellclient.Backoff(time, 1), wellclient.Spread(time)):
        with pytest.raises(ConfigurationError, match=words):
            client.session(url, journal=journal, reconnect=reconnect)
    with pytest.raises(ConfigurationError, match="connect_timeout must be from 0.001 seconds"):
        blocking.Client(connect_timeout=time)
    assert not journal.exists()


@pytest.mark.parametrize(
    "time",
    [-1, -(10**400), 2**64, 10**400, 1e300, float("inf"), float("nan"), datetime.timedelta(-1)],
    ids=["negative", "huge-negative", "huge", "huger", "huge-float", "inf", "nan", "negative-timedelta"],
)
def test_what_is_no_time(client: blocking.Client, simulator: Simulator, time: float | datetime.timedelta) -> None:
    url = simulator.base_url
    with pytest.raises(ConfigurationError, match=r"timing\.settle must be from 0.* to 100 years, not \S+ seconds"):
        client.session(url, timing=Timing(heartbeat=60, settle=time))
    with pytest.raises(ConfigurationError, match=r"reconnect\.cap must be from 0.001 seconds to 100 years, not \S+ seconds"):
        client.session(url, reconnect=wellclient.Backoff(1, time))
    with pytest.raises(ConfigurationError, match="request_timeout must be from 0.001 seconds to 100 years, not .* seconds"):
        blocking.Client(request_timeout=time)


@pytest.mark.parametrize("threads", [-1, 0, 65, 10**9, 2**64])
def test_threads_out_of_range(threads: int) -> None:
    with pytest.raises(ConfigurationError, match=f"threads must be from 1 to 64, not {threads}"):
        blocking.Client(threads=threads)


def test_nobody_can_tell(client: blocking.Client, simulator: Simulator) -> None:
    with client.session(simulator.base_url, timing=Timing(command=0.5, confirm=0.1)) as session:
        session.agent_login("5001", "123456", "test.cc", "8001")
        simulator.add_fault(kind="http", on={"verb": "getMyPrefix"}, reply="cut")
        with pytest.raises(UnknownOutcome) as caught:
            session.get_my_prefix()
    assert caught.value.reason is Reason.NO_REPLY and "应答" in caught.value.chinese


def test_a_server_that_is_not_there(client: blocking.Client) -> None:
    with Simulator() as gone:
        url = gone.base_url
    with client.session(url) as session, pytest.raises(Unreachable) as caught:
        session.agent_login("5001", "123456", "test.cc", "8001")
    assert isinstance(caught.value, ConnectionError) and caught.value.reason is Reason.UNREACHABLE


def test_an_environment_says_what_is_sent_besides(client: blocking.Client, simulator: Simulator) -> None:
    simulator.add_fault(kind="demand_origin")
    plain = Environment.custom(simulator.base_url, origin="")
    with client.session(plain) as session, pytest.raises(Unreachable, match="403") as caught:
        session.agent_login("5001", "123456", "test.cc", "8001")
    assert caught.value.reason is Reason.NO_EVENT_CHANNEL
    environment = Environment.custom(
        simulator.base_url,
        origin="https://desk.example",
        headers={"X-Api-Key": "hunter2"},
        broker_login="desk",
        broker_passcode="hunter3",
    )
    assert environment.headers == {"X-Api-Key": "hunter2"} and environment.broker_passcode == "hunter3"
    assert "desk.example" in repr(environment) and "hunter" not in repr(environment)
    assert hash(environment) == hash(dataclasses.replace(environment))
    with client.session(environment) as session:
        session.agent_login("5001", "123456", "test.cc", "8001")
        session.logout()
    with pytest.raises(ConfigurationError, match="the header"):
        client.session(dataclasses.replace(environment, headers={"Host": "a"}))


def test_what_cannot_be_set_up() -> None:
    for url in ("ftp://a", "http://", "http://a:b@c", "http://a?b", "nonsense://"):
        with pytest.raises(ConfigurationError) as caught:
            Environment.custom(url)
        assert url not in str(caught.value) or "a:b" not in url
    for headers in ({"Host": "a"}, {"Cookie": "a=1"}, {"x y": "1"}, {"x": "1\r\ny: 2"}):
        with pytest.raises(ConfigurationError, match="the header"):
            Environment.custom("http://127.0.0.1", headers=headers)
    with pytest.raises(ConfigurationError, match="origin"):
        Environment.custom("http://127.0.0.1", origin="desk")
    with pytest.raises(ConfigurationError, match="passcode"):
        Environment.custom("http://127.0.0.1", broker_login="desk", broker_passcode="a\nb")
    with pytest.raises(ConfigurationError):
        Environment.preset("NO-SUCH")
    with pytest.raises(ConfigurationError):
        blocking.Client(proxy="no proxy")
    with pytest.raises(ConfigurationError):
        blocking.Client(tls=wellclient.TlsOptions(extra_roots_pem=b"-----BEGIN CERTIFICATE-----\nx\n"))
    with pytest.raises(wellclient.SimulatorError):
        Simulator({"nonsense": 1})


def test_what_is_closed_says_so(simulator: Simulator) -> None:
    client = blocking.Client(proxy=None)
    session = client.session(simulator.base_url)
    events = session.events()
    client.close()
    client.close()
    session.close()
    with pytest.raises(ClosedError):
        client.session(simulator.base_url)
    with pytest.raises(Refused) as caught:
        session.logout()
    assert caught.value.reason is Reason.CLOSED
    list(events)
    with pytest.raises(ClosedError):
        events.next(timeout=LIMIT)
    with pytest.raises(ClosedError):
        session.events().wait_for(wellclient.Held, timeout=LIMIT)
    assert session.snapshot().phase is wellclient.Phase.CLOSED


def test_nothing_shows_a_password(client: blocking.Client, simulator: Simulator) -> None:
    password, shown = "t0p-s3cret", []
    with client.session(simulator.base_url, debug=True, use_ws_log=True) as session:
        notices = session.notices()
        with pytest.raises(wellclient.WrongCredentials) as caught:
            session.agent_login("5001", password, "test.cc", "8001")
        shown += [repr(caught.value), repr(caught.value.__dict__), repr(session), session.event_log.get_log()]
        session.agent_login("5001", "123456", "test.cc", "8001")
        saved = session.saved()
        assert saved is not None
    shown += [repr(notice) for notice in notices]
    assert shown and not [text for text in shown if password in text or saved.session_id in text]
    assert "123456" not in repr(wellclient.SavedSession(AgentId("a"), DeviceId("b"), "c", "123456"))


def test_an_unknown_word_is_kept() -> None:
    from wellclient import _errors

    outcome: dict[str, object] = {"outcome": "rejected", "error": "newWord", "en": "E", "zh": "Z"}
    error: CommandError = _errors.of_outcome(outcome)
    assert type(error) is ServerRefused and error.reason == "newWord"
    guard: CommandError = _errors.of_outcome({**outcome, "guard": True})
    assert type(guard) is Refused and guard.reason == "newWord"
