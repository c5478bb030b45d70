"""Who may open which address: one row for each, walked by everybody, stranger to administrator.

An address without a row fails its test, and so does a row without an address. Letters of a row:
S a stranger, R a reader, I an inspector, L the librarian of the place whose things are asked for,
T of another place, P the provincial librarian, A the administrator, all at the node's own screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.node import looking
from tests.node.access_rows import EVERYBODY, MACHINES, ROWS
from tests.node.conftest import put_session
from tests.node.desk.conftest import ADULT, BEGUN, CHILD, HERE, STRANGER, THERE, WIDE, Library
from tests.node.desk.conftest import library as library_alone
from tests.node.network.conftest import asks
from tests.node.programme import recorded_things
from tests.node.recorded import recorded
from tests.node.trips import travelling_things

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.deliveries.facts import GiftPrivate, GiftReceived
from tusach.library.markets.facts import market_subject
from tusach.library.nodes.facts import node_subject
from tusach.library.staff import rules as staff_rules
from tusach.library.stocktaking.facts import StocktakingBegun
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.problem import Problem
from tusach.node.acts import entering, job_files, placing, sheets, stocktaking, weeding
from tusach.node.acts.importing import Account, Rejected
from tusach.node.acts.job_files import Job
from tusach.node.acts.placing import NewPost
from tusach.node.people import logins, pins, sessions
from tusach.node.people.models import AccessLook, Login
from tusach.node.store.protocol import Quarantined
from tusach.node.sync import errands
from tusach.node.sync.errands import Errand
from tusach.node.trips.home_wishes import problem_of
from tusach.node.trips.plan_jobs import PlanJob, plan_jobs_of

__all__ = ["library_alone"]

CHIEF, PLAN = "d" * 32, "6" * 32
JOB, SPENT, LISTED, ERRAND, PEOPLE = "e" * 32, "f" * 32, "9" * 32, "8" * 32, "7" * 32
WHO = {"I": looking.LOOKER, "L": HERE, "T": THERE, "P": WIDE, "A": CHIEF}


def names(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every name that an address has."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else before)
        else:
            yield f"{before}{one.name}"


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    known = set(names(get_resolver().url_patterns))
    assert known - set(ROWS) == set(), "say in ROWS who may open it"
    assert set(ROWS) - known == set(), "there is no such address any more"


@pytest.fixture
def library(library_alone: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The desk's library with an administrator, a loan, an import and a rejected piece."""
    node = library_alone.node
    drafts = staff_rules.appoint(
        CHIEF, name="Duda Chief", role="administrator", place=library_alone.main, on=BEGUN
    )
    assert not isinstance(drafts, Refusal)
    node.store.tell(None, drafts)
    looking.let_in(library_alone, monkeypatch)
    pins.set_pin(ADULT, "2468")
    raw = "Họ tên; Điện thoại".encode()
    refused = Rejected("a.csv", 1, 0, "row.title_missing", sha256(raw))
    with node.store.batch() as transaction:
        transaction.set_aside(Quarantined("list a.csv #1 @0", raw, "row.title_missing", 1))
    for job, kind in ((JOB, "marc"), (SPENT, "marc"), (LISTED, "list"), (PEOPLE, "readers")):
        made = Job(
            id=job, kind=kind, name="a.mrc", place=library_alone.main, by=HERE, made_ms=1,
            state="done", account=Account(read=1, rejected_count=1, rejected=[refused]),
        )  # fmt: skip
        job_files.save(node.home, made)
    job_files.upload_of(node.home, LISTED).write_bytes("Nhan đề;Tác giả\nSố đỏ;\n".encode())
    job_files.upload_of(node.home, PEOPLE).write_bytes("Họ tên;Năm sinh\nLý Mai;1990\n".encode())
    written = Errand(
        id=ERRAND, what="write", whom="hub", state="done",
        result={"file": "a.tusach", "size": 1},
    )  # fmt: skip
    errands.keep(node.home, written)
    errands.parcel_of(node.home, ERRAND).write_bytes(b"a")
    return library_alone


def given_books(library: Library) -> str:
    """Books that were given to the place of the librarian L."""
    body, private = GiftReceived(2), GiftPrivate("Lò Thị Mai")
    gift = entering.receive(library.node, body, library.at(), private=private)
    assert isinstance(gift, str)
    return gift


def counted(library: Library) -> str:
    """A stocktaking at the place of the librarian L."""
    count = stocktaking.begin(library.node, StocktakingBegun(), library.at())
    assert isinstance(count, str)
    return count


def opened(library: Library) -> str:
    """A weeding dossier at the place of the librarian L."""
    dossier = weeding.begin(library.node, library.at(), decision="12/QD")
    assert isinstance(dossier, str)
    return dossier


def planned(library: Library, job: str) -> str:
    """A plan of trips, made by insertion."""
    problem = problem_of(library.node, date(2027, 1, 1), date(2027, 12, 31), ("v",))
    assert isinstance(problem, Problem)
    made = PlanJob(
        id=job,
        by=WIDE,
        made_ms=0,
        from_on=problem.from_on,
        until_on=problem.until_on,
        vehicles=("v",),
        seconds=1,
    )
    plan_jobs_of(library.node).keep(made, problem, insert_all(problem))
    return job


@pytest.fixture
def things(library: Library) -> dict[str, str]:
    """What the rows name: all of it belongs to the place of the librarian L."""
    loan = library.lend(library.copies[0], ADULT)
    return {
        "title": library.titles[0],
        "recorded": recorded(library),
        "copy": library.copies[1],
        "delivery": given_books(library),
        "count": counted(library),
        "dossier": opened(library),
        "plan": planned(library, PLAN),
        "spent_plan": planned(library, SPENT),
        "reader": ADULT,
        "fact": loan,
        "place": library.main,
        "code": library.node.place(library.main).code,
        "unit": library.node.profile.units.units[0].code,
        "job": JOB,
        "spent_job": SPENT,
        "list_job": LISTED,
        "reader_job": PEOPLE,
        "librarian": HERE,
        "case": library.registered_twice(),
        "errand": ERRAND,
        "crate": travelling_things.crate(library),
        "sheet": _sheet(library),
        "machine": node_subject(library.node.tenant, library.node.store.own_key),
        "asking": asks(library, "a laptop"),
        "trip": travelling_things.planned(library),
        "stop": travelling_things.STOP,
        "granted": asks(library, "an older one", granted=True),
        "market": market_subject(library.node.tenant, "alba_market"),
        "road": travelling_things.closed_road(library),
        "request": travelling_things.asked_for(library),
        "worker": recorded_things.worker(library),
        "course": recorded_things.course(library),
        "event": recorded_things.event(library),
        "agreement": recorded_things.agreement(library),
        "figure": "visits",
        "report": recorded_things.report(library),
        "paper": "docx",
        "counted_story": library.main,
        "model_unit": recorded_things.model(library),
        "assessment": recorded_things.assessment(library),
        "money": recorded_things.money(library),
        "message": "message",
        "own_unit": library.node.place(library.main).unit or "",
        "task": recorded_things.task(library),
        "spot_check": recorded_things.spot_check(library),
    }


def _sheet(library: Library) -> str:
    told = sheets.print_sheets(library.node, "loans", "2026-11", library.at(), sheets=1, rows=5)
    assert not isinstance(told, Refusal)
    return told[0]


@pytest.fixture
def enter(library: Library) -> Callable[..., Client]:
    """A function that gives a client of somebody, by their letter."""

    def make(letter: str, *, joined: bool = False, **defaults: Any) -> Client:
        client = Client(**({"HTTP_HOST": "localhost"} | defaults))
        if letter == "R":
            put_session(client, lambda request: sessions.begin_reader(request, ADULT))  # type: ignore[arg-type]
        elif letter in WHO:
            staff = WHO[letter]
            known = Login.objects.filter(staff_id=staff).first()
            login = known or logins.create_login(staff, f"login-{letter.lower()}")
            place = library.hut if letter == "T" else library.main

            def begin(request: Any) -> None:
                sessions.begin_staff(request, login, joined_at=place if joined else None)
                sessions.choose_place(request, place)

            put_session(client, begin)  # type: ignore[arg-type]
        return client

    return make


def is_in(answer: Any, *, get: bool) -> bool:
    """Whether somebody was let in: not refused, not sent to a door, not told that nothing is there.

    What is sent here is empty, so that an act may well find nothing of what it is about.
    """
    if answer.status_code == 403 or (get and answer.status_code == 404):
        return False
    if answer.status_code == 302:
        return answer.headers["Location"].partition("?")[0] not in ("/login", "/card")
    return bool(answer.status_code < 500)


def sent(client: Client, name: str, things: dict[str, str]) -> Any:
    """The answer of an address, read or sent to as its row says."""
    address = address_of(name, things)
    return client.get(address) if ROWS[name].get else client.post(address)


def address_of(name: str, things: dict[str, str]) -> str:
    """Where a row leads: a word that names no thing stands for itself."""
    values = {key: things.get(word, word) for key, word in ROWS[name].values.items()}
    asked = f"?r={things['reader']}" if name in ("desk:cards", "desk:consent-forms") else ""
    return reverse(name, kwargs=values) + asked


@pytest.mark.parametrize("letter", list(EVERYBODY))
def test_each_address_lets_in_whom_its_row_says(
    letter: str, enter: Callable[..., Client], things: dict[str, str]
) -> None:
    wrong = []
    for name, row in ROWS.items():
        answer = sent(enter(letter), name, things)
        if is_in(answer, get=row.get) != (letter in row.who):
            wrong.append(f"{name}: {answer.status_code} for {letter}")
    assert wrong == []


def test_a_joined_phone_reaches_the_desk_of_its_place_and_no_more(
    enter: Callable[..., Client], things: dict[str, str]
) -> None:
    air = {"HTTP_HOST": "node.local", "REMOTE_ADDR": "192.168.1.7"}
    kept_out = {"pages:style", "people:change-password", "people:show-join-code"}
    kept_out |= {"people:reader-login", "desk:pin"}
    elsewhere = {"office", "worklist", "network", "privacy"}
    wrong = []
    for name, row in ROWS.items():
        # An administrator's phone is a librarian's: what goes over the air can be read along.
        answer = sent(enter("A", joined=True, **air), name, things)
        theirs = "L" in row.who and name not in kept_out | {"office:person"}
        theirs = theirs and name.partition(":")[0] not in elsewhere
        if is_in(answer, get=row.get) != theirs:
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "address", ["/office/", "/worklist/", "/network/", "/privacy/", "/card", "/password", "/phone"]
)
def test_a_joined_phone_is_sent_to_the_laptop_with_words(
    enter: Callable[..., Client], address: str, language: str
) -> None:
    air = {"HTTP_HOST": "node.local", "REMOTE_ADDR": "192.168.1.7"}
    phone = enter("A", joined=True, **air)
    phone.cookies["tusach-language"] = language
    answer = phone.get(address)
    said = {"vi": "Việc này làm trên máy của thư viện", "en": "done on the library"}[language]
    assert answer.status_code == 403
    assert said in answer.content.decode()
    assert 'type="password"' not in answer.content.decode()


def test_a_joined_phone_sets_no_pin_and_sees_no_form_for_one(
    enter: Callable[..., Client], things: dict[str, str]
) -> None:
    air = {"HTTP_HOST": "node.local", "REMOTE_ADDR": "192.168.1.7"}
    phone, laptop = enter("L", joined=True, **air), enter("L")
    address = address_of("desk:reader", things)
    assert 'name="pin"' in laptop.get(address).content.decode()
    assert 'name="pin"' not in phone.get(address).content.decode()
    sent_to = address_of("desk:pin", things)
    assert phone.post(sent_to, {"pin": "975310"}).status_code == 403
    assert not pins.check_pin(things["reader"], "975310")
    assert laptop.post(sent_to, {"pin": "975310"}).status_code == 302
    assert pins.check_pin(things["reader"], "975310")


def test_every_form_is_refused_without_its_token(
    enter: Callable[..., Client], things: dict[str, str], library: Library
) -> None:
    before = library.facts()
    wrong = []
    for name in ROWS.keys() - MACHINES:
        client = enter("A")
        client.handler.enforce_csrf_checks = True
        answer = client.post(address_of(name, things), {"reader": ADULT, "shut": "yes"})
        if answer.status_code != 403:
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []
    assert library.facts() == before


def test_the_librarian_of_another_place_is_told_no_name(
    enter: Callable[..., Client], library: Library, things: dict[str, str]
) -> None:
    client, copy = enter("T"), library.copies[0]
    names = [one[0] for one in library.node.store.vault.query("SELECT name FROM reader_name")]
    own = library.node.store.vault.query(
        "SELECT name FROM reader_name WHERE reader = ?", (STRANGER,)
    )
    foreign = [name for name in names if name != own[0][0]]
    assert len(foreign) == 3
    seen = [
        client.get(f"/desk/copies/{copy}"),
        client.get(f"/ledger/{copy}"),
        client.get("/desk/overdue"),
        client.get("/desk"),
        client.post("/desk/scan", {"code": library.cards[ADULT]}, HTTP_HX_REQUEST="true"),
        *(client.post("/desk/scan", {"code": name}, HTTP_HX_REQUEST="true") for name in foreign),
        client.post(f"/desk/copies/{copy}/return", HTTP_HX_REQUEST="true"),
        client.get("/desk/return"),
    ]
    for answer in seen:
        assert answer.status_code == 200
        for name in foreign:
            assert name not in answer.content.decode().replace(f"“{name}”", "")
    refused = AccessLook.objects.filter(subject_id=ADULT, why="refused")
    assert refused.filter(staff_id=THERE).exists()


@pytest.mark.parametrize(
    "address",
    [
        f"/desk/cards?r={STRANGER}&r={ADULT}",
        f"/desk/consent-forms?r={STRANGER}&r={ADULT}",
        f"/desk/family?with={CHILD}",
        f"/ledger/{CHILD}",
        f"/desk/readers/{CHILD}",
    ],
)
def test_a_reader_of_another_place_is_refused_and_the_try_is_logged(
    enter: Callable[..., Client], address: str
) -> None:
    assert enter("T").get(address).status_code == 403
    assert AccessLook.objects.filter(staff_id=THERE, why="refused").count() == 1


def test_a_form_that_names_a_reader_of_another_place_does_nothing(
    enter: Callable[..., Client], library: Library, things: dict[str, str]
) -> None:
    before = library.facts()
    told = {"screen": "reader", "reader": ADULT, "code": library.code(library.copies[1])}
    assert enter("T").post("/desk/scan", told).status_code == 403
    undo = {"screen": "reader", "reader": ADULT}
    assert enter("T").post(f"/desk/undo/{things['fact']}", undo).status_code == 403
    assert library.facts() == before


def test_a_provincial_librarian_gives_no_code_to_whoever_will_administer(
    enter: Callable[..., Client], library: Library
) -> None:
    new = NewPost(
        role="administrator",
        place=library.hut,
        name="Caio There",
        staff=THERE,
        valid_from="2027-01-01",
    )
    told = placing.appoint(library.node, new, library.at(by=CHIEF))
    assert not isinstance(told, Refusal), told
    logins.create_login(THERE, "caio")
    for act in ("code", "shut", "login"):
        assert enter("P").post(f"/office/staff/{THERE}/{act}").status_code == 403
    assert enter("A").post(f"/office/staff/{THERE}/code").status_code == 200
