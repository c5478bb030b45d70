"""What a fresh home hands out opens its doors later: codes and PINs bear its secret."""

import json
import os
import subprocess
import sys
from pathlib import Path

LATER = """
import sys, django
django.setup()
from django.utils import timezone
from tusach.node.people.logins import login_of_first_code
found = login_of_first_code(sys.argv[1], sys.argv[2], timezone.now())
print(found is not None)
"""


def test_the_first_code_of_a_new_home_lets_the_administrator_in(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environ = {
        **os.environ,
        "TUSACH_HOME": str(home),
        "TUSACH_KEYS": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "tusach.node.settings.django",
    }
    words = ["init", "--json", "--home", str(home), "--role", "library", "--tenant", "LU"]
    words += ["--profile", "lumira"]
    made = subprocess.run(
        [sys.executable, "-c", "from tusach.node.cli.main import run; run()", *words],
        capture_output=True, text=True, env=environ, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    told = json.loads(made.stdout.strip().splitlines()[-1])
    asked = subprocess.run(
        [sys.executable, "-c", LATER, told["login"], told["first_code"]],
        capture_output=True, text=True, env=environ, check=False,
    )  # fmt: skip
    assert asked.stdout.strip() == "True", asked.stderr
