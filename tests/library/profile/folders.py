"""The two profile folders of the tree, and broken copies of them."""

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tusach.library.profile.faults import BrokenProfile, ProfileFault
from tusach.library.profile.profile import Profile
from tusach.library.profile.reading import load

ROOT = Path(__file__).resolve().parents[3]
SHARED_DATA = ROOT.parent / "shared" / "data"
FOLDERS = ("caobang", "lumira")


@cache
def files_of(name: str) -> dict[str, bytes]:
    folder = ROOT / "profiles" / name
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@cache
def profile_of(name: str) -> Profile:
    return load(files_of(name))


def changed(name: str, file: str, change: Callable[[Any], Any]) -> dict[str, bytes]:
    """The folder's files with one of them changed in place by `change`."""
    tree = copy.deepcopy(json.loads(files_of(name)[file]))
    change(tree)
    return {**files_of(name), file: json.dumps(tree, ensure_ascii=False).encode()}


def faults_in(files: dict[str, bytes]) -> tuple[ProfileFault, ...]:
    """What `load` finds wrong; nothing when it finds nothing."""
    try:
        load(files)
    except BrokenProfile as broken:
        return broken.faults
    return ()
