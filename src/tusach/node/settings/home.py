"""The home folder of a node and `home.json`, the few words it says about itself.

`home.json` holds a random id (`home`), and, where somebody set them: `names` (host names that
browsers may use), `behind_proxy` (a TLS proxy stands in front), `time_zone` and `language`.
Whoever creates a home may add keys of their own; writing keeps them all.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tusach.node.settings.whole_file import write_whole

FILE = "home.json"
DEFAULT = "var"


class HomeDamaged(ValueError):
    """`home.json` cannot be read as what was written."""


def home_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Say where the home of this process lies: TUSACH_HOME, else `var` below the current folder."""
    environ = os.environ if environ is None else environ
    return Path(environ.get("TUSACH_HOME") or DEFAULT).absolute()


def read_home(home: Path) -> dict[str, Any]:
    """Return what `home.json` says; an empty dictionary where the home has not been created yet."""
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as fault:
        raise HomeDamaged(f"{home / FILE}: {fault}") from fault
    if not isinstance(told, dict):
        raise HomeDamaged(f"{home / FILE} must hold one JSON object")
    return told


def write_home(home: Path, **told: Any) -> dict[str, Any]:
    """Add `told` to `home.json`, giving the home its random id if it has none; return all of it.

    The file is replaced whole, so that a power cut leaves the old or the new one.
    """
    home.mkdir(parents=True, exist_ok=True)
    whole = read_home(home)
    whole.setdefault("home", secrets.token_hex(16))
    whole.update(told)
    whole["check"] = _check(whole)
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(home / FILE, text.encode())
    return whole


def is_whole(home: Path) -> bool:
    """Say whether `home.json` reads as it was written: no bent byte, no hand in it."""
    try:
        told = read_home(home)
    except ValueError:
        return False
    return told.get("check") == _check(told)


def _check(told: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in told.items() if key != "check"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def home_id(home: Path) -> str | None:
    """Return the random id of a home, or None before it was created."""
    told = read_home(home).get("home")
    return told if isinstance(told, str) else None
