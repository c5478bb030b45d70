"""`/sync/v1`: one address; who asks is told from the signature of each message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tusach.node.acts.current import current
from tusach.node.pages.bodies import takes_from_anybody
from tusach.node.people import throttle
from tusach.node.people.access import public, rule
from tusach.node.people.hashing import keyed_hash
from tusach.node.settings import hosts
from tusach.node.settings.middleware import for_machines
from tusach.node.sync import coming_in, messages
from tusach.node.sync.link import TYPE
from tusach.node.sync.messages import LARGEST, Answer
from tusach.node.sync.requests import LARGEST_REQUEST
from tusach.node.sync.serving import answer

TRIES = 30
"""Of one address in a quarter of an hour: a whole training course behind one router gets through.
"""


@takes_from_anybody(LARGEST)  # a signature is looked at before anything is unpacked
@rule(public())
@csrf_exempt  # no session and no cookie has a say here
@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    """The answer to one message of another node."""
    node = current()
    found = HttpResponse(answer(node.store, request.body, node.home), content_type=TYPE)
    return for_machines(found)


@takes_from_anybody(2 * LARGEST_REQUEST)
@rule(public())
@csrf_exempt  # no session and no cookie has a say here
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """A machine that is not known yet asks to belong to the network, or fetches the answer."""
    node = current()
    key = keyed_hash("throttle", f"enrol|{hosts.client_address(request)}")
    if throttle.take((throttle.Limit(key, TRIES),), timezone.now()):
        said = Answer(code="enrol.too_often")
        raw = messages.said(messages.ANSWER, said, node.store.installation)
    else:
        raw = coming_in.answer(node, request.body)
    found = HttpResponse(raw, content_type=TYPE)
    return for_machines(found)
