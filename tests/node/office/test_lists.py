"""A library's own list comes in: mapped by a person, remembered, each row accounted for."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from tests.node.office import files
from tests.node.office.conftest import HERE, Library, only_job

from tusach.exchange.sheets.reader import Preview, look
from tusach.ledger.draft import Refusal
from tusach.node.acts import job_files
from tusach.node.acts.importing import Account
from tusach.node.acts.importing_lists import import_list, price, with_fields
from tusach.node.acts.jobs import Jobs

Office = Callable[..., Client]
Upload = Callable[..., Any]


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def layout_of(raw: bytes) -> Any:
    seen = look(raw)
    assert isinstance(seen, Preview)
    return seen.layout


def brought(library: Library, raw: bytes, account: Account | None = None) -> Account:
    found = import_list(
        library.node, raw, "list.csv", library.at(), layout=layout_of(raw), account=account
    )
    assert found.read == found.stored + found.present + found.rejected_count
    return found


def accessions(library: Library) -> dict[str, str]:
    rows = library.node.store.query(
        "SELECT c.accession, t.title FROM copy c JOIN title t ON t.subject = c.title "
        "WHERE c.accession LIKE ?",
        ("TK.%",),
    )
    return dict(rows)


def test_titles_and_copies_come_in_with_their_numbers_as_given(library: Library) -> None:
    found = brought(library, files.library_list())
    assert (found.read, found.stored, found.present, found.rejected_count) == (6, 4, 0, 2)
    assert found.copies == 6
    held = accessions(library)
    assert held["TK.0001"] == "Dế Mèn du ký"
    assert [held[f"TK.000{nr}"] for nr in (2, 3, 4)] == ["Đoạn trường tân thanh"] * 3
    (row,) = library.node.store.query("SELECT subject FROM copy WHERE accession = ?", ("TK.0001",))
    said = library.node.store.state(row[0], "copy").registered
    assert (said.owner, said.own_number, said.price) == (library.main, False, 45_000)
    assert said.acquired_on == "2020-09-05"


def test_a_row_whose_number_is_taken_is_set_aside_whole(library: Library) -> None:
    found = brought(library, files.library_list())
    taken = found.rejected[-1]
    assert (taken.position, taken.offset, taken.reason) == (5, 6, "copy.number_taken")
    titles = library.node.store.query("SELECT 1 FROM title WHERE title = ?", ("Sách khác",))
    assert titles == []
    with library.node.store.engine.reading() as reading:
        sources = [piece.source for piece in reading.quarantined()]
    assert sources == ["list list.csv #4 @5", "list list.csv #5 @6"]


def test_a_list_that_comes_twice_stores_nothing_twice(library: Library) -> None:
    brought(library, files.library_list())
    facts = library.facts()
    again = brought(library, files.library_list())
    assert (again.stored, again.present, again.rejected_count) == (0, 4, 2)
    assert (again.copies, again.copies_present) == (0, 6)
    assert library.facts() == facts


def test_a_list_that_was_cut_off_goes_on_where_it_was(library: Library) -> None:
    brought(library, files.library_list(*files.ROWS[:2]))
    found = brought(library, files.library_list())
    assert (found.stored, found.present, found.rejected_count) == (2, 2, 2)


def test_copies_without_a_number_get_printed_ones_and_are_known_again(library: Library) -> None:
    raw = files.library_list("1,,Góc sân,Trần Đăng Khoa,,,,,", "2,,Góc sân,Trần Đăng Khoa,,,,,")
    first = brought(library, raw)
    assert (first.copies, first.stored) == (2, 2)
    again = brought(library, raw)
    assert (again.copies, again.copies_present, again.present) == (0, 2, 2)
    more = files.library_list(*("1,,Góc sân,Trần Đăng Khoa,,,,,",) * 3)
    assert brought(library, more).copies == 1


def test_five_rows_of_one_book_are_one_title(library: Library) -> None:
    rows = [f"{nr},TK.10{nr:02d},Một cuốn,Ai đó,,,,," for nr in range(5)]
    found = brought(library, files.library_list(*rows))
    assert (found.stored, found.copies) == (5, 5)
    titles = library.node.store.query("SELECT count(*) FROM title WHERE title = ?", ("Một cuốn",))
    assert titles == [(1,)]


@pytest.mark.parametrize(
    ("text", "units"),
    [("45.000", 45_000), ("25,000", 25_000), ("1200,50", 1_200), ("", None), ("1" * 20, None)],
)
def test_prices_are_read_as_they_are_written_here(text: str, units: int | None) -> None:
    assert price(text) == units


def test_columns_are_guessed_shown_corrected_and_remembered(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    client = office(HERE)
    raw = files.library_list(header="A,B,Tên sách,Tác giả,NXB,Năm XB,Giá tiền,Ngày nhập,Ghi chú")
    answer = upload(client, raw, "list.csv")
    address = answer.headers["Location"]
    assert address.endswith("/columns")
    page = words(client.get(address))
    assert "Dế Mèn du ký" in page
    assert '<option value="title" selected>' in page
    assert "TK.0001" in page
    assert "<script>alert" not in page
    told = {f"column-{nr}": "" for nr in range(9)}
    told |= {"column-1": "accession", "column-2": "title", "first_row": "2"}
    looked = client.post(address, {**told, "look": "yes"})
    assert "TK.0002, TK.0003, TK.0004" in words(looked)
    begun = client.post(address, told)
    jobs.join()
    job = only_job(library)
    assert begun.headers["Location"] == f"/office/imports/{job.id}"
    assert (job.account.stored, job.account.rejected_count) == (4, 2)
    upload(client, raw, "again.csv")
    fresh = next(one for one in jobs.all() if one.name == "again.csv")
    page = words(client.get(f"/office/imports/{fresh.id}/columns"))
    assert '<option value="accession" selected>' in page


WRONG_COLUMNS = (
    ({"column-2": "title", "column-3": "title"}, "One meaning was given to two columns"),
    ({"column-2": "", "column-3": "author"}, "which column holds the titles"),
)


def test_wrong_columns_are_refused_in_words_and_nothing_begins(
    library: Library, office: Office, upload: Upload
) -> None:
    for wrong, said in WRONG_COLUMNS:
        client = office(HERE)
        facts = library.facts()
        address = upload(client, files.library_list(), "list.csv").headers["Location"]
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts
        assert {job.state for job in job_files.all_jobs(library.node.home)} == {job_files.WAITING}
        start = client.post(address.replace("/columns", "/start"))
        assert start.headers["Location"] == address


def test_a_workbook_comes_in_like_a_list(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (files.HEADER, *files.ROWS[:2]):
        sheet.append(row.split(","))
    out = io.BytesIO()
    book.save(out)
    client = office(HERE)
    address = upload(client, out.getvalue(), "register.xlsx").headers["Location"]
    fields = layout_of(out.getvalue()).fields
    client.post(address, {f"column-{nr}": field for nr, field in enumerate(fields)})
    jobs.join()
    assert (only_job(library).account.stored, only_job(library).account.copies) == (2, 4)


def test_rejected_rows_say_their_row_and_are_downloaded(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    client = office(HERE)
    address = upload(client, files.library_list(), "list.csv").headers["Location"]
    client.post(
        address, {f"column-{nr}": f for nr, f in enumerate(layout_of(files.library_list()).fields)}
    )
    jobs.join()
    job = only_job(library)
    page = words(client.get(f"/office/imports/{job.id}"))
    assert "The row has no title" in page
    assert "belongs to another title already" in page
    kept = client.get(f"/office/imports/{job.id}/rejected/4").content.decode()
    assert "không có nhan đề" in kept
    assert "Try again" not in words(client.get("/office/rejected"))


def test_fields_that_cannot_be_are_refusals(library: Library) -> None:
    layout = layout_of(files.library_list())
    assert with_fields(layout, ("title",)) == Refusal("list.fields_odd", {})
    assert with_fields(layout, ("",) * 9) == Refusal("list.title_missing", {})


def test_a_remembered_file_that_is_bent_is_reported_and_not_used(library: Library) -> None:
    home = library.node.home
    job_files.remember(home, layout_of(files.library_list()))
    assert len(job_files.layouts(home)) == 1
    path = home / job_files.FOLDER / job_files.LAYOUTS
    path.write_bytes(path.read_bytes().replace(b"title", b"tytle"))
    assert job_files.layouts(home) == {}
    assert list(job_files.faults(home)) == ["imports/layouts.json"]


def test_notes_that_a_copy_has_no_place_for_are_said_to_be_not_kept(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    assert brought(library, files.library_list(*files.ROWS[:3])).notes_not_kept == 1
    assert (
        brought(library, files.library_list("9,TK.9,Sách không ghi chú,,,,,,")).notes_not_kept == 0
    )
    client = office(HERE)
    upload(client, files.library_list(*files.ROWS[:3]), "list.csv")
    job = only_job(library)
    page = words(client.get(f"/office/imports/{job.id}/columns"))
    assert 'value="note" selected' in page
    job.layout = layout_of(files.library_list())
    assert jobs.start(job) is None
    jobs.join()
    said = words(client.get(f"/office/imports/{job.id}"))
    assert "Not kept: the column of notes" in said
    assert jobs.all()[0].account.notes_not_kept == 1
