"""Writes the blocking verbs from the asynchronous ones: ``python tools/unasync.py`` (``--check`` only compares)."""

from __future__ import annotations

import pathlib
import sys

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "python" / "wellclient"
SOURCE = PACKAGE / "_verbs.py"
TARGET = PACKAGE / "blocking" / "_verbs.py"

REPLACEMENTS = (
    (
        '"""The verbs of the manual, one method each, by its names."""\n',
        '"""The verbs of the manual, one method each, by its names. Made by tools/unasync.py from wellclient/_verbs.py."""\n',
    ),
    ("async def ", "def "),
    ("await ", ""),
    ("from ._", "from .._"),
    ("Union[bool, Awaitable[bool]]", "bool"),
    ("Any, Awaitable, Callable", "Any, Callable"),
    (" or a cancellation,", " or by Ctrl-C,"),
    (
        "An ``async`` function runs in this\n        loop; any other on the client's callback thread, where it may take its time (``Timing.ask``).",
        "It runs on\n        the client's callback thread and may take its time (``Timing.ask``).",
    ),
)


def blocking(text: str) -> str:
    """The blocking form of asynchronous source."""
    for old, new in REPLACEMENTS:
        text = text.replace(old, new)
    return text


def main() -> int:
    """Writes, or compares."""
    wanted = blocking(SOURCE.read_text(encoding="utf-8"))
    if "--check" in sys.argv:
        same = TARGET.read_text(encoding="utf-8") == wanted
        print("up to date" if same else f"{TARGET} is not up to date: run python tools/unasync.py")
        return 0 if same else 1
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
