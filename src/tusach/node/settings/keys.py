"""Keys live outside the home, so that a copied or stolen home does not carry them.

The folder is TUSACH_KEYS, else `$XDG_STATE_HOME/tusach/<home id>/`, else
`~/.local/state/tusach/<home id>/`; folder 0700, files 0600.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from tusach.node.settings import machine
from tusach.node.settings.home import home_id

SECRET = "django.secret"  # noqa: S105 - the name of a file, not a secret


class KeysInside(ValueError):
    """TUSACH_KEYS names a folder inside the home; `path` says which."""

    def __init__(self, path: Path, home: Path) -> None:
        super().__init__(f"keys must lie outside the home: {path} is inside {home}")
        self.path = path


class NoHome(Exception):
    """The home has no id yet: it must be created before it can have keys."""


def key_folder(home: Path, environ: Mapping[str, str] | None = None, *, make: bool = True) -> Path:
    """Return the folder of this home's keys, created if need be; never inside the home itself."""
    environ = os.environ if environ is None else environ
    folder = _folder(home, environ)
    if folder.resolve().is_relative_to(home.resolve()):
        raise KeysInside(folder, home)
    if not make:
        return folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def _folder(home: Path, environ: Mapping[str, str]) -> Path:
    identity = home_id(home)
    if identity is None and not environ.get("TUSACH_KEYS"):
        raise NoHome(str(home))
    return folder_of(identity or "", environ)


def folder_of(identity: str, environ: Mapping[str, str] | None = None) -> Path:
    """Where the keys of the home with this id lie, whether or not that home is still there."""
    environ = os.environ if environ is None else environ
    named = environ.get("TUSACH_KEYS")
    if named:
        return Path(named).absolute()
    state = environ.get("XDG_STATE_HOME")
    root = Path(state) if state else Path.home() / ".local" / "state"
    return root / "tusach" / identity


def read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the bytes of a key file, making it (mode 0600, durable) when it is missing.

    Two processes that start together agree: the second finds the file of the first.
    """
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with machine.private_file(fresh) as file:
                file.write(make())
                machine.sync_file(file)
            machine.put_new(fresh, path)
        finally:
            fresh.unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return path.read_bytes()


def secret_key(home: Path, environ: Mapping[str, str] | None = None) -> str:
    """Return the secret that signs this node's sessions, made at the first call."""
    path = key_folder(home, environ) / SECRET
    return read_or_make(path, lambda: secrets.token_urlsafe(48).encode()).decode()
