"""A library of its own for the office's tests: the desk's, with an administrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.node.conftest import put_session
from tests.node.desk.conftest import BEGUN, HERE, THERE, TODAY, WIDE, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.staff import rules as staff_rules
from tusach.node.acts import job_files
from tusach.node.acts.jobs import Jobs, jobs_of
from tusach.node.people import logins, sessions

__all__ = ["BEGUN", "CHIEF", "HERE", "THERE", "TODAY", "WIDE", "Library", "library_alone"]

CHIEF = "d" * 32


@pytest.fixture
def library(library_alone: Library) -> Library:
    """The desk's library with an administrator."""
    drafts = staff_rules.appoint(
        CHIEF, name="Duda Chief", role="administrator", place=library_alone.main, on=BEGUN
    )
    assert not isinstance(drafts, Refusal)
    library_alone.node.store.tell(None, drafts)
    return library_alone


@pytest.fixture
def jobs(library: Library) -> Iterator[Jobs]:
    """The imports of the library; none runs on into the next test."""
    found = jobs_of(library.node)
    yield found
    found.end()


@pytest.fixture
def office(library: Library, jobs: Jobs) -> Callable[..., Client]:
    """A function that gives a client in which a member of staff works in the office."""

    def make(staff: str = WIDE, *, place: str | None = "", language: str = "en") -> Client:
        login = logins.Login.objects.filter(staff_id=staff).first() or logins.create_login(
            staff, f"login-{staff[0]}"
        )
        client = Client(HTTP_HOST="localhost")  # the machine's own screen
        put_session(client, lambda request: sessions.begin_staff(request, login))  # type: ignore[arg-type]
        client.cookies["tusach-language"] = language
        if place is not None and staff in (WIDE, CHIEF):
            client.post("/place", {"place": place or library.main})
        return client

    return make


@pytest.fixture
def upload(library: Library) -> Callable[..., object]:
    """A function that sends a file as the form does."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(client: Client, raw: bytes, name: str, **fields: str) -> object:
        told = {"place": library.main, "encoding": "auto", "with_copies": "yes", **fields}
        return client.post("/office/imports", {**told, "file": SimpleUploadedFile(name, raw)})

    return send


def only_job(library: Library) -> job_files.Job:
    """The one import there is, as its file says."""
    (found,) = job_files.all_jobs(library.node.home)
    return found


def left_in(home: Path) -> list[str]:
    """Files that imports have left in the home, but for the one that is only ever locked."""
    folder = home / job_files.FOLDER
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != job_files.LOCK)
    return sorted(str(path.relative_to(folder)) for path in found)
