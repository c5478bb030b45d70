"""Rows of the ledger's vectors that need no chain: bytes, envelopes, ids, private parts, clock."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from tests.spec import ledger_cases as cases

from tusach.ledger import clock, fact, ident, private
from tusach.ledger.canonical import LARGEST, canonical

Rows = dict[str, Any]


def canonical_rows() -> Rows:
    """Values and their bytes; values and bytes that are refused."""
    good = [
        ("nothing", None),
        ("keys in the order of their bytes", {"b": 1, "a": 2, "B": 3, "aa": 4, "": 5}),
        ("nested", {"z": [1, {"y": [], "x": {}}, None, True, False]}),
        ("the largest integers", [LARGEST, -LARGEST, 0, -1]),
        ("short escapes", '\b\t\n\f\r"\\'),
        ("other control characters", "\0\x01\x0b\x1f"),
        ("written as themselves", "/\x7f\x80\u2028\u2029\ufeff\U0001f4da"),
        ("composed", "Tày, Nùng, Mông: Đàm Thị Nguyệt"),
        ("decomposed in, composed out", "ho\u0300a bi\u0300nh"),
        ("wrongly ordered marks in, composed out", "vie\u0302\u0323t vie\u0323\u0302t"),
        ("32 levels", _nested(32)),
    ]
    values = [
        ("no integer", 1.5),
        ("beyond 2**53 - 1", 2**53),
        ("below -(2**53 - 1)", -(2**53)),
        ("a key beyond ASCII", {"đ": 1}),
        ("half of a surrogate pair", "\ud83d"),
        ("33 levels", _nested(33)),
    ]
    raws = [
        ("a float", b"1.0"),
        ("an exponent", b"1e2"),
        ("minus zero", b"-0"),
        ("a leading zero", b"01"),
        ("beyond 2**53 - 1", b"9007199254740992"),
        ("no number", b"NaN"),
        ("a blank", b'{"a": 1}'),
        ("a line end", b"1\n"),
        ("keys out of order", b'{"b":1,"a":2}'),
        ("a key twice", b'{"a":1,"a":1}'),
        ("an escape that is not needed", rb'"\u0061"'),
        ("a slash escaped", rb'"\/"'),
        ("a long escape", rb'"\u000a"'),
        ("capital digits in an escape", rb'"\u001F"'),
        ("a pair escaped", rb'"\ud83d\udcda"'),
        ("half of a pair", rb'"\ud83d"'),
        ("a surrogate in UTF-8", b'"\xed\xa0\xbd"'),
        ("no UTF-8", b'"\xff"'),
        ("an overlong form", b'"\xc0\xaf"'),
        ("a byte order mark", b"\xef\xbb\xbf{}"),
        ("two values", b"{}{}"),
        ("nothing at all", b""),
        ("cut off", b'{"a":1'),
        ("a key beyond ASCII", '{"đ":1}'.encode()),
        ("33 levels", b"[" * 33 + b"]" * 33),
    ]
    kept = '"ho\u0300a"'.encode()
    return {
        "about": "value -> canonical bytes in hex; kept: bytes that arrive so are canonical; "
        "refused_values have none; refused_bytes are not canonical",
        "rows": [{"why": why, "value": v, "canonical": canonical(v).hex()} for why, v in good],
        "kept": [{"why": "decomposed text is the teller's fault, kept", "hex": kept.hex()}],
        "refused_values": [{"why": why, "value": value} for why, value in values],
        "refused_bytes": [{"why": why, "hex": raw.hex()} for why, raw in raws],
    }


def _nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


def fact_rows() -> Rows:
    """Envelopes, their bytes, hashes and ids; bytes that are no fact, with the codes allowed."""
    desk = cases.Scribe(1)
    plain = desk.draft("lamp.lit/1", {"oil_ml": 1})
    rich = desk.draft(
        "lamp.lit/1",
        {"name": "Đèn dầu", "of": [1, {"deep": None}]},
        place="77" * 16,
        teller="88" * 16,
        also=fact.unique(["bb" * 16, "aa" * 16]),
        after=[desk.links[0]],
        tick=3,
        clock_quality=fact.ASSERTED,
        on="2024-02-29",
        commitment="cd" * 32,
    )
    rows = []
    for why, one in (
        ("an opening", desk.links[0].fact),
        ("the least", plain),
        ("all there is", rich),
        ("the largest numbers", msgspec.structs.replace(plain, told_ms=LARGEST, tick=LARGEST)),
    ):
        raw = fact.encode(one)
        full = fact.fact_hash(raw)
        rows.append({"why": why, "envelope": json.loads(raw), "hex": raw.hex(), "hash": full,
                     "id": fact.fact_id(full)})  # fmt: skip
    return {
        "about": "envelope -> canonical bytes, full hash, id; bad: bytes -> the codes allowed",
        "rows": rows,
        "bad": [
            {"why": why, "hex": raw.hex(), "codes": codes}
            for why, raw, codes in _bad_facts(fact.encode(plain))
        ],
    }


def _bad_facts(raw: bytes) -> list[tuple[str, bytes, list[str]]]:
    def bent(**changes: Any) -> bytes:
        values = json.loads(raw) | changes
        return json.dumps(
            {key: value for key, value in values.items() if value is not ...},
            sort_keys=True, separators=(",", ":"), ensure_ascii=False,
        ).encode()  # fmt: skip

    either = ["fact.form", "fact.canonical"]
    one_id = "aa" * 16
    fields: list[dict[str, Any]] = [
        {"st": "AA" * 16}, {"su": "aa" * 15}, {"sq": 0}, {"ms": -1}, {"ct": -1}, {"pv": "0" * 63},
        {"ph": ""}, {"ph": "00" * 31}, {"pl": ""}, {"by": "x"}, {"ck": "good"}, {"ck": None},
        {"rf": None}, {"rf": ["x"]}, {"rf": [one_id, one_id]}, {"rf": ["bb" * 16, one_id]},
        {"rf": [cases.LAMP]}, {"dp": ["bb" * 16, one_id]}, {"dp": [1]}, {"occ": "2023-02-29"},
        {"occ": "2026-00-10"}, {"occ": "2026-6-1"}, {"occ": "0000-01-01"}, {"tn": ""},
        {"tn": "a" * 33}, {"tn": "Cao Bằng"}, {"kd": "lit/1"}, {"kd": "lamp.lit/0"},
        {"kd": "lamp.lit/1000"}, {"kd": "Lamp.lit/1"}, {"pb": []}, {"pb": "x"}, {"pb": None},
        {"sq": "1"}, {"sq": True}, {"ct": None}, {"zz": 1}, {"by": ...}, {"ph": ...},
    ]  # fmt: skip
    rows = [(json.dumps(one, default=lambda _: "left out"), bent(**one), ["fact.form"])
            for one in fields]  # fmt: skip
    body = b'"pb":{"oil_ml":1}'
    bodies = [b'"pb":{"a":1.5}', b'"pb":{"b":1,"a":1}', b'"pb":{"a":1,"a":1}', b'"pb":{"a": 1}',
              b'"pb":{"a":9007199254740992}', '"pb":{"đ":1}'.encode(),
              b'"pb":{"a":' + b"[" * 32 + b"]" * 32 + b"}"]  # fmt: skip
    rows += [(f"body {one[:40].decode()}", raw.replace(body, one), ["fact.canonical"])
             for one in bodies]  # fmt: skip
    rows += [
        ("version 2", bent(v=2), ["fact.version"]),
        ("version 2 with a field of its own", bent(v=2, zz=1), ["fact.version"]),
        ("a blank before", b" " + raw, ["fact.canonical"]),
        ("a line end after", raw + b"\n", ["fact.canonical"]),
        ("an escape that is not needed", raw.replace(b'"04"', rb'"\u00304"'), ["fact.canonical"]),
        ("a field twice", raw.replace(b'"ct":0', b'"ct":0,"ct":0'), ["fact.canonical"]),
        ("minus zero", raw.replace(b'"ct":0', b'"ct":-0'), ["fact.canonical"]),
        ("a float in the envelope", raw.replace(b'"ct":0', b'"ct":0.0'), either),
        ("half of a surrogate pair", raw.replace(body, rb'"pb":{"a":"\ud800"}'), either),
        ("a byte order mark", b"\xef\xbb\xbf" + raw, either),
        ("two facts", raw + raw, either),
        ("cut off", raw[:-1], either),
        ("nested far too deep", b"[" * 5_000, either),
        ("no object", b"[]", either),
        ("nothing", b"", either),
    ]
    return rows


def id_rows() -> Rows:
    """Ids of streams and of things with a code; forms of dates, tenants and kinds."""
    streams = [(1, "04", "control"), (1, "04", "people:" + "5e" * 16), (2, "11", "control")]
    things = [("04", "copy", "100023004568"), ("04", "crate", "300000000182"), ("04", "copy", ""),
              ("04", "copy", "ĐKCB 12"), ("04", "copy", "\u0110KCB ho\u0300a")]  # fmt: skip
    return {
        "about": "how ids are made, and which texts have the form of a day, a tenant, a kind",
        "streams": [
            {"public_key": cases.public_key(key).hex(), "tenant": tenant, "scope": scope,
             "id": ident.stream_id(cases.public_key(key), tenant, scope)}
            for key, tenant, scope in streams
        ],
        "derived": [
            {"tenant": tenant, "noun": noun, "code": code, "id": ident.derived(tenant, noun, code)}
            for tenant, noun, code in things
        ],
        "days": {
            "good": ["2026-11-23", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"],
            "bad": ["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-1-1", "20261123",
                    "0000-01-01", "2026-11-23\n", " 2026-11-23", ""],
        },
        "tenants": {"good": ["04", "VN-04", "x" * 32], "bad": ["", "x" * 33, "0 4", "đ", "04\n"]},
        "kinds": {
            "good": ["copy.lent/1", "loan.ended_elsewhere/999"],
            "bad": ["copy.lent", "copy.lent/0", "copy.lent/01", "copy.lent/1000", "Copy.lent/1",
                    "copy.l1/1", "copy/1", "my_copy.lent/1", "copy.lent/1\n"],
        },
    }  # fmt: skip


def private_rows() -> Rows:
    """Private parts with salt and commitment; proofs that fail."""
    salt = bytes(range(16))
    values = [{}, {"reader": "1a" * 16}, {"name": "Nông Thị Bé", "after_reader": ["2b" * 16]}]
    parts = [private.seal_part(value, salt) for value in values]
    part, sloppy = parts[1], b'{"reader": 1}'
    bad = [
        ("another salt", private.Part(part.commitment, bytes(16), part.raw)),
        ("another part", private.Part(part.commitment, salt, parts[0].raw)),
        ("a salt with a zero more", private.Part(part.commitment, salt + b"\0", part.raw)),
        ("a salt cut short", private.Part(part.commitment, salt[:15], part.raw)),
        ("not canonical", private.Part(private.commitment(salt, sloppy), salt, sloppy)),
    ]

    def row(one: private.Part) -> dict[str, str]:
        return {"salt": one.salt.hex(), "raw": one.raw.hex(), "commitment": one.commitment}

    return {
        "about": "salt and canonical bytes -> commitment; bad: parts that are set aside",
        "rows": [{"value": v, **row(one)} for v, one in zip(values, parts, strict=True)],
        "bad": [{"why": why, **row(one)} for why, one in bad],
    }


def clock_rows() -> Rows:
    """Stamps of own facts, clocks after a peer's stamp, clocks that are behind."""
    day = clock.JUMP_MS

    def pair(one: clock.Clock) -> list[int]:
        return [one.ms, one.tick]

    told = [(clock.Clock(), 5), (clock.Clock(5), 5), (clock.Clock(5, 3), 4), (clock.Clock(5, 3), 6)]
    heard = [(clock.Clock(5, 1), clock.Clock(4, 9), 5), (clock.Clock(5, 1), clock.Clock(5, 2), 1),
             (clock.Clock(5, 1), clock.Clock(day + 7, 0), 7),
             (clock.Clock(5, 1), clock.Clock(day + 8, 0), 7)]  # fmt: skip
    bounds = [(99, 100, 0), (100, 100, 0), (399_999, 0, 1_000_000), (400_000, 0, 1_000_000)]
    return {
        "about": "clock [ms, tick] and machine time -> next stamp; after hearing; behind or not",
        "tell": [{"clock": pair(one), "now_ms": now, "stamp": pair(clock.tell(one, now))}
                 for one, now in told],
        "hear": [{"clock": pair(one), "remote": pair(other), "now_ms": now,
                  "after": pair(clock.hear(one, other, now))} for one, other, now in heard],
        "behind": [{"now_ms": now, "built_ms": built, "last_ms": last,
                    "behind": clock.behind(now, built_ms=built, last_ms=last) is not None}
                   for now, built, last in bounds],
    }  # fmt: skip
