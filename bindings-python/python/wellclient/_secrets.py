"""Secrets: kept out of tracebacks, copies and pickles."""

from __future__ import annotations

import asyncio
import functools
import inspect
import traceback
from contextlib import suppress
from typing import Any, Callable, NoReturn, Optional, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Secret(str):
    """A text that ``repr`` does not show, and that nothing copies or pickles by accident (``dataclasses.asdict``)."""

    def __repr__(self) -> str:
        return "'…'"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not copied or pickled: what is to be kept of a session, SavedSession.to_bytes has")


def secret(value: Any) -> Any:
    """A text as a secret; anything else as it is."""
    return Secret(value) if isinstance(value, str) else value


def kept_secret(thing: object, *names: str) -> None:
    """Keeps attributes as secrets."""
    for name in names:
        thing.__dict__[name] = secret(thing.__dict__[name])


class _Call:
    """A function and its arguments, which ``repr`` does not show."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs

    def __call__(self) -> Any:
        return self.function(*self.args, **self.kwargs)


def keeps_secrets(function: Function) -> Function:
    """For a function that is given secrets. Whoever shows or stores the locals of a traceback's frames finds none in this
    package's."""

    async def awaited(call: _Call) -> Any:
        try:
            return await call()
        except BaseException as error:
            _forget_locals(error)
            raise

    def concealed(*args: Any, **kwargs: Any) -> Any:
        call = _Call(function, args, kwargs)
        del args, kwargs
        if is_async:
            coroutine: Any = awaited(call)
            coroutine.__name__, coroutine.__qualname__ = function.__name__, function.__qualname__
            return coroutine
        try:
            return call()
        except BaseException as error:
            _forget_locals(error)
            raise

    is_async = inspect.iscoroutinefunction(function)
    if is_async:
        _mark_async(concealed)
    return functools.wraps(function)(concealed)  # type: ignore[return-value]


def _mark_async(function: Any) -> None:
    """What gives a coroutine is to be known by it."""
    # Since Python 3.12.
    mark: Any = getattr(inspect, "markcoroutinefunction", None)
    if mark is not None:
        mark(function)
    else:
        function._is_coroutine = getattr(asyncio.coroutines, "_is_coroutine", None)


def _forget_locals(failed: BaseException) -> None:
    """Forgets the locals of this package's frames, of what is over."""
    errors: list[Optional[BaseException]] = [failed]
    seen: set[int] = set()
    while errors:
        error = errors.pop()
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        errors += (error.__cause__, error.__context__)
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if str(frame.f_globals.get("__name__")).partition(".")[0] == __package__:
                # It may be one that still runs.
                with suppress(RuntimeError):
                    frame.clear()
