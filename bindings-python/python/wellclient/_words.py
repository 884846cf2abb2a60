"""Choices, as enumerations of texts: each member equals its word, ``LoginMode.FORCE == "force"``. So are the words of
``_vocabulary``.

The server's lists are open: where it says a word that is not in one, the word is kept as the text that it is.
"""

from __future__ import annotations

import enum
from typing import Type, TypeVar, Union

_Word = TypeVar("_Word", bound="Word")


class Word(str, enum.Enum):
    """A member equals its word, and prints as it."""

    def __str__(self) -> str:
        return str.__str__(self.value)

    __hash__ = str.__hash__


def known(words: Type[_Word], text: str) -> Union[_Word, str]:
    """The member for a word, or the word itself where there is none."""
    try:
        return words(text)
    except ValueError:
        return text


def snake_case(name: str) -> str:
    """A name of the manual's in Python's spelling."""
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def camel_case(name: str) -> str:
    """A name in the manual's spelling."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


class LoginMode(Word):
    """What a log-in does where the agent is logged in already (manual 2.2)."""

    FORCE = "force"
    """Log out there and log in here."""
    STOP = "stop"
    """Fail."""
    ASK = "ask"
    """Ask the application which of the two."""


class Participation(Word):
    """How someone takes part in a single-step conference (manual 2.11)."""

    ACTIVE = "Active"
    """Hears and is heard."""
    SILENT = "Silent"
    """Only hears."""


class Dialect(Word):
    """Which release of the manual's client the server expects."""

    V2 = "2.x"
    """Releases 2.x (2017)."""
    V4 = "4.x"
    """Releases 4.x (2019)."""


class StoreFault(Word):
    """What is wrong with a session store."""

    FILE = "file"
    """The file cannot be read, written or removed."""
    NOT_A_STORE = "notAStore"
    """The file is something else."""
    TRUNCATED = "truncated"
    """The file ends too soon."""
    DAMAGED = "damaged"
    """The file was changed since it was written."""
    VERSION = "version"
    """It was written by another version of the library, and this one cannot read it."""
    NEEDS_KEY = "needsKey"
    """The file is sealed, and no key was given."""
    OTHER_KEY = "otherKey"
    """The file is sealed with another key."""
    NOT_SEALED = "notSealed"
    """A key was given, and the file is not sealed: it may be anybody's."""
    SEALING = "sealing"
    """It cannot be sealed: the system gives no random numbers, or there is more than 16 MiB to keep."""
