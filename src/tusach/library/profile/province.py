"""`province.json`: who runs the programme, in which time zone, languages and numbers."""

from typing import Annotated

from msgspec import Meta

from tusach.library.profile.parts import Dated, LanguageCode, Part, Provenance, Slug, Wording


class TimeZone(Part, frozen=True, kw_only=True):
    """Where the business day begins and ends."""

    iana: str
    utc_offset_minutes: Annotated[int, Meta(ge=-840, le=840)]


class Language(Part, frozen=True, kw_only=True):
    """One language that pages or books may be in.

    own_name: as its speakers write it.  marc: the MARC language code, collective where there is
    no own one, empty where unknown.  plural_forms: forms of a noun in message catalogues.
    provisional: spelling or code still to be confirmed by speakers.
    """

    code: LanguageCode
    own_name: str
    names: Wording
    interface: bool = False
    content: bool = True
    marc: Annotated[str, Meta(pattern=r"^([a-z]{3})?$")] = ""
    plural_forms: Annotated[int, Meta(ge=1, le=6)] = 1
    fallback: LanguageCode | None = None
    provisional: bool = False
    note: Wording = Wording({})


class NumberPattern(Part, frozen=True, kw_only=True):
    """How a number of this programme looks: a regular expression and one number that fits it."""

    code: Slug
    names: Wording
    pattern: str
    example: str


class SigningRule(Dated, frozen=True, kw_only=True):
    """When a report may be signed. least_heard: so many of a hundred places must be heard."""

    least_heard: Annotated[int, Meta(ge=0, le=100)]


class Province(Part, frozen=True, kw_only=True):
    """The programme itself.

    tenant: first part of every key, for example the official province code.
    unit_code_pattern: regular expression that each unit's code fits.
    default_language: one of the interface languages. above: the agency above the owner, as it
    stands first on the owner's own papers; empty where nobody said. signing: the rule in force
    says when a report may be signed; none: always.
    """

    tenant: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,12}$")]
    names: Wording
    programme: Wording
    owner: Wording
    above: Wording = Wording({})
    signing: tuple[SigningRule, ...] = ()
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    invented: bool
    time_zone: TimeZone
    default_language: LanguageCode
    languages: tuple[Language, ...]
    unit_code_pattern: str
    numbers: tuple[NumberPattern, ...]
    provenance: Provenance


def interface_languages(province: Province) -> tuple[str, ...]:
    """Codes of the languages that pages are offered in, the default one first."""
    offered = [language.code for language in province.languages if language.interface]
    return tuple(sorted(offered, key=lambda code: code != province.default_language))
