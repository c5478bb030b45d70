"""The value of a figure in words, on pages, papers and the command line."""

from __future__ import annotations

from tusach.node.acts.aims import Baseline
from tusach.node.acts.figures import Answer
from tusach.node.wording.figures import DECLARED, say_lacking, say_quotient, say_share
from tusach.node.wording.values import fill, number, worded


def say_declared(baseline: Baseline) -> str:
    """That a baseline was declared, by which paper, and how its number is known."""
    words = {"paper": baseline.paper, "dated": baseline.dated, "grade": baseline.grade}
    return fill(DECLARED, worded(words))


def value(one: Answer, *, with_paper: bool = True) -> str:
    """The value in words; never 0 where it is not known. with_paper: of a declared baseline."""
    num, den = one.figure.num, one.figure.den
    if num is None:
        return say_lacking(one.figure.lacking)
    if den is None:
        return number(num)
    both = f"{number(num)} / {number(den)}"
    if one.reading.growth is not None:
        grown = one.grown
        share = say_share(*grown) if grown is not None else "?"
        is_said = with_paper and one.baseline is not None
        declared = f"; {say_declared(one.baseline)}" if one.baseline and is_said else ""
        return f"{share} ({both}{declared})"
    if one.definition.unit == "percent":
        return f"{say_share(num, den)} ({both})"
    return f"{say_quotient(num, den)} ({both})"
