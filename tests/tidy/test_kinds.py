"""Each kind of fact is frozen, tested, described and worded; forgetting one of these fails here."""

import json
import re
from functools import cache
from pathlib import Path

from tests.tidy.rule import ROOT, files, text
from tools import generate, kind_pages

from tusach.library.register import REGISTER

HEX = set("0123456789abcdef")
KINDS = sorted(REGISTER.kinds)


@cache
def words_under(folder: str, *suffixes: str) -> str:
    return "\n".join(text(path) for path in files(ROOT, *suffixes, under=(folder,)))


def kinds_in(value: object) -> set[str]:
    """Every text in a vector that is the name of a kind."""
    match value:
        case dict():
            return {kind for key, one in value.items() for kind in kinds_in(key) | kinds_in(one)}
        case list():
            return {kind for one in value for kind in kinds_in(one)}
        case str() if value in REGISTER.kinds:
            return {value}
        case str() if value.startswith("7b22"):  # a fact's canonical bytes, in hexadecimal digits
            return kinds_in(bytes.fromhex(value).decode()) if set(value) <= HEX else set()
        case str() if value.startswith('{"'):
            return {kind for kind in REGISTER.kinds if f'"kd":"{kind}"' in value}
        case _:
            return set()


@cache
def kinds_in_vectors() -> set[str]:
    found: set[str] = set()
    for path in files(ROOT, ".json", under=("spec/vectors/",)):
        found |= kinds_in(json.loads(text(path)))
    return found


def is_tested(kind: str) -> bool:
    tests = words_under("tests/", ".py")
    return kind in tests or bool(
        re.search(rf"\b{REGISTER.kinds[kind].body.__name__}\b", tests)  # its struct is built there
    )


def is_described(kind: str) -> bool:
    folder = REGISTER.kinds[kind].folder
    place = "src/tusach/ledger" if folder == "ledger" else f"src/tusach/library/{folder}"
    told = text(ROOT / place / "__init__.py") + text(ROOT / "src/tusach/ledger/mechanism.py")
    return kind.partition("/")[0] in told


def test_each_kind_is_frozen_by_a_vector() -> None:
    assert sorted(set(KINDS) - kinds_in_vectors()) == []


def test_each_kind_stands_in_a_test() -> None:
    assert [kind for kind in KINDS if not is_tested(kind)] == []


def test_each_kind_stands_in_the_table_of_its_folder() -> None:
    assert [kind for kind in KINDS if not is_described(kind)] == []


def test_each_kind_has_a_schema_and_a_row_in_the_register_page() -> None:
    page = text(ROOT / "spec" / "kinds.md")
    for kind in KINDS:
        assert (ROOT / kind_pages.schema_path(kind)).is_file()
        assert f"[`{kind}`]" in page


def test_what_is_generated_is_fresh() -> None:
    assert generate.stale(ROOT, generate.pages()) == []


def test_a_stale_a_missing_and_a_forgotten_file_are_found(tmp_path: Path) -> None:
    fresh = {"spec/kinds.md": "new", "docs/reference/x.md": "x"}
    generate.write(tmp_path, fresh)
    assert generate.stale(tmp_path, fresh) == []
    (tmp_path / "spec/kinds.md").write_text("old", encoding="utf-8")
    (tmp_path / "docs/reference/x.md").unlink()
    (tmp_path / "docs/reference/gone.md").write_text("", encoding="utf-8")
    wanted = ["docs/reference/gone.md", "docs/reference/x.md", "spec/kinds.md"]
    assert generate.stale(tmp_path, fresh) == wanted
