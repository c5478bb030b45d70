"""The pages of crates: made, packed by scan, received by one scan and one tap, set right."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from tests.node.trips.conftest import ADULT, HERE, THERE, TODAY, WIDE, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.node.acts import asking, crating
from tusach.node.acts.asking import Wanting
from tusach.node.acts.duties import perform
from tusach.node.acts.erasure_board import board

pytestmark = pytest.mark.django_db
BACK = "01/02/2027"


def made(library: Library, desk: Desk, count: int = 1) -> list[str]:
    """Crates made on their page."""
    answer = desk().post("/trips/crates", {"count": str(count), "room": "60"})
    assert answer.status_code == 302, words(answer)
    return re.findall(r"c=([0-9a-f]{32})", answer.headers["Location"])


def sent(library: Library, desk: Desk, *which: int, to: str = "") -> str:
    """A crate that was packed by scans and sent to the other library."""
    (crate,) = made(library, desk)
    for nr in which:
        desk().post(f"/trips/crates/{crate}/pack", {"code": library.code(library.copies[nr])})
    answer = desk().post(f"/trips/crates/{crate}/send", {"to": to or library.hut, "back_on": BACK})
    assert answer.status_code == 302, words(answer)
    return crate


def label(library: Library, crate: str) -> str:
    """The number on the label of a crate."""
    said = library.node.store.state(crate, "crate").made
    assert said is not None
    return str(said.code)


def holder(library: Library, nr: int) -> str | None:
    found: str | None = library.node.store.state(library.copies[nr], "copy").holder
    return found


def test_new_crates_have_labels_with_square_codes(
    library: Library, desk: Desk, english: None
) -> None:
    crates = made(library, desk, 2)
    page = words(desk().get(f"/trips/crates/labels?c={crates[0]}&c={crates[1]}"))
    assert page.count("<path ") == 2 and "2 labels of crates" in page
    assert "Crate 1" in page and "Crate 2" in page
    assert words(desk(THERE).get("/trips/crates/labels")).count("<path ") == 0
    wrong = desk().post("/trips/crates", {"count": "49"})
    assert wrong.status_code == 422 and "from 1 to 48" in words(wrong)
    odd = desk().post("/trips/crates", {"count": "1", "room": "5000"})
    assert "1 to 999" in words(odd)


def test_one_scan_and_one_tap_receive_a_whole_crate(
    library: Library, desk: Desk, english: None
) -> None:
    crate = sent(library, desk, 0, 1)
    scan = desk(THERE).post("/desk/scan", {"code": label(library, crate)})
    assert scan.headers["Location"] == f"/trips/crates/{crate}"
    fragment = {"HTTP_HX_REQUEST": "true"}
    again = desk(THERE).post("/desk/scan", {"code": label(library, crate)}, **fragment)
    assert again.headers["HX-Redirect"] == f"/trips/crates/{crate}"
    page = words(desk(THERE).get(scan.headers["Location"]))
    assert "2 books should be in it" in page and "All here" in page
    before = library.facts()
    there = desk(THERE)
    answer = there.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    assert library.facts() - before == 1
    assert "Received: 2 books." in words(there.get(answer.headers["Location"]))
    assert holder(library, 0) == library.hut


def test_a_receipt_is_undone_within_ten_minutes(
    library: Library, desk: Desk, english: None
) -> None:
    crate = sent(library, desk, 0)
    there = desk(THERE)
    there.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    page = words(there.get(f"/trips/crates/{crate}"))
    (undo,) = re.findall(rf'action="(/trips/crates/{crate}/undo/[0-9a-f]+)"', page)
    there.post(undo)
    assert "Taken back." in words(there.get(f"/trips/crates/{crate}"))
    assert holder(library, 0) == library.main
    there.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    library.clock.minutes_pass(11)
    later = re.findall(rf"/trips/crates/{crate}/undo/[0-9a-f]+", words(there.get("/trips/crates")))
    there.post(later[0])
    assert "10 minutes" in words(there.get(f"/trips/crates/{crate}"))
    assert holder(library, 0) == library.hut


def test_by_scanning_each_book_the_rest_is_missing_and_strangers_are_surplus(
    library: Library, desk: Desk, english: None
) -> None:
    crate, there = sent(library, desk, 0, 1), desk(THERE)
    page = words(there.get(f"/trips/crates/{crate}/check"))
    assert "Not seen yet: 2" in page and "Done: 2 books are missing" in page
    for nr in (0, 2):
        there.post(f"/trips/crates/{crate}/see", {"code": library.code(library.copies[nr])})
    there.post(f"/trips/crates/{crate}/see", {"code": "nonsense"})
    page = words(there.get(f"/trips/crates/{crate}/check"))
    assert "no book of the stock" in page and "Done: 1 book is missing" in page
    there.post(f"/trips/crates/{crate}/close", {"damaged": library.copies[0]})
    page = words(there.get(f"/trips/crates/{crate}"))
    assert "1 book is missing" in page and "1 book did not come with it" in page
    assert (holder(library, 0), holder(library, 1), holder(library, 2)) == (
        library.hut,
        library.main,
        library.hut,
    )
    assert library.node.store.state(library.copies[0], "copy").damages
    # The one that was missing lay under the lid: the crate is counted once more.
    for copy in library.copies[:3]:
        there.post(f"/trips/crates/{crate}/see", {"copy": copy})
    there.post(f"/trips/crates/{crate}/close")
    assert holder(library, 1) == library.hut


def test_a_crate_that_is_retired_or_elsewhere_is_not_counted(library: Library, desk: Desk) -> None:
    (crate,) = made(library, desk)
    assert desk(THERE).get(f"/trips/crates/{crate}/check").status_code == 302
    assert desk(THERE).post(f"/trips/crates/{crate}/close").status_code == 404
    desk().post(f"/trips/crates/{crate}/act", {"what": "retire", "reason": "broken"})
    assert desk().get(f"/trips/crates/{crate}/check").status_code == 302
    assert desk().post(f"/trips/crates/{crate}/act", {"what": "nothing"}).status_code == 404


def test_a_crate_at_the_wrong_library_asks_first_and_is_set_right_with_one_tap(
    library: Library, desk: Desk, english: None
) -> None:
    crate, here = sent(library, desk, 0), desk()
    page = words(here.get(f"/trips/crates/{crate}"))
    assert "This crate was sent to" in page
    here.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    assert "receive it all the same" in words(here.get(f"/trips/crates/{crate}"))
    here.post(f"/trips/crates/{crate}/act", {"what": "anyway"})
    page = words(here.get(f"/trips/crates/{crate}"))
    assert "This crate was meant for" in page and "wrong library" in words(
        here.get("/trips/crates")
    )
    here.post(f"/trips/crates/{crate}/act", {"what": "forward"})
    assert library.node.store.state(crate, "crate").under_way.to == library.hut
    here.post(f"/trips/crates/{crate}/act", {"what": "anyway"})
    here.post(f"/trips/crates/{crate}/act", {"what": "stay"})
    assert library.node.store.state(crate, "crate").astray is None


def test_a_crate_of_which_nobody_was_told_is_received_all_the_same(
    library: Library, desk: Desk, english: None
) -> None:
    strange = "300770000157"
    strange = strange[:10] + f"{98 - int(strange[:10]) * 100 % 97:02d}"
    scan = desk(THERE).post("/desk/scan", {"code": strange})
    address = scan.headers["Location"]
    assert "Nobody here has been told" in words(desk(THERE).get(address))
    desk(THERE).post(f"{address}/act", {"what": "anyway"})
    assert "before its list was known" in words(desk(THERE).get(address))


def test_a_book_is_packed_by_scan_taken_out_and_the_crate_comes_home(
    library: Library, desk: Desk, english: None
) -> None:
    crate, here, there = sent(library, desk, 0, 1), desk(), desk(THERE)
    there.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    there.post(f"/trips/crates/{crate}/unpack", {"copy": library.copies[1]})
    assert there.post(f"/trips/crates/{crate}/unpack", {"copy": "?"}).status_code == 404
    there.post(f"/trips/crates/{crate}/send", {"to": library.main})
    here.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    here.post(f"/trips/crates/{crate}/act", {"what": "empty"})
    page = words(here.get(f"/trips/crates/{crate}"))
    assert "Nothing yet." in page and "Where it has been" in page
    assert library.node.store.state(crate, "crate").back_on is None
    assert holder(library, 0) == library.main
    here.post(f"/trips/crates/{crate}/pack", {"code": "nonsense"})
    assert "no book of the stock" in words(here.get(f"/trips/crates/{crate}"))


def test_a_crate_that_goes_away_needs_a_day_and_not_a_late_one(
    library: Library, desk: Desk, english: None
) -> None:
    (crate,) = made(library, desk)
    wrong = desk().post(f"/trips/crates/{crate}/send", {"to": library.hut, "back_on": ""})
    assert wrong.status_code == 422 and "Write the day by which" in words(wrong)
    odd = desk().post(f"/trips/crates/{crate}/send", {"to": "", "back_on": "31/02/2027"})
    assert odd.status_code == 422
    here = desk()
    here.post(f"/trips/crates/{crate}/send", {"to": library.hut, "back_on": "20/11/2026"})
    assert "Choose a later day" in words(here.get(f"/trips/crates/{crate}"))


def test_late_crates_are_listed_until_they_are_on_their_way_home(
    library: Library, desk: Desk, english: None
) -> None:
    crate = sent(library, desk, 0)
    crating.receive(library.node, crate, library.at(library.hut, by=THERE), crating.Receipt())
    assert "No crate is late" in words(desk().get("/trips/crates/late"))
    library.clock.minutes_pass(60 * 24 * 100)
    page = words(desk().get("/trips/crates/late"))
    assert f"/trips/crates/{crate}" in page
    assert f"/trips/crates/{crate}" in words(desk(WIDE).get("/trips/crates/late"))
    assert "1 crate should be home by now" in words(desk().get("/trips/crates"))


def test_what_is_packed_for_a_reader_says_for_whom_where_that_may_be_seen(
    library: Library, desk: Desk, english: None
) -> None:
    node = library.node
    told = asking.place_hold(node, ADULT, Wanting(title=library.titles[0]), library.at(by=HERE))
    assert not isinstance(told, Refusal), told
    ((hold,),) = node.store.query("SELECT subject FROM hold WHERE tenant = ?", (node.tenant,))
    (crate,) = made(library, desk)
    crating.pack(node, crate, library.copies[0], library.at(by=HERE), hold=hold)
    assert "for Nông Thị Hoa" in words(desk().get(f"/trips/crates/{crate}"))
    seen = words(desk(THERE).get(f"/trips/crates/{crate}"))
    assert "Nông Thị Hoa" not in seen and "for a reader who asked" in seen


def test_loans_at_a_stay_are_counted_on_its_crate(
    library: Library, desk: Desk, english: None
) -> None:
    crate = sent(library, desk, 0, 1)
    desk(THERE).post(f"/trips/crates/{crate}/act", {"what": "receive"})
    from tusach.node.acts import circulation

    lent = circulation.lend(library.node, library.copies[0], ADULT, library.at(library.hut))
    assert not isinstance(lent, Refusal), lent
    assert "1 loan there" in words(desk().get(f"/trips/crates/{crate}"))


def test_minutes_are_printed_filed_signed_and_their_names_removed(
    library: Library, desk: Desk, english: None
) -> None:
    crate, here = sent(library, desk, 0, 1), desk()
    page = words(here.get(f"/trips/crates/{crate}/minutes"))
    assert "with 2 books as listed below" in page and "Dế Mèn phiêu lưu ký" in page
    empty = here.post(f"/trips/crates/{crate}/minutes", {})
    assert empty.status_code == 422 and "Enter the name of who" in words(empty)
    both = {"gave": "Bế Thị Lưu", "gave_post": "thủ thư", "took": "Lò Văn Páo", "paper": "3/BBBG"}
    assert here.post(f"/trips/crates/{crate}/minutes", both).status_code == 302
    page = words(here.get(f"/trips/crates/{crate}/minutes"))
    assert "Bế Thị Lưu" in page and "Lò Văn Páo" in page
    answer = here.get(f"/trips/crates/{crate}/minutes.docx")
    assert answer.headers["Content-Disposition"].endswith('-1.docx"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "Bế Thị Lưu" in text and "Dế Mèn phiêu lưu ký" in text and "w:tblHeader" in text
    assert "SOCIALIST" not in text  # the invented province lies elsewhere
    here.post(f"/trips/crates/{crate}/forget")
    assert "Bế Thị Lưu" not in words(here.get(f"/trips/crates/{crate}/minutes"))
    perform(library.node)
    (gone,) = board(library.node)
    assert (gone.erasure.noun, gone.erasure.subject, gone.done) == ("crate", crate, True)
    here.post(f"/trips/crates/{crate}/forget")
    assert "nothing to remove" in words(here.get(f"/trips/crates/{crate}/minutes"))


@pytest.mark.parametrize(("side", "how"), [("gave", "key"), ("took", "key")])
def test_one_side_signs_at_its_own_library(
    library: Library, desk: Desk, side: str, how: str
) -> None:
    crate = sent(library, desk, 0)
    desk().post(f"/trips/crates/{crate}/minutes", {side: "Bế Thị Lưu"})
    (signed,) = library.node.store.state(crate, "crate").signed
    assert (signed.said.side, signed.said.how, signed.on) == (side, how, TODAY)


def test_the_catalogue_and_the_desk_say_in_which_crate_a_book_is_where_and_until_when(
    library: Library, desk: Desk, english: None
) -> None:
    crate, there = sent(library, desk, 0), desk(THERE)
    catalogue = f"/title/{library.titles[0]}"
    assert "in crate 1, on its way to" in words(there.get(catalogue))
    there.post(f"/trips/crates/{crate}/act", {"what": "receive"})
    page = words(there.get(catalogue))
    assert "in crate 1, here until" in page and "Brisa" in page
    page = words(there.get(f"/desk/copies/{library.copies[0]}"))
    assert "In crate 1, which stays until" in page and f"/trips/crates/{crate}" in page


def test_a_book_that_did_not_come_with_its_crate_says_so_on_its_page(
    library: Library, desk: Desk, english: None
) -> None:
    crate = sent(library, desk, 0)
    gone = crating.Receipt(missing=(library.copies[0],))
    crating.receive(library.node, crate, library.at(library.hut, by=THERE), gone)
    page = words(desk().get(f"/desk/copies/{library.copies[0]}"))
    assert "It was not found in crate 1" in page and "Being checked" in page
