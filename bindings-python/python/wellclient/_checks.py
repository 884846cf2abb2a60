"""Options and arguments, looked at where they are given: what cannot be is refused by the name that it has there. A wrong type is a
``TypeError``; a wrong value a ``ValueError``, for clients and sessions the ``ConfigurationError`` that is one.
"""

from __future__ import annotations

import difflib
import math
import operator
import os
import re
from datetime import timedelta
from typing import Any, Iterable, Mapping, Optional, Type, TypeVar, Union, cast

from ._errors import ConfigurationError
from ._vocabulary import Verb

Seconds = Union[float, timedelta]
Thing = TypeVar("Thing")

_SURROGATE = re.compile("[\ud800-\udfff]")

MOST_CAPACITY = 2**31 - 1
"""Notices that may wait in one stream."""


def wrong_type(name: str, wanted: str, given: object) -> TypeError:
    """That ``name`` is of another type. What was given is not shown: it may be a secret."""
    return TypeError(f"{name} must be {wanted}, not {type(given).__name__}")


def truth(name: str, given: object) -> bool:
    """True or False, and nothing that only counts as one of them."""
    if not isinstance(given, bool):
        raise wrong_type(name, "a bool", given)
    return given


def text(name: str, given: object, error: Type[ValueError] = ConfigurationError) -> str:
    """A text. One with half of a surrogate pair in it is none that can be sent."""
    if not isinstance(given, str):
        raise wrong_type(name, "a str", given)
    if _SURROGATE.search(given):
        raise error(f"{name} has a surrogate in it, which cannot be sent")
    return given


def argument(name: str, given: object) -> str:
    """A text that is no option, but a method's argument."""
    return text(name, given, ValueError)


def octets(name: str, given: object) -> bytes:
    """Bytes."""
    if not isinstance(given, bytes):
        raise wrong_type(name, "bytes", given)
    return given


def whole(name: str, given: object, least: int, most: int) -> int:
    """A whole number of this range."""
    try:
        number = None if isinstance(given, bool) else operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None:
        raise wrong_type(name, "a whole number", given)
    if not least <= number <= most:
        raise ConfigurationError(f"{name} must be from {least} to {most}, not {number}")
    return int(number)


def capacity_of(given: object) -> int:
    """How many notices may wait."""
    try:
        return whole("capacity", given, 1, MOST_CAPACITY)
    except ConfigurationError as error:
        raise ValueError(*error.args) from None


def seconds(name: str, given: object) -> float:
    """A time in seconds. One that is out of every range is not refused here."""
    if isinstance(given, timedelta):
        return given.total_seconds()
    if isinstance(given, (bool, str, bytes)):
        raise wrong_type(name, "seconds or a timedelta", given)
    try:
        return float(given)  # type: ignore[arg-type]
    except OverflowError:
        # A whole number that is too large for it.
        return math.inf if given > 0 else -math.inf  # type: ignore[operator]
    except TypeError:
        raise wrong_type(name, "seconds or a timedelta", given) from None


def wait_time(name: str, given: Optional[Seconds]) -> Optional[float]:
    """How long to wait, in seconds; None is without end."""
    limit = None if given is None else seconds(name, given)
    if limit is not None and math.isnan(limit):
        raise ValueError(f"{name} is not a number")
    return limit


def instance(name: str, given: object, cls: Type[Thing]) -> Thing:
    """An object of this class."""
    if not isinstance(given, cls):
        raise wrong_type(name, f"a wellclient.{cls.__name__}", given)
    return given


def path(name: str, given: object) -> str:
    """The path of a file."""
    try:
        whole_path = os.fsdecode(given)  # type: ignore[arg-type]
        os.fsencode(whole_path)
    except TypeError:
        raise wrong_type(name, "a path", given) from None
    except UnicodeEncodeError:
        raise ConfigurationError(f"{name} has a surrogate in it, which no file's name has") from None
    if not whole_path:
        raise ConfigurationError(f"{name} is empty")
    return whole_path


def texts(name: str, given: object) -> list[str]:
    """Several texts; one alone is no list of letters."""
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise wrong_type(name, "a list of str", given)
    return [text(f"{name}[{index}]", each) for index, each in enumerate(cast("Iterable[object]", given))]


def mapping(name: str, given: object) -> Mapping[str, Any]:
    """A mapping."""
    if not isinstance(given, Mapping):
        raise wrong_type(name, "a mapping", given)
    return cast("Mapping[str, Any]", given)


def verb_of(given: object) -> Verb:
    """A verb, also by its word."""
    word = argument("verb", given)
    try:
        return Verb(word)
    except ValueError:
        raise ValueError(f"there is no verb {word!r}{is_it(word, Verb)}") from None


def is_it(word: str, words: Iterable[str]) -> str:
    """The word that was meant, perhaps, as the end of a sentence."""
    near: Optional[str] = next(iter(difflib.get_close_matches(word, [str(each) for each in words], 1)), None)
    return "" if near is None else f": is it {near!r}?"
