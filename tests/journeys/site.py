"""Every page that a person can open, by role: what is looked at, measured and photographed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from msgspec.json import encode
from msgspec.structs import replace
from playwright.sync_api import Page, expect
from tests.journeys import programme_site, stock_site, trip_site
from tests.journeys.cast import DESK
from tests.journeys.hands import Hands
from tests.journeys.stage import Stage

from tusach.node.settings.home import read_home
from tusach.node.store.keys import Installation
from tusach.node.sync.requests import FORM, Request, compact, signed_bytes

Address = str | Callable[[Stage], str]
Act = Callable[[Page, Stage], None]

DE_MEN = "SELECT subject FROM title WHERE title = 'Dế Mèn phiêu lưu ký'"
PLACE = "SELECT subject FROM place WHERE code = ?"


@dataclass(frozen=True)
class View:
    """One page. act: what is done on it before one looks; english: photographed in English too.

    status: what it answers; over_wifi: as a phone in the library's Wi-Fi sees it; part: what axe
    looks at, where something lies over the rest, which it sees on another page.
    """

    name: str
    address: Address
    act: Act | None = None
    english: bool = False
    status: int = 200
    over_wifi: bool = False
    part: str = ""

    def at(self, stage: Stage) -> str:
        """The address on this stage."""
        path = self.address if isinstance(self.address, str) else self.address(stage)
        return (stage.node.lan_address if self.over_wifi else stage.node.address) + path


def _typing(page: Page, stage: Stage) -> None:
    page.locator("#find-words").press_sequentially("de me")
    expect(page.locator("#suggestions a").first).to_be_visible()


def _of_plan(path: str, stage: Stage) -> str:
    return path.format(stage.planned)


def _map_shown(page: Page, stage: Stage) -> None:
    page.locator("#show-map").click()
    expect(page.locator("#map .legend-of-map")).to_be_visible()


def _show_code(page: Page, stage: Stage) -> None:
    page.locator("main form button").click()
    expect(page.locator(".code-digits")).to_be_visible()


def _lent(page: Page, stage: Stage) -> None:
    Hands(page).scan(stage.shelf[0].code)
    expect(page.locator("#outcome .outcome")).to_be_visible()


def _refused(page: Page, stage: Stage) -> None:
    Hands(page).scan(stage.lent[0].code)
    expect(page.locator("#outcome .outcome-bad")).to_be_visible()


def _guest(page: Page, stage: Stage) -> None:
    Hands(page).type_name(stage.guest_code())
    expect(page.locator("#guest-name")).to_be_visible()


def _half_read(page: Page, stage: Stage) -> None:
    # Struck a second after the page began: earlier it would be the end of a scan cut by the change.
    later = page.evaluate("performance.timeOrigin") / 1000 + 1
    Hands(page).strike(stage.shelf[0].code[:9], at=later)
    expect(page.locator("#outcome .outcome-bad")).to_be_visible()


def _by_name(page: Page, stage: Stage) -> None:
    Hands(page).type_name("Hoàng")
    expect(page.locator("#outcome .choices").first).to_be_visible()


def _papers(page: Page, stage: Stage) -> None:
    page.locator("details.papers summary").first.click()


def _empty_form(page: Page, stage: Stage) -> None:
    page.locator("main form[method=post] button:not([name])").first.click()
    expect(page.locator(".error-summary")).to_be_visible()


def _one_asks(page: Page, stage: Stage) -> None:
    """A machine whose request was brought as a text is looked at."""
    told = read_home(stage.node.home)
    key = Installation(b"a laptop of a commune".ljust(32, b"."))
    made = Request(FORM, told["tenant"], "library", DESK, "", (key.public_hex,))
    signed = replace(made, signature=key.sign(signed_bytes(made)).hex())
    page.locator("#text").fill(compact(encode(signed)))
    page.locator("main form button").click()
    expect(page.locator(".code-digits")).to_be_visible()


def _settings(page: Page, stage: Stage) -> None:
    page.locator("details.settings summary").click()


def _sheets(page: Page, stage: Stage) -> None:
    page.locator(".sheet-form button").click()
    expect(page.locator(".paper .qr").first).to_be_visible()


def _one_sheet(page: Page, stage: Stage) -> None:
    _sheets(page, stage)
    page.goto("/desk/sheets")
    page.locator(".sheet-list a").first.click()
    for name, words in (("on", "1"), ("who", "nhà bên giếng"), ("copy", stage.shelf[1].code)):
        page.locator(f"#row-1 [name={name}]").fill(words)
    page.locator("#row-1 .sheet-acts button").first.click()
    expect(page.locator("#row-1 button[value=trust]")).to_be_visible()


def _one_case(page: Page, stage: Stage) -> None:
    page.locator("article.case h2 a").first.click()
    page.locator("article.case details summary").click()


def _reader(who: str) -> Callable[[Stage], str]:
    return lambda stage: f"/desk/readers/{getattr(stage, who).reader}"


def _of_borrower(what: str) -> Callable[[Stage], str]:
    return lambda stage: f"/desk/readers/{stage.borrower.reader}/{what}"


def _lost(what: str = "") -> Callable[[Stage], str]:
    return lambda stage: f"/privacy/lost/{stage.company.vehicle}{what}"


def _why(stage: Stage, copy: str) -> str:
    return f"/desk/copies/{copy}/why/{stage.borrower.reader}"


def _place_page(what: str = "") -> Callable[[Stage], str]:
    return lambda stage: f"/office/places/{stage.one(PLACE, DESK)}{what}"


ANYBODY = (
    View("opac-home", "/", english=True),
    View("opac-suggestions", "/", act=_typing, part="form.find"),
    View("opac-search", "/search?q=ha+noi"),
    View("opac-all", "/search?q="),
    View("opac-nothing", "/search?q=zzqxwv"),
    View("opac-title", lambda stage: f"/title/{stage.one(DE_MEN)}", english=True),
    View("opac-title-on-loan", lambda stage: f"/title/{stage.lent[0].title_id}"),
    View("opac-marc", lambda stage: f"/title/{stage.one(DE_MEN)}/marc"),
    View("opac-libraries", "/libraries"),
    View("opac-library", f"/library/{DESK}"),
    View("opac-calendar", "/calendar?m=2027-02", english=True),
    View("opac-visits", "/visits", _map_shown, english=True),
    View("opac-figures", "/figures?what=staff"),
    View("opac-commune", "/visits/01414"),
    View("opac-calendar-lunar", "/calendar?day=15&moon=7&year=2027"),
    View("door-login", "/login"),
    View("door-login-empty", "/login", act=_empty_form),
    View("door-first-login", "/first-login"),
    View("door-reader", "/card"),
    View("door-join", "/join"),
    View("door-over-wifi", "/login", over_wifi=True),
    View("style", "/style"),
    View("error-not-found", "/nothing-stands-here", status=404),
)
READER = (
    View("reader-loans", "/loans", english=True),
    View("reader-history", "/loans?history=1"),
    View("reader-hold", lambda stage: f"/title/{stage.one(DE_MEN)}/hold"),
    View("reader-wish", "/loans/wish"),
)
LIBRARIAN = (
    View("desk-home", "/desk", english=True),
    View("desk-settings", "/desk", act=_settings),
    View("desk-lend", "/desk/lend"),
    View("desk-lend-copy-waits", lambda stage: f"/desk/lend?copy={stage.shelf[1].copy}"),
    View("desk-return", "/desk/return"),
    View("desk-find", "/desk/find?q=ha+noi"),
    View("desk-visitors", "/desk/visitors"),
    View("desk-overdue", "/desk/overdue"),
    View("desk-sheets", "/desk/sheets"),
    View("desk-sheet-papers", "/desk/sheets", act=_sheets),
    View("desk-sheet", "/desk/sheets", act=_one_sheet),
    View("desk-month", "/desk/month", english=True),
    View("desk-month-report", "/desk/month/report"),
    View("desk-month-loans", "/desk/month/loans"),
    View("desk-month-visits", "/desk/month/visits"),
    View("desk-holds", "/desk/holds"),
    View("desk-wishes", "/desk/wishes"),
    View("desk-family", "/desk/family?lines=5"),
    View("desk-family-empty", "/desk/family?lines=1", act=_empty_form),
    View("desk-readers", "/desk/readers"),
    View("desk-readers-lacking", "/desk/readers?show=lacking", english=True),
    View("desk-consent-forms", lambda stage: f"/desk/consent-forms?r={stage.child()}"),
    View("desk-child", lambda stage: f"/desk/readers/{stage.child()}"),
    View("desk-group", "/desk/group"),
    View("office-reader-list", "/office/imports/readers"),
    View("desk-cards", lambda stage: f"/desk/cards?r={stage.borrower.reader}"),
    View("desk-reader", _reader("borrower"), english=True),
    View("desk-reader-papers", _reader("borrower"), act=_papers),
    View("desk-reader-blocked", _reader("blocked")),
    View("desk-reader-expired", _reader("expired")),
    View("desk-refused", _reader("newcomer"), act=_refused, english=True),
    View("desk-half-read", "/desk", act=_half_read),
    View("desk-by-name", "/desk", act=_by_name),
    View("desk-guest", "/desk", act=_guest),
    View("desk-describe", _of_borrower("describe")),
    View("desk-history", _of_borrower("history")),
    View("privacy-erase", lambda stage: f"/privacy/readers/{stage.newcomer.reader}/erase"),
    View("desk-copy-lent", lambda stage: f"/desk/copies/{stage.lent[0].copy}"),
    View("desk-copy", lambda stage: f"/desk/copies/{stage.shelf[1].copy}"),
    View("desk-why", lambda stage: _why(stage, stage.shelf[1].copy), english=True),
    View("desk-why-copy", lambda stage: f"/desk/copies/{stage.shelf[1].copy}/why"),
    View("desk-why-lent", lambda stage: _why(stage, stage.lent[0].copy)),
    View("desk-title", lambda stage: f"/desk/titles/{stage.lent[0].title_id}"),
    View("ledger-copy", lambda stage: f"/ledger/{stage.lent[0].copy}", english=True),
    View("ledger-reader", lambda stage: f"/ledger/{stage.blocked.reader}"),
    View("ledger-title", lambda stage: f"/ledger/{stage.lent[0].title_id}"),
    View("door-account", "/account"),
    View("door-password", "/password"),
    View("door-phone", "/phone", act=_show_code),
    View("door-place", "/place"),
    View("error-forbidden", "/office/looks", status=403),
    *(View(name, path) for name, path in stock_site.VIEWS),
    *(View(name, path) for name, path in trip_site.VIEWS if name != "trips-map"),
    View("trips-map", "/trips/map", _map_shown),
    *(View(name, path) for name, path in programme_site.VIEWS),
)
PROVINCIAL = (
    View("desk-slips", "/desk/overdue/slips", english=True),
    View("provincial-overdue", "/desk/overdue"),
    *(View(name, path) for name, path in trip_site.PROVINCIAL),
    *(View(name, path) for name, path in programme_site.PROVINCIAL),
    View("ledger-disputed-copy", lambda stage: f"/ledger/{stage.disputed('copy')}"),
    View("ledger-disputed-visits", lambda stage: f"/ledger/{stage.disputed('visits')}"),
    *(View(name, partial(_of_plan, path)) for name, path in trip_site.PLANS),
    View("worklist", "/worklist/"),
    View("worklist-case", "/worklist/", act=_one_case),
    View("worklist-joined", "/worklist/joined"),
    View("office-dead", "/office/attention/dead"),
    View("office-far-holds", "/office/holds"),
    View("office-stock-titles", "/office/stock/titles"),
    View("office-stock-copies", "/office/stock/copies"),
    View("office-stock-loans", "/office/stock/loans"),
    View("office-stock-overdue", "/office/stock/overdue"),
    View("office-stock-readers", "/office/stock/readers"),
    View("office-visit-rule", "/office/visits/rule"),
    View("office-places", "/office/places"),
    View("office-place", _place_page()),
    View("office-place-new", "/office/places/new"),
    View("office-place-opening", _place_page("/opening")),
    View("office-place-describe", _place_page("/describe")),
    View("office-place-days", _place_page("/days")),
    View("office-place-close", _place_page("/close")),
    View("office-rules", "/office/rules"),
    View("office-rule-new", "/office/rules/new"),
    View("office-rule-try", "/office/rules/try"),
    View("office-rule-blocks", "/office/rules/blocks"),
    View("office-rule-governing", "/office/rules/governing"),
    View("office-rule-sheet", _place_page("/rules")),
    View("office-visits", _place_page("/visits")),
    View("office-title-new", "/office/titles/new"),
)
ADMINISTRATOR = (
    View("office-home", "/office/", english=True),
    View("office-likeness", "/office/likeness"),
    View("office-imports", "/office/imports"),
    View("office-import", lambda stage: f"/office/imports/{stage.imported}", english=True),
    View("office-mapping", lambda stage: f"/office/imports/{stage.listed}/columns"),
    View("office-reader-columns", lambda stage: f"/office/imports/{stage.people}/people"),
    View("office-rejects", "/office/rejected"),
    View("office-staff", "/office/staff"),
    View("office-person", lambda stage: f"/office/staff/{_somebody(stage)}"),
    View("office-appoint", "/office/staff/new"),
    View("office-looks", "/office/looks"),
    View("network-home", "/network/"),
    View("network-unsent", "/network/unsent"),
    View("network-sticks", "/network/sticks"),
    View("network-board", "/network/board"),
    View("privacy-board", "/privacy/"),
    View("privacy-history", "/privacy/history"),
    View("privacy-lost", "/privacy/lost"),
    View("privacy-machine", _lost()),
    View("privacy-notice", _lost("/notice")),
    View("privacy-readers", _lost("/readers")),
    View("network-machine", lambda stage: f"/network/machines/{stage.company.library}"),
    View("network-revoke", lambda stage: f"/network/machines/{stage.company.library}/revoke"),
    View("network-join", "/network/join"),
    View("network-requests", "/network/requests"),
    View("network-request", "/network/requests", _one_asks),
    View("network-prepare", "/network/prepare"),
    View("office-health", "/office/health"),
    View("office-backups", "/office/backups"),
    View("office-version", "/office/version"),
)
VIEWS = {
    "": ANYBODY,
    "reader": READER,
    "librarian": LIBRARIAN,
    "provincial": PROVINCIAL,
    "administrator": ADMINISTRATOR,
}


def _somebody(stage: Stage) -> str:
    return stage.one(f"SELECT subject FROM post WHERE place = ({PLACE}) ORDER BY 1", DESK)
