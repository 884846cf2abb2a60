"""The examples of the guide and of the docstrings run, and print what they say that they print."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import pathlib
import pkgutil
import re
from typing import Any

import pytest

import wellclient
from wellclient.simulator import Simulator

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n^```text\n(.*?)^```\n)?", re.M | re.S)


def examples() -> list[Any]:
    found = []
    for path in (ROOT / "docs/python.md", ROOT / "bindings-python/README.md"):
        for number, match in enumerate(BLOCK.finditer(path.read_text("utf-8"))):
            found.append(pytest.param(match[1], match[2], id=f"{path.name}-{number}"))
    return found


@pytest.mark.parametrize(("code", "output"), examples())
def test_the_guide(code: str, output: "str | None", wellclient_simulator: Simulator) -> None:
    said = io.StringIO()
    names: dict[str, Any] = {"__name__": "example"}
    with contextlib.redirect_stdout(said):
        exec(compile(code, "example", "exec"), names)
        for name, value in list(names.items()):
            if name.startswith("test_"):
                value(wellclient_simulator)
    assert said.getvalue() == output or output is None


def modules() -> list[str]:
    found = pkgutil.walk_packages(wellclient.__path__, "wellclient.")
    return ["wellclient", *(each.name for each in found if each.name != "wellclient.__main__")]


@pytest.mark.parametrize("name", modules())
def test_docstrings(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_there_are_some() -> None:
    finder = doctest.DocTestFinder()
    tests = [test for name in modules() for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(tests) >= 5 and len(examples()) >= 7
