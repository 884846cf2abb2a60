"""What several tests need."""

from __future__ import annotations

LIMIT = 60.0
"""Seconds: nothing that is waited for takes so long, even on a slow machine."""
