"""What a command says is in one language: help, wrong use, the address, the demonstration."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT, TUSACH, Ran, environment, free_port

from tusach.node.cli import main as door
from tusach.node.cli.management.commands.demo import STEPS

Run = Callable[..., Ran]
LETTERS = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|of|usage|options|show this|default|required)\b")


def about(name: str) -> str:
    module = import_module(f"tusach.node.cli.management.commands.{name.replace('-', '_')}")
    return " ".join((module.__doc__ or "").split())


@pytest.mark.parametrize("name", door.names())
def test_help_speaks_the_language_that_was_asked_for(run: Run, tmp_path: Path, name: str) -> None:
    english = run(tmp_path, name, "--help", "--lang", "en").out
    assert about(name) in " ".join(english.split())
    assert not LETTERS.search(english)
    vietnamese = run(tmp_path, name, "--help", "--lang", "vi").out
    assert vietnamese.startswith("cách dùng: tusach ")
    assert not ENGLISH.search(vietnamese), vietnamese
    assert run(tmp_path, name, "--help").out == vietnamese


def test_a_wrong_use_is_said_in_the_language_that_was_asked_for(run: Run, tmp_path: Path) -> None:
    assert "còn thiếu: copy, reader" in run(tmp_path, "lend").err
    ran = run(tmp_path, "lend", "--lang=en")
    assert "the following arguments are required: copy, reader" in ran.err


@pytest.mark.parametrize(
    ("told", "words"), [("en", "There is no command"), ("vi", "Không có lệnh")]
)
def test_the_list_of_commands_speaks_one_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, told: str, words: str
) -> None:
    monkeypatch.setenv("TUSACH_LANG", told)
    assert door.main(["no-such-command"]) == door.EXIT_WRONG_USE
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert bool(LETTERS.search(said)) == (told == "vi")
    assert bool(ENGLISH.search(said)) == (told == "en")


@pytest.mark.parametrize(
    ("told", "words"), [("en", "Open http://127.0.0.1:"), ("vi", "Mời mở http://127.0.0.1:")]
)
def test_a_serving_process_says_its_address_in_the_language_that_was_asked_for(
    library: Path, told: str, words: str
) -> None:
    process = subprocess.Popen(
        [*TUSACH, "serve", "--home", str(library), "--lang", told]
        + ["--bind", f"127.0.0.1:{free_port()}"],
        cwd=ROOT,
        env={**environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(words)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_demonstration_tells_its_steps_in_one_language() -> None:
    from django.utils.translation import gettext, override

    with override("vi"):
        assert all(LETTERS.search(gettext(words)) for words in STEPS.values())


def test_the_door_of_the_demonstration_says_which_language() -> None:
    words = (ROOT / "tools" / "run.sh").read_text(encoding="utf-8")
    assert 'export TUSACH_LANG="${TUSACH_LANG:-vi}"' in words
    assert "TUSACH_LANG=en make run" in (ROOT / "README.md").read_text(encoding="utf-8")
