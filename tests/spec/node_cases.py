"""Examples of the facts of installations, and bodies of them that cannot be read."""

from __future__ import annotations

from typing import Any

from tests.library.telling import named

from tusach.library.nodes import facts as nodes

ON = "2026-03-02"
KEY = "07" * 32
PLACE, OTHER = named("place A"), named("place B")


def examples() -> list[tuple[str, str, Any]]:
    """Why, kind and body of each."""
    box, old = "0b" * 32, "08" * 32
    places_served = tuple(sorted((PLACE, OTHER)))
    good = [nodes.LastGood(named(f"stream {one}"), 40 + one, f"{one}a" * 32) for one in (1, 2)]
    return [
        (
            "a second hub, which serves no place",
            "node.enrolled/1",
            nodes.NodeEnrolled(KEY, box, "hub", (), "2027-03-01"),
        ),
        (
            "a vehicle that follows another whose key is gone",
            "node.enrolled/1",
            nodes.NodeEnrolled(
                installation=KEY,
                box=box,
                role="vehicle",
                places=places_served,
                valid_until="2026-09-01",
                label="Xe thư viện lưu động số 1",
                succeeds=old,
            ),
        ),
        ("nothing is good", "node.revoked/1", nodes.NodeRevoked("copied", ())),
        (
            "good up to what the hub had received",
            "node.revoked/1",
            nodes.NodeRevoked("stolen", tuple(sorted(good, key=lambda one: one.stream))),
        ),
        (
            "after a trip",
            "scope.released/1",
            nodes.ScopeReleased(tuple(sorted((f"people:{PLACE}", f"people:{OTHER}")))),
        ),
        ("done", "erasure.done/1", nodes.ErasureDone(named("erasure told"))),
    ]


BAD: dict[str, list[tuple[str, Any]]] = {
    "node.enrolled/1": [
        (
            "a key in capital letters",
            {
                "installation": "AB" * 32,
                "box": "0b" * 32,
                "role": "library",
                "places": [],
                "valid_until": ON,
            },
        ),
        (
            "the key of another subject",
            {
                "installation": "08" * 32,
                "box": "0b" * 32,
                "role": "library",
                "places": [],
                "valid_until": ON,
            },
        ),
        ("nothing said of places", {"installation": KEY, "box": KEY, "role": "hub"}),
    ],
    "node.revoked/1": [
        ("nothing said of what is good", {"reason": "lost"}),
        (
            "a number before the first",
            {
                "reason": "lost",
                "last_good": [{"stream": PLACE, "number": 0, "hash": "ab" * 32}],
            },
        ),
    ],
}
"""By kind: bodies that cannot be read, so that the fact is a dead letter."""
