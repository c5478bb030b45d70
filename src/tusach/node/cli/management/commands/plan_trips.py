"""Plan the trips of the vehicles between two days, and check the plan."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.library.trips.carrying import carried
from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.greedy import GREEDY
from tusach.library.trips.pins import NEVER, ON, VEHICLE, Pin, odd, with_pins
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, ReadingCommand, refused
from tusach.node.settings import machine
from tusach.node.trips import home_wishes, plan_files
from tusach.node.trips.plan_names import Names, words_of
from tusach.node.trips.promised_plan import plan_of_trips
from tusach.node.trips.routing.router import Step, has_solver, router
from tusach.node.wording.plans import say_conflict, say_fault, say_summary

SECONDS, MOST_SECONDS, MOST_VEHICLES = 60, 7_200, 20


class Command(ReadingCommand):
    """tusach plan-trips."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="from_on", required=True, metavar="DATE", help="first day"
        )
        parser.add_argument("--to", dest="to_on", required=True, metavar="DATE", help="last day")
        parser.add_argument(
            "--vehicles", type=_between(1, MOST_VEHICLES), default=1, help="how many vehicles go"
        )
        parser.add_argument(
            "--seconds",
            type=_between(1, MOST_SECONDS),
            default=SECONDS,
            help="how long to look for a better plan",
        )

        parser.add_argument(
            "--on", action="append", default=[], metavar="STOP@DATE", help="visit it on this day"
        )
        parser.add_argument(
            "--never", action="append", default=[], metavar="STOP@DATE", help="not on this day"
        )
        parser.add_argument(
            "--only", action="append", default=[], metavar="STOP@VEHICLE", help="by this vehicle"
        )
        parser.add_argument(
            "--begin", metavar="FILE", help="a plan of these days to go on from (see check-plan)"
        )

    def look(self, node: Node) -> Outcome:
        problem = self._problem(node)
        if isinstance(problem, Refusal):
            return refused(problem)
        begin = self._begin(node, problem)
        if isinstance(begin, Refusal):
            return refused(begin)
        began = machine.processor_s()
        plan = router().plan(
            problem,
            seconds=self.options.seconds,
            progress=self._step,
            called_off=lambda: False,
            begin=begin,
        )
        spent = machine.processor_s() - began
        fields = plan_files.fields_of(problem, plan)
        fields["processor_milliseconds"] = round(spent * 1000)
        lines = [*say_summary(problem, plan)]
        if plan.made_by == GREEDY and not has_solver():
            lines.append(_("The solver is not installed here: this plan is by insertion."))
        found = plan_files.found_faults(problem, plan)
        named = Names(node, words_of(node), problem.from_on).stop
        lines += [say_fault(problem, one, named) for one in found[:20]]
        if fields["required_unserved"]:
            lines += [say_conflict(problem, one, place=named) for one in conflicts(problem)]
        return Outcome(fields, tuple(lines), NEEDS_A_PERSON if found else 0)

    def _problem(self, node: Node) -> Problem | Refusal:
        """What is wished of these days, with what the command line wants."""
        for text in (self.options.from_on, self.options.to_on):
            if not is_day(text):
                return Refusal("date.malformed", {"on": text})
        first, last = (
            date.fromisoformat(one) for one in (self.options.from_on, self.options.to_on)
        )
        names = home_wishes.vehicles(node, self.options.vehicles)
        problem = home_wishes.problem_of(node, first, last, names)
        if isinstance(problem, Refusal):
            return problem
        pins: list[Pin] = []
        for kind, texts in (
            (ON, self.options.on),
            (NEVER, self.options.never),
            (VEHICLE, self.options.only),
        ):
            for text in texts:
                pin = _pin(kind, text)
                refusal = pin if isinstance(pin, Refusal) else odd(problem, pin, pins)
                if isinstance(refusal, Refusal):
                    return refusal
                assert isinstance(pin, Pin)
                pins.append(pin)
        return with_pins(problem, pins) if pins else problem

    def _begin(self, node: Node, problem: Problem) -> Plan | Refusal | None:
        """What stands of the plan of a file, else of what is promised."""
        if not self.options.begin:
            return plan_of_trips(node, problem)
        read = plan_files.of_file(node, Path(self.options.begin))
        return read if isinstance(read, Refusal) else carried(problem, *read)

    def _step(self, step: Step) -> None:
        self.progress(_("planning, kilometres"), step.cost_m // 1000, 0)


def _pin(kind: str, text: str) -> Pin | Refusal:
    """`STOP@DATE` or `STOP@VEHICLE`."""
    stop, _at, what = text.rpartition("@")
    if kind == VEHICLE:
        return Pin(id=text, kind=kind, stop=stop, vehicle=what)
    if not is_day(what):
        return Refusal("date.malformed", {"on": what})
    return Pin(id=text, kind=kind, stop=stop, on=date.fromisoformat(what))


def _between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                _("{text} is not a number from {least} to {most}.").format(
                    text=text, least=least, most=most
                )
            )
        return int(text)

    return read
