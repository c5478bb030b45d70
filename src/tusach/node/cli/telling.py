"""A subject told for scripts: its state, its disagreements, its facts in order.

The same for people is in `saying`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.ledger.story import Story


def story_fields(story: Story) -> dict[str, Any]:
    """The folded state and everything that made it."""
    corrected = dict(story.corrected)
    return {
        "subject": story.subject,
        "noun": story.noun,
        "state": msgspec.to_builtins(story.state),
        "disagreements": [msgspec.to_builtins(one) for one in story.disagreements],
        "needs_update": list(story.needs_update),
        "dead": [list(one) for one in story.dead],
        "facts": [
            {
                "id": one.id,
                "kind": one.fact.kind,
                "on": one.fact.on,
                "told_ms": one.fact.told_ms,
                "place": one.fact.place,
                "by": one.fact.teller,
                "body": msgspec.json.decode(one.fact.body),
                "void": one.id in story.void,
                "corrected_by": corrected.get(one.id),
            }
            for one in story.held
        ],
    }
