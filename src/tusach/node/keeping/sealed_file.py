"""A file of sealed pieces: every bent, lost, moved or added byte of it is noticed.

Layout: magic, length and text of a plain header, sealed key, then pieces of XChaCha20-Poly1305
(libsodium's secretstream), each bound to the one before it, the first to everything in front of
it, the last marked as last. A piece holds (section, rows), packed and compressed.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from nacl import bindings as sodium

from tusach.node.keeping.backup_key import BackupKey, seal_to
from tusach.node.store.protocol import StoreFault

MAGIC = b"tusach backup 1\n"
LONGEST_HEADER, LARGEST_PIECE, LARGEST_ROWS = 1 << 16, 1 << 27, 1 << 29
SEALED_KEY = 32 + 48
PACE = 1
"""Level of compression: a desk computer must not notice an hourly copy."""
_LENGTH = struct.Struct(">I")
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_HEAD = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES


class Header(msgspec.Struct, frozen=True):
    """What stands in front of the sealed part, for everybody to read: nothing about people.

    home: its random id; key: name of the key; made_ms: when; room: bytes that restoring needs.
    """

    version: str
    home: str
    key: str
    made_ms: int
    room: int


class SealedWriter:
    """Writes one; nothing counts before `put` with last."""

    def __init__(self, file: IO[bytes], header: Header, public: bytes) -> None:
        self._file = file
        text = msgspec.json.encode(header)
        key = secrets.token_bytes(sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES)
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        head = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        front = MAGIC + _LENGTH.pack(len(text)) + text + seal_to(public, key) + head
        self._bound = hashlib.sha256(front).digest()
        self._file.write(front)

    def put(self, section: str, rows: Any, *, last: bool = False) -> None:
        """One more piece."""
        raw = zlib.compress(msgspec.msgpack.encode((section, rows)), PACE)
        piece = sodium.crypto_secretstream_xchacha20poly1305_push(
            self._state, raw, self._bound, _LAST if last else _MORE
        )
        self._bound = b""
        self._file.write(_LENGTH.pack(len(piece)) + piece)


def header_of(path: Path) -> Header:
    """What stands in front. Raises StoreFault where the file is none of ours."""
    try:
        with path.open("rb") as file:
            return _header(file)[0]
    except FileNotFoundError as fault:
        raise StoreFault("file.missing", path=str(path)) from fault
    except OSError as fault:
        raise StoreFault("file.unreadable", path=str(path), said=str(fault)) from fault


def is_long_enough(path: Path) -> bool:
    """Whether a file of one piece is there and as long as it says; nothing is opened."""
    try:
        with path.open("rb") as file:
            front = len(_header(file)[1]) + SEALED_KEY + _HEAD
            file.seek(front)
            length = file.read(_LENGTH.size)
            if len(length) < _LENGTH.size:
                return False
            size: int = _LENGTH.unpack(length)[0]
            return path.stat().st_size == front + len(length) + size
    except (OSError, StoreFault):
        return False


def pieces(path: Path, key: BackupKey) -> Iterator[tuple[str, Any]]:
    """(section, rows) of every piece; only after the last of them is the file known to be whole.

    Raises StoreFault where it is not, or where the key is another's.
    """
    try:
        with path.open("rb") as file:
            yield from _pieces(file, key)
    except FileNotFoundError as fault:
        raise StoreFault("file.missing", path=str(path)) from fault
    except OSError as fault:
        raise StoreFault("file.unreadable", path=str(path), said=str(fault)) from fault


def _header(file: IO[bytes]) -> tuple[Header, bytes]:
    front = file.read(len(MAGIC) + _LENGTH.size)
    if len(front) < len(MAGIC) + _LENGTH.size or not front.startswith(MAGIC):
        raise StoreFault("backup.foreign")
    (length,) = _LENGTH.unpack(front[len(MAGIC) :])
    if length > LONGEST_HEADER:
        raise StoreFault("backup.damaged", said="header")
    text = file.read(length)
    try:
        return msgspec.json.decode(text, type=Header), front + text
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise StoreFault("backup.damaged", said="header") from fault


def _pieces(file: IO[bytes], key: BackupKey) -> Iterator[tuple[str, Any]]:
    header, front = _header(file)
    sealed = file.read(SEALED_KEY + _HEAD)
    secret = key.open(sealed[:SEALED_KEY])
    if secret is None and header.key != key.name:
        raise StoreFault("backup.other_key", said=header.key)
    if secret is None or len(sealed) < SEALED_KEY + _HEAD:
        raise StoreFault("backup.damaged", said="key")
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[SEALED_KEY:], secret)
    bound, tag = hashlib.sha256(front + sealed).digest(), _MORE
    while tag == _MORE:
        raw, tag = _opened(file, state, bound)
        bound = b""
        yield _unpacked(raw)
    if tag != _LAST or file.read(1):
        raise StoreFault("backup.damaged", said="end")


def _opened(file: IO[bytes], state: Any, bound: bytes) -> tuple[bytes, int]:
    length = file.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise StoreFault("backup.cut")
    size = _LENGTH.unpack(length)[0]
    if size > LARGEST_PIECE:
        raise StoreFault("backup.damaged", said="piece")
    sealed = file.read(size)
    if len(sealed) < size:
        raise StoreFault("backup.cut")
    try:
        return sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bound)
    except (RuntimeError, ValueError) as fault:
        raise StoreFault("backup.damaged", said="piece") from fault


def _unpacked(raw: bytes) -> tuple[str, Any]:
    # Sealed by our own key, so it is ours; a bound keeps a mistake from eating the memory.
    unpacking = zlib.decompressobj()
    try:
        whole = unpacking.decompress(raw, LARGEST_ROWS)
        section, rows = msgspec.msgpack.decode(whole)
    except (zlib.error, msgspec.DecodeError, ValueError) as fault:
        raise StoreFault("backup.damaged", said="content") from fault
    return str(section), rows
