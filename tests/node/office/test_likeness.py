"""Titles that may be one are shown to people and never joined."""

from __future__ import annotations

from typing import Any

import pytest
from tests.node.describing import describe_title

from tusach.ledger.ident import sha256
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.node import At
from tusach.node.acts.twins import twins

ISBN = "9786041234567"


def _title(library: Any, nr: int, title: str, **more: Any) -> None:
    raw = f"{nr} {title}".encode()
    body = TitleDescribed(
        record=sha256(raw), format="typed", title=title, authors=("Tô Hoài",), **more
    )
    place = library.node.own_place()
    done = describe_title(library.node, body, raw, At(place, library.node.today()))
    assert hasattr(done, "facts"), done


@pytest.mark.parametrize(
    ("other", "more", "why"),
    [
        ("Dế Mèn phiêu lưu ký (tái bản)", {"isbns": (ISBN,)}, "same_edition"),
        ("Chuyện nỏ thần", {"isbns": (ISBN,)}, "number_twice"),
    ],
)
def test_one_isbn_twice_is_shown_with_the_likely_reason(
    library: Any, other: str, more: dict[str, Any], why: str
) -> None:
    _title(library, 1, "Dế Mèn phiêu lưu ký", isbns=(ISBN,))
    assert twins(library.node) == []
    _title(library, 2, other, **more)
    assert [(one.why, one.isbn, len(one.titles)) for one in twins(library.node)] == [(why, ISBN, 2)]


def test_one_work_of_one_year_and_publisher_without_isbn_is_shown(library: Any) -> None:
    _title(library, 1, "Dế Mèn phiêu lưu ký", year=1999, publisher="Kim Đồng")
    _title(library, 2, "Dế Mèn phiêu lưu kí", year=1999, publisher="Kim Đồng")
    _title(library, 3, "Dế Mèn phiêu lưu ký", year=2005, publisher="Kim Đồng")
    assert [(one.why, len(one.titles)) for one in twins(library.node)] == [("same_work", 2)]
