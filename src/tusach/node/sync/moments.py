"""Moments as people write them, in the time zone of the network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tusach.node.sync.messages import BadMessage


def at_minute(text: str, offset_minutes: int) -> int:
    """The beginning of a minute, "YYYY-MM-DD HH:MM", in ms since 1970 UTC. Raises BadMessage."""
    try:
        there = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError as fault:
        raise BadMessage("enrol.moment", said=text) from fault
    return int((there - timedelta(minutes=offset_minutes)).timestamp() * 1000)
