"""The server that tests on PostgreSQL use: reached by its socket, gone when its user dies."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.tidy.rule import ROOT

pytestmark = pytest.mark.postgres

SERVE = """
import sys
from tests import postgres
with postgres.temporary_server(postgres.find_programs(), durable=False) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_the_server_listens_on_no_port(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_each_test_has_a_database_of_its_own(new_postgres_database: Callable[..., str]) -> None:
    first = new_postgres_database()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE told (word text)")
    name = first.partition("@/")[2].partition("?")[0]
    copied, empty = new_postgres_database(template=name), new_postgres_database()
    for url, tables in ((copied, 1), (empty, 0)):
        with psycopg.connect(url) as connection:
            question = "SELECT count(*) FROM pg_tables WHERE tablename = 'told'"
            assert connection.execute(question).fetchone() == (tables,)


def test_the_server_ends_when_the_tests_are_killed(postgres_url: str) -> None:
    tests = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert tests.stdout is not None
    assert tests.stdin is not None
    url = tests.stdout.readline().strip()
    folder = Path(url.partition("host=")[2])
    assert folder.is_dir()
    tests.send_signal(signal.SIGKILL)
    tests.stdout.read()  # the server's keeper holds this pipe open until it has cleaned up
    assert not folder.exists()
    tests.wait()
    tests.stdin.close()
    tests.stdout.close()
