"""The pages of crates: what a library sees of them."""

from __future__ import annotations

import pytest
from tests.node.trips.conftest import Desk, words

pytestmark = pytest.mark.django_db


def test_a_library_without_crates_is_told_how_the_first_come_about(
    desk: Desk, english: None
) -> None:
    page = words(desk().get("/trips/crates"))
    assert "There is no crate yet" in page and "prints their labels" in page


def test_the_way_to_crates_stands_on_every_page_of_staff(desk: Desk, english: None) -> None:
    assert 'href="/trips/"' in words(desk().get("/desk"))
    assert 'href="/trips/crates"' in words(desk().get("/trips/"))
