"""Engines and stores of each kind for the conformance tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.node.store.telling import ENGINES, TENANT, open_engine, open_store

from tusach.node.store.postgres import PostgresEngine
from tusach.node.store.protocol import Engine
from tusach.node.store.store import Store

NewStore = Callable[..., Store]


@pytest.fixture(
    params=[
        pytest.param(kind, marks=[pytest.mark.postgres] if kind == "postgres" else [])
        for kind in ENGINES
    ]
)
def kind(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def emptied_database(postgres_url: str) -> Callable[[], str]:
    """A function that gives the address of one database in which every table is empty."""
    from tests import postgres

    url = postgres.create_database(postgres_url, "emptied")
    PostgresEngine(url, TENANT).close()

    def emptied() -> str:
        with psycopg.connect(url) as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            tables = sql.SQL(", ").join(sql.Identifier(name) for (name,) in names)
            connection.execute(sql.SQL("TRUNCATE {}").format(tables))
        return url

    return emptied


@pytest.fixture
def new_engine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Engine]]:
    """A function that gives an empty engine of a kind."""
    made: list[Engine] = []

    def url() -> str:
        if any(isinstance(one, PostgresEngine) for one in made):
            return str(request.getfixturevalue("new_postgres_database")())
        return str(request.getfixturevalue("emptied_database")())

    def make(kind: str) -> Engine:
        folder = tmp_path / f"engine {len(made)}"
        folder.mkdir()
        made.append(open_engine(kind, folder, url))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def engine(kind: str, new_engine: Callable[[str], Engine]) -> Engine:
    """An empty engine."""
    return new_engine(kind)


@pytest.fixture
def new_store(
    tmp_path: Path, new_engine: Callable[[str], Engine]
) -> Iterator[Callable[..., Store]]:
    """A function that gives an empty store: new_store(kind, name)."""
    made: list[Store] = []

    def make(kind: str, name: str = "A", **more: object) -> Store:
        folder = tmp_path / f"store {len(made)} {name}"
        folder.mkdir()
        made.append(open_store(new_engine(kind), folder, name, **more))
        return made[-1]

    yield make
    for store in made:
        store.vault.close()


@pytest.fixture
def store(kind: str, new_store: NewStore) -> Store:
    """An empty store."""
    return new_store(kind)
