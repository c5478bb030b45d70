"""Real records of a national library: decomposed, with marks in the wrong order."""

import unicodedata
from pathlib import Path

import pymarc
import pytest

from tusach.library.catalogue.folding import fold
from tusach.node.store.search import SearchIndex
from tusach.node.store.search_shapes import Entry


@pytest.fixture
def records(shared_data: Path) -> list[Entry]:
    found = []
    for name in ("loc_vietnamese_61.mrc", "loc_mixed_1000.mrc"):
        file = shared_data / name
        if not file.exists():
            pytest.skip(f"{name} is not here")
        with file.open("rb") as stream:
            for number, record in enumerate(pymarc.MARCReader(stream, to_unicode=True)):
                if record is None:
                    continue
                found.append(
                    Entry(
                        f"{name}-{number}",
                        record.title or "",
                        authors=tuple(filter(None, [record.author])),
                        subjects=tuple(field.format_field() for field in record.subjects),
                        isbns=tuple(filter(None, [record.isbn])),
                    )
                )
    return found


def ids(index: SearchIndex, text: str) -> list[str]:
    return [hit.title_id for hit in index.search(text, limit=100).hits]


def test_every_way_to_type_ha_noi_finds_the_same_real_records(records, path):
    index = SearchIndex(path)
    index.index(records)
    plain = ids(index, "ha noi")
    assert plain
    assert sorted(ids(index, "Hà Nội")) == sorted(plain)
    assert ids(index, unicodedata.normalize("NFD", "hà nội")) == ids(index, "hà nội")
    index.close()


def test_each_real_title_is_found_by_its_own_words_with_and_without_marks(records, path):
    index = SearchIndex(path)
    index.index(records)
    missed = []
    for entry in records[:300]:
        for typed in (entry.title, fold(entry.title)):
            if fold(entry.title) and entry.title_id not in ids(index, typed):
                missed.append(typed)
    assert missed == []
    index.verify()
    index.close()
