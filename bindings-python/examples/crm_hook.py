"""Glue to a CRM: when a customer's call rings, the customer's record is opened; when it is over, a note is written.

The CRM is whatever has these two methods; ``test_crm_hook.py`` shows how such glue is tested without a call center.
"""

from __future__ import annotations

from typing import Protocol

from wellclient import CallCleared, Delivered, Session


class Crm(Protocol):
    """What is needed of a CRM."""

    def open_record(self, number: str, customer_id: str | None) -> None:
        """Shows a customer."""

    def add_note(self, number: str, note: str) -> None:
        """Writes a note."""


async def follow(session: Session, crm: Crm) -> None:
    """Follows a session to its end."""
    async for event in session.events():
        match event:
            case Delivered(is_own=True, calling_device=str(caller), user_data=data):
                customer_id = data.get("customerId") if isinstance(data, dict) else None
                crm.open_record(caller.partition("@")[0], customer_id)
            case CallCleared(is_own=True, party_device=str(party), is_established=answered, is_caller=False):
                crm.add_note(party.partition("@")[0], "talked" if answered else "missed")
            case _:
                pass
