"""Which months of which places ask for verification: records with their provenance, as known here.

Readers stand as numbers that mean something within one month of one place only; nothing that this
module returns names a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

import msgspec

from tusach.ledger import clock as clocks
from tusach.ledger.fact import trusted
from tusach.ledger.order import corrected_ms
from tusach.ledger.story import Story
from tusach.library.calendar.months import months_later
from tusach.library.copies.contests import OUT_OF_CUSTODY
from tusach.library.doubts import facts
from tusach.library.doubts.custody import Contradiction, contradictions, out_of_custody
from tusach.library.doubts.judging import Judged, Limits, Reason, judged, measured, read_limits
from tusach.library.doubts.month import LOAN, VISIT, Days, Month, Record, against
from tusach.library.doubts.story import DoubtState
from tusach.library.sheets.rules import days_of
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts.node import Node

PAST_MONTHS, KEPT_DAYS = 4, 60
_AT_ONCE = 500
_ON_SITE = "on_site"


_Changes = defaultdict[str, list[tuple[str, int]]]


class Telling(msgspec.Struct, frozen=True):
    """A fact of a month beside what it says: its id and who told it."""

    fact: str
    by: str | None
    record: Record


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A month of a place. measured: by the code of a sign. open: reasons that nobody answered.

    apart: facts that contradict others. still: those of them that nobody looked at.
    """

    place: str
    month: str
    records: tuple[Record, ...]
    measured: dict[str, int | None]
    judged: Judged
    open: tuple[Reason, ...]
    apart: tuple[Contradiction, ...]
    still: tuple[Contradiction, ...]
    state: DoubtState

    @property
    def stands(self) -> bool:
        """Whether anything needs verification."""
        return bool(self.open or self.still)


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The limits that come with the program."""
    file = resources.files("tusach.library.doubts").joinpath("limits.json")
    return read_limits(file.read_bytes())


def doubt(node: Node, place: str, month: str) -> Doubt:
    """What needs verification in a month of a place, and what was answered."""
    return _doubt(node, place, month, _changes(node, month))


def _doubt(node: Node, place: str, month: str, changes: _Changes) -> Doubt:
    records = tuple(one.record for one in _tellings(node, place, month))
    first, last = days_of(month)
    whole = Month(
        records=records,
        past=tuple(_past(node, place, month)),
        closed=_closed(node, place, first, last),
        peers=tuple(change for other, change in changes[node.place(place).kind] if other != place),
    )
    values = measured(whole)
    found = judged(values, limits())
    state: DoubtState = node.store.state(facts.doubt_subject(node.tenant, place, month), "doubt")
    settled, apart = state.settled(len(records)), _apart(node, place, first, last)
    return Doubt(
        place=place,
        month=month,
        records=records,
        measured=values,
        judged=found,
        open=tuple(one for one in found.reasons if one.code not in settled),
        apart=apart,
        still=tuple(one for one in apart if one.use not in state.seen),
        state=state,
    )


def doubts(node: Node, places: Iterable[str], month: str) -> list[Doubt]:
    """The months of these places that tell anything at all; those that need verification first."""
    heard, changes = _heard(node, month), _changes(node, month)
    found = [_doubt(node, place, month, changes) for place in places if place in heard]
    return sorted(found, key=lambda one: (not one.stands, -(one.judged.score or 0), one.place))


def _heard(node: Node, month: str) -> set[str]:
    first, last = days_of(month)
    rows = node.store.query(
        "SELECT place FROM visit WHERE tenant = ? AND on_day >= ? AND on_day <= ? UNION "
        "SELECT place FROM loan WHERE tenant = ? AND lent_on >= ? AND lent_on <= ?",
        2 * (node.tenant, first, last),
    )
    return {str(place) for (place,) in rows if place}


def _changes(node: Node, month: str) -> _Changes:
    """By kind of place: how much came to each against its months before."""
    months = [months_later(f"{month}-01", -back)[:7] for back in range(PAST_MONTHS + 1)]
    rows = node.store.query(
        "SELECT p.kind, v.place, substr(v.on_day, 1, 7), sum(v.n) FROM visit v JOIN place p "
        "ON p.tenant = v.tenant AND p.subject = v.place WHERE v.tenant = ? AND v.on_day >= ? "
        "AND v.on_day <= ? GROUP BY p.kind, v.place, substr(v.on_day, 1, 7)",
        (node.tenant, f"{months[-1]}-01", days_of(month)[1]),
    )
    sums = {(str(kind), str(place), str(of)): int(n) for kind, place, of, n in rows}
    found: _Changes = defaultdict(list)
    for kind, place in sorted({key[:2] for key in sums}):
        before = [n for of in months[1:] if (n := sums.get((kind, place, of), 0))]
        change = against(sums.get((kind, place, month), 0), before)
        if change is not None:
            found[kind].append((place, change))
    return found


# ---- records ----


def tellings(node: Node, place: str, month: str, of: str) -> list[Telling]:
    """The facts of a month of a place, of visits or of loans, each with what it says."""
    what = VISIT if of == facts.VISITS else LOAN
    return [one for one in _tellings(node, place, month) if one.record.what == what]


def _tellings(node: Node, place: str, month: str) -> Iterator[Telling]:
    first, last = days_of(month)
    yield from _visits(node, place, first, last)
    yield from _loans(node, place, first, last)


def _visits(node: Node, place: str, first: str, last: str) -> Iterator[Telling]:
    days = node.store.query(
        "SELECT DISTINCT on_day, subject FROM visit WHERE tenant = ? AND place = ? "
        "AND on_day >= ? AND on_day <= ? ORDER BY on_day",
        (node.tenant, place, first, last),
    )
    for _, subject in days:
        yield from _counted(node, node.store.story(str(subject)))


def _counted(node: Node, story: Story) -> Iterator[Telling]:
    """The countings of a day; a row of a sheet counts once."""
    rows: set[tuple[str, str, str]] = set()
    for told in story.tellings:
        body = told.body
        if not isinstance(body, VisitCounted):
            continue
        row = (body.sheet, body.channel, body.group)
        if body.sheet and row in rows:
            continue
        rows.add(row)
        told_on, minute = _moment(node, corrected_ms(told.held.fact, node.store.corrections))
        record = Record(
            what=VISIT,
            on=told.on,
            told_on=told_on,
            minute=minute,
            n=body.n,
            is_paper=bool(body.sheet),
        )
        yield Telling(told.id, told.teller, record)


def _loans(node: Node, place: str, first: str, last: str) -> Iterator[Telling]:
    rows = node.store.query(
        "SELECT l.fact, l.lent_on, l.paper, l.due_on, l.ended_on, f.raw FROM loan l "
        "JOIN fact f ON f.tenant = l.tenant AND f.id = l.fact WHERE l.tenant = ? AND l.place = ? "
        "AND l.lent_on >= ? AND l.lent_on <= ? AND l.inside = 0 ORDER BY l.lent_on, l.fact",
        (node.tenant, place, first, last),
    )
    readers = readers_of(node, [str(row[0]) for row in rows])
    made = _made(node, sorted(set(readers.values())))
    numbers: dict[str, int] = {}
    long_ago = (date.fromisoformat(node.today()) - timedelta(days=KEPT_DAYS)).isoformat()
    for fact, on, paper, due_on, ended_on, raw in rows:
        envelope = trusted(bytes(raw))
        told_on, minute = _moment(node, corrected_ms(envelope, node.store.corrections))
        reader = readers.get(fact)
        record = Record(
            what=LOAN,
            on=on,
            told_on=told_on,
            minute=minute,
            is_paper=bool(paper),
            who=numbers.setdefault(reader, len(numbers) + 1) if reader else 0,
            made_on=made.get(reader or "", ""),
            is_kept=ended_on is None and due_on is not None and due_on < long_ago,
        )
        yield Telling(fact, envelope.teller, record)


def _moment(node: Node, ms: int) -> tuple[str, int]:
    """Day and minute of the day, at the place."""
    offset = node.store.identity.offset_minutes
    return clocks.day(ms, offset_minutes=offset), (ms // 60_000 + offset) % 1440


def readers_of(node: Node, loans: Sequence[str]) -> dict[str, str]:
    """Who had the copies, where this node holds it."""
    found: dict[str, str] = {}
    for at in range(0, len(loans), _AT_ONCE):
        some = loans[at : at + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found |= dict(
            node.store.vault.query(
                f"SELECT fact, reader FROM loan_reader WHERE fact IN ({marks})",  # noqa: S608
                tuple(some),
            )
        )
    return found


def _made(node: Node, readers: Sequence[str]) -> dict[str, str]:
    """On which day each of these readers was registered."""
    found: dict[str, str] = {}
    for at in range(0, len(readers), _AT_ONCE):
        some = readers[at : at + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found |= dict(
            node.store.query(
                "SELECT subject, coalesce(registered_on, '') FROM reader "  # noqa: S608
                f"WHERE tenant = ? AND subject IN ({marks})",
                (node.tenant, *some),
            )
        )
    return found


def _past(node: Node, place: str, month: str) -> Iterator[Days]:
    """The visits of the months before, as long as each tells any."""
    for back in range(1, PAST_MONTHS + 1):
        first, last = days_of(months_later(f"{month}-01", -back)[:7])
        rows = node.store.query(
            "SELECT on_day, sum(n) FROM visit WHERE tenant = ? AND place = ? "
            "AND on_day >= ? AND on_day <= ? GROUP BY on_day ORDER BY on_day",
            (node.tenant, place, first, last),
        )
        if not rows:
            return
        yield Days(tuple((str(on), int(n)) for on, n in rows))


def _closed(node: Node, place: str, first: str, last: str) -> frozenset[str]:
    """Days on which it was closed, but for those on which visitors came elsewhere than to it."""
    away = {
        on
        for (on,) in node.store.query(
            "SELECT DISTINCT on_day FROM visit WHERE tenant = ? AND place = ? AND on_day >= ? "
            "AND on_day <= ? AND channel <> ?",
            (node.tenant, place, first, last, _ON_SITE),
        )
    }
    found, on = set(), date.fromisoformat(first)
    while on.isoformat() <= last:
        text = on.isoformat()
        if text not in away and not node.calendar(place, text).is_open(on):
            found.add(text)
        on += timedelta(days=1)
    return frozenset(found)


# ---- custody ----


def _apart(node: Node, place: str, first: str, last: str) -> tuple[Contradiction, ...]:
    """Copies used at a place in a month while a crate or a desk has them elsewhere."""
    found: dict[str, Contradiction] = {}
    for copy in _perhaps_elsewhere(node, place, first, last):
        story = node.store.story(copy)
        for one in (*contradictions(copy, story.tellings), *out_of_custody(story)):
            if one.at == place and first <= one.on <= last:
                found.setdefault(one.use, one)
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.use)))


def _perhaps_elsewhere(node: Node, place: str, first: str, last: str) -> list[str]:
    """Copies used here of which any crate ever told, or whose story contradicts itself so."""
    rows = node.store.query(
        "SELECT DISTINCT u.subject FROM ("
        "SELECT tenant, subject, place, lent_on AS on_day FROM loan UNION ALL "
        "SELECT tenant, subject, place, on_day FROM returned UNION ALL "
        "SELECT tenant, subject, place, on_day FROM used) AS u "
        "WHERE u.tenant = ? AND u.place = ? AND u.on_day >= ? AND u.on_day <= ? AND ("
        "EXISTS (SELECT 1 FROM touch t JOIN fact f ON f.tenant = t.tenant "
        "AND f.arrival = t.arrival WHERE t.tenant = u.tenant AND t.subject = u.subject "
        "AND f.kind LIKE ?) OR EXISTS (SELECT 1 FROM disagreement d WHERE d.tenant = u.tenant "
        "AND d.subject = u.subject AND d.code = ?)) ORDER BY u.subject",
        (node.tenant, place, first, last, "crate.%", OUT_OF_CUSTODY),
    )
    return [str(copy) for (copy,) in rows]
