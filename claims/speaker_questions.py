"""A question to the speaker of a claim: which states it may have, and how readers hear of it. Pure."""

from datetime import date
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """What became of a question."""

    ASKED = "asked"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"


# A late answer is an answer; what was answered stays so.
NEXT = MappingProxyType(
    {
        State.ASKED: frozenset({State.ANSWERED, State.NO_ANSWER}),
        State.NO_ANSWER: frozenset({State.ANSWERED}),
        State.ANSWERED: frozenset[State](),
    }
)


def may_become(now: str, then: str) -> bool:
    """Whether a question may go from one state into another."""
    return State(then) in NEXT[State(now)]


def is_late(state: str, *, deadline: date | None, today: date) -> bool:
    """Whether the deadline of a question passed without an answer; it ends with its day."""
    return State(state) is State.ASKED and deadline is not None and today > deadline


def in_words(
    state: str, *, who: str, asked_on: date, deadline: date | None, settled_on: date | None, today: date
) -> str:
    """What readers are told of a question, in one sentence: that it was asked and whether it was answered."""
    asked = f"{who} was asked for comment on {_day(asked_on)}"
    if State(state) is State.ANSWERED and settled_on:
        return f"{asked}, and answered on {_day(settled_on)}."
    if State(state) is State.NO_ANSWER or is_late(state, deadline=deadline, today=today):
        until = deadline or settled_on
        return f"{asked}; no answer by {_day(until)}." if until else f"{asked}; there was no answer."
    return f"{asked}, and is given until {_day(deadline)}." if deadline else f"{asked}; there is no answer yet."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
