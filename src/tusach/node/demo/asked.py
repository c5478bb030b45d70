"""What stands on the lists of a desk on any morning: holds, wishes, a torn book, one in repair."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.holds.facts import WishAnswered
from tusach.library.holds.rules import Wishing
from tusach.node.acts import asking, care
from tusach.node.acts.asking import Wanting
from tusach.node.acts.circulation import take_back
from tusach.node.acts.node import At, Node
from tusach.node.demo.world import SeededRandom
from tusach.node.demo.year import Library

HOLDS, KEPT, WISHED, WISHED_DAYS = 6, 2, 3, 9


def ask_for(node: Node, library: Library, chance: SeededRandom, on: str) -> int:
    """Some readers wait, some books are ready, some wishes are answered; how many were told."""
    at = At(library.place, on, library.staff)
    told = _holds(node, library, chance, at)
    told += _wishes(node, library, chance, at)
    return told + _care(node, library, at)


def _holds(node: Node, library: Library, chance: SeededRandom, at: At) -> int:
    """Readers wait for what others have; of the first some copies come back and are kept."""
    rows = node.store.query(
        "SELECT subject, title FROM copy WHERE tenant = ? AND loan_place = ? "
        "AND status = 'on_loan' AND title IS NOT NULL ORDER BY due_on, subject LIMIT ?",
        (node.tenant, library.place, HOLDS * 3),
    )
    told = 0
    for copy, title in rows:
        if told >= HOLDS:
            break
        reader = library.readers[chance.draw(len(library.readers))].reader
        done = asking.place_hold(node, reader, Wanting(title=title), at)
        if isinstance(done, Refusal):
            continue
        told += 1
        if told <= KEPT:
            take_back(node, copy, at)
    return told


def _wishes(node: Node, library: Library, chance: SeededRandom, at: At) -> int:
    """Titles of the profile that readers miss: one answered, the others not yet."""
    books = node.profile.books.books if node.profile.books else ()
    told = 0
    days = WISHED_DAYS if library.share % 3 == 0 else 0
    asked_on = date.fromisoformat(at.on) - timedelta(days=days)
    earlier = replace(at, on=asked_on.isoformat())
    for nr in range(min(WISHED, len(books))):
        book = books[chance.draw(len(books))]
        reader = library.readers[chance.draw(len(library.readers))].reader
        wishing = Wishing(wish="", text=book.title, author="; ".join(book.authors[:1]))
        done = asking.wish(node, wishing, earlier, reader=reader if nr else None)
        if isinstance(done, Refusal):
            continue
        told += 1
        if nr == 0:
            asking.answer_wish(node, done.subject, WishAnswered("ordered"), at)
    return told


def _care(node: Node, library: Library, at: At) -> int:
    """One book is torn and in repair, one was read inside."""
    if len(library.on_shelf) < 2:
        return 0
    torn, read = library.on_shelf[-1], library.on_shelf[-2]
    care.damage(node, torn, at, how="torn", withhold="repair")
    care.use(node, read, at)
    return 2
