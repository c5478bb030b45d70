"""A dossier on a real node: suggested, proposed, decided within its share, carried out, printed."""

from __future__ import annotations

import pytest
from tests.node.stock.conftest import ADULT, HERE, THERE, TODAY, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import LawDescribed
from tusach.library.weeding.facts import Member
from tusach.library.weeding.rules import Decision
from tusach.node.acts import care, circulation, entering
from tusach.node.acts import weeding as acts
from tusach.node.acts.erasure_board import board
from tusach.node.acts.weeding import Wanted
from tusach.node.store.retell import retell

pytestmark = pytest.mark.django_db
PAPER = Decision(number="15/QĐ", on=TODAY, disposal="pulped")


@pytest.fixture
def dossier(library: Library) -> str:
    done = acts.begin(library.node, library.at(by=HERE), decision="12/QĐ")
    assert isinstance(done, str), done
    return done


def propose(library: Library, dossier: str, *which: int, reason: str = "worn") -> object:
    copies = [library.copies[nr] for nr in which]
    return acts.propose(library.node, dossier, library.at(by=HERE), copies, reason=reason)


def council(library: Library, dossier: str) -> None:
    members = [Member("Lò Thị Mai", "chủ tịch"), Member("Nông Văn Páo", "")]
    done = acts.name_council(library.node, dossier, library.at(by=HERE), members)
    assert not isinstance(done, Refusal)


def test_a_dossier_goes_from_scan_to_minutes_on_the_page(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    address = client.post("/stock/weeding", {"decision": "12/QD"}).headers["Location"]
    change = f"{address}/change"
    for nr in (0, 1):
        code = library.code(library.copies[nr])
        client.post(change, {"what": "scan", "code": code, "reason": "worn"})
    client.post(change, {"what": "spare", "copy": library.copies[1], "reason": "used"})
    told = {"what": "council", "name": ["Lò Thị Mai", ""], "post": ["head", ""]}
    client.post(change, told)
    page = words(client.get(address))
    assert "1 planned and 0 left before, of 2 that may leave (40 % of the stock)" in page
    assert "Lò Thị Mai" in page and "Lò Thị Mai" not in words(desk(THERE).get(address))
    client.post(
        change, {"what": "decide", "number": "15/QD", "on": "23/11/2026", "disposal": "pulped"}
    )
    client.post(change, {"what": "carry-out", "paper": "3/BB"})
    assert library.node.store.state(library.copies[0], "copy").withdrawn_paper == "15/QD"
    page = words(client.get(f"{address}/minutes"))
    assert "1 copy left the stock" in page and "15/QD" in page and "3/BB" in page
    assert "Pulped" in page and "Dế Mèn" in page
    page = words(client.get("/stock/weeding"))
    assert "looked through again by 23 Nov 2029" in page
    assert "15/QD" in words(client.get("/stock/registers/general"))


def test_more_than_the_share_of_a_year_is_refused_and_what_is_excepted_is_not_counted(
    library: Library, dossier: str
) -> None:
    at = library.at(by=HERE)
    gone = circulation.withdraw(library.node, library.copies[3], at, reason="worn")
    assert not isinstance(gone, Refusal)
    propose(library, dossier, 0, 1)
    council(library, dossier)
    done = acts.decide(library.node, dossier, at, PAPER)
    assert isinstance(done, Refusal) and done.code == "weeding.share_over"
    assert (done.values["left"], done.values["allowed"]) == (1, 2)
    propose(library, dossier, 1, reason="expired_law")
    assert not isinstance(acts.decide(library.node, dossier, at, PAPER), Refusal)


def test_two_dossiers_make_no_room_beyond_the_share(library: Library, dossier: str) -> None:
    node, at = library.node, library.at(by=HERE)
    propose(library, dossier, 0, 1)
    council(library, dossier)
    assert not isinstance(acts.decide(node, dossier, at, PAPER), Refusal)
    second = acts.begin(node, at, decision="")
    assert isinstance(second, str)
    propose(library, second, 2)
    council(library, second)
    for _ in range(2):  # decided and to leave, then gone
        done = acts.decide(node, second, at, PAPER)
        assert isinstance(done, Refusal) and done.code == "weeding.share_over"
        assert done.values["left"] == 2
        acts.carry_out(node, dossier, at, paper="")


def test_a_copy_leaves_by_its_own_page_within_the_same_share(
    library: Library, desk: Desk, english: None
) -> None:
    node, at = library.node, library.at(by=HERE)
    for nr in (0, 1):
        assert not isinstance(
            circulation.withdraw(node, library.copies[nr], at, reason="worn"), Refusal
        )
    told = {"reason": "worn", "decision": ""}
    answer = desk().post(f"/desk/copies/{library.copies[2]}/withdraw", told, follow=True)
    assert "2 copies were weeded within a year, and 2 may be (40 %" in words(answer)
    assert node.store.state(library.copies[2], "copy").withdrawn_why == ""
    copy = node.store.state(library.copies[2], "copy")
    assert acts.off_a_dossier(node, copy, reason="worn", on="2027-11-24") is None
    for reason in ("expired_law", "lost"):  # the one is excepted here, the other is no weeding
        done = circulation.withdraw(node, library.copies[2 + (reason == "lost")], at, reason=reason)
        assert not isinstance(done, Refusal), (reason, done)


def test_what_left_longer_ago_than_the_window_counts_no_more(
    library: Library, dossier: str
) -> None:
    early = circulation.withdraw(
        library.node, library.copies[3], library.at(on="2026-01-06", by=HERE), reason="worn"
    )
    assert not isinstance(early, Refusal)
    assert acts.share_of(library.node, dossier, on="2026-11-23").left == 1
    assert acts.share_of(library.node, dossier, on="2027-01-05").left == 1
    assert acts.share_of(library.node, dossier, on="2027-01-07").left == 0


def test_local_history_leaves_neither_by_a_dossier_nor_by_its_own_page(
    library: Library, dossier: str, desk: Desk
) -> None:
    at = library.at(by=HERE)
    atlas = propose(library, dossier, 4)
    assert isinstance(atlas, Refusal) and atlas.code == "weeding.never"
    desk().post(
        f"/desk/copies/{library.copies[0]}/care", {"what": "protected", "reason": "local_history"}
    )
    kept = propose(library, dossier, 0)
    assert isinstance(kept, Refusal) and kept.code == "weeding.protected"
    done = circulation.withdraw(library.node, library.copies[0], at, reason="obsolete")
    assert isinstance(done, Refusal) and done.code == "weeding.protected"
    lost = circulation.withdraw(library.node, library.copies[0], at, reason="lost")
    assert not isinstance(lost, Refusal)


def test_copies_are_suggested_and_never_those_that_may_not_leave(
    library: Library, dossier: str
) -> None:
    node, at = library.node, library.at(by=HERE)
    law = LawDescribed("31/2000", expired_on="2020-07-01")
    entering.set_laws(node, library.titles[0], (law,), at)
    found = acts.suggest(node, library.main, Wanted(by="law"), TODAY)
    assert sorted(found) == sorted(library.copies[:2])
    entering.set_laws(node, library.titles[0], (law, LawDescribed("46/2019/QH14")), at)
    assert acts.suggest(node, library.main, Wanted(by="law"), TODAY) == []
    care.damage(node, library.copies[2], at, how="torn")
    damaged = Wanted(by="damaged")
    assert acts.suggest(node, library.main, damaged, TODAY) == [library.copies[2]]
    propose(library, dossier, 2)
    assert acts.suggest(node, library.main, damaged, TODAY) == []
    more = acts.suggest(node, library.main, Wanted(by="duplicate", keep=1), TODAY)
    assert more == [library.copies[1], library.copies[3]]
    library.lend(library.copies[1], ADULT)
    more = acts.suggest(node, library.main, Wanted(by="duplicate", keep=1), TODAY)
    assert library.copies[1] not in more
    every = acts.suggest(node, library.main, Wanted(by="kind"), TODAY)
    assert library.copies[4] not in every


def test_the_page_of_suggestions_takes_what_is_ticked(
    library: Library, desk: Desk, dossier: str, english: None
) -> None:
    client = desk()
    page = words(client.get(f"/stock/weeding/{dossier}?by=duplicate"))
    assert page.count('name="copy"') == 2 and "Propose what is ticked" in page
    told = {"what": "propose", "copy": library.copies[:2], "reason": "duplicate"}
    client.post(f"/stock/weeding/{dossier}/change", told)
    assert len(library.node.store.state(dossier, "weeding").proposed) == 2
    other = desk(THERE)
    other.post(f"/stock/weeding/{dossier}/change", {"what": "drop"})
    assert library.node.store.state(dossier, "weeding").dropped_on is None


def test_the_names_of_the_council_are_removed_and_the_tables_say_the_same(
    library: Library, dossier: str
) -> None:
    propose(library, dossier, 0)
    council(library, dossier)
    part = library.node.store.state(dossier, "weeding").council
    assert [one.name for one in acts.council(library.node, dossier)][0] == "Lò Thị Mai"
    acts.forget_council(library.node, dossier, library.at(by=HERE))
    (told,) = board(library.node)
    assert (told.erasure.subject, told.erasure.noun, told.done) == (dossier, "weeding", True)
    assert told.due_on is not None and told.erasure.named_on == TODAY
    assert acts.council(library.node, dossier) == ()
    assert library.node.store.vault.part(part) is None
    before = library.node.store.query("SELECT * FROM weeding JOIN weeding_copy USING (subject)")
    retell(library.node.store)
    after = library.node.store.query("SELECT * FROM weeding JOIN weeding_copy USING (subject)")
    assert before == after and len(after) == 1
