"""A small shelf of books for the search tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tusach.node.store.search import SearchIndex
from tusach.node.store.search_shapes import Entry

BOOKS = (
    Entry(
        "de-men", "Dế Mèn phiêu lưu ký", authors=("Tô Hoài",), subjects=("Văn học thiếu nhi",),
        isbns=("978-0-306-40615-7",), year=1941, language="vie", kind="book", audience="child",
        dewey="895.9223",
    ),
    Entry(
        "su-luoc", "Việt Nam sử lược", authors=("Trần Trọng Kim",), subjects=("Lịch sử",),
        year=1920, language="vie", kind="book", audience="adult", dewey="959.7", popularity=9,
    ),
    Entry(
        "dang-bo", "Lịch sử Đảng bộ tỉnh Cao Bằng", subtitle="1930 - 2015", year=2016,
        language="vie", kind="book", audience="adult", dewey="324.2597",
    ),
    Entry("duong", "Đường về Pác Mjầu", authors=("Nông Văn Đường",), year=1999, language="vie"),
    Entry("dương", "Dương và những người bạn", authors=("Lý Thị Dương",), language="vie"),
    Entry("pho", "Hà Nội băm sáu phố phường", authors=("Thạch Lam",), year=1943, language="vie"),
    Entry("chem", "Chemistry of the elements", authors=("N. N. Greenwood",), language="eng"),
    Entry("mong", "Njuab lus Hmoob", kind="serial", language="hmn"),
    Entry("nom", "Tự điển chữ Nôm 𡨸喃", authors=("Vũ Văn Kính",), language="vie"),
    Entry("bad", "Sách có số sai", isbns=("978-0-306-40615-8",), language="vie"),
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "search.sqlite"


@pytest.fixture
def index(path: Path) -> Iterator[SearchIndex]:
    opened = SearchIndex(path)
    opened.index(BOOKS)
    yield opened
    opened.close()
