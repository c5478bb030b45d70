"""The typesetter, kept at work: the only place that calls it.

It reads our own fonts and templates alone, never those of the system and nothing from a network.
Where it is not installed there is no PDF, and pages say so: papers are printed from the browser.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tusach.exchange.documents.typeset import Setting, job

FONTS = Path(__file__).parent / "vendor" / "tinos"
STANDARDS = ("a-2b", "ua-1")
"""PDF/A-2b, to be kept; PDF/UA-1, to be read aloud."""
PIXELS_AN_INCH = 72

_at_work = threading.Lock()


class NoPress(Exception):  # noqa: N818 - said as people say it
    """The typesetter is not installed on this machine."""


def has_press() -> bool:
    """Whether this machine can make PDF files."""
    return find_spec("typst") is not None


def pdf(setting: Setting, *, made_at: int) -> bytes:
    """The file. made_at: seconds since 1970 that it bears; the same values give the same bytes.

    Raises NoPress.
    """
    made = _compile(setting, format="pdf", pdf_standards=list(STANDARDS), timestamp=made_at)
    assert isinstance(made, bytes)
    return made


def pictures(setting: Setting, *, pixels_an_inch: int = PIXELS_AN_INCH) -> list[bytes]:
    """Each page as PNG, for a look at it. Raises NoPress."""
    made = _compile(setting, format="png", ppi=pixels_an_inch)
    return made if isinstance(made, list) else [made]


def _compile(setting: Setting, **told: Any) -> Any:
    told_job = job(setting)
    with _at_work:
        return _compiler().compile(
            input=_template(told_job.template), sys_inputs={"values": told_job.values}, **told
        )


@cache
def _compiler() -> Any:
    """Kept, since finding the fonts takes longer than setting a page."""
    if not has_press():
        raise NoPress
    import typst

    # A root without files: a template may read nothing but its values.
    return typst.Compiler(root=FONTS, font_paths=[FONTS], ignore_system_fonts=True)


@cache
def _template(name: str) -> bytes:
    return (files("tusach.exchange.documents") / "templates" / f"{name}.typ").read_bytes()
