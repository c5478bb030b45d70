"""What is written down about looking, and when: before the answer leaves, in one commit."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.node.conftest import PLACE, READER

from tusach.node.people.actors import Appointment, Reader, Role, Staff
from tusach.node.people.looks import SessionsAndLooks, forget_looks, look
from tusach.node.people.models import AccessLook

pytestmark = pytest.mark.django_db(transaction=True)
LIBRARIAN = Staff("s", 1, (Appointment(Role.LIBRARIAN, PLACE),), PLACE)
View = Callable[[HttpRequest], HttpResponse]


def answer(rf: RequestFactory, view: View) -> HttpResponse:
    return SessionsAndLooks(view)(rf.get("/"))


def looks() -> list[tuple[str, str]]:
    return list(AccessLook.objects.order_by("pk").values_list("subject_id", "why"))


def test_each_look_of_staff_is_logged_with_ids_only() -> None:
    look(LIBRARIAN, READER, "lend")
    look(LIBRARIAN, READER, "lend")
    look(Reader(READER), READER, "own loans")
    rows = list(AccessLook.objects.values("staff_id", "place_id", "subject_id", "why"))
    expected = {"staff_id": "s", "place_id": PLACE, "subject_id": READER, "why": "lend"}
    assert rows == [expected] * 2


def test_looks_of_a_request_and_its_session_are_one_commit(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        look(LIBRARIAN, READER, "lend")
        look(LIBRARIAN, "copy", "loans of a copy")
        request.session["pile"] = ["one"]
        return HttpResponse()

    with CaptureQueriesContext(connection) as asked:
        answer(rf, view)
    began = [one["sql"] for one in asked if one["sql"].startswith("BEGIN")]
    assert len(began) == 1
    assert looks() == [(READER, "lend"), ("copy", "loans of a copy")]


def test_a_request_that_fails_has_its_looks_written_down(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        look(LIBRARIAN, READER, "refused")
        return HttpResponse(status=403)

    answer(rf, view)
    assert looks() == [(READER, "refused")]


def test_where_a_look_cannot_be_written_the_answer_does_not_leave(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = CursorWrapper.execute

    def full(self: CursorWrapper, sql: str, params: object = None) -> object:
        if "people_accesslook" in sql:
            raise DatabaseError("database or disk is full")
        return execute(self, sql, params)  # type: ignore[arg-type]

    def view(request: HttpRequest) -> HttpResponse:
        look(LIBRARIAN, READER, "lend")
        return HttpResponse("a name")

    monkeypatch.setattr(CursorWrapper, "execute", full)
    with pytest.raises(DatabaseError):
        answer(rf, view)


def test_looks_at_a_reader_who_is_erased_in_this_request_go_with_the_others(
    rf: RequestFactory,
) -> None:
    look(LIBRARIAN, READER, "before")

    def view(request: HttpRequest) -> HttpResponse:
        look(LIBRARIAN, READER, "erase")
        look(LIBRARIAN, "another", "lend")
        forget_looks(READER)
        return HttpResponse()

    answer(rf, view)
    assert looks() == [("another", "lend")]


def test_a_look_while_the_answer_already_leaves_is_written_at_once(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> StreamingHttpResponse:
        def lines() -> Iterator[bytes]:
            look(LIBRARIAN, READER, "list")
            yield b"a name"

        return StreamingHttpResponse(lines())

    leaving = answer(rf, view)  # type: ignore[arg-type]
    assert looks() == []
    assert b"".join(leaving) == b"a name"
    assert looks() == [(READER, "list")]
