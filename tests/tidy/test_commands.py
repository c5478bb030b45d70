"""Each command says what it does, explains each option and keeps what scripts rely on."""

import re

import pytest
from tests.tidy.rule import ROOT, text
from tools import command_pages

from tusach.node.cli.main import main

PROMISED = ("--home", "--json", "--lang", "--help")


def test_each_command_and_each_option_is_explained() -> None:
    for name in command_pages.command_names():
        assert command_pages.about(name), name
        for action in command_pages.options(name):
            assert action.help, f"{name} {action.option_strings or action.dest}"


@pytest.mark.parametrize("name", command_pages.command_names())
def test_each_command_takes_the_promised_options(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert [option for option in PROMISED if option not in told] == []


def test_each_command_stands_in_the_reference() -> None:
    page = text(ROOT / "docs" / "reference" / "commands.md")
    listed = re.findall(r"^## `tusach ([a-z-]+)`$", page, re.MULTILINE)
    assert listed == sorted(command_pages.command_names())
