"""A home has an id; its keys lie elsewhere and belong to one user."""

import json
import threading
from pathlib import Path

import pytest

from tusach.node.settings.home import home_folder, home_id, read_home, write_home
from tusach.node.settings.keys import NoHome, key_folder, read_or_make, secret_key


def test_the_home_is_the_named_folder_or_var_below_the_current_one(tmp_path: Path) -> None:
    assert home_folder({"TUSACH_HOME": str(tmp_path)}) == tmp_path
    assert home_folder({}) == Path.cwd() / "var"


def test_a_home_keeps_its_id_and_everything_others_wrote(tmp_path: Path) -> None:
    first = write_home(tmp_path, role="library")["home"]
    again = write_home(tmp_path, names=["tusach.example"])
    expected = {"home": first, "role": "library", "names": ["tusach.example"]}
    assert {key: again[key] for key in expected} == expected
    assert read_home(tmp_path) == again
    assert [path.name for path in tmp_path.iterdir()] == ["home.json"]


def test_two_homes_have_different_ids(tmp_path: Path) -> None:
    assert write_home(tmp_path / "a")["home"] != write_home(tmp_path / "b")["home"]


def test_a_folder_without_home_json_is_no_home_yet(tmp_path: Path) -> None:
    assert read_home(tmp_path) == {}
    assert home_id(tmp_path) is None


def test_home_json_that_is_no_object_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text(json.dumps([1]))
    with pytest.raises(ValueError, match="one JSON object"):
        read_home(tmp_path)


def test_keys_lie_below_the_users_state_folder_under_the_id_of_the_home(tmp_path: Path) -> None:
    identity = write_home(tmp_path / "home")["home"]
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    assert key_folder(tmp_path / "home", state) == tmp_path / "state" / "tusach" / identity


def test_keys_lie_in_the_local_state_of_the_user_where_nothing_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "user")
    identity = write_home(tmp_path / "home")["home"]
    found = key_folder(tmp_path / "home", {})
    assert found == tmp_path / "user" / ".local" / "state" / "tusach" / identity


def test_keys_inside_the_home_are_refused(tmp_path: Path) -> None:
    write_home(tmp_path)
    with pytest.raises(ValueError, match="outside the home"):
        key_folder(tmp_path, {"TUSACH_KEYS": str(tmp_path / "keys")})


def test_a_home_without_id_has_no_keys(tmp_path: Path) -> None:
    with pytest.raises(NoHome):
        key_folder(tmp_path, {"XDG_STATE_HOME": str(tmp_path)})


def test_keys_can_be_read_by_their_owner_only(tmp_path: Path) -> None:
    write_home(tmp_path / "home")
    environ = {"TUSACH_KEYS": str(tmp_path / "keys")}
    secret_key(tmp_path / "home", environ)
    (held,) = (tmp_path / "keys").iterdir()
    assert held.stat().st_mode & 0o777 == 0o600
    assert held.parent.stat().st_mode & 0o777 == 0o700
    held.chmod(0o644)
    secret_key(tmp_path / "home", environ)
    assert held.stat().st_mode & 0o777 == 0o600


def test_the_secret_stays_the_same_over_a_restart_and_differs_between_homes(tmp_path: Path) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    for name in ("a", "b"):
        write_home(tmp_path / name)
    first = secret_key(tmp_path / "a", state)
    assert secret_key(tmp_path / "a", state) == first
    assert secret_key(tmp_path / "b", state) != first
    assert len(first) >= 50


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    read: list[bytes] = []

    def start(number: int) -> None:
        together.wait()
        read.append(read_or_make(tmp_path / "key", lambda: bytes([number]) * 32))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(read)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
