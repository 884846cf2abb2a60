"""The library's times, as Python has them."""

from __future__ import annotations

from datetime import datetime, timezone


def of_time(milliseconds: int) -> datetime:
    """A library's time: milliseconds since 1970 UTC."""
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, timezone.utc).replace(microsecond=rest * 1000)
