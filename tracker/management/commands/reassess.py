"""Compares two assessors on the stored passages, and switches the evidence from one to the other."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.assess import Assessor, get_assessor
from tracker.evidence.assessor import current_assessor
from tracker.evidence.reassess import Comparison, reassess

STANCES = ("supports", "refutes", "neutral")


class Command(BaseCommand):
    help = "Judge the stored evidence again and print what would change; with --apply, change it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--assessor", help="who judges; default: the one of TRACKER_ASSESSOR")
        parser.add_argument("--against", help="compare with this one; default: with what the evidence says now")
        parser.add_argument("--limit", type=_count, help="only the first so many claims")
        parser.add_argument("--apply", action="store_true", help="judge the evidence so and weigh it")

    def handle(self, *args: object, **options: Any) -> None:
        assessor = _named(options["assessor"]) if options["assessor"] else current_assessor()
        against = _named(options["against"]) if options["against"] else None
        comparison = reassess(assessor, against=against, limit=options["limit"], apply=options["apply"])
        before = f"{against.name} {against.version}" if against else "the evidence as it is judged now"
        self.stdout.write(f"{before} → {assessor.name} {assessor.version}")
        self.stdout.write("\n".join(table(comparison)))
        self.stdout.write("Applied." if options["apply"] else "Nothing was written: --apply does it.")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is no number of claims: give 1 or more.")
    return int(text)


def _named(name: str) -> Assessor:
    try:
        return get_assessor(name)
    except (LookupError, ValueError) as error:
        raise CommandError(str(error)) from error


def table(comparison: Comparison) -> list[str]:
    """The comparison for people: stances across, then the claims whose evidence adds up to something else."""
    total = sum(comparison.stances.values())
    people = f"{comparison.by_people} judged by people stay as they are"
    return [
        f"{total} items of {comparison.claims} claims, {comparison.agreed} judged the same; {people}",
        f"{'before ↓  after →':18}" + "".join(f"{stance:>10}" for stance in STANCES),
        *(
            f"{before:18}" + "".join(f"{comparison.stances[before, after]:>10}" for after in STANCES)
            for before in STANCES
        ),
        f"{len(comparison.outcome_changes)} claims whose evidence adds up to something else:",
        *(
            f"  {change.before} → {change.after}: {change.claim.text} ({change.claim.slug})"
            for change in comparison.outcome_changes
        ),
    ]
