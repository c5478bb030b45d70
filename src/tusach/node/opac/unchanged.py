"""What a stranger's browser holds already is not sent again.

A page of the catalogue depends on the ledger, the search file, the day, the language and the
cookie in its forms; a tag made of these says whether anything is new. Pages of people who are
logged in are never kept (`AccessMiddleware`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from tusach.node.opac.seat import Seat
from tusach.node.people.access import actor_from
from tusach.node.people.actors import Anonymous

View = TypeVar("View", bound=Callable[..., Any])

# Another start may bring other templates.
_START = str(time.time_ns())


def unchanged(also: Callable[[Seat], object] = lambda seat: None) -> Callable[[View], View]:
    """Answer 304 where the browser's page is still true; else say what it depends on.

    also: what else the page depends on, of which the ledger and the address say nothing.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def served(request: HttpRequest, seat: Seat, **ids: str) -> HttpResponse:
            if not isinstance(actor_from(request), Anonymous):
                found: HttpResponse = view(request, seat, **ids)
                return found
            tag = _tag(request, seat, also(seat))
            kept = get_conditional_response(request, etag=tag)
            response: HttpResponse = kept or view(request, seat, **ids)
            if response.status_code in (200, 304):
                response.headers["ETag"] = tag
                response.headers["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ("HX-Request",))
            return response

        return served  # type: ignore[return-value]

    return declare


def _tag(request: HttpRequest, seat: Seat, also: object) -> str:
    node = seat.node
    with node.store.engine.reading() as reading:
        arrival = reading.arrival()
    parts = (
        _START,
        arrival,
        node.search.mark,
        seat.on,
        seat.here,
        get_language(),
        request.get_host(),
        request.get_full_path(),
        sorted(request.COOKIES.items()),
        request.headers.get("HX-Request", ""),
        also,
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'
