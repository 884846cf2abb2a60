"""Ids, each of a type of its own: a type checker tells a call from a device. At run time they are texts.

``CallId("…")`` makes one of a text; a text alone works too, where nobody checks types.
"""

from __future__ import annotations

from typing import NewType

CallId = NewType("CallId", str)
"""A call's id. It changes when the call is transferred or becomes a conference."""

DeviceId = NewType("DeviceId", str)
"""An extension, or a number outside: ``8001@test.cc``."""

AgentId = NewType("AgentId", str)
"""An agent: ``5001@test.cc``."""
