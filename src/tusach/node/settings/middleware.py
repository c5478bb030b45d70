"""The outer layers of every answer: headers, cookies, hosts, language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tusach.node.settings.hosts import check_host, is_local_name

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    )
)
POLICY_OF_DECODER = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""A worker goes by the policy of its own file: only there may WebAssembly be compiled."""
DECODER = "/tusach/decoder.js"
PERMISSIONS = "camera=(self), geolocation=(), microphone=(self), payment=(), usb=()"


NO_PAGE = "default-src 'none'"


def for_machines(response: HttpResponse) -> HttpResponse:
    """An answer that no browser shows: headers for pages would be a third of its bytes."""
    response.headers["Content-Security-Policy"] = NO_PAGE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def security_headers(get_response: Answer) -> Answer:
    """Give every answer, also a refusal or a file, the same strict headers."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = response.headers
        if headers.get("Content-Security-Policy") == NO_PAGE:
            return response
        policy = POLICY_OF_DECODER if request.path.endswith(DECODER) else POLICY
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.is_secure():
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            if not is_local_name(request.META.get("HTTP_HOST", "localhost").partition(":")[0]):
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return answer


def cookies_by_connection(get_response: Answer) -> Answer:
    """Name and mark our cookies by the connection of each request.

    On HTTPS they are `__Host-` and Secure, and a cookie without the prefix, which a neighbouring
    name could have planted, is not read. On plain HTTP such a cookie would not come back, so
    there they are HttpOnly and SameSite=Strict only.
    """
    names = (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
    )

    def answer(request: HttpRequest) -> HttpResponse:
        secure = request.is_secure()
        if secure:
            for name in names:
                request.COOKIES.pop(name, None)
                held = request.COOKIES.pop(f"__Host-{name}", None)
                if held is not None:
                    request.COOKIES[name] = held
        response = get_response(request)
        for name in names:
            if name in response.cookies:
                _mark(response, name, secure=secure)
        return response

    return answer


def _mark(response: HttpResponse, name: str, *, secure: bool) -> None:
    morsel = response.cookies[name]
    morsel["httponly"] = True
    morsel["path"] = "/"
    morsel["domain"] = ""
    morsel["samesite"] = "Lax" if secure else "Strict"
    morsel["secure"] = secure or ""
    if secure:
        del response.cookies[name]
        prefixed = f"__Host-{name}"
        response.cookies[prefixed] = morsel.value
        response.cookies[prefixed].update(morsel)


def known_host(get_response: Answer) -> Answer:
    """Refuse a Host header that does not name this node (see `hosts`)."""

    def answer(request: HttpRequest) -> HttpResponse:
        check_host(request)
        return get_response(request)

    return answer


def chosen_language(get_response: Answer) -> Answer:
    """Speak the language a person chose, else the node's first one.

    What the browser prefers is not asked: library computers are often set to English
    by whoever installed them, not by whoever reads there.
    """
    known = {code for code, _name in settings.LANGUAGES}

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    return answer
