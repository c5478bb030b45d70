"""Lending at the desk: reader, then scan after scan; every refusal says what to do next."""

from collections.abc import Callable

from django.test import Client
from tests.node.desk.conftest import ADULT, CHILD, TODAY, Library

Desk = Callable[..., Client]
HX = {"HTTP_HX_REQUEST": "true"}


def scan(client: Client, code: str, **where: str):  # type: ignore[no-untyped-def]
    fragment = where.pop("fragment", "")
    extra = HX if fragment else {}
    return client.post("/desk/scan", {"code": code, **where}, **extra)  # type: ignore[arg-type]


def at_reader(reader: str) -> dict[str, str]:
    return {"screen": "reader", "reader": reader}


def test_a_card_leads_to_the_reader_and_each_scan_is_a_loan_at_once(
    library: Library, desk: Desk
) -> None:
    client = desk()
    answer = scan(client, library.cards[ADULT])
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/desk/readers/{ADULT}"
    for nr, copy in enumerate(library.copies[:3], start=1):
        before = library.facts()
        answer = scan(client, library.code(copy), **at_reader(ADULT))
        assert answer.status_code == 302
        assert library.facts() == before + 1 + (nr == 1)  # the first one opens the stream
    assert library.loans_of(ADULT) == sorted(library.copies[:3])
    page = client.get(f"/desk/readers/{ADULT}").content.decode()
    assert page.count('class="loan"') == 3
    assert "Dế Mèn phiêu lưu ký" in page
