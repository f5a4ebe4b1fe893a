"""Whether a passage says that something is so, denies it, or only plans, expects, doubts or supposes it.

Each cue ("plans to", "could", "did not") covers the words after it up to the end of its clause; a fact told
inside that stretch is unrealised or denied. The cues are English.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

SCOPE_WORDS = 14
"""A cue reaches at most this many words."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`cue`, as written, governs the characters `start`..`end`; `cue_start`..`start` is where it stands."""

    cue: str
    cue_start: int
    start: int
    end: int

    def covers(self, position: int) -> bool:
        return self.start <= position < self.end


_INTENT = r"""
    (?:plan|plans|planned|planning|aim|aims|aimed|aiming|intend|intends|intended|intending|hope|hopes|hoped|hoping|want|wants|wanted
      |wish|wishes|seek|seeks|seeking|sought|expects|expected|propose|proposes|proposed|promise|promises|promised|pledged|pledges
      |agree|agrees|agreed|vow|vows|vowed|prepare|prepares|preparing|ready|ambition|goal|target|strategy|decided|decides|committed
      |slated|scheduled|poised|(?:is|are|was|were|be|been|now|is\snow)\sdue|set|going|about|likely|unlikely|supposed|on\strack|in\sorder|wait|waiting|trying|tries|tried
      |attempt|attempted|attempts|considering|eager|keen|designed|needs?|has|have)\sto
  | (?:plans?|aims?|hopes?|intends?|proposals?|agreements?|deals?|talks|offers?|bids?|intentions?|intent|ambitions?
      |decision|option|goals?
      |efforts?|commitments?|letter\sof\sintent)\s(?:\w+\s)?(?:to|for|of|is\sto|on)(?=\s\w)
  | (?:aims?|aiming|hopes?|hoping|targets?|targeting|plans|planning|eyeing|eyes)\s(?:for|at|on)?\b
  | in\s(?:advanced\s|exclusive\s)?(?:talks|negotiations|discussions)
"""
_SAYING = "saying|telling|reporting|announcing|confirming|claiming|stating|arguing|insisting|warning|showing|citing"
_LASTING = (
    "using|running|operating|working|living|serving|hosting|employing|holding|leading|playing|starring|standing|"
    "owning|having|including|containing|offering|providing|selling|making|producing|facing|wearing|carrying|"
    "covering|featuring|lying|laying|sitting|walking|resting|sleeping|riding|touring|belonging|existing|teaching|"
    "representing|managing|chairing|heading|supplying|earning|paying|charging|amounting"
)
"""Whoever "is using" a thing uses it; whoever "is buying" one has not bought it."""

_NO_VERB = "something|anything|nothing|everything|spring|morning|evening|string|during"
_USED = "used|operated|held|hosted|employed|treated|shown|worn|carried|watched|called|considered"
_MEANWHILE = r"(?:\s(?:now|still|currently|also|already|just|again|\w{2,}ly))?"
_PROGRESSIVE = (
    rf"(?:is|are|was|were){_MEANWHILE}\sbeing(?=\s(?!(?:{_USED})\b)\w)"
    rf"|(?:is|are){_MEANWHILE}(?=\s(?!(?:{_SAYING}|{_LASTING}|{_NO_VERB})\b)\w{{3,}}ing\b)"
)
"""What is under way: it was not done when this was said."""

_MODAL = rf"""
    will|would|could|may(?!\s\d|,)|might|should|shall|'ll|can\sonly
  | (?:is|are|was|were)\sto\sbe | (?:is|are|was|were)\sexpected | (?:is|are)\sabout\sto
  | (?:is|are)\s(?:set|due|slated|scheduled|planned|poised|going)(?=\sto|\sfor|\sin|\sby)
  | if|whether|unless|in\sthe\sevent | allegedly|reportedly|rumou?red|rumou?rs
  | once(?=\s(?:approved|completed|finished|signed|(?!again|more|an?\b|per|every)(?:\w+\s){{1,6}}?
      (?:is|are|has|have|gets?|receives?|closes?|comes?|completes?|clears?|passes|wins?)\b))
  | expected|planned|proposed|potential|possible
  | {_PROGRESSIVE}
  | (?:almost|nearly|virtually)(?=\s\w+(?:ed|en|ne)\b)
  | (?:begin|begins|began|begun|start|starts|started)(?=\s(?:the|to|(?!(?:{_LASTING})\b)\w+ing)\b)
  | announce[sd]?\s(?:the|its|an?)(?=\s(?:\w+\s)?(?:acquisition|takeover|purchase|merger|sale|deal)\b)
  | call(?:s|ed)\soff|scrapp(?:ed|s)|postpone[sd]?
  | without|rather\sthan|instead\sof|hardly|barely|lack(?:s|ed|ing)?|abandon(?:s|ed)|prevent(?:s|ed)
  | subject\sto | speculation|hypothetical(?:ly)?
"""
_NEGATION = r"""
    not(?!\s(?:only|just|least|less|fewer|more|to\smention|surprisingly|until))|never|no\slonger|cannot|\w+n['’]t
  | neither|nor|nobody|none
  | no(?!\s(?:less|fewer|more|later|earlier|doubt|one's)\b|\.)|no\sone
  | den(?:y|ies|ied|ying) | fail(?:s|ed)?\sto | refus(?:e|es|ed)\sto | declin(?:e|es|ed)\sto
  | ha(?:s|ve|d)\syet\sto | yet\sto\sbe | false(?:ly)?\s(?:that|claim\w*)
  | (?:untrue|wrong|incorrect|a\smyth)\sthat | unable\sto | retract(?:s|ed) | cancel(?:s|led|ed)
"""
_PLAN = re.compile(
    rf"\b(?:{_INTENT}|will|(?:is|are)\s(?:set|due|scheduled|slated|going|to)\b|wants?|ambition|strategy|goal|would\slike)",
    re.VERBOSE,
)
_UNREAL = re.compile(rf"(?<![\w'’])(?:{_INTENT}|{_MODAL})(?![\w])", re.VERBOSE)
_DENIAL = re.compile(rf"(?<![\w'’])(?:{_NEGATION})(?![\w])", re.VERBOSE)
_AFTERWARDS = re.compile(
    r"\b(?:(?:is|are|was|were)\s(?:false|untrue|wrong|incorrect|not\strue|denied|retracted|cancelled|canceled|abandoned)|never\shappened)\b",
    re.IGNORECASE,
)
_FELL_THROUGH = re.compile(
    r"\b(?:f(?:e|a)ll(?:s|en)?\sthrough|collapsed|(?:was|were|been)\s(?:called\soff|postponed|scrapped|abandoned))\b",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"^(?!Access|Return|Thanks|Due|According|Prior|Up|Back|Next|Close|Subject|Trip|Damage)"
    r"(?:[A-Z][\w&.-]*\s|[a-z]+[A-Z]\w*\s){1,4}to\s(?=[a-z]+\s)"
)
_PRONOUN = "he|she|it|they|we|I|this|that|these|those"
_DETERMINER = "the|an?|its|his|her|their|our|this|that|these|those|one|two|three|some|all|many|most"
_FINITE = r"(?:has|have|had|is|are|was|were|did|does|said|says|won|sold|bought|took|became|began|left|made|paid)\b"
_SUCCEEDED = re.compile(
    r"\b(?:success\w*|succeed\w*|won|winning|fulfill?ed|achieved|reali[sz]ed|met|reached)\b[^.;,]{0,40}$"
)
_TRIED = re.compile(r"\b(?:bid|effort|attempt|goal|target|ambition|aim|hope|plan)s?\b")
"""Who "was successful in his bid for" a thing has it."""

_NAME_AFTER = re.compile(r"\s[A-Z][a-z]")
_ASIDE = re.compile(
    r"(?:,\s(?:who|which|whose|where)\s(?:\w+\s){0,4}"
    r"|(?:^|[.!?]\s)(?:After|Before|Despite|Following|Since|During|With|Amid|Besides|Due|As\spart)\b[^,.!?]*)$"
)
"""An aside, or an opening ("After her bid for governor, Collins became ..."): the main clause is not within it."""

_CLAUSE_END = re.compile(
    r"[.;:!?](?=\s|$)|[,)]\s(?=(?:but|and|which|who|while|although|though|however|after|when|as|the|it|he|she|they|with|has|have|had|is|was)\b)"
    r"|\s[–—-]\s|\b(?:but|because|although|though|whereas|after|having|until)\b"
    rf"|\band\s(?:(?:{_PRONOUN}|(?-i:[A-Z][\w'’-]+)(?:\s(?-i:[A-Z][\w'’-]+)){{0,3}})\s(?:\w+ly\s)?(?:{_FINITE}|\w{{2,}}ed\b)"
    rf"|(?:{_DETERMINER})\s(?:[\w'’-]+\s){{1,4}}?(?:{_FINITE}))",
    re.IGNORECASE,
)
"""Among them "and" before another subject with its verb: "will retire and Pope has been appointed"."""

_QUESTION = re.compile(r"(?<=[\w”\"'’)])\?(?=[”\"'’)]*(?:\s+[A-Z“\"'‘(–—]|\s*$))")
_WORD = re.compile(r"\w+")
_UNDER_WAY = re.compile(rf"(?:is|are|was|were){_MEANWHILE}(?:\sbeing)?", re.IGNORECASE)


def unrealised(text: str) -> tuple[Scope, ...]:
    """The stretches of `text` that are planned, expected, possible, under way or conditional."""
    headline = _HEADLINE.match(text)
    return (
        _scopes(text, _UNREAL)
        + tuple(
            Scope(m[0], m.start(), _sentence_start(text, m.start()), m.start()) for m in _FELL_THROUGH.finditer(text)
        )
        + tuple(Scope("?", m.start(), _sentence_start(text, m.start()), m.start()) for m in _QUESTION.finditer(text))
        + ((Scope("to", headline.end() - 3, headline.end(), _clause_end(text, headline.end())),) if headline else ())
    )


def is_progressive(scope: Scope) -> bool:
    """Whether a cue says that something is under way: then it happens, though it is not done."""
    return bool(_UNDER_WAY.fullmatch(scope.cue))


def denied(text: str) -> tuple[Scope, ...]:
    """The stretches of `text` that are denied."""
    return _scopes(text, _DENIAL) + tuple(
        Scope(m[0], m.start(), _sentence_start(text, m.start()), m.end()) for m in _AFTERWARDS.finditer(text)
    )


def planned(text: str) -> tuple[Scope, ...]:
    """The stretches of `text` that someone intends: what supports a claim of the kind "plan"."""
    return _scopes(text, _PLAN)


def _scopes(text: str, cues: re.Pattern[str]) -> tuple[Scope, ...]:
    return tuple(
        Scope(text[start:end].strip(), start, end, _reach(text, start, end))
        for start, end in (match.span() for match in cues.finditer(_in_lower_case(text)))
        if not (_is_name(text, start, end) or _has_come_true(text, start))
    )


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a cue is the month ("in May") or a person ("Will Smith") of its letters."""
    if text[start:end] not in ("May", "Will"):
        return False
    return _sentence_start(text, start) < start - 1 or bool(_NAME_AFTER.match(text, end))


def _has_come_true(text: str, start: int) -> bool:
    return bool(_TRIED.match(text, start) and _SUCCEEDED.search(text, max(0, start - 60), start))


def _reach(text: str, start: int, end: int) -> int:
    """Where what a cue governs ends; within an aside ("Smith, who will lead the unit, joined ...") with the aside."""
    reach = _clause_end(text, end)
    if _ASIDE.search(text[max(0, start - 60) : start + 4 * text.startswith("Due ", start)]):
        comma = text.find(",", end, reach)
        return comma if comma >= 0 else reach
    return reach


def _in_lower_case(text: str) -> str:
    """For cues in lower case: a long list of words is sought four times as fast as by ignoring case."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text  # "İ" becomes two characters: then places would be others


@lru_cache(maxsize=4096)
def _clause_end(text: str, start: int) -> int:
    limit = start
    for count, word in enumerate(_WORD.finditer(text, start), start=1):
        limit = word.end()
        if count == SCOPE_WORDS:
            break
    end = _CLAUSE_END.search(text, start, limit)
    return end.start() if end else limit


def _sentence_start(text: str, position: int) -> int:
    return max(text.rfind(mark, 0, position) for mark in (". ", "! ", "? ", "; ")) + 1
