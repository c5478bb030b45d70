"""Two homes of one place, apart and met, each beside its card index; acts are elsewhere."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.node.acts.two_desks import Card, Expected, Index, Person, Thing, Wish, met
from tests.node.store import homes as scene
from tests.node.store.telling import StandingClock
from tests.node.sync.machines import at, machines, meet, stock

from tusach.ledger.draft import Refusal
from tusach.library.readers import rules as reader_rules
from tusach.node.acts import circulation, registering
from tusach.node.acts.node import At, Node
from tusach.node.store.retell import scope_digests
from tusach.node.wording.refusals import say_refusal

COPIES, READERS, MOST_READERS = 3, 3, 5
DAY_MS, BEGIN_MS = 86_400_000, scene.LATER_MS + 10_000_000
LAST_DAY = 15
"""So that nothing is overdue: a loan runs 20 days."""

Prepared = tuple[Path, list[str], list[str]]
"""A folder with both homes and their keys; copies; readers."""


def made_ready(folder: Path) -> Prepared:
    """Both homes, closed: they have met, and hold some copies and readers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUSACH_KEYS", str(folder / "keys"))
        with machines(folder / "homes") as there:
            library = there.join("branch")
            stocked = [stock(library, f"Book {nr}") for nr in range(COPIES)]
            known = [grown(library, at(library), nr) for nr in range(READERS)]
            for _ in range(2):
                meet(library, there.hub)
    return folder, stocked, known


class Apart(RuleBasedStateMachine):
    """The homes, copied for each run, and an index of each desk."""

    made: Prepared

    def __init__(self) -> None:
        super().__init__()
        folder, self.copies, readers = self.made
        self.readers = list(readers)
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        for one in ("homes", "keys"):
            shutil.copytree(folder / one, self.folder / one)
        self.open = ExitStack()
        patch = self.open.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("TUSACH_KEYS", str(self.folder / "keys"))
        self.nodes: list[Node] = [
            self.open.enter_context(scene.at_work(self.folder / "homes" / code, ms=BEGIN_MS + nr))
            for nr, code in enumerate(("centre", "branch"))
        ]
        self.clock = StandingClock(BEGIN_MS)
        for node in self.nodes:
            node.store.clock = self.clock
        self.place = at(self.nodes[1]).place
        self.index = [Index(), Index()]
        for one in self.index:
            one.cards = {nr: Card() for nr in range(COPIES)}
            one.people = {nr: Person() for nr in range(READERS)}
        self.day, self.of_one_day = 0, True
        self.placed = 0
        self.lent: dict[int, set[str]] = {nr: set() for nr in range(COPIES)}

    def teardown(self) -> None:
        try:
            for _ in range(2):
                self.meet()
            hub, library = (scope_digests(node.store) for node in self.nodes)
            assert {scope: hub.get(scope) for scope in library} == library
        finally:
            self.open.close()
            shutil.rmtree(self.folder)

    # ---- how an act is done and looked at ----

    def at(self) -> At:
        on = date.fromisoformat(scene.ON) + timedelta(days=self.day)
        return At(self.place, on.isoformat())

    def do(self, desk: int, expected: Expected, deed: Callable[[Node], Any]) -> Any:
        """What the act told, or None: refused with words, and nothing was told."""
        node = self.nodes[desk]
        before = facts(node)
        told = deed(node)
        if isinstance(told, Refusal):
            assert facts(node) == before, told
            in_words(told)
            assert expected is not True, told
            return None
        assert facts(node) > before
        assert expected is not False, told
        return told

    def person(self, desk: int, nr: int) -> int:
        known = sorted(self.index[desk].people)
        return known[nr % len(known)]

    def look(self) -> None:
        """Each desk says what its index says, of everything."""
        for node, index in zip(self.nodes, self.index, strict=True):
            for nr, card in index.cards.items():
                assert self.card(node, nr) == card, nr
            for hold, wish in index.wishes.items():
                assert self.wish(node, hold, wish) == wish, hold
            for nr, person in index.people.items():
                state = node.store.state(self.readers[nr], "reader")
                assert [one.fact for one in state.blocks] == person.blocks
                assert len(node.store.open_loans(self.readers[nr])) == index.loans(nr)

    def card(self, node: Node, nr: int) -> Card:
        """A copy as the desk has it."""
        subject = self.copies[nr]
        story = node.store.story(subject)
        assert story == node.store.fold(subject, story.held)
        state, loans = story.state, {}
        for loan in state.open_loans:
            who = circulation.loan_reader(node, loan.fact)
            assert who is not None
            loans[loan.fact] = self.readers.index(who)
        return Card(
            loans=loans,
            lost=state.status == "lost",
            way=state.on_way is not None,
            claimed=state.claim is not None,
            damaged=bool(state.damages),
            kept=state.reserved.of if state.reserved else None,
            renewals=len(state.open_loan.renewals) if state.open_loan else 0,
            due_on=state.open_loan.due_on if state.open_loan else "",
        )

    def wish(self, node: Node, hold: str, told: Wish) -> Wish:
        """A hold as the desk has it."""
        state = node.store.state(hold, "hold")
        kept = state.is_open and state.ready is not None
        return Wish(told.reader, told.copy, told.nr, state.is_open, kept)

    @rule()
    def meet(self) -> None:
        for _ in range(2):
            meet(self.nodes[1], self.nodes[0])
        twice = self.lent_apart()
        for thing in met(*self.index):
            self.anew(thing)
        for nr in twice:
            for node in self.nodes:
                story = node.store.story(self.copies[nr])
                assert len(story.state.open_loans) == 2
                assert "copy.lent_twice" in {one.code for one in story.disagreements}
        self.look()

    def lent_apart(self) -> list[int]:
        """Copies that both have lent on one day, neither knowing of the other.

        Nothing else was done with them meanwhile: who sends or finds a copy has it in hand, which
        shows that an earlier loan is over.
        """
        one, other = (index.cards for index in self.index)
        once = [nr for nr in one if all(i.times["copy", nr] == 1 for i in self.index)]
        found = [nr for nr in once if one[nr].loans and other[nr].loans and self.of_one_day]
        self.of_one_day = True
        kept = [nr for nr in found if not one[nr].loans.keys() & other[nr].loans.keys()]
        return [nr for nr in kept if len(one[nr].loans) == len(other[nr].loans) == 1]

    def anew(self, thing: Thing) -> None:
        """What both have touched is the same at both, and no loan of it is lost."""
        what, nr = thing
        others = {o for one in self.index for o in getattr(one.thing(thing), "others", ())}
        for node, index in zip(self.nodes, self.index, strict=True):
            if what == "copy":
                assert isinstance(nr, int)
                state = node.store.state(self.copies[nr], "copy")
                assert self.lent[nr] <= {loan.fact for loan in state.loans}
                index.cards[nr] = self.card(node, nr)
            elif what == "hold":
                assert isinstance(nr, str)
                index.wishes[nr] = self.wish(node, nr, index.wishes[nr])
            else:
                assert isinstance(nr, int)
                state = node.store.state(self.readers[nr], "reader")
                index.people[nr] = Person([one.fact for one in state.blocks], set(others))
        assert self.index[0].thing(thing) == self.index[1].thing(thing)


def grown(node: Node, here: At, nr: int) -> str:
    """A reader of the house rule for everybody; the id."""
    new = reader_rules.NewReader(subject="", name=f"Reader {nr}", group="grown", birth_year=1990)
    told = registering.register_readers(node, [new], here)
    assert not isinstance(told, Refusal), told
    return told.readers[0]


def facts(node: Node) -> int:
    """How many facts lie here."""
    with node.store.engine.reading() as reading:
        return reading.arrival()


def in_words(refusal: Refusal) -> None:
    """The refusal is a sentence of its own in both languages."""
    said = set()
    for language in ("vi", "en"):
        with translation.override(language):
            words = say_refusal(refusal)
        assert refusal.code not in words
        assert "{" not in words
        assert words.strip().endswith((".", "?", "!"))
        said.add(words)
    assert len(said) == 2, said
