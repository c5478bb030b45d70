"""Money for the tasks of the plan, as this node knows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from tusach.ledger.draft import Refusal
from tusach.library.money import facts, rules
from tusach.library.money.story import MoneyState
from tusach.library.money.sums import Entry
from tusach.library.money.tasks import Plan, read_plan
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done

Rule = Callable[[MoneyState], rules.Answer]


@lru_cache(maxsize=1)
def plan() -> Plan:
    """The tasks that come with the program; what is wrong among them fails its tests."""
    return read_plan(resources.files("tusach.library.money").joinpath("tasks.json").read_bytes())


def codes() -> tuple[str, ...]:
    """The codes of the tasks, in their order."""
    return tuple(one.code for one in plan().tasks)


def entries(node: Node) -> tuple[Entry, ...]:
    """What every paper says that counts, by year, task, source, side and paper."""
    rows = node.store.query(
        "SELECT subject, side, task, source, year, dong, paper, unit FROM money WHERE tenant = ? "
        "ORDER BY year, task, source, side, paper, subject",
        (node.tenant,),
    )
    names = ("subject", "side", "task", "source", "year", "dong", "paper", "unit")
    return tuple(Entry(**dict(zip(names, row, strict=True))) for row in rows)


def telling(said: facts.Money, at: At) -> Rule:
    """What is asked before a paper is told."""
    return lambda state: rules.tell(state, said, tasks=codes(), on=at.on, place=at.place)


def tell(node: Node, said: facts.Money, at: At) -> Done | Refusal:
    """A paper says so much; told anew it takes the place of what was told before."""
    subject = facts.money_subject(node.tenant, said)
    deed = telling(said, at)
    return node.store.act(at.by, lambda transaction: deed(transaction.state(subject, "money")))
