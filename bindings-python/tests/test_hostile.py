"""Call data is another party's: whatever stands in it, an event and a snapshot can be looked at."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from wellclient import Delivered
from wellclient._json import read

DEEP = "[" * 5000 + "]" * 5000
LONG = "7" * 5000
# Brackets within texts are no nesting.
TEXT = '"' + "[{" * 200 + '\\"\\\\"'
DATA = f'{{"deep": {DEEP}, "long": {LONG}, "text": {TEXT}, "beside": [1, -2, 0.5, {{"a": null}}]}}'


def _looked_at(data: Any) -> None:
    assert data["long"] == LONG and data["beside"] == [1, -2, 0.5, {"a": None}]
    assert data["text"] == "[{" * 200 + '"\\'
    inner, depth = data["deep"], 0
    while isinstance(inner, list):
        (inner,), depth = inner, depth + 1
    # What is deeper stays as it was written.
    assert 50 < depth < 100 and inner == DEEP[depth : len(DEEP) - depth]
    assert read(DATA) == data == copy.deepcopy(data) and repr(data)


def test_what_python_cannot_hold_stays_a_text() -> None:
    _looked_at(read(DATA))
    event = Delivered(raw_json=f'{{"eventName":"delivered","userData":{DATA}}}')
    _looked_at({**event.raw["userData"], "deep": read(DATA)["deep"]})
    assert event == copy.copy(event) == pickle.loads(pickle.dumps(event)) and repr(event)


@pytest.mark.parametrize("text", ["", "[", "{" * 100, "[" * 100 + '"', "]" * 100])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)
