"""The words of the package are those of the library: all of them, and no others."""

from __future__ import annotations

import copy
import dataclasses
import json
import pathlib
import pickle
import re

import pytest
from support import LIMIT

import wellclient
from wellclient import _events
from wellclient.simulator import Simulator

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_reasons_are_those_of_the_guide() -> None:
    text = (ROOT / "docs" / "errors.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")}
    codes = set(re.findall(r"^\|[^|]*\|? ?`\w+(?: \{[^}]*\})?` \| `(\w+)` \|", sections["`Refusal`"], re.M))
    codes |= set(re.findall(r"\| `\w+` \| `(\w+)` \|", sections["`Reason`"]))
    ours = {reason.value for reason in wellclient.Reason}
    assert codes <= ours, codes - ours
    others = {"argument", "unreachable", "noEventChannel", "badReply", "failed", "callEnded", "subscriptionRefused"}
    unknown = {"notConfirmed", "noReply", "linkLost", "loggedOff", "sessionClosed"}
    assert ours - codes == others | unknown


def test_anomalies_are_those_of_the_guide() -> None:
    text = (ROOT / "docs" / "errors.md").read_text("utf-8")
    table = text.split("## `AnomalyKind`")[1].split("\n## ")[0]
    assert {kind.value for kind in wellclient.AnomalyKind} == set(re.findall(r"^\| `\w+` \| `(\w+)` \|", table, re.M))


def test_verbs_are_known_to_the_library(session: wellclient.blocking.Session) -> None:
    for verb in wellclient.Verb:
        session.may(verb, "1")
    snapshot = session.snapshot()
    assert {type(verb) for verb in snapshot.actions} == {wellclient.Verb}
    # One method for each, by its name.
    for cls in (wellclient.Session, wellclient.blocking.Session):
        for verb in wellclient.Verb:
            assert callable(getattr(cls, re.sub(r"[A-Z]", lambda c: "_" + c.group().lower(), verb.value)))


def test_words_of_the_core() -> None:
    source = (ROOT / "core" / "src" / "event" / "vocabulary.rs").read_text("utf-8")
    for name in ("AgentMode", "LocalState", "AgentStatus", "FailedCode"):
        block = source.split(f"    {name} {{")[1].split("\n    }")[0]
        words = set(re.findall(r'\w+ = "([^"]+)"', block))
        assert {word.value for word in getattr(wellclient, name)} == words, name


def test_ends_are_those_of_the_core() -> None:
    source = (ROOT / "core" / "src" / "ends.rs").read_text("utf-8")
    for name in ("SessionEnd", "LinkEnd", "CallEnd"):
        block = source.split(f"    {name} {{")[1].split("\n    }")[0]
        words = set(re.findall(r'\w+ = "([^"]+)"', block))
        assert {word.value for word in getattr(wellclient, name)} == words, name


def test_every_kind_of_event_has_a_class_with_its_fields() -> None:
    source = (ROOT / "core" / "src" / "event" / "kind.rs").read_text("utf-8")
    kinds = set(re.findall(r'^    \w+ = "(\w+)",$', source, re.M))
    assert set(_events.EVENTS) == kinds
    # Every field of the core has its place in some class.
    fields = re.findall(
        r'^    \w+: \w+ = "([\w.]+)",$', (ROOT / "core/src/event/fields.rs").read_text("utf-8"), re.M
    )
    assert len(fields) > 60
    ours = {name for cls in _events.EVENTS.values() for name in cls.__dataclass_fields__}
    for field in fields:
        if field.startswith("originCallInfo."):
            field = "originCallInfo"
        name = _events._name(field)
        assert name in ours, field


@pytest.mark.parametrize("path", sorted((ROOT / "tests/vectors/events").glob("*.json")), ids=lambda path: path.stem)
def test_the_server_s_own_examples(session: wellclient.blocking.Session, simulator: Simulator, path: pathlib.Path) -> None:
    """Every field of an example that its class has is in the event."""
    raw = json.loads(path.read_text("utf-8"))
    body = json.dumps(raw, ensure_ascii=False)
    events = session.events()
    simulator.add_fault(kind="inject", text=f"MESSAGE\nsubscription:sub-0\nmessage-id:0\ndestination:x\n\n{body}\0")
    event = events.wait_for(wellclient.Event, lambda event: event.origin is wellclient.Origin.SERVER, timeout=LIMIT)
    assert type(event) is _events.EVENTS[raw["eventName"]] and (event.raw, event.raw_json) == (raw, body)
    # It is a value, whether its fields have been read yet or not.
    for twin in (copy.copy(event), copy.deepcopy(event), pickle.loads(pickle.dumps(event)), dataclasses.replace(event)):
        assert twin == event and hash(twin) == hash(event) and repr(twin) == repr(event) and twin.raw == raw
    assert dataclasses.asdict(event)["raw_json"] == body
    for name, value in raw.items():
        attribute = _events._name(name)
        if attribute in type(event).__dataclass_fields__ and value not in ("", None, "0", {}):
            assert getattr(event, attribute) not in (None, ""), name
