"""JSON of the server's, which may hold what Python cannot: that stays a text."""

from __future__ import annotations

import json
import re
from typing import Any, Union

_DEEPEST = 64
"""Deeper values stay texts: reading, comparing and showing them takes Python's stack."""

_TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)


def _whole(digits: str) -> Union[int, str]:
    try:
        return int(digits)
    except ValueError:
        # More digits than Python converts.
        return digits


_DECODER = json.JSONDecoder(parse_int=_whole)


def read(text: str) -> Any:
    """The value. In it, what is nested too deep and whole numbers of too many digits are texts, as they were written."""
    if text.count("[") + text.count("{") > _DEEPEST:
        text = _cut(text)
    return _DECODER.decode(text)


def _cut(text: str) -> str:
    """With a text in place of each value that is too deep."""
    parts, depth, done = [], 0, 0
    for token in _TOKENS.finditer(text):
        sign = token.group()
        if sign in ("[", "{"):
            depth += 1
            if depth == _DEEPEST + 1:
                parts.append(text[done : token.start()])
                done = token.start()
        elif sign in ("]", "}"):
            if depth == _DEEPEST + 1:
                parts.append(json.dumps(text[done : token.end()]))
                done = token.end()
            depth -= 1
    parts.append(text[done:])
    return "".join(parts)
