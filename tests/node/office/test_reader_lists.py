"""The pages by which a list of readers comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.node.office.conftest import HERE, THERE, Library, only_job

from tusach.node.acts import job_files
from tusach.node.acts.jobs import Jobs

pytestmark = pytest.mark.django_db
Office = Callable[..., Client]
LIST = "Họ và tên;Năm sinh;Thôn\nLý A Sính;1980;Bản Giốc\nLý Mai;2016;Bản Giốc\n;1990;\n"


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def sent(client: Client, place: str, raw: bytes = LIST.encode(), name: str = "lop.csv") -> Any:
    data = {"place": place, "file": SimpleUploadedFile(name, raw)}
    return client.post("/office/imports/readers", data, follow=True)


def columns(**said: str) -> dict[str, str]:
    return {"column-0": "name", "column-1": "birth", "column-2": "hamlet", "first_row": "2", **said}


def test_a_list_is_looked_at_mapped_and_comes_in(
    library: Library, office: Office, jobs: Jobs
) -> None:
    client = office(HERE)
    page = words(sent(client, library.main))
    assert "rows looked at" in page
    assert "A child needs an adult who answers" in page
    job = only_job(library)
    address = f"/office/imports/{job.id}/people"
    before = library.facts()
    page = words(client.post(address, columns(look="yes", guardian="Cô Mai")))
    assert "A child needs an adult who answers" not in page
    assert library.facts() == before
    client.post(address, columns(guardian="Cô Mai"))
    jobs.join()
    account = only_job(library).account
    assert (account.read, account.stored, account.rejected_count) == (3, 2, 1)
    page = words(client.get(f"/office/imports/{job.id}"))
    assert "registered" in page
    assert "The row has no name" in page
    assert not job_files.upload_of(library.node.home, job.id).exists()
    # The next list with this header is read the same way.
    assert "Lý A Sính" in words(sent(client, library.main))


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"%PDF-1.4 x", "a.pdf", "document for reading"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.xls", ".xls"),
        (b"PK\x03\x04" + b"\x00" * 600, "a.xlsx", "damaged"),
        (b"<!doctype html><html>", "a.csv", "web page"),
    ],
    ids=["empty", "pdf", "xls", "broken", "html"],
)
def test_a_file_that_is_no_list_is_refused_in_words_and_nothing_of_it_stays(
    library: Library, office: Office, raw: bytes, name: str, said: str
) -> None:
    answer = sent(office(HERE), library.main, raw, name)
    assert answer.status_code == 422
    assert said in words(answer)
    assert job_files.all_jobs(library.node.home) == []


def test_wrong_columns_are_said_in_words(library: Library, office: Office) -> None:
    client = office(HERE)
    sent(client, library.main, "Nhan đề;Tác giả\nSố đỏ;V\n".encode())
    job = only_job(library)
    answer = client.post(f"/office/imports/{job.id}/people", {"column-0": "", "column-1": ""})
    assert answer.status_code == 422
    assert "Say which column holds the names" in words(answer)
    twice = {"column-0": "name", "column-1": "name"}
    assert client.post(f"/office/imports/{job.id}/people", twice).status_code == 422


def test_nobody_brings_readers_into_another_library(library: Library, office: Office) -> None:
    assert sent(office(THERE), library.main).status_code == 422
    sent(office(HERE), library.main)
    job = only_job(library)
    assert office(THERE).get(f"/office/imports/{job.id}/people").status_code == 403
