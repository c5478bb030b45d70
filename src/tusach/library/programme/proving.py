"""A definition proves itself: its own examples, counted by the plain evaluator."""

from __future__ import annotations

from tusach.library.programme.definition import Definition, Wrong
from tusach.library.programme.evaluate import evaluate
from tusach.library.programme.periods import period


def disproved(said: Definition) -> tuple[Wrong, ...]:
    """Each example that comes to something else than it says; said: nothing is wrong in itself."""
    found = []
    for nr, one in enumerate(said.tests):
        where = f"tests.{nr}"
        reading, over = said.read_as(one.reading), period(one.period)
        assert reading is not None  # what is wrong in itself was found before
        assert over is not None
        try:
            figure = evaluate(reading, one.given, over, today=over.last, unit=one.unit)
        except (KeyError, TypeError):  # rows without their days, or with days that are no texts
            found.append(Wrong(where, "test.rows_odd", (one.says,)))
            continue
        wanted = (one.expect.num, one.expect.den, one.expect.lacking)
        came = (figure.num, figure.den, figure.lacking)
        if came != wanted:
            found.append(Wrong(where, "test.fails", (one.says, _said(wanted), _said(came))))
    return tuple(found)


def _said(value: tuple[int | None, int | None, str]) -> str:
    """A value as one reads it in a file: 3/56, 7, or the code of what is lacking."""
    num, den, lacking = value
    if num is None:
        return lacking
    return str(num) if den is None else f"{num}/{den}"
