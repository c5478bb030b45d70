"""The first page and the libraries, in both languages and for both profiles."""

import pytest
from django.test import Client
from tests.node.opac.conftest import FRAGMENT, HOA, NAMES, PAO, Shelf, plain, reading, words

from tusach.ledger.draft import Refusal
from tusach.node.opac import front
from tusach.node.opac.seat import Seat

BOTH = pytest.mark.parametrize("language", ["vi", "en"])
PROFILES = pytest.mark.parametrize("profile_name", ["lumira", "caobang"])


@PROFILES
@BOTH
@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_the_first_page_leads_into_the_shelves(
    shelf: Shelf, language: str, extra: dict[str, str]
) -> None:
    answer = reading(language).get("/", **extra)
    page = plain(answer)
    wanted = {
        "vi": ("Hôm nay bạn muốn đọc gì?", "Mới về", "Theo lĩnh vực", "Các thư viện"),
        "en": ("What would you like to read today?", "Just arrived", "By subject", "libraries"),
    }[language]
    assert all(one in page for one in wanted)
    assert words(answer).count('class="cover ') >= 5
    assert 'role="search"' in words(answer)
    assert all(f'href="/library/{code}"' in words(answer) for code in shelf.codes)


def test_the_first_page_is_ready_before_anybody_asks_for_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.forget()
    front.warm(shelf.node)
    monkeypatch.setattr(front, "_made", None)  # to make it now would fail
    assert reading("en").get("/").status_code == 200


def test_each_place_says_how_many_titles_and_copies_it_has(shelf: Shelf) -> None:
    front.forget()
    stock = front.front(Seat(node=shelf.node, here=None, on=shelf.node.today())).stock
    rows = shelf.node.store.query("SELECT holder, title, subject FROM copy ORDER BY subject")
    for place in (shelf.main, shelf.other):
        here = [(title, copy) for holder, title, copy in rows if holder == place]
        assert stock[place] == (len({title for title, _ in here}), len(here))


def test_children_come_first_among_the_readers(shelf: Shelf) -> None:
    page = words(reading("en").get("/"))
    ways = page.partition('id="for-whom"')[2]
    assert ways.index("audience=child") < ways.index("audience=adult")


def test_languages_of_the_titles_are_offered_by_name(shelf: Shelf) -> None:
    page = words(reading().get("/"))
    assert 'href="/search?language=pt"' in page
    assert "Tiếng Bồ Đào Nha" in page
    assert "language=vi" not in page.partition('id="languages"')[2]  # there is no such title


def test_what_is_lent_often_stands_on_a_shelf_of_its_own(shelf: Shelf) -> None:
    for nr, title in enumerate(("Os Maias", "Dom Casmurro", "Treasure Island")):
        shelf.lend(title, (HOA, PAO)[nr % 2])
    front.forget()
    page = words(reading("en").get("/"))
    read = page.partition("Much read these weeks")[2].partition("</section>")[0]
    assert f"/title/{shelf.titles['Os Maias']}" in read


def test_no_reader_stands_on_any_public_page(shelf: Shelf) -> None:
    shelf.lend("Os Maias", HOA)
    shelf.lend("Dom Casmurro", PAO)
    front.forget()
    addresses = ["/", "/search", "/libraries", "/suggest?q=os"]
    addresses += [f"/library/{code}" for code in shelf.codes]
    addresses += [
        f"/title/{title}{tail}" for title in shelf.titles.values() for tail in ("", "/marc")
    ]
    secrets = [*NAMES.values(), HOA, PAO, *shelf.cards.values()]
    for address in addresses:
        for extra in ({}, FRAGMENT):
            page = words(reading().get(address, **extra))
            assert not [one for one in secrets if one in page], address


def test_staff_find_the_way_to_the_desk(shelf: Shelf, as_staff: Client) -> None:
    assert "Vào quầy làm việc" in plain(as_staff.get("/"))
    assert "Vào quầy làm việc" not in plain(reading().get("/"))


def test_an_empty_catalogue_says_that_it_is_empty(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_shelves", lambda seat, found: [])
    assert "The shelves are still empty" in plain(reading("en").get("/"))


@PROFILES
@BOTH
def test_every_library_says_when_it_is_open(shelf: Shelf, language: str) -> None:
    page = plain(reading(language).get("/libraries"))
    for place in (shelf.main, shelf.other):
        assert shelf.node.place(place).name in page
    answer = reading(language).get(f"/library/{shelf.codes[0]}")
    assert answer.status_code == 200
    assert ("Giờ mở cửa" if language == "vi" else "When it is open") in plain(answer)
    assert f"place={shelf.codes[0]}" in words(answer)


@pytest.mark.parametrize("code", ["nowhere", "x" * 300, "%00", "' OR 1=1"])
def test_an_unknown_library_is_404(shelf: Shelf, code: str) -> None:
    assert reading().get(f"/library/{code}").status_code == 404


def test_a_demonstration_library_says_plainly_that_it_is_one(shelf: Shelf) -> None:
    page = plain(reading("en").get(f"/library/{shelf.codes[0]}"))
    state = shelf.node.place(shelf.main)
    assert ("it is not real" in page) is state.demonstration


def test_the_next_closed_days_are_told(shelf: Shelf) -> None:
    from tusach.ledger.draft import Draft
    from tusach.library import scopes
    from tusach.library.places.facts import PlaceClosedDaysSet, PlaceOpeningSet

    days = ("2026-11-25", "2027-09-01")
    drafts = [
        Draft(
            kind=kind, subject=shelf.main, scope=scopes.CONTROL, on="2026-11-23",
            place=shelf.main, body=body,
        )
        for kind, body in (
            ("place.opening_set/1", PlaceOpeningSet((1, 2, 3), "2026-01-05", "08:00-11:00")),
            ("place.closed_days_set/1", PlaceClosedDaysSet(days, True, "other")),
        )
    ]  # fmt: skip
    done = shelf.node.store.tell(None, drafts)
    assert not isinstance(done, Refusal)
    page = plain(reading("en").get(f"/library/{shelf.codes[0]}"))
    assert "Wednesday, 25 Nov 2026" in page
    assert "1 Sep 2027" not in page
    assert "Thursday Closed" in page
    assert "Monday 08:00-11:00" in page


def test_the_language_is_switched_and_kept(shelf: Shelf) -> None:
    client = Client(REMOTE_ADDR="192.168.1.7", HTTP_HOST="node.local")
    assert "Hôm nay bạn muốn đọc gì?" in plain(client.get("/"))
    back = client.post("/language", {"language": "en", "next": "/search?q=maias"})
    assert back.headers["Location"] == "/search?q=maias"
    assert "1 title for “maias”" in plain(client.get("/search?q=maias"))


@pytest.mark.parametrize("address", ["/", "/search", "/libraries", "/suggest"])
def test_nothing_is_written_by_looking(shelf: Shelf, address: str) -> None:
    assert reading().post(address).status_code == 405
    before = shelf.facts()
    reading().get(address)
    assert shelf.facts() == before


def test_a_store_that_cannot_answer_is_said_in_words(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tusach.node.store.protocol import StoreFault

    def broken(*_: object, **__: object) -> None:
        raise StoreFault("store.full", path="", said="")

    monkeypatch.setattr(shelf.node.store, "query", broken)
    front.forget()
    answer = reading("en").get("/libraries")
    assert answer.status_code == 503
    assert "Not possible right now" in plain(answer)


def test_an_old_front_still_does_while_the_next_is_made(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from tusach.node.opac.seat import Seat

    seat = Seat(shelf.node, None, shelf.node.today())
    first = front.front(seat)
    assert front.front(seat) is first
    monkeypatch.setattr(front._kept, "until", 0.0)
    assert front.front(seat) is first
    for thread in threading.enumerate():
        if thread.name == "front":
            thread.join()
    assert front.front(seat).stamp > first.stamp


def test_a_front_that_cannot_be_made_anew_costs_nobody_a_page(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from tusach.node.opac.seat import Seat
    from tusach.node.store.protocol import StoreFault

    def broken(seat: Seat) -> None:
        raise StoreFault("store.busy")

    seat = Seat(shelf.node, None, shelf.node.today())
    held = front.front(seat)
    monkeypatch.setattr(front, "_made", broken)
    front._kept.lock.acquire()
    front._kept.make_beside(seat)
    assert "store.busy" in caplog.text
    assert front.front(seat) is held
    assert not front._kept.lock.locked()


def test_whose_a_library_is_stands_in_the_language_of_the_page(shelf: Shelf) -> None:
    address = f"/library/{next(iter(shelf.codes))}"
    vietnamese, english = (words(reading(spoken).get(address)) for spoken in ("vi", "en"))
    kinds = shelf.node.profile.places.kinds
    owners = [one.owner for one in kinds if f"<dd>{one.owner['en']}</dd>" in english]
    assert len(owners) == 1
    assert f"<dd>{owners[0]['vi']}</dd>" in vietnamese
