"""Small tables for notebooks, every text escaped."""

from __future__ import annotations

from html import escape
from typing import Iterable, Optional, Sequence

from ._shown import plain


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Optional[str]]]) -> str:
    """A table; what is None is an empty cell."""
    columns = "".join(f"<th>{escape(column)}</th>" for column in head)
    lines = ("".join(f"<td>{_safe(cell or '')}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><caption>{_safe(caption)}</caption><tr>{columns}</tr>{body}</table>"


def _safe(text: str) -> str:
    return escape(plain(text))
