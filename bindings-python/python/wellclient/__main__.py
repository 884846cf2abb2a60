"""The command-line program: ``python -m wellclient demo|simulate|tail|replay|doctor``, the same as ``wellclient``."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> int:
    """Runs it with the arguments of this process; the exit code."""
    # The program takes Ctrl-C for itself: to log out, or to end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run_command_line(["wellclient", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
