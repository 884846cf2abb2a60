"""The library's diagnostics in ``logging``: below the logger ``wellclient``, on a thread of their own.

Levels are those of the loggers; one that is changed counts from the next call of anything in this package on.
"""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress

from . import _native

logger = logging.getLogger("wellclient")
logger.addHandler(logging.NullHandler())
callbacks = logging.getLogger("wellclient.callback")
"""Where exceptions of callbacks are reported."""

_LOGGERS = (logger, logging.getLogger("wellclient.event"), logging.getLogger("wellclient.log"))
_LEVELS = (logging.NOTSET + 5, logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
_NONE = 60

_level = _NONE


def start() -> None:
    """Lets lines come to the loggers."""
    global _level
    _native.set_log_sink(_take)
    _level = _NONE
    follow()


def follow() -> None:
    """Has the lines made that the loggers take now."""
    global _level
    level = min(logger.getEffectiveLevel() for logger in _LOGGERS)
    if level == _level:
        return
    _level = level
    wanted = next((each for each in _LEVELS if each >= level), _NONE)
    try:
        _native.set_log_level(wanted)
    except RuntimeError:
        # Another part of the process takes them.
        pass


def say_aloud() -> None:
    """Writes the exception that is being handled to the standard error: for what the log cannot take."""
    with suppress(BaseException):
        traceback.print_exc()


def _take(lines: list[tuple[int, str, str]], missed: int) -> None:
    for level, target, message in lines:
        if target.startswith("wellclient"):
            name = target.replace("::", ".").replace("wellclient_", "wellclient.", 1)
            logging.getLogger(name).log(level, "%s", message)
    if missed:
        logger.warning("%d lines were missed: the log is too slow", missed)
