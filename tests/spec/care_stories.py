"""Stories of copies between their loans, of holds and of wishes, as real tellers told them."""

from __future__ import annotations

from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.ledger.order import Held
from tusach.library.copies import caring
from tusach.library.copies import facts as copies
from tusach.library.copies import rules as lending
from tusach.library.holds import ends as hold_ends
from tusach.library.holds import facts as holds
from tusach.library.holds import rules as asking

ON = "2026-03-02"
HOLD, OTHER_HOLD, WISH = named("hold"), named("other hold"), named("wish")
PAPER = "400010000012/7"

Row = tuple[str, str, list[Held]]


def _two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def copy_rows() -> list[Row]:
    """Copies that are damaged, sent, kept, told from paper."""
    made = (_cared(), _settled(), _sent(), _paper_twice(), _reserved_twice(), _kept_and_lent())
    told = [(why, scene.COPY, teller.held(scene.COPY)) for why, teller in (*made, _renewed())]
    return [*told, *sent_rows()]


def _cared() -> tuple[str, Teller]:
    a, _ = _two()
    scene.stocked(a)
    loan = scene.lend(a, ON)
    scene.take_back(a, "2026-03-09")
    desk = scene.desk(a, "2026-03-09")
    a.tell(caring.damage(scene.copy(a), desk, how="torn", loan=loan.id))
    a.tell(caring.withhold(scene.copy(a), desk, reason="repair"))
    a.tell(caring.release(scene.copy(a), scene.desk(a, "2026-03-20"), outcome="repaired"))
    a.tell(caring.use(scene.copy(a), scene.desk(a, "2026-03-21"), times=2))
    return "torn on a loan, repaired, read inside twice", a


def _settled() -> tuple[str, Teller]:
    a, _ = _two()
    scene.stocked(a)
    loan = scene.lend(a, ON)
    a.tell(caring.claim(scene.copy(a), scene.desk(a, "2026-03-20")))
    a.tell(lending.lose(scene.copy(a), scene.desk(a, "2026-04-20"), reason="reader"))
    wish = caring.compensate(
        scene.copy(a), scene.desk(a, "2026-04-21"), loan=loan.id, how="same_title"
    )
    a.tell(wish)
    return "said to have come back, not found, replaced", a


def _sent() -> tuple[str, Teller]:
    a, b = _two()
    scene.stocked(a, b)
    a.tell(caring.send(scene.copy(a), scene.desk(a, ON), to=b.place, reason="rotation"))
    a.meet(b)
    b.tell(caring.arrive(scene.copy(b), scene.desk(b, "2026-03-05")))
    a.meet(b)
    return "sent to another place and seen there", a


def _paper_twice() -> tuple[str, Teller]:
    a, b = _two()
    scene.stocked(a, b)
    for one in (a, b):
        reader = scene.at_desk()
        desk = scene.desk(one, ON)
        one.tell(lending.lend(scene.copy(one), reader, desk, scene.POLICY, paper=PAPER))
    a.tell(lending.take_back(scene.copy(a), scene.desk(a, "2026-03-09"), paper=PAPER))
    b.tell(lending.take_back(scene.copy(b), scene.desk(b, "2026-03-09"), paper=PAPER))
    a.meet(b)
    return "one row of a sheet, typed at two machines", a


def _reserved_twice() -> tuple[str, Teller]:
    a, b = _two()
    scene.stocked(a, b)
    for one, hold in ((a, HOLD), (b, OTHER_HOLD)):
        one.tell(
            caring.reserve(scene.copy(one), scene.desk(one, ON), hold=hold, until="2026-03-09")
        )
    a.meet(b)
    return "kept for two at once by machines that did not know of each other", a


def _kept_and_lent() -> tuple[str, Teller]:
    a, _ = _two()
    scene.stocked(a)
    _ask(a, HOLD)
    a.tell(caring.reserve(scene.copy(a), scene.desk(a, ON), hold=HOLD, until="2026-03-09"))
    reader = replace(scene.at_desk(), holds=frozenset({HOLD}))
    a.tell(lending.lend(scene.copy(a), reader, scene.desk(a, "2026-03-04"), scene.POLICY))
    return "kept for a reader, and lent to them", a


def _ask(teller: Teller, hold: str, **changes: object) -> None:
    wish = asking.Asking(hold=hold, pickup=teller.place, title=scene.TITLE)
    wish = replace(wish, **changes)
    teller.tell(asking.place(wish, scene.at_desk(), scene.desk(teller, ON)))


def hold_rows() -> list[Row]:
    """Holds that are filled, put off, not fetched, ended while a copy was kept elsewhere."""
    return [
        _filled(),
        _put_off(),
        _not_fetched(),
        _ended_apart(),
        _for_elsewhere(),
        _over_elsewhere(),
    ]


def _filled() -> Row:
    _, a = _kept_and_lent()
    return "asked for, kept, lent", HOLD, a.held(HOLD)


def _put_off() -> Row:
    a, _ = _two()
    _ask(a, HOLD)
    a.tell(asking.suspend(a.state(HOLD), scene.desk(a, "2026-03-03"), until="2026-04-01"))
    a.tell(asking.resume(a.state(HOLD), scene.desk(a, "2026-03-10")))
    a.tell(asking.suspend(a.state(HOLD), scene.desk(a, "2026-03-11"), until=None))
    return "put off, resumed, put off without a day", HOLD, a.held(HOLD)


def _not_fetched() -> Row:
    a, _ = _two()
    scene.stocked(a)
    _ask(a, HOLD)
    a.tell(caring.reserve(scene.copy(a), scene.desk(a, ON), hold=HOLD, until="2026-03-09"))
    late = scene.desk(a, "2026-03-10")
    a.tell(asking.end(a.state(HOLD), late, reason="not_fetched"))
    a.tell(caring.free(scene.copy(a), late, reason="not_fetched"))
    return "kept until its last day, and free again", HOLD, a.held(HOLD)


def _ended_apart() -> Row:
    a, b = _two()
    scene.stocked(a, b)
    _ask(a, HOLD)
    a.meet(b)
    a.tell(asking.end(a.state(HOLD), scene.desk(a, "2026-03-04"), reason="wish"))
    b.tell(
        caring.reserve(scene.copy(b), scene.desk(b, "2026-03-04"), hold=HOLD, until="2026-03-11")
    )
    a.meet(b)
    return "given up here while it was kept there", HOLD, a.held(HOLD)


def _for_elsewhere() -> Row:
    a, b = _two()
    hub = Teller("hub", now_ms=BEGAN_MS + 120_000)
    scene.stocked(a, b)
    _ask(b, HOLD)
    b.meet(hub)
    told = asking.assign(hub.state(HOLD), scene.COPY, holder=a.place, on="2026-03-03")
    hub.tell(told)
    a.hear(one for one in hub.held(HOLD) if one.fact.kind == "hold.assigned/1")
    desk = scene.desk(a, "2026-03-04")
    a.tell(caring.send(scene.copy(a), desk, to=b.place, reason="asked_for", hold=HOLD))
    return "sent by a place that knows only what the hub told it", HOLD, a.held(HOLD)


def _over_elsewhere() -> Row:
    a, b = _two()
    hub = Teller("hub", now_ms=BEGAN_MS + 120_000)
    scene.stocked(a, b)
    _ask(b, HOLD)
    b.meet(hub)
    hub.tell(asking.assign(hub.state(HOLD), scene.COPY, holder=a.place, on="2026-03-03"))
    b.tell(asking.end(b.state(HOLD), scene.desk(b, "2026-03-05"), reason="wish"))
    b.meet(hub)
    story = hub.story(HOLD)
    (one,) = hold_ends.owed(story.state, story.tellings)
    hub.tell((hold_ends.draft(one, story.state, on="2026-03-06"),))
    heard = [one for one in hub.held(HOLD) if one.fact.place == a.place]
    return "asked of a place, which hears from the hub that it is over", HOLD, heard


def _renewed() -> tuple[str, Teller]:
    a, _ = _two()
    scene.stocked(a)
    loan = scene.lend(a, ON)
    for on, due_on, by in (
        ("2026-03-09", "2026-03-24", "visit"),
        ("2026-03-10", "2026-03-20", "card"),
    ):
        body = copies.LoanRenewed(loan.id, due_on, None, a.place, (), by)
        a.say("loan.renewed/2", scene.COPY, body, on=on)
    return "renewed until a visit, then to an earlier day", a


def sent_rows() -> list[Row]:
    """A copy that a place sent, which hears from the hub that it has arrived."""
    a, b = _two()
    hub = Teller("hub", now_ms=BEGAN_MS + 120_000)
    scene.stocked(a, b)
    desk = scene.desk(a, "2026-03-04")
    (sent,) = a.tell(caring.send(scene.copy(a), desk, to=b.place, reason="asked_for"))
    seen = b.say("copy.seen/2", scene.COPY, copies.CopySeen("arrival"), on="2026-03-06")
    hub.meet(a)
    hub.meet(b)
    body = copies.CopyArrivedElsewhere(sent.id, "2026-03-06", b.place)
    hub.say("copy.arrived_elsewhere/1", scene.COPY, body, on="2026-03-07", place=a.place)
    heard = [one for one in hub.held(scene.COPY) if one.id != seen.id]
    return [
        ("sent, and the hub tells that it has arrived", scene.COPY, heard),
        _seen_elsewhere(),
    ]


def _seen_elsewhere() -> Row:
    """Brought back where it was never lent; the place that thinks to have it hears of it."""
    a, b = _two()
    hub = Teller("hub", now_ms=BEGAN_MS + 120_000)
    scene.stocked(a, b)
    held = a.say("copy.seen/2", scene.COPY, copies.CopySeen("shelf"), on="2026-03-04")
    back = b.say("copy.returned/2", scene.COPY, copies.CopyReturned(), on="2026-03-06")
    hub.meet(a)
    hub.meet(b)
    body = copies.CopySeenElsewhere(held.id, "2026-03-06", b.place)
    hub.say("copy.seen_elsewhere/1", scene.COPY, body, on="2026-03-07", place=a.place)
    heard = [one for one in hub.held(scene.COPY) if one.id != back.id]
    return "on its shelf, and the hub tells that it was seen elsewhere", scene.COPY, heard


def wish_rows() -> list[Row]:
    """A wish that was answered twice and fulfilled."""
    a, _ = _two()
    wishing = asking.Wishing(wish=WISH, text="  truyện   Trạng Quỳnh ", language="vi")
    a.tell(asking.wish(wishing, scene.at_desk(), scene.desk(a, ON)))
    for answer in ("ordered", "bought"):
        a.tell(asking.answer(a.state(WISH), holds.WishAnswered(answer), scene.desk(a, ON)))
    a.tell(asking.end_wish(a.state(WISH), scene.desk(a, "2026-03-30"), reason="fulfilled"))
    return [("ordered, bought, fulfilled", WISH, a.held(WISH))]
