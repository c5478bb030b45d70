"""Every page, for everybody who may open it: read aloud, zoomed, weighed, in both languages.

With TUSACH_SCREENSHOTS=1 the same walk photographs what it sees into docs/screenshots.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError
from tests.journeys import photographs, weights
from tests.journeys.company import in_company
from tests.journeys.conftest import AXE, Watch
from tests.journeys.forms import ONLY_TAKE
from tests.journeys.nodes import Node, twin
from tests.journeys.site import VIEWS, View
from tests.journeys.stage import Stage, opened, prepared

pytestmark = pytest.mark.timeout(600)
SHOWN_PORT = 8471
"""Stands in pictures; otherwise any free port, since several workers may have a stage at once."""
PHOTOGRAPHED = os.environ.get("TUSACH_SCREENSHOTS") == "1"
NARROWEST, ZOOMED, PHONE, WIDE = 320, 640, 360, 1280
Axe = Callable[..., list[str]]


@pytest.fixture(scope="session")
def stage(
    built_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> Iterator[Stage]:
    """A node after a morning's work, which nobody changes any more."""
    home = twin(built_home, tmp_path_factory.mktemp("stage"))
    company = in_company(home)
    node = Node(home, port=SHOWN_PORT if PHOTOGRAPHED else 0)
    try:
        node.start()
        settings = {key: value for key, value in browser_context_args.items() if key != "base_url"}
        yield prepared(node, browser, settings, company)
    finally:
        node.stop()


@pytest.mark.parametrize("role", VIEWS, ids=lambda role: role or "anybody")
def test_every_page_is_accessible_narrow_light_and_quiet(
    role: str,
    stage: Stage,
    browser: Browser,
    browser_context_args: dict[str, Any],
    violations: Axe,
    watch: Watch,
) -> None:
    watch.expect(r"status of (403|404|422)")
    faults: list[str] = []
    for language in ("vi", "en"):
        context = opened(stage, browser, browser_context_args, role)
        watch.over(context)
        for address in (stage.node.address, stage.node.lan_address):
            context.add_cookies([{"name": "tusach-language", "value": language, "url": address}])
        context.add_init_script(path=AXE)
        page = context.new_page()  # for all: the browser takes longer for a new one than to look
        page.emulate_media(reduced_motion="reduce")  # what fades in is looked at when it is there
        for view in VIEWS[role]:
            try:
                told = _looked_at(page, view, stage=stage, language=language, violations=violations)
                page.evaluate("sessionStorage.clear()")  # the next one knows nothing of this one
            except (PlaywrightError, AssertionError) as fault:
                told = [str(fault)[:400]]
            faults += [f"{view.name} ({language}): {fault}" for fault in told]
        context.close()
    assert not faults, "\n".join(faults)


def _looked_at(
    page: Page, view: View, *, stage: Stage, language: str, violations: Axe
) -> list[str]:
    """What is wrong with one page in one language."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    answer = page.goto(view.at(stage))
    assert answer is not None
    faults = []
    if answer.status != view.status:
        return [f"answers {answer.status} instead of {view.status}"]
    faults += weights.beyond(page, view.name)
    if view.act is not None:
        view.act(page, stage)
    faults += _said(page, language)
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: {line}" for line in violations(page, view.part)]
    for width in (NARROWEST, PHONE, ZOOMED, WIDE):
        page.set_viewport_size({"width": width, "height": 800})
        faults += _overflow(page, width)
    if language == "vi" or view.english:
        photographs.take(page, f"{view.name}-{{width}}-{language}")
    return faults


def _said(page: Page, language: str) -> list[str]:
    """Whether the page says what it is, once, in its language."""
    faults = []
    if page.locator("html").get_attribute("lang") != language:
        faults.append("does not say its language")
    if page.locator("h1").count() != 1:
        faults.append(f"has {page.locator('h1').count()} first headings")
    if not page.title().strip(" ·"):
        faults.append("has no title")
    rough = re.findall(r"\{[{%]|%\(\w+\)s|None\b|Traceback|\bnan\b", page.inner_text("body"))
    return faults + [f"shows {word!r}" for word in rough]


def _overflow(page: Page, width: int) -> list[str]:
    wide = page.evaluate(
        """() => {
            const most = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= most) return [];
            const wide = [...document.querySelectorAll('main *, header *, footer *')]
                .filter(one => one.getBoundingClientRect().right > most + 1);
            // What scrolls by itself is to blame only where nothing else is.
            const rolls = '.main-nav ul, .office-nav ul, .covers, .desk-nav';
            const still = wide.filter(one => !one.closest(rolls));
            const full = [...document.querySelectorAll('main *')].reverse()
                .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
                .filter(one => getComputedStyle(one).overflowX === 'visible');
            const found = still.length ? still : full.length ? full : wide;
            return found.slice(0, 3).map(one => one.outerHTML.slice(0, 120));
        }"""
    )
    return [f"{width} px: scrolls sideways because of {one}" for one in wide]


def test_no_page_is_forgotten(stage: Stage) -> None:
    shown = {"office:import", "office:mapping", "network:request", "network:granted"}
    shown |= {"worklist:case", "desk:sheet", "desk:sheet-papers"}  # opened by a tap on a list
    for views in VIEWS.values():
        for view in views:
            path = view.at(stage).removeprefix(stage.node.address).partition("?")[0]
            if view.status == 200 and not view.over_wifi:
                shown.add(resolve(path).view_name)
    assert sorted(set(_names(get_resolver())) - shown - ONLY_TAKE) == []


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _names(one, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}"
