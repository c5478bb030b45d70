"""Imports that are stopped, interrupted, broken off; one at a time, over all processes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.exchange.builders import books
from tests.node.office import files
from tests.node.office.conftest import HERE, Library, only_job

from tusach.exchange.sheets.reader import Preview, look
from tusach.ledger.draft import Refusal
from tusach.node.acts import job_files
from tusach.node.acts.importing_lists import import_list
from tusach.node.acts.jobs import Jobs
from tusach.node.acts.node import At
from tusach.node.store.protocol import StoreFault

Office = Callable[..., Client]
Upload = Callable[..., Any]


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def equation(job: job_files.Job) -> tuple[int, int, int, int]:
    account = job.account
    assert account.read == account.stored + account.present + account.rejected_count
    assert account.rejected_count == len(account.rejected)
    return account.read, account.stored, account.present, account.rejected_count


def test_an_import_that_is_stopped_begins_again_and_duplicates_nothing(
    library: Library, office: Office, upload: Upload, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office(HERE)
    seen: list[int] = []
    real = jobs._step

    def step(job: job_files.Job) -> None:
        seen.append(job.account.read)
        if len(seen) == 2:
            jobs.stop(job.id)
        real(job)

    monkeypatch.setattr("tusach.node.acts.jobs.CHUNK", 20_000)
    monkeypatch.setattr("tusach.node.acts.jobs.RECORDS_AT_ONCE", 20)
    monkeypatch.setattr(jobs, "_step", step)
    upload(client, b"".join(books(200)), "books.mrc")
    jobs.join()
    job = only_job(library)
    assert job.state == job_files.STOPPED
    stored = equation(job)[1]
    assert 0 < stored < 200
    monkeypatch.setattr(jobs, "_step", real)
    page = words(client.get(f"/office/imports/{job.id}"))
    assert "Run it again" in page
    client.post(f"/office/imports/{job.id}/start")
    jobs.join()
    assert equation(only_job(library)) == (200, 200 - stored, stored, 0)


def test_an_import_whose_process_died_says_so_and_begins_again(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    client = office(HERE)
    jobs._ending = True  # as when the process is told to end in the middle of it
    jobs._stop.set()
    real, jobs.start = jobs.start, lambda job: None  # type: ignore[method-assign]
    upload(client, b"".join(books(5)), "books.mrc")
    jobs.start = real  # type: ignore[method-assign]
    jobs._ending = False
    job = only_job(library)
    job.state = job_files.RUNNING
    job_files.save(library.node.home, job)
    assert "The machine went off" in words(client.get(f"/office/imports/{job.id}"))
    assert "imports wait for you" in words(client.get("/office/"))
    client.post(f"/office/imports/{job.id}/start")
    jobs.join()
    assert equation(only_job(library)) == (5, 5, 0, 0)


def test_only_one_import_runs_at_a_time(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    client = office(HERE)
    first = job_files.Job(
        id="f" * 32, kind="marc", name="first.mrc", place=library.main, by=HERE, made_ms=1
    )
    jobs._running = first
    upload(client, b"".join(books(3)), "second.mrc")
    (second,) = job_files.all_jobs(library.node.home)
    answer = client.post(f"/office/imports/{second.id}/start")
    assert answer.status_code == 409
    assert "first.mrc" in words(answer)
    jobs._running = None
    client.post(f"/office/imports/{second.id}/start")
    jobs.join()
    assert equation(only_job(library)) == (3, 3, 0, 0)


def test_another_process_of_the_same_home_sees_the_import_and_stops_it(
    library: Library, office: Office, upload: Upload, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Jobs(library.node)  # locks of files tell two of them apart as they do two processes
    seen: list[object] = []
    real = jobs._step

    def step(job: job_files.Job) -> None:
        if not seen:
            found = other.get(job.id)
            assert found is not None
            seen.extend((other.running(), other.is_interrupted(found), other.start(found)))
            other.stop(job.id)
        real(job)

    monkeypatch.setattr(jobs, "_step", step)
    upload(office(HERE), b"".join(books(10)), "books.mrc")
    jobs.join()
    running, interrupted, refused = seen
    assert isinstance(running, job_files.Job)
    assert not interrupted
    assert refused == Refusal("import.running", {"name": "books.mrc"})
    assert only_job(library).state == job_files.STOPPED
    assert other.running() is None
    assert other.start(only_job(library)) is None
    other.join()
    assert equation(only_job(library))[0] == 10


def test_what_broke_an_import_off_is_said(
    library: Library, office: Office, upload: Upload, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFault("store.full")

    monkeypatch.setattr("tusach.node.acts.jobs.import_stream", full)
    client = office(HERE)
    upload(client, b"".join(books(3)), "books.mrc")
    jobs.join()
    job = only_job(library)
    assert job.state == job_files.FAILED
    page = words(client.get(f"/office/imports/{job.id}"))
    assert "The disk is full" in page
    assert "Run it again" in page


def test_a_mistake_of_ours_is_said_and_does_not_block_the_next_import(
    library: Library, office: Office, upload: Upload, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("tusach.node.acts.jobs.import_stream", None)
        upload(office(HERE), b"".join(books(3)), "books.mrc")
        jobs.join()
    assert only_job(library).fault == "import.broken"
    assert "mistake of the software" in words(
        office(HERE).get(f"/office/imports/{only_job(library).id}")
    )
    office(HERE).post(f"/office/imports/{only_job(library).id}/start")
    jobs.join()
    assert equation(only_job(library)) == (3, 3, 0, 0)


def test_an_upload_that_has_changed_on_the_disk_is_not_read(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    answer = upload(office(HERE), files.old_file(), "old.mrc")
    job = only_job(library)
    path = job_files.upload_of(library.node.home, job.id)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert list(job_files.faults(library.node.home)) == [f"imports/{job.id}/upload"]
    office(HERE).post(answer.headers["Location"] + "/start")
    jobs.join()
    assert only_job(library).fault == "import.upload_changed"


def test_a_bent_file_of_a_job_is_reported(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    upload(office(HERE), b"".join(books(3)), "books.mrc")
    jobs.join()
    job = only_job(library)
    path = job_files.folder_of(library.node.home, job.id) / job_files.JOB
    assert list(job_files.faults(library.node.home)) == []
    path.write_bytes(path.read_bytes().replace(b'"read":3', b'"read":4'))
    assert list(job_files.faults(library.node.home)) == [f"imports/{job.id}/job.json"]
    assert office(HERE).get(f"/office/imports/{job.id}").status_code == 404


def test_a_file_of_which_very_much_is_rejected_is_read_no_further_and_says_so(
    library: Library, office: Office, upload: Upload, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = b"".join(books(3)), b"no record\x1d"
    packed = gzip.compress(good + bad * 50_000, mtime=0)
    for name, most, kept in (
        ("MOST_REJECTED", 1_000, 10_000),
        ("MOST_REJECTED_BYTES", 10_000, 10_000),
    ):
        monkeypatch.undo()
        monkeypatch.setattr("tusach.node.acts.jobs.RECORDS_AT_ONCE", 100)
        monkeypatch.setattr(f"tusach.node.acts.importing.{name}", most)
        client = office(HERE)
        upload(client, packed, f"{name}.mrc.gz")
        jobs.join()
        job = jobs.all()[0]
        assert job.state == job_files.DONE
        read, brought, present, rejected = equation(job)
        assert brought + present == 3
        assert rejected <= 1_200
        assert job.account.rejected_bytes <= kept + 100 * len(bad)
        last = job.account.rejected[-1]
        assert (last.position, last.reason) == (read, "file.too_much_rejected")
        assert last.offset == len(good) + (rejected - 1) * len(bad)
        page = words(client.get(f"/office/imports/{job.id}?page={1 + rejected // 25}"))
        assert "Check that it is the right file" in page


def test_a_list_of_which_very_much_is_rejected_is_read_no_further(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tusach.node.acts.importing_lists.ROWS_AT_ONCE", 10)
    monkeypatch.setattr("tusach.node.acts.importing.MOST_REJECTED", 20)
    raw = files.library_list(*(f"{nr},TK.{nr},,,,,,," for nr in range(200)))
    seen = look(raw)
    assert isinstance(seen, Preview)
    at = At(library.main, library.node.today(), HERE)
    account = import_list(library.node, raw, "list.csv", at, layout=seen.layout)
    assert account.read == account.stored + account.present + account.rejected_count == 21
    assert account.rejected[-1].reason == "file.too_much_rejected"
    assert (account.rejected[-1].position, account.rejected[-1].offset) == (21, 22)


def test_an_import_that_lost_letters_is_marked_and_its_list_stands_open(
    library: Library, office: Office, upload: Upload, jobs: Jobs
) -> None:
    client = office(HERE)
    good = books(2)[1]
    upload(client, good.replace("Truyện".encode(), b"Truy\xff\xff\xffn"), "worse.mrc")
    jobs.join()
    page = words(client.get(f"/office/imports/{only_job(library).id}"))
    assert "Done, letters lost" in page
    assert '<details class="more" open>' in page
