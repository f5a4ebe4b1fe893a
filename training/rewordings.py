"""Edits that leave what a passage says about its claim as it was: another phrase, a name without its kind."""

import random
import re

_SAME = (
    ("acquired", "bought", "completed its acquisition of", "completed the acquisition of", "completed its purchase of"),
    ("released", "made available", "published"),
    ("founded", "established", "set up"),
    ("completed", "finished"),
    ("began", "started"),
    ("has begun", "has started"),
    ("more than", "over", "in excess of"),
    ("less than", "under", "fewer than"),
    ("approximately", "about", "around", "some"),
    ("died", "passed away"),
    ("appointed", "named"),
    ("resigned as", "stepped down as"),
    ("opened", "was inaugurated"),
    ("is located in", "lies in", "is situated in"),
    ("was born in", "is a native of"),
    ("received", "got", "was given"),
    ("earned", "took in", "made"),
    ("increased to", "rose to", "grew to"),
    ("decreased to", "fell to", "dropped to"),
    ("purchased", "bought"),
    ("located", "situated", "based"),
    ("because of", "owing to", "due to"),
    ("currently", "at present", "now"),
    ("premiered", "was first shown"),
    ("across", "throughout"),
    ("the United States", "the US", "the U.S."),
    ("the United Kingdom", "the UK", "Britain"),
    ("per cent", "percent", "%"),
)
_PLACES = {phrase: others for others in _SAME for phrase in others}
_LONGEST_FIRST = sorted(_PLACES, key=len, reverse=True)
_PHRASE = re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(p) for p in _LONGEST_FIRST) + r")(?![\w-])")
_KINDS = (
    "album|airline|airport|app|award|band|bank|battle|book|boxer|bridge|brand|car|city|club|company|computer|console|county|"
    "district|drama|festival|film|foundation|franchise|game|group|hospital|hotel|island|label|league|magazine|manga|model|mountain|"
    "movie|musical|network|newspaper|novel|orchestra|party|platform|programme|program|province|region|river|rocket|satellite|"
    "school|series|ship|show|single|smartphone|software|song|spacecraft|stadium|station|studio|supercomputer|system|team|"
    "television series|theatre|theater|town|university|village|virus|website"
)
_NAME = r"[A-Z][\w'’-]*(?: (?:of |the )*[A-Z0-9][\w'’-]*)*"
_KIND_AFTER = re.compile(rf"\b[Tt]he ({_NAME}) (?:{_KINDS})\b(?! (?:of|in|on|at|for|by|and|or)\b)")
_KIND_BEFORE = re.compile(rf"\b[Tt]he (?:{_KINDS}) ({_NAME})")


def reword(passage: str, rng: random.Random) -> str | None:
    """The passage with one or two phrases said otherwise, or None where nothing can be."""
    edited = (drop_kind(passage) if rng.random() < 0.6 else None) or passage
    found = list(_PHRASE.finditer(edited))
    for place in sorted(rng.sample(found, min(len(found), 2)), key=re.Match.start, reverse=True):
        other = rng.choice([p for p in _PLACES[place[0]] if p != place[0]])
        edited = edited[: place.start()] + other + edited[place.end() :]
    return None if edited == passage else edited


def drop_kind(text: str) -> str | None:
    """The text with a name's kind left out ("the film Foo", "the Foo film": "Foo"), or None where it has none."""
    edited = _KIND_BEFORE.sub(r"\1", _KIND_AFTER.sub(r"\1", text, count=1), count=1)
    return None if edited == text else edited
