"""The documentation shows every page, by pictures that exist and stay small."""

from tests.journeys import captions, photographs
from tests.journeys.site import VIEWS

ALL = [view for views in VIEWS.values() for view in views]
ENGLISH = frozenset(view.name for view in ALL if view.english)
MOST_BYTES = 20 << 20


def test_every_page_has_a_caption_and_every_caption_a_page() -> None:
    told = [name for pictures in captions.SECTIONS.values() for name in pictures]
    assert sorted(told) == sorted(view.name for view in ALL)


def test_the_page_of_screens_is_fresh() -> None:
    assert captions.PAGE.read_text(encoding="utf-8") == captions.shown(ENGLISH)


def test_the_pictures_are_those_that_the_page_shows_and_small() -> None:
    kept = {path.name: path.stat().st_size for path in photographs.FOLDER.glob("*.webp")}
    assert set(kept) == captions.files(ENGLISH)
    assert sum(kept.values()) <= MOST_BYTES
