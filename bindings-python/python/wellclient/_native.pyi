"""The part of the package that is written in Rust: handles, and plain data in and out.

What has structure is a dict. Everything else in the package is made of this.
"""

import os
from typing import Any, Callable, Literal, Mapping, Optional, Sequence, Union, final

__all__ = [
    "Client",
    "EventStream",
    "Operation",
    "RawEvent",
    "Replay",
    "Session",
    "SessionStore",
    "Simulator",
    "Watch",
    "__version__",
    "after_fork",
    "close_gate",
    "default_config",
    "dial_string",
    "environment",
    "field_names",
    "kind_names",
    "in_callback",
    "preset",
    "presets",
    "run_command_line",
    "saved_from_bytes",
    "saved_to_bytes",
    "set_log_level",
    "set_log_sink",
]

__version__: str
"""The version of the library."""

Notice = Union[
    tuple[Literal["event"], str, RawEvent],
    tuple[Literal["log"], str, str],
    tuple[Literal["settled"], int, dict[str, Any]],
    tuple[Literal["ask"], int, dict[str, Any]],
    tuple[Literal["lagged"], int, dict[str, Any]],
]
"""What a session tells. An event: its kind, and itself; a log line: kind, content; an outcome or a log-in's question: the
command's number, and itself; what was missed: how much, a snapshot."""

Saved = tuple[str, str, str, Optional[str], Optional[str]]
"""Agent, device, session id, password, state."""

def saved_to_bytes(saved: Saved) -> bytes:
    """A saved session as bytes."""

def saved_from_bytes(saved: bytes) -> Saved:
    """A saved session of bytes."""

def run_command_line(arguments: list[str]) -> int:
    """Runs the command-line program with these arguments, the program's name first; its exit code. It takes the signals
    for itself."""

def in_callback() -> bool:
    """Whether this thread is inside a callback of the library's."""

def close_gate(*, wait: bool) -> None:
    """Lets no thread of the library into the interpreter any more, and waits, if wanted, until none is: until the callback that
    runs has returned. For the end of the interpreter. Ctrl-C ends the wait."""

def after_fork() -> None:
    """For a child process: the threads that were in the interpreter have stayed with the parent."""

def set_log_sink(sink: Callable[[list[tuple[int, str, str]], int], object]) -> None:
    """From now on calls `sink(lines, missed)` with lists of `(level, target, message)`, the level in `logging`'s numbers, on
    a thread of its own."""

def set_log_level(level: int) -> None:
    """Has lines as grave as this, in `logging`'s numbers, or graver, taken; above 50: none."""

def environment(environment: dict[str, Any]) -> dict[str, Any]:
    """An environment of which only `api` need be given: the whole of it."""

def preset(name: str, dialect: str) -> dict[str, Any]:
    """The environment of the manual's `useConfig(name)`."""

def presets() -> list[str]:
    """The names that `preset` knows."""

def default_config(environment: dict[str, Any], dialect: str) -> dict[str, Any]:
    """A session's configuration with all defaults for this environment and dialect."""

def dial_string(text: str) -> tuple[str, float, Optional[str]]:
    """Takes a number to dial apart: the main number, the seconds to wait, and the extension behind it (or None)."""

def kind_names() -> list[str]:
    """The words of all kinds of event."""

def field_names() -> list[str]:
    """The manual's names of all fields, by their numbers."""

@final
class RawEvent:
    """An event as it is told."""

    @property
    def origin(self) -> str:
        """Who made it, in a word."""

    @property
    def late(self) -> bool:
        """Whether it came after events that the server had sent later."""

    @property
    def watched(self) -> Optional[str]:
        """Whose it is, in a watch."""

    @property
    def json(self) -> str:
        """The event as JSON."""

    def field(self, number: int) -> Any:
        """A field by its number in `field_names()`; a structure as JSON; None where it has none."""

@final
class Operation:
    """A command under way, a close, a script."""

    def result(self) -> Optional[dict[str, Any]]:
        """How it has ended; None while it is under way."""

    def wait(self, timeout: Optional[float] = None) -> Optional[dict[str, Any]]:
        """Waits for its end, up to `timeout` seconds (None: without end): `result()`. Ctrl-C ends the wait."""

    def notify(self, listener: object) -> bool:
        """Calls `listener`, without arguments, on another thread when there is something to see; False if there is already."""

@final
class EventStream:
    """What a session tells, from when this was made. Any thread may take from it; each notice is taken once."""

    def take(self) -> Optional[Notice]:
        """The next notice; None if none waits."""

    @property
    def ended(self) -> bool:
        """Whether nothing comes any more."""

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits until there may be something to take, up to `timeout` seconds (None: without end). Ctrl-C ends the wait."""

    def notify(self, listener: object) -> bool:
        """Calls `listener`, without arguments, on another thread when there may be something to take; False if there may be
        already."""

    def close(self) -> None:
        """Takes nothing any more; who waits is told."""

@final
class Client:
    """What sessions share."""

    def __new__(
        cls,
        *,
        threads: int,
        proxy: Optional[str],
        connect_timeout: float,
        request_timeout: float,
        connecting_at_once: int,
        connecting_per_second: int,
        user_agent: Optional[str],
        extra_roots_pem: bytes,
        client_certificate_pem: bytes,
        client_key_pem: bytes,
        without_platform_roots: bool,
        danger_accept_any_certificate: bool,
    ) -> Client:
        """Starts the threads."""

    def session(
        self,
        config: dict[str, Any],
        *,
        times: Mapping[str, float],
        logout_on_close: bool,
        journal: Optional[str | os.PathLike[str]],
        store: Optional[SessionStore],
    ) -> Session:
        """A session that is logged out; `config` as `default_config` makes it, `times` as they were given, in seconds."""

    def watch(
        self,
        config: dict[str, Any],
        *,
        times: Mapping[str, float],
        journal: Optional[str | os.PathLike[str]],
        job_number: str,
        password: str,
        domain: str,
        agents: Sequence[str],
    ) -> Watch:
        """Agents to be watched by an account; `config` and `times` as a session's."""

    def metrics(self) -> dict[str, Any]:
        """The counters of all open sessions."""

    @property
    def forked(self) -> bool:
        """Whether it belongs to another process, which this one was forked from."""

    def close(self) -> Operation:
        """Begins to close all sessions and to end all threads."""

    def close_and_wait(self) -> None:
        """Closes all sessions and ends all threads; waits until that is done. Ctrl-C ends the wait."""

@final
class SessionStore:
    """A file with a saved session."""

    def __new__(cls, path: Union[str, os.PathLike[str]], key: Optional[bytes]) -> SessionStore:
        """In this file, sealed with this key."""

    def save(self, saved: Saved) -> None:
        """Writes a saved session in place of what is there."""

    def load(self) -> Optional[Saved]:
        """What was saved; None where there is no file."""

    def remove(self) -> None:
        """Removes the file."""

@final
class Watch:
    """Agents who are watched."""

    def session(self) -> Session:
        """The session that it is inside, for what both have."""

    def open(self) -> Operation:
        """Begins to watch."""

    def follow(self, agent_id: str) -> Operation:
        """Begins to follow one more agent."""

    def unfollow(self, agent_id: str) -> None:
        """Does not follow an agent any more."""

    def agents(self) -> list[str]:
        """The agents who are watched."""

    def snapshot(self, agent_id: str) -> Optional[dict[str, Any]]:
        """What is known of an agent; None for one who is not watched."""

    def snapshots(self) -> list[dict[str, Any]]:
        """What is known of each."""

    def link(self) -> str:
        """The event channel, in a word."""

@final
class Session:
    """One agent on one extension."""

    def begin(self, verb: str, arguments: dict[str, Any]) -> Operation:
        """Begins the command of a verb, with its arguments by their names."""

    def recover(self, saved: Saved) -> Operation:
        """Begins to take up a saved session."""

    def saved(self) -> Optional[Saved]:
        """Agent, device, session id, password and state, to be taken up later; None unless an agent is logged in."""

    def events(self, kinds: Optional[list[str]], *, logs: bool, capacity: int) -> EventStream:
        """What it tells from now on, of these kinds (None: all), with log lines or without; so many may wait."""

    def call_back(self, target: Callable[[Notice], object], *, kinds: list[str], logs: bool, capacity: int) -> None:
        """From now on calls `target` with outcomes and questions, with events of these kinds, and with log lines or without, on
        the client's callback thread; at least `capacity` may wait. A session has one target, the first; what others want is
        added."""

    def answer_ask(self, force: bool) -> None:
        """Answers a log-in's question."""

    def reconnect(self) -> None:
        """Tries the event channel again."""

    def snapshot(self) -> dict[str, Any]:
        """The state now."""

    def may(self, verb: str, call_id: Optional[str]) -> Optional[tuple[str, str, str]]:
        """Whether a verb may be used, on a call or by itself: None, or why not: the code, in English, in Chinese."""

    def identity(self) -> Optional[tuple[str, str]]:
        """The agent and the device, once a log-in has begun."""

    def get_call_memory(self) -> str:
        """The model as the reference client shows it, as JSON."""

    def metrics(self) -> dict[str, Any]:
        """The counters."""

    def settings(self) -> dict[str, Any]:
        """The settings."""

    def set_config(self, settings: dict[str, Any]) -> None:
        """Sets all settings."""

    def set_retrieve_after_consultation(self, retrieve: bool) -> None:
        """Whether to retrieve the first call when the consulted party has hung up."""

    def log(self, text: str) -> None:
        """Writes a line into the log."""

    def error(self, text: str) -> None:
        """Writes an error into the log."""

    def get_log(self) -> str:
        """The event log."""

    def download_log(self, path: str | os.PathLike[str]) -> None:
        """Writes the event log to a file."""

    def search_log(self, text: str) -> list[str]:
        """The lines with this text."""

    def enable_log(self) -> None:
        """Keeps lines again."""

    def disable_log(self) -> None:
        """Keeps no further lines."""

    def clear_log(self) -> None:
        """Forgets all lines."""

    def close(self) -> Operation:
        """Begins to close it; ends when it is closed and everything is told."""

@final
class Replay:
    """A session fed from a journal."""

    def __new__(cls, header: str) -> Replay:
        """Begins with the journal's first line."""

    def feed(self, line: str) -> list[Notice]:
        """Feeds the next line: the notices that come of it."""

    def snapshot(self) -> dict[str, Any]:
        """The state after the last line."""

@final
class Simulator:
    """A CTI server in this process, on loopback."""

    def __new__(cls, config: str) -> Simulator:
        """Starts one; `config` is JSON, `{}` for all defaults."""

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:<port>`."""

    def control(self, action: str) -> str:
        """Acts as the outside world; the answer is JSON."""

    def add_fault(self, fault: str) -> int:
        """Adds a fault; its number."""

    def remove_fault(self, number: int) -> bool:
        """Removes a fault; whether it stood."""

    def clear_faults(self) -> None:
        """Removes all faults."""

    def state(self) -> str:
        """The truth, as JSON."""

    def log(self) -> str:
        """What it heard and did, as JSON."""

    def run_script(self, script: str, timeout: float) -> Operation:
        """Begins a script, which may take so many seconds. It ends with `{}`, or with `{"error": …}`."""

    def stop(self) -> None:
        """Stops it and waits until nothing of it runs."""
