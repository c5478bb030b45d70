"""What tests of the node may use: a home of their own, a directory of staff, clients."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from tools.messages import compile_stale

from tusach.node.people import directory, logins, pins, sessions
from tusach.node.people.actors import Appointment, Role
from tusach.node.people.models import Login
from tusach.node.settings.home import write_home

PASSWORD = "bốn từ dễ nhớ"
PLACE, ELSEWHERE = "place-a", "place-b"
CARD, READER, PIN = "100000100185", "reader-1", "2468"


@pytest.fixture(scope="session", autouse=True)
def _messages() -> None:
    """Compiled catalogues, as `make setup` leaves them."""
    compile_stale()


@pytest.fixture(autouse=True)
def _strict(settings: object) -> None:
    """A view without a declared rule fails its test instead of being refused."""
    django_settings.TUSACH_STRICT_RULES = True


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of some megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root may make a small disk; the limit on files is tested for everybody")
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object) -> Path:
    """A created home below the test's own folder, its keys beside it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TUSACH_HOME", str(folder))
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    write_home(folder)
    django_settings.TUSACH_HOME = folder
    return folder


@pytest.fixture
def people() -> Iterator[directory.MemoryDirectory]:
    """A directory of one librarian, one provincial librarian, one administrator, one reader."""
    known = directory.MemoryDirectory(
        staff={
            "staff-librarian": (Appointment(Role.LIBRARIAN, PLACE),),
            "staff-provincial": (Appointment(Role.PROVINCIAL, None),),
            "staff-administrator": (Appointment(Role.ADMINISTRATOR, None),),
        },
        staff_names={"staff-librarian": "Nông Thị Hoa"},
        place_names={PLACE: "Thư viện xã Lũng Nặm", ELSEWHERE: "Tủ sách xóm Nà Rẩy"},
        cards={CARD: READER},
        reader_names={READER: "Hoàng Văn Páo"},
    )
    before = directory.install(known)
    yield known
    directory.install(before)


@pytest.fixture
def make_login(db: None, people: directory.MemoryDirectory) -> Callable[[str], Login]:
    """A function that makes the login of a role, with PASSWORD."""

    def make(role: str) -> Login:
        login = logins.create_login(f"staff-{role}", role)
        logins.set_password(login, PASSWORD)
        return login

    return make


def put_session(client: Client, begin: Callable[[object], None]) -> None:
    """Give a client a session begun by `begin`, as a login page would."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    begin(request)
    request.session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key or ""


@pytest.fixture
def staff_client(make_login: Callable[[str], Login]) -> Callable[[str], Client]:
    """A function that gives a client in which a member of staff of a role is logged in."""

    def make(role: str = "librarian") -> Client:
        client = Client()
        login = make_login(role)
        put_session(client, lambda request: sessions.begin_staff(request, login))  # type: ignore[arg-type]
        return client

    return make


@pytest.fixture
def reader_client(db: None, people: directory.MemoryDirectory) -> Client:
    """A client in which the reader of CARD is logged in."""
    client = Client()
    pins.set_pin(READER, PIN)
    put_session(client, lambda request: sessions.begin_reader(request, READER))  # type: ignore[arg-type]
    return client


@pytest.fixture
def now() -> object:
    """The instant at which a test takes place."""
    return timezone.datetime(2026, 11, 23, 8, 0, tzinfo=timezone.get_default_timezone())
