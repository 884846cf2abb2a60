"""Events as they are told: each field is read when it is first asked for."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Callable, Optional, Sequence

from ._event import Event, OriginCallInfo
from ._event_kinds import EVENTS, JSON, NUMBERS, TIMES, WHOLE, WORDS, WORDS_OF, OtherEvent
from ._json import read
from ._time import of_time
from ._vocabulary import Origin
from ._words import known

if TYPE_CHECKING:
    from ._native import RawEvent


def _server_time(text: str) -> Optional[datetime]:
    """Of ``YYYY.MM.DD hh:mm:ss``, which the native part sees to."""
    date = int(text[:4]), int(text[5:7]), int(text[8:10])
    try:
        return datetime(*date, int(text[11:13]), int(text[14:16]), int(text[17:19]))
    except ValueError:
        # A year that Python does not have.
        return None


def _calls(text: str) -> Sequence[str]:
    return tuple(read(text))


_EXACT: dict[str, Callable[[Any], Any]] = {"event_time": _server_time, "calls": _calls}


def _made(cls: type[Event], name: str) -> Optional[Callable[[Any], Any]]:
    """What is made of a field's value; None where it stays as it is."""
    words = WORDS_OF.get((cls.kind, name)) or WORDS.get(name)
    if words is not None:
        return words if words in WHOLE else lambda word: known(words, word)
    if name in TIMES:
        return of_time
    return _EXACT.get(name) or (read if name in JSON else None)


def _origin_call_info(told: RawEvent) -> Optional[OriginCallInfo]:
    call, calling, called = (
        told.field(NUMBERS["origin_call_info_" + name]) for name in ("call_id", "calling_device", "called_device")
    )
    return None if call is calling is called is None else OriginCallInfo(call, calling, called)


# What is no field of the manual's.
_READ: dict[str, Callable[[RawEvent], Any]] = {
    "origin": lambda told: Origin(told.origin),
    "late": lambda told: told.late,
    "watched": lambda told: told.watched,
    "raw_json": lambda told: told.json,
    "origin_call_info": _origin_call_info,
}


class _OnDemand:
    """A field of an event that was told: read when it is first asked for, and kept. As the class's it is the default."""

    def __init__(self, cls: type[Event], name: str, default: Any) -> None:
        self._name = name
        self._default = default
        self._number = NUMBERS.get(name)
        self._read = _READ.get(name)
        self._made = _made(cls, name)

    def __get__(self, event: Optional[Event], cls: Optional[type] = None) -> Any:
        # It is looked for here only where the event itself does not have it.
        told = None if event is None else event.__dict__.get("_told")
        if event is None or told is None:
            return self._default
        value = self._value(told)
        event.__dict__[self._name] = value
        return value

    def _value(self, told: RawEvent) -> Any:
        if self._read is not None:
            return self._read(told)
        value = None if self._number is None else told.field(self._number)
        if value is None:
            return self._default
        return value if self._made is None else self._made(value)


def _read_on_demand(cls: type[Event]) -> None:
    for each in fields(cls):
        if each.name in vars(cls):
            setattr(cls, each.name, _OnDemand(cls, each.name, each.default))
    for below in cls.__subclasses__():
        _read_on_demand(below)


# The classes are whole by now: what they inherit, they have by their fields.
_read_on_demand(Event)


def decode(kind: str, told: RawEvent) -> Event:
    """The event that the native part tells."""
    event = object.__new__(EVENTS.get(kind, OtherEvent))
    event.__dict__["_told"] = told
    return event
