"""Functions of the program's: judged where they are given, called so that nothing that they raise harms anything else."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, Awaitable, Callable, Optional

from . import _logs


def check_function(name: str, function: object) -> None:
    """Raises ``TypeError`` for what cannot be called, and for a function that yields: to call it would run nothing."""
    if not callable(function):
        raise TypeError(f"{name} must be a function, not {function!r}")
    for each in (function, getattr(function, "__call__", None)):
        if inspect.isgeneratorfunction(each) or inspect.isasyncgenfunction(each):
            raise TypeError(f"{name} must not be a generator: calling a function that yields does not run it")


def is_async(function: Callable[..., object]) -> bool:
    """Whether it gives a coroutine: an ``async`` function, or an object that is called so."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None))


def to_be_awaited(given: object) -> Optional[Awaitable[Any]]:
    """What a function gave, where it has to be awaited; None where all is done. Raises ``TypeError`` for a generator."""
    if inspect.isgenerator(given) or inspect.isasyncgen(given):
        raise TypeError("the function has returned a generator, which nobody runs")
    return given if inspect.isawaitable(given) else None


def let_go(awaitable: Awaitable[Any]) -> None:
    """Forgets what is not awaited after all, without a warning."""
    if inspect.iscoroutine(awaitable):
        awaitable.close()


async def contained(awaitable: Awaitable[Any], failed: Callable[[], None]) -> Any:
    """Awaits it, and reports what it raises, whatever it is: a ``SystemExit`` that left a task would end the loop, and with it
    every other task. What it gives; None where it has failed."""
    task = asyncio.current_task()
    try:
        return await awaitable
    except BaseException as error:
        if _is_ended_from_outside(task, error):
            raise
        failed()
        return None


def _is_ended_from_outside(task: Optional[asyncio.Task[Any]], error: BaseException) -> bool:
    """Whether the loop, or whoever has the task, ends it in its own way, and not what runs in it has raised the same."""
    if isinstance(error, GeneratorExit):
        # Who closes a coroutine does so from elsewhere.
        try:
            return asyncio.current_task() is not task
        except RuntimeError:
            return True
    if isinstance(error, asyncio.CancelledError):
        # Before Python 3.11 a task does not tell.
        cancelling = getattr(task, "cancelling", None)
        return cancelling is None or cancelling() > 0
    return False


def report(message: str, *arguments: object) -> None:
    """Logs the exception that is being handled. A log that fails, too, costs nobody anything."""
    try:
        _logs.callbacks.exception(message, *arguments)
    except BaseException:
        _logs.say_aloud()


def is_yes(answer: object) -> bool:
    """Only a plain True: the text "no" is true, too, and another log-in would be ended for it."""
    if not isinstance(answer, bool):
        raise TypeError(f"ask returns True or False, not {type(answer).__name__}")
    return answer
