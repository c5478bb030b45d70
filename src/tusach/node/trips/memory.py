"""What a session remembers of crates: what was just told, to be undone; what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

_TOLD, _SEEN = "crates_told", "crates_seen"
MOST_TOLD, MOST_SEEN = 20, 600


def remember(request: HttpRequest, facts: Sequence[str]) -> str:
    """What was told in one act, by its first fact."""
    kept = [one for one in request.session.get(_TOLD, []) if one and one[0] != facts[0]]
    request.session[_TOLD] = [*kept, list(facts)][-MOST_TOLD:]
    return facts[0]


def told_with(request: HttpRequest, fact: str) -> tuple[str, ...]:
    """All that was told in the act whose first fact this is."""
    kept = request.session.get(_TOLD, [])
    return next((tuple(one) for one in kept if one and one[0] == fact), ())


def seen(request: HttpRequest, crate: str) -> list[str]:
    """Copies scanned one by one while the crate is checked."""
    kept = request.session.get(_SEEN, {})
    return list(kept["copies"]) if kept.get("crate") == crate else []


def see(request: HttpRequest, crate: str, copy: str) -> None:
    """One more."""
    copies = [one for one in seen(request, crate) if one != copy]
    request.session[_SEEN] = {"crate": crate, "copies": [*copies, copy][-MOST_SEEN:]}


def forget(request: HttpRequest) -> None:
    """The crate is checked."""
    request.session.pop(_SEEN, None)
