"""Folders that the province prepares for its places, and libraries that are made from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.cli.conftest import command
from tests.node.cli.test_network import Run, scopes
from tests.node.cli.test_network import hub as hub
from tests.node.store import homes as scene

from tusach.node.acts import founding

pytestmark = pytest.mark.timeout(300)


def test_a_prepared_folder_makes_a_library_that_joins_this_province_and_no_other(
    hub: Path, run: Run, tmp_path: Path
) -> None:
    sticks = tmp_path / "sticks"
    with scene.at_work(hub) as node:
        kind = next(one.code for one in node.profile.places.kinds if not one.central)
        wanted = founding.NewPlace(code="valley", name="Biblioteca <do> Vale", kind=kind)
        node.store.tell(None, founding.place_drafts(node, wanted, scene.ON))
    made = run(
        hub, "enrol", "prepare", str(sticks), "--address", "http://hub.example:8000", "--json"
    )
    assert (made.exit, made.told["places"]) == (0, ["valley"])
    folder = Path(made.told["folders"][0])
    assert sorted(one.name for one in folder.iterdir()) == [
        "DOC-TRUOC.txt",
        "catalogue.tusach",
        "invitation.json",
        "label.html",
    ]
    page = (folder / "label.html").read_text()
    assert "Biblioteca &lt;do&gt; Vale" in page and "<svg" in page
    library, ask, answer = tmp_path / "new", str(tmp_path / "ask"), str(tmp_path / "answer")
    began = command(library, "init", "--invitation", str(folder / "invitation.json"), "--json")
    assert (began.exit, began.told["place"]) == (0, "valley"), began
    assert run(library, "enrol", "request", ask).exit == 0
    assert run(hub, "enrol", "grant", ask, answer).exit == 0
    other = tmp_path / "other hub"
    words = ("--role", "hub", "--tenant", scene.TENANT, "--profile", scene.PROFILE)
    assert command(other, "init", *words, "--place", "valley").exit == 0
    strange = str(tmp_path / "strange")
    assert run(other, "enrol", "grant", ask, strange).exit == 0
    refused = run(library, "enrol", "accept", strange, "--json")
    assert (refused.exit, refused.told["refusal"]["code"]) == (3, "enrol.other_root")
    assert run(library, "enrol", "accept", answer, "--json").exit == 0
    assert run(hub, "enrol", "prepare", str(sticks), "--json").told["places"] == []
    wrong = command(tmp_path / "none", "init", "--invitation", str(answer), "--json")
    assert wrong.exit == 2 and not (tmp_path / "none" / "home.json").exists()


def test_a_library_made_from_a_stick_is_known_at_the_province_with_its_first_parcel(
    hub: Path, run: Run, tmp_path: Path
) -> None:
    sticks, parcel = tmp_path / "sticks", str(tmp_path / "parcel")
    with scene.at_work(hub) as node:
        kind = next(one.code for one in node.profile.places.kinds if not one.central)
        for code in ("valley", "hill"):
            wanted = founding.NewPlace(code=code, name=f"Thư viện {code}", kind=kind)
            node.store.tell(None, founding.place_drafts(node, wanted, scene.ON))
    nowhere = run(hub, "enrol", "prepare", str(sticks), "--place", "nowhere", "--json")
    assert (nowhere.exit, nowhere.told["refusal"]["code"]) == (3, "enrol.not_free")
    made = run(hub, "enrol", "prepare", str(sticks), "--all", "--days", "99999", "--json")
    assert (made.exit, made.told["places"], made.told["ask"]) == (0, ["hill", "valley"], [])
    text = (sticks / "tusach-valley" / "DOC-TRUOC.txt").read_text("utf-8-sig")
    assert "tusach init --from tusach-valley" in text
    one, other = tmp_path / "one", tmp_path / "other"
    for home in (one, other):
        began = command(home, "init", "--from", str(sticks / "tusach-valley"), "--json")
        assert (began.exit, began.told["place"], began.told["member"]) == (0, "valley", "yes"), (
            began
        )
        assert run(home, "parcel", "write", parcel).exit == 0
        read = run(hub, "parcel", "read", parcel, "--json")
        assert (read.exit, read.told["kept"], read.told["quarantined"]) == (0, False, []), read
    listed = run(hub, "enrol", "list", "--json", "--lang", "vi")
    keys = {
        home: run(home, "enrol", "request", parcel, "--json").told["node"] for home in (one, other)
    }
    (case,) = listed.told["invited"]
    assert (listed.exit, case["place"], case["why"]) == (1, "valley", "twice")
    assert {use["node"]: use["state"] for use in case["machines"]} == {
        keys[one]: "admitted",
        keys[other]: "open",
    }
    assert keys[other][:8] in listed.err
    wrong = run(hub, "enrol", "admit", keys[other][:8], "--json")
    assert (wrong.exit, wrong.told["refusal"]["code"]) == (3, "invited.other_inside")
    assert (
        run(hub, "enrol", "refuse", "0000", "--json").told["refusal"]["code"] == "enrol.no_machine"
    )
    assert run(hub, "enrol", "refuse", keys[other][:8], "--json").exit == 0
    assert run(hub, "enrol", "list", "--json").told["invited"] == []
    assert run(hub, "parcel", "write", "--for", "valley", parcel, "--json").told["recipients"] == [
        keys[one]
    ]
    assert run(one, "parcel", "read", parcel, "--json").exit == 0
    assert scopes(run, one).items() <= scopes(run, hub).items()
    nothing = command(tmp_path / "none", "init", "--from", str(tmp_path), "--json")
    assert nothing.exit == 2 and not (tmp_path / "none" / "home.json").exists()
    (sticks / "tusach-hill" / "catalogue.tusach").write_bytes(b"\x89TUS")
    torn = command(tmp_path / "none", "init", "--from", str(sticks / "tusach-hill"), "--json")
    assert (torn.exit, torn.told["refusal"]["code"]) == (3, "enrol.stick_torn"), torn
    assert not (tmp_path / "none" / "home.json").exists()
