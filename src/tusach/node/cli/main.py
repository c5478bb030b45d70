"""The door `tusach COMMAND …`: finds the home, sets up Django, runs one command."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from tusach.node.cli import launching
from tusach.node.settings import machine
from tusach.node.settings.home import home_folder

COMMANDS = Path(__file__).parent / "management" / "commands"
EXIT_WRONG_USE = 2


def names() -> tuple[str, ...]:
    """The names of all commands, as typed."""
    found = (one.stem.replace("_", "-") for one in COMMANDS.glob("*.py") if one.stem != "__init__")
    return tuple(sorted(found))


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code is also the process's."""
    args = list(sys.argv[1:] if argv is None else argv)
    machine.only_for_owner()
    home = _value(args, "--home")
    if home:
        os.environ["TUSACH_HOME"] = str(Path(home).absolute())
    if argv is None:  # a process of its own, which may become another version
        launching.follow(home_folder(), args)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    if not args or args[0] in ("-h", "--help", "help"):
        _overview(args)
        return 0 if args else EXIT_WRONG_USE
    name = args[0]
    if name in ("--version", "version"):
        from tusach import VERSION

        sys.stdout.write(f"{VERSION}\n")
        return 0
    if name not in names():
        said = _overview(args, unknown=name)
        if "--json" in args:
            refusal = {"code": "usage", "message": said}
            sys.stdout.write(json.dumps({"refusal": refusal}, ensure_ascii=False) + "\n")
        return EXIT_WRONG_USE
    import django

    django.setup()
    module = import_module(f"tusach.node.cli.management.commands.{name.replace('-', '_')}")
    code: int = module.Command().run_words(name, args[1:])
    return code


def run() -> None:
    """The installed script."""
    sys.exit(main())


def _value(args: list[str], option: str) -> str | None:
    for place, word in enumerate(args):
        if word == option and place + 1 < len(args):
            return args[place + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def _overview(args: list[str], *, unknown: str = "") -> str:
    """Say which commands there are, after the one that is none; that sentence."""
    import django

    django.setup()
    from django.utils.translation import gettext as _
    from django.utils.translation import override

    from tusach.node.settings.told import language_of

    stream = sys.stderr if unknown else sys.stdout
    with override(language_of(args)):
        words = _("There is no command “%(name)s”. Choose one of these:") % {"name": unknown}
        stream.write(f"{words}\n\n" if unknown else "")
        stream.write(_("tusach COMMAND [--home DIR] [--json] [--lang vi|en] …") + "\n\n")
        for name in names():
            source = (COMMANDS / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
            about = _(source.split(chr(34) * 3)[1].strip())
            stream.write(f"  {name:<14} {about.splitlines()[0]}\n")
    return words if unknown else ""
