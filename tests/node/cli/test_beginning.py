"""A library that is made on a page: from a stick, with a province, alone; here and nowhere else."""

from __future__ import annotations

import contextlib
import html
import http.cookiejar
import json
import re
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import ROOT, TUSACH, Ran, Served, environment, free_port
from tests.node.cli.test_making_broken_off import KILLED
from tests.node.cli.test_network import hub
from tests.node.store import homes as scene

from tusach.node.acts import founding
from tusach.node.acts.verifying import verify_home
from tusach.node.cli import beginning
from tusach.node.people.access import rule_of
from tusach.node.settings.home import read_home
from tusach.node.store.home import MARK
from tusach.node.store.keys import fingerprint

Run = Callable[..., Ran]
Begun = Callable[..., contextlib.AbstractContextManager["Browser"]]
__all__ = ["hub"]
pytestmark = pytest.mark.timeout(300)
ALONE = {"tenant": "LU", "place": "valley", "name": "Thư viện Thung Lũng"}
PERSON = {"person": "Nông Thị Hoa", "login": "hoa"}
FROM_STICK, WITH_PROVINCE = "From the stick of the province", "Join a province"


class Browser:
    """A browser at the screen of a machine; process: what answers it."""

    def __init__(self, address: str, process: Any, language: str) -> None:
        self.address, self.process = address, process
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.get("/")
        self.post("/language", {"language": language, "next": "/"})

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self.address + path, headers=headers))

    def post(self, path: str, told: dict[str, str], *, token: bool = True) -> tuple[int, str]:
        words = dict(told)
        if token:
            found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/")[1])
            assert found is not None
            words["csrfmiddlewaretoken"] = found.group(1)
        raw = urllib.parse.urlencode(words).encode()
        return self._open(urllib.request.Request(self.address + path, data=raw))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, html.unescape(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return refused.code, html.unescape(refused.read().decode())


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begun:
    """A function that starts the program on a machine without a library."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("TUSACH_PROFILE", scene.PROFILE)

    @contextlib.contextmanager
    def starting(home: Path, *, language: str = "en", killed_at: int = 0) -> Iterator[Browser]:
        address = f"127.0.0.1:{free_port()}"
        program = [TUSACH[0], "-c", KILLED, str(killed_at)] if killed_at else TUSACH
        process = subprocess.Popen(
            [*program, "serve", "--begin", "--home", str(home), "--bind", address, "--json"],
            cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            assert json.loads(process.stdout.readline())["address"] == f"http://{address}/"
            yield Browser(f"http://{address}", process, language)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(60)
            process.stdout.close()

    return starting


def test_a_library_that_begins_alone_is_made_and_served_by_the_same_process(
    begun: Begun, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with begun(home) as browser:
        assert FROM_STICK in browser.get("/")[1]
        assert browser.post("/go", {})[0] == 200 and not (home / "home.json").exists()
        for wrong in ({"place": "../x"}, {"name": ""}, {"login": "Hòa"}, {"tenant": ""}):
            assert browser.post("/alone", {**ALONE, **PERSON, **wrong})[0] == 422, wrong
        assert not home.exists()
        status, page = browser.post("/alone", {**ALONE, **PERSON})
        assert (status, "The library is ready" in page) == (200, True), page
        code = re.findall(r"code-digits\">([^<]+)<", page)[1]
        assert code in browser.get("/")[1], "shown until the person goes on"
        assert browser.post("/alone", {**ALONE, **PERSON, "place": "hill"})[0] == 200
        status, page = browser.post("/go", {})
        assert (status, "url=/first-login" in page) == (200, True), page
        told = json.loads(browser.process.stdout.readline())
        assert told.get("home") == str(home), told
        status, page = browser.get("/first-login")
        assert (status, "one-time code" in page.lower()) == (200, True), page
        assert browser.process.poll() is None
        assert browser.get("/login")[0] == 200
        assert browser.get("/alone")[0] == 404
    assert (read_home(home)["role"], read_home(home)["place"]) == ("library", "valley")
    assert verify_home(home).faults == ()


def test_a_stick_of_the_province_makes_its_library_on_a_page(
    begun: Begun, hub: Path, run: Run, tmp_path: Path
) -> None:
    with scene.at_work(hub) as node:
        kind = next(one.code for one in node.profile.places.kinds if not one.central)
        new = founding.NewPlace(code="valley", name="Thư viện Thung Lũng", kind=kind)
        node.store.tell(None, founding.place_drafts(node, new, scene.ON))
    sticks, home = tmp_path / "sticks", tmp_path / "fresh"
    assert run(hub, "enrol", "prepare", str(sticks), "--json").exit == 0
    with begun(home, language="vi") as browser:
        for folder in ("", str(tmp_path), "/nowhere", "\0"):
            status, page = browser.post("/stick", {**PERSON, "folder": folder})
            assert status == 422 and "enrol." not in page, folder
        torn = tmp_path / "torn"
        torn.mkdir()
        (torn / "invitation.json").write_bytes(
            (sticks / "tusach-valley" / "invitation.json").read_bytes()
        )
        assert browser.post("/stick", {**PERSON, "folder": str(torn)})[0] == 422
        assert not home.exists()
        told = {**PERSON, "folder": str(sticks / "tusach-valley")}
        status, page = browser.post("/stick", told)
        assert (status, "code-digits" in page) == (200, True), page
        assert fingerprint(bytes.fromhex(read_home(home)["root"])) in page
    found = read_home(home)
    assert (found["role"], found["place"], "root" in found) == ("library", "valley", True)
    assert run(home, "parcel", "write", str(tmp_path / "first"), "--json").exit == 0
    read = run(hub, "parcel", "read", str(tmp_path / "first"), "--json")
    assert (read.exit, read.told["kept"]) == (0, False)


def test_a_province_is_asked_at_its_address_and_one_that_does_not_answer_leaves_a_library(
    begun: Begun,
    hub: Path,
    run: Run,
    serve: Callable[[Path], contextlib.AbstractContextManager[Served]],
    tmp_path: Path,
) -> None:
    told = {**ALONE, **PERSON, "tenant": scene.TENANT}
    with serve(hub) as served, begun(tmp_path / "asks") as browser:
        page = browser.post("/join", {**told, "address": served.address})[1]
        assert "The library is ready" in page, page
    waiting = run(hub, "enrol", "list", "--json").told["waiting"]
    assert [one["place"] for one in waiting] == ["valley"]
    nobody = f"http://127.0.0.1:{free_port()}"
    with begun(tmp_path / "alone") as browser:
        page = browser.post("/join", {**told, "address": nobody})[1]
        assert "The library is there. Ask the province again" in page, page


def test_what_was_killed_in_the_middle_stands_in_the_way_of_nothing(
    begun: Begun, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with begun(home, killed_at=2) as browser:
        with contextlib.suppress(OSError, http.client.HTTPException):
            browser.post("/alone", {**ALONE, **PERSON})
        assert browser.process.wait(60) == -signal.SIGKILL
    assert (home / MARK).exists()
    with begun(home) as browser:
        status, page = browser.post("/alone", {**ALONE, **PERSON, "place": "hill"})
        assert (status, "The library is ready" in page) == (200, True), page
    assert not (home / MARK).exists()
    assert read_home(home)["place"] == "hill"
    assert verify_home(home).faults == ()


def test_only_the_screen_of_the_machine_begins_and_only_by_its_own_forms(
    begun: Begun, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with begun(home) as browser:
        for headers in (
            {"Host": "library.local"},
            {"Host": "192.168.1.5:8000"},
            {"X-Forwarded-For": "127.0.0.1"},
        ):
            status, page = browser.get("/alone", **headers)
            assert (status, "not from another one" in page) == (403, True), headers
        assert browser.get("/", Host="evil.example")[0] == 400
        assert browser.post("/alone", {**ALONE, **PERSON}, token=False)[0] == 400
    assert not home.exists()


def test_every_address_of_beginning_is_for_the_screen_of_the_machine_alone() -> None:
    rules = [rule_of(one.callback) for one in beginning.urlpatterns]
    assert {one.name if one else "" for one in rules} == {"own screen"}
