"""Each command says what it does, explains each option and keeps what scripts rely on."""

import re

from tests.tidy.rule import ROOT, text
from tools import command_pages

PROMISED = {"--home", "--json", "--lang", "--help"}


def test_each_command_and_each_option_is_explained() -> None:
    for name, command in command_pages.commands():
        assert str(command.help or "").strip(), name
        for action in command.create_parser("tusach", name)._actions:
            assert action.help, f"{name} {action.option_strings or action.dest}"


def test_each_command_takes_the_promised_options() -> None:
    for name, command in command_pages.commands():
        parser = command.create_parser("tusach", name)
        taken = {option for action in parser._actions for option in action.option_strings}
        assert PROMISED <= taken, name


def test_each_command_stands_in_the_reference() -> None:
    page = text(ROOT / "docs" / "reference" / "commands.md")
    listed = re.findall(r"^## `tusach ([a-z-]+)`$", page, re.MULTILINE)
    assert listed == sorted(name for name, _ in command_pages.commands())
