"""The words of the package are those of the library."""

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
from wellclient._event_kinds import EVENTS, NUMBERS
from wellclient._native import field_names, kind_names
from wellclient.simulator import Simulator

# The fields by the manual's names, and what they are called here.
NAMES = dict(zip(field_names(), NUMBERS))

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_verbs_are_known_to_the_library(session: wellclient.blocking.Session) -> None:
    for verb in wellclient.Verb:
        session.may(verb, "1")
    snapshot = session.snapshot()
    assert {type(verb) for verb in snapshot.actions} == {wellclient.Verb}
    # One method for each, by its name.
    for cls in (wellclient.Session, wellclient.blocking.Session):
        for verb in wellclient.Verb:
            assert callable(getattr(cls, re.sub(r"[A-Z]", lambda c: "_" + c.group().lower(), verb.value)))


def test_every_kind_of_event_has_a_class_with_its_fields() -> None:
    assert set(EVENTS) == set(kind_names())
    # Every field of the core has its place in some class.
    ours = {name for cls in EVENTS.values() for name in cls.__dataclass_fields__}
    for field, name in NAMES.items():
        assert ("origin_call_info" if field.startswith("originCallInfo.") else name) in ours, field


@pytest.mark.parametrize("path", sorted((ROOT / "tests/vectors/events").glob("*.json")), ids=lambda path: path.stem)
def test_the_server_s_own_examples(session: wellclient.blocking.Session, simulator: Simulator, path: pathlib.Path) -> None:
    """Every field of an example that its class has is in the event."""
    raw = json.loads(path.read_text("utf-8"))
    body = json.dumps(raw, ensure_ascii=False)
    events = session.events()
    simulator.add_fault(kind="inject", text=f"MESSAGE\nsubscription:sub-0\nmessage-id:0\ndestination:x\n\n{body}\0")
    event = events.wait_for(wellclient.Event, lambda event: event.origin is wellclient.Origin.SERVER, timeout=LIMIT)
    assert type(event) is EVENTS[raw["eventName"]] and (event.raw, event.raw_json) == (raw, body)
    # It is a value, whether its fields have been read yet or not.
    for twin in (copy.copy(event), copy.deepcopy(event), pickle.loads(pickle.dumps(event)), dataclasses.replace(event)):
        assert twin == event and hash(twin) == hash(event) and repr(twin) == repr(event) and twin.raw == raw
    assert dataclasses.asdict(event)["raw_json"] == body
    for name, value in raw.items():
        attribute = NAMES.get(name, "")
        if attribute in type(event).__dataclass_fields__ and value not in ("", None, "0", {}):
            assert getattr(event, attribute) not in (None, ""), name
