"""A home as a thief finds it: who may read its files, and what stands in which of them.

Names, cards and telephones lie in the vault alone, however the desk was used; a session, a log
line, the search file and the ledger hold ids. What was erased is in no file at all.
"""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.node.desk.conftest import ADULT, CHILD, Library, at_reader
from tests.node.desk.conftest import desk as desk
from tests.node.desk.conftest import library as library

import tusach.node
from tusach.library.catalogue.folding import fold
from tusach.node.office.looks import WHY
from tusach.node.settings.logs import Line

PHONE = "0912 345 678"
SOURCES = Path(tusach.node.__file__).parent


def private_texts(library: Library) -> list[str]:
    """Every name, telephone, hamlet and number of a card that the vault holds."""
    query = library.node.store.vault.query
    held = [text for row in query("SELECT name, phone, hamlet, guardian_name FROM reader_name")
            for text in row] + [row[0] for row in query("SELECT number FROM card")]  # fmt: skip
    return sorted({text for text in held if text})


def files_that_hold(home: Path, text: str) -> set[str]:
    """Names of files in which a text stands, as it was typed or folded for searching."""
    wanted = [one.encode() for one in {text, fold(text), text.replace(" ", "")}]
    return {
        path.name
        for path in home.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    }


def a_day_at_the_desk(client: Client, library: Library) -> None:
    """Names typed, cards scanned, papers changed, a new card, a PIN: with scripts off."""
    client.post("/desk/scan", {"code": "Nông Thị Hoa"})
    client.post("/desk/scan", {"code": library.cards[ADULT]})
    client.get("/search", {"q": library.cards[ADULT]})
    client.get("/suggest", {"q": "Nông Thị Hoa"}, HTTP_HX_REQUEST="true")
    client.get("/desk/find", {"q": "Nông Thị Hoa"})
    told = {"name": "Nông Thị Hoa", "birth_year": "1985", "group": "grown", "phone": PHONE}
    client.post(f"/desk/readers/{ADULT}/describe", told | {"hamlet": "Nà Rẩy"})
    client.post(f"/desk/readers/{ADULT}/card", at_reader(ADULT))
    client.post(f"/desk/readers/{ADULT}/pin", {**at_reader(ADULT), "pin": "2468"})
    client.post("/desk/scan", {**at_reader(ADULT), "code": library.code(library.copies[0])})
    client.post("/card", {"card": library.cards[ADULT], "pin": "1357"})
    client.get(f"/nowhere/{library.cards[ADULT]}", {"name": "Nông Thị Hoa"})


def test_what_is_private_stands_in_the_vault_and_in_no_other_file(
    desk: Callable[..., Client], library: Library, home: Path
) -> None:
    a_day_at_the_desk(desk(), library)
    library.node.indexer.tick()
    texts = private_texts(library)
    assert PHONE in texts
    for text in texts:
        held = files_that_hold(home, text)
        assert held <= {"vault.sqlite", "vault.sqlite-wal"}, text
        assert held, f"{text}: this test would not see it anywhere"


def test_a_session_holds_ids_and_never_a_name_or_a_number_of_a_card(
    desk: Callable[..., Client], library: Library
) -> None:
    a_day_at_the_desk(desk(), library)
    told = " ".join(repr(one.get_decoded()) for one in Session.objects.all())
    assert ADULT in told
    for text in private_texts(library):
        assert text not in told


def test_the_number_of_a_new_card_is_shown_on_the_next_page(
    desk: Callable[..., Client], library: Library
) -> None:
    client = desk()
    client.post(f"/desk/readers/{CHILD}/card", at_reader(CHILD))
    shown = client.get(f"/desk/readers/{CHILD}").content.decode()
    ((number,),) = library.node.store.vault.query(
        "SELECT number FROM card WHERE reader = ? AND ended = 0", (CHILD,)
    )
    assert number != library.cards[CHILD]
    outcome = shown[shown.index('id="outcome"') : shown.index('id="work"')]
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in outcome


def fault_at(text: str) -> logging.LogRecord:
    """What is logged when something breaks over a value."""
    try:
        int(text)
    except ValueError:
        return logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s",
            ("/desk/scan?code=Hoa",), sys.exc_info(),
        )  # fmt: skip
    raise AssertionError


def test_a_line_about_a_fault_says_where_and_not_over_which_value() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line("{levelname} {name}: {message}", style="{"))
    handler.handle(fault_at("Nông Thị Hoa"))
    assert "ValueError" in out.getvalue()
    assert "in fault_at" in out.getvalue()
    assert "Nông" not in out.getvalue()


def test_every_look_at_somebody_has_words_in_the_log_of_looks() -> None:
    asked = re.compile(r"\b(?:look|reader_at)\([^()]*(?:\([^()]*\)[^()]*)*?\"([a-zA-Z ]+)\"\s*\)")
    named = re.compile(r"\bwhy=\"([a-zA-Z ]+)\"")
    found = {
        word
        for path in [*SOURCES.rglob("*.py")]
        for pattern in (asked, named)
        for word in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert {"reader page", "copy page", "refused"} <= found
    assert found - set(WHY) == set()


def made_by_init(tmp_path: Path) -> tuple[Path, Path]:
    """A home and its keys as `tusach init` makes them where files are open to everybody."""
    home = tmp_path / "home"
    environ = os.environ | {"TUSACH_HOME": str(home), "TUSACH_KEYS": str(tmp_path / "keys")}
    words = ["init", "--role", "library", "--tenant", "LU", "--profile", "lumira"]
    run = "import os; os.umask(0); from tusach.node.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", run, *words], capture_output=True, check=False, env=environ
    )
    assert done.returncode == 0, done.stderr
    return home, tmp_path / "keys"


def test_a_home_and_its_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    home, keys = made_by_init(tmp_path)
    for folder in (home, keys):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in keys.iterdir()} >= {"django.secret"}
    for path in (*keys.iterdir(), *home.iterdir()):
        assert path.stat().st_mode & 0o777 == 0o600, path.name


def test_a_folder_that_others_could_read_is_closed_when_a_library_is_made(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o755)
    home, _keys = made_by_init(tmp_path)
    assert home.stat().st_mode & 0o077 == 0


pytestmark = pytest.mark.django_db
