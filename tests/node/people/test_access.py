"""Who may do what, where; and what is written down about looking."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from tests.node.conftest import ELSEWHERE, PLACE, READER

from tusach.node.people import access
from tusach.node.people.access import Act, may, rule
from tusach.node.people.actors import Actor, Anonymous, Appointment, Reader, Role, Staff


def staff(*held: Appointment, place: str | None = PLACE) -> Staff:
    return Staff(staff_id="s", login_id=1, appointments=held, place_id=place)


LIBRARIAN = staff(Appointment(Role.LIBRARIAN, PLACE))
PROVINCIAL = staff(Appointment(Role.PROVINCIAL, None), place=None)
ADMINISTRATOR = staff(Appointment(Role.ADMINISTRATOR, None), place=None)
EVERYBODY: tuple[Actor, ...] = (
    Anonymous(),
    Reader(READER),
    LIBRARIAN,
    PROVINCIAL,
    ADMINISTRATOR,
)


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_least_role_and_no_stranger_or_reader_does_it(act: Act) -> None:
    least = Role.INSPECTOR if act is Act.INSPECT else Role.LIBRARIAN
    assert access.LEAST[act].rank >= least.rank
    for place in (PLACE, None):
        assert not may(Anonymous(), act, place)
        assert not may(Reader(READER), act, place)
        assert may(ADMINISTRATOR, act, place)


def test_readers_of_a_place_are_seen_by_that_place_and_the_roles_above_only() -> None:
    allowed = [actor for actor in EVERYBODY if may(actor, Act.SEE_READER, PLACE)]
    assert allowed == [LIBRARIAN, PROVINCIAL, ADMINISTRATOR]
    assert not may(LIBRARIAN, Act.SEE_READER, ELSEWHERE)
    assert not may(LIBRARIAN, Act.SEE_READER, None)


def test_a_librarian_of_two_places_works_at_both_and_at_no_third() -> None:
    both = staff(Appointment(Role.LIBRARIAN, PLACE), Appointment(Role.LIBRARIAN, ELSEWHERE))
    assert [may(both, Act.LEND, place) for place in (PLACE, ELSEWHERE, "third")] == [
        True,
        True,
        False,
    ]


def test_only_the_administrator_administers_and_the_province_sets_rules() -> None:
    assert [may(actor, Act.ADMINISTER, None) for actor in EVERYBODY] == [False] * 4 + [True]
    assert [may(actor, Act.SET_RULES, None) for actor in EVERYBODY] == [False] * 3 + [True] * 2


def test_requiring_an_act_returns_the_staff_or_refuses() -> None:
    assert access.require(LIBRARIAN, Act.LEND, PLACE) is LIBRARIAN
    for actor in (Anonymous(), Reader(READER), staff(Appointment(Role.LIBRARIAN, ELSEWHERE))):
        with pytest.raises(PermissionDenied):
            access.require(actor, Act.LEND, PLACE)


@pytest.mark.parametrize(
    ("declared", "who"),
    [
        (access.public(), EVERYBODY),
        (access.staff("librarian"), EVERYBODY[2:]),
        (access.staff("provincial"), EVERYBODY[3:]),
        (access.staff("administrator"), EVERYBODY[4:]),
        (access.reader_self(), EVERYBODY[1:2]),
        (access.any_of(access.reader_self(), access.staff("librarian")), EVERYBODY[1:]),
        (access.all_of(access.reader_self(), access.staff("librarian")), ()),
    ],
    ids=lambda value: value.name if isinstance(value, access.Rule) else "",
)
def test_a_rule_holds_for_exactly_these(
    declared: access.Rule, who: tuple[Actor, ...], rf: RequestFactory
) -> None:
    def request_of(actor: Actor) -> HttpRequest:
        request = rf.get("/")
        request.actor = actor  # type: ignore[attr-defined]
        return request

    assert tuple(actor for actor in EVERYBODY if declared.holds(request_of(actor))) == who


def test_a_rule_of_several_is_public_only_if_a_stranger_passes_it() -> None:
    public, own = access.public(), access.own_screen()
    assert access.any_of(public, own).is_public
    assert not access.all_of(public, own).is_public
    assert not access.any_of(own, access.staff("librarian")).is_public


def test_an_unknown_role_in_a_rule_is_a_mistake_at_import() -> None:
    with pytest.raises(ValueError, match="libarian"):
        access.staff("libarian")


@rule(access.staff("provincial"))
def province(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for the province")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"), [("librarian", 403), ("provincial", 200), ("administrator", 200)]
)
def test_the_middleware_holds_staff_to_the_rule(
    role: str, status: int, staff_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tusach.node.settings import urls

    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("province", province)])
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        assert staff_client(role).get("/province").status_code == status
        fragment = Client().get("/province", headers={"hx-request": "true"})
        assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (403, "/login")
        assert Client().post("/province").status_code == 403
    finally:
        monkeypatch.undo()
        clear_url_caches()


@pytest.mark.django_db
def test_a_refused_fragment_becomes_a_message_and_not_a_page_in_a_page(
    staff_client: Callable[..., Client],
) -> None:
    answer = staff_client().get("/style", headers={"hx-request": "true"}, HTTP_HOST="node.local")
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode()


@pytest.mark.django_db
def test_an_anonymous_visitor_costs_no_query(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        Client().get("/start")


@pytest.mark.django_db
def test_staff_choose_among_their_places_and_no_others(
    staff_client: Callable[..., Client],
) -> None:
    librarian, provincial = staff_client("librarian"), staff_client("provincial")
    assert librarian.post("/place", {"place": ELSEWHERE}).status_code == 403
    assert librarian.post("/place", {"place": ""}).status_code == 403
    assert provincial.post("/place", {"place": ELSEWHERE}).status_code == 302
    assert "Tủ sách xóm Nà Rẩy" in provincial.get("/account").content.decode()
    assert provincial.post("/place", {"place": ""}).status_code == 302
    assert provincial.get("/account").wsgi_request.actor.place_id is None  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_local_tables_are_the_ones_their_migrations_make() -> None:
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert "No changes detected" in said.getvalue()
