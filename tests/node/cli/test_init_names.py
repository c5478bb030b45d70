"""A new library carries its own name, and the logins of a demonstration are said in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from tusach.node.acts.node import load_profile
from tusach.node.cli.management.commands.init import Command
from tusach.node.cli.management.commands.serve import login_lines


def place_of(*words: str) -> Any:
    """The first place that `tusach init` would found."""
    import argparse

    parser, command = argparse.ArgumentParser(), Command()
    command.add_arguments(parser)
    command.options = parser.parse_args(words)
    return command._place(load_profile(command.options.profile))


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("--role hub", "Thư viện tỉnh", "provincial_library"),
        ("--role library", "Thư viện tỉnh", "provincial_library"),
        ("--role library --place 01321", "Thư viện xã Bảo Lạc", "commune_library"),
        ("--role library --place TV9", "Thư viện TV9", "commune_library"),
        ("--role library --place TV9 --kind legal_bookcase", "Tủ sách pháp luật", "legal_bookcase"),
        ("--role library --place TV9 --name Abc", "Abc", "commune_library"),
        ("--role vehicle --place XE", "Thư viện XE", "mobile_library"),
    ],
)
def test_a_library_is_called_by_its_own_place(words: str, name: str, kind: str) -> None:
    found = place_of("--tenant", "04", "--profile", "caobang", *words.split())
    assert (found.name, found.kind) == (name, kind)
    assert found.unit == ("01321" if "01321" in words else "")


def test_a_library_of_the_invented_province_is_not_the_main_one() -> None:
    for place, name in (("H7", "Library H7"), ("AL01", "Library of ")):
        told = ["--tenant", "LU", "--profile", "lumira", "--role", "library", "--place"]
        found = place_of(*told, place)
        assert found.name.startswith(name)
        assert found.kind == "reading_hut"


def test_logins_of_the_demonstration_say_whose_they_are() -> None:
    logins = [
        {"what": "provincial", "login": "provincial", "password": "x"},
        {"what": "reader", "login": "200", "password": "PIN 2468"},
    ]
    with translation.override("vi"):
        assert login_lines(logins) == [
            "cán bộ thư viện tỉnh: provincial / x",
            "bạn đọc: 200 / PIN 2468",
        ]
