"""The evidence bundle of a report: one file that anybody can check, without ledger or names.

| in it | what |
|---|---|
| `manifest.json` | SHA-256 of every other file |
| `report.json` | the body of the fact that froze the report, byte for byte |
| `facts.json` | all facts of the report as they were told: steps, number, letters |
| `definitions/<indicator>.json` | each definition; its SHA-256 is what its value names |
| `evidence.json` | the rows behind each value; its SHA-256 is what the report names |
| `signed.pdf` | the file that the agency signed, if it was kept; its SHA-256 stands in a fact |
| `for-reading.pdf` | the paper as this program sets it: a convenience that nothing proves |

The same report gives the same bytes. What comes from elsewhere is believed in nothing. Whether a
bundle was made up as a whole shows by the id of the fact that froze it: the signed paper bears it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from tusach.exchange.documents.docx import WHEN
from tusach.exchange.documents.signed_pdf import NotSigned, SignedPdf, looked_at
from tusach.ledger.canonical import canonical
from tusach.ledger.fact import BadFact, decode, fact_hash, fact_id
from tusach.ledger.ident import sha256
from tusach.ledger.order import Held
from tusach.library.register import FOLDERS
from tusach.library.reports.checking import Checked, Fault, checked, definitions_of
from tusach.library.reports.evidence import UNREADABLE, Proof, Proofs, read
from tusach.library.reports.facts import ReportFrozen, report_subject
from tusach.library.reports.story import ReportState

MANIFEST, REPORT, FACTS, EVIDENCE = "manifest.json", "report.json", "facts.json", "evidence.json"
DEFINITIONS, PAPER, SIGNED_FILE = "definitions/", "for-reading.pdf", "signed.pdf"
VERSION = 1
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""What a file from anywhere raises where it is no zip, or a damaged one."""
LARGEST, MOST_FILES = 256 * 2**20, 500
"""Bytes of all files unpacked; a province's year of visits takes some ten million."""


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into a bundle. definitions: bytes by indicator. facts: raw, in the one order."""

    report: bytes
    facts: Sequence[bytes]
    definitions: Mapping[str, bytes]
    evidence: bytes
    paper: bytes = b""
    signed: bytes = b""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """files: SHA-256 by name."""

    version: int
    files: dict[str, str]


class Verified(msgspec.Struct, frozen=True):
    """What a bundle says, and every line of it that does not hold. body: None = unreadable."""

    body: ReportFrozen | None
    state: ReportState | None
    values: tuple[Checked, ...]
    faults: tuple[Fault, ...]
    files: tuple[str, ...]
    signed: SignedPdf | None = None
    """What is in the file that the agency signed, where there is one that can be read."""
    proofs: Proofs = {}


def bundled(parts: Parts) -> bytes:
    """The bundle as one file."""
    files = {
        REPORT: parts.report,
        FACTS: canonical([raw.decode() for raw in parts.facts]),
        EVIDENCE: parts.evidence,
    }
    files |= {f"{DEFINITIONS}{name}.json": raw for name, raw in parts.definitions.items()}
    files |= {name: raw for name, raw in ((PAPER, parts.paper), (SIGNED_FILE, parts.signed)) if raw}
    manifest = {"version": VERSION, "files": {name: sha256(raw) for name, raw in files.items()}}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in ((MANIFEST, canonical(manifest)), *sorted(files.items())):
            archive.writestr(zipfile.ZipInfo(name, WHEN), raw, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def verified(raw: bytes) -> Verified:
    """Whether the bundle holds: files, facts, definitions, evidence, values."""
    unpacked = _unpacked(raw)
    if isinstance(unpacked, Fault):
        return Verified(None, None, (), (unpacked,), ())
    files = unpacked
    faults = list(_of_manifest(files))
    body, state, wrong = _of_facts(files)
    faults += wrong
    definitions, wrong_definitions = definitions_of(
        {name: one for name, one in files.items() if name.startswith(DEFINITIONS)}
    )
    faults += wrong_definitions
    proofs: dict[str, Proof] = {}
    try:
        proofs = read(files.get(EVIDENCE, b""))
    except UNREADABLE:
        faults.append(Fault(EVIDENCE, "evidence_odd"))
    values: tuple[Checked, ...] = ()
    if body is not None:
        if sha256(files.get(EVIDENCE, b"")) != body.evidence:
            faults.append(Fault(EVIDENCE, "evidence_differs"))
        values, wrong_values = checked(body, definitions, proofs)
        faults += wrong_values
    signed = _signed(files.get(SIGNED_FILE, b""))
    told = tuple(dict.fromkeys(faults))
    return Verified(body, state, values, told, tuple(sorted(files)), signed, proofs)


def _signed(raw: bytes) -> SignedPdf | None:
    try:
        return looked_at(raw)
    except NotSigned:
        return None


def _unpacked(raw: bytes) -> dict[str, bytes] | Fault:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_FILES or sum(one.file_size for one in listed) > LARGEST:
                return Fault("", "too_large")
            kinds = {one.compress_type for one in listed}
            if len({one.filename for one in listed}) < len(listed) or not kinds <= PACKED:
                return Fault("", "not_a_bundle")
            return {one.filename: archive.read(one) for one in listed}
    except DAMAGED:
        return Fault("", "not_a_bundle")


def _of_manifest(files: Mapping[str, bytes]) -> Iterator[Fault]:
    try:
        manifest = msgspec.json.decode(files.get(MANIFEST, b""), type=Manifest)
    except UNREADABLE:
        yield Fault(MANIFEST, "not_a_bundle")
        return
    if manifest.version != VERSION:
        yield Fault(MANIFEST, "not_a_bundle")
    for name in sorted({REPORT, FACTS, EVIDENCE, *manifest.files} - set(files)):
        yield Fault(name, "file_missing")
    for name in sorted(set(files) - set(manifest.files) - {MANIFEST}):
        yield Fault(name, "file_extra")
    for name, told in sorted(manifest.files.items()):
        if name in files and sha256(files[name]) != told:
            yield Fault(name, "file_changed")


def _of_facts(
    files: Mapping[str, bytes],
) -> tuple[ReportFrozen | None, ReportState | None, list[Fault]]:
    """The report, and the story that its facts tell; they must speak of the same freezing."""
    try:
        body = msgspec.json.decode(files.get(REPORT, b""), type=ReportFrozen)
    except UNREADABLE:
        return None, None, [Fault(REPORT, "fact_odd")]
    held = _held(files.get(FACTS, b""))
    if not held:
        return body, None, [Fault(FACTS, "fact_odd")]
    state: Any = FOLDERS.fold(held[0].fact.subject, held).state
    if not isinstance(state, ReportState) or state.frozen is None:
        return body, None, [Fault(FACTS, "fact_odd")]
    faults = []
    raw = {one.id: bytes(one.fact.body) for one in held}
    told = state.frozen.told
    own = report_subject(held[0].fact.tenant, told.kind, told.unit, told.period)
    if raw[state.frozen.fact] != files[REPORT] or own != state.subject:
        faults.append(Fault(REPORT, "fact_differs"))
    if state.issued is not None and state.issued.told.file:
        if SIGNED_FILE not in files:
            faults.append(Fault(SIGNED_FILE, "file_missing"))
        elif sha256(files[SIGNED_FILE]) != state.issued.told.file:
            faults.append(Fault(SIGNED_FILE, "file_changed"))
    return body, state, faults


def _held(raw: bytes) -> list[Held]:
    """The facts with their ids, made anew from their bytes; none where one of them is odd."""
    try:
        facts = [one.encode() for one in msgspec.json.decode(raw, type=list[str])]
        return [Held(fact_id(fact_hash(one)), decode(one)) for one in facts]
    except (*UNREADABLE, BadFact, UnicodeEncodeError):
        return []
