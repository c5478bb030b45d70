"""What is to be done, in words."""

from __future__ import annotations

from tusach.library.tasks import facts
from tusach.library.tasks.story import TaskState
from tusach.node.acts import assessing
from tusach.node.pages.writing import term
from tusach.node.wording.values import in_language


def what_words(state: TaskState) -> str:
    """An action by its word, a finding by its criterion."""
    said = state.given
    if said is None:
        return ""
    if said.source == facts.FINDING:
        for one in assessing.sets().values():
            criterion = one.get(said.what)
            if criterion is not None:
                return in_language(criterion.names)
    return term(said.what)
