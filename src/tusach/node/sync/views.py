"""`/sync/v1`: one address; who asks is told from the signature of each message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tusach.node.acts.current import current
from tusach.node.pages.bodies import takes_from_anybody
from tusach.node.people.access import public, rule
from tusach.node.sync.link import TYPE
from tusach.node.sync.messages import LARGEST
from tusach.node.sync.serving import answer


@takes_from_anybody(LARGEST)  # a signature is looked at before anything is unpacked
@rule(public())
@csrf_exempt  # no session and no cookie has a say here
@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    """The answer to one message of another node."""
    node = current()
    found = HttpResponse(answer(node.store, request.body, node.home), content_type=TYPE)
    found["Cache-Control"] = "no-store"
    return found
