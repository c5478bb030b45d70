"""How commands say that another node could not be asked, or refused."""

from __future__ import annotations

from tusach.node.cli.command import REFUSED, Outcome
from tusach.node.sync.messages import BadMessage
from tusach.node.wording.network import say_why


def not_done(fault: BadMessage) -> Outcome:
    """Why not, and what to do."""
    message = say_why(fault.code, fault.values)
    return Outcome({"refusal": {"code": fault.code, "message": message}}, (message,), REFUSED)
