"""Words of trips and stops."""

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "trip.planned/1": _("The trip is planned from {first_on} to {last_on}."),
    "trip.published/1": _("The days of the trip are promised."),
    "trip.cancelled/1": _("The trip does not take place: {reason}."),
    "trip.departed/1": _("The trip set out."),
    "trip.returned/1": _("The trip is back."),
    "trip.closed/1": _("The account of the trip is whole: {served} stops served, {missed} missed."),
    "stop.opened/1": _("The vehicle serves at the stop."),
    "stop.closed/1": _("The vehicle serves there no more."),
    "stop.missed/1": _("The vehicle did not serve there: {reason}."),
    "stop.confirmed/1": _("The commune confirmed the stop: {how}."),
    "stop.confirmed/2": _("The commune confirmed the stop: {how}."),
    "stop.photographed/1": _("A photograph of the stop was added: {shows}."),
    "stop.photograph_removed/1": _("A photograph is removed everywhere: {reason}."),
}
REFUSALS: dict[str, str] = {
    "photograph.children": _(
        "Say of the children: none can be recognised, or the consent of those who answer for them "
        "is held. Else the photograph is not kept."
    ),
    "photograph.known": _("This photograph is kept already."),
    "photograph.large": _(
        "A photograph has {most_kb} kB at most. Take a smaller one, or use a browser with scripts, "
        "which makes it small by itself."
    ),
    "photograph.many": _(
        "{most} photographs are kept at most. Remove one that says little, then add this one."
    ),
    "photograph.no_picture": _("This file is no JPEG photograph. Choose another."),
    "photograph.not_kept": _("The photograph could not be written: is the disk full? Try again."),
    "photograph.removed": _("This photograph was removed for good. Choose another."),
    "photograph.taken_later": _("The day on which it was taken is after today. Correct the day."),
    "photograph.unknown": _("This photograph is not kept here. Open the page again."),
    "stop.nobody_named": _("Nobody is named in the confirmations of this stop."),
    "stop.signer_odd": _(
        "Choose what who signed is (village head, teacher …); the name has {most} letters at most."
    ),
    "stop.confirmation_odd": _(
        "Choose how the commune confirms it; the number of the paper has {most} characters at most."
    ),
    "stop.not_open": _("This stop is not open. Open it first, when the vehicle serves there."),
    "stop.not_planned": _("This stop is not part of the plan, so nothing was missed."),
    "stop.not_served": _("The vehicle has not served at this stop yet. Open the stop first."),
    "stop.open": _("This stop is open already. Go on lending, or close it."),
    "stop.served": _("The vehicle served at this stop, so it was not missed."),
    "trip.crew_small": _(
        "The rule wants {least} people on a trip, and {people} go. Add who goes as well, or say "
        "why fewer go."
    ),
    "trip.days_odd": _(
        "The days of the stops must follow each other within the days of the trip, {most} days at "
        "most."
    ),
    "trip.is_back": _("This trip is back. What was missed goes into another trip."),
    "trip.is_cancelled": _("This trip was called off. Plan another one."),
    "trip.is_closed": _("The account of this trip is closed already; nothing else is needed."),
    "trip.minutes_odd": _("A stop ends before it begins. Look at its hours once more."),
    "trip.vehicle_missing": _("Choose a library vehicle for the trip."),
    "trip.nobody": _("Say who goes: tick the staff, and enter how many others go."),
    "trip.not_back": _("The trip is not back yet. Enter its return first."),
    "trip.not_under_way": _("The trip has not set out yet. Enter its departure first."),
    "trip.odometer_back": _(
        "The meter showed {before_km} km when the trip set out and less now. Read it once more."
    ),
    "trip.other_vehicle": _(
        "A trip keeps its vehicle. Call this one off and plan another with the other vehicle."
    ),
    "trip.published": _("The days of this trip are promised already; nothing has changed since."),
    "trip.stop_open": _("A stop is open still. Close it before you go on."),
    "trip.stop_was_served": _("A stop that was opened or missed stays in the plan."),
    "trip.stops_odd": _("A trip has at least one stop, and at most {most}."),
    "trip.stops_unsaid": _(
        "Of some stops nobody said yet whether they were served. Open or miss each of them first."
    ),
    "trip.under_way": _("This trip has set out already."),
    "trip.unknown": _("This trip is not known here. Open the list of trips again."),
}
DISAGREEMENTS: dict[str, str] = {
    "stop.missed_and_opened": _(
        "One person says that the vehicle served at a stop, another that it did not. It counts as "
        "served: ask, and void the entry that is wrong."
    ),
    "stop.opened_apart": _(
        "A stop was opened on two machines that did not know of each other. The later entry "
        "counts; what was done there is added up."
    ),
    "trip.closed_apart": _(
        "The account of a trip was closed twice, with different numbers of stops. The later one "
        "counts: look at the stops."
    ),
    "trip.departed_apart": _(
        "The departure of a trip was entered twice with different people. The later entry counts."
    ),
    "trip.departed_cancelled": _(
        "A trip set out while somebody called it off. It counts as driven: tell the places that "
        "were told otherwise."
    ),
    "trip.planned_apart": _(
        "Two people changed the plan of a trip without knowing of each other. The later plan "
        "counts: compare the two, and plan it once more as it is to be."
    ),
}
TITLES: dict[str, str] = {
    "stop.missed_and_opened": _("A stop served and missed"),
    "stop.opened_apart": _("A stop opened twice"),
    "trip.closed_apart": _("A trip closed twice"),
    "trip.departed_apart": _("A departure entered twice"),
    "trip.departed_cancelled": _("A trip that set out though called off"),
    "trip.planned_apart": _("A trip planned twice"),
}
TERMS: dict[str, str] = {
    "breakdown": _("the vehicle broke down"),
    "closed": _("the place was closed"),
    "crew": _("nobody to go"),
    "ill": _("somebody is ill"),
    "nobody_came": _("nobody came"),
    "replanned": _("a newer plan"),
    "request": _("a place asked for it"),
    "road": _("the road was closed"),
    "weather": _("bad weather"),
    "border_guard": _("border guard"),
    "child_seen": _("a child can be recognised on it"),
    "commune_office": _("commune office"),
    "other_signer": _("somebody else of the place"),
    "seen_asks": _("somebody on it asks for it"),
    "post_office_staff": _("post office"),
    "road_state": _("the road"),
    "school_staff": _("school"),
    "signed_sheet": _("the signed sheet"),
    "unclear_picture": _("little can be seen on it"),
    "village_head": _("head of the village"),
    "readers_there": _("readers and visitors"),
    "books_there": _("the books and the vehicle"),
    "stop_place": _("the place"),
    "signature": _("signature"),
    "stamp": _("stamp"),
    "login": _("on its own machine"),
}
STATUS: dict[str, str] = {
    "planned": _("planned"),
    "published": _("promised"),
    "cancelled": _("called off"),
    "under_way": _("under way"),
    "returned": _("back, account open"),
    "closed": _("wound up"),
    "to_come": _("to come"),
    "open": _("open now"),
    "served": _("served"),
    "missed": _("missed"),
}
