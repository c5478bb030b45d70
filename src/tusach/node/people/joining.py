"""How a phone on the library's Wi-Fi joins without a password: a code from the node's screen."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tusach.node.people import codes, directory, sessions, throttle
from tusach.node.people.access import actor_from, all_of, confidential, public, rule, staff
from tusach.node.people.actors import Staff
from tusach.node.people.doors import landing, wait_words
from tusach.node.people.forms import JoinForm
from tusach.node.people.models import Login
from tusach.node.settings import hosts


@rule(public())
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Let a phone in by the code on the screen. Opening the address uses nothing up."""
    if request.method != "POST":
        shown = codes.as_typed(request.GET.get("code", ""))[: codes.JOIN_LENGTH]
        form = JoinForm(initial={"code": codes.in_groups(shown)})
        return render(request, "people/join.html", {"form": form})
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "people/join.html", {"form": form})
    # There is no account yet, so each address has its own limit, and no phone shuts out another.
    limits = throttle.limits("join", "", hosts.client_address(request), own_screen=True)
    now = timezone.now()
    wait = throttle.take(limits, now)
    if wait:
        form.add_error(None, wait_words(wait))
        return render(request, "people/join.html", {"form": form}, status=429)
    opened = codes.use_join_code(form.cleaned_data["code"], now)
    if opened is None:
        form.add_error(
            "code",
            _("This code is not valid any more. Please show a new one on the library's computer."),
        )
        return render(request, "people/join.html", {"form": form}, status=403)
    throttle.forget(limits[0])
    sessions.begin_staff(request, opened.login, joined_at=opened.place_id)
    return redirect(landing(sessions.actor_of(request, timezone.localdate())))


@rule(all_of(staff("librarian"), confidential()))
@require_http_methods(["GET", "HEAD", "POST"])
def show_join_code(request: HttpRequest) -> HttpResponse:
    """Show a fresh code and its square code; each showing makes the one before invalid."""
    actor = actor_from(request)
    assert isinstance(actor, Staff)
    if request.method != "POST" or actor.place_id is None:
        return render(request, "people/show_join_code.html", {"place_missing": not actor.place_id})
    login = Login.objects.get(pk=actor.login_id)
    code = codes.issue_join_code(login, actor.place_id, timezone.now())
    address = _address_for_phones(request)
    context = {
        "is_unreached": hosts.is_own_screen(request) and hosts.is_unreached(),
        "code": codes.in_groups(code),
        "address": address,
        "picture": square_code(f"{address}?code={code}"),
        "minutes": int(codes.JOIN_LASTS.total_seconds() // 60),
        "place_name": directory.current().place_name(actor.place_id),
    }
    return render(request, "people/show_join_code.html", context)


def _address_for_phones(request: HttpRequest) -> str:
    path = reverse("people:join")
    if not hosts.is_own_screen(request):
        return request.build_absolute_uri(path)
    _domain, port = split_domain_port(request.get_host())
    address = hosts.lan_address()
    if address is None:
        return request.build_absolute_uri(path)
    return f"http://{address}{':' + port if port else ''}{path}"


def square_code(text: str) -> str:
    """Return a QR code (never a Micro QR, which most phones do not read) as SVG markup."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(
        out, kind="svg", xmldecl=False, omitsize=True, border=4, svgclass="qr", lineclass=None
    )
    return out.getvalue().decode()
