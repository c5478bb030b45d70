"""Every look at private data is written down, before what was looked at leaves this machine.

The looks of a request and what its session remembers are kept in one commit: a commit waits for
the disk, and the desk waits with it.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tusach.node.people.actors import Actor, Staff
from tusach.node.people.models import AccessLook

_waiting: ContextVar[list[AccessLook] | None] = ContextVar("looks of this request", default=None)


def look(actor: Actor, subject_id: str, why: str) -> None:
    """Log that a member of staff looks at private data; `why` is a short fixed word, never a name.

    Readers look at nobody but themselves, which is not logged.
    """
    if not isinstance(actor, Staff):
        return
    seen = AccessLook(
        at=timezone.now(),
        staff_id=actor.staff_id,
        place_id=actor.place_id or "",
        subject_id=subject_id,
        why=why[:40],
    )
    waiting = _waiting.get()
    if waiting is None:
        seen.save(force_insert=True)
    else:
        waiting.append(seen)


def forget_looks(subject_id: str) -> None:
    """Remove every look at somebody who is being erased, also those of this request."""
    AccessLook.objects.filter(subject_id=subject_id).delete()
    waiting = _waiting.get()
    if waiting is not None:
        waiting[:] = [seen for seen in waiting if seen.subject_id != subject_id]


class SessionsAndLooks(SessionMiddleware):
    """Django's sessions; what a session remembers is kept together with the looks of a request.

    Where they cannot be written, the answer does not leave. A look of an answer that is still
    being put together while it leaves (a long list) is written at once.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Looks wait from now on."""
        _waiting.set([])
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Looks and session in one commit."""
        waiting = _waiting.get() or []
        _waiting.set(None)
        with transaction.atomic() if waiting else contextlib.nullcontext():
            AccessLook.objects.bulk_create(waiting)
            return super().process_response(request, response)
