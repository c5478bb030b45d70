"""Homes for the measurements: an invented library of any size, and MARC records for it."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

from tusach.exchange.marc.record import Field, record_of
from tusach.exchange.marc.writing import encoded
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.ledger.kind import LIBRARIAN
from tusach.library.catalogue import rules as catalogue
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.readers.rules import NewReader
from tusach.library.staff import rules as staff_rules
from tusach.node.acts import founding, registering
from tusach.node.acts.node import At, Node, load_profile, writing_node
from tusach.node.store import home as homes

PROFILE, TENANT, CODE = "lumira", "LU", "main"
AT_ONCE = 2_000
LIBRARIAN_ID = "b" * 32
WORDS = (
    "Lịch",
    "sử",
    "Việt",
    "Nam",
    "Truyện",
    "Đất",
    "rừng",
    "Kỹ",
    "thuật",
    "trồng",
    "ngô",
    "Văn",
    "hoá",
    "các",
    "dân",
    "tộc",
    "Tày",
    "Nùng",
)


def found(home: Path) -> None:
    """A home with one place, its rules and its first person."""
    profile = load_profile(PROFILE)
    words = founding.home_words(profile, profile_name=PROFILE, place=CODE)
    homes.create(home, role="library", tenant=TENANT, **words)
    with writing_node(home) as node:
        kind = profile.places.kinds[0].code
        place = founding.NewPlace(code=CODE, name="Biblioteca", kind=kind)
        founding.found(node, place, on=node.today())
        founding.appoint_first(node, "Ana", place=CODE, on=node.today())
        place_id = node.place_id(CODE)
        drafts = staff_rules.appoint(
            LIBRARIAN_ID, name="Bea", role=LIBRARIAN, place=place_id, on=node.today()
        )
        assert not isinstance(drafts, Refusal), drafts
        assert not isinstance(node.store.tell(None, drafts), Refusal)


def at_desk(node: Node) -> At:
    """At the place of the home, today."""
    return At(node.place_id(CODE), node.today())


def title_of(nr: int) -> str:
    """A title with words of its own."""
    picked = (WORDS[(nr * step + step) % len(WORDS)] for step in (1, 3, 7))
    return f"{' '.join(picked)} {nr}"


def fill_titles(node: Node, count: int) -> list[str]:
    """So many titles; their subjects."""
    at, subjects = at_desk(node), []
    numbers = iter(range(count))
    while part := list(itertools.islice(numbers, AT_ONCE)):
        with node.store.batch() as transaction:
            for nr in part:
                raw = f"record {nr}".encode()
                body = TitleDescribed(
                    record=sha256(raw), format="typed", title=title_of(nr),
                    control=str(nr), source="bench", year=1950 + nr % 70, languages=("vi",),
                )  # fmt: skip
                subject = catalogue.title_subject(node.tenant, body)
                draft = catalogue.describe(subject, body, on=at.on, place=at.place, raw=raw)
                transaction.tell([draft], at.by)
                subjects.append(subject)
    return subjects


def fill_copies(node: Node, titles: list[str], count: int) -> list[str]:
    """So many copies; their subjects."""
    at, subjects = at_desk(node), []
    for start in range(0, count, AT_ONCE):
        with node.store.batch() as transaction:
            for nr in range(start, min(start + AT_ONCE, count)):
                new = registering.NewCopy(title=titles[nr % len(titles)])
                subject, drafts = registering.copy_in(node, transaction, new, at)
                assert not isinstance(drafts, Refusal), drafts
                transaction.tell(drafts, at.by)
                subjects.append(subject)
    return subjects


def fill_readers(node: Node, count: int) -> list[str]:
    """So many readers with cards; their ids."""
    at, group = at_desk(node), node.profile.lending.reader_groups[0].code
    found: list[str] = []
    while len(found) < count:
        family = [
            NewReader(subject="", name=f"Reader {len(found) + nr}", group=group, birth_year=1980)
            for nr in range(min(50, count - len(found)))
        ]
        made = registering.register_readers(node, family, at)
        assert not isinstance(made, Refusal), made
        found.extend(made.readers)
    return found


def records(count: int, source: Path | None) -> Iterator[bytes]:
    """MARC records, each with a control number of its own; of real ones, where a file is given."""
    if source is None:
        for nr in range(count):
            yield _made(nr)
        return
    from tusach.exchange.marc.reader import Read, read

    real = [one.record for one in read([source.read_bytes()]) if isinstance(one, Read)]
    for nr in range(count):
        yield _renumbered(real[nr % len(real)], nr)


def _renumbered(record: object, nr: int) -> bytes:
    fields = []
    for one in record.fields:  # type: ignore[attr-defined]
        if one.tag == "001":
            continue
        fields.append(one)
    fields.insert(0, Field("001", "", (("", f"bench{nr:08d}"),)))
    raw = encoded(record_of(record.leader, tuple(fields)))  # type: ignore[attr-defined]
    return raw if isinstance(raw, bytes) else _made(nr)


def _made(nr: int) -> bytes:
    raw = encoded(
        record_of(
            "00000nam a2200000 a 4500",
            (
                Field("001", "", (("", f"bench{nr:08d}"),)),
                Field("008", "", (("", "100716s2001    vm     j      000 0 vie d"),)),
                Field("100", "1 ", (("a", "Nguyễn, Văn Ất,"), ("d", "1950-"))),
                Field("245", "10", (("a", f"{title_of(nr)} /"), ("c", "Nguyễn Văn Ất."))),
                Field("260", "  ", (("a", "Hà Nội :"), ("b", "Văn học,"), ("c", "2001."))),
                Field("650", " 4", (("a", "Lịch sử"), ("z", "Việt Nam"))),
            ),
        )
    )
    assert isinstance(raw, bytes)
    return raw


@contextlib.contextmanager
def filled(home: Path, *, titles: int, copies: int, readers: int) -> Iterator[Node]:
    """A home with so much in it, open for writing."""
    found(home)
    with writing_node(home) as node:
        node.indexer.paused = True
        subjects = fill_titles(node, titles)
        fill_copies(node, subjects, copies)
        fill_readers(node, readers)
        node.indexer.rebuild()
        node.indexer.paused = False
        yield node
