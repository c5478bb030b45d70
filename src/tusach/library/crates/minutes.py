"""Whose signature the minutes of a crate's last journey still lack. Source: Circular 33/2018."""

from __future__ import annotations

from tusach.library.crates.rules import BOTH, GAVE, TOOK
from tusach.library.crates.story import CrateState


def lacking(crate: CrateState) -> tuple[str, ...]:
    """The sides, `gave` before `took`, that did not sign for the last journey.

    Who takes signs once the crate is there. A crate that never left, or is retired, lacks nothing.
    A signature whose names were erased stays a signature.
    """
    last = crate.last
    if last is None or crate.retired is not None:
        return ()
    began = last.sent_on or last.received_on
    signed = {
        one.said.side
        for one in crate.signed
        if one.said.sent == last.sent or (one.said.sent is None and one.on >= began)
    }
    due = (GAVE,) if last.received is None else (GAVE, TOOK)
    return tuple(side for side in due if side not in signed and BOTH not in signed)
