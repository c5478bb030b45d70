"""Plain counts from the tables, each with the list that it counts."""

from __future__ import annotations

from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.node.acts import cases, inviting, machines, noticed
from tusach.node.acts.governing import late
from tusach.node.acts.job_files import RUNNING, WAITING
from tusach.node.office.asked import count_far
from tusach.node.office.listing import count_copies
from tusach.node.office.rejects import theirs
from tusach.node.office.room import Room
from tusach.node.people.access import Act
from tusach.node.store.links import links_of
from tusach.node.store.unsent import MANY, unsent
from tusach.node.sync import waiting

DAY_MS = 24 * 3_600_000


class Figure(msgspec.Struct, frozen=True):
    """A count, what it counts, and where that is listed."""

    count: int
    words: str
    address: str
    icon: str = ""


def stock(room: Room) -> list[Figure]:
    """The stock at a glance: of the place one works at, or of the whole province."""
    tenant, today = room.node.tenant, room.today
    out, lent = ("", ()) if room.place is None else (" AND loan_place = ?", (room.place,))
    home, of = ("", ()) if room.place is None else (" AND place = ?", (room.place,))

    def listed(what: str) -> str:
        return reverse("office:stock", kwargs={"what": what})

    loans = f"copy WHERE tenant = ? AND loan IS NOT NULL{out}"
    past = late(room.node, today)
    return [
        Figure(_count(room, "title WHERE tenant = ?", tenant), _("titles"), listed("titles")),
        Figure(count_copies(room.node, room.place), _("copies"), listed("copies")),
        Figure(_count(room, loans, tenant, *lent), _("on loan"), listed("loans")),
        Figure(
            _count(room, f"{loans} AND {past.clause}", tenant, *lent, *past.values),
            _("overdue"),
            listed("overdue"),
        ),
        Figure(
            _count(room, f"reader WHERE tenant = ?{home} AND ended_on IS NULL", tenant, *of),
            _("readers"),
            listed("readers"),
        ),
        Figure(
            _count(room, "place WHERE tenant = ? AND closed_on IS NULL", tenant),
            _("places open"),
            reverse("office:places"),
        ),
    ]


def attention(room: Room) -> list[Figure]:
    """What needs a person, the most pressing first; nothing where nothing does."""
    tenant = room.node.tenant
    jobs = [job for job in room.jobs.all() if room.may(Act.IMPORT, job.place)]
    imports = sum(job.state == WAITING or room.jobs.is_interrupted(job) for job in jobs)

    def listed(what: str) -> str:
        return reverse("office:attention", kwargs={"what": what})

    found = [
        Figure(
            cases.open_for(room.node, None if room.is_wide else room.place),
            _("to settle: entries contradict each other"),
            reverse("worklist:list"),
            "alert",
        ),
        Figure(_unsent(room), _("entries wait to be sent"), _network("unsent"), "send"),
        Figure(_silent(room), _("exchanges fail since a day"), _network("home"), "network"),
        Figure(imports, _("imports wait for you"), reverse("office:imports"), "upload"),
        Figure(rejected(room), _("rejected records"), reverse("office:rejects"), "cross"),
        Figure(
            _count(room, "dead_letter WHERE tenant = ?", tenant),
            _("entries cannot be read"),
            listed("dead"),
            "help",
        ),
        Figure(
            _count(room, "needs_update WHERE tenant = ?", tenant),
            _("wait for a newer version of this software"),
            listed("updates"),
            "renew",
        ),
    ]
    found += _of_machines(room)
    if room.is_wide:
        frames = _count(
            room,
            "quarantine WHERE tenant = ? AND source NOT LIKE ? AND source NOT LIKE ?",
            tenant,
            "import %",
            "list %",
        )
        found.append(Figure(frames, _("parcels with damage"), listed("frames"), "lost"))
        far = reverse("office:far-holds")
        found.append(Figure(count_far(room), _("readers wait for a book from afar"), far, "send"))
    return [one for one in found if one.count]


def _unsent(room: Room) -> int:
    """How much the province has not got, where that is much."""
    found = unsent(room.node.store, room.node.home)
    return found.count if found is not None and found.count >= MANY else 0


def _silent(room: Room) -> int:
    """How many addresses could not be reached for a day."""
    before = room.node.store.now_ms() - DAY_MS
    found = links_of(room.node.home)
    return sum(bool(one.failures) and one.since_ms < before for one in found)


def _network(name: str) -> str:
    return reverse(f"network:{name}")


def _of_machines(room: Room) -> list[Figure]:
    """Machines of the network that people should look at: streams that parted, leases that end."""
    store, listed = room.node.store, reverse("network:board") + "?show=trouble"
    may_grant = store.identity.role == "hub" and room.may(Act.APPOINT)
    asking = len(waiting.waiting(room.node)) if may_grant else 0
    came = len(inviting.to_look_at(store)) if may_grant else 0
    parted = sum(1 for _one in machines.unseen(store, noticed.seen(room.node.home)))
    return [
        Figure(parted, _("machines told different things twice: look at them"), listed, "alert"),
        Figure(len(machines.lapsing(store)), _("leases of machines end soon"), listed, "clock"),
        Figure(asking, _("machines ask to be let in"), reverse("network:requests"), "network"),
        Figure(
            came,
            _("sticks with which somebody unexpected came: look at them"),
            reverse("network:requests"),
            "alert",
        ),
    ]


def rejected(room: Room) -> int:
    """How many pieces of files wait for this person to look at them."""
    source, values = theirs(room)
    found = _count(room, source, *values)
    return max(0, found - len(room.jobs.settled())) if found else 0


def running(room: Room) -> Any:
    """The import that runs now, where this person may see it."""
    job = room.jobs.running()
    if job is None or job.state != RUNNING or not room.may(Act.IMPORT, job.place):
        return None
    return job


def _count(room: Room, what: str, *values: Any) -> int:
    # `what` is written in this module; only values come from elsewhere.
    return int(room.node.store.query(f"SELECT count(*) FROM {what}", values)[0][0])  # noqa: S608
