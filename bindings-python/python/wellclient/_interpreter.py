"""Which interpreter this is: the package works in a process's main one only."""

from __future__ import annotations

import importlib


def check() -> None:
    """Raises ``ImportError`` in a sub-interpreter, whose threads and end the native part does not know.

    ``mod_wsgi`` runs applications in one unless it is told ``WSGIApplicationGroup %{GLOBAL}``.
    """
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters = importlib.import_module(name)
        except ImportError:
            continue
        if interpreters.get_current() != interpreters.get_main():
            raise ImportError("wellclient works in the main interpreter only, and this is a sub-interpreter")
        return
