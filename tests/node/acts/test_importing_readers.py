"""A list of readers: every row accounted for whatever the file, nobody twice, nobody by half."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.exchange.old_writings import encode
from tests.node.desk.conftest import ADULT, CHILD, Library
from tests.node.desk.conftest import library as library_alone

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.columns import READERS
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.reader import look
from tusach.exchange.sheets.reader import rows as rows_of_list
from tusach.ledger.draft import Refusal
from tusach.library.readers.story import ReaderState
from tusach.node.acts import job_files, persons
from tusach.node.acts.importing import Account
from tusach.node.acts.importing_readers import import_readers, preview, with_fields
from tusach.node.acts.job_files import Job
from tusach.node.acts.jobs import jobs_of
from tusach.node.store.verify import verify

__all__ = ["library_alone"]

pytestmark = pytest.mark.django_db
HEADER = "STT;Họ và tên;Ngày sinh;Giới tính;Đối tượng;Thôn;Số điện thoại;Số thẻ;Phụ huynh\n"
GROWN = "1;Lý A Sính;1980;Nam;;Bản Giốc;0912;;\n"
CHILD_ROW = "2;Lý Thị Mai;12/05/2016;Nữ;;Bản Giốc;;;Lý A Sính\n"
ALONE = "3;Lý Văn Páo;2017;nam;;Bản Giốc;;;\n"


@pytest.fixture
def library(library_alone: Library) -> Iterator[Library]:
    yield library_alone
    faults = verify(library_alone.node.store).faults
    assert [one for one in faults if one.code != "verify.blob_missing"] == []


def layout_of(raw: bytes, **said: str) -> Layout:
    seen = look(raw, about=READERS, **said)
    assert not isinstance(seen, RemoteFault), seen
    return seen.layout


def brought(library: Library, text: str | bytes, guardian: str = "") -> Account:
    raw = text.encode() if isinstance(text, str) else text
    account = import_readers(
        library.node, raw, "a.csv", library.at(), layout=layout_of(raw), guardian=guardian
    )
    return sound(account)


def sound(account: Account) -> Account:
    assert account.read == account.stored + account.present + account.rejected_count
    assert account.rejected_count == len(account.rejected)
    assert account.review <= account.stored
    return account


def outcome(account: Account) -> tuple[int, int, int]:
    return account.stored, account.present, account.rejected_count


def reader(library: Library, name: str) -> ReaderState:
    ((found,),) = library.node.store.vault.query(
        "SELECT reader FROM reader_name WHERE name = ?", (name,)
    )
    state: ReaderState = library.node.store.state(found, "reader")
    return state


def test_rows_become_readers_with_a_group_by_age_and_the_next_card(library: Library) -> None:
    account = brought(library, HEADER + GROWN + CHILD_ROW)
    assert outcome(account) == (2, 0, 0)
    mai = reader(library, "Lý Thị Mai")
    assert (mai.group, mai.sex, mai.age_band) == ("young", "female", "to_15")
    assert mai.card is not None
    assert (mai.place, mai.valid_until) == (library.main, "2027-11-23")
    ((hamlet, phone),) = library.node.store.vault.query(
        "SELECT hamlet, phone FROM reader_name WHERE name = 'Lý A Sính'"
    )
    assert (hamlet, phone) == ("Bản Giốc", "0912")


def test_a_child_of_whom_nobody_answers_is_left_out_unless_somebody_is_named(
    library: Library,
) -> None:
    account = brought(library, HEADER + ALONE)
    assert [(one.offset, one.reason) for one in account.rejected] == [(2, "reader.adult_missing")]
    assert outcome(brought(library, HEADER + ALONE, guardian="Cô Mai")) == (1, 0, 0)


def test_a_group_is_known_by_its_name_and_an_unknown_one_is_noted(library: Library) -> None:
    rows = "1;Lý A;1980;;Grown-up;;;;\n2;Lý B;1980;;Phi công;;;;\n"
    account = brought(library, HEADER + rows)
    assert [(one.position, one.what) for one in account.repaired] == [(3, ("group.unclear",))]
    assert (reader(library, "Lý A").group, reader(library, "Lý B").group) == ("grown", "grown")


def test_a_list_that_comes_twice_tells_nothing_twice(library: Library) -> None:
    brought(library, HEADER + GROWN + CHILD_ROW)
    before = library.facts()
    assert outcome(brought(library, HEADER + GROWN + CHILD_ROW)) == (0, 2, 0)
    assert library.facts() == before


def test_two_rows_that_read_alike_are_two_persons_and_a_person_is_asked(library: Library) -> None:
    account = brought(library, HEADER + GROWN + GROWN)
    assert (outcome(account), account.review) == ((2, 0, 0), 1)
    assert len(persons.pairs(library.node)) == 1
    assert outcome(brought(library, HEADER + GROWN + GROWN)) == (0, 2, 0)


def test_same_name_and_year_elsewhere_is_perhaps_a_twin(library: Library) -> None:
    account = brought(library, HEADER + "1;nông thị hoa;1985;;;Chỗ khác;;;\n")
    assert (outcome(account), account.review) == ((1, 0, 0), 1)
    (pair,) = persons.pairs(library.node)
    assert ADULT in (pair.keep, pair.also)


def test_a_card_of_somebody_else_is_refused_and_ones_own_is_recognised(library: Library) -> None:
    card = library.cards[CHILD]
    other = f"1;Lý A Sính;1980;;;;;{card};\n"
    account = brought(library, HEADER + other)
    assert [one.reason for one in account.rejected] == ["reader.card_taken"]
    own = f"1;Nông Văn Páo;2015;;;Nơi khác;;{card};\n"
    assert outcome(brought(library, HEADER + own)) == (0, 1, 0)
    twice = "1;Lý A;1980;;;;;B-1;\n2;Lý B;1980;;;;;B-1;\n"
    assert outcome(brought(library, HEADER + twice)) == (1, 0, 1)


def test_nothing_of_a_rejected_row_is_kept_on_the_machine(library: Library) -> None:
    account = brought(library, HEADER + "1;Tên Bí Mật;2017;;;;;;\n")
    assert account.rejected_count == 1
    rows = library.node.store.query(
        "SELECT count(*) FROM quarantine WHERE tenant = ?", (library.node.tenant,)
    )
    assert rows == [(0,)]
    secret = "Tên Bí Mật".encode()
    assert not any(
        secret in path.read_bytes() for path in library.node.home.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("writing", ["tcvn3", "vni", "viscii", "cp1258"])
def test_old_writings_are_read(library: Library, writing: str) -> None:
    lines = HEADER + GROWN + "2;Nguyễn Thị Hường;1999;Nữ;;Xóm Đoỏng;;;\n" * 2
    brought(library, encode(lines, writing))
    assert reader(library, "Lý A Sính").sex == "male"


def test_rows_of_several_writings_in_one_file_are_read_each_as_it_is(library: Library) -> None:
    old = encode("Đàm Văn Quế", "tcvn3")
    raw = (HEADER + GROWN).encode() + b"2;" + old + b";1979;Nam;;Nam;;;\n"
    raw += "3;Nông Thị Ngà;1975;Nữ;;Bản Giốc;;;\n".encode()
    account = brought(library, raw)
    assert outcome(account) == (3, 0, 0)
    assert reader(library, "Đàm Văn Quế").registered_on
    assert reader(library, "Nông Thị Ngà").registered_on
    assert any("text.mixed" in one.what for one in account.repaired)


def test_a_list_of_a_hundred_thousand_rows_is_looked_at_in_a_moment_and_counted_whole(
    library: Library,
) -> None:
    raw = (HEADER + "".join(f"{n};Người {n};1980;;;;;;\n" for n in range(100_000))).encode()
    layout, before = layout_of(raw), library.facts()
    looked = preview(library.node, raw, library.at(), layout=layout, most=50)
    assert [one.number for one in looked] == list(range(2, 52))
    assert {one.outcome for one in looked} == {"new"}
    assert sum(1 for _ in rows_of_list(raw, layout)) == 100_000
    assert library.facts() == before


def test_a_workbook_is_read_as_a_table_is(library: Library) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (HEADER + GROWN + CHILD_ROW).splitlines():
        sheet.append(line.split(";"))
    kept = io.BytesIO()
    book.save(kept)
    assert outcome(brought(library, kept.getvalue())) == (2, 0, 0)


def test_a_list_without_names_is_refused_in_words_and_tells_nothing(library: Library) -> None:
    raw = "Nhan đề;Tác giả\nSố đỏ;Vũ Trọng Phụng\n".encode()
    layout = layout_of(raw)
    assert with_fields(layout, ["", ""]) == Refusal("list.name_missing", {})
    assert with_fields(layout, ["name", "name"]) == Refusal("list.fields_odd", {})
    assert isinstance(with_fields(layout, ["name", ""]), Layout)


def test_what_the_preview_says_is_what_comes(library: Library) -> None:
    text = (
        HEADER
        + GROWN
        + GROWN
        + CHILD_ROW
        + ALONE
        + ";;1990;;;;;;\n"
        + ";Nông Thị Hoa;1985;;;Nà Rẩy;;;\n"
    )
    raw = text.encode()
    before = library.facts()
    seen = [one.outcome for one in preview(library.node, raw, library.at(), layout=layout_of(raw))]
    assert seen == ["new", "twin", "new", "rejected", "rejected", "present"]
    assert library.facts() == before
    account = brought(library, raw)
    assert (outcome(account), account.review) == ((3, 1, 2), 1)


CELLS = some.text(
    alphabet=some.sampled_from("abÁđỄ 0123456789/;,\"'\n\r\t\x00-."), max_size=12
) | some.sampled_from(("Lý A", "1980", "2016", "nam", "Nữ", "B-1", "x" * 300, "Nông Thị Hoa"))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=some.lists(some.lists(CELLS, min_size=1, max_size=10), max_size=12),
    guardian=some.sampled_from(("", "Cô Mai")),
    cut=some.integers(0, 40),
)
def test_every_row_is_accounted_for_whatever_the_file(
    library: Library, rows: list[list[str]], guardian: str, cut: int
) -> None:
    raw = (HEADER + "".join(";".join(row) + "\n" for row in rows)).encode()
    raw = raw[: len(raw) - cut] if len(raw) - cut > len(HEADER.encode()) else raw
    layout = layout_of(HEADER.encode() + b"1;a;;;;;;;\n")
    before = _readers(library)
    at = library.at()
    looked = preview(library.node, raw, at, layout=layout, guardian=guardian)
    account = sound(
        import_readers(library.node, raw, "a.csv", at, layout=layout, guardian=guardian)
    )
    assert _readers(library) - before == account.stored
    assert len(looked) == account.read
    assert sum(one.outcome == "present" for one in looked) == account.present
    assert sum(one.outcome == "rejected" for one in looked) == account.rejected_count
    again = sound(import_readers(library.node, raw, "a.csv", at, layout=layout, guardian=guardian))
    assert (again.stored, again.rejected_count) == (0, account.rejected_count)


def _readers(library: Library) -> int:
    ((n,),) = library.node.store.query(
        "SELECT count(*) FROM reader WHERE tenant = ?", (library.node.tenant,)
    )
    return int(n)


def _job(library: Library, raw: bytes) -> Job:
    job = Job(
        id="5" * 32,
        kind=job_files.READERS,
        name="a.csv",
        place=library.main,
        by=None,
        made_ms=1,
        size=len(raw),
        layout=layout_of(raw),
    )
    job_files.save(library.node.home, job)
    path = job_files.upload_of(library.node.home, job.id)
    path.write_bytes(raw)
    job.digest = job_files.sum_of(path)
    job_files.save(library.node.home, job)
    return job


def test_a_long_list_is_stopped_between_rows_and_goes_on_without_repeating(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = (HEADER + "".join(f"{n};Người {n};1980;;;;;;\n" for n in range(300))).encode()
    monkeypatch.setattr("tusach.node.acts.importing_readers.ROWS_AT_ONCE", 50)
    jobs, job = jobs_of(library.node), _job(library, raw)
    real = jobs._step

    def step(one: Job) -> None:
        if one.account.read == 100:
            jobs.stop(one.id)
        real(one)

    monkeypatch.setattr(jobs, "_step", step)
    assert jobs.start(job) is None
    jobs.join()
    assert (job.state, outcome(sound(job.account))) == (job_files.STOPPED, (100, 0, 0))
    monkeypatch.setattr(jobs, "_step", real)
    assert jobs.start(job) is None
    jobs.join()
    assert (job.state, outcome(sound(job.account))) == (job_files.DONE, (200, 100, 0))
    assert not job_files.upload_of(library.node.home, job.id).exists()


def test_a_list_that_waits_goes_when_somebody_is_erased(library: Library) -> None:
    job = _job(library, (HEADER + GROWN).encode())
    path = job_files.upload_of(library.node.home, job.id)
    assert path.exists()
    assert job_files.drop_reader_uploads(library.node.home)
    assert not path.exists()
