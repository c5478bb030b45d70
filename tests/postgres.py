"""A temporary PostgreSQL server: Unix socket only, gone with the process that started it."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
# Killing a process loses nothing that reached the system's cache; only a power cut would,
# and no test cuts power.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# The shell waits for its standard input to close, which happens also when the tests are killed.
KEEPER = """
"$@" </dev/null >"$LOG" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
rm -rf "$FOLDER"
"""


def find_programs() -> Path | None:
    """The folder of the newest installed server programs, or None."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if folders:
        return folders[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _server_user() -> pwd.struct_passwd | None:
    """The account that runs the server: None when the tests do not run as root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _as_user(user: pwd.struct_passwd | None) -> list[str]:
    if user is None:
        return []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait_until_it_answers(url: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def temporary_server(programs: Path, *, durable: bool) -> Iterator[str]:
    """Runs a server for the block and yields the address of its `postgres` database."""
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="tusach-pg-", dir="/tmp"))  # sockets need a short path
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, log = folder / "data", folder / "log"
    subprocess.run(
        [*_as_user(user), programs / "initdb", "--pgdata", data, "--username", "tusach"]
        + ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    settings = SETTINGS | ({} if durable else UNSAFE_BUT_FAST)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", *_as_user(user), programs / "postgres"]
        + ["-D", data, "-k", folder, *options],
        stdin=subprocess.PIPE,
        env=os.environ | {"LOG": str(log), "FOLDER": str(folder)},
        cwd="/tmp",
        start_new_session=True,
    )
    try:
        url = f"postgresql://tusach@/postgres?host={folder}"
        _wait_until_it_answers(url, log)
        yield url
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(timeout=30)


def create_database(server_url: str, name: str, *, template: str = "template0") -> str:
    """Creates one database and returns its address."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return server_url.replace("/postgres?", f"/{name}?")


def drop_database(server_url: str, name: str) -> None:
    """Drops one database, cutting off whoever is still connected."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


if __name__ == "__main__":  # a server by hand: python -m tests.postgres
    found_programs = find_programs()
    if found_programs is None:
        raise SystemExit("no PostgreSQL server programs found")
    with temporary_server(found_programs, durable=True) as address:
        print(address, "(Enter stops it)")
        sys.stdin.readline()
