"""Find titles in the catalogue, marks or no marks, slips of the keyboard forgiven."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand


class Command(ReadingCommand):
    """tusach search QUERY."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("query", help="words of title, author or subject, or an ISBN")
        parser.add_argument("--limit", type=int, default=10, help="how many at most")
        parser.add_argument("--offset", type=int, default=0, help="how many to pass over")

    def look(self, node: Node) -> Outcome:
        words = self.options
        answer = node.search.search(words.query, limit=words.limit, offset=words.offset)
        hits = []
        for hit in answer.hits:
            said = node.store.state(hit.title_id, "title").described
            shelves = node.indexer.shelves(hit.title_id)
            hits.append(
                {
                    "title_id": hit.title_id,
                    "title": said.title if said else "",
                    "author": "; ".join(said.authors) if said else "",
                    "year": said.year if said else None,
                    "copies": sum(shelf.copies for shelf in shelves),
                    "available": sum(shelf.available for shelf in shelves),
                }
            )
        fields = {
            "total": answer.total,
            "milliseconds": round(answer.microseconds / 1000),
            "hits": hits,
            "searched_for": answer.searched_for,
        }
        lines = [f"{one['title']} / {one['author']} ({one['year'] or '-'})" for one in hits]
        if answer.searched_for:
            lines.insert(0, _("Searched for: %(words)s") % {"words": answer.searched_for})
        return Outcome(fields, tuple(lines) or (_("Nothing found."),))
