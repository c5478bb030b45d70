"""Tasks by page: given by hand, out of a plan, of findings; done by one tap; late ones first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, THERE, TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made
from tests.node.programme.test_figure_pages import COSTS
from tests.node.programme.test_programme_pages import entered, send

from tusach.ledger.draft import Draft, Refusal
from tusach.library.quality import assessing
from tusach.library.quality import facts as quality
from tusach.node.acts import assessing as sets
from tusach.node.acts import tasks

Office = Callable[..., Client]
PAGE = "/programme/tasks"
PLAN = COSTS | {"due": "31/12/2027", "percent": "50", "trainer_days": "900", "crates": "900"}


def standing(library: Library) -> list[str]:
    return [one.standing for one in tasks.listed(library.node)]


def inspected(library: Library, *, due_on: str = "2027-03-01") -> str:
    """An inspection that found one thing unmet; the assessment."""
    subject = made.assessment(library)
    criteria, at = sets.sets()["commune@1"], assessing.At(TODAY, library.main)
    body = quality.AssessmentInspected(
        TODAY, (quality.Found("access", met=False, due_on=due_on),), ""
    )

    def deed(transaction: object) -> tuple[Draft, ...] | Refusal:
        state = transaction.state(subject, "assessment")  # type: ignore[attr-defined]
        return assessing.inspect(state, body, criteria, at)

    done = library.node.store.act(None, deed)
    assert not isinstance(done, Refusal), done
    return subject


def test_a_plan_becomes_tasks_by_one_button_and_the_same_plan_makes_no_second_set(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    page = words(client.get("/programme/gap", PLAN))
    assert "Make tasks of this plan" in page
    assert client.post("/programme/gap/tasks", PLAN).status_code == 302
    first = len(standing(library))
    assert first > 0
    facts = library.facts()
    assert client.post("/programme/gap/tasks", PLAN).status_code == 302
    assert (len(standing(library)), library.facts()) == (first, facts)
    assert f"Tasks given: 0. There already: {first}." in words(client.get(PAGE))
    # Another day is another plan, and the same work for the same commune is there already.
    client.post("/programme/gap/tasks", PLAN | {"due": "30/11/2027"})
    assert len(standing(library)) == first


def test_every_chosen_commune_has_what_the_plan_says_with_its_last_day_to_begin(
    library: Library, office: Office
) -> None:
    office(WIDE).post("/programme/gap/tasks", PLAN)
    found = [one.given for one in tasks.listed(library.node) if one.given]
    assert {one.due_on for one in found} == {"2027-12-31"}
    assert {one.start_on for one in found} == {"2027-12-26"}
    assert {one.what for one in found} <= {"train", "send_books", "sign", "hold_event", "recognise"}
    assert len({(one.unit, one.what) for one in found}) == len(found)


def test_a_plan_that_cannot_be_made_gives_no_task(library: Library, office: Office) -> None:
    client = office(WIDE)
    client.post("/programme/gap/tasks", PLAN | {"due": TODAY, "days_worker": "900"})
    assert standing(library) == []
    client.post("/programme/gap/tasks", PLAN | {"percent": "many"})
    assert standing(library) == []


def test_findings_become_tasks_and_lead_back_to_their_assessment(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    assessment = inspected(library)
    for _ in range(2):
        assert send(client, PAGE, "findings").status_code == 302
    (one,) = tasks.listed(library.node)
    assert one.given is not None
    assert (one.given.what, one.given.due_on, one.given.of) == ("access", "2027-03-01", assessment)
    page = words(client.get(f"{PAGE}/{one.subject}"))
    assert "The assessment" in page
    assert "from an inspection" in page


def test_a_task_is_done_by_one_tap_and_once(library: Library, office: Office) -> None:
    subject = made.task(library)
    client = office(WIDE)
    raw = client.get(PAGE).content.decode()
    assert f'action="{PAGE}/{subject}/done"' in raw
    assert client.post(f"{PAGE}/{subject}/done").status_code == 302
    assert standing(library) == ["done"]
    facts = library.facts()
    assert client.post(f"{PAGE}/{subject}/done").status_code == 302
    assert library.facts() == facts
    assert "Nothing is to be done here" in words(client.get(PAGE))
    assert "Ana Wide" in words(client.get(f"{PAGE}/{subject}"))
    assert client.post(f"{PAGE}/{'0' * 32}/done").status_code == 404
    assert client.get(f"{PAGE}/{'0' * 32}").status_code == 404


def test_late_ones_stand_first_and_are_said_to_be_late(library: Library, office: Office) -> None:
    made.task(library, due_on="2027-01-31", what="sign")
    made.task(library, due_on="2026-11-01", what="train")
    client = office(WIDE)
    said = words(client.get(PAGE))
    assert said.index("train somebody") < said.index("sign an agreement")
    assert "1 task is late." in said
    late = words(client.get(f"{PAGE}?show=late"))
    assert "sign an agreement" not in re.sub(r"<option.*?</option>", "", late)
    rows = client.get(f"{PAGE}?show=all&as=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) >= 3
    assert client.get(f"{PAGE}?show=ended").status_code == 200


def test_a_task_is_given_by_hand_to_somebody_and_withdrawn(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    told = {"unit": "", "what": "visit_place", "due_on": "31/12/2026", "staff": HERE}
    entered(client, PAGE, "give", **told)
    (one,) = tasks.listed(library.node)
    page = words(client.get(f"{PAGE}/{one.subject}"))
    assert "Bea Here" in page
    past = send(client, PAGE, "give", **(told | {"due_on": "01/01/2026"}))
    assert past.status_code == 422
    entered(client, f"{PAGE}/{one.subject}", "withdraw", reason="mistake")
    assert standing(library) == ["withdrawn"]


def test_a_task_is_done_with_its_day_and_paper(library: Library, office: Office) -> None:
    subject = made.task(library)
    client = office(WIDE)
    page = f"{PAGE}/{subject}"
    assert send(client, page, "done", done_on="24/12/2026", proof="").status_code == 422
    entered(client, page, "done", done_on="20/11/2026", proof="8/BB")
    assert "8/BB" in words(client.get(page))


@pytest.mark.parametrize("who", [HERE, THERE])
def test_a_librarian_ends_only_tasks_of_the_own_commune_and_gives_none(
    library: Library, office: Office, who: str
) -> None:
    subject = made.task(library)
    state = tasks.task(library.node, subject)
    assert state.given is not None
    place = library.main if who == HERE else library.hut
    is_own = library.node.place(place).unit == state.given.unit
    client = office(who)
    assert "Give a task" not in words(client.get(PAGE))
    answer = client.post(f"{PAGE}/{subject}/done")
    assert answer.status_code == (302 if is_own else 403)
    assert standing(library) == (["done"] if is_own else ["to_do"])
    assert client.post("/programme/gap/tasks", PLAN).status_code == 403
