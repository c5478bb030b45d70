"""No address gathers more than it takes: forms are small, files come from staff alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from waitress.adjustments import Adjustments

from tusach.node.cli.bodies import ANY_SIZE, DISCARDED, BoundedParser
from tusach.node.office.uploads import MOST_BYTES
from tusach.node.pages.bodies import REFUSED, SMALL

pytestmark = pytest.mark.django_db
LARGE = SMALL + 1


def head(address: str, length: int | None, **more: str) -> bytes:
    """The head of a request, as a browser sends it; without a length the body comes in chunks."""
    told = {"Host": "localhost", **more}
    told["Content-Length" if length is not None else "Transfer-Encoding"] = (
        str(length) if length is not None else "chunked"
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {address} HTTP/1.1\r\n{lines}\r\n".encode()


def parser() -> Any:
    return BoundedParser(Adjustments(max_request_body_size=ANY_SIZE))


def held(one: Any) -> int:
    """Bytes of a body that a parser keeps, in memory or on the disk."""
    return len(one.body_rcv)


def cookie(client: Client) -> str:
    return f"tusach={client.cookies['tusach'].value}"


@pytest.mark.parametrize("address", ["/login", "/card", "/office/imports", "/nowhere", "/"])
def test_a_body_from_anybody_is_thrown_away_as_it_comes(address: str) -> None:
    one, left = parser(), 3 * LARGE
    one.received(head(address, left))
    while left:
        assert not one.completed
        left -= one.received(b"x" * min(left, 8_192))
        assert held(one) == 0
    assert one.completed
    assert one.headers[REFUSED.removeprefix("HTTP_")]
    assert one.headers["CONTENT_LENGTH"] == "0"


def test_a_form_of_the_usual_size_is_gathered_whole() -> None:
    one = parser()
    one.received(head("/login", SMALL))
    one.received(b"x" * SMALL)
    assert one.completed
    assert held(one) == SMALL
    assert REFUSED.removeprefix("HTTP_") not in one.headers


def test_a_body_without_an_end_is_cut_off() -> None:
    one = parser()
    one.received(head("/login", 500 * DISCARDED))
    part, sent = b"x" * (1 << 20), 0
    while not one.completed:
        sent += one.received(part)
        assert held(one) == 0
    assert sent == DISCARDED
    assert one.headers["CONNECTION"] == "close"


def test_chunks_that_never_end_are_cut_off_at_the_size_of_a_form() -> None:
    one, sent = parser(), 0
    one.received(head("/login", None))
    while not one.completed:
        sent += one.received(b"2000\r\n" + b"x" * 8_192 + b"\r\n")
    assert sent <= SMALL + 2 * 8_300
    assert held(one) == 0
    assert one.headers["CONNECTION"] == "close"


def test_who_asks_before_sending_is_answered_before_sending() -> None:
    one = parser()
    one.received(head("/login", LARGE, Expect="100-continue"))
    assert one.completed
    assert not one.expect_continue


def test_staff_may_send_a_file_to_the_import_and_to_no_other_address(
    staff_client: Callable[..., Client], reader_client: Client
) -> None:
    staff = staff_client()
    for client, address, taken in (
        (staff, "/office/imports", True),
        (staff, "/office/titles/new", False),
        (reader_client, "/office/imports", False),
        (Client(), "/office/imports", False),
    ):
        sent = {"Cookie": cookie(client)} if client.cookies else {"Cookie": "tusach=nonsense"}
        one = parser()
        one.received(head(address, LARGE, **sent))
        one.received(b"x" * 1_000)
        assert (held(one) == 1_000) is taken, (address, taken)


def test_not_even_staff_may_send_more_than_a_file_may_have(
    staff_client: Callable[..., Client],
) -> None:
    one = parser()
    one.received(head("/office/imports", 2 * MOST_BYTES, Cookie=cookie(staff_client())))
    one.received(b"x" * 1_000)
    assert held(one) == 0


@pytest.mark.parametrize("address", ["/login", "/card", "/office/imports"])
def test_the_page_says_so_in_both_languages_whatever_the_server(address: str) -> None:
    answers: tuple[dict[str, Any], ...] = ({"CONTENT_LENGTH": str(LARGE)}, {REFUSED: "yes"})
    for sent in answers:
        answer = Client().post(address, {"card": "1"}, **sent)
        assert answer.status_code == 413
        words = answer.content.decode()
        assert "This is too large to be taken in" in words
        assert "quá lớn" in words
        assert "log in as staff first" in words


def test_staff_are_told_how_large_a_file_may_be(staff_client: Callable[..., Client]) -> None:
    answer = staff_client().post("/office/imports", CONTENT_LENGTH=str(2 * MOST_BYTES))
    assert answer.status_code == 413
    assert "at most 512 MB" in answer.content.decode()


def test_a_part_of_a_page_is_told_in_place(staff_client: Callable[..., Client]) -> None:
    answer = staff_client().post(
        "/place", {"place": "a"}, CONTENT_LENGTH=str(LARGE), HTTP_HX_REQUEST="true"
    )
    assert answer.status_code == 413
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode()
