"""What the clients for ``asyncio`` and for threads have in common: all that does not wait."""

from __future__ import annotations

import os
from typing import Generic, Iterable, NoReturn, Optional, Type, TypeVar, Union
from warnings import warn

from . import _lifecycle, _logs, _native
from ._base import Metrics, SessionBase, WatchBase, metrics_of
from ._checks import Seconds, instance, path, seconds, text, texts, truth, whole
from ._config import (
    Backoff,
    Environment,
    Fixed,
    InternalNumbers,
    Spread,
    Timing,
    TlsOptions,
    environment_of,
    session_config,
    tls_of,
)
from ._errors import ConfigurationError
from ._saved import SessionStore
from ._secrets import keeps_secrets
from ._shown import name_of, not_copied
from ._words import Dialect

SessionT = TypeVar("SessionT", bound=SessionBase)
WatchT = TypeVar("WatchT", bound=WatchBase)

MOST = 2**32 - 1
MOST_THREADS = 64
"""For the network, in one client."""


class ClientBase(Generic[SessionT, WatchT]):
    """What sessions share: HTTP connections, TLS, proxies, threads. One for a process is enough."""

    _session_class: Type[SessionT]
    _watch_class: Type[WatchT]

    @keeps_secrets
    def __init__(
        self,
        *,
        proxy: Optional[str] = "system",
        tls: Optional[TlsOptions] = None,
        connect_timeout: Seconds = 5.0,
        request_timeout: Seconds = 10.0,
        connecting_at_once: int = 64,
        connecting_per_second: int = 250,
        threads: int = 2,
        user_agent: Optional[str] = None,
    ) -> None:
        """Starts the threads; connects to nothing.

        Args:
            proxy: The URL of a proxy (``http://``, ``https://``, ``socks5://``); ``"system"`` for the system's settings,
                None for none.
            tls: What TLS trusts and shows. None is the platform's roots.
            connect_timeout: How long a TCP and TLS connection may take, in seconds.
            request_timeout: How long a request may take, reply and all, in seconds. Keep it below ``Timing.command``.
            connecting_at_once: How many event channels may be opening at once, over all sessions; at least 1.
            connecting_per_second: How many event channels may begin to open in a second, and how many HTTP log-ins, over
                all sessions; at least 1.
            threads: How many threads serve the network, from 1 to 64.
            user_agent: The ``user-agent`` header, printable ASCII and tabs. None is ``wellclient/<version>``.

        Raises:
            ConfigurationError: If TLS options or a proxy cannot be used, or a time or a number is out of its range.
            TypeError: If an option is of another type.
        """
        self._closed = True
        if proxy is not None and text("proxy", proxy) != "system" and "://" not in proxy:
            raise ConfigurationError('proxy must be a URL, such as "http://proxy.example:3128", or "system" or None')
        self._native = _native.Client(
            threads=whole("threads", threads, 1, MOST_THREADS),
            proxy=proxy,
            connect_timeout=seconds("connect_timeout", connect_timeout),
            request_timeout=seconds("request_timeout", request_timeout),
            connecting_at_once=whole("connecting_at_once", connecting_at_once, 1, MOST),
            connecting_per_second=whole("connecting_per_second", connecting_per_second, 1, MOST),
            user_agent=None if user_agent is None else text("user_agent", user_agent),
            **tls_of(TlsOptions() if tls is None else instance("tls", tls, TlsOptions)),
        )
        self._keep = _lifecycle.opened(self._native)
        self._closed = False
        _logs.start()

    @keeps_secrets
    def session(
        self,
        environment: Union[Environment, str],
        *,
        dialect: Union[Dialect, str] = Dialect.V4,
        auto_answer: Optional[bool] = None,
        debug: bool = False,
        use_ws_log: bool = False,
        use_error_alert: bool = True,
        timing: Optional[Timing] = None,
        reconnect: Union[Spread, Fixed, Backoff, None] = None,
        internal_numbers: Optional[InternalNumbers] = None,
        virtual_host: Optional[str] = None,
        retrieve_after_consultation: bool = False,
        answer_second_call: bool = False,
        take_over_call: bool = True,
        phone_numbers_only: bool = False,
        verify_with_heartbeat: bool = True,
        event_log: bool = True,
        logout_on_close: bool = False,
        journal: Union[str, os.PathLike[str], None] = None,
        store: Optional[SessionStore] = None,
        seed: int = 0,
    ) -> SessionT:
        """A session that is logged out.

        Args:
            environment: An ``Environment``, the URL of a server's API, or a name of ``Environment.presets()``.
            dialect: Which release of the manual's client to speak like.
            auto_answer: Whether to answer incoming calls at once (manual 2.1). None is the environment's own choice.
            debug: Whether to log in detail (``setConfig``, manual 2.1).
            use_ws_log: Whether to log each STOMP frame (``setConfig``).
            use_error_alert: Whether failures are also log lines of kind ``alert`` (``setConfig``).
            timing: How long things may take. What is left out has its default.
            reconnect: When to try again after the event channel is lost. None is ``Spread()``.
            internal_numbers: Which numbers are internal, and need no prefix.
            virtual_host: The ``host`` header of STOMP's CONNECT. None sends none.
            retrieve_after_consultation: Whether to retrieve the first call when the consulted party hangs up.
            answer_second_call: With ``auto_answer``: whether to answer a second call, too, while the agent is talking in
                another.
            take_over_call: What a log-in in mode ``force`` does where the agent is logged in already, and in a call by the
                server's account. True logs nobody out of a call: on the same extension (454) the log-in takes the session
                over with its call, on another one (455) it fails. Taking over leaves the agent's mode as it is at the
                server, whatever mode the log-in asks for. False logs the agent out in any case.
            phone_numbers_only: Whether to refuse numbers that are neither digits nor the manual's dial form (5.4), and
                prefixes that are not digits. If not, any text without control characters is dialled, at most 128 bytes
                long with its prefix.
            verify_with_heartbeat: Whether to compare the model with the server's account at each heartbeat.
            event_log: Whether to keep the event log (manual 5.5).
            logout_on_close: Whether to log the agent out when the session is closed (manual 8.4).
            journal: A file in which the session is recorded, to be replayed: without secrets, but with telephone numbers.
                It must be new or empty.
            store: Keeps the session, so that it can be resumed after a restart, whatever has ended the program: load it
                first, then ``recover``. While an agent is logged in, the file is written within 200 ms of each change;
                events do not wait for that. It is removed when the agent is logged out, and stays when the session is
                closed without a log-out. If it cannot be written, a ``LogLine`` of kind ``error`` says so.
            seed: The seed of the random delays. 0 chooses one at random.

        Raises:
            ConfigurationError: If the environment, a time or another option cannot be used, or the journal is a FIFO
                without a reader.
            TypeError: If an option is of another type.
            FileExistsError: If the journal's file has something in it.
            BlockingIOError: If another session writes its journal to that file.
            OSError: If the journal cannot be opened.
            ClosedError: If the client is closed.
            ForkedError: In a process that was forked since the client was made.
        """
        _logs.follow()
        config, times = session_config(
            environment_of(environment, dialect),
            dialect,
            settings={
                "auto_answer": auto_answer,
                "debug": debug,
                "use_ws_log": use_ws_log,
                "use_error_alert": use_error_alert,
            },
            timing=timing,
            reconnect=reconnect,
            internal=internal_numbers,
            virtual_host=virtual_host,
            seed=seed,
            switches={
                "retrieve_after_consultation": retrieve_after_consultation,
                "answer_second_call": answer_second_call,
                "take_over_call": take_over_call,
                "phone_numbers_only": phone_numbers_only,
                "verify_with_heartbeat": verify_with_heartbeat,
                "event_log": event_log,
            },
        )
        native = self._native.session(
            config,
            times=times,
            logout_on_close=truth("logout_on_close", logout_on_close),
            journal=None if journal is None else path("journal", journal),
            store=None if store is None else instance("store", store, SessionStore)._native,
        )
        return self._session_class(native, self._keep)

    @keeps_secrets
    def watch(
        self,
        environment: Union[Environment, str],
        job_number: str,
        password: str,
        domain: str = "",
        agents: Iterable[str] = (),
        *,
        dialect: Union[Dialect, str] = Dialect.V4,
        debug: bool = False,
        use_ws_log: bool = False,
        use_error_alert: bool = True,
        timing: Optional[Timing] = None,
        reconnect: Union[Spread, Fixed, Backoff, None] = None,
        internal_numbers: Optional[InternalNumbers] = None,
        virtual_host: Optional[str] = None,
        event_log: bool = True,
        journal: Union[str, os.PathLike[str], None] = None,
        seed: int = 0,
    ) -> WatchT:
        """Agents (``5001@test.cc``) to be watched for a wallboard, by the account of a supervisor, with nobody logged in or
        out. Nothing happens before ``open``.

        An HTTP session and one event channel, and nothing else is ever sent. Of each agent there are the events of a session
        of the agent's own, with ``Event.watched`` saying whose they are, and the same ``Snapshot``, in which every action is
        refused. Nothing is known of an agent until an event tells it, and after a gap in the channel everything is in doubt:
        ``Snapshot.verified``, ``Agent.doubts``, ``Call.doubts``. A reader who is too slow gets a ``Lagged`` for each agent.

        ``domain`` is the tenant's, by default the environment's; the rest is as for ``session``.

        Raises ``ConfigurationError``, also for an agent who cannot be watched; ``TypeError``, ``OSError`` (the journal),
        ``ClosedError``, ``ForkedError``.
        """
        _logs.follow()
        config, times = session_config(
            environment_of(environment, dialect),
            dialect,
            settings={"debug": debug, "use_ws_log": use_ws_log, "use_error_alert": use_error_alert},
            timing=timing,
            reconnect=reconnect,
            internal=internal_numbers,
            virtual_host=virtual_host,
            seed=seed,
            switches={"event_log": event_log},
        )
        native = self._native.watch(
            config,
            times=times,
            journal=None if journal is None else path("journal", journal),
            job_number=text("job_number", job_number),
            password=text("password", password),
            domain=text("domain", domain),
            agents=texts("agents", agents),
        )
        return self._watch_class(native, self._keep)

    def __reduce__(self) -> NoReturn:
        raise not_copied(self)

    def __repr__(self) -> str:
        return f"<{name_of(self)}{', closed' if self._closed else ''}>"

    @property
    def metrics(self) -> Metrics:
        """The counters of all open sessions, added up; ``command_ms_longest`` is the longest of all."""
        return metrics_of(self._native.metrics())

    def _is_closed(self) -> None:
        self._closed = True
        _lifecycle.closed(self._keep)

    def __del__(self) -> None:
        # What could not be made has neither.
        if not getattr(self, "_closed", True) and not self._native.forked:
            warn(f"{self!r} was not closed", ResourceWarning, source=self)
