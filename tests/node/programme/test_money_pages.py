"""Money beside the tasks: unknown is not 0, spent above planned is said, each sum opens."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

from django.test import Client
from tests.node.desk.conftest import HERE, TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Refusal
from tusach.library.money.facts import MoneySpent
from tusach.node.acts import money as acts

Office = Callable[..., Client]
YEAR = int(TODAY[:4])
FORM = {
    "step": "tell",
    "tell-side": "planned",
    "tell-task": "models",
    "tell-source": "central_budget",
    "tell-year": str(YEAR),
    "tell-dong": "1.500.000.000",
    "tell-paper": "9/QĐ",
}


def spent(library: Library, dong: int, **more: Any) -> None:
    body = MoneySpent(
        more.get("task", "training"), "province_budget", YEAR, dong, more.get("paper", "31/QT")
    )
    done = acts.tell(library.node, body, library.at(on=TODAY))
    assert not isinstance(done, Refusal), done


def test_eight_tasks_stand_there_and_what_nobody_told_is_unknown(
    library: Library, office: Office
) -> None:
    said = words(office(HERE).get("/programme/money"))
    for nr in range(1, 9):
        assert f"{nr}. " in said
    assert "unknown" in said
    assert "1687" in said
    assert "Enter a paper" not in said, "the province enters papers"


def test_the_province_enters_a_paper_once_and_anew_and_nothing_is_added(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    assert client.post("/programme/money", FORM).status_code == 302
    assert client.post("/programme/money", FORM).status_code == 422
    assert client.post("/programme/money", FORM | {"tell-dong": "900"}).status_code == 302
    assert [one.dong for one in acts.entries(library.node)] == [900]
    odd = client.post("/programme/money", FORM | {"tell-paper": "of Ms Hoa"})
    assert odd.status_code == 422
    assert "as one word" in words(odd)


def test_papers_of_two_communes_with_one_number_are_two(library: Library, office: Office) -> None:
    client = office(WIDE)
    units = library.node.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 2")
    for (unit,) in units:
        client.post("/programme/money", FORM | {"tell-source": "commune_budget", "tell-unit": unit})
    assert len(acts.entries(library.node)) == len(units) == 2


def test_a_librarian_enters_no_money(library: Library, office: Office) -> None:
    office(HERE).post("/programme/money", FORM)
    assert acts.entries(library.node) == ()


def test_more_spent_than_planned_and_spent_without_a_plan_are_said(
    library: Library, office: Office
) -> None:
    made.money(library)
    spent(library, 260_000_000)
    spent(library, 5, task="digital")
    said = words(office(HERE).get("/programme/money"))
    assert "more was spent than was planned" in said
    assert "spent, and no plan was told" in said
    assert "-10,000,000" in said


def test_a_sum_opens_to_its_papers_and_they_add_up_to_it(library: Library, office: Office) -> None:
    made.money(library)
    spent(library, 30)
    spent(library, 12, paper="32/QT")
    client = office(HERE)
    page = client.get("/programme/money").content.decode()
    assert f"/programme/money/papers?task=training&amp;year={YEAR}&amp;side=spent" in page
    said = words(client.get("/programme/money/papers?task=training&side=spent"))
    assert "31/QT" in said and "32/QT" in said and ">42<" in said
    file = client.get("/programme/money/papers?task=training&side=spent&as=csv").content.decode()
    assert "31/QT" in file and "12/QĐ" not in file
    assert "not 0" in words(client.get("/programme/money/papers?task=digital"))


def test_a_paper_is_put_right_or_taken_back_on_its_page(library: Library, office: Office) -> None:
    money = made.money(library)
    client = office(WIDE)
    address = f"/programme/money/papers/{money}"
    assert client.post(address, {"step": "amount", "amount-dong": "7"}).status_code == 302
    assert [one.dong for one in acts.entries(library.node)] == [7]
    client.post(address, {"step": "back", "back-reason": "typed_wrong"})
    assert acts.entries(library.node) == ()
    assert "counts no more" in words(client.get(address))
    assert client.get(f"/programme/money/papers/{'0' * 32}").status_code == 404


def test_the_file_has_empty_cells_where_nothing_is_known(library: Library, office: Office) -> None:
    made.money(library)
    file = office(HERE).get(f"/programme/money?year={YEAR}&as=csv").content.decode()
    line = next(one for one in file.splitlines() if "250000000" in one)
    assert line.rstrip().endswith("250000000,,") or line.rstrip().endswith("250000000;;")


def test_the_page_is_light_and_works_without_scripts(library: Library, office: Office) -> None:
    made.money(library)
    page = office(WIDE).get("/programme/money").content
    assert len(gzip.compress(page)) <= 60 * 1024
    work = page.decode().split("<main")[1].split("</main>")[0]
    assert "<script" not in work
