"""Reading tables: keyed by tenant and subject, refusing nothing, written by the store alone."""

import ast
import re
from pathlib import Path

import pytest
from tests.tidy.rule import ROOT, Rule, docstrings, files, nodes, place

from tusach.node.store import statements

WRITES = re.compile(r"^\s*(INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|REPLACE INTO)\b")
WRITERS = ("src/tusach/node/store/",)


def reading_tables() -> list[str]:
    return [
        one for postgres in (False, True) for one in statements.table_statements(postgres=postgres)
    ]


def faults_of(statement: str) -> list[str]:
    """What a statement demands that a late or doubled fact would not meet."""
    words = " ".join(statement.split())
    found = [word for word in ("UNIQUE", "REFERENCES", "FOREIGN KEY", "CHECK") if word in words]
    key = re.search(r"PRIMARY KEY \(([^)]*)\)", words)
    if words.startswith("CREATE TABLE") and not (key and key.group(1).startswith("tenant,")):
        found.append("its key does not begin with the tenant")
    return [f"{one}: {words[:80]}" for one in found]


def test_no_table_can_refuse_a_row() -> None:
    assert len(reading_tables()) > 20
    assert [fault for statement in reading_tables() for fault in faults_of(statement)] == []


def test_each_table_of_the_ledger_is_keyed_by_its_tenant_first() -> None:
    for statement in statements.ledger_statements(postgres=True):
        words = " ".join(statement.split())
        key = re.search(r"(?:PRIMARY KEY|ON \w+) \(([^)]*)\)", words)
        assert key and key.group(1).startswith("tenant"), words


def test_each_reading_table_is_keyed_by_tenant_and_subject() -> None:
    tables = [one for one in statements.table_statements(postgres=False) if "CREATE TABLE" in one]
    assert len(tables) > 5
    for table in tables:
        assert "PRIMARY KEY (tenant, subject" in " ".join(table.split()), table


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE loan (tenant TEXT, subject TEXT UNIQUE, PRIMARY KEY (tenant, subject))",
        "CREATE TABLE loan (tenant TEXT, reader TEXT REFERENCES reader, PRIMARY KEY (tenant, x))",
        "CREATE TABLE loan (subject TEXT, PRIMARY KEY (subject))",
        "CREATE UNIQUE INDEX card ON reader (tenant, card)",
    ],
)
def test_a_table_that_could_refuse_is_found(statement: str) -> None:
    assert faults_of(statement)


def written_elsewhere(root: Path) -> list[str]:
    """SQL that writes, outside the store."""
    found = []
    for path in files(root, ".py", under=("src/",)):
        name = place(root, path)
        if name.startswith(WRITERS) or "/migrations/" in name:
            continue
        described = docstrings(path)
        for node in nodes(path):
            words = node.value if isinstance(node, ast.Constant) else None
            if isinstance(words, str) and WRITES.match(words) and id(node) not in described:
                found.append(f"{place(root, path, node.lineno)}: {words[:40]}")
    return found


RULE = Rule(
    "only the store writes tables",
    written_elsewhere,
    {"src/tusach/node/desk/views.py": 'x = "DELETE FROM loan"'},
    {"src/tusach/node/store/sql.py": 'x = "DELETE FROM loan"'},
)


def test_only_the_store_writes_tables(tmp_path: Path) -> None:
    assert written_elsewhere(ROOT) == []
    for tree, finds in ((RULE.planted, True), (RULE.clean, False)):
        for name, words in tree.items():
            path = tmp_path / str(finds) / name
            path.parent.mkdir(parents=True)
            path.write_text(words, encoding="utf-8")
        assert bool(written_elsewhere(tmp_path / str(finds))) == finds
