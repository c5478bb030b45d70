"""Files brought in through the browser: every record accounted for, nothing stored twice."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Visit
from tests.journeys.files import HTML, damaged_file, register_csv, title_of, whole_file
from tests.journeys.nodes import Node

TERM = re.compile(r"[\d.,]+")


def bring_in(page: Page, name: str, content: bytes | Path) -> None:
    """Choose a file and send it."""
    page.goto("/office/imports")
    file = page.locator("#file")
    if isinstance(content, Path):
        file.set_input_files(content)
    else:
        told = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        file.set_input_files(told)
    page.locator('form[enctype="multipart/form-data"] .actions button').click()


def account(page: Page) -> tuple[int, int, int, int]:
    """The line of the account: read, stored, already there, rejected; waits for the end."""
    terms = page.locator(".equation .term b")
    expect(terms).to_have_count(4, timeout=60_000)
    return tuple(  # type: ignore[return-value]
        int("".join(filter(str.isdigit, term))) for term in terms.all_inner_texts()
    )


def test_every_record_of_a_file_is_accounted_for_and_again_all_are_there(visit: Visit) -> None:
    page = visit("librarian")
    bring_in(page, "muoi-hai.mrc", whole_file(12, first=100_000))
    assert account(page) == (12, 12, 0, 0)
    bring_in(page, "muoi-hai.mrc", whole_file(12, first=100_000))
    assert account(page) == (12, 0, 12, 0)
    expect(page.locator("dl.values")).to_contain_text("12")


def test_damaged_records_are_rejected_with_place_reason_and_bytes(visit: Visit) -> None:
    page = visit("librarian")
    content = damaged_file(20, first=200_000)
    bring_in(page, "hong.mrc", content)
    read, stored, present, rejected = account(page)
    assert read == stored + present + rejected == 20
    assert rejected == 2
    rows = page.locator("main table.reflow").first.locator("tbody tr")
    expect(rows).to_have_count(2)
    for row, position in zip(rows.all(), ("6", "12"), strict=True):
        expect(row.locator("th")).to_have_text(position)
        with page.expect_download() as got:
            row.locator("a").click()
        kept = Path(got.value.path()).read_bytes()
        assert kept in content


def test_what_was_imported_is_found_at_once(visit: Visit) -> None:
    page = visit("librarian")
    bring_in(page, "moi.mrc", whole_file(3, first=300_000))
    assert account(page)[1] == 3
    page.goto(f"/search?q={title_of(300_001)}")
    expect(page.locator(".results > .result").first).to_contain_text(title_of(300_001))


@pytest.mark.parametrize(
    ("name", "content"), [("sach.mrc", HTML), ("rong.mrc", b""), ("rong.csv", b"")]
)
def test_a_file_that_is_no_list_of_books_is_refused_in_words(
    visit: Visit, name: str, content: bytes
) -> None:
    visit.watch.expect("422")
    page = visit("librarian")
    before = _files(page)
    bring_in(page, name, content)
    expect(page.locator(".error-summary p")).to_have_text(re.compile(r"\S{3} .{20}"))
    assert _files(page) == before


def _files(page: Page) -> int:
    page.goto("/office/imports")
    return page.locator("main table.reflow tbody tr").count()


def test_a_library_s_own_list_is_mapped_previewed_and_brought_in(visit: Visit) -> None:
    page = visit("librarian")
    bring_in(page, "so-dang-ky.csv", register_csv())
    page.wait_for_url("**/columns")
    expect(page.locator(".mapped li.unmapped")).to_have_count(0)
    expect(page.locator("main table.reflow tbody tr")).to_have_count(5)
    page.locator('main form[method="post"] button:not([name])').click()
    read, stored, present, rejected = account(page)
    assert (read, rejected) == (5, 1)
    assert read == stored + present + rejected
    page.goto("/search?q=de+trung+khanh")
    expect(page.locator(".results > .result").first).to_contain_text("Kỹ thuật trồng dẻ")


def test_real_records_of_the_library_of_congress_come_in_whole(
    visit: Visit, shared_data: Path
) -> None:
    page = visit("librarian")
    bring_in(page, "", shared_data / "loc_vietnamese_61.mrc")
    read, stored, present, rejected = account(page)
    assert read == stored + present + rejected == 61
    assert rejected == 0


def test_progress_is_shown_while_a_larger_file_is_read(visit: Visit, own_node: Node) -> None:
    # Twelve thousand copies would make other journeys' registers longer than one prints.
    page = visit.to(own_node)("librarian")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    bring_in(page, "lon.mrc", whole_file(6_000, first=400_000))
    assert account(page) == (6_000, 6_000, 0, 0)
    assert any(address.endswith("/progress") for address in seen)
