"""An example of every kind of fact: as little as it may say, and all that it may say."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.library.telling import TENANT, Teller, named
from tests.spec import count_cases, more_cases, node_cases

from tusach.ledger import mechanism
from tusach.ledger.ident import stream_id
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.copies import facts as copies
from tusach.library.nodes.facts import node_subject
from tusach.library.places import facts as places
from tusach.library.places.codes import printed_code
from tusach.library.readers import facts as readers
from tusach.library.staff import facts as staff
from tusach.library.visits.facts import VisitCounted

ON, KEY = "2026-03-02", "07" * 32
PLACE, OTHER, UNIT, TITLE = (named(one) for one in ("place A", "place B", "unit", "title"))
COPY, READER, STAFF = named("copy"), named("reader"), named("staff of A")
RULE, LOAN, CALENDAR = named("rule told"), named("loan told"), named("opening told")
CODE = printed_code(1, 23, 45)


class Example(NamedTuple):
    """A body, with its private part where the kind has one."""

    why: str
    kind: str
    body: Any
    private: Any = None


def examples() -> list[Example]:
    """At least one for each kind of the register."""
    parts = (_mechanism, _places, _openings, _rules, _staff, _nodes, _readers, _titles)
    told = [one for part in (*parts, _copies, _returns, _visits, _counts) for one in part()]
    return told + [Example(*one) for one in more_cases.CASES]


def _mechanism() -> list[Example]:
    opened = mechanism.StreamOpened(TENANT, f"circulation:{PLACE}", KEY)
    again = mechanism.StreamOpened(TENANT, "control", KEY, "08" * 32, "09" * 64)
    body = {"due_on": "2026-03-20", "governed_by": PLACE, "rule": None}
    return [
        Example("a new installation", "stream.opened/1", opened),
        Example("the successor of another", "stream.opened/1", again),
        Example(
            "a due date mended by a supervisor",
            "fact.corrected/1",
            mechanism.FactCorrected(LOAN, body, "slip", "supervisor"),
        ),
        Example("undone", "fact.voided/1", mechanism.FactVoided(LOAN, "undo", "teller")),
        Example(
            "an hour too early",
            "clock.corrected/1",
            mechanism.ClockCorrected(stream_id(bytes(32), TENANT, "control"), 2, 40, 3_600_000),
        ),
    ]


def _places() -> list[Example]:
    names = {"vi": "xã Trường Hà", "en": "Trường Hà commune"}
    return [
        Example("least", "unit.declared/1", places.UnitDeclared("01837", "commune", names, ON)),
        Example(
            "all",
            "unit.declared/1",
            places.UnitDeclared(
                "01837",
                "commune",
                names,
                ON,
                (22_900_000, -106_100_000),
                4_512,
                ("Trường Hà",),
                True,
            ),
        ),
        Example(
            "merged",
            "unit.ended/1",
            places.UnitEnded("2030-07-01", (named("new unit"),), "1656/NQ-UBTVQH15"),
        ),
        Example(
            "least",
            "place.founded/1",
            places.PlaceFounded("TV-01", "Thư viện xã Trường Hà", "commune_library"),
        ),
        Example(
            "all",
            "place.founded/1",
            places.PlaceFounded(
                code="TV-01",
                name="Thư viện xã Trường Hà",
                kind="commune_library",
                unit=UNIT,
                owner="UBND xã Trường Hà",
                address="xóm Pác Bó",
                contact="206 3850 000",
                decision="12/QĐ-UBND",
                demonstration=True,
            ),
        ),
    ]


def _openings() -> list[Example]:
    return [
        Example(
            "told whole",
            "place.described/1",
            places.PlaceDescribed("Tủ sách Pác Bó", "bookcase", UNIT, "UBND xã", "xóm Pác Bó"),
        ),
        Example(
            "open on two days",
            "place.opening_set/1",
            places.PlaceOpeningSet((2, 7), ON, "07:30–11:00"),
        ),
        Example(
            "a holiday",
            "place.closed_days_set/1",
            places.PlaceClosedDaysSet(("2026-09-01", "2026-09-02"), reason="Quốc khánh"),
        ),
        Example(
            "open against the week",
            "place.closed_days_set/1",
            places.PlaceClosedDaysSet(("2026-09-05",), closed=False),
        ),
        Example(
            "merged with another",
            "place.closed/1",
            places.PlaceClosed("2030-01-01", "sáp nhập", "77/QĐ-UBND"),
        ),
    ]


def _rules() -> list[Example]:
    return [
        Example("least", "rule.set/1", places.RuleSet("lending", {"loan_days": 14}, ON)),
        Example(
            "all",
            "rule.set/1",
            places.RuleSet(
                what="lending",
                values={"loan_days": 7, "limit": None, "renew_overdue": False, "note": "x"},
                valid_from=ON,
                valid_until="2026-12-31",
                place=PLACE,
                place_kind="bookcase",
                group="child",
                material="picture_book",
                citation="46/2019/QH14, 42",
                provisional=True,
            ),
        ),
        Example("for a place", "block.granted/1", places.BlockGranted(1, 23, PLACE)),
        Example(
            "drawn at random",
            "block.granted/1",
            places.BlockGranted(2, 99_999, PLACE, KEY, provisional=True),
        ),
    ]


def _staff() -> list[Example]:
    return [
        Example(
            "until further notice",
            "staff.appointed/1",
            staff.StaffAppointed("librarian", PLACE, ON),
        ),
        Example(
            "for a year, by a paper",
            "staff.appointed/1",
            staff.StaffAppointed("provincial", PLACE, ON, "2027-03-01", "15/QĐ-STT"),
        ),
        Example(
            "a name",
            "staff.named/1",
            staff.StaffNamed(),
            staff.StaffNamedPrivate("Hoàng Thị Mai", "0912 000 000"),
        ),
        Example("ended", "staff.ended/1", staff.StaffEnded("librarian", PLACE, ON, "moved")),
    ]


def _nodes() -> list[Example]:
    return [Example(*one) for one in node_cases.examples()]


def _readers() -> list[Example]:
    whole = readers.ReaderPrivate(
        name="Nông Văn Páo",
        birth_year=2016,
        hamlet="Nà Rẩy",
        phone="0912 000 000",
        household=named("household"),
        guardian=named("mother"),
        guardian_name="Hoàng Thị Mai",
        languages=("tyz", "vi"),
        consent=("lending", "notices"),
    )
    card = readers.CardPrivate(printed_code(2, 1, 1))
    return [
        Example(
            "least",
            "reader.registered/1",
            readers.ReaderRegistered("adult", "2028-03-01"),
            readers.ReaderPrivate("Nông Thị Hoa"),
        ),
        Example(
            "a child, with all that a place may ask",
            "reader.registered/1",
            readers.ReaderRegistered("pupil", "2027-03-01", "a6_10", "m"),
            whole,
        ),
        Example("without its private part", "reader.described/1", readers.ReaderDescribed("adult")),
        Example(
            "all", "reader.described/1", readers.ReaderDescribed("adult", "a18_35", "f"), whole
        ),
        Example("our own number", "reader.card_issued/1", readers.ReaderCardIssued(), card),
        Example(
            "an older number",
            "reader.card_issued/1",
            readers.ReaderCardIssued(own=False),
            readers.CardPrivate("B-17"),
        ),
        Example("lost", "reader.card_ended/1", readers.ReaderCardEnded(named("card told"), "lost")),
        Example("renewed", "reader.renewed/1", readers.ReaderRenewed("2028-03-01")),
        Example("until lifted", "reader.blocked/1", readers.ReaderBlocked(("lend",), "barred")),
        Example(
            "until a day",
            "reader.blocked/1",
            readers.ReaderBlocked(("lend", "renew", "hold", "visit"), "overdue_many", "2026-04-01"),
        ),
        Example("lifted", "reader.unblocked/1", readers.ReaderUnblocked(named("block told"))),
        Example(
            "two are one",
            "reader.merged/1",
            readers.ReaderMerged(),
            readers.OtherPrivate(named("other reader")),
        ),
        Example("two after all", "reader.split/1", readers.ReaderSplit(named("merging told"))),
        Example("moved away", "reader.ended/1", readers.ReaderEnded("moved")),
        Example("erased", "person.erased/1", readers.PersonErased(("ab" * 32, "cd" * 32), "wish")),
    ]


def _titles() -> list[Example]:
    return [
        Example(
            "least",
            "title.described/1",
            TitleDescribed(record="ab" * 32, format="marc21", title=""),
        ),
        Example(
            "much",
            "title.described/1",
            TitleDescribed(
                record="cd" * 32,
                format="marcxml",
                title="Dế mèn phiêu lưu ký",
                control="000123",
                source="VN-04",
                authors=("Tô Hoài",),
                year=1941,
                subjects=("Văn học thiếu nhi",),
                languages=("vi",),
                audience="child",
                notes=("marks.reordered",),
            ),
        ),
    ]


def _copies() -> list[Example]:
    return [
        Example("least", "copy.registered/1", copies.CopyRegistered(TITLE, CODE, PLACE)),
        Example(
            "an older number, with all that a register holds",
            "copy.registered/1",
            copies.CopyRegistered(
                title=TITLE,
                code="VL.00012",
                owner=PLACE,
                accession="ĐKCB 12",
                own_number=False,
                home=OTHER,
                material="picture_book",
                call_number="895.922 3",
                location="kho thiếu nhi",
                legal=True,
                price=45_000,
                source="gift",
                acquired_on="2009-05-19",
            ),
        ),
        Example("worn out", "copy.withdrawn/1", copies.CopyWithdrawn("worn", "3/QĐ-TV")),
        Example("least", "copy.assigned/1", copies.CopyAssigned(OTHER)),
        Example("by rotation", "copy.assigned/1", copies.CopyAssigned(OTHER, "rotation")),
        Example("in a count", "copy.seen/1", copies.CopySeen1("count")),
        Example("not on its shelf", "copy.lost/1", copies.CopyLost("missing")),
        Example("the reader says so", "copy.lost/1", copies.CopyLost("reader", LOAN)),
        Example(
            "by the built-in rule",
            "copy.lent/1",
            copies.CopyLent1("2026-03-16", None, PLACE),
            copies.LentPrivate(READER),
        ),
        Example(
            "the whole decision",
            "copy.lent/1",
            copies.CopyLent1(
                due_on="2026-03-17",
                rule=RULE,
                governed_by=OTHER,
                calendar=(CALENDAR, named("holiday told")),
                group="pupil",
                age_band="a6_10",
                sex="f",
                material="picture_book",
                over_limit=True,
            ),
            copies.LentPrivate(READER, (named("reader told"),)),
        ),
    ]


def _returns() -> list[Example]:
    return [
        Example("of a known loan", "copy.returned/1", copies.CopyReturned1(LOAN)),
        Example("where none was known", "copy.returned/1", copies.CopyReturned1()),
        Example(
            "renewed",
            "loan.renewed/1",
            copies.LoanRenewed(LOAN, "2026-03-30", RULE, PLACE, (CALENDAR,)),
        ),
        Example(
            "told by the hub",
            "loan.ended_elsewhere/1",
            copies.LoanEndedElsewhere(LOAN, "2026-03-09", OTHER),
        ),
    ]


def _visits() -> list[Example]:
    least, line = VisitCounted("on_site", 1), VisitCounted("mobile", 42, "pupil", "P-7")
    told = (("least", least), ("a line of a sheet", line))
    return [Example(why, "visit.counted/1", body) for why, body in told]


def _counts() -> list[Example]:
    return [Example(why, "readers.counted/1", one) for why, one in count_cases.COUNTS]


def subject_of(kind: str) -> str:
    """A subject for a fact of this kind."""
    noun = kind.partition(".")[0]
    if noun in ("node", "scope", "erasure"):
        return node_subject(TENANT, KEY)
    subjects = {"copy": COPY, "loan": COPY, "reader": READER, "staff": STAFF, "fact": COPY}
    return subjects.get(noun, named(f"{noun} of the examples"))


BAD: dict[str, list[tuple[str, Any]]] = {
    **node_cases.BAD,
    **count_cases.BAD,
    **more_cases.BAD,
    "copy.lent/1": [
        ("no due date", {"rule": None, "governed_by": PLACE}),
        ("no such day", {"due_on": "2026-02-30", "rule": None, "governed_by": PLACE}),
        ("a number for a text", {"due_on": 20260316, "rule": None, "governed_by": PLACE}),
        ("null where a text must be", {"due_on": "2026-03-16", "rule": None, "governed_by": None}),
    ],
    "copy.registered/1": [
        ("a price below nothing", {"title": TITLE, "code": CODE, "owner": PLACE, "price": -1}),
        ("no owner", {"title": TITLE, "code": CODE}),
    ],
    "visit.counted/1": [
        ("nobody came", {"channel": "on_site", "n": 0}),
        ("more than a million", {"channel": "on_site", "n": 1_000_001}),
    ],
    "block.granted/1": [("a kind of code that is none", {"digit": 0, "block": 1})],
    "place.opening_set/1": [("an eighth day", {"weekdays": [8], "valid_from": ON})],
    "reader.renewed/1": [("not a leap year", {"valid_until": "2027-02-29"})],
}
"""By kind: bodies that cannot be read, so that the fact is a dead letter."""


def teller() -> Teller:  # who tells the examples
    return Teller("A")
