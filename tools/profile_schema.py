"""The page `spec/profile.schema.json`, generated from the Structs of `tusach.library.profile`."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from tusach.library.profile.profile import Profile

ROOT = Path(__file__).resolve().parent.parent
PAGE = "spec/profile.schema.json"


def profile_schema() -> str:
    """The JSON Schema of a profile: each property is one file of its folder."""
    schema = msgspec.json.schema(Profile)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def pages() -> dict[str, str]:
    """Path in the tree and text, as `tools.generate` wants them."""
    return {PAGE: profile_schema()}


def main() -> None:
    """Write the page."""
    (ROOT / PAGE).write_text(profile_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
