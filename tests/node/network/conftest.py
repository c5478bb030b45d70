"""A hub with its pages, and another machine that is enrolled there."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.json import encode
from msgspec.structs import replace
from tests.node.desk.conftest import TODAY, Library
from tests.node.desk.conftest import library as library_alone
from tests.node.office.conftest import CHIEF, HERE, WIDE, jobs, library, office

from tusach.library.nodes.facts import NODE_ENROLLED, NodeEnrolled, node_subject
from tusach.node.store.keys import Installation
from tusach.node.sync import enrolling
from tusach.node.sync.boxes import box_key
from tusach.node.sync.certifying import draft, tell
from tusach.node.sync.requests import FORM, Request, signed_bytes

__all__ = ["CHIEF", "HERE", "TODAY", "WIDE", "Library", "jobs", "library", "library_alone"]
__all__ += ["office"]

LAPTOP = Installation(hashlib.sha256(b"laptop").digest())


def let_in(library: Library, key: Installation, label: str = "", until: str = "2027-06-01") -> str:
    """A machine of the hut is enrolled; its subject."""
    store = library.node.store
    enrolling.lead(library.node)
    public = key.public_hex
    body = NodeEnrolled(public, box_key(public), "library", (library.hut,), until, label)
    tell(store, None, [draft(store, NODE_ENROLLED, public, body)])
    return node_subject(store.tenant, public)


def asked_by(library: Library, key: Installation, **more: str) -> bytes:
    """The request of a machine of the main place, as its file."""
    made = Request(FORM, library.node.tenant, "library", "main", "", (key.public_hex,), **more)
    signed = replace(made, signature=key.sign(signed_bytes(made)).hex())
    return encode(signed)


@pytest.fixture
def laptop(library: Library) -> str:
    """The subject of a laptop of the hut."""
    return let_in(library, LAPTOP, "old laptop")
