"""Logins of staff: made by whoever appoints, opened by a one-time code, kept by a password."""

import gzip
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.contrib.auth import password_validation
from django.db import transaction

from tusach.node.people.codes import FIRST_ALPHABET, as_typed, draw
from tusach.node.people.hashing import keyed_hash, slow_check, slow_hash
from tusach.node.people.models import Login, OneTimeCode

SHORTEST = 10
LONGEST = 256
FIRST_CODE_LENGTH = 10
FIRST_CODE_LASTS = timedelta(days=7)


def plain_username(text: str) -> str:
    """Return a username as it is stored: one Unicode form, lower case, no outer blanks."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().casefold())[:64]


def create_login(staff_id: str, username: str) -> Login:
    """Create the login of a member of staff; it opens only once a first code was issued."""
    return Login.objects.create(
        staff_id=staff_id, username=plain_username(username), stamp=secrets.token_hex(16)
    )


def issue_first_code(login: Login, *, by: str, now: datetime) -> str:
    """Return a fresh one-time code for a login; earlier ones stop working.

    Also the way back for somebody who forgot the password. The code is shown once.
    """
    code = draw(FIRST_ALPHABET, FIRST_CODE_LENGTH)
    with transaction.atomic():
        OneTimeCode.objects.filter(login=login).delete()
        OneTimeCode.objects.create(
            login=login,
            code_hash=_code_hash(login.username, code),
            made_by=by,
            expires_at=now + FIRST_CODE_LASTS,
        )
    return code


def login_of_first_code(username: str, code: str, now: datetime) -> Login | None:
    """Return the login that a one-time code opens, without using the code up."""
    found = (
        OneTimeCode.objects.filter(
            code_hash=_code_hash(plain_username(username), as_typed(code)),
            expires_at__gt=now,
            login__disabled=False,
        )
        .select_related("login")
        .first()
    )
    return found.login if found else None


def _code_hash(username: str, code: str) -> str:
    return keyed_hash("first-code", f"{username}|{code}")


def check_password(username: str, password: str) -> Login | None:
    """Return the login that name and password open; every no costs the same work."""
    login = Login.objects.filter(username=plain_username(username)).first()
    known = login.password if login and not login.disabled else None
    fits = slow_check(password[: LONGEST + 1], known)
    return login if fits else None


def set_password(login: Login, password: str) -> None:
    """Store a new password, use up the one-time codes and end the other sessions of the login."""
    login.password = slow_hash(password)
    login.stamp = secrets.token_hex(16)
    with transaction.atomic():
        login.save(update_fields=["password", "stamp"])
        OneTimeCode.objects.filter(login=login).delete()


def disable(login: Login, *, disabled: bool = True) -> None:
    """Shut a login, ending its sessions, or open it again."""
    login.disabled = disabled
    login.stamp = secrets.token_hex(16)
    login.save(update_fields=["disabled", "stamp"])


def weakness(password: str, username: str) -> str | None:
    """Say why a password will not do: `short`, `long`, `common` or `name`; None if it will."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if plain_username(username) in folded and len(username) >= 4:
        return "name"
    if folded in _common_passwords() or len(set(folded)) < 4:
        return "common"
    return None


@cache
def _common_passwords() -> frozenset[str]:
    listed = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(listed, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines if len(line.strip()) >= SHORTEST)
