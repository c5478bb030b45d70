"""How often one may try: counted before the check, kept over restarts, never for the whole desk.

A pair of account and address gets five tries in a quarter of an hour. An account tried from
many addresses, or an address trying many accounts, meets a wider limit. The node's own screen
has no limit as an address, so that one colleague's typing errors never lock out the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tusach.node.people.hashing import keyed_hash
from tusach.node.people.models import Attempts

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in one window for this key."""

    key: str
    tries: int


def limits(door: str, account: str, address: str, *, own_screen: bool) -> tuple[Limit, ...]:
    """Return what limits a try at a door (a kind of login) by an account from an address."""
    pair = Limit(keyed_hash("throttle", f"{door}|{account}|{address}"), 5)
    anywhere = Limit(keyed_hash("throttle", f"{door}|{account}|*"), 30)
    if own_screen:
        return (pair,)
    return (pair, anywhere, Limit(keyed_hash("throttle", f"{door}|*|{address}"), 60))


def take(wanted: Sequence[Limit], now: datetime) -> int:
    """Count one try under every limit, or, where one is used up, return the seconds to wait."""
    with transaction.atomic():
        Attempts.objects.filter(ends_at__lte=now).delete()
        held = {row.key: row for row in Attempts.objects.filter(key__in=[w.key for w in wanted])}
        used_up = [
            held[limit.key].ends_at
            for limit in wanted
            if limit.key in held and held[limit.key].count >= limit.tries
        ]
        if used_up:
            return max(1, round((max(used_up) - now).total_seconds()))
        for limit in wanted:
            row = held.get(limit.key) or Attempts(key=limit.key, ends_at=now + WINDOW)
            row.count += 1
            row.save()
    return 0


def uncount(wanted: Sequence[Limit]) -> None:
    """Take one try back: it was right, or it was never looked at."""
    with transaction.atomic():
        for row in Attempts.objects.filter(key__in=[limit.key for limit in wanted]):
            row.count -= 1
            if row.count <= 0:
                row.delete()
            else:
                row.save()


def forget(pair: Limit) -> None:
    """Start a pair of account and address afresh, because it got in."""
    Attempts.objects.filter(key=pair.key).delete()
