"""Checks that types cannot make: wording in every language, codes that point at something."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tusach.library.profile.books import Books
from tusach.library.profile.consent import Consents
from tusach.library.profile.demonstration import Demonstration
from tusach.library.profile.faults import ProfileFault
from tusach.library.profile.holidays import Holidays
from tusach.library.profile.lending import Lending
from tusach.library.profile.parts import Wording
from tusach.library.profile.profile import Profile
from tusach.library.profile.province import Province, interface_languages
from tusach.library.profile.serving import Serving
from tusach.library.profile.shelving import Shelving
from tusach.library.profile.titles import TitleWords, missing_lists
from tusach.library.profile.trips import Trips
from tusach.library.profile.units import Unit, Units
from tusach.library.profile.weeding import Weeding

Found = Iterator[tuple[str, str]]
"""Pairs of a path inside one file and what is wrong there."""


def faults_of(profile: Profile) -> tuple[ProfileFault, ...]:
    """Every fault between the parts of a profile whose files could all be read."""
    checks = {
        "province": _province(profile.province),
        "units": _units(profile.units, profile.province),
        "places": _unique("kinds", [kind.code for kind in profile.places.kinds]),
        "holidays": _holidays(profile.holidays),
        "lending": _lending(profile.lending, profile),
        "consent": _consent(profile.consent),
        "markets": _markets(profile),
        "serving": _serving(profile.serving),
        "trips": _trips(profile.trips, profile),
        "shelving": _shelving(profile.shelving),
        "weeding": _weeding(profile.weeding),
        "demonstration": _demonstration(profile.demonstration, profile),
        "books": _books(profile.books, profile),
        "titles": _titles(profile.titles, profile),
    }
    languages = interface_languages(profile.province)
    found = [(file, *each) for file, faults in checks.items() for each in faults]
    for field in msgspec.structs.fields(Profile):
        section = getattr(profile, field.name)
        found += [(field.name, *each) for each in _texts(section, "$", languages)]
    return tuple(ProfileFault(file=f"{f}.json", path=path, reason=why) for f, path, why in found)


def _texts(value: Any, path: str, languages: tuple[str, ...]) -> Found:
    """Texts that are not NFC or blank at an end, and wording that lacks an interface language."""
    if isinstance(value, str):
        if value != unicodedata.normalize("NFC", value):
            yield path, "text is not NFC"
        if value != value.strip() and len(value) > 1:
            yield path, "text begins or ends with a blank"
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            part = getattr(value, field.name)
            here = f"{path}.{field.name}"
            if field.type is Wording and (part or field.required):
                missing = [code for code in languages if not part.get(code)]
                yield from ((here, f"no wording in language {code}") for code in missing)
            yield from _texts(part, here, languages)
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _texts(part, f"{path}[{index}]", languages)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, f"{path}.{key}", languages)


def _province(province: Province) -> Found:
    """Languages and number patterns that contradict themselves."""
    yield from _unique("languages", [language.code for language in province.languages])
    if province.default_language not in interface_languages(province):
        yield "$.default_language", "is not an interface language"
    for index, number in enumerate(province.numbers):
        try:
            fits = re.fullmatch(number.pattern, number.example)
        except re.error as error:
            yield f"$.numbers[{index}].pattern", f"is no regular expression: {error}"
            continue
        if not fits:
            yield f"$.numbers[{index}].example", "does not fit its own pattern"


def _units(units: Units, province: Province) -> Found:
    """Codes of a wrong shape, borne twice at once, or pointing at units that are not there."""
    kinds = {kind.code for kind in units.kinds}
    yield from _unique("units", [(unit.code, unit.valid_from) for unit in units.units])
    try:
        shape = re.compile(province.unit_code_pattern)
    except re.error:
        yield "$.units", "the province's unit_code_pattern is no regular expression"
        return
    for index, unit in enumerate(units.units):
        here = f"$.units[{index}]"
        if not shape.fullmatch(unit.code):
            yield f"{here}.code", f"{unit.code} does not fit the province's pattern"
        if unit.kind not in kinds:
            yield f"{here}.kind", f"no such kind of unit: {unit.kind}"
        if unit.valid_until and unit.valid_until < unit.valid_from:
            yield f"{here}.valid_until", "lies before valid_from"
        for place, code in enumerate(unit.neighbours):
            back = [other for other in units.units if other.code == code and _meet(unit, other)]
            if not any(unit.code in other.neighbours for other in back):
                yield f"{here}.neighbours[{place}]", f"{code} does not name {unit.code} back"
        for other in units.units[:index]:
            if other.code == unit.code and _meet(unit, other):
                yield f"{here}.code", f"{unit.code} is borne by two units on one day"


def _meet(one: Unit, other: Unit) -> bool:
    """Whether there is a day on which both are valid."""
    if one.valid_until and one.valid_until < other.valid_from:
        return False
    return not (other.valid_until and other.valid_until < one.valid_from)


A4_WIDTH, A4_HEIGHT = 2100, 2970
"""In tenths of a millimetre."""


def _shelving(shelving: Shelving) -> Found:
    """Label sheets that are larger than the paper, onsets in an order that hides some."""
    yield from _unique("label_sheets", [sheet.code for sheet in shelving.label_sheets])
    for index, sheet in enumerate(shelving.label_sheets):
        wide = sheet.columns * sheet.width + (sheet.columns - 1) * sheet.gap_x
        high = sheet.rows * sheet.height + (sheet.rows - 1) * sheet.gap_y
        if wide > A4_WIDTH or high > A4_HEIGHT:
            yield f"$.label_sheets[{index}]", "is larger than the paper"
    onsets = shelving.marks.onsets
    for index, onset in enumerate(onsets):
        if any(onset.startswith(other) for other in onsets[:index]):
            yield f"$.marks.onsets[{index}]", f"{onset} is hidden by a shorter one before it"


def _weeding(weeding: Weeding | None) -> Found:
    """Reasons and ways that are named twice."""
    if weeding is not None:
        yield from _unique("reasons", [each.code for each in weeding.reasons])
        yield from _unique("disposals", [each.code for each in weeding.disposals])


def _holidays(holidays: Holidays) -> Found:
    """Holidays named twice, and announcements that speak of another year, or twice of one."""
    yield from _unique("holidays", [each.code for each in holidays.holidays])
    yield from _unique("listed_years", holidays.listed_years)
    for index, one in enumerate(holidays.holidays):
        here = f"$.holidays[{index}]"
        for path, times in _unique("announced", [each.year for each in one.announced]):
            yield f"{here}{path[1:]}", times
        for place, told in enumerate(one.announced):
            if any(day.year != told.year for day in told.dates):
                yield f"{here}.announced[{place}].dates", f"not all of them lie in {told.year}"
        if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
            yield f"{here}.valid_until", "lies before valid_from"


def _lending(lending: Lending, profile: Profile) -> Found:
    """Loan rules that speak of kinds or groups that are not there, or have no rule for the rest."""
    groups = {group.code for group in lending.reader_groups}
    kinds = {kind.code for kind in lending.material_kinds}
    places = {kind.code for kind in profile.places.kinds}
    yield from _unique("reader_groups", [each.code for each in lending.reader_groups])
    yield from _unique("material_kinds", [each.code for each in lending.material_kinds])
    yield from _unique("rules", [(each.code, each.valid_from) for each in lending.rules])
    yield from _unique("blocks", [each.code for each in lending.blocks])
    yield from _unique("channels", [each.code for each in lending.channels])
    for index, rule in enumerate(lending.rules):
        here = f"$.rules[{index}]"
        yield from _known(f"{here}.place_kind", rule.place_kind, places)
        yield from _known(f"{here}.reader_group", rule.reader_group, groups)
        yield from _known(f"{here}.material_kind", rule.material_kind, kinds)
        if rule.loan_days == 0 and rule.renewals:
            yield f"{here}.renewals", "a rule that does not lend cannot renew"
    yield from _unique("history", [(each.place_kind, each.valid_from) for each in lending.history])
    for index, one in enumerate(lending.history):
        yield from _known(f"$.history[{index}].place_kind", one.place_kind, places)
    if not any(
        (rule.place_kind, rule.reader_group, rule.material_kind) == (None, None, None)
        for rule in lending.rules
    ):
        yield "$.rules", "no rule speaks of any place, any group and any kind"


def _consent(consents: Consents | None) -> Found:
    """Rules of purposes that are not there, or of ages that nobody has."""
    if consents is None:
        return
    codes = {one.code for one in consents.purposes}
    yield from _unique("purposes", [one.code for one in consents.purposes])
    yield from _unique("rules", [(one.code, one.valid_from) for one in consents.rules])
    for index, rule in enumerate(consents.rules):
        for place, code in enumerate(rule.purposes):
            yield from _known(f"$.rules[{index}].purposes[{place}]", code, codes)
        if rule.age_until is not None and rule.age_until < (rule.age_from or 0):
            yield f"$.rules[{index}].age_until", "lies below age_from"


def _markets(profile: Profile) -> Found:
    """Markets in units that are not there."""
    if profile.markets is None:
        return
    codes = {unit.code for unit in profile.units.units}
    yield from _unique("markets", [market.code for market in profile.markets.markets])
    for index, market in enumerate(profile.markets.markets):
        yield from _known(f"$.markets[{index}].unit", market.unit, codes)
        if market.conflict and len(market.claims) < 2:
            yield f"$.markets[{index}].conflict", "a conflict needs two claims"


def _serving(serving: Serving | None) -> Found:
    """Classes and levels named twice, a month in two seasons."""
    if serving is not None:
        yield from _unique("classes", [each.code for each in serving.classes])
        yield from _unique("seasons", [each.code for each in serving.seasons])
        yield from _unique("seasons", [nr for each in serving.seasons for nr in each.months])
        yield from _unique("rain_levels", [each.level for each in serving.rain_levels])


def _demonstration(demo: Demonstration | None, profile: Profile) -> Found:
    """Invented places that are not labelled, or lie nowhere."""
    if demo is None:
        return
    units = {unit.code for unit in profile.units.units}
    kinds = {kind.code for kind in profile.places.kinds}
    places = {place.code for place in demo.places}
    yield from _unique("places", [place.code for place in demo.places])
    for index, place in enumerate(demo.places):
        here = f"$.places[{index}]"
        if not place.demonstration:
            yield f"{here}.demonstration", "an invented place must say that it is one"
        yield from _known(f"{here}.unit", place.unit, units)
        yield from _known(f"{here}.kind", place.kind, kinds)
        yield from _known(f"{here}.part_of", place.part_of, places)


def _books(books: Books | None, profile: Profile) -> Found:
    """Books listed twice, or of kinds, audiences or languages that the profile does not have."""
    if books is None:
        return
    kinds = {kind.code for kind in profile.lending.material_kinds}
    audiences = {audience.code for audience in profile.shelving.audiences}
    languages = {language.code for language in profile.province.languages}
    yield from _unique("books", [(book.title, book.authors) for book in books.books])
    for index, book in enumerate(books.books):
        here = f"$.books[{index}]"
        yield from _known(f"{here}.kind", book.kind, kinds)
        yield from _known(f"{here}.audience", book.audience, audiences)
        for place, code in enumerate(book.languages):
            yield from _known(f"{here}.languages[{place}]", code, languages)


def _titles(words: TitleWords | None, profile: Profile) -> Found:
    """Topics with gaps that nothing fills, or of kinds that the profile does not have."""
    if words is None:
        return
    kinds = {kind.code for kind in profile.lending.material_kinds}
    audiences = {audience.code for audience in profile.shelving.audiences}
    languages = {language.code for language in profile.province.languages}
    yield from _unique("topics", [topic.code for topic in words.topics])
    for index, topic in enumerate(words.topics):
        here = f"$.topics[{index}]"
        yield from _known(f"{here}.kind", topic.kind, kinds)
        yield from _known(f"{here}.audience", topic.audience, audiences)
        yield from _known(f"{here}.language", topic.language, languages)
        for gap in missing_lists(words, topic):
            yield f"{here}.patterns", f"no word list is called {gap}"


def _known(path: str, code: str | None, codes: set[str]) -> Found:
    """A code that points at nothing."""
    if code is not None and code not in codes:
        yield path, f"{code} is not known to this profile"


def _unique(section: str, keys: Iterable[Any]) -> Found:
    """Keys that stand more than once in a list."""
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"$.{section}", f"{key!r} stands {times} times"


def _trips(trips: Trips | None, profile: Profile) -> Found:
    if trips is None:
        return
    units = {unit.code for unit in profile.units.units}
    for path, code in (
        ("home", trips.home),
        *((f"towns[{n}]", t) for n, t in enumerate(trips.towns)),
    ):
        if code not in units:
            yield f"$.{path}", f"no unit {code}"
    if trips.vehicle_kind not in {kind.code for kind in profile.places.kinds}:
        yield "$.vehicle_kind", f"no kind of place {trips.vehicle_kind}"
    if trips.starts_minute >= trips.ends_minute:
        yield "$.ends_minute", "ends before it starts"
    stops = {kind.code for kind in profile.places.kinds if kind.stop_only}
    for name, wish in (("commune", trips.commune), ("fair", trips.fair)):
        if wish.stop_kind and wish.stop_kind not in stops:
            yield f"$.{name}.stop_kind", f"no kind of place {wish.stop_kind} that is only a stop"
        if wish.opens_minute > wish.closes_minute:
            yield f"$.{name}.closes_minute", "closes before it opens"
        if not wish.stay_minutes:
            yield f"$.{name}.stay_minutes", "nobody is served in no time"
