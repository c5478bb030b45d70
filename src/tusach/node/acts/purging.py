"""Once a day: the readers of months that are over are counted, then old links to loans go.

The rule itself lies in `store.purging`, where it is asked again for whatever arrives.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from weakref import WeakKeyDictionary

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.readers import counting
from tusach.library.readers.counting import Borrowed, borrowers_subject, counted
from tusach.library.readers.facts import ReadersCounted
from tusach.library.readers.story import roots
from tusach.node.acts import settled
from tusach.node.acts.counted_by import counts_for
from tusach.node.acts.node import Node
from tusach.node.store import linking, marking, purging
from tusach.node.store.purging import AT_ONCE, Link, old_links

COUNTED, KNOWN, PARTLY = "counted", "known", "partly"
"""How good a number of persons is: told while all was known, known now, or known in part."""

_looked: WeakKeyDictionary[Node, str] = WeakKeyDictionary()
"""The day on which this process has looked for old links."""

log = logging.getLogger("tusach.purging")


class Borrowers(msgspec.Struct, frozen=True):
    """How many different readers borrowed in a period, and how good that number is.

    lacking: loans of which it is not known whose they were.
    """

    readers: int
    loans: int
    lacking: int
    grade: str


def daily(node: Node) -> int:
    """Count and purge, once a day and in the beginning. A duty; returns the counts told."""
    today = node.today()
    if _looked.get(node) == today or node.store.clock_fault() is not None:
        return 0
    told, _ = purge(node)
    marking.forget_old(node.store)
    _looked[node] = today
    return told


def purge(node: Node) -> tuple[int, purging.Purged]:
    """Count what is to be counted, then remove the links that are old enough.

    Nothing is removed while the people of whom it speaks cannot be counted.
    """
    links = old_links(node.store)
    people = settled.settle(node, links)
    if people is None:
        return 0, purging.Purged(0, len(links))
    told = _count(node, links)
    if links:
        marking.keep_returns(node.store, linking.newly_known(node.store))
    return told + people, purging.purge(node.store, links)


def _count(node: Node, links: Iterable[Link]) -> int:
    """Tell the readers of each place and month that these links begin to leave."""
    months = sorted({(one.place, *one.month) for one in links if one.is_loan})
    drafts: list[Draft] = []
    for place, first, last in months:
        subject = borrowers_subject(node.tenant, place, first, last)
        if not counts_for(node, place) or _told(node, subject) is not None:
            continue
        found = counting.count(
            count(node, place, first, last), tenant=node.tenant, place=place, today=node.today()
        )
        assert not isinstance(found, Refusal)  # no link goes before its month is over
        drafts.extend(found)
    done = node.store.tell(None, drafts) if drafts else None
    if isinstance(done, Refusal):
        log.warning("readers could not be counted, nothing is purged: %s", done.code)
    return len(drafts) if done is not None and not isinstance(done, Refusal) else 0


def count(node: Node, place: str, first: str, last: str) -> ReadersCounted:
    """The different readers who borrowed at a place in a period, as this node knows them now."""
    rows = node.store.query(
        "SELECT fact, grp, age_band, sex FROM loan "
        "WHERE tenant = ? AND place = ? AND lent_on >= ? AND lent_on <= ? ORDER BY fact",
        (node.tenant, place, first, last),
    )
    readers = _readers_of(node, [row[0] for row in rows])
    same = roots(node.store.vault.query("SELECT reader, also FROM alias ORDER BY fact"))
    loans = []
    for fact, *said in rows:
        reader = readers.get(fact)
        loans.append(Borrowed(same.get(reader, reader) if reader else None, *said))
    return counted(loans, first=first, last=last)


def _readers_of(node: Node, facts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(facts), AT_ONCE):
        some = facts[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        found.update(
            node.store.vault.query(
                f"SELECT fact, reader FROM loan_reader WHERE fact IN ({marks})",  # noqa: S608
                some,
            )
        )
    return found


def _told(node: Node, subject: str) -> ReadersCounted | None:
    found: ReadersCounted | None = node.store.state(subject, "borrowers").counted
    return found


def borrowers(node: Node, place: str, first: str, last: str) -> Borrowers:
    """Different readers of a period: as told before links went, else as they are known now."""
    told = _told(node, borrowers_subject(node.tenant, place, first, last))
    said = told or count(node, place, first, last)
    grade = COUNTED if told else PARTLY if said.unlinked else KNOWN
    return Borrowers(said.readers, said.loans, said.unlinked, grade)
