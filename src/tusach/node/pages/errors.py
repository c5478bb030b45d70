"""The pages for when something did not work. Each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import get_language

from tusach.node.people.access import OnTheLaptop, actor_from
from tusach.node.people.actors import Anonymous


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    context = {"anonymous": isinstance(actor_from(request), Anonymous), "name": name}
    if request.headers.get("HX-Request"):
        return HttpResponse(
            loader.render_to_string("errors/fragment.html", context, request),
            status=status,
            headers={"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"},
        )
    return HttpResponse(
        loader.render_to_string(f"errors/{name}.html", context, request), status=status
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood, without trusting anything it says."""
    return _plain("bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not do this, or not on this device."""
    where = "laptop" if isinstance(exception, OnTheLaptop) else "forbidden"
    return _page(request, where, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return _page(request, "not_found", 404)


def too_large(request: HttpRequest, most_bytes: int) -> HttpResponse:
    """Answer a request that is larger than its address takes; nothing of it was read."""
    if request.headers.get("HX-Request"):
        return _page(request, "too_large", 413)
    return _plain("too_large", 413, megabytes=most_bytes >> 20)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer after a mistake of ours; the page needs neither database nor session."""
    return _plain("broken", 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page was open for too long, or which came from elsewhere."""
    return _page(request, "csrf", 403)


def _plain(name: str, status: int, **more: object) -> HttpResponse:
    # Both languages at once: what this visitor reads may not be known by now.
    languages = ["vi", "en"] if get_language() != "en" else ["en", "vi"]
    return HttpResponse(
        loader.render_to_string(f"errors/{name}.html", {"languages": languages, **more}),
        status=status,
    )
