"""How large a request may be: small for every form, large only where a view says so, and to whom.

A server that gathers a whole body before anybody looks at it asks `most_bytes_for` as soon as the
head is there; `bounded_bodies` asks again inside, whatever server it is, before a form is read.
"""

import io
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from tusach.node.pages import errors
from tusach.node.people.access import Act, actor_from, may, rule_of
from tusach.node.people.actors import Staff
from tusach.node.people.sessions import actor_of
from tusach.node.settings.told import session_cookie

SMALL = 256 << 10
"""Bytes of any form: hundreds of ticked rows, and texts of some ten thousand letters."""
REFUSED = "HTTP_TUSACH_BODY_REFUSED"
"""Set by the server's parser where it has thrown a body away: no view must take it for empty."""

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most_bytes: int, act: Act) -> Callable[[View], View]:
    """Let an address take bodies of `most_bytes` from staff whose act it is; others send forms."""

    def declare(view: View) -> View:
        view.tusach_takes = (most_bytes, act)  # type: ignore[attr-defined]
        return view

    return declare


def takes_from_anybody(most_bytes: int) -> Callable[[View], View]:
    """Let an address take bodies of `most_bytes` without a login: it has another way to tell who.

    For machines alone, never for a form.
    """

    def declare(view: View) -> View:
        view.tusach_takes_open = most_bytes  # type: ignore[attr-defined]
        return view

    return declare


def most_bytes(request: HttpRequest) -> int:
    """How large the body of a request may be; `request.actor` is known."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return SMALL
    if hasattr(view, "tusach_takes_open"):
        return int(view.tusach_takes_open)
    declared, rule = getattr(view, "tusach_takes", None), rule_of(view)
    if declared is None or rule is None or not rule.holds(request):
        return SMALL
    most, act = declared
    actor = actor_from(request)
    allowed = isinstance(actor, Staff) and may(actor, act, actor.place_id)
    return int(most) if allowed else SMALL


def most_bytes_for(environ: dict[str, Any]) -> int:
    """How large the body may be that follows this head of a request, before it is received."""
    request = WSGIRequest({**environ, "wsgi.input": io.BytesIO()})
    try:
        view = resolve(request.path_info).func
        if hasattr(view, "tusach_takes_open"):
            return int(view.tusach_takes_open)
        if not hasattr(view, "tusach_takes"):
            return SMALL
    except Resolver404:
        return SMALL
    name = session_cookie()
    held = request.COOKIES.get(f"__Host-{name}") or request.COOKIES.get(name)
    if not held:
        return SMALL
    try:
        request.session = SessionStore(held)
        request.actor = actor_of(request, timezone.localdate())  # type: ignore[attr-defined]
        return most_bytes(request)
    except DatabaseError:
        return SMALL


def bounded_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a request that is larger than its address takes, before its body is read."""

    def answer(request: HttpRequest) -> HttpResponse:
        told = str(request.META.get("CONTENT_LENGTH") or "0")
        length = int(told) if told.isdecimal() else 0
        if REFUSED in request.META or (length > SMALL and length > most_bytes(request)):
            return errors.too_large(request, most_bytes(request))
        return get_response(request)

    return answer
