"""How many pairs each rule keeps from being called supported, rightly and wrongly."""

from collections import Counter
from collections.abc import Sequence

from tracker.assess.types import Judgement, Thresholds

Stopped = tuple[str, set[tuple[str, bool]]]
"""A pair's label, and what stopped its support."""

LEANS_FROM = 0.5
"""From this score on a judge leans to a side: a passage between it and the threshold becomes a lead."""


def stopped(judgements: Sequence[Judgement], judge: Thresholds) -> set[tuple[str, bool]]:
    """The rules that alone keep a pair from support, by the judgements of its windows: each with whether the support
    would have been sure enough to act on, or only leant to.
    """
    found = set()
    for floor in (LEANS_FROM, judge.support_threshold):
        if any(each.stance == "supports" and each.score >= floor for each in judgements):
            continue
        vetoes = [each.veto for each in judgements if each.veto and each.veto.stance == "supports"]
        found |= {(veto.rule, floor == judge.support_threshold) for veto in vetoes if veto.score >= floor}
    return found


def counts(pairs: Sequence[Stopped]) -> dict[str, dict[str, int]]:
    """By rule how many pairs it stopped, from (label, what stopped it): of those that people call supported (`true`)
    and of others (`false`), each also those that would have been acted on (`true_sure`, `false_sure`).
    """
    found: dict[str, Counter[str]] = {}
    for label, rules in pairs:
        kind = "true" if label == "supports" else "false"
        for rule, sure in rules:
            found.setdefault(rule, Counter())[f"{kind}_sure" if sure else kind] += 1
    names = ("true", "false", "true_sure", "false_sure")
    return {rule: {name: found[rule][name] for name in names} for rule in sorted(found)}
