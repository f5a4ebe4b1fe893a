"""Vetoes: the rules that keep a judge from taking a side that it would take, by their names.

`sentence.SentenceJudgement.forbidding` says which one holds.
"""

SPEAKER = "speaker"
UNREALISED = "unrealised"
NO_PLAN = "no plan"
CONTRADICTED = "contradicted"
DENIED = "denied"
DOUBT = "doubt"
NOT_SHOWN = "not shown"
OTHER_FIGURES = "other figures"
NO_SENTENCE = "no sentence"
LEFT_OPEN = "left open"
TWO_JUDGES = "two judges"

RULES = {
    SPEAKER: "a statement needs its speaker",
    UNREALISED: "a plan is no deed",
    NO_PLAN: "a plan must be spoken of as one",
    CONTRADICTED: "what contradicts by the rules supports nothing",
    DENIED: "what is denied supports nothing",
    DOUBT: "a question or another denial supports nothing",
    NOT_SHOWN: "a contradiction must be one that can be shown",
    OTHER_FIGURES: "other figures support nothing",
    NO_SENTENCE: "one sentence must say it",
    LEFT_OPEN: "what leaves a part of the claim open settles nothing",
    TWO_JUDGES: "two judges must agree",
}
"""What each rule says, for people."""
