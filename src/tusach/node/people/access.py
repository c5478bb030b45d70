"""Who may open which address, do which act, and see whom.

Every address declares its rule where the view is written:

    @rule(staff("librarian"))
    def home(request): ...

A view without a rule is refused to everybody. Inside, a view asks `may` for acts at a place,
and calls `look` before it shows private data.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode

from tusach.node.people.actors import Actor, Anonymous, Reader, Role, Staff
from tusach.node.people.looks import look
from tusach.node.people.sessions import actor_of
from tusach.node.settings.hosts import is_confidential, is_own_screen
from tusach.node.settings.told import strict_rules

logger = logging.getLogger("tusach.access")
View = TypeVar("View", bound=Callable[..., Any])


LAPTOP_ONLY = frozenset({"office", "worklist", "network", "privacy", "people:reader-login"})
"""Rooms and pages that a joined phone never opens: they rule over more than a desk, or ask for a
PIN, which goes over the open Wi-Fi. Source: docs/decisions/0044."""


OWN_SESSION = frozenset(
    {"people:logout", "people:login", "people:first-login", "people:change-password"}
    | {"pages:language"}
)
"""What an inspector may send: their own way in and out, and the language of the pages."""


class OnTheLaptop(PermissionDenied):
    """This is done on the library's computer itself, whoever asks by phone."""


class UndeclaredRule(Exception):
    """A view was written without saying who may open it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open an address; `door` is where somebody refused may say who they are."""

    name: str
    holds: Callable[[HttpRequest], bool]
    door: str | None = None
    is_public: bool = False


def public() -> Rule:
    """Anybody may open it."""
    return Rule("public", lambda request: True, is_public=True)


def staff(role: str) -> Rule:
    """A member of staff whose widest role today is `role` or above it."""
    least = Role(role)

    def holds(request: HttpRequest) -> bool:
        actor = actor_from(request)
        return isinstance(actor, Staff) and actor.role.rank >= least.rank

    return Rule(f"staff {least}", holds, door="people:login")


def inspector() -> Rule:
    """An inspector, and nobody else of the staff."""

    def holds(request: HttpRequest) -> bool:
        actor = actor_from(request)
        return isinstance(actor, Staff) and actor.role is Role.INSPECTOR

    return Rule("inspector", holds, door="people:login")


def reader_self() -> Rule:
    """A reader, about nobody but themselves: the view uses `request.actor.reader_id`."""
    return Rule(
        "reader",
        lambda request: isinstance(actor_from(request), Reader),
        door="people:reader-login",
    )


def own_screen() -> Rule:
    """Only the browser on the node itself."""
    return Rule("own screen", is_own_screen)


def confidential() -> Rule:
    """Only where nobody can read along: HTTPS or the node's own screen, and no joined phone."""

    def holds(request: HttpRequest) -> bool:
        actor = actor_from(request)
        return is_confidential(request) and not (isinstance(actor, Staff) and actor.joined)

    return Rule("confidential", holds)


def all_of(*rules: Rule) -> Rule:
    """Every one of the rules holds."""
    return Rule(
        " and ".join(one.name for one in rules),
        lambda request: all(one.holds(request) for one in rules),
        door=next((one.door for one in rules if one.door), None),
        is_public=all(one.is_public for one in rules),
    )


def any_of(*rules: Rule) -> Rule:
    """At least one of the rules holds."""
    return Rule(
        " or ".join(one.name for one in rules),
        lambda request: any(one.holds(request) for one in rules),
        door=next((one.door for one in rules if one.door), None),
        is_public=any(one.is_public for one in rules),
    )


def rule(declared: Rule) -> Callable[[View], View]:
    """Declare who may open a view; without this nobody may."""

    def declare(view: View) -> View:
        @wraps(view)
        def ruled(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        ruled.tusach_rule = declared  # type: ignore[attr-defined]
        return ruled  # type: ignore[return-value]

    return declare


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """Return the rule that a view declared."""
    found = getattr(view, "tusach_rule", None)
    return found if isinstance(found, Rule) else None


def actor_from(request: HttpRequest) -> Actor:
    """Return `request.actor`, typed; Anonymous before the middleware has seen the request."""
    found: Actor = getattr(request, "actor", Anonymous())
    return found


def may_open(request: HttpRequest, name: str) -> bool:
    """Tell whether the person of a request may open the address called `name` (without values)."""
    try:
        declared = rule_of(resolve(reverse(name)).func)
    except NoReverseMatch:
        return False
    return declared is not None and declared.holds(request) and not _kept_from(request, name)


def _kept_from(request: HttpRequest, name: str) -> bool:
    """Whether the address of this name is none for the device that asks."""
    actor = actor_from(request)
    joined = isinstance(actor, Staff) and actor.joined
    return joined and not LAPTOP_ONLY.isdisjoint({name, name.partition(":")[0]})


class AccessMiddleware:
    """Says who is asking, and lets nobody pass a view's rule."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request, timezone.localdate())  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not isinstance(actor_from(request), Anonymous):
            # A reader's page must not come back by the back button of a shared computer.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse the view, or let it answer."""
        declared = rule_of(view)
        if declared is None:
            name = f"{view.__module__}.{getattr(view, '__qualname__', view)}"
            if strict_rules():
                raise UndeclaredRule(name)
            logger.error("refused a view that declares no rule: %s", name)
            raise PermissionDenied("undeclared")
        found = request.resolver_match
        if found is not None and _kept_from(request, found.view_name):
            raise OnTheLaptop
        if declared.holds(request):
            name = found.view_name if found is not None else ""
            _note_inspection(request, declared, name, kwargs)
            return None
        return _refuse(request, declared)


def _note_inspection(
    request: HttpRequest, declared: Rule, name: str, values: dict[str, str]
) -> None:
    """An inspector sends nothing but what ends or words their own session; each look is logged."""
    actor = actor_from(request)
    if not isinstance(actor, Staff) or actor.role is not Role.INSPECTOR:
        return
    if request.method not in ("GET", "HEAD") and name not in OWN_SESSION:
        raise PermissionDenied
    if name not in OWN_SESSION and not declared.is_public:
        look(actor, next(iter(values.values()), name)[:64], "inspection")


def _refuse(request: HttpRequest, declared: Rule) -> HttpResponse:
    if declared.door is None or not isinstance(actor_from(request), Anonymous):
        is_aired = "confidential" in declared.name and not confidential().holds(request)
        raise OnTheLaptop if is_aired else PermissionDenied
    asked = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    door = reverse(declared.door) + (f"?{urlencode({'next': asked})}" if asked else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": reverse(declared.door)})
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied
    return HttpResponseRedirect(door)


class Act(StrEnum):
    """What staff do; each has the least role, and counts at one place or everywhere."""

    INSPECT = "inspect"
    LEND = "lend"
    RETURN = "return"
    SEE_READER = "see reader"
    CHANGE_READER = "change reader"
    SET_PIN = "set PIN"
    COUNT_VISITS = "count visits"
    CHANGE_COPY = "change copy"
    DESCRIBE_TITLE = "describe title"
    IMPORT = "import"
    SEE_LEDGER = "see ledger"
    OVER_LIMIT = "pass a limit over"
    SET_OPENING = "set opening days"
    KEEP_RECORDS = "keep records"
    CHANGE_PLACE = "change place"
    PLAN_TRIPS = "plan trips"
    SET_RULES = "set rules"
    APPOINT = "appoint"
    ADMINISTER = "administer"


LEAST: dict[Act, Role] = {
    Act.INSPECT: Role.INSPECTOR,
    Act.LEND: Role.LIBRARIAN,
    Act.RETURN: Role.LIBRARIAN,
    Act.SEE_READER: Role.LIBRARIAN,
    Act.CHANGE_READER: Role.LIBRARIAN,
    Act.SET_PIN: Role.LIBRARIAN,
    Act.COUNT_VISITS: Role.LIBRARIAN,
    Act.CHANGE_COPY: Role.LIBRARIAN,
    Act.DESCRIBE_TITLE: Role.LIBRARIAN,
    Act.IMPORT: Role.LIBRARIAN,
    Act.SEE_LEDGER: Role.LIBRARIAN,
    Act.OVER_LIMIT: Role.LIBRARIAN,
    Act.SET_OPENING: Role.LIBRARIAN,
    Act.KEEP_RECORDS: Role.LIBRARIAN,
    Act.CHANGE_PLACE: Role.PROVINCIAL,
    Act.PLAN_TRIPS: Role.PROVINCIAL,
    Act.SET_RULES: Role.PROVINCIAL,
    Act.APPOINT: Role.PROVINCIAL,
    Act.ADMINISTER: Role.ADMINISTRATOR,
}


def may(actor: Actor, act: Act, place_id: str | None) -> bool:
    """Tell whether an actor may do an act at a place; None means in the whole province.

    An appointment at a place counts there only; one without a place counts everywhere.
    """
    if not isinstance(actor, Staff):
        return False
    least = LEAST[act].rank
    return any(
        held.role.rank >= least and (held.place_id is None or held.place_id == place_id)
        for held in actor.appointments
    )


def require(actor: Actor, act: Act, place_id: str | None) -> Staff:
    """Return the actor as staff, or refuse the request when the act is not theirs."""
    if isinstance(actor, Staff) and may(actor, act, place_id):
        return actor
    raise PermissionDenied
