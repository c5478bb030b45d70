"""PINs of readers: set at the desk, local to this node, locked after five wrong tries.

A PIN is so short that a stolen home would give it away in minutes; therefore it is hashed
together with the node's secret key, which does not lie in the home.
"""

import re
import secrets
from datetime import UTC, datetime

from django.db.models import F

from tusach.node.people.hashing import Busy, keyed_hash, slow_check, slow_hash
from tusach.node.people.looks import forget_looks
from tusach.node.people.models import Attempts, ReaderPin

TRIES = 5
NOBODY = "nobody's PIN"
SHAPE = re.compile(r"[0-9]{4,6}", re.ASCII)


def set_pin(reader_id: str, pin: str) -> None:
    """Give a reader a PIN of four to six digits, unlocking it and ending the reader's sessions.

    Raises ValueError for anything but four to six digits.
    """
    if not SHAPE.fullmatch(pin):
        raise ValueError("a PIN has four to six digits")
    ReaderPin.objects.update_or_create(
        reader_id=reader_id,
        defaults={
            "pin": slow_hash(_peppered(reader_id, pin)),
            "tries": 0,
            "stamp": secrets.token_hex(16),
        },
    )


def check_pin(reader_id: str | None, pin: str) -> bool:
    """Tell whether a PIN opens the loans of a reader.

    The try is counted before it is checked, so that many at once are still only five. No
    reader, no PIN, a locked PIN and a wrong one cost the same work, on the disk as well, and give
    the same answer.
    """
    who = reader_id or ""
    counted = _count(who, 1, still=TRIES)
    held = ReaderPin.objects.filter(reader_id=who).first()
    try:
        fits = slow_check(_peppered(who, pin[:64]), held.pin if held and counted else None)
    except Busy:
        # Never looked at, so not a try: a crowd at the door must not lock anybody's PIN. Nor must
        # it open one: of a locked PIN no try was counted, so none is given back.
        _count(who if counted else "", -1, still=TRIES + 1)
        raise
    if fits:
        ReaderPin.objects.filter(reader_id=reader_id).update(tries=0)
    return fits


def _count(reader_id: str, step: int, *, still: int) -> bool:
    """Count a try of a PIN that has had fewer than `still`; where there is none, write elsewhere.

    A write waits for the disk, some milliseconds that anybody at the door could tell apart.
    """
    wanted = ReaderPin.objects.filter(reader_id=reader_id, tries__lt=still)
    if wanted.update(tries=F("tries") + step):
        return True
    nobodys = Attempts.objects.filter(key=NOBODY)
    if not nobodys.update(count=1 - F("count")):
        Attempts.objects.create(key=NOBODY, ends_at=datetime.max.replace(tzinfo=UTC))
    return False


def is_locked(reader_id: str) -> bool:
    """Tell the desk whether a reader needs a new PIN."""
    return ReaderPin.objects.filter(reader_id=reader_id, tries__gte=TRIES).exists()


def has_pin(reader_id: str) -> bool:
    """Tell the desk whether a reader has a PIN on this node."""
    return ReaderPin.objects.filter(reader_id=reader_id).exists()


def forget_reader(reader_id: str) -> None:
    """Remove what the local tables hold about a reader who is being erased."""
    ReaderPin.objects.filter(reader_id=reader_id).delete()
    forget_looks(reader_id)


def _peppered(reader_id: str, pin: str) -> str:
    return keyed_hash("pin", f"{reader_id}|{pin}")
