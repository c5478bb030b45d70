"""Which version runs, what a newer one brings, there and back: what an administrator sees."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.node.network.conftest import stick
from tests.node.office.conftest import CHIEF, Library
from tests.node.upgrading.making import KEY, STRANGER, small

from tusach import VERSION
from tusach.node.acts import jobs as import_jobs
from tusach.node.settings import versions as places
from tusach.node.settings.versions import Course, Pointer, versions_of, write_course, write_pointer
from tusach.node.upgrading import course, hand, trust
from tusach.node.upgrading.hand import AtWork

__all__ = ["stick"]

Office = Callable[..., Client]


@pytest.fixture
def chief(library: Library, office: Office) -> Client:
    """The administrator of a library that believes the tests' key."""
    trust.trust(library.node.home, KEY.public_hex)
    return office(CHIEF)


@pytest.fixture
def versions(library: Library) -> Path:
    folder = versions_of(library.node.home)
    folder.mkdir()
    return folder


@pytest.fixture
def at_work(library: Library) -> Iterator[AtWork]:
    """A process that could begin anew; `began` is set when it would."""
    found = AtWork(lambda: began.set())
    began = found.began = threading.Event()  # type: ignore[attr-defined]
    hand.install(found)
    yield found
    found.join(60)
    hand.install(None)


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def send(client: Client, path: Path) -> Any:
    told = {"file": SimpleUploadedFile(path.name, path.read_bytes())}
    return client.post("/office/version", told)


def arrived(library: Library) -> Path:
    return versions_of(library.node.home) / places.ARRIVED


def left(library: Library) -> list[str]:
    folder = versions_of(library.node.home)
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def test_the_page_says_which_version_runs_and_how_a_newer_one_comes(chief: Client) -> None:
    page = words(chief.get("/office/version"))
    assert f"Version {VERSION} runs here" in page
    assert "As it was installed" in page
    assert "It comes as one file, from the province" in page
    assert "Return to version" not in page


def test_a_release_sent_by_the_browser_shows_what_it_brings_in_both_languages(
    library: Library, chief: Client, office: Office, tmp_path: Path, at_work: AtWork
) -> None:
    assert send(chief, small(tmp_path)).status_code == 302
    page = words(chief.get("/office/version"))
    assert "Version 0.2.0 is ready" in page
    assert "There is a new page." in page
    assert "Upgrade to 0.2.0" in page
    page = words(office(CHIEF, language="vi").get("/office/version"))
    assert "Phiên bản 0.2.0 đã sẵn sàng" in page
    assert "Có trang mới." in page
    assert chief.post("/office/version/drop").status_code == 302
    assert not arrived(library).exists()
    assert "is ready" not in words(chief.get("/office/version"))


def test_what_a_release_says_is_shown_as_text_only(
    library: Library, chief: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.node.upgrading import making

    monkeypatch.setattr(making, "NOTES", {"en": "<script>alert(1)</script>"})
    send(chief, small(tmp_path))
    page = words(chief.get("/office/version"))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_what_is_no_release_for_here_is_refused_in_words_and_does_not_stay(
    library: Library, chief: Client, tmp_path: Path
) -> None:
    good = small(tmp_path)
    half = tmp_path / "half"
    half.write_bytes(good.read_bytes()[:-100])
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff" * 100)
    strange = small(tmp_path / "x", key=STRANGER)
    older = small(tmp_path, "0.0.1")
    for path, said in (
        (half, "cut off"),
        (photo, "no release of the program"),
        (strange, "whom this machine does not know"),
        (older, "the newer"),
    ):
        answer = send(chief, path)
        assert answer.status_code == 422
        assert said in words(answer), path
        assert [one for one in left(library) if one != places.LOCK] == []
    answer = chief.post("/office/version", {})
    assert answer.status_code == 422 and "Choose a file first" in words(answer)


def test_a_release_on_a_stick_is_found_and_fetched(
    library: Library, chief: Client, stick: Path
) -> None:
    path = small(stick)
    assert path.name in words(chief.get("/office/version"))
    answer = chief.post("/office/version/take", {"path": str(path)})
    assert answer.status_code == 302
    path.unlink()
    assert "Version 0.2.0 is ready" in words(chief.get("/office/version"))
    answer = chief.post("/office/version/take", {"path": str(path)})
    assert answer.status_code == 422 and "not there any more" in words(answer)


def test_a_release_on_a_stick_that_is_not_newer_is_not_offered(chief: Client, stick: Path) -> None:
    path = small(stick, VERSION)
    page = words(chief.get("/office/version"))
    assert path.name in page and "not newer than the version that runs here" in page
    assert 'action="/office/version/take"' not in page


def test_only_what_lies_on_a_stick_can_be_named(
    library: Library, chief: Client, stick: Path, tmp_path: Path
) -> None:
    beside = small(tmp_path)
    answer = chief.post("/office/version/take", {"path": str(beside)})
    assert answer.status_code == 422
    assert not arrived(library).exists()


def test_where_several_processes_serve_the_page_says_what_to_do(
    chief: Client, tmp_path: Path
) -> None:
    send(chief, small(tmp_path))
    assert "stop them, then run" in words(chief.get("/office/version"))
    answer = chief.post("/office/version/begin")
    assert answer.status_code == 409 and "Stop it, run tusach upgrade" in words(answer)


def test_a_version_that_cannot_read_a_copy_is_refused_and_the_page_says_so(
    library: Library, chief: Client, tmp_path: Path, at_work: AtWork
) -> None:
    send(chief, small(tmp_path))
    assert chief.post("/office/version/begin").status_code == 302
    at_work.join(60)
    page = words(chief.get("/office/version"))
    assert f"Nothing was upgraded; {VERSION} runs." in page
    assert "could not read a copy of this library" in page
    assert not at_work.asked
    assert places.kept(versions_of(library.node.home)) == []


def test_what_passed_the_rehearsal_is_put_on_trial_and_the_program_begins_anew(
    library: Library, chief: Client, tmp_path: Path, at_work: AtWork, monkeypatch: Any
) -> None:
    goes, on = threading.Event(), threading.Event()

    def rehearse(*told: object, **more: object) -> None:
        goes.set()
        assert on.wait(60)

    monkeypatch.setattr(course.rehearsing, "rehearse", rehearse)
    send(chief, small(tmp_path))
    chief.post("/office/version/begin")
    assert goes.wait(60)
    page = words(chief.get("/office/version"))
    assert "On the way to version 0.2.0" in page
    assert 'http-equiv="refresh"' in page, "it goes on with scripts off"
    part = chief.get("/office/version/progress")
    assert part.status_code == 200 and "HX-Redirect" not in part.headers
    again = chief.post("/office/version/begin")
    assert again.status_code == 409 and "under way already" in words(again)
    busy = send(chief, small(tmp_path, "0.3.0"))
    assert busy.status_code == 409 and "under way already" in words(busy)
    on.set()
    at_work.join(60)
    assert at_work.began.wait(60)  # type: ignore[attr-defined]
    pointer = places.read_pointer(versions_of(library.node.home))
    assert pointer is not None and pointer.on_trial and pointer.current == "0.2.0"
    assert chief.get("/office/version/progress").status_code == 200


def test_an_upgrade_waits_for_an_import(
    library: Library, chief: Client, tmp_path: Path, at_work: AtWork, monkeypatch: Any
) -> None:
    send(chief, small(tmp_path))
    monkeypatch.setattr(import_jobs.Jobs, "running", lambda self: object())
    answer = chief.post("/office/version/begin")
    assert answer.status_code == 409 and "An import runs" in words(answer)
    assert "Version 0.2.0 is ready" in words(chief.get("/office/version")), "it waits"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Course("0.2.0", "0.1.0", state="done"), "Version 0.2.0 runs now"),
        (Course("0.1.0", "0.2.0", state="done", back=True), "runs again, as before"),
        (
            Course("0.2.0", "0.1.0", state="returned", fault="upgrade.cut_off"),
            "0.2.0 did not work here; 0.1.0 runs again",
        ),
        (Course("0.2.0", "0.1.0", step="copying"), "An upgrade was cut off"),
    ],
)
def test_what_came_of_it_stands_on_the_page(
    library: Library, chief: Client, versions: Path, told: Course, said: str
) -> None:
    write_course(versions, told)
    page = words(chief.get("/office/version"))
    assert said in page
    part = chief.get("/office/version/progress")
    assert part.headers["HX-Redirect"] == "/office/version"


def test_the_way_back_is_offered_where_there_is_one(
    library: Library, chief: Client, versions: Path, at_work: AtWork, monkeypatch: Any
) -> None:
    assert "Return to version" not in words(chief.get("/office/version"))
    monkeypatch.setattr(places, "running", lambda folder: "0.2.0")
    write_pointer(versions, Pointer("0.2.0", installed="0.0.1", python="python", since_ms=1))
    page = words(chief.get("/office/version"))
    assert "Return to version 0.0.1" in page
    assert "Since 1 Jan 1970" in page
    chief.post("/office/version/back")
    at_work.join(60)
    pointer = places.read_pointer(versions)
    assert pointer is not None
    assert (pointer.current, pointer.before, pointer.on_trial) == ("", "0.2.0", True)
    assert at_work.began.wait(60)  # type: ignore[attr-defined]
