"""Every message of the pages exists in Vietnamese, and the check that says so can fail."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from tools import messages


def test_every_message_is_translated_and_every_plural_header_is_right() -> None:
    assert messages.faults([]) == []


def test_only_the_apps_that_were_named_are_looked_at(app: Path) -> None:
    assert messages.faults(["office"]) == []
    assert messages.faults(["desk"]) != []


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app with three messages, the only one there is."""
    monkeypatch.setattr(messages, "NODE", tmp_path)
    monkeypatch.setattr(messages, "SHARED", tmp_path / "locale")
    pages = tmp_path / "desk"
    (pages / "templates").mkdir(parents=True)
    (pages / "views.py").write_text('_("Lend")\nngettext("%(n)d copy", "%(n)d copies", 2)\n')
    (pages / "templates" / "home.html").write_text('{% translate "Take back" %}')
    return pages


def catalogue(app: Path) -> Path:
    return app / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def fill(app: Path, **changed: str) -> None:
    texts = {"Lend": "Cho mượn", "%(n)d copy": "%(n)d bản", "Take back": "Nhận trả", **changed}
    held = messages.read(catalogue(app), "vi")
    for message in held:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            message.string = texts[key] if isinstance(message.id, str) else (texts[key],)
    catalogue(app).write_text(messages._as_text(held, "vi"), encoding="utf-8")


def test_messages_of_code_and_of_templates_are_collected(app: Path) -> None:
    messages.update([])
    found = messages.read(catalogue(app), "vi")
    assert {"Lend", "Take back", ("%(n)d copy", "%(n)d copies")} <= {m.id for m in found}


def test_a_complete_catalogue_passes_and_updating_changes_nothing(app: Path) -> None:
    messages.update([])
    fill(app)
    assert messages.faults([]) == []
    before = catalogue(app).read_bytes()
    messages.update([])
    assert catalogue(app).read_bytes() == before


def test_a_catalogue_is_sorted_and_names_no_lines(app: Path) -> None:
    messages.update([])
    text = catalogue(app).read_text(encoding="utf-8")
    assert "#:" not in text
    ids = [line for line in text.splitlines() if line.startswith('msgid "') and len(line) > 8]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text.replace("Nhận trả", ""), "not translated: 'Take back'"),
        (lambda text: text.replace("%(n)d bản", "bản"), "other placeholders"),
        (lambda text: text.replace("nplurals=1", "nplurals=2"), "plural header"),
        (lambda text: text.replace('msgid "Lend"', '#, fuzzy\nmsgid "Lend"'), "fuzzy: 'Lend'"),
        (lambda text: text.replace('msgid "Lend"', 'msgid "Lent"'), "not in the catalogue: 'Lend'"),
    ],
    ids=["missing", "placeholder", "plural", "fuzzy", "unknown"],
)
def test_a_spoilt_catalogue_is_told(app: Path, spoil: object, said: str) -> None:
    messages.update([])
    fill(app)
    path = catalogue(app)
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    assert said in messages.faults([])[0]


def test_an_app_without_a_catalogue_is_told(app: Path) -> None:
    (fault,) = messages.faults([])
    assert "no catalogue" in fault


def test_a_message_no_longer_used_leaves_and_the_others_stay(app: Path) -> None:
    messages.update([])
    fill(app)
    (app / "templates" / "home.html").write_text("")
    messages.update([])
    held: Catalog = messages.read(catalogue(app), "vi")
    assert held.get("Take back") is None
    kept = held.get("Lend")
    assert kept is not None
    assert kept.string == "Cho mượn"


def test_only_stale_catalogues_are_compiled(app: Path) -> None:
    messages.update([])
    fill(app)
    written = messages.compile_stale()
    assert [path.suffix for path in written] == [".mo"]
    assert messages.compile_stale() == []


OTHERWISE = {
    r"(?<!q)(?<!Q)(o[áàảãạ]|u[ýỳỷỹỵ])(?!\w)": "the mark stands on the first vowel: khóa, hủy",
    r"(?i)\bkệ\b": "giá",
    r"(?i)\b(tạm )?chặn\b|tạm ngừng": "tạm dừng",
    r"(?i)\b(dãy|khối) số\b": "dải số",
    r"(?i)(?<!phù )\bhợp nhất\b": "phù hợp nhất, or gộp for merging",
}


@pytest.mark.parametrize("pattern", sorted(OTHERWISE), ids=OTHERWISE.get)
def test_a_thing_is_called_and_spelt_one_way_in_all_catalogues(pattern: str) -> None:
    found = [
        (str(path.relative_to(messages.NODE)), line)
        for path in sorted(messages.NODE.rglob("locale/vi/LC_MESSAGES/django.po"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("msgid", "#")) and re.search(pattern, line)
    ]
    assert found == []


def test_one_english_text_has_one_translation_in_all_apps(app: Path) -> None:
    office = app.parent / "office"
    (office / "templates").mkdir(parents=True)
    (office / "views.py").write_text('_("Lend")\n')
    messages.update([])
    fill(app)
    other = office / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    text = other.read_text(encoding="utf-8")
    other.write_text(text.replace('msgid "Lend"\nmsgstr ""', 'msgid "Lend"\nmsgstr "Mượn"'))
    assert [one for one in messages.faults([]) if "other words for 'Lend'" in one]
    other.write_text(text.replace('msgid "Lend"\nmsgstr ""', 'msgid "Lend"\nmsgstr "Cho mượn"'))
    assert messages.faults([]) == []
