"""What things are called where they are shown."""

from __future__ import annotations


def name_of(thing: object) -> str:
    """The name of its class, in the module where programs find it: ``wellclient.blocking.Session``."""
    module, name = type(thing).__module__, type(thing).__qualname__
    if module.startswith("wellclient."):
        module = ".".join(part for part in module.split(".") if not part.startswith("_"))
    return f"{module}.{name}"


def not_copied(thing: object) -> TypeError:
    """That there is one of it."""
    return TypeError(f"a {name_of(thing)} cannot be copied or pickled")


def plain(text: str) -> str:
    """Without what would work on a terminal or break the line: numbers and ids are whatever the other end sent."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
