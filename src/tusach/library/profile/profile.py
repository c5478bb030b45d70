"""The whole profile: one field for each file of its folder."""

from tusach.library.profile.books import Books
from tusach.library.profile.consent import Consents
from tusach.library.profile.demonstration import Demonstration
from tusach.library.profile.holidays import Holidays
from tusach.library.profile.lending import Lending
from tusach.library.profile.markets import Markets
from tusach.library.profile.parts import Part
from tusach.library.profile.people import NameLists
from tusach.library.profile.places import Places
from tusach.library.profile.province import Province
from tusach.library.profile.serving import Serving
from tusach.library.profile.shelving import Shelving
from tusach.library.profile.titles import TitleWords
from tusach.library.profile.trips import Trips
from tusach.library.profile.units import Units
from tusach.library.profile.weeding import Weeding


class Profile(Part, frozen=True, kw_only=True):
    """A programme as data; the field `units` is read from `units.json`, and so on.

    Without `weeding` no dossier can be opened; without `consent` nobody is asked for any consent,
    and no telephone number leaves the desk; without `trips` no trip is planned; without `serving`
    no place has a class and every leg that nobody measured is reckoned with the plain assumptions.
    The last four are for demonstrations and may be absent from a province at work.
    """

    province: Province
    units: Units
    places: Places
    holidays: Holidays
    lending: Lending
    shelving: Shelving
    weeding: Weeding | None = None
    consent: Consents | None = None
    trips: Trips | None = None
    markets: Markets | None = None
    serving: Serving | None = None
    demonstration: Demonstration | None = None
    books: Books | None = None
    names: NameLists | None = None
    titles: TitleWords | None = None
