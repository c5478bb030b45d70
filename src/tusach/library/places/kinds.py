"""All kinds and folders of places, units, rules, blocks and requests."""

from __future__ import annotations

from tusach.library.places import facts, requests, served_facts, story

KINDS = (*facts.KINDS, *served_facts.KINDS)
FOLDERS = (*story.FOLDERS, *requests.FOLDERS)
