"""The one register of kinds and folders; `spec/kinds.md` is generated from it."""

from __future__ import annotations

from tusach.ledger import mechanism
from tusach.ledger.folders import Folders
from tusach.ledger.kind import Register
from tusach.library.agreements import facts as agreements
from tusach.library.agreements import story as agreements_story
from tusach.library.calendar import facts as calendar
from tusach.library.calendar import story as calendar_story
from tusach.library.catalogue import kinds as catalogue
from tusach.library.catalogue import story as catalogue_story
from tusach.library.copies import facts as copies
from tusach.library.copies import story as copies_story
from tusach.library.crates import facts as crates
from tusach.library.crates import story as crates_story
from tusach.library.deliveries import facts as deliveries
from tusach.library.deliveries import story as deliveries_story
from tusach.library.digital import facts as digital
from tusach.library.digital import story as digital_story
from tusach.library.doubts import facts as doubts
from tusach.library.doubts import story as doubts_story
from tusach.library.gatherings import facts as gatherings
from tusach.library.gatherings import story as gatherings_story
from tusach.library.habit import facts as habit
from tusach.library.habit import story as habit_story
from tusach.library.holds import facts as holds
from tusach.library.holds import story as holds_story
from tusach.library.markets import facts as markets
from tusach.library.markets import story as markets_story
from tusach.library.money import facts as money
from tusach.library.money import story as money_story
from tusach.library.nodes import facts as nodes
from tusach.library.nodes import story as nodes_story
from tusach.library.places import kinds as places
from tusach.library.population import facts as population
from tusach.library.population import story as population_story
from tusach.library.programme import facts as programme
from tusach.library.programme import story as programme_story
from tusach.library.quality import facts as quality
from tusach.library.quality import story as quality_story
from tusach.library.readers import facts as readers
from tusach.library.readers import story as readers_story
from tusach.library.reports import facts as reports
from tusach.library.reports import story as reports_story
from tusach.library.roads import facts as roads
from tusach.library.roads import story as roads_story
from tusach.library.sheets import facts as sheets
from tusach.library.sheets import story as sheets_story
from tusach.library.staff import facts as staff
from tusach.library.staff import story as staff_story
from tusach.library.stocktaking import facts as stocktaking
from tusach.library.stocktaking import story as stocktaking_story
from tusach.library.tasks import facts as tasks
from tusach.library.tasks import story as tasks_story
from tusach.library.trips import facts as trips
from tusach.library.trips import story as trips_story
from tusach.library.visits import facts as visits
from tusach.library.visits import story as visits_story
from tusach.library.weeding import facts as weeding
from tusach.library.weeding import story as weeding_story
from tusach.library.workers import facts as workers
from tusach.library.workers import story as workers_story

REGISTER = Register(
    (
        *mechanism.KINDS,
        *calendar.KINDS,
        *places.KINDS,
        *markets.KINDS,
        *roads.KINDS,
        *staff.KINDS,
        *nodes.KINDS,
        *readers.KINDS,
        *catalogue.KINDS,
        *copies.KINDS,
        *crates.KINDS,
        *deliveries.KINDS,
        *holds.KINDS,
        *stocktaking.KINDS,
        *trips.KINDS,
        *visits.KINDS,
        *sheets.KINDS,
        *weeding.KINDS,
        *workers.KINDS,
        *gatherings.KINDS,
        *agreements.KINDS,
        *digital.KINDS,
        *habit.KINDS,
        *quality.KINDS,
        *money.KINDS,
        *population.KINDS,
        *programme.KINDS,
        *tasks.KINDS,
        *doubts.KINDS,
        *reports.KINDS,
    )
)

FOLDERS = Folders(
    REGISTER,
    (
        *calendar_story.FOLDERS,
        *places.FOLDERS,
        *markets_story.FOLDERS,
        *roads_story.FOLDERS,
        *staff_story.FOLDERS,
        *nodes_story.FOLDERS,
        *readers_story.FOLDERS,
        *catalogue_story.FOLDERS,
        *copies_story.FOLDERS,
        *crates_story.FOLDERS,
        *deliveries_story.FOLDERS,
        *holds_story.FOLDERS,
        *stocktaking_story.FOLDERS,
        *trips_story.FOLDERS,
        *visits_story.FOLDERS,
        *sheets_story.FOLDERS,
        *weeding_story.FOLDERS,
        *workers_story.FOLDERS,
        *gatherings_story.FOLDERS,
        *agreements_story.FOLDERS,
        *digital_story.FOLDERS,
        *habit_story.FOLDERS,
        *quality_story.FOLDERS,
        *money_story.FOLDERS,
        *population_story.FOLDERS,
        *programme_story.FOLDERS,
        *tasks_story.FOLDERS,
        *doubts_story.FOLDERS,
        *reports_story.FOLDERS,
    ),
)
