"""Makes a release: one signed file with the program and, if asked, the packages that it stands on.

    python -m tools.release new-key KEY
    python -m tools.release make --key KEY --notes NOTES [--packages DIR] [--out DIR] …

KEY is a file outside the tree; its public half goes beside it (`KEY.public`). NOTES is a folder
with `vi.txt` and `en.txt`: what the version brings, for librarians. DIR holds wheels as they were
downloaded (`pip download --require-hashes -r requirements/run.txt`); each must have a hash of
`requirements/run.txt`. Equal inputs give equal bytes. Source: docs/decisions/0029.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import re
import secrets
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from tusach import VERSION
from tusach.ledger.fact import VERSION as FACTS
from tusach.ledger.parcel import VERSION as PARCELS
from tusach.node.settings import machine
from tusach.node.settings.versions import numbers
from tusach.node.settings.whole_file import write_pieces, write_whole
from tusach.node.store.keys import Installation, fingerprint
from tusach.node.store.schema import schema_hash
from tusach.node.upgrading.release_file import ENDING, FORMAT, Manifest, Part, encode, sign, whole
from tusach.node.upgrading.trust import FILE as KEYS_FILE
from tusach.node.upgrading.unpacking import is_safe

ROOT = Path(__file__).resolve().parent.parent
KINDS = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".mo",
    ".sql",
    ".json",
    ".txt",
    ".woff2",
    ".ttf",
    ".typ",
    ".wasm",
    ".md",
}
LICENCES = "-LICENSE"
MOMENT = (1980, 1, 1, 0, 0, 0)
_VERSION_LINE = re.compile(r'^VERSION = "[^"]+"$', re.MULTILINE)
_PIN = re.compile(r"^([A-Za-z0-9][^ ;\\]*==[^ ;\\]+)( ; [^\\]+)?\s*\\?$")


def new_key(path: Path) -> str:
    """A key for releases lies there, for its owner alone; its public half, in hex, beside it."""
    if path.exists():
        raise SystemExit(f"{path} exists: it is never overwritten")
    key = Installation(secrets.token_bytes(32))
    write_whole(path, key.seed.hex().encode())
    public = path.with_name(f"{path.name}.public")
    public.write_text(f"{key.public_hex}\n", encoding="utf-8")
    return key.public_hex


def read_key(path: Path) -> Installation:
    """The key of a file that `new_key` has made."""
    if not path.is_file():
        raise SystemExit(
            f"no key in {str(path)!r}: make release KEY=FILE, after "
            "`.venv/bin/python -m tools.release new-key FILE`, once"
        )
    if machine.open_to_others(path):
        raise SystemExit(f"{path} can be read by others: chmod 600")
    return Installation(bytes.fromhex(path.read_text(encoding="utf-8").strip()))


# ---- the program as a wheel ----


def sources(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the program, by the name it has in the wheel; profiles lie within."""
    folder = root / "src" / "tusach"
    for beside, prefix in ((folder, "tusach"), (root / "profiles", "tusach/profiles")):
        for path in sorted(beside.rglob("*")):
            name = f"{prefix}/{path.relative_to(beside).as_posix()}"
            wanted = path.suffix in KINDS or path.name.endswith(LICENCES)
            if path.is_file() and wanted and "__pycache__" not in path.parts:
                yield name, path.read_bytes()


def program(root: Path, version: str, keys: Iterable[str]) -> dict[str, bytes]:
    """The files of the program as this version, which trusts these keys."""
    files = dict(sources(root))
    text = files["tusach/__init__.py"].decode()
    files["tusach/__init__.py"] = _VERSION_LINE.sub(f'VERSION = "{version}"', text).encode()
    files[f"tusach/{KEYS_FILE}"] = json.dumps(sorted(set(keys))).encode()
    return files


def wheel(name: str, version: str, files: Mapping[str, bytes], *, level: int = 9) -> bytes:
    """A wheel of these files, always the same bytes for the same files and level."""
    about = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    told = "Wheel-Version: 1.0\nGenerator: tusach\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    whole_ = {**files, f"{about}/METADATA": metadata.encode(), f"{about}/WHEEL": told.encode()}
    rows = [f"{path},sha256={_short(raw)},{len(raw)}\n" for path, raw in sorted(whole_.items())]
    whole_[f"{about}/RECORD"] = "".join([*rows, f"{about}/RECORD,,\n"]).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for path, raw in sorted(whole_.items()):
            assert is_safe(path), path
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, raw)
    return out.getvalue()


def _short(raw: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).rstrip(b"=").decode()


# ---- what it stands on ----


def pins(text: str) -> dict[tuple[str, str], set[str]]:
    """(name, version) of every package that holds on this machine, with the hashes of its files."""
    found: dict[tuple[str, str], set[str]] = {}
    current: set[str] = set()
    for line in text.splitlines():
        if told := _PIN.match(line):
            wanted = Requirement(f"{told[1]}{told[2] or ''}".strip())
            current = set()
            if wanted.marker is None or wanted.marker.evaluate():
                version = next(iter(wanted.specifier)).version
                found[canonicalize_name(wanted.name), version] = current
        elif hashed := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            current.add(hashed[1])
    return found


def packages(folder: Path, wanted: Mapping[tuple[str, str], set[str]]) -> dict[str, bytes]:
    """The wheel of each package, as it was downloaded for this machine; SystemExit if one lacks."""
    fitting = set(sys_tags())
    found: dict[tuple[str, str], tuple[str, bytes]] = {}
    for path in sorted(folder.glob("*.whl")):
        name, version, _build, tags = parse_wheel_filename(path.name)
        key = (name, str(version))
        if key not in wanted or not tags & fitting:
            continue
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() not in wanted[key]:
            raise SystemExit(f"{path.name}: not a file of requirements/run.txt")
        found[key] = (path.name, raw)
    lacking = sorted(" ".join(one) for one in wanted.keys() - found.keys())
    if lacking:
        raise SystemExit(f"no wheel for this machine in {folder}: {', '.join(lacking)}")
    return dict(found.values())


# ---- the file ----


def release(
    files: Mapping[str, bytes],
    *,
    version: str,
    key: Installation,
    notes: Mapping[str, str],
    wanted: Iterable[tuple[str, str]],
    wheels: Mapping[str, bytes] | None = None,
    made_ms: int = 0,
    **more: object,
) -> Iterator[bytes]:
    """The bytes of a release. wheels: of the packages; None: it stands on those that are there."""
    parts = {f"tusach-{version}-py3-none-any.whl": wheel("tusach", version, files)}
    own = next(iter(parts))
    parts |= wheels or {}
    kind, platform = machine.python_kind() if any(map(_is_compiled, parts)) else ("", "")
    told = {
        "format": FORMAT,
        "version": version,
        "made_ms": made_ms,
        "follows": "0.1",
        "python": ("3.11", "3.15"),
        "kind": kind,
        "platform": platform,
        "pins": tuple(sorted(wanted)),
        "program": own,
        "parts": tuple(
            Part(name, len(raw), hashlib.sha256(raw).hexdigest()) for name, raw in parts.items()
        ),
        "unpacked": sum(_unpacked(raw) for raw in parts.values()),
        "tables": schema_hash(),
        "facts": FACTS,
        "parcels": PARCELS,
        "keys": (),
        "notes": dict(notes),
    }
    text = encode(Manifest(**{**told, **more}))  # type: ignore[arg-type]
    return whole(text, [sign(text, key)], parts.values())


def _is_compiled(name: str) -> bool:
    return not name.endswith("-none-any.whl")


def _unpacked(raw: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(one.file_size for one in archive.infolist())


def _make(words: argparse.Namespace) -> Path:
    from tools.messages import compile_stale

    compile_stale()
    version = words.version or VERSION
    if not numbers(version):
        raise SystemExit(f"{version}: a version is numbers, e.g. 0.2.0")
    key = read_key(words.key)
    told = {one: words.notes / f"{one}.txt" for one in ("vi", "en")}
    missing = [str(path) for path in told.values() if not path.is_file()]
    if missing:
        raise SystemExit(f"what the version brings is not told: write {' and '.join(missing)}")
    notes = {one: path.read_text("utf-8") for one, path in told.items()}
    wanted = pins((ROOT / "requirements" / "run.txt").read_text("utf-8"))
    wheels = packages(words.packages, wanted) if words.packages else None
    keys = (key.public_hex, *(one.read_text("utf-8").strip() for one in words.trust))
    pieces = release(
        program(ROOT, version, keys), version=version, key=key, notes=notes, wanted=wanted,
        wheels=wheels, keys=keys, follows=words.follows, made_ms=words.made_ms,
    )  # fmt: skip
    kind = f"-{'-'.join(machine.python_kind())}" if wheels else ""
    path = Path(words.out) / f"tusach-{version}{kind}{ENDING}"
    write_pieces(path, pieces, to_carry=True)
    print(f"{path}: {path.stat().st_size >> 10} KB, signed by {fingerprint(key.public_key)}")
    return path


def main() -> None:
    """Make a key, or a release."""
    parser = argparse.ArgumentParser(prog="tools.release", description=__doc__)
    doors = parser.add_subparsers(dest="door", required=True)
    fresh = doors.add_parser("new-key")
    fresh.add_argument("key", type=Path)
    make = doors.add_parser("make")
    make.add_argument("--key", type=Path, required=True)
    make.add_argument("--notes", type=Path, required=True, help="folder with vi.txt and en.txt")
    make.add_argument("--packages", type=Path, help="folder of wheels: makes a full release")
    make.add_argument("--version", default="", help="other than that of the tree")
    make.add_argument("--follows", default="0.1", help="oldest version that it may follow")
    make.add_argument(
        "--trust", type=Path, action="append", default=[], help="a further public key"
    )
    make.add_argument("--made-ms", type=int, default=int(time.time() * 1000))
    make.add_argument("--out", type=Path, default=Path())
    words = parser.parse_args()
    if words.door == "new-key":
        public = new_key(words.key)
        print(f"{fingerprint(bytes.fromhex(public))}  {words.key}.public")
        return
    os.umask(0o077)
    _make(words)


if __name__ == "__main__":
    main()
