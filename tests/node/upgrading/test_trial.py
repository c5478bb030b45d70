"""The version on trial passes when a page comes from it; in any other case the old one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT, environment

from tusach.node.settings import versions as places
from tusach.node.settings.versions import Course, Pointer, read_pointer, write_course, write_pointer
from tusach.node.upgrading import processes
from tusach.node.upgrading.trying import MOST_TRIES, try_out

Put = Callable[..., Path]
ANSWERS = """
import http.server, json, os, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(os.environ.get("STATUS", "200")))
        self.end_headers()
        self.wfile.write(b"page")
    def log_message(self, *words): pass
if os.environ.get("HOLDS"):
    held = open(os.environ["HOLDS"], "w")
server = http.server.HTTPServer(("127.0.0.1", 0), Page)
sys.stderr.write("facts: 10\\n")
print("words", json.dumps(sys.argv[1:]), os.environ.get("TUSACH_STAY"))
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}/"}), flush=True)
server.serve_forever()
"""
DIES = "import sys; sys.stderr.write('no library libx\\n'); sys.exit(3)"
SILENT = "import signal; signal.pause()"
NOBODY = 'print(\'{"address": "http://127.0.0.1:9/"}\', flush=True); import signal; signal.pause()'


def on_trial(versions: Path, **more: int) -> None:
    write_pointer(versions, Pointer("0.2.0", before="", on_trial=True, installed="0.1.0", **more))
    write_course(versions, Course("0.2.0", "0.1.0", state="trying"))


def test_what_answers_stays(versions: Path, put: Put) -> None:
    put("0.2.0", ANSWERS)
    on_trial(versions)
    heard: list[str] = []
    assert try_out(versions, ["serve", "--json"], heard.append).state == places.DONE
    pointer = read_pointer(versions)
    assert pointer is not None and (pointer.current, pointer.on_trial) == ("0.2.0", False)
    assert pointer.since_ms > 0
    assert 'words ["serve", "--json"] 1' in heard, "it is told to stay itself"
    course = places.read_course(versions)
    assert course is not None and course.state == places.DONE


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        (DIES, "upgrade.died", "no library libx"),
        (SILENT, "upgrade.silent", ""),
        (NOBODY, "upgrade.no_answer", ""),
        ("no python", "upgrade.died", "SyntaxError"),
    ],
)
def test_what_does_not_answer_goes_and_the_old_one_runs_again(
    versions: Path, put: Put, monkeypatch: pytest.MonkeyPatch, script: str, code: str, said: str
) -> None:
    monkeypatch.setattr(processes, "SILENCE_S", 1.0 if script == SILENT else 60.0)
    put("0.2.0", script)
    on_trial(versions)
    course = try_out(versions, ["serve", "--json"])
    assert (course.state, course.fault) == (places.RETURNED, code)
    assert said in course.values.get("said", "")
    pointer = read_pointer(versions)
    assert pointer is not None and (pointer.current, pointer.on_trial) == ("", False)


def test_a_page_that_is_a_fault_is_no_answer(
    versions: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUS", "500")
    put("0.2.0", ANSWERS)
    on_trial(versions)
    assert try_out(versions, ["serve", "--json"]).fault == "upgrade.no_answer"


def test_a_version_that_is_gone_is_given_up(versions: Path) -> None:
    on_trial(versions)
    assert try_out(versions, ["serve", "--json"]).fault == "upgrade.died"


def test_after_two_trials_that_were_cut_off_the_old_one_runs_again(
    versions: Path, put: Put
) -> None:
    put("0.2.0", ANSWERS)
    on_trial(versions, tries=MOST_TRIES)
    assert try_out(versions, ["serve", "--json"]).fault == "upgrade.cut_off"


WATCHES = """
import os, signal, sys
from pathlib import Path
from tusach.node.upgrading import trying
trying._passed = lambda *words: os.kill(os.getpid(), signal.SIGKILL)
trying.try_out(Path(sys.argv[1]), ["serve", "--json"])
"""


def test_whoever_watches_is_killed_and_the_watched_one_goes_too(
    versions: Path, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    monkeypatch.setenv("HOLDS", str(held))
    put("0.2.0", ANSWERS)
    on_trial(versions)
    words = [sys.executable, "-c", WATCHES, str(versions)]
    with subprocess.Popen(words, cwd=ROOT, env=environment()) as watching:
        with held.open() as line:
            assert line.read() == "", "it ends with the version that holds it"
        assert watching.wait(60) == -signal.SIGKILL
    pointer = read_pointer(versions)
    assert pointer is not None and (pointer.on_trial, pointer.tries) == (True, 1)
    monkeypatch.delenv("HOLDS")
    assert try_out(versions, ["serve", "--json"]).state == places.DONE, "it is tried once more"
