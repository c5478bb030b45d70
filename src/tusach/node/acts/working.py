"""What is done with library workers beyond what a rule alone decides."""

from __future__ import annotations

from collections.abc import Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.library.workers import rules
from tusach.library.workers.story import WorkerState
from tusach.node.acts import erasing
from tusach.node.acts.node import At, Node
from tusach.node.store.erasing import named_at, told_parts
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction


def forget(node: Node, worker: str, at: At) -> Done | Refusal:
    """The worker's name goes everywhere; what was done and learnt stays counted."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: WorkerState = transaction.state(worker, "worker")
        held = transaction.held(worker)
        here = rules.At(at.on, named_at(worker, held) or at.place)
        return rules.forget(state, told_parts(worker, held), here, reason="wish")

    done = node.store.act(at.by, deed)
    if not isinstance(done, Refusal):
        erasing.confirm(node)
    return done
