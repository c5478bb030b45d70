"""A process that works until somebody kills it: counts a shelf, types a sheet, reads a list.

`python -m tests.node.stock.cut_off WORK HOME`: a line for each thing of which a person has heard
that it is stored.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

from tests.node.store import homes as scene

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.columns import READERS
from tusach.exchange.sheets.reader import look
from tusach.ledger.draft import Refusal
from tusach.library.stocktaking.facts import StocktakingBegun
from tusach.node.acts import sheets, stocktaking
from tusach.node.acts.importing_readers import import_readers
from tusach.node.acts.node import At, Node

ROWS, LIST = 90, 1_600
TABLE = ("Họ và tên;Năm sinh\n" + "".join(f"Người {nr};1980\n" for nr in range(LIST))).encode()


def say(*words: object) -> None:
    """Told to whoever waits, at once."""
    print(*words, flush=True)


def count(node: Node, at: At) -> None:
    """Every copy of the place is scanned, again and again."""
    done = stocktaking.begin(node, StocktakingBegun(), at)
    assert isinstance(done, str), done
    say("count", done)
    for (code,) in node.store.query("SELECT code FROM copy ORDER BY code"):
        scanned = stocktaking.scan(node, done, code, at)
        assert not isinstance(scanned, Refusal), scanned
        say("stored", code)


def type_in(node: Node, at: At) -> None:
    """The rows of a sheet, each a loan with its return."""
    told = sheets.print_sheets(node, "loans", at.on[:7], at, sheets=1, rows=ROWS)
    assert not isinstance(told, Refusal), told
    say("sheet", told[0])
    copies, readers = scene.copies_of(node), scene.readers_of(node)
    for row, copy, reader in zip(
        range(1, ROWS + 1), itertools.cycle(copies), itertools.cycle(readers), strict=False
    ):
        deed = sheets.loan(node, row, copy=copy, reader=reader, back_on=at.on)
        done = sheets.enter(node, told[0], row, deed, on=at.on, by=None)
        assert not isinstance(done, Refusal), done
        say("stored", row)


def bring_in(node: Node, at: At) -> None:
    """A list of readers, of which each commit is told."""
    seen = look(TABLE, about=READERS)
    assert not isinstance(seen, RemoteFault), seen
    import_readers(
        node, TABLE, "a.csv", at, layout=seen.layout,
        step=lambda account: say("stored", account.stored),
    )  # fmt: skip


WORK: dict[str, Callable[[Node, At], None]] = {
    "count": count,
    "type": type_in,
    "list": bring_in,
}


def main() -> None:
    """Work until killed."""
    work, home = sys.argv[1:]
    with scene.at_work(Path(home)) as node:
        WORK[work](node, scene.at_desk(node))
    say("done")


if __name__ == "__main__":
    main()
