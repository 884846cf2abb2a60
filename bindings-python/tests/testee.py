"""The testee of the Python API for the conformance suite: does what the runner says, and says what it sees.

The protocol is that of ``tests/conformance/README.md``. ``--blocking`` uses ``wellclient.blocking``.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import json
import sys
import threading
from datetime import datetime, timedelta, timezone
from typing import Any, Awaitable, Callable, Iterable, Iterator, Optional, Union

import verb_calls
import wellclient
from wellclient import (
    AgentId,
    CommandError,
    DeviceId,
    Event,
    Fixed,
    Lagged,
    LoggedInAlready,
    LogLine,
    SavedSession,
    Session,
    Settings,
    Success,
    Timing,
)
from wellclient.blocking import Session as BlockingSession

Line = dict[str, str]
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}

_saying = threading.Lock()


# --- Lines


def escape(text: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in text)


def unescape(text: str) -> str:
    letters = iter(text)
    plain = {"t": "\t", "n": "\n", "r": "\r"}

    def next_escaped() -> str:
        letter = next(letters, "")
        return plain.get(letter, letter)

    return "".join(next_escaped() if c == "\\" else c for c in letters)


def word_of(value: object) -> str:
    """A value as the protocol writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value.strftime("%Y.%m.%d %H:%M:%S")
        return str(milliseconds(value - datetime(1970, 1, 1, tzinfo=timezone.utc)))
    if isinstance(value, timedelta):
        return str(milliseconds(value))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def milliseconds(time: timedelta) -> int:
    return time // timedelta(milliseconds=1)


def say(word: str, parts: dict[str, Any]) -> None:
    """Says a line, whole; what is None is left out."""
    said = [word, *(f"{name}={escape(word_of(value))}" for name, value in parts.items() if value is not None)]
    with _saying:
        sys.stdout.write("\t".join(said) + "\n")
        sys.stdout.flush()


def parse(text: str) -> tuple[str, Line]:
    word, *parts = text.rstrip("\n").split("\t")
    pairs = (part.partition("=") for part in parts)
    return word, {name: unescape(value) for name, _, value in pairs}


def truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


# --- What a session tells


def tell(session: str, told: Union[Event, LogLine]) -> None:
    if isinstance(told, LogLine):
        say("log", {"session": session, "kind": told.kind, "content": told.content})
    elif isinstance(told, Lagged):
        say("lagged", {"session": session, "missed": told.missed})
    else:
        head = {"kind": told.kind, "origin": told.origin, "late": told.late, "watched": told.watched, "raw": told.raw_json}
        say("event", {"session": session, **head, **dict(event_fields(told))})


# The fields that have another name here than in the manual.
RENAMED = {
    "anomaly_kind": "kind",
    "anomaly_event": "event",
}
OF_THE_ENVELOPE = {"origin", "late", "watched", "raw_json"}


def event_fields(event: Event) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.name in OF_THE_ENVELOPE or value is None:
            continue
        if field.name == "origin_call_info":
            for inner in dataclasses.fields(value):
                yield f"field.originCallInfo.{camel(inner.name)}", getattr(value, inner.name)
        elif field.name != "event_name" or value:
            yield f"field.{RENAMED.get(field.name, camel(field.name))}", value


# --- The verbs


def verb(session: Any, line: Line, ask: Callable[[LoggedInAlready], Any]) -> Any:
    """Calls the method for a verb."""
    part = line.__getitem__
    name = part("verb")
    if name == "watch":
        return session.open()
    if name == "follow":
        return session.follow(part("agentId"))
    if name == "agentLogin":
        options: dict[str, Any] = {}
        if "loginMode" in line:
            options["login_mode"] = part("loginMode")
        if "agentMode" in line:
            options["agent_mode"] = part("agentMode")
        if line.get("loginMode") == "ask":
            options["ask"] = ask
        return session.agent_login(part("jobNumber"), part("password"), part("domain"), part("ext"), **options)
    if name == "makeCall":
        return session.make_call(
            part("phoneNumber"),
            prefix=line.get("prefix"),
            dest_for_display=line.get("destForDisplay"),
            origin_for_display=line.get("originForDisplay"),
            cpa=truth(line["cpa"]) if "cpa" in line else None,
            context_id=line.get("contextId"),
        )
    if name in verb_calls.CALLS:
        return verb_calls.CALLS[name](session, line)
    raise ValueError(f"no such verb: {name}")


def refusal(error: CommandError) -> dict[str, Any]:
    wait = error.retry_after
    return {
        "error": error.reason,
        "status": error.status,
        "agentId": error.agent_id,
        "deviceId": error.device_id,
        "failedCode": error.failed_code,
        "failedMsg": error.failed_msg,
        "cause": error.cause,
        "retryAfterMs": None if wait is None else round(wait * 1000),
    }


def outcome(result: object) -> dict[str, Any]:
    """The end of a verb."""
    if isinstance(result, CommandError):
        name = "unknown" if isinstance(result, wellclient.UnknownOutcome) else "rejected"
        return {"outcome": name, **refusal(result), "en": str(result), "zh": result.chinese}
    if isinstance(result, wellclient.AlreadySo):
        return {"outcome": "alreadySo"}
    said: dict[str, Any] = {"outcome": "confirmed"}
    if isinstance(result, wellclient.Confirmed):
        evidence = result.evidence.value
        said["evidence"] = evidence if result.event_name is None else f"{evidence}:{result.event_name}"
        said["pendingMode"] = result.pending_mode
    elif isinstance(result, str):
        said["callId"] = result
    elif isinstance(result, list):
        said.update((f"prefixes.{number}", prefix) for number, prefix in enumerate(result))
    elif isinstance(result, wellclient.CallData):
        for number, entry in enumerate(result.entries):
            said[f"entries.{number}.key"] = entry.key
            said[f"entries.{number}.value"] = entry.value
    elif isinstance(result, wellclient.ClientState):
        said.update(flattened("clientState.", result))
    return said


def flattened(at: str, value: Any) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        if dataclasses.is_dataclass(inner):
            yield from flattened(f"{at}{camel(field.name)}.", inner)
        else:
            yield f"{at}{camel(field.name)}", inner


# --- Questions


def snapshot(shot: wellclient.Snapshot) -> dict[str, Any]:
    said: dict[str, Any] = {"phase": shot.phase, "link": shot.link, "verified": shot.verified}
    said["callsComplete"] = shot.calls_complete
    said["credentialsRefused"] = shot.credentials_refused
    said["sessionEnd"] = shot.session_end
    if shot.agent is not None:
        agent = shot.agent
        said.update(
            {
                "agent.id": agent.id,
                "agent.device": agent.device,
                "agent.mode": agent.mode,
                "agent.reason": agent.reason,
                "agent.pendingMode": agent.pending_mode,
                "agent.inModeMs": agent.in_mode,
                "agent.since": agent.since,
            }
        )
        said.update(listed("agent.doubts", [doubt for doubt in wellclient.Doubt if doubt in agent.doubts]))
    said.update(listed("prefixes", shot.prefixes))
    said.update(actions("", shot.actions))
    for number, call in enumerate(shot.calls):
        at = f"calls.{number}."
        for name, value in (
            ("callId", call.call_id),
            ("leg", call.leg),
            ("outgoing", call.outgoing),
            ("conference", call.conference),
            ("calling", call.calling),
            ("called", call.called),
            ("consultationOf", call.consultation_of),
            ("created", call.created),
            ("established", call.established),
            ("ageMs", call.age),
            ("talkingMs", call.talking),
            ("data", call.data),
            ("queue", call.queue),
            ("recording", call.recording),
            ("failedCode", call.failed_code),
            ("unverified", call.unverified),
        ):
            said[at + name] = value
        said.update(listed(f"{at}formerIds", call.former_ids))
        said.update(listed(f"{at}doubts", [doubt for doubt in wellclient.Doubt if doubt in call.doubts]))
        for place, party in enumerate(call.parties):
            said.update((f"{at}parties.{place}.{camel(name)}", value) for name, value in vars(party).items())
        said.update(actions(at, call.actions))
    return said


def actions(at: str, found: wellclient.Actions) -> dict[str, Any]:
    return {
        f"{at}actions.{verb}": "allowed" if refused is None else refused.reason for verb, refused in found.items()
    }


def listed(name: str, items: Iterable[object]) -> dict[str, Any]:
    return {f"{name}.{number}": item for number, item in enumerate(items)}


def answer(session: Any, word: str, line: Line) -> dict[str, Any]:
    """What is known at once."""
    if word == "snapshot":
        return snapshot(session.snapshot())
    if word == "watchedSnapshot":
        return snapshot(session.snapshot(line["agentId"]))
    if word == "watched":
        return listed("agents", session.agents)
    if word == "unfollow":
        session.unfollow(line["agentId"])
        return {}
    if word == "may":
        refused = session.may(line["verb"], line.get("callId"))
        return {"permission": "allowed" if refused is None else refused.reason}
    if word == "identity":
        agent, device = session.identity
        return {"agentId": agent, "deviceId": device}
    if word == "saved":
        saved: Optional[SavedSession] = session.saved()
        if saved is None:
            return {}
        return {"agentId": saved.agent_id, "deviceId": saved.device_id, "sessionId": saved.session_id}
    if word == "reconnect":
        session.reconnect()
    elif word == "config":
        return {camel(name): value for name, value in dataclasses.asdict(session.settings).items()}
    elif word == "setConfig":
        session.set_config(
            Settings(
                debug=truth(line["debug"]),
                use_ws_log=truth(line["useWsLog"]),
                auto_answer=truth(line["autoAnswer"]),
                use_error_alert=truth(line["useErrorAlert"]),
                click_call_class=line["clickCallClass"],
            )
        )
    elif word == "setRetrieve":
        session.set_retrieve_after_consultation(truth(line["retrieve"]))
    elif word == "callMemory":
        return {"json": json.dumps(session.get_call_memory(), ensure_ascii=False, separators=(",", ":"))}
    elif word == "metrics":
        return {camel(name): value for name, value in dataclasses.asdict(session.metrics).items()}
    elif word == "writeLog":
        (session.error if line["kind"] == "error" else session.log)(line["text"])
    elif word == "getLog":
        return {"text": session.event_log.get_log()}
    elif word == "searchLog":
        return listed("lines", session.event_log.search_log(line["text"]))
    elif word == "clearLog":
        session.event_log.clear_log()
    elif word == "enableLog":
        session.event_log.enable_log()
    elif word == "disableLog":
        session.event_log.disable_log()
    else:
        raise ValueError(f"no such request: {word}")
    return {}


def options(line: Line) -> dict[str, Any]:
    """A session's options."""
    given: dict[str, Any] = {}
    for name, option in (
        ("autoAnswer", "auto_answer"),
        ("debug", "debug"),
        ("useWsLog", "use_ws_log"),
        ("useErrorAlert", "use_error_alert"),
        ("retrieveAfterConsultation", "retrieve_after_consultation"),
        ("answerSecondCall", "answer_second_call"),
        ("phoneNumbersOnly", "phone_numbers_only"),
        ("takeOverCall", "take_over_call"),
        ("verifyWithHeartbeat", "verify_with_heartbeat"),
        ("eventLog", "event_log"),
        ("logoutOnClose", "logout_on_close"),
    ):
        if name in line:
            given[option] = truth(line[name])
    if "dialect" in line:
        given["dialect"] = line["dialect"]
    if "reconnectAttempts" in line:
        delay = timedelta(milliseconds=int(line["reconnectDelayMs"]))
        given["reconnect"] = Fixed(int(line["reconnectAttempts"]), delay)
    times = {
        field.name: timedelta(milliseconds=int(line[camel(field.name) + "Ms"]))
        for field in dataclasses.fields(Timing)
        if camel(field.name) + "Ms" in line
    }
    return {**given, "timing": Timing(**times)}


def watched(client: Any, line: Line) -> Any:
    """Makes a watch."""
    means_something = ("dialect", "debug", "use_ws_log", "use_error_alert", "event_log", "reconnect", "timing")
    given = {name: value for name, value in options(line).items() if name in means_something}
    agents = [value for name, value in line.items() if name.startswith("agents.")]
    return client.watch(line["url"], line["jobNumber"], line["password"], line["domain"], agents, **given)


def saved_of(line: Line) -> SavedSession:
    return SavedSession(AgentId(line["agentId"]), DeviceId(line["deviceId"]), line["sessionId"], line.get("password"))


def ask_line(line: Line, error: LoggedInAlready) -> None:
    say("ask", {"session": line["session"], "id": line["id"], **refusal(error)})


# --- With asyncio


class AsyncTestee:
    """One loop; a task for each command, and one for each session's events."""

    def __init__(self) -> None:
        self.sessions: dict[str, Any] = {}
        self.telling: dict[str, asyncio.Task[None]] = {}
        self.questions: dict[str, asyncio.Future[bool]] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        async with wellclient.Client(proxy=None) as client:
            say("ready", {"language": "python", "version": wellclient.__version__})
            while True:
                text = await loop.run_in_executor(None, sys.stdin.readline)
                word, line = parse(text)
                if not text or word == "quit":
                    return
                try:
                    await self.obey(client, word, line)
                except Exception as error:
                    say("answer", {"id": line["id"], "failed": repr(error)})

    async def obey(self, client: wellclient.Client, word: str, line: Line) -> None:
        name, said = line["session"], {"id": line["id"]}
        if word in ("open", "openWatch"):
            session = watched(client, line) if word == "openWatch" else client.session(line["url"], **options(line))
            self.sessions[name] = session
            self.telling[name] = asyncio.create_task(self.tell(name, session.notices()))
        elif word in ("do", "recover"):
            await self.begin(self.sessions[name], word, line)
            return
        elif word == "answerAsk":
            self.questions.pop(name).set_result(truth(line["force"]))
        elif word == "close":
            await self.sessions[name].close()
            await self.telling[name]
        else:
            said.update(answer(self.sessions[name], word, line))
        say("answer", said)

    async def tell(self, name: str, notices: wellclient.EventStream[Union[Event, LogLine]]) -> None:
        async for told in notices:
            tell(name, told)

    async def begin(self, session: Session, word: str, line: Line) -> None:
        async def ask(error: LoggedInAlready) -> bool:
            question: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            self.questions[line["session"]] = question
            ask_line(line, error)
            return await question

        command: Awaitable[Any] = session.recover(saved_of(line)) if word == "recover" else verb(session, line, ask)
        task = asyncio.create_task(self.settle(line, command))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        # Begun before the next line is read.
        await asyncio.sleep(0)

    async def settle(self, line: Line, command: Awaitable[Any]) -> None:
        result: object
        try:
            result = await command
        except CommandError as error:
            result = error
        except Exception as error:
            say("answer", {"id": line["id"], "failed": repr(error)})
            return
        say("settled", {"id": line["id"], **outcome(result)})


# --- With threads


class BlockingTestee:
    """A thread for each command, and one for each session's events."""

    def __init__(self) -> None:
        self.sessions: dict[str, Any] = {}
        self.telling: dict[str, threading.Thread] = {}
        self.questions: dict[str, concurrent.futures.Future[bool]] = {}
        self.begun: dict[str, Callable[[], object]] = {}

    def run(self) -> None:
        with wellclient.blocking.Client(proxy=None) as client:
            say("ready", {"language": "python", "version": wellclient.__version__})
            for text in sys.stdin:
                word, line = parse(text)
                if word == "quit":
                    return
                try:
                    self.obey(client, word, line)
                except Exception as error:
                    say("answer", {"id": line["id"], "failed": repr(error)})

    def obey(self, client: wellclient.blocking.Client, word: str, line: Line) -> None:
        name, said = line["session"], {"id": line["id"]}
        if word in ("open", "openWatch"):
            if word == "openWatch":
                session = watched(client, line)
            else:
                session = client.session(line["url"], **options(line))
                self.watch(name, session)
            self.sessions[name] = session
            notices = session.notices()
            self.telling[name] = threading.Thread(target=self.tell, args=(name, notices))
            self.telling[name].start()
        elif word in ("do", "recover"):
            self.begin(self.sessions[name], word, line)
            return
        elif word == "answerAsk":
            self.questions.pop(name).set_result(truth(line["force"]))
        elif word == "close":
            self.sessions[name].close()
            self.telling[name].join()
        else:
            said.update(answer(self.sessions[name], word, line))
        say("answer", said)

    def tell(self, name: str, notices: Iterable[Union[Event, LogLine]]) -> None:
        for told in notices:
            tell(name, told)

    def watch(self, name: str, session: BlockingSession) -> None:
        """Says when a command is begun, which its method does not: it returns at its end."""
        begin, begin_recover = session._begin, session._begin_recover

        def begun(begin: Callable[..., Any]) -> Callable[..., Any]:
            def beginning(*arguments: Any) -> Any:
                try:
                    return begin(*arguments)
                finally:
                    self.begun[name]()

            return beginning

        session._begin = begun(begin)  # type: ignore[method-assign]
        session._begin_recover = begun(begin_recover)  # type: ignore[method-assign]

    def begin(self, session: BlockingSession, word: str, line: Line) -> None:
        def ask(error: LoggedInAlready) -> bool:
            question = self.questions[line["session"]] = concurrent.futures.Future[bool]()
            ask_line(line, error)
            return question.result()

        def settle() -> None:
            result: Union[Success, CommandError]
            try:
                result = session.recover(saved_of(line)) if word == "recover" else verb(session, line, ask)
            except CommandError as error:
                result = error
            except Exception as error:
                say("answer", {"id": line["id"], "failed": repr(error)})
                return
            finally:
                begun.set()
                question = self.questions.pop(line["session"], None)
                if question is not None:
                    # Nobody waits for the answer any more; a callback that goes on would hold up the others.
                    question.set_result(False)
            say("settled", {"id": line["id"], **outcome(result)})

        # The command is given before the next line is read.
        begun = threading.Event()
        self.begun[line["session"]] = begun.set
        threading.Thread(target=settle).start()
        begun.wait()


def main() -> None:
    # Lines are UTF-8 and end with a line feed, whatever the locale.
    for stream in (sys.stdin, sys.stdout):
        reconfigure = getattr(stream, "reconfigure")
        reconfigure(encoding="utf-8", newline="\n")
    if "--blocking" in sys.argv:
        BlockingTestee().run()
    else:
        asyncio.run(AsyncTestee().run())


if __name__ == "__main__":
    main()
