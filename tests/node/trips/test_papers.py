"""Papers of crates and trips as PDF: minutes, orders with their sheet, slips, sheets for walls."""

from __future__ import annotations

import io
from typing import Any

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from tests.node.desk.conftest import HERE, THERE, TODAY, WIDE, Desk, Library
from tests.node.trips.conftest import words
from tests.node.trips.test_crates import sent
from tests.node.trips.test_planning import asked, made
from tests.node.trips.test_trip_pages import line, planned, vehicle

from tusach.ledger.draft import Refusal
from tusach.node.acts import crating, placing
from tusach.node.papers import press

__all__ = ["vehicle"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not press.has_press(), reason="no typesetter on this machine"),
]


def read(answer: Any) -> list[str]:
    """The words of each page of an answer that is a PDF."""
    assert answer.status_code == 200, answer
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def of_viet_nam(library: Library) -> None:
    """The invented province lies in Viet Nam, for the time of a test."""
    profile = library.node.profile
    library.node.profile = replace(profile, province=replace(profile.province, country="VN"))


def test_minutes_are_one_page_with_both_signatures_and_the_same_words_as_the_word_file(
    library: Library, desk: Desk, english: None
) -> None:
    crate, here = sent(library, desk, 0, 1), desk()
    here.post(f"/trips/crates/{crate}/minutes", {"gave": "Bế Thị Lưu", "took": "Lò Văn Páo"})
    answer = here.get(f"/trips/crates/{crate}/minutes.pdf")
    (page,) = read(answer)
    assert answer["Content-Disposition"] == 'inline; filename="bien-ban-thung-1.pdf"'
    wanted = ("MINUTES", "Handing over books for rotation", "with 2 books", "Dế Mèn phiêu lưu ký")
    assert [one for one in wanted if one not in page] == []
    assert page.index("FOR THE SIDE THAT HANDS OVER") < page.index("FOR THE SIDE THAT RECEIVES")
    assert page.index("Bế Thị Lưu") < page.index("Lò Văn Páo")
    assert "SOCIALIST" not in page  # the invented province lies elsewhere
    shown = words(here.get(f"/trips/crates/{crate}/minutes"))
    assert f"/trips/crates/{crate}/minutes.pdf" in shown and "typesetter" not in shown


def test_in_viet_nam_the_state_and_its_motto_head_the_paper_in_vietnamese(
    library: Library, desk: Desk
) -> None:
    of_viet_nam(library)
    crate, here = sent(library, desk, 0), desk()
    here.cookies["tusach-language"] = "vi"
    (page,) = read(here.get(f"/trips/crates/{crate}/minutes.pdf"))
    wanted = (
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BIÊN BẢN"),
        *("Số: ……/BB", "ngày 23 tháng 11 năm 2026", "Giao nhận sách luân chuyển"),
    )
    assert [one for one in wanted if one not in page] == []


def test_the_order_of_a_trip_and_its_sheet_are_two_pages(
    library: Library, desk: Desk, vehicle: str, english: None
) -> None:
    trip = planned(desk, library)
    order, sheet = read(desk(WIDE).get(f"/trips/trip/{trip}/sheet.pdf"))
    place = library.node.place(library.hut).name
    wanted = ("ORDER OF A VEHICLE", "Who goes", "driver", "WHO ORDERS THE TRIP", place)
    assert [one for one in wanted if one not in order] == []
    wanted = ("SHEET OF A TRIP", "□ fuel", "Meter at the start", "06:30–09:15", place)
    assert [one for one in wanted if one not in sheet] == []
    page = words(desk(WIDE).get(f"/trips/trip/{trip}/sheet"))
    assert f"/trips/trip/{trip}/sheet.pdf" in page


def test_eight_stops_of_two_days_still_fit_on_the_two_pages(
    library: Library, desk: Desk, vehicle: str
) -> None:
    of_viet_nam(library)
    rows = [line(nr, library.hut, on=f"2026-11-{24 + nr}") for nr in range(4)]
    rows += [line(nr, library.main, on=f"2026-12-{nr:02d}") for nr in range(4, 8)]
    for one in rows[4:]:
        one.update({key: library.hut for key in one if key.startswith("place_")})
    trip = planned(desk, library, *rows)
    client = desk(WIDE)
    client.cookies["tusach-language"] = "vi"
    order, sheet = read(client.get(f"/trips/trip/{trip}/sheet.pdf"))
    assert "LỆNH ĐIỀU XE" in order and "……/LĐX" in order and "Điều" in order
    assert "PHIẾU CHUYẾN ĐI" in sheet and "tháng" in sheet


def test_slips_are_made_for_whom_this_library_may_name(
    library: Library, desk: Desk, english: None
) -> None:
    node, hold, crate = library.node, asked(library, 1), made(library)
    crating.pack(node, crate, library.copies[2], library.at(by=HERE), hold=hold)
    crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on="2027-01-01")
    (there,) = read(desk(THERE).get(f"/trips/crates/{crate}/slips.pdf"))
    assert "Zé do Vale" in there and "Truyện Kiều" in there and "Ask at your library" in there
    (here,) = read(desk().get(f"/trips/crates/{crate}/slips.pdf"))
    assert "Zé do Vale" not in here and "For a reader of this place" in here
    empty = made(library)
    answer = desk().get(f"/trips/crates/{empty}/slips.pdf")
    assert answer["Location"] == f"/trips/crates/{empty}/slips"


def test_all_communes_that_are_visited_are_one_file(
    library: Library, desk: Desk, english: None
) -> None:
    nothing = desk(WIDE).get("/trips/posters.pdf")
    assert nothing["Location"] == "/visits"
    done = placing.date_visits(
        library.node, library.hut, [TODAY], library.at(library.hut), vehicle=None
    )
    assert not isinstance(done, Refusal), done
    (page,) = read(desk(WIDE).get("/trips/posters.pdf"))
    assert "The library comes to us" in page and "23 Nov 2026" in page
    assert "/trips/posters.pdf" in words(desk(WIDE).get("/trips/"))


def test_where_no_pdf_can_be_made_pages_say_so_and_print(
    library: Library, desk: Desk, vehicle: str, english: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    crate, trip = sent(library, desk, 0), planned(desk, library)
    for room in ("trips.minutes", "trips.trips", "trips.planning", "papers.answers"):
        monkeypatch.setattr(f"tusach.node.{room}.has_press", lambda: False)
    pages = {
        f"/trips/crates/{crate}/minutes": "minutes.pdf",
        f"/trips/crates/{crate}/slips": "slips.pdf",
        f"/trips/trip/{trip}/sheet": "sheet.pdf",
    }
    for address, file in pages.items():
        said = words(desk().get(address))
        assert "This machine makes no PDF files" in said and "data-print" in said
        assert file not in said
    answer = desk().get(f"/trips/crates/{crate}/minutes.pdf")
    assert (answer.status_code, answer["Location"]) == (302, f"/trips/crates/{crate}/minutes")


def test_the_page_of_a_place_leads_to_the_sheet_of_its_commune(
    library: Library, desk: Desk, english: None
) -> None:
    node = library.node
    unit = node.place(library.hut).unit
    code = node.store.state(str(unit), "unit").declared.code
    page = words(desk(WIDE).get(f"/trips/places/{library.hut}"))
    assert f"/visits/{code}.pdf" in page and f'"/visits/{code}"' in page
