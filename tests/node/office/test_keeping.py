"""Whether the machine is well, and the backups: what an administrator sees and does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, Library

from tusach.node.keeping import rotation
from tusach.node.keeping.backup_key import is_seen, known_key
from tusach.node.keeping.hourly import folder_of
from tusach.node.people.models import AccessLook
from tusach.node.settings.home import home_id

Office = Callable[..., Client]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def held(library: Library, stick: Path) -> list[Path]:
    return rotation.copies(stick, home_id(library.node.home) or "")


def choose(client: Client, stick: Path) -> None:
    answer = client.post("/office/backups/folder", {"folder": str(stick)})
    assert answer.status_code == 302, words(answer)


def test_without_copies_the_administrator_is_told_what_to_do(
    library: Library, office: Office
) -> None:
    chief = office(CHIEF)
    assert "No automatic backups are taken" in words(chief.get("/office/health"))
    assert "No automatic backups are taken" in words(chief.get("/office/"))
    assert "No automatic backups are taken" not in words(office(HERE).get("/office/"))
    assert "Chưa có bản sao lưu tự động nào" in words(
        office(CHIEF, language="vi").get("/office/health")
    )


def test_a_folder_is_chosen_a_copy_taken_checked_and_its_code_shown(
    library: Library, office: Office, stick: Path
) -> None:
    chief = office(CHIEF)
    choose(chief, stick)
    assert folder_of(library.node.home) == stick
    assert chief.post("/office/backups/now").status_code == 302
    (backup,) = held(library, stick)
    page = words(chief.get("/office/backups"))
    assert backup.name in page
    assert "Nobody has written down the recovery code" in page
    checked = words(chief.post("/office/backups/check", {"name": backup.name}))
    assert "can be read" in checked
    assert str(backup) in checked
    slip = chief.post("/office/backups/code")
    assert slip.headers["Cache-Control"] == "no-store"
    key = known_key(library.node.home)
    assert key is not None
    groups = re.findall(r"<span>(\d{6})</span>", words(slip))
    assert "-".join(groups) == key.code
    assert is_seen(library.node.home)
    assert AccessLook.objects.filter(staff_id=CHIEF, why="recovery code").count() == 1
    assert "recovery code of the backups" in words(chief.get("/office/looks"))
    assert "Nobody has written down" not in words(chief.get("/office/backups"))


def test_a_stick_that_was_pulled_out_is_said_to_everybody_in_the_office(
    library: Library, office: Office, stick: Path
) -> None:
    choose(office(CHIEF), stick)
    assert "The medium for the backups" not in words(office(HERE).get("/office/"))
    stick.rename(stick.with_name("pulled out"))
    assert "The medium for the backups is not there" in words(office(HERE).get("/office/"))
    failed = office(CHIEF).post("/office/backups/now")
    assert failed.status_code == 409
    assert "Plug the stick in again" in words(failed)
    stick.with_name("pulled out").rename(stick)
    assert "The last backup failed" in words(office(HERE).get("/office/"))
    assert office(CHIEF).post("/office/backups/now").status_code == 302
    assert "The last backup failed" not in words(office(HERE).get("/office/"))


WRONG_FOLDERS = ("", "relative", "/nowhere/at/all", "\0", "x" * 5_000, "/" + "đ" * 300)


def test_a_folder_that_cannot_be_is_refused(library: Library, office: Office) -> None:
    chief = office(CHIEF)
    for folder in WRONG_FOLDERS:
        answer = chief.post("/office/backups/folder", {"folder": folder, "medium": folder})
        assert answer.status_code == 422, folder
        assert "Choose a folder that exists" in words(answer)
    inside = chief.post("/office/backups/folder", {"folder": str(library.node.home)})
    assert "would be lost with it" in words(inside)
    assert folder_of(library.node.home) is None
    assert chief.post("/office/backups/now").status_code == 422


def test_copies_end_when_nobody_wants_them(library: Library, office: Office, stick: Path) -> None:
    chief = office(CHIEF)
    choose(chief, stick)
    assert chief.post("/office/backups/folder", {"never": "yes"}).status_code == 302
    assert folder_of(library.node.home) is None


def test_only_copies_of_this_library_are_read(
    library: Library, office: Office, stick: Path
) -> None:
    chief = office(CHIEF)
    choose(chief, stick)
    (stick / "letter.odt").write_bytes(b"x")
    for name in ("", "letter.odt", "../stick/letter.odt", "/etc/passwd"):
        answer = chief.post("/office/backups/check", {"name": name})
        assert answer.status_code == 422
        assert "not there any more" in words(answer)
    chief.post("/office/backups/now")
    (backup,) = held(library, stick)
    backup.write_bytes(backup.read_bytes()[:-10])
    assert "cut off" in words(chief.post("/office/backups/check", {"name": backup.name}))
    assert "cannot be read" in words(chief.get("/office/health"))


def test_the_code_is_not_shown_where_others_read_along(
    library: Library, office: Office, stick: Path
) -> None:
    chief = office(CHIEF)
    assert chief.post("/office/backups/code").status_code == 404  # there is nothing to open
    choose(chief, stick)
    answer = chief.post("/office/backups/code", REMOTE_ADDR="192.168.1.7")
    assert answer.status_code == 403
    assert not is_seen(library.node.home)
