"""What a snapshot shows of itself in a shell and in a notebook; what the plugin of pytest costs."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

from wellclient import (
    Agent,
    AgentId,
    AgentMode,
    Call,
    CallId,
    Delivered,
    DeviceId,
    Leg,
    Link,
    Metrics,
    Party,
    Phase,
    Role,
    Snapshot,
    Timing,
    TlsOptions,
    blocking,
)
from wellclient.simulator import Simulator

MALICE = "<script>alert('1')</script>"


class Reader(HTMLParser):
    """The tags and the texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def a_snapshot(reason: str = "lunch", caller: str = "13800000000@test.cc") -> Snapshot:
    parties = (
        Party(DeviceId("8001@test.cc"), Role.CALLED, Leg.CONNECTED, own=True, verified=True),
        Party(DeviceId(caller), Role.CALLING, Leg.CONNECTED, own=False, verified=False),
    )
    call = Call(
        call_id=CallId("c1"),
        leg=Leg.CONNECTED,
        parties=parties,
        created=datetime(2026, 1, 2, tzinfo=timezone.utc),
        age=timedelta(seconds=90),
        calling=DeviceId(caller),
        talking=timedelta(seconds=61.5),
        data={"card": "4711"},
    )
    agent = Agent(AgentId("5001@test.cc"), DeviceId("8001@test.cc"), AgentMode.NOT_READY, reason=reason)
    return Snapshot(Phase.LOGGED_IN, Link.ACTIVE, verified=True, calls_complete=True, agent=agent, calls=(call,))


def test_what_the_other_end_chose_reaches_no_terminal() -> None:
    snapshot = a_snapshot(caller="\x1b]0;owned\x07\n1380\u202e客户@test.cc")
    for shown in (repr(snapshot), repr(snapshot.calls[0]), repr(snapshot.calls[0].parties[1])):
        assert shown.isprintable()
        assert "\\x1b]0;owned\\x07\\n1380\\u202e客户@test.cc" in shown


def test_a_repr_is_a_line() -> None:
    snapshot = a_snapshot()
    assert repr(snapshot.agent) == "<Agent 5001@test.cc on 8001@test.cc: NotReady (lunch)>"
    assert repr(snapshot.calls[0]) == "<Call c1: connected, with 13800000000@test.cc connected?>"
    assert repr(snapshot) == (
        "<Snapshot loggedIn, link active, 5001@test.cc on 8001@test.cc: NotReady (lunch); "
        "calls: [<Call c1: connected, with 13800000000@test.cc connected?>]>"
    )
    assert "4711" not in repr(snapshot)


def test_a_notebook_shows_a_table() -> None:
    page = Reader(a_snapshot()._repr_html_())
    assert page.tags.count("table") == 1 and page.tags.count("tr") == 2
    assert page.texts[0] == "loggedIn, link active, 5001@test.cc on 8001@test.cc: NotReady (lunch)"
    assert page.texts[-4:] == ["connected", "13800000000@test.cc", "13800000000@test.cc connected?", "0:01:01"]
    assert "4711" not in a_snapshot()._repr_html_()
    assert Reader(a_snapshot().calls[0]._repr_html_()).texts[0] == "Call c1"


def test_what_has_no_value_to_show_says_what_it_is(client: blocking.Client, simulator: Simulator) -> None:
    session = client.session(simulator.base_url)
    events = session.events(Delivered, "established")
    shown = {
        repr(client): "<wellclient.blocking.Client>",
        repr(session): "<wellclient.blocking.Session of nobody>",
        repr(events): "<wellclient.blocking.EventStream of Delivered and established>",
        repr(session.notices()): "<wellclient.blocking.EventStream of all events and log lines>",
        repr(session.on(Delivered, print)): "<wellclient.Subscription to Delivered>",
        repr(session.event_log): "<wellclient.EventLog>",
        repr(Timing(heartbeat=5)): "Timing(heartbeat=5)",
        repr(Metrics(events=3)): "Metrics(events=3)",
        repr(TlsOptions(client_key_pem=b"x")): "TlsOptions()",
    }
    assert list(shown) == list(shown.values())
    watch = client.watch(simulator.base_url, "5009", "123456", "test.cc", ["5001@test.cc"])
    assert repr(watch) == "<wellclient.blocking.Watch, not open>"
    events.close()
    session.close()
    client.close()
    assert repr(events).endswith(", ended>") and repr(client).endswith(", closed>")


def test_a_notebook_shows_nothing_that_is_not_seen() -> None:
    snapshot = a_snapshot(caller="1380\u202e\u2066\u200b\u2028\x1b客户@test.cc")
    for html in (snapshot._repr_html_(), snapshot.calls[0]._repr_html_()):
        assert html.isprintable() and "1380\\u202e\\u2066\\u200b\\u2028\\x1b客户" in html


def test_what_a_caller_says_is_shown_as_text() -> None:
    snapshot = a_snapshot(reason=MALICE, caller=MALICE)
    for html in (snapshot._repr_html_(), snapshot.calls[0]._repr_html_()):
        page = Reader(html)
        assert "script" not in page.tags
        assert MALICE in page.texts


def test_before_a_login() -> None:
    snapshot = Snapshot(Phase.LOGGED_OUT, Link.OFF, verified=False)
    assert repr(snapshot) == "<Snapshot loggedOut, link off, there may be other calls; calls: []>"
    assert Reader(snapshot._repr_html_()).tags.count("tr") == 1


def test_the_plugin_loads_the_library_only_for_a_test_that_uses_it(tmp_path: Path) -> None:
    (tmp_path / "test_none.py").write_text(
        "import sys\n\n"
        "def test_none():\n"
        "    assert 'pytest_wellclient' in sys.modules\n"
        "    assert not [name for name in sys.modules if name.split('.')[0] == 'wellclient']\n"
    )
    (tmp_path / "test_one.py").write_text(
        "import sys\n\n"
        "def test_one(wellclient_simulator):\n"
        "    assert 'wellclient._native' in sys.modules and wellclient_simulator.base_url\n"
    )
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    ended = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 0 and "2 passed" in ended.stdout, ended.stdout + ended.stderr
