"""The design system keeps its promises: small, self-contained, nothing inline, all of it shown."""

import gzip
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from tusach.node.pages import context as pages_context
from tusach.node.pages import static_files, toasts
from tusach.node.pages.templatetags.tusach import CHIPS
from tusach.node.people.actors import Anonymous

STATIC = Path(str(finders.find("tusach/tusach.css"))).parent
VENDOR = STATIC.parent / "vendor"
NODE = Path(__file__).resolve().parents[3] / "src" / "tusach" / "node"
DESK = NODE / "desk" / "static" / "desk"
TEMPLATES = sorted(NODE.rglob("templates/**/*.html"))


def sprite() -> set[str]:
    text = (STATIC / "icons.svg").read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="([a-z-]+)"', text))


def packed(path: Path) -> int:
    """Bytes that go out to a browser."""
    found = static_files._packed(str(path), path.stat().st_mtime_ns)
    return (Path(found) if found else path).stat().st_size


def test_style_icons_and_scripts_stay_small() -> None:
    assert packed(STATIC / "tusach.css") <= 12_000
    assert packed(STATIC / "icons.svg") <= 10_000
    assert packed(STATIC / "scan.js") + packed(STATIC / "tusach.js") <= 5_000
    everywhere = ("desk.js", "photo_button.js", "queue.js")
    assert sum(packed(DESK / one) for one in everywhere) <= 7_000


def test_vendored_files_are_the_ones_their_list_names() -> None:
    listed = re.findall(
        r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "README.md").read_text(), re.M
    )
    assert [name for name, _hash in listed] == [
        "htmx.min.js",
        "leaflet.css",
        "leaflet.js",
        "zxing-reader.js",
        "zxing_reader.wasm",
    ]
    for name, expected in listed:
        assert sha256((VENDOR / name).read_bytes()).hexdigest() == expected
    held = {path.name for path in VENDOR.iterdir()}
    licences = {
        f"{name}-LICENSE" for name in ("htmx", "leaflet", "lucide", "zxing-wasm", "zxing-cpp")
    }
    assert held == {"README.md", *(name for name, _hash in listed), *licences}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(NODE)))
def test_templates_hold_nothing_inline_and_nothing_from_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son(?!e\b)[a-z]+\s*=|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text)


def test_the_style_sheet_and_scripts_ask_no_outside_host() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import", text), path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(NODE)))
def test_every_icon_that_a_template_draws_is_in_the_sprite(path: Path) -> None:
    drawn = set(re.findall(r'{% icon "([^"]+)" %}', path.read_text(encoding="utf-8")))
    assert drawn <= sprite()


def test_every_chip_has_an_icon_and_a_word_in_both_languages() -> None:
    assert {chip.icon for chip in CHIPS.values()} <= sprite()
    for language in ("vi", "en"):
        with translation.override(language):
            assert all(str(chip.words) for chip in CHIPS.values())
    with translation.override("vi"):
        assert str(CHIPS["available"].words) == "Có trên giá"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_style_page_shows_every_component_on_the_own_screen(language: str) -> None:
    client = Client(HTTP_HOST="localhost")
    client.post("/language", {"language": language})
    shown = client.get("/style")
    assert shown.status_code == 200
    text = shown.content.decode()
    for mark in (
        "chip chip-",
        "error-summary",
        "toast",
        "grid-buttons",
        "data-scan-field",
        "result",
        "pager",
        "facets",
        "empty",
        "<progress",
        "facts",
        "reflow",
        "steps",
    ):
        assert mark in text, mark


@pytest.mark.django_db
def test_the_style_page_is_for_the_administrator_elsewhere(
    staff_client: Callable[..., Client],
) -> None:
    assert staff_client("administrator").get("/style", HTTP_HOST="node.local").status_code == 200
    assert staff_client("provincial").get("/style", HTTP_HOST="node.local").status_code == 403


def render(text: str, **values: object) -> str:
    request = RequestFactory().get("/list?q=a%26b&page=2&q=c")
    return Template(text).render(Context({"request": request, **values}))


def test_the_pager_keeps_what_was_asked_and_leaves_out_what_is_far() -> None:
    shown = render("{% pager 5 9 %}")
    assert 'href="?q=a%26b&amp;q=c&amp;page=4"' in shown
    assert re.findall(r"</span>(\d)</a>", shown) == ["1", "4", "5", "6", "9"]
    assert shown.count("…") == 2
    assert render("{% pager 1 1 %}").strip() == ""


class Odd(forms.Form):
    name = forms.CharField(label="<b>name</b>", help_text="<i>", error_messages={"required": "<u>"})


def test_a_field_names_its_help_and_error_and_escapes_them() -> None:
    form = Odd({"name": ""})
    shown = render("{% errors form %}{% field form.name %}", form=form)
    assert 'aria-describedby="id_name-help id_name-error"' in shown
    assert shown.count('aria-describedby="') == 1
    assert 'aria-invalid="true"' in shown
    assert '<a href="#id_name">&lt;u&gt;</a>' in shown
    assert not re.search(r"<[biu]>", shown)
    assert render("{% errors form %}", form=Odd()).strip() == ""


def test_a_chip_escapes_its_words_and_an_unknown_state_says_so() -> None:
    assert "&lt;b&gt;" in render("{% chip 'lost' words %}", words="<b>")
    with translation.override("en"):
        assert "Not known here" in render("{% chip 'no such state' %}")


@pytest.mark.django_db
def test_a_toast_keeps_ids_is_worded_when_shown_and_shown_once() -> None:
    toasts.register("test.lent", lambda ids: f"copy {ids['copy']} lent")
    client = Client()
    request = client.get("/start").wsgi_request
    with pytest.raises(KeyError, match="no words"):
        toasts.add(request, "test.unknown")
    for number in range(7):
        toasts.add(request, "test.lent", undo="/undo", copy=number)
    assert "copy 6 lent" not in str(dict(request.session))
    shown = list(toasts.take(request))
    assert [toast.words for toast in shown] == [f"copy {n} lent" for n in range(2, 7)]
    assert shown[0].undo == "/undo"
    assert list(toasts.take(request)) == []


@pytest.mark.django_db
def test_the_number_of_waiting_facts_is_always_shown_to_staff(
    staff_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_context, "_waiting", lambda: None)
    client = staff_client()
    assert 'id="waiting"' not in client.get("/account").content.decode()
    pages_context.install_waiting(lambda: 12)
    assert "12 chờ gửi" in client.get("/account").content.decode()
    assert 'id="waiting"' not in Client().get("/card").content.decode()


def test_a_page_before_any_middleware_knows_nobody() -> None:
    assert pages_context.page(RequestFactory().get("/"))["actor"] == Anonymous()


def test_static_files_carry_their_version_are_kept_a_year_and_packed() -> None:
    address = render("{% static 'tusach/tusach.css' %}")
    digest = sha256((STATIC / "tusach.css").read_bytes()).hexdigest()[:12]
    assert address == f"/static/tusach/tusach.css?v={digest}"
    client = Client()
    whole = client.get(address)
    assert "immutable" in whole.headers["Cache-Control"]
    assert b"".join(whole) == (STATIC / "tusach.css").read_bytes()  # type: ignore[arg-type]
    small = client.get(address, headers={"accept-encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    packed = gzip.decompress(b"".join(small))  # type: ignore[arg-type]
    assert packed.count(b"\n") == (STATIC / "tusach.css").read_bytes().count(b"\n")
    plain = client.get("/static/tusach/tusach.css")
    assert "max-age=0" in plain.headers["Cache-Control"]
    assert b"".join(plain)  # type: ignore[arg-type]
    again = client.get(
        "/static/tusach/tusach.css", headers={"if-none-match": plain.headers["ETag"]}
    )
    assert again.status_code == 304


OURS = sorted(
    path
    for path in NODE.rglob("static/**/*")
    if path.suffix in (".js", ".css") and "vendor" not in path.parts
)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_what_is_packed_lacks_only_lines_of_remarks(path: Path) -> None:
    found = static_files._packed(str(path), path.stat().st_mtime_ns)
    if found is None:
        return  # too small to be packed: it goes out as it is
    whole = path.read_text(encoding="utf-8").split("\n")
    packed = gzip.decompress(Path(found).read_bytes()).decode().split("\n")
    assert len(whole) == len(packed)
    in_text = False
    for line, sent in zip(whole, packed, strict=True):
        if line != sent:
            assert sent == "" and line.strip().startswith(("//", "/*")) and not in_text
        in_text ^= line.count("`") % 2 == 1


def test_what_others_wrote_is_packed_as_it_is() -> None:
    path = STATIC.parent / "vendor" / "leaflet.js"
    found = static_files._packed(str(path), path.stat().st_mtime_ns)
    assert gzip.decompress(Path(str(found)).read_bytes()) == path.read_bytes()


@pytest.mark.parametrize("address", ["/static/../settings/django.py", "/static/nothing.css"])
@pytest.mark.django_db
def test_nothing_but_static_files_is_served_as_one(address: str) -> None:
    assert Client().get(address).status_code == 404
