"""Short codes that people read from one screen and type on another: drawn, tidied, used once."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from tusach.node.people.hashing import keyed_hash
from tusach.node.people.models import JoinCode, Login

# No letter that is read as a digit, and none that Telex or VNI would turn into another letter.
FIRST_ALPHABET = "23456789BCGHKMNPQTV"
DIGITS = "0123456789"
JOIN_LENGTH = 8
JOIN_LASTS = timedelta(minutes=5)


def draw(alphabet: str, length: int) -> str:
    """Return a random code."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def as_typed(code: str) -> str:
    """Return a code as it was drawn, whatever blanks, hyphens or case it was typed with."""
    return "".join(letter for letter in code.upper()[:64] if letter.isalnum())


def in_groups(code: str, size: int = 4) -> str:
    """Return a code in groups that are easy to read aloud."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def issue_join_code(login: Login, place_id: str, now: datetime) -> str:
    """Return a fresh code for one phone; the code shown before stops working."""
    code = draw(DIGITS, JOIN_LENGTH)
    with transaction.atomic():
        JoinCode.objects.filter(login=login).delete()
        JoinCode.objects.filter(expires_at__lte=now).delete()
        JoinCode.objects.create(
            login=login,
            place_id=place_id,
            code_hash=keyed_hash("join-code", code),
            expires_at=now + JOIN_LASTS,
        )
    return code


def use_join_code(code: str, now: datetime) -> JoinCode | None:
    """Use up a join code and return what it opens; None if unknown, used or too old."""
    with transaction.atomic():
        found = (
            JoinCode.objects.filter(
                code_hash=keyed_hash("join-code", as_typed(code)), expires_at__gt=now
            )
            .select_related("login")
            .first()
        )
        if found is None or found.login.disabled:
            return None
        used, _tables = JoinCode.objects.filter(pk=found.pk).delete()
    return found if used else None
