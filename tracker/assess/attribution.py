"""Attribution: find who a passage quotes ("X said", "according to X"), and whether that is a given speaker."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .attribution_patterns import (
    ACCORDING,
    ADVERB,
    AGENCY,
    BARE,
    BESIDE_WORDS,
    CROWD,
    CROWD_TOLD,
    DETERMINER,
    HEARSAY,
    LEGAL,
    MONTHS,
    NEEDS_THAT,
    NO_PARTY,
    NOT_A_SPEAKER,
    OF_THE_NAME,
    ORDINARY,
    PAPER_READS,
    PAPERS,
    PARTICIPLES,
    PLAIN_SAYING,
    SOMEONE,
    SOMEWHERE,
    SOUGHT,
    STATEMENT,
    SUBJECT_SAYS,
    SUBJECTS_OF_CLAIMS,
    TOLD_WHOM,
    VAGUE_RELEASES,
    VAGUE_SAYS,
    VERBS,
    WEEKDAYS,
    WHAT_IS_SAID,
    WHEN_OR_HOW,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`who` says so, as written ("OVHcloud", "a statement"); the attributing words stand at `start`..`end`."""

    who: str
    start: int
    end: int
    named: bool


@lru_cache(maxsize=8192)
def attribution(text: str) -> Attribution | None:
    """Return whose words `text` passes on, or None when it speaks in its own name.

    A deed is no attribution: "X acquired Y" is the text's own word. A named speaker goes before a vague one
    ("sources", "a statement").
    """
    vague: Attribution | None = None
    folded = text.casefold()
    crowds = list(CROWD_TOLD.finditer(text)) if _any_in(folded, VERBS) else []
    unnamed = {match.start("verb") for match in crowds if match["unnamed"]}
    for pattern, needed in SOUGHT:
        for match in pattern.finditer(text) if _any_in(folded, needed) else ():
            if pattern is SUBJECT_SAYS and match.start("verb") in unnamed:
                continue  # "sources close to Norlux said": not Norlux
            found = _read(match)
            if found and found.named:
                return found
            vague = vague or found
    for match in crowds:
        if whom := TOLD_WHOM.match(text, match.end("verb")) if match["verb"].lower() == "told" else None:
            named = _name_in(whom["whom"] or "")
            return Attribution(named, match.start(), whom.end(), named=True) if named else None
        if _speaks(match, named=False):
            vague = vague or Attribution(match["who"].lower(), match.start(), match.end(), named=False)
    return vague or _unnamed(text, folded)


def _unnamed(text: str, folded: str) -> Attribution | None:
    """A paper or somebody under no name that says so."""
    if paper := STATEMENT.search(text):
        article = "an" if paper["who"] == "announcement" else "a"
        return Attribution(f"{article} {paper['who']}", paper.start(), paper.end(), named=False)
    if paper := PAPER_READS.search(text):
        return Attribution((paper["who"] or paper["who2"] or paper["who3"]).lower(), *paper.span(), named=False)
    for match in VAGUE_SAYS.finditer(text) if _any_in(folded, VERBS) else ():
        if _speaks(match, named=False):
            return Attribution(_described(match["who"]), match.start(), match.end(), named=False)
    for match in VAGUE_RELEASES.finditer(text) if _any_in(folded, PAPERS) else ():
        return Attribution(_described(match["who"]), match.start(), match.end(), named=False)
    return None


def _described(who: str) -> str:
    """Who is meant, as far as the words tell: a bare noun that is none for people is cut out of a longer phrase."""
    words = who.lower().split()
    while words and re.fullmatch(ADVERB, words[-1]):
        words = words[:-1]
    if not words or words[-1] in ORDINARY or (len(words) == 1 and words[0] not in BARE):
        return SOMEONE
    return " ".join(words)


@lru_cache(maxsize=64)
def _any_in(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text has one of the words. Remembered for a moment: four patterns need the same verbs."""
    return any(word in text for word in words)


def _read(match: re.Match[str]) -> Attribution | None:
    """The attribution that a match stands for; None unless its verb reports speech and its subject can speak."""
    found = match.groupdict()
    written = next(filter(None, (found.get(name) for name in ("who", "person", "who2", "who3"))), "")
    who = _clean(written)
    words = who.lower().split()
    if not words or not _speaks(match, named=True) or _is_what_is_told(match):
        return None
    if re.fullmatch(AGENCY, who) and who.islower():
        who = who.upper()  # "dpa"
    named = is_named(who)
    if match.re is ACCORDING and not named and not _is_party(written.lower().split()):
        return None
    return Attribution(who if named else _described(written), match.start(), match.end(), named=named)


def is_hearsay(text: str) -> bool:
    """Whether a text tells something as what is said, and nobody in it says so: "it was announced", "is said to"."""
    return bool(HEARSAY.search(text))


def is_named(who: str) -> bool:
    """Whether words name somebody, and do not only describe them: "Bloomberg", not "officials" or "the company"."""
    words = _clean(who).split()
    return any(letter.isupper() for word in words for letter in word) and words[-1].lower() not in CROWD


def _name_in(written: str) -> str:
    who = _clean(written)
    return who if is_named(who) else ""


def _is_what_is_told(match: re.Match[str]) -> bool:
    """Whether the name before a verb belongs to what is told, and the verb is a participle: "the acquisition of Dragon
    LLM, announced on Monday, ..."; an aside between one comma and the verb stands only beside another ("the founder,
    Ruth Amadi, said").
    """
    if match.re is not SUBJECT_SAYS or match["verb"].lower() not in PARTICIPLES:
        return False
    before, text = match.string[: match.start("who")], match.string
    one_comma = (match["aside"] or "").strip() == ","
    if one_comma and not before.rstrip().endswith(","):
        return True
    if not OF_THE_NAME.search(before) or not (match["aside"] or match["rest"]):
        return False
    rest = (match["rest"] or "").strip().lower()
    ends = not rest and text[match.end("verb") :].lstrip()[:1] in ",.;"
    return (rest in WHEN_OR_HOW or ends) and " that " not in text[match.end() : match.end() + 60]


def _is_party(words: list[str]) -> bool:
    """Whether what stands after "according to" can speak: "a person briefed", "court documents", not "plan"."""
    if not NO_PARTY.isdisjoint(words):
        return False
    return bool(re.fullmatch(DETERMINER, words[0])) or not CROWD.isdisjoint(words)


def speaks_for(name: str, speaker_names: tuple[str, ...]) -> bool:
    """Whether `name`, as a passage writes it, is one of the speaker's names: the same words, a last name, an
    acronym, or one name within the other ("OVHcloud SA", "Klaba", "JSC")."""
    words = _words(name)
    return bool(words) and any(_same_name(words, _words(other)) for other in speaker_names if _words(other))


def _same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if a == b or "".join(w[0] for w in b) == "".join(a) or "".join(w[0] for w in a) == "".join(b):
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return short == long[-len(short) :] or short == long[: len(short)]


def _words(name: str) -> tuple[str, ...]:
    plain = LEGAL.sub(" ", re.sub(r"['’]s?\b", "", name))
    return tuple(re.findall(r"\w+", plain.lower()))


def _clean(who: str) -> str:
    who = re.sub(r"['’]s$", "", who.strip(' ,.“”"'))
    who = re.sub(r"^[Tt]he\s(?=[A-Z])", "", who)
    words = who.split()
    while words and words[0].lower() in NOT_A_SPEAKER | WEEKDAYS | MONTHS:
        words = words[1:]
    while words and words[-1].lower() in WEEKDAYS:
        words = words[:-1]
    return "" if all(word.lower() in ORDINARY for word in words) else " ".join(words)


def _speaks(match: re.Match[str], *, named: bool) -> bool:
    """Whether the verb tells words. Verbs that also govern plain objects, and all but the plainest where no name
    speaks, count only before "that", beside a quotation or at the end of the clause."""
    verb = match.groupdict().get("verb")
    if verb is None:
        return True
    rest = (match["rest"] or "").strip().lower()
    if rest == "to" and verb not in {"claims", "claimed"}:
        return False
    if verb.lower() in PLAIN_SAYING or (named and verb not in NEEDS_THAT):
        return True
    if rest in (SUBJECTS_OF_CLAIMS if named and verb in {"claims", "claimed"} else WHAT_IS_SAID):
        return True
    after = match.string[match.end("verb") :]
    before = match.string[: match.start()].rstrip()
    if before.endswith(("”", '"')) or BESIDE_WORDS.match(after):
        return True
    return before.endswith(",") and bool(SOMEWHERE.match(after))
