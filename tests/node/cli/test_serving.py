"""While a process serves a home: reading beside it, acts handed over to it, no second one."""

from __future__ import annotations

import contextlib
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange.builders import books
from tests.node.cli.conftest import Ran, Served, cards_of, codes_of, command
from tests.node.store import homes as scene

from tusach.node.acts.verifying import verify_home
from tusach.node.cli.serving import Serving

Serve = Callable[[Path], contextlib.AbstractContextManager[Served]]
Run = Callable[..., Ran]
pytestmark = pytest.mark.timeout(300)


def test_a_second_one_is_told_who_serves_and_acts_are_handed_over(
    library: Path, serve: Serve, run: Run, tmp_path: Path
) -> None:
    (copy, *_), (card, *_) = codes_of(library, "available"), cards_of(library)
    alone = run(library, "lend", copy, card, "--json").told
    run(library, "return", copy, "--json")
    with serve(library) as served:
        second = command(library, "serve", "--bind", "127.0.0.1:1", "--json")
        assert second.exit == 3
        assert second.told["busy"]["pid"] == served.process.pid
        assert second.told["busy"]["address"] == served.address
        assert str(served.process.pid) in second.err
        assert served.address in second.err

        beside = run(library, "lend", copy, card, "--json")
        assert beside.exit == 0
        assert beside.told.keys() == alone.keys()
        refused = run(library, "lend", copy, card, "--json", "--lang", "en")
        assert (refused.exit, refused.told["refusal"]["code"]) == (3, "copy.with_this_reader")
        assert refused.told["refusal"]["message"].isascii()

        seen = run(library, "copy", copy, "--json").told
        assert seen["status"] == "on_loan"
        for name, words in (("digest", ()), ("reader", (card,)), ("search", ("so do",))):
            assert run(library, name, *words, "--json").exit == 0
        assert run(library, "verify", "--json").told["faults"] == []
        with urllib.request.urlopen(served.address) as page:
            assert page.status == 200

        file = tmp_path / "many.mrc"
        file.write_bytes(b"".join(books(3_000)))
        imported = run(library, "import-marc", str(file), "--json", "--lang", "en")
        assert imported.exit == 0, imported
        assert imported.told["read"] == imported.told["stored"] == 3_000
        assert "bytes read" in imported.err
        assert run(library, "search", "truyen kieu 2995", "--json").told["total"] >= 1
        retold = run(library, "retell", "--json").told
        assert retold["digest_before"] == retold["digest_after"]
    assert run(library, "copy", copy, "--json").told["status"] == "on_loan"
    assert verify_home(library).faults == ()


def test_reading_is_right_at_every_moment_while_another_process_writes(
    library: Path, serve: Serve, run: Run
) -> None:
    copies, (card, *_) = codes_of(library, "available"), cards_of(library)
    with serve(library):
        ends, found = threading.Event(), []

        def look() -> None:
            while not ends.is_set():
                found.append(verify_home(library).faults)

        looker = threading.Thread(target=look)
        looker.start()
        try:
            for nr in range(12):
                copy = copies[nr % len(copies)]
                assert run(library, "lend", copy, card).exit in (0, 3)
                assert run(library, "return", copy).exit == 0
        finally:
            ends.set()
            looker.join()
    assert found
    assert set(found) == {()}


def test_a_home_may_lie_at_the_end_of_a_long_path(
    library: Path, serve: Serve, run: Run, tmp_path: Path
) -> None:
    deep = tmp_path.joinpath(*(f"một thư mục rất dài số {nr}" for nr in range(8)))
    deep.mkdir(parents=True)
    home = deep / "nhà"
    library.rename(home)
    assert len(os.fsencode(home)) > 200
    (copy, *_), (card, *_) = codes_of(home, "available"), cards_of(home)
    with serve(home):
        assert run(home, "lend", copy, card).exit == 0
    assert run(home, "copy", copy, "--json").told["status"] == "on_loan"


def test_a_process_that_was_killed_leaves_a_home_that_serves_again(
    library: Path, serve: Serve, run: Run
) -> None:
    (copy, *_), (card, *_) = codes_of(library, "available"), cards_of(library)
    with serve(library) as served:
        assert run(library, "lend", copy, card).exit == 0
        served.process.kill()
        served.process.wait()
    assert (library / "node.sock").exists()
    assert run(library, "copy", copy, "--json").told["status"] == "on_loan"
    assert verify_home(library).faults == ()
    assert run(library, "return", copy).exit == 0
    with serve(library):
        assert run(library, "lend", copy, card).exit == 0
    assert not (library / "node.sock").exists()


def test_a_body_that_is_too_large_gets_its_page_from_the_running_server(
    library: Path, serve: Serve
) -> None:
    with serve(library) as served:
        for address in ("login", "office/imports"):
            sent = urllib.request.Request(served.address + address, data=b"x" * (3 << 20))
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(sent, timeout=60)
            with refused.value as answer:
                assert answer.code == 413
                words = answer.read().decode()
            assert "Nội dung gửi lên quá lớn" in words
            assert "This is too large to be taken in" in words
        with urllib.request.urlopen(served.address) as page:
            assert page.status == 200


def test_serve_says_one_object_for_a_script_though_it_ends_later(
    library: Path, serve: Serve
) -> None:
    with serve(library) as served:  # reads the first line
        served.process.terminate()
        assert served.process.stdout.read() == ""
        assert served.process.wait() == 0


def test_a_fault_of_the_machine_does_not_end_the_sealing(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keys = Path(os.environ["TUSACH_KEYS"])
    with scene.at_work(library) as node:
        monkeypatch.setattr("tusach.node.cli.serving.SEAL_EVERY_S", 0.01)
        tries, failed, sealed = node.store.seal_if_told, threading.Event(), threading.Event()

        def watched() -> int:
            try:
                found = tries()
            except OSError:
                failed.set()
                raise
            if found:
                sealed.set()
            return found

        node.store.seal_if_told = watched  # type: ignore[method-assign]
        aside = keys.rename(keys.with_name("aside"))
        keys.write_text("no folder")
        serving = Serving(library, node)
        try:
            scene.describe(node, "Told while no key can be reached")
            assert failed.wait(60)
            assert not sealed.is_set()
            keys.unlink()
            aside.rename(keys)
            assert sealed.wait(60)
            assert "sealing broke off" in caplog.text
        finally:
            serving.close()
