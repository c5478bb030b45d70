"""Switching the language: a form that works with scripts off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tusach.node.people.access import actor_from, public, rule
from tusach.node.people.actors import Staff
from tusach.node.people.models import Login
from tusach.node.settings import told


@rule(public())
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, and go back to the page one came from."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    wanted = request.POST.get("language", "")
    if wanted in told.languages():
        cookie, seconds = told.language_cookie()
        response.set_cookie(cookie, wanted, max_age=seconds)
        actor = actor_from(request)
        if isinstance(actor, Staff):
            Login.objects.filter(pk=actor.login_id).update(language=wanted)
    return response
