"""Words of what definitions count: rows, keys, fields and values of the closed list of sources."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

ROWS: dict[str, str] = {
    "unit": _("communes and wards in being"),
    "place": _("libraries and points in being"),
    "population": _("people told of communes and wards"),
    "market": _("fairs held in the commune"),
    "model": _("models of a grassroots library"),
    "work": _("posts of library work"),
    "course": _("courses"),
    "practice": _("practice that was observed"),
    "agreement": _("agreements between libraries"),
    "visit": _("days with visits told"),
    "stop": _("stops of a vehicle"),
    "rotation": _("rotating books received"),
    "gathering": _("reading events"),
    "online": _("uses of online services"),
    "reader": _("readers registered"),
    "member": _("readers with a valid card"),
    "empty_day": _("days open on which nobody came"),
    "loan": _("loans"),
    "use": _("uses on site"),
    "law_use": _("uses of law books"),
    "copy": _("copies in stock"),
    "acquired": _("copies added"),
    "withdrawn": _("copies withdrawn"),
    "hold": _("holds placed"),
    "hold_met": _("holds that were met"),
    "borrowing": _("months in which a reader borrowed or read"),
    "newcomer": _("readers who registered at a stop"),
}
"""By source, what its rows are of."""

KEYS: dict[str, str] = {
    "unit": _("communes and wards"),
    "place": _("libraries and points"),
    "trip": _("trips"),
    "worker": _("people who do library work"),
    "item": _("skills of the list"),
    "copy": _("copies"),
    "title": _("titles"),
    "loan": _("loans"),
    "reader": _("readers"),
    "month": _("months"),
}
"""By key, what different ones are of. `evidence` is worded by its source."""

OWN = frozenset(
    {
        ("unit", "unit"),
        ("place", "place"),
        ("copy", "copy"),
        ("acquired", "copy"),
        ("withdrawn", "copy"),
        ("loan", "loan"),
        ("newcomer", "reader"),
    }
)
"""Source and key where a row is one of what is counted."""

SUMS: dict[tuple[str, str], str] = {
    ("visit", "n"): _("visits counted"),
    ("visit", "paper"): _("visits told from paper"),
    ("stop", "came"): _("people who came to stops"),
    ("stop", "loans"): _("loans at stops"),
    ("stop", "uses"): _("uses at stops"),
    ("population", "people"): _("people who live there"),
    ("rotation", "copies"): _("copies received by rotation"),
    ("gathering", "heads"): _("people at reading events"),
    ("online", "uses"): _("uses of online services"),
    ("online", "people"): _("people who used online services"),
    ("loan", "n"): _("loans"),
    ("loan", "renewals"): _("renewals"),
    ("loan", "paper"): _("loans told from paper"),
    ("use", "n"): _("uses on site"),
    ("use", "paper"): _("uses on site told from paper"),
    ("law_use", "n"): _("uses of law books"),
    ("hold_met", "wait_days"): _("days of waiting for a hold"),
}
"""By source and number, what is summed; other numbers of the sources are flags."""

AMOUNTS: dict[str, str] = {
    "n": _("number"),
    "came": _("people who came"),
    "uses": _("uses"),
    "loans": _("loans"),
    "copies": _("copies"),
    "heads": _("people who took part"),
    "people": _("people who took part"),
    "renewals": _("renewals"),
    "paper": _("told from paper"),
    "wait_days": _("days of waiting"),
    "back_after": _("days until they came back"),
}
"""By field, what is so many or more."""

FLAGS: dict[str, tuple[str, str]] = {
    "declared": (_("only declared by the commune"), _("recognised by a decision")),
    "attended": (_("attended"), _("not attended")),
    "passed": (_("passed"), _("not passed")),
    "shown": (_("done well"), _("not done well yet")),
    "far": (_("at a remote, isolated or border place"), _("at no such place")),
    "border": (_("at a border place"), _("at no border place")),
    "remote": (_("at a remote place"), _("at no remote place")),
    "isolated": (_("at an isolated place"), _("at no isolated place")),
    "at_market": (_("at a fair"), _("not at a fair")),
    "legal": (_("law books"), _("no law books")),
    "inside": (_("only read inside"), _("borrowed to take home")),
}
"""By field, what 1 and what 0 says."""

FIELDS: dict[tuple[str, str], str] = {
    ("", "channel"): _("way of coming"),
    ("", "grp"): _("group of readers"),
    ("", "age_band"): _("age"),
    ("", "sex"): _("sex"),
    ("", "material"): _("kind of material"),
    ("", "place_kind"): _("kind of place"),
    ("", "how"): _("kind of work"),
    ("", "about"): _("about"),
    ("", "covers"): _("taught"),
    ("", "offer"): _("service online"),
    ("", "why"): _("reason"),
    ("gathering", "kind"): _("kind of event"),
}
"""By source and field, or by field alone, what is asked; a value that says it alone has none."""

VALUES: dict[tuple[str, str], str] = {
    ("kind", "commune"): _("commune"),
    ("kind", "ward"): _("ward"),
    ("state", "planned"): _("event planned"),
    ("state", "held"): _("event held"),
    ("state", "cancelled"): _("event called off"),
    ("status", "to_come"): _("stop to come"),
    ("status", "open"): _("stop under way"),
    ("status", "served"): _("stop served"),
    ("status", "missed"): _("stop not served"),
    ("trip_status", "closed"): _("trip closed"),
    ("trip_status", "under_way"): _("trip under way"),
    ("sex", "female"): _("female"),
    ("sex", "male"): _("male"),
}
"""By field and value, where the word alone would mean something else elsewhere."""
