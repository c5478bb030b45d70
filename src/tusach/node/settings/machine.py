"""What the node asks of the operating system: room, durable files, media, locks, processes.

The one module to write again for another system; nothing above it names one.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

import msgspec

MOUNTS = Path("/proc/self/mounts")
QUICK_DISK = Path("/dev/shm")  # noqa: S108 - only for scratch copies, removed at once
Process = subprocess.Popen[bytes]
Line = socket.socket
"""A connection, or where connections come in."""
MEDIA_FOLDERS = ("/media/", "/run/media/", "/mnt/")
WRITABLE = frozenset({"vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "ext2", "ext3", "ext4", "btrfs",
                      "xfs", "f2fs", "udf", "hfsplus"})  # fmt: skip


class Medium(msgspec.Struct, frozen=True):
    """A stick or second disk as it is plugged in now. free: bytes. is_locked: only to be read."""

    folder: str
    free: int
    is_locked: bool = False


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write there."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def media() -> list[Medium]:
    """Sticks and further disks that can be written to, in the order of their folders."""
    return [one for one in plugged_in() if not one.is_locked]


def plugged_in() -> list[Medium]:
    """The same, and those that can only be read."""
    found = []
    try:
        lines = MOUNTS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        words = line.split(" ")
        folder = (
            words[1].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
        )
        if not folder.startswith(MEDIA_FOLDERS) or words[2] not in WRITABLE:
            continue
        with contextlib.suppress(OSError):
            if os.access(folder, os.R_OK):
                is_locked = not os.access(folder, os.W_OK)
                found.append(Medium(folder, free_bytes(Path(folder)), is_locked))
    return sorted(found, key=lambda one: one.folder)


def same_disk(one: Path, other: Path) -> bool:
    """Whether two folders lie in one file system, so that one broken disk takes both."""
    return one.stat().st_dev == other.stat().st_dev


def sync_file(file: IO[bytes]) -> None:
    """Everything written to the file is on the disk, and what is read next comes from there."""
    file.flush()
    os.fsync(file.fileno())
    with contextlib.suppress(OSError, AttributeError):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sync_folder(folder: Path) -> None:
    """Names that were made, changed or removed there are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in (errno.EINVAL, errno.ENOTSUP):  # some sticks cannot be asked
            raise
    finally:
        os.close(handle)


def sync_disk() -> None:
    """Everything that any process has written is on its disk: for thousands of files at once."""
    os.sync()


def is_folder(path: Path) -> bool:
    """Whether a folder is there; not, where its medium no longer answers."""
    try:
        return path.is_dir()
    except OSError:
        return False


def rename(old: Path, new: Path) -> None:
    """A file or folder has its new name, durable; a file that had it is replaced whole."""
    old.replace(new)
    sync_folder(new.parent)


def try_lock(file: IO[Any] | int) -> bool:
    """Take the lock of an open file, where nobody holds it; gone when the process ends."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def share_lock(file: IO[bytes]) -> bool:
    """Take part in the lock of an open file, so that nobody has it alone; not where one does."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_locked(path: Path) -> bool:
    """Whether a living process holds the lock of a file."""
    try:
        with path.open("rb") as file:
            return not try_lock(file)
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[bool]:
    """Whether the lock of a folder is ours, for as long as the block lasts."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield try_lock(handle)
    finally:
        os.close(handle)


def is_folder_locked(folder: Path) -> bool:
    """Whether somebody, this process too, holds the lock of a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def is_mount_point(folder: Path) -> bool:
    """Whether a disk of its own is mounted there: such a folder cannot be moved aside."""
    return os.path.ismount(folder)


def open_to_others(path: Path) -> bool:
    """Whether anybody but the owner may read or write a file."""
    return bool(path.stat().st_mode & 0o077)


def is_of_owner(folder: Path, owned: Path) -> bool:
    """Whether a folder can be changed only by us or by whoever owns another."""
    found = folder.stat()
    return found.st_uid in (os.geteuid(), owned.stat().st_uid) and not found.st_mode & 0o022


def is_port_taken(host: str, port: int) -> bool:
    """Whether somebody answers there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(0.5)
        return line.connect_ex((host, port)) == 0


def room_for(path: Path, written: int) -> int:
    """What may still be written beside a file of so many bytes: by the disk, by this process."""
    free = free_bytes(path.parent)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return free if most == resource.RLIM_INFINITY else min(free, most - written)


def only_for_owner() -> None:
    """What this process makes from now on is for whoever runs it, wherever it is copied to."""
    os.umask(0o077)


def machine_id() -> str:
    """What tells this machine from others, where it is not a copied image; empty where unknown."""
    try:
        return Path("/etc/machine-id").read_text().strip()
    except OSError:
        return ""


def open_itself(path: Path, *, write: bool = True, make: bool = True) -> int:
    """A descriptor of the very file of this name, never of what a link leads to. Raises OSError."""
    flags = (os.O_RDWR if write else os.O_RDONLY) | os.O_NOFOLLOW | (os.O_CREAT if make else 0)
    return os.open(path, flags, 0o600)


def put_new(fresh: Path, path: Path) -> bool:
    """A file has a second name, where nobody has that name yet; whether it has."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    return True


@contextlib.contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads, locked by this process while it is written."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        try_lock(file)
        yield file


# ---- lines to others ----


def route_address() -> str:
    """The address by which a network would reach this machine; empty where it has none.

    No packet is sent: connecting a datagram socket only asks the routing table.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def free_port() -> int:
    """A port of this machine alone at which nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of a local socket below the 107 bytes that its address holds."""
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)


def call_local(path: Path) -> Line:
    """A line to the process that listens there. Raises OSError."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _short(path) as name:
            line.connect(name)
    except OSError:
        line.close()
        raise
    return line


def listen_local(path: Path) -> Line:
    """Whoever may open the folder as its owner reaches this process there from now on."""
    path.unlink(missing_ok=True)
    line, before = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), os.umask(0o177)
    try:
        with _short(path) as name:
            line.bind(name)
    finally:
        os.umask(before)
    line.listen(8)
    return line


def hang_up(line: Line) -> None:
    """Nobody is heard there any more."""
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


# ---- processes and what they run on ----

_WITH_US = (
    "import ctypes, os, sys\n"
    "ctypes.CDLL(None).prctl(1, 9)\n"  # PR_SET_PDEATHSIG, SIGKILL
    "os.getppid() == int(sys.argv[1]) or sys.exit(1)\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)


def base_python() -> str:
    """The interpreter of this process without its environment of packages."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def python_kind() -> tuple[str, str]:
    """For which interpreter and platform compiled packages must be: `cpython-311`, `linux-x86_64`.

    A release that holds compiled files names both.
    """
    found = f"{sys.platform}-{platform.machine().lower()}"
    return str(sys.implementation.cache_tag), found


def start_with_us(words: Sequence[str], environ: Mapping[str, str]) -> Process:
    """A process whose output we read, and that dies when the thread that began it does."""
    first = [base_python(), "-I", "-S", "-c", _WITH_US, str(os.getpid())]
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        [*first, *words],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end_process(process: Process, patience_s: float) -> None:
    """A process of ours is asked to end, and waited for as long."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience_s)


def when_asked_to_end(act: Callable[[], None]) -> Callable[[], None]:
    """The act is done when whoever looks after the machine stops this process.

    Answers how to do again what was done before.
    """
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: act())

    def again() -> None:
        signal.signal(signal.SIGTERM, before)

    return again


def replace_process(words: Sequence[str], environ: Mapping[str, str] | None = None) -> NoReturn:
    """This process becomes another program, under the same number. Raises OSError."""
    sys.stdout.flush()
    sys.stderr.flush()
    env = dict(os.environ if environ is None else environ)
    os.execve(words[0], list(words), env)  # noqa: S606 - our own program, no shell


def keep_line(line: Line) -> int:
    """A process that replaces this one listens there too; whoever calls meanwhile waits."""
    kept = os.dup(line.fileno())
    os.set_inheritable(kept, True)
    return kept


def kept_line(number: int) -> Line:
    """What the process before this one has kept. Raises OSError."""
    return socket.socket(fileno=number)


def ask_to_end() -> None:
    """This process ends as it does when whoever looks after the machine stops it."""
    os.kill(os.getpid(), signal.SIGTERM)


def workers(most: int) -> int:
    """How many processes are worth running side by side, at most so many."""
    return max(min(len(os.sched_getaffinity(0)), most), 1)


def processor_s() -> float:
    """Seconds of the processor that this process and those it has waited for took."""
    return sum(os.times()[:4])
