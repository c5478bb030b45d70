"""What every test may use. Browser fixtures are in tests/journeys/conftest.py."""

import itertools
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests import sharing

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("TUSACH_TEST_DATA", ROOT.parent / "shared" / "data"))

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free in the memory's own file system before homes of tests are made there."""

# What was compiled once is kept, also where the machine says otherwise: every process that a test
# starts would compile Django again, which is more than half of its time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No deadline: a loaded machine is slow, not wrong. Failures print the blob that repeats them.
settings.register_profile(
    "tusach", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# For the run that measures coverage: the same examples each time, and few of them.
settings.register_profile(
    "brief", settings.get_profile("tusach"), max_examples=20, derandomize=True
)
settings.register_profile("deep", settings.get_profile("tusach"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tusach"))

_database_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Homes of tests are made in memory where there is room: no test cuts the power of a disk."""
    if config.option.basetemp is not None or "PYTEST_DEBUG_TEMPROOT" in os.environ:
        return
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """Share the tests out as `tests/sharing.py` says, where they are to stay together."""
    return sharing.LongestFirst(config, log) if config.option.dist == "loadgroup" else None


@pytest.hookimpl(trylast=True)  # after they were put into a random order
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under several workers what takes long begins first."""
    if getattr(config.option, "loadgroup", False):
        sharing.longest_first(items)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of a temporary PostgreSQL server (its database `postgres`), one for each worker."""
    from tests import postgres  # here, because the core's own run refuses psycopg

    programs = postgres.find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs here; `make test` says how to get them")
    with postgres.temporary_server(programs, durable="TUSACH_PG_FSYNC" in os.environ) as url:
        yield url


@pytest.fixture
def new_postgres_database(postgres_url: str) -> Iterator[Callable[..., str]]:
    """A function that creates a database and returns its address; dropped after the test."""
    from tests import postgres

    names: list[str] = []

    def create(*, template: str = "template0") -> str:
        names.append(f"test_{next(_database_numbers)}")
        return postgres.create_database(postgres_url, names[-1], template=template)

    yield create
    for name in names:
        postgres.drop_database(postgres_url, name)


@pytest.fixture
def postgres_database(new_postgres_database: Callable[..., str]) -> str:
    """Address of an empty database for this one test."""
    return new_postgres_database()


@pytest.fixture
def untraced() -> Iterator[None]:
    """Coverage does not look on: for what is large, whose every line a small test runs too."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records, not part of the repository; skips the test without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no folder of real records here; TUSACH_TEST_DATA may name it")
    return SHARED_DATA


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints how long each part of the suite took, summed over workers."""
    seconds: dict[str, float] = defaultdict(float)
    tests: dict[str, set[str]] = defaultdict(set)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                part = "/".join(report.nodeid.split("/")[:2])
                seconds[part] += report.duration
                tests[part].add(report.nodeid)
    if len(seconds) < 2:
        return
    terminalreporter.section("test time by part", sep="-")
    for part in sorted(seconds):
        terminalreporter.write_line(
            f"{part:<20}{len(tests[part]):>6} tests {seconds[part]:>8.1f} s"
        )
