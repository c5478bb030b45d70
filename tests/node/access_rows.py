"""Who may open which address: one row for each, with the letters of `test_access_matrix`."""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYBODY, STAFF, OFFICE_ONLY = "SRLTPA", "LTPA", "PA"


@dataclass(frozen=True)
class Row:
    """Who gets in, and the values of the address, as names of `things`."""

    who: str
    get: bool = True
    values: dict[str, str] = field(default_factory=dict)


def get(who: str, **values: str) -> Row:
    """An address that is read."""
    return Row(who, values=values)


def post(who: str, **values: str) -> Row:
    """An address that is only sent to."""
    return Row(who, get=False, values=values)


MACHINES = {"sync:exchange", "sync:come-in"}
"""No form and no cookie: whoever asks signs what is asked."""
STOCK_ROWS = {
    "stock:home": get(STAFF),
    "stock:enter": get(STAFF),
    "stock:undo-entry": post(STAFF),  # only whoever told it takes it back
    "stock:deliveries": get(STAFF),
    "stock:delivery": get("LPA", delivery="delivery"),
    "stock:choose-delivery": post("LPA", delivery="delivery"),
    "stock:leave-delivery": post(STAFF),
    "stock:forget-giver": post("LPA", delivery="delivery"),
    "stock:laws": get(STAFF),
    "stock:stocktakings": get(STAFF),
    "stock:stocktaking": get(STAFF, count="count"),
    "stock:scan": post(STAFF, count="count"),  # refused in words at another place
    "stock:unscan": post(STAFF, count="count", fact="fact"),
    "stock:change-count": post(STAFF, count="count"),
    "stock:counted": get(STAFF, count="count"),
    "stock:dossiers": get(STAFF),
    "stock:dossier": get(STAFF, dossier="dossier"),
    "stock:change-dossier": post(STAFF, dossier="dossier"),  # refused in words elsewhere
    "stock:minutes": get(STAFF, dossier="dossier"),
    "stock:labels": get(STAFF),
    "stock:individual": get(STAFF),
    "stock:individual-file": get(STAFF),
    "stock:general": get(STAFF),
    "stock:general-file": get(STAFF),
}
ROWS: dict[str, Row] = {
    "pages:language": post(EVERYBODY),
    "pages:start": get(EVERYBODY),
    "pages:style": get(EVERYBODY),  # the node's own screen; a phone is kept out below
    "sync:come-in": post(EVERYBODY),  # machines that ask to belong: kept waiting, never believed
    "sync:exchange": post(EVERYBODY),  # machines: each message says by its signature who asks
    "people:login": get(EVERYBODY),
    "people:first-login": get(EVERYBODY),
    "people:join": get(EVERYBODY),
    "people:reader-login": get(EVERYBODY),
    "people:logout": post(EVERYBODY),
    "people:account": get("R" + STAFF),
    "people:change-password": get(STAFF),
    "people:choose-place": get(STAFF),
    "people:show-join-code": get(STAFF),
    "opac:home": get(EVERYBODY),
    "opac:search": get(EVERYBODY),
    "opac:suggest": get(EVERYBODY),
    "opac:title": get(EVERYBODY, title="title"),
    "opac:marc": get(EVERYBODY, title="title"),
    "opac:mrc": get(EVERYBODY, title="recorded"),
    "opac:xml": get(EVERYBODY, title="recorded"),
    "opac:libraries": get(EVERYBODY),
    "opac:library": get(EVERYBODY, code="code"),
    "opac:calendar": get(EVERYBODY),
    "opac:loans": get("R"),
    "opac:renew": post("R"),
    "desk:home": get(STAFF),
    "desk:lend": get(STAFF),
    "desk:return": get(STAFF),
    "desk:clear-pile": post(STAFF),
    "desk:scan": post(STAFF),
    "desk:care": post(STAFF, copy="copy"),
    "desk:settle": post(STAFF, copy="copy"),
    "desk:holds": get(STAFF),
    "desk:end-hold": post(STAFF, hold="hold"),
    "desk:keep-hold": post(STAFF, hold="hold"),
    "desk:send-hold": post(STAFF, hold="hold"),
    "desk:place-hold": post(STAFF, title="title"),
    "desk:sound": post(STAFF),
    "desk:day": post(STAFF),
    "desk:find": get(STAFF),
    "desk:visitors": get(STAFF),
    "desk:overdue": get(STAFF),
    "desk:family": get(STAFF),
    "desk:cards": get("LPA"),
    "desk:undo": post("LPA", fact="fact"),
    "desk:guest": get(STAFF, reader="reader"),  # back to the desk where no card was scanned
    "desk:reader": get("LPA", reader="reader"),
    "desk:choose": post("LPA", reader="reader"),
    "desk:lend-to": post("LPA", reader="reader"),
    "desk:renew": post("LPA", reader="reader"),
    "desk:describe": get("LPA", reader="reader"),
    "desk:new-card": post("LPA", reader="reader"),
    "desk:pin": post("LPA", reader="reader"),
    "desk:registration": post("LPA", reader="reader"),
    "desk:history": get("LPA", reader="reader"),
    "desk:block": post("LPA", reader="reader"),
    "desk:unblock": post("LPA", reader="reader"),
    "desk:copy": get(STAFF, copy="copy"),
    "desk:take-back": post(STAFF, copy="copy"),  # any library takes back
    "desk:renew-copy": post(STAFF, copy="copy"),
    "desk:lose": post(STAFF, copy="copy"),
    "desk:withdraw": post("LPA", copy="copy"),
    "desk:title": get(STAFF, title="title"),
    "desk:ledger": get("LPA", subject="reader"),
    "office:home": get(STAFF),
    "office:attention": get("PA", what="frames"),
    "office:stock": get(STAFF, what="loans"),
    "office:imports": get(STAFF),
    "office:import": get("LPA", job="job"),
    "office:import-progress": get("LPA", job="job"),
    "office:import-start": post("LPA", job="job"),
    "office:import-stop": post("LPA", job="job"),
    "office:import-remove": post("LPA", job="spent_job"),
    "office:import-account": get("LPA", job="job"),
    "office:mapping": get("LPA", job="list_job"),
    "office:import-reject": get("LPA", job="job", position="1"),
    "office:rejects": get(STAFF),
    "office:rejects-again": post(STAFF),
    "office:reject": get("LPA", nr="1"),
    "office:places": get(STAFF),
    "office:place-new": get(OFFICE_ONLY),
    "office:place": get(STAFF, place="place"),
    "office:place-change": get("LPA", place="place", what="opening"),
    "office:rules": get(STAFF),
    "office:rule-new": get(OFFICE_ONLY),
    "office:staff": get(STAFF),  # a librarian is led to their own page
    "office:appoint": get(OFFICE_ONLY),
    "office:person": get("LPA", person="librarian"),
    "office:add-post": post(OFFICE_ONLY, person="librarian"),
    "office:end-post": post(OFFICE_ONLY, person="librarian"),
    "office:make-login": post(OFFICE_ONLY, person="librarian"),
    "office:new-code": post(OFFICE_ONLY, person="librarian"),
    "office:shut-login": post(OFFICE_ONLY, person="librarian"),
    "office:likeness": get(STAFF),
    "office:looks": get("A"),
    "office:looks-file": get("A"),
    "office:version": get("A"),
    "office:version-take": post("A"),
    "office:version-drop": post("A"),
    "office:version-begin": post("A"),
    "office:version-back": post("A"),
    "office:version-progress": get("A"),
    "network:home": get(STAFF),
    "worklist:list": get(STAFF),
    "worklist:joined": get(STAFF),
    "worklist:case": get("LPA", case="case"),
    "worklist:settle": post("LPA", case="case"),
    "worklist:undo": post(STAFF, fact="fact"),  # only whoever told it takes it back
    "network:unsent": get(STAFF),
    "network:remember": post(STAFF),
    "network:forget": post(STAFF),
    "network:exchange": post(STAFF),
    "network:sticks": get(STAFF),
    "network:read": post(STAFF),
    "network:drop-waiting": post(STAFF),
    "network:write": post(STAFF),
    "network:errand": get(STAFF, errand="errand"),
    "network:fetch": get(STAFF, errand="errand"),
    "network:board": get(STAFF),
    "network:silent": post("A"),
    "network:board-csv": get(OFFICE_ONLY),
    "network:machines": get(STAFF),
    "network:machine": get(STAFF, machine="machine"),
    "network:renew": post(OFFICE_ONLY, machine="machine"),
    "network:forks-seen": post(STAFF, machine="machine"),
    "network:join": get("A"),
    "network:request-file": get("A"),
    "network:requests": get(OFFICE_ONLY),
    "network:prepare": get(OFFICE_ONLY),
    "network:invited": post(OFFICE_ONLY, machine="machine"),
    "network:request": get(OFFICE_ONLY, machine="asking"),
    "network:granted": get(OFFICE_ONLY, machine="granted"),
    "network:certificate": get(OFFICE_ONLY, machine="granted"),
    "network:revoke": get(OFFICE_ONLY, machine="machine"),
    "privacy:home": get(STAFF),
    "privacy:history": get(STAFF),
    "privacy:erase": get("LPA", reader="reader"),
    "privacy:lost": get(OFFICE_ONLY),
    "privacy:lost-machine": get(OFFICE_ONLY, node="machine"),
    "privacy:lost-notice": get(OFFICE_ONLY, node="machine"),
    "privacy:lost-readers": get(OFFICE_ONLY, node="machine"),
    "office:health": get("A"),
    "office:backups": get("A"),
    "office:backups-folder": post("A"),
    "office:backups-now": post("A"),
    "office:backups-check": post("A"),
    "office:backups-code": post("A"),
    "office:title-new": get(STAFF),
    **STOCK_ROWS,
}
