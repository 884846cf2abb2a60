"""The stubs of the native part say what it says; every public thing of the package explains itself."""

from __future__ import annotations

import ast
import importlib
import inspect
import pathlib
import pydoc
import subprocess
import sys
from typing import Iterator

import pytest

import wellclient
from wellclient import _native

PACKAGE = pathlib.Path(wellclient.__file__).parent


def documented(tree: ast.Module) -> Iterator[tuple[object, str, ast.AST]]:
    """What the stubs define: its runtime twin, its name, its node."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield getattr(_native, node.name), node.name, node
        elif isinstance(node, ast.ClassDef):
            owner = getattr(_native, node.name)
            yield owner, node.name, node
            for inner in node.body:
                assert isinstance(inner, (ast.FunctionDef, ast.Expr))
                if isinstance(inner, ast.FunctionDef) and inner.name != "__new__":
                    yield getattr(owner, inner.name), f"{node.name}.{inner.name}", inner


def test_stubs_and_module_have_the_same_docstrings() -> None:
    stubs = ast.parse((PACKAGE / "_native.pyi").read_text("utf-8"))
    found = 0
    for twin, name, node in documented(stubs):
        assert isinstance(node, (ast.FunctionDef, ast.ClassDef))
        text = ast.get_docstring(node)
        assert text and inspect.getdoc(twin) == text, name
        found += 1
    public = [name for name in vars(_native) if not name.startswith("_")]
    assert found > 60 and {name.split(".")[0] for _, name, _ in documented(stubs)} == set(public)


@pytest.mark.parametrize(
    "module", ["wellclient", "wellclient.blocking", "wellclient.replay", "wellclient.simulator", "pytest_wellclient"]
)
def test_everything_public_is_documented(module: str) -> None:
    found = importlib.import_module(module)
    assert found.__doc__
    for name in getattr(found, "__all__", ()):
        thing = getattr(found, name)
        if not inspect.isclass(thing):
            continue
        assert thing.__doc__ and not thing.__doc__.startswith(f"{name}("), name
        for attribute, value in vars(thing).items():
            if inspect.isfunction(value) and not attribute.startswith("_"):
                assert value.__doc__, f"{name}.{attribute}"


def test_help_reads_well() -> None:
    text = pydoc.plain(pydoc.render_doc(wellclient.Session))
    assert "make_call(" in text and "Makes a call (manual 2.5)" in text and "Refused: If a call is up" in text
    assert "asyncio" in pydoc.plain(pydoc.render_doc(wellclient))


def test_the_blocking_verbs_are_the_asynchronous_ones() -> None:
    tool = pathlib.Path(__file__).resolve().parents[1] / "tools" / "unasync.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_two_flavours_have_the_same_methods() -> None:
    for name in ("Client", "Session", "EventStream"):
        asynchronous, blocking = (
            {each for each in dir(module) if not each.startswith("_")}
            for module in (getattr(wellclient, name), getattr(wellclient.blocking, name))
        )
        assert asynchronous - {"aclose"} == blocking - ({"close", "next"} if name == "EventStream" else set())


def undocumented(path: pathlib.Path) -> Iterator[str]:
    """Fields and members of public classes that are followed by no docstring."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        for said, after in zip(node.body, [*node.body[1:], None]):
            target = said.target if isinstance(said, ast.AnnAssign) else said.targets[0] if isinstance(said, ast.Assign) else None
            if not isinstance(target, ast.Name) or target.id.startswith("_") or target.id == "kind":
                continue
            if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)):
                yield f"{path.name}: {node.name}.{target.id}"


def test_every_field_and_word_is_documented() -> None:
    assert not [each for path in PACKAGE.rglob("*.py") for each in undocumented(path)]
