"""Every address of the node says who may open it, and keeps everybody else out."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.urls.converters import (
    IntConverter,
    PathConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)

from tusach.node.people import access
from tusach.node.people.access import public, rule, rule_of

EXAMPLES = {
    IntConverter: "1",
    SlugConverter: "a",
    StringConverter: "a",
    PathConverter: "a",
    UUIDConverter: "00000000-0000-0000-0000-000000000000",
}


def walk(
    patterns: list[URLPattern | URLResolver], before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """Yield an example of every address, with its pattern."""
    for found in patterns:
        address = before + example_of(found)
        if isinstance(found, URLResolver):
            yield from walk(found.url_patterns, address)
        else:
            yield address, found


def example_of(found: URLPattern | URLResolver) -> str:
    """Return an address that fits a route, with an example for each of its values."""
    text = str(found.pattern)
    for name, converter in found.pattern.converters.items():
        example = next(EXAMPLES[kind] for kind in type(converter).__mro__ if kind in EXAMPLES)
        text = text.replace(f"<{name}>", example)
        for kind in ("str", "int", "slug", "path", "uuid"):
            text = text.replace(f"<{kind}:{name}>", example)
    return text


ADDRESSES = list(walk(get_resolver().url_patterns))


def test_the_walk_finds_the_addresses_at_the_door() -> None:
    assert {"/login", "/join", "/card", "/style"} <= {address for address, _found in ADDRESSES}


@pytest.mark.parametrize(("address", "found"), ADDRESSES, ids=[a for a, _f in ADDRESSES])
def test_every_address_declares_its_rule(address: str, found: URLPattern) -> None:
    assert rule_of(found.callback) is not None, f"{address}: decorate its view with @rule(…)"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "found"), ADDRESSES, ids=[a for a, _f in ADDRESSES])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_kept_out_where_it_is_not_public(
    address: str, found: URLPattern, method: str
) -> None:
    declared = rule_of(found.callback)
    assert declared is not None
    if declared.is_public:
        pytest.skip("public")
    answer = getattr(Client(REMOTE_ADDR="192.168.1.7"), method)(address, HTTP_HOST="node.local")
    if answer.status_code == 302:
        assert answer.headers["Location"].partition("?")[0] in ("/login", "/card")
    else:
        assert answer.status_code == 403


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody should read this")


urlpatterns = [path("undeclared", undeclared)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_view_without_a_rule_fails_its_test() -> None:
    with pytest.raises(access.UndeclaredRule, match="undeclared"):
        Client().get("/undeclared")


@pytest.mark.django_db
def test_a_view_without_a_rule_is_refused_in_use(
    settings: object, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TUSACH_STRICT_RULES = False  # type: ignore[attr-defined]
    middleware = access.AccessMiddleware(lambda request: HttpResponse())
    with pytest.raises(access.PermissionDenied):
        middleware.process_view(rf.get("/"), undeclared, (), {})
    assert "undeclared" in caplog.text


def test_a_rule_stays_readable_through_other_decorators() -> None:
    from django.views.decorators.http import require_POST

    assert rule_of(require_POST(rule(public())(undeclared))) is not None
    assert rule_of(rule(public())(require_POST(undeclared))) is not None
    assert rule_of(undeclared) is None
