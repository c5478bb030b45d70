"""Two desks of one place, apart and met at any moment, against a small card index of each.

No act is half done, every refusal is words, and at the end both machines hold the same.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from tests.node.acts.two_desks import Card, Expected, Index, Person, Thing, Wish, met
from tests.node.store import homes as scene
from tests.node.store.telling import StandingClock
from tests.node.sync.machines import at, machines, meet, stock

from tusach.ledger.draft import Refusal
from tusach.library.readers import rules as reader_rules
from tusach.node.acts import asking, care, circulation, registering
from tusach.node.acts.node import At, Node
from tusach.node.store.retell import scope_digests
from tusach.node.wording.refusals import say_refusal

COPIES, READERS, MOST_READERS = 3, 3, 5
STOPS = ("lend", "hold", "renew")
DAY_MS, BEGIN_MS = 86_400_000, scene.LATER_MS + 10_000_000
LAST_DAY = 15
"""So that nothing is overdue: a loan runs 20 days."""

Prepared = tuple[Path, list[str], list[str]]
"""A folder with both homes and their keys; copies; readers."""
copies = some.integers(0, COPIES - 1)
readers = some.integers(0, MOST_READERS - 1)
desks = some.sampled_from((0, 1))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Two homes that have met: a province and a library with some copies and readers."""
    folder = tmp_path_factory.mktemp("desks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUSACH_KEYS", str(folder / "keys"))
        with machines(folder / "homes") as there:
            library = there.join("branch")
            stocked = [stock(library, f"Book {nr}") for nr in range(COPIES)]
            known = [grown(library, at(library), nr) for nr in range(READERS)]
            for _ in range(2):
                meet(library, there.hub)
        yield folder, stocked, known


class TwoDesks(RuleBasedStateMachine):
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
        return Wish(told.reader, told.copy, told.nr, state.is_open, state.ready is not None)

    # ---- acts ----

    @rule(desk=desks, copy=copies, who=readers)
    def lend(self, desk: int, copy: int, who: int) -> None:
        index, who = self.index[desk], self.person(desk, who)
        told = self.do(
            desk,
            index.may_lend(copy, who),
            lambda node: circulation.lend(node, self.copies[copy], self.readers[who], self.at()),
        )
        if told:
            self.lent[copy].add(told.fact)
            index.lend(copy, who, told.fact, told.due_on)
        self.look()

    @rule(desk=desks, copy=copies)
    def take_back(self, desk: int, copy: int) -> None:
        index = self.index[desk]
        told = self.do(
            desk,
            index.may_take_back(copy),
            lambda node: circulation.take_back(node, self.copies[copy], self.at()),
        )
        if told:
            index.take_back(copy, told.fact)
        self.look()

    @rule(desk=desks, copy=copies)
    def renew(self, desk: int, copy: int) -> None:
        index = self.index[desk]
        told = self.do(
            desk,
            index.may_renew(copy, self.at().on),
            lambda node: circulation.renew(node, self.copies[copy], self.at()),
        )
        if told:
            before = index.keep(("copy", copy))
            index.cards[copy].renewals += 1
            index.cards[copy].due_on = told.due_on
            index.last = (copy, told.fact, before)
        self.look()

    @rule(desk=desks, copy=copies, who=readers)
    def hold(self, desk: int, copy: int, who: int) -> None:
        index, who = self.index[desk], self.person(desk, who)
        title = self.nodes[desk].store.state(self.copies[copy], "copy").registered.title
        told = self.do(
            desk,
            index.may_hold(copy, who),
            lambda node: asking.place_hold(
                node, self.readers[who], asking.Wanting(title=title), self.at()
            ),
        )
        if told:
            self.placed += 1
            index.wishes[told.subject] = Wish(who, copy, self.placed)
            index.keep(("hold", told.subject))
        self.look()

    @precondition(lambda self: any(one.wishes for one in self.index))
    @rule(desk=desks, nr=some.integers(0, 20))
    def cancel(self, desk: int, nr: int) -> None:
        index = self.index[desk]
        holds = sorted(index.wishes) or ["0" * 32]
        hold = holds[nr % len(holds)]
        told = self.do(
            desk,
            hold in index.wishes and index.wishes[hold].is_open,
            lambda node: asking.end(node, hold, self.at(), reason="wish"),
        )
        if told:
            index.free(hold)
        self.look()

    @rule(desk=desks, copy=copies, what=some.sampled_from(("claim", "damage", "lose")))
    def care(self, desk: int, copy: int, what: str) -> None:
        index, here = self.index[desk], self.at()
        card, subject = index.cards[copy], self.copies[copy]
        expected: Expected = True
        match what:
            case "claim":
                expected = index.may_claim(copy)
                told = self.do(desk, expected, lambda node: care.claim(node, subject, here))
            case "damage":
                told = self.do(
                    desk, expected, lambda node: care.damage(node, subject, here, how="torn")
                )
            case _:
                expected = not card.lost
                told = self.do(
                    desk,
                    expected,
                    lambda node: circulation.lose(node, subject, here, reason="missing"),
                )
        if told:
            index.keep(("copy", copy))
            index.last = None
            if what == "lose":
                index.let_go(copy)
            card.claimed |= what == "claim"
            card.damaged |= what == "damage"
            card.lost |= what == "lose"
        self.look()

    @rule(desk=desks, copy=copies)
    def send(self, desk: int, copy: int) -> None:
        index = self.index[desk]
        there = at(self.nodes[0]).place
        told = self.do(
            desk,
            index.may_send(copy),
            lambda node: asking.send(node, self.copies[copy], self.at(), to=there, reason="asked"),
        )
        if told:
            index.keep(("copy", copy))
            index.last = None
            index.let_go(copy)
            index.cards[copy].way = True
        self.look()

    @rule(desk=desks, copy=copies)
    def receive(self, desk: int, copy: int) -> None:
        index = self.index[desk]
        told = self.do(
            desk,
            index.cards[copy].way,
            lambda node: care.arrive(node, self.copies[copy], self.at()),
        )
        if told:
            index.keep(("copy", copy))
            index.last = None
            index.cards[copy].way = index.cards[copy].lost = False
        self.look()

    @rule(desk=desks)
    def undo(self, desk: int) -> None:
        index = self.index[desk]
        if index.last is None:
            return
        copy, fact, before = index.last
        told = self.do(desk, True, lambda node: circulation.undo(node, fact, self.at()))
        if told:
            index.keep(*before)
            for thing, value in before.items():
                index.put(thing, value)
            index.last = None
            self.lent[copy].discard(fact)
            self.do(desk, False, lambda node: circulation.undo(node, fact, self.at()))
        self.look()

    @precondition(lambda self: len(self.readers) < MOST_READERS)
    @rule(desk=desks)
    def register(self, desk: int) -> None:
        nr = len(self.readers)
        self.readers.append(self.do(desk, True, lambda node: grown(node, self.at(), nr)))
        self.index[desk].people[nr] = Person()
        self.index[desk].keep(("reader", nr))
        self.look()

    @rule(desk=desks, who=readers)
    def block(self, desk: int, who: int) -> None:
        index, who = self.index[desk], self.person(desk, who)
        subject, person = self.readers[who], index.people[who]
        if person.blocks:
            block = person.blocks[0]
            self.do(
                desk, True, lambda node: registering.unblock_reader(node, subject, block, self.at())
            )
            person.blocks = person.blocks[1:]
        else:
            told = self.do(
                desk,
                True,
                lambda node: registering.block_reader(
                    node, subject, self.at(), acts=STOPS, reason="conduct", until=None
                ),
            )
            person.blocks = [told.facts[0]]
        index.keep(("reader", who))
        self.look()

    @rule(desk=desks, who=readers, other=readers)
    def merge(self, desk: int, who: int, other: int) -> None:
        index = self.index[desk]
        who, other = self.person(desk, who), self.person(desk, other)
        also, on = self.readers[other], self.at().on

        def deed(node: Node) -> Any:
            return node.store.act(
                None,
                lambda known: reader_rules.merge(
                    known.state(self.readers[who], "reader"), also, on=on
                ),
            )

        told = self.do(desk, who != other, deed)
        if told:
            index.people[who].others.add(other)
            index.keep(("reader", who))
        self.look()

    @precondition(lambda self: self.day < LAST_DAY)
    @rule(days=some.integers(1, 5))
    def days_pass(self, days: int) -> None:
        self.day = min(LAST_DAY, self.day + days)
        self.clock.ms += days * DAY_MS
        self.of_one_day = False
        for index in self.index:
            index.last = None

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
        """Copies that both have lent on one day, neither knowing of the other."""
        one, other = (index.cards for index in self.index)
        found = [nr for nr in one if one[nr].loans and other[nr].loans and self.of_one_day]
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


def test_two_desks_and_their_card_indexes_say_the_same(prepared: Prepared) -> None:
    machine = type("Made", (TwoDesks,), {"made": prepared})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            report_multiple_bugs=False,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
