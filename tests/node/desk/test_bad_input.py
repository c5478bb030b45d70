"""Whatever is put into the one field: words that say what to do, and nothing half done."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.node.desk.conftest import ADULT, FRAGMENT, Desk, Library, at_reader, words

from tusach.library.places.codes import COPY, READER, printed_code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The field is empty"),
        ("   ", "The field is empty"),
        ("10002300", "some digits are missing or misread"),
        ("100023004569", "some digits are missing or misread"),
        ("12345678901234567890", "no number that a card or a book bears"),
        (printed_code(COPY, 77, 7), "must be registered first"),
        (printed_code(READER, 77, 7), "Look for the reader by name"),
        ("9780306406157", "has the ISBN"),
        ("978-0-306-40615-8", "was misread: its last digit"),
        ("no such name", "Nothing here is called"),
        ("<script>alert(1)</script>", "Nothing here is called"),
        ("Ω" * 10_000, "Nothing here is called"),
        ("\u202eevil", "Nothing here is called"),
        ("\x00\x07", "The field is empty"),
    ],
)
@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_what_nothing_fits_is_said_with_what_to_do(
    library: Library, desk: Desk, english: None, text: str, said: str, extra: dict[str, str]
) -> None:
    before = library.facts()
    answer = desk().post("/desk/scan", {"code": text, **at_reader(ADULT)}, **extra)
    assert answer.status_code == 200
    assert said in words(answer)
    assert "<script>alert" not in words(answer)
    assert "\u202e" not in words(answer)
    assert library.facts() == before


def test_garbage_never_tells_a_fact_and_never_breaks(library: Library, desk: Desk) -> None:
    client, before = desk(), library.facts()

    @given(st.text(max_size=300) | st.from_regex(r"[0-9 -]{1,14}", fullmatch=True))
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    def scanned(text: str) -> None:
        answer = client.post("/desk/scan", {"code": text, **at_reader(ADULT)}, **FRAGMENT)
        assert answer.status_code == 200

    scanned()
    # A text may name a reader, never a copy: every code of this library has 12 right digits.
    assert library.facts() == before


@pytest.mark.parametrize("screen", ["reader", "copy", "lend", "nonsense", ""])
def test_a_form_with_broken_hidden_fields_is_answered_from_the_first_page(
    library: Library, desk: Desk, screen: str
) -> None:
    form = {"code": "", "screen": screen, "reader": "../etc", "on_copy": "x" * 32}
    assert desk().post("/desk/scan", form).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/desk/readers/x", "/desk/copies/" + "9" * 32, "/ledger/" + "9" * 32, "/desk/titles/1"],
)
def test_an_address_of_nothing_is_not_found(library: Library, desk: Desk, address: str) -> None:
    assert desk().get(address).status_code == 404


def test_a_form_from_elsewhere_is_refused_and_nothing_is_lent(library: Library, desk: Desk) -> None:
    known = desk()
    client = Client(enforce_csrf_checks=True)
    client.cookies = known.cookies
    form = {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    assert client.post("/desk/scan", form).status_code == 403
    assert library.loans_of(ADULT) == []


def test_an_act_cannot_be_done_by_following_a_link(library: Library, desk: Desk) -> None:
    client = desk()
    copy = library.copies[0]
    for address in ("scan", f"copies/{copy}/lost", f"copies/{copy}/return", "return/clear"):
        assert client.get(f"/desk/{address}").status_code == 405


def test_a_full_disk_is_said_and_nothing_is_half_done(
    library: Library, desk: Desk, english: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tusach.node.store.protocol import StoreFault

    client, before = desk(), library.facts()

    def full(*_args: object, **_more: object) -> None:
        raise StoreFault("store.full", path="x")

    with monkeypatch.context() as patched:
        patched.setattr(library.node.store, "act", full)
        form = {"code": library.code(library.copies[0]), **at_reader(ADULT)}
        for extra in ({}, FRAGMENT):
            answer = client.post("/desk/scan", form, **extra)
            assert answer.status_code == 503
            assert "The disk is full" in words(answer)
    assert library.facts() == before
