"""Two desks of one place, apart and met at any moment, against a small card index of each.

No act is half done, every refusal is words, and at the end both machines hold the same.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from tests.node.acts.desks_apart import (
    COPIES,
    DAY_MS,
    LAST_DAY,
    MOST_READERS,
    Apart,
    Prepared,
    grown,
    made_ready,
)
from tests.node.acts.two_desks import Expected, Person, Wish
from tests.node.sync.machines import at

from tusach.library.readers import rules as reader_rules
from tusach.node.acts import asking, care, circulation, registering
from tusach.node.acts.node import Node

STOPS = ("lend", "hold", "renew")
copies = some.integers(0, COPIES - 1)
readers = some.integers(0, MOST_READERS - 1)
desks = some.sampled_from((0, 1))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two homes that have met: a province and a library with some copies and readers."""
    return made_ready(tmp_path_factory.mktemp("desks"))


class TwoDesks(Apart):
    """What people do at either desk."""

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


def test_two_desks_and_their_card_indexes_say_the_same(prepared: Prepared) -> None:
    machine = type("Made", (TwoDesks,), {"made": prepared})
    is_deep = settings.default is not None and settings.default.max_examples > 1_000
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=1_000 if is_deep else 12,
            derandomize=not is_deep,
            stateful_step_count=25,
            deadline=None,
            report_multiple_bugs=False,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
