"""Writes `spec/profile.schema.json` from the Structs of `tusach.library.profile`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from tusach.library.profile.profile import Profile

SCHEMA = Path(__file__).resolve().parent.parent / "spec" / "profile.schema.json"


def profile_schema() -> str:
    """The JSON Schema of a profile: each property is one file of its folder."""
    schema = msgspec.json.schema(Profile)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` only say whether it is fresh."""
    fresh = SCHEMA.exists() and SCHEMA.read_text(encoding="utf-8") == profile_schema()
    if "--check" in arguments:
        if not fresh:
            print(f"{SCHEMA.name} is stale: run python tools/profile_schema.py")
        return 0 if fresh else 1
    SCHEMA.write_text(profile_schema(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
