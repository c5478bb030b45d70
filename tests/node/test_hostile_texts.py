"""A stranger's text stays text: in every page, every attribute, every header, every address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from django.test import Client
from tests.node.access_rows import ROWS
from tests.node.describing import describe_title
from tests.node.desk.conftest import ADULT, THERE, Library
from tests.node.test_access_matrix import LISTED, address_of
from tests.node.test_access_matrix import enter as enter
from tests.node.test_access_matrix import library as library_of_matrix
from tests.node.test_access_matrix import library_alone as library_alone
from tests.node.test_access_matrix import things as things

from tusach.exchange.marc.record import BLANK_LEADER, Field, record_of
from tusach.exchange.marc.view import view
from tusach.exchange.marc.writing import encoded
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.places.facts import PlaceDescribed
from tusach.library.readers.rules import NewReader
from tusach.node.acts import job_files, placing, registering
from tusach.node.acts.placing import NewPost
from tusach.node.settings.middleware import NO_PAGE, POLICY

__all__ = ["library_of_matrix"]

EVIL = "Ê\"'><hostile hostile=1><script>alert(1)</script>{{7|add:7}}`${1}&lt;"
OURS = ("/", "?", "#", "http://localhost/", "webcal://localhost/visits")
QUERY = urlencode(
    [(name, EVIL) for name in ("q", "page", "next", "place", "by", "about", "why", "code", "copy",
                               "kind", "unit", "language", "audience", "sort", "encoding", "sheet",
                               "isbn", "channel", "fact", "lines", "with", "dewey", "decade")]
)  # fmt: skip


class Look(HTMLParser):
    """What of a page a browser would run, or take for an element of ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.inside = tag if tag in ("script", "style") else ""
        if tag in ("hostile", "style", "iframe", "object", "base") or "hostile" in told:
            self.faults.append(f"<{tag}> {told}")
        if tag == "script" and not (told.get("src") or "").startswith("/static/"):
            self.faults.append("a script without a file of ours")
        for name, value in attrs:
            led = name in ("href", "src", "action", "hx-get", "hx-post", "formaction")
            if name == "style" or name.startswith(("on", "hx-on", "hx-vals")):
                self.faults.append(f"<{tag} {name}>")
            if led and not (value or "").startswith(OURS):
                self.faults.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.faults.append(f"text in <{self.inside}>")


def faults_of(answer: Any) -> list[str]:
    """What is wrong with a page: a text that became an element, or a policy less strict."""
    found = Look()
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        found.feed(answer.getvalue().decode())
    if answer.headers["Content-Security-Policy"] not in (POLICY, NO_PAGE):
        found.faults.append("another policy")
    found.faults += [name for name, value in answer.headers.items() if "hostile" in value.lower()
                     and name not in ("Location", "HX-Redirect", "HX-Push-Url")]  # fmt: skip
    return found.faults


@pytest.fixture
def library(library_of_matrix: Library) -> Library:
    """The library of the matrix, in which everything that can be named bears the evil text."""
    library, node = library_of_matrix, library_of_matrix.node
    fields = (
        Field("100", "1 ", (("a", EVIL),)),
        Field("245", "00", (("a", EVIL), ("b", EVIL), ("c", EVIL))),
        Field("260", "  ", (("a", EVIL), ("b", EVIL), ("c", "1999"))),
        Field("520", "  ", (("a", EVIL + "\n" + EVIL),)),
        Field("650", " 0", (("a", EVIL),)),
        Field("856", "40", (("u", f"javascript:{EVIL}"),)),
    )
    raw = encoded(record_of(BLANK_LEADER, fields))
    assert isinstance(raw, bytes)
    body = view(record_of(BLANK_LEADER, fields), sha256(raw), "marc21")
    body = msgspec.structs.replace(body, notes=(*body.notes, EVIL))
    at = library.at()
    done: list[Any] = [
        describe_title(node, body, raw, at, title=library.titles[0]),
        registering.register_copy(
            node,
            registering.NewCopy(title=library.titles[0], material="book", code=EVIL[:40],
                                call_number=EVIL[:60], location=EVIL[:60]),
            at,
        ),
        registering.describe_reader(
            node,
            ADULT,
            NewReader(subject=ADULT, name=EVIL, group="grown", birth_year=1985, hamlet=EVIL,
                      phone=EVIL[:40], household="f" * 32, guardian_name=EVIL),
            at,
        ),
        placing.describe_place(
            node, library.hut,
            PlaceDescribed(name=EVIL, kind=node.place(library.hut).kind, unit=None, owner=EVIL,
                           address=EVIL, contact=EVIL),
            library.at(library.hut),
        ),
        placing.appoint(
            node,
            NewPost(role="librarian", place=library.main, name=EVIL, staff=THERE, contact=EVIL,
                    valid_from=at.on, decision=EVIL),
            library.at(by="d" * 32),
        ),
    ]  # fmt: skip
    for told in done:
        assert not isinstance(told, Refusal), told
    listed = job_files.load(node.home, LISTED)
    assert listed is not None
    listed.name = EVIL
    job_files.save(node.home, listed)
    head = f'"{EVIL.replace(chr(34), chr(34) * 2)}";Tác giả\n'
    job_files.upload_of(node.home, LISTED).write_text(head + head * 3, encoding="utf-8")
    node.indexer.tick()
    return library


def pages(client: Client, things: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Every page that is read, plainly and with the evil text wherever an address takes words."""
    for name, row in ROWS.items():
        if not row.get:
            continue
        address = address_of(name, things)
        mark = "&" if "?" in address else "?"
        yield name, client.get(address)
        yield f"{name} asked", client.get(f"{address}{mark}{QUERY}")
        yield f"{name} part", client.get(f"{address}{mark}{QUERY}", HTTP_HX_REQUEST="true")


@pytest.mark.parametrize("letter", ["S", "A"])
def test_no_text_becomes_part_of_a_page(
    letter: str, enter: Callable[..., Client], things: dict[str, str]
) -> None:
    shown, wrong = "", []
    for name, answer in pages(enter(letter), things):
        shown += answer.getvalue().decode("utf-8", "replace")
        wrong += [f"{name}: {fault}" for fault in faults_of(answer)]
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []
    assert "&lt;hostile hostile=1&gt;" in shown, "the text was shown nowhere: nothing was proven"


def test_no_text_that_is_sent_becomes_part_of_the_answer(
    enter: Callable[..., Client], things: dict[str, str]
) -> None:
    wrong = []
    names = ("code", "on", "name", "birth_year", "number", "pin", "until", "acts", "reason",
             "copy", "next", "language", "place", "group", "p1-name", "p1-birth_year", "tap",
             "username", "card", "title", "isbn", "role", "last_on", "screen", "screen_address",
             "decision", "channel", "undo", "token", "with", "lines", "nr", "block")  # fmt: skip
    for name in ROWS:
        for more in ({}, {"HTTP_HX_REQUEST": "true"}):
            answer = enter("A").post(address_of(name, things), dict.fromkeys(names, EVIL), **more)
            wrong += [f"{name}: {fault}" for fault in faults_of(answer)]
            if answer.status_code >= 500:
                wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "/\r\nSet-Cookie: x=1",
        " //evil.example",
    ],
)
def test_nobody_is_led_to_another_site(enter: Callable[..., Client], wanted: str) -> None:
    for address in ("/language", "/login", "/card", "/first-login", "/join", "/logout", "/place"):
        for letter in "SA":
            told = {"next": wanted, "language": "en", "place": ""}
            answer = enter(letter).post(f"{address}?{urlencode({'next': wanted})}", told)
            where = answer.headers.get("Location", "/")
            assert where.startswith("/"), (address, where)
            assert not where.startswith(("//", "/\\")), (address, where)
            assert "Set-Cookie: x" not in str(answer.headers)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "8.8.8.8", "[2606:4700::1111]",
                                  "localhost.evil.example", "node.local.evil", "a b"])  # fmt: skip
def test_a_name_that_is_not_ours_is_refused(enter: Callable[..., Client], host: str) -> None:
    assert enter("A").get("/desk", HTTP_HOST=host).status_code == 400
