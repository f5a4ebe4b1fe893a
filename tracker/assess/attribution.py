"""Attribution: find who a passage quotes ("X said", "according to X"), and whether that is a given speaker."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .lexicon import word_set

_SAYS = (
    "said|says|say|announced|announces|told|claims|claimed|stated|states|reported|reports|confirmed|confirms|"
    "declared|declares|added|adds|explained|explains|insisted|insists|argued|argues|noted|wrote|writes|"
    "estimated|estimates|maintained|maintains|believes|acknowledged|revealed|reveals|disclosed|asserted|posted"
)
# Verbs that also take things as their object: "X reported a loss", "X announced a merger" tell X's words all the same,
# but "wrote a book", "added a wing", "states" (a noun) do not: those need "that" or a quotation.
_NEEDS_THAT = word_set(
    """added adds wrote writes states noted explained explains argued argues revealed reveals maintained maintains
    reports confirms declared declares posted claims claimed"""
)
_PLAIN_SAYING = word_set("say said says told")
_WHAT_IS_SAID = word_set("that it he she they")
_SUBJECTS_OF_CLAIMS = _WHAT_IS_SAID | word_set("the to its their his her")
_NAME = r"(?:[A-ZÀ-Þ][\w’'&.-]*|[a-z]+[A-Z]\w*)(?:\s(?:of|de|du|the|and|&|van|von)\s(?=[A-ZÀ-Þ])|\s)?"
_NAMES = rf"(?:(?:the|The)\s)?(?:{_NAME}){{1,6}}"
_ROLE = (
    r"(?:spokes(?:person|man|woman)|representative|chief\sexecutive|founder|director|minister|president"
    r"|press\soffice|ceo|official)s?"
)
# A group that speaks under no name of its own, though a sentence may begin with it.
_CROWD = word_set(
    """people sources officials reports rumours rumors insiders authorities analysts researchers experts police
    prosecutors documents records filings data figures estimates witnesses scientists investigators lawyers residents
    doctors engineers executives employees workers economists media neighbours critics organisers person persons"""
)
_ONE_OF_A_CROWD = word_set(
    """person source official insider analyst researcher expert witness scientist investigator lawyer resident doctor
    engineer executive employee worker economist critic"""
)
# Who may be meant without an article: "police said", "it said", "spokesman says". Any other bare noun is cut out of a
# longer phrase ("a long-serving board member said").
_BARE = _CROWD | word_set(
    """it he she they we company group firm ministry court government spokesman spokeswoman spokesperson management
    union regulator operator airline bank maker owner council commission agency prosecution"""
)
_SOMEONE = "someone"
"""Stands for who is not named and not described either."""

_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = word_set("january february march april may june july august september october november december")
# Words that are no name though a sentence, a headline or a quotation may write them with a capital.
ORDINARY = (
    _WEEKDAYS
    | _MONTHS
    | word_set(
        """both each all many most some others other few several everyone everybody someone somebody anyone anybody member
    members found never always often sometimes once then now today yesterday tomorrow later earlier recently previously
    already still also not yet ever even just only there here what which who whose when where why how asked speaking having being
    writing based given based according citing quoted quoting reportedly allegedly officially meanwhile however although
    though because since if unless until despite during between among under over about more less last next first second
    new old good morning afternoon evening night week month year spring summer autumn winter matter deal talks search
    results result page error home news update breaking exclusive report analysis opinion photo video live watch read
    sign log see click share follow subscribe yes"""
    )
)
_DETERMINER = r"(?:the|an?|its|their|his|her|one|two|three|several|some|many)"
# What may stand before a saying verb without being who says so: "is said to be", "that said", "needless to say".
_NO_NOUN = (
    rf"(?!(?:{_DETERMINER}|is|are|was|were|be|been|being|to|not|that|which|who|having|as|and|or|has|have|had|nobody"
    r"|none|never|with|on|of|in|at|from|by|for)\b)"
)
_ADVERB = (
    r"(?:has|have|had|also|later|today|yesterday|recently|previously|earlier|repeatedly|since|now|just|first|initially"
    r"|then|once|still|again|already|[a-z]+ly)"
)
_VAGUE = rf"(?:\b{_DETERMINER}\s(?:{_NO_NOUN}[a-z][\w’'-]*\s){{0,2}})?\b{_NO_NOUN}[a-z][\w’'-]+"

_SUBJECT_SAYS = re.compile(
    rf"(?P<who>{_NAMES})(?P<aside>,\s[^,.;]{{2,60}},\s?|,\s(?!\w+\s(?:the\s)?[A-ZÀ-Þ])|\(\w+\)\s)?"
    rf"(?:{_ADVERB}\s)*(?P<verb>{_SAYS})\b(?P<rest>\s\w+)?"
)
# Verbs whose past participle may follow what was told rather than who tells: "the sale of Veltra, announced on Monday,".
_PARTICIPLES = word_set(
    """announced reported confirmed claimed stated declared noted estimated disclosed posted revealed acknowledged
    explained argued maintained asserted added"""
)
_OF_THE_NAME = re.compile(r"\b(?:of|for|by|with|to|in|from|between|and|behind|on|at)\s(?:the\s)?$", re.IGNORECASE)
_WHEN_OR_HOW = word_set(
    """on in by last at this earlier yesterday today during after before as for with to late early
    monday tuesday wednesday thursday friday saturday sunday just only"""
)
_SAYS_SUBJECT = re.compile(rf"[,”\"]\s*(?:{_SAYS})\s(?P<who>{_NAMES})")
_ROLE_OF = re.compile(
    rf"\bspokes(?:person|man|woman)\s(?:for|of|at)\s(?P<who>{_NAMES})[^.;]{{0,40}}?\b(?:{_SAYS})\b"
    rf"|(?P<who2>{_NAMES})['’]?s?\s?{_ROLE}\s(?P<person>(?:[A-Z]\w+\s){{1,3}})?(?:{_SAYS})\b"
    rf"|(?P<who3>{_NAMES})spokes(?:person|man|woman)\s[^.;“\"]{{0,60}}?\b(?:{_SAYS})\b"
)
_ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording to|[Ii]n the words of|[Aa]s (?:announced|stated|reported|claimed|confirmed) by)\s"
    rf"(?:(?:its|their|his|her)\s\w+,\s(?P<who>{_NAMES})(?=[.,;]|$)"
    rf"|(?:(?!(?:with|of|on|about|from|at|in|by|to|and)\b)[a-z][\w’'-]*\s){{0,4}}(?P<who2>{_NAMES})"
    rf"|(?P<who3>{_DETERMINER}\s\w+(?:\s\w+)?|[a-z]+(?:\s[a-z]+)?))"
)
_PASSIVE = re.compile(
    r"\b(?:was|were|been|is|are)\s(?:\w+ly\s|first\s|also\s)?"
    rf"(?:announced|confirmed|reported|stated|disclosed|revealed|estimated)\sby\s(?P<who>{_NAMES})"
)
# By these things are done or measured; nobody speaks.
_NO_PARTY = word_set(
    """plan plans schedule timetable rules rule need needs age size law custom tradition taste weight height rank order
    number numbers agreement contract terms custom weather season ability"""
)
_STATEMENT = re.compile(
    r"\b[Ii]n (?:an?|its|their|his|her|this) (?:\w+ |press |written |joint |official )?"
    r"(?P<who>statement|release|filing|announcement)\b"
    r"(?!\s(?:of|cabinet))"
)
_VAGUE_SAYS = re.compile(
    rf"(?P<who>{_VAGUE})(?:\s(?:of|for)\s(?:{_DETERMINER}\s)?[\w-]+(?:\s[\w-]+)?)?\s(?:{_ADVERB}\s)*"
    rf"(?P<verb>{_SAYS})\b(?P<rest>\s\w+)?",
    re.IGNORECASE,
)
_PAPER = r"(?:release|statement|announcement|communiqu[eé]|notice|blog\spost|filing)"
_PUTS_OUT = (
    rf"(?:{_ADVERB}\s)*(?:published|publishes|issued|issues|released|releases|put\sout|sent\sout|distributed|posted)\s"
    rf"(?:an?|its|their|his|her|the|this)\s(?:[\w-]+\s){{0,2}}{_PAPER}\b"
)
_RELEASES = re.compile(rf"(?P<who>{_NAMES}){_PUTS_OUT}")
_VAGUE_RELEASES = re.compile(rf"(?P<who>{_VAGUE})\s{_PUTS_OUT}", re.IGNORECASE)
# A crowd under no name: its word is that of whom it told ("people familiar with the matter told Bloomberg").
_CROWD_WORDS = "|".join(sorted(_CROWD | _ONE_OF_A_CROWD))
_CROWD_TOLD = re.compile(
    rf"(?i:\b(?P<who>(?:(?:{_DETERMINER}|four|five|\d+)\s)?(?:[a-z][\w-]*\s){{0,2}}(?:{_CROWD_WORDS}))\b)"
    r"(?<!chief\sexecutive)(?:,?\s(?:(?P<unnamed>familiar|close|briefed|with\s(?:\w+\s)?knowledge|who|involved|near|inside|directly)"
    r"|in|at|of|from|working)\b[^.;“”\"]{0,80}?)?,?\s"
    rf"(?:{_ADVERB}\s)*(?P<verb>{_SAYS})\b(?P<rest>\s\w+)?"
)
_THIS_PAPER = (
    r"(?:this\s(?:news)?(?:paper|site|outlet|publication|magazine|website|reporter|agency|broadcaster)"
    r"|(?:the|our)\s(?:news)?paper|us|me|our\s\w+)"
)
_TOLD_WHOM = re.compile(rf"\s(?:(?P<own>{_THIS_PAPER})\b|(?P<whom>{_NAMES}))")
_WAS_TOLD = re.compile(
    rf"(?P<who>{_NAMES})(?:was|were|has\sbeen|had\sbeen)\stold\sby\s(?:[\w-]+\s){{0,3}}(?:{_CROWD_WORDS})\b"
)
_POSSESSIVE_SAYS = re.compile(
    rf"(?P<who>{_NAMES})['’]s? (?:(?:announcement|claim|statement)(?=,|\sthat\b)|own (?:figures|words|count)\b)"
)
_LEGAL = re.compile(
    r"\b(?:the|inc|ltd|llc|sa|se|ag|gmbh|plc|corp|co|group|mr|mrs|ms|dr|sir|spokesperson|spokesman|spokeswoman)\b\.?",
    re.IGNORECASE,
)
_NOT_A_SPEAKER = word_set(
    """in on at by as the a an it he she they this that these those however but and when while after before nobody
    none neither no both"""
)

# A quotation or the end of the clause after the verb; or "wrote in its annual report that".
_BESIDE_WORDS = re.compile(r"[,.:]|$|.{0,2}[“\"]|\s(?:in|on|at|to)\s[^.,;]{1,40}?\sthat\b")


_VERBS = tuple(_SAYS.split("|"))
_PAPERS = ("release", "statement", "announcement", "communiqu", "notice", "blog", "filing")
_SOUGHT = (
    (_ROLE_OF, _VERBS),
    (_ACCORDING, ("according to", "the words of", " by")),
    (_SUBJECT_SAYS, _VERBS),
    (_RELEASES, _PAPERS),
    (_SAYS_SUBJECT, _VERBS),
    (_PASSIVE, (" by",)),
    (_POSSESSIVE_SAYS, ("announcement", "claim", "statement", "own ")),
    (_WAS_TOLD, ("told",)),
)
"""In this order, each with words one of which is in whatever it matches: looking for those first is much faster."""


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
    crowds = list(_CROWD_TOLD.finditer(text)) if _any_in(folded, _VERBS) else []
    unnamed = {match.start("verb") for match in crowds if match["unnamed"]}
    for pattern, needed in _SOUGHT:
        for match in pattern.finditer(text) if _any_in(folded, needed) else ():
            if pattern is _SUBJECT_SAYS and match.start("verb") in unnamed:
                continue  # "sources close to Norlux said": not Norlux
            found = _read(match)
            if found and found.named:
                return found
            vague = vague or found
    for match in crowds:
        if whom := _TOLD_WHOM.match(text, match.end("verb")) if match["verb"].lower() == "told" else None:
            named = _name_in(whom["whom"] or "")
            return Attribution(named, match.start(), whom.end(), named=True) if named else None
        if _speaks(match, named=False):
            vague = vague or Attribution(match["who"].lower(), match.start(), match.end(), named=False)
    return vague or _unnamed(text, folded)


def _unnamed(text: str, folded: str) -> Attribution | None:
    """A paper or somebody under no name that says so."""
    if paper := _STATEMENT.search(text):
        article = "an" if paper["who"] == "announcement" else "a"
        return Attribution(f"{article} {paper['who']}", paper.start(), paper.end(), named=False)
    for match in _VAGUE_SAYS.finditer(text) if _any_in(folded, _VERBS) else ():
        if _speaks(match, named=False):
            return Attribution(_described(match["who"]), match.start(), match.end(), named=False)
    for match in _VAGUE_RELEASES.finditer(text) if _any_in(folded, _PAPERS) else ():
        return Attribution(_described(match["who"]), match.start(), match.end(), named=False)
    return None


def _described(who: str) -> str:
    """Who is meant, as far as the words tell: a bare noun that is none for people is cut out of a longer phrase."""
    words = who.lower().split()
    while words and re.fullmatch(_ADVERB, words[-1]):
        words = words[:-1]
    if not words or words[-1] in ORDINARY or (len(words) == 1 and words[0] not in _BARE):
        return _SOMEONE
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
    named = is_named(who)
    if match.re is _ACCORDING and not named and not _is_party(written.lower().split()):
        return None
    return Attribution(who if named else _described(written), match.start(), match.end(), named=named)


def is_named(who: str) -> bool:
    """Whether words name somebody, and do not only describe them: "Bloomberg", not "officials" or "the company"."""
    words = _clean(who).split()
    return any(letter.isupper() for word in words for letter in word) and words[-1].lower() not in _CROWD


def _name_in(written: str) -> str:
    who = _clean(written)
    return who if is_named(who) else ""


def _is_what_is_told(match: re.Match[str]) -> bool:
    """Whether the name before a verb belongs to what is told, and the verb is a participle: "the acquisition of Dragon
    LLM, announced on Monday, ..."; an aside between one comma and the verb stands only beside another ("the founder,
    Ruth Amadi, said").
    """
    if match.re is not _SUBJECT_SAYS or match["verb"].lower() not in _PARTICIPLES:
        return False
    before, text = match.string[: match.start("who")], match.string
    one_comma = (match["aside"] or "").strip() == ","
    if one_comma and not before.rstrip().endswith(","):
        return True
    if not _OF_THE_NAME.search(before) or not (match["aside"] or match["rest"]):
        return False
    rest = (match["rest"] or "").strip().lower()
    ends = not rest and text[match.end("verb") :].lstrip()[:1] in ",.;"
    return (rest in _WHEN_OR_HOW or ends) and " that " not in text[match.end() : match.end() + 60]


def _is_party(words: list[str]) -> bool:
    """Whether what stands after "according to" can speak: "a person briefed", "court documents", not "plan"."""
    if not _NO_PARTY.isdisjoint(words):
        return False
    return bool(re.fullmatch(_DETERMINER, words[0])) or not _CROWD.isdisjoint(words)


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
    plain = _LEGAL.sub(" ", re.sub(r"['’]s?\b", "", name))
    return tuple(re.findall(r"\w+", plain.lower()))


def _clean(who: str) -> str:
    who = re.sub(r"['’]s$", "", who.strip(' ,.“”"'))
    who = re.sub(r"^[Tt]he\s(?=[A-Z])", "", who)
    words = who.split()
    while words and words[0].lower() in _NOT_A_SPEAKER | _WEEKDAYS | _MONTHS:
        words = words[1:]
    while words and words[-1].lower() in _WEEKDAYS:
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
    if verb.lower() in _PLAIN_SAYING or (named and verb not in _NEEDS_THAT):
        return True
    if rest in (_SUBJECTS_OF_CLAIMS if named and verb in {"claims", "claimed"} else _WHAT_IS_SAID):
        return True
    after = match.string[match.end("verb") :]
    return match.string[: match.start()].rstrip().endswith(("”", '"')) or bool(_BESIDE_WORDS.match(after))
