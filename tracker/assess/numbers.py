"""Numbers in English text: digits and words, scale, currency, percent, ranges, approximation, comparison."""

import math
import re
from collections.abc import Iterator

from .lexicon import words
from .quantities import Kind, Quantity

_UNITS = words(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
)
_TENS = words("""twenty thirty forty fifty sixty seventy eighty ninety""")
WORDS = {w: i for i, w in enumerate(_UNITS)} | {w: 10 * i for i, w in enumerate(_TENS, start=2)}
WORDS["dozen"] = 12
_ORDINAL_UNITS = words(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth"""
)
ORDINALS = {w: i for i, w in enumerate(_ORDINAL_UNITS, start=1)} | {
    w[:-1] + "ieth": 10 * i for i, w in enumerate(_TENS, start=2)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mn": 1e6, "m": 1e6, "mln": 1e6,
    "crore": 1e7, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "usd": "USD",
    "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY",
    "yen": "JPY", "₹": "INR", "rs": "INR", "inr": "INR", "rupee": "INR", "rupees": "INR", "a$": "AUD",
    "c$": "CAD", "chf": "CHF", "francs": "CHF", "yuan": "CNY", "rmb": "CNY",
}  # fmt: skip
_FRACTIONS = {"half": 50.0, "a third": 33.3, "one third": 33.3, "two thirds": 66.7, "a quarter": 25.0,
              "one quarter": 25.0, "three quarters": 75.0}  # fmt: skip

_ABOVE = "more than|over|above|greater than|higher than|exceeding|exceeded|exceeds|in excess of|upwards of|"
_ABOVE += "better than|topped|passed|surpassed|larger than|just over|well over"
_FROM = "at least|no fewer than|no less than|not less than|a minimum of|minimum"
_BELOW = "less than|fewer than|under|below|lower than|smaller than|just under|well under|not even"
_TO = "at most|no more than|not more than|up to|as many as|as much as|a maximum of|maximum"
_SHORT_OF = "nearly|almost|close to|approaching|just short of|not quite"
_ABOUT = "approximately|approx\\.?|about|around|roughly|some|circa|an estimated|estimated|c\\.|~|≈|somewhere around"

_NUMERAL = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SMALL = "|".join(sorted((*WORDS, "hundred"), key=len, reverse=True))
_SPELT = rf"(?:{'|'.join(_TENS)})[-\s](?:{'|'.join(_UNITS[1:10])})\b|(?:{_SMALL})\b"
_SCALE = r"(?:[\s-]?(?:hundred|thousand|lakh|million|crore|billion|trillion|dozen)s?\b|\s?(?:bn|mn|mln|tn)\b|[kmb]\b)"
_SIGN = r"US\$|A\$|C\$|[$€£¥₹]|(?:EUR|USD|GBP|CHF|INR|Rs\.?)\s"
_COIN = r"\s?(?:€|£|\$)|[\s-](?:US\s)?(?:euros?|dollars?|pounds?|yen|rupees?|yuan|francs|EUR|USD|GBP|CHF)\b"

_PREFIX = "|".join((_ABOVE, _FROM, _BELOW, _TO, _SHORT_OF, _ABOUT)).replace(" ", r"\s")
_PATTERN = re.compile(
    rf"""(?<![\w.,-])
    (?:(?P<prefix>{_PREFIX})\s*(?:the\s|a\s(?=\d))?)?
    (?P<between>\b(?:between|from)\s+)?
    (?P<sign>{_SIGN})?\s?
    (?P<first>{_NUMERAL}|\b(?:{_SPELT}))
    (?P<first_scale>{_SCALE})?(?P<first_coin>{_COIN})?
    (?:(?P<joint>\s?[–—-]\s?|\s(?:to|and)\s)
       (?:{_SIGN})?(?P<second>{_NUMERAL}|(?:{_SPELT}))(?P<second_scale>{_SCALE})?(?P<second_coin>{_COIN})?)?
    (?P<percent>\s?(?:%|per\s?cent\b|percentage\spoints?\b))?
    (?P<outof>\s?/\s?(?:100|10|5|4)\b)?
    (?P<ordinal>(?:st|nd|rd|th)\b)?
    (?P<more>\+|\sor\s(?:more|less|fewer)\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ORDINAL_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})-)?(?P<last>{'|'.join(ORDINALS)})\b(?![- ](?:of\sall|hand))", re.IGNORECASE
)
_FRACTION = re.compile(
    rf"\b(?:(?P<prefix>{_ABOVE}|{_BELOW}|{_SHORT_OF}|{_ABOUT})\s)?(?P<what>{'|'.join(_FRACTIONS)})\b"
    r"(?=\s(?:of|the|its|their|all)\b)",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    r"\b(?:win|won|wins|beat|beats|beating|defeat(?:ed|s|ing)?|los[ts]|loses|losing|draw|drew|victory|score|lead|tie|goals?)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?<!^)\b(?!The\b|In\b|On\b|At\b|By\b|Of\b|About\b|Over\b|With\b|And\b|Some\b|Under\b)([A-Z][a-z]+)\s$"
)
_HANGING = re.compile(rf"\w|-(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
_AHEAD_CHARS = 60
_NOT_A_COUNT = re.compile(r"(?:\bno|\bthe|\bthis|\bthat|\bevery|\bany|\bsome|\beach|\bwhich)\s$", re.IGNORECASE)


def read_numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[Quantity]:
    """The numbers of `text` outside the spans already `taken` (by dates), in order of kind, not of place.

    The time it takes grows with the text's length, however many numbers stand in it.
    """
    read = bytearray(len(text))  # 1 where a character belongs to a quantity
    for start, end in taken:
        _mark(read, start, end)
    for match in _FRACTION.finditer(text):
        share = _FRACTIONS[match["what"].lower()]
        _mark(read, *match.span())
        yield _bounded("percent", share, 1.0, match["prefix"] or "about", match)
    for match in _PATTERN.finditer(text):
        if _is_free(read, *match.span("first")) and (quantity := _number(match, text)):
            _mark(read, *match.span())
            yield quantity
    for match in _ORDINAL_WORD.finditer(text):
        if _is_free(read, *match.span()):
            value = ORDINALS[match["last"].lower()] + (WORDS[match["tens"].lower()] if match["tens"] else 0)
            _mark(read, *match.span())
            yield Quantity("ordinal", value, value, *match.span(), match[0])


def _mark(read: bytearray, start: int, end: int) -> None:
    read[start:end] = b"\1" * (end - start)


def _is_free(read: bytearray, start: int, end: int) -> bool:
    return read.find(1, start, end) < 0


def _number(match: re.Match[str], text: str) -> Quantity | None:
    if _HANGING.match(text, match.end()) or text.endswith("out of ", 0, match.start()):
        return None  # part of a name ("4Real"), or the top of a scale
    if match["first"].lower() == "one" and not match["first_scale"] and _is_pronoun(match, text):
        return None
    if match["ordinal"] and match["first"][0].isdigit():
        value = float(match["first"].replace(",", ""))
        return Quantity("ordinal", value, value, *match.span(), match[0])
    if match["second"]:
        return _range(match, text)
    if match[0].strip().isdigit() and (label := _ahead(_LABELLED, text, match.start("first"))):
        value = _value(match["first"])
        return Quantity("label", value, value, *match.span(), match[0].strip(), unit=label[1].lower())
    kind, unit = _kind(match)
    scale = _scale(match["first_scale"])
    value = _value(match["first"]) * scale
    prefix = (match["prefix"] or "").lower()
    if match["more"]:
        prefix = "at most" if match["more"].strip().lower() in {"or less", "or fewer"} else "at least"
    return _bounded(kind, value, _slack(match["first"], value, scale), prefix, match, unit)


def _ahead(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The match right ahead of a place: only a few words are looked at, since a text may be one long row of numbers."""
    return pattern.search(text, max(0, end - _AHEAD_CHARS), end)


def _is_pronoun(match: re.Match[str], text: str) -> bool:
    after = text[match.end("first") : match.end("first") + 9].lower()
    return after.startswith((" of", " another", " who", " that", ".", ",")) or bool(
        _ahead(_NOT_A_COUNT, text, match.start("first"))
    )


def _range(match: re.Match[str], text: str) -> Quantity | None:
    kind, unit = _kind(match)
    second_scale = _scale(match["second_scale"])
    first_scale = _scale(match["first_scale"]) if match["first_scale"] else second_scale
    first = _value(match["first"]) * first_scale
    second = _value(match["second"]) * second_scale
    joint = match["joint"].strip()
    if not joint.isalpha() and kind == "number" and _is_score(match, text, first, second):
        result = 100 * max(first, second) + min(first, second)  # 3–1 and 1–3 are one result, told from two sides
        return Quantity("score", result, result, *match.span(), match[0])
    if joint == "and" and not match["between"]:
        slack = _slack(match["first"], first, first_scale)
        return _bounded(kind, first, slack, match["prefix"] or "", match, unit)
    low, high = min(first, second), max(first, second)
    return Quantity(kind, low, high, *match.span(), match[0].strip(), unit=unit)


def _is_score(match: re.Match[str], text: str, low: float, high: float) -> bool:
    if max(low, high) > 30 or match["first_scale"] or match["second_scale"]:
        return False
    return low >= high or bool(_CONTEST.search(text[max(0, match.start() - 50) : match.end() + 30]))


def _kind(match: re.Match[str]) -> tuple[Kind, str]:
    coin = match["sign"] or match["first_coin"] or match["second_coin"]
    if coin:
        name = coin.strip().strip("-.").lower().removeprefix("us ")
        return "money", _CURRENCIES.get(name, name.upper())
    if match["percent"]:
        return "percent", ""
    return "number", (match["outof"] or "").replace(" ", "")


def _value(word: str) -> float:
    word = word.lower()
    if word[0].isdigit() or word[0] == ".":
        return float(word.replace(",", ""))
    return float(sum(WORDS.get(part, 100) for part in re.split("[- ]", word)))


def _scale(word: str | None) -> float:
    return _SCALES[word.strip(" -\t\n").lower().removesuffix("s")] if word and word.strip(" -\t\n") else 1.0


def _slack(numeral: str, value: float, scale: float) -> float:
    """Half a unit of the last digit that was written, at most five percent; whole counts are exact."""
    if "." in numeral:
        step = scale * 10.0 ** -len(numeral.split(".")[1])
    elif scale > 1:
        step = scale
    else:
        digits = f"{value:.0f}"
        zeros = len(digits) - len(digits.rstrip("0"))
        step = 10.0**zeros / 10 if zeros >= 2 else 0.0
    return min(step / 2, abs(value) * 0.05) * (1 + 1e-9)


def _bounded(kind: Kind, value: float, slack: float, prefix: str, match: re.Match[str], unit: str = "") -> Quantity:
    """A point, widened as its prefix says: "more than", "at least", "nearly", "about"."""
    prefix = prefix.lower()
    low = high = value
    low_open = high_open = False
    if re.fullmatch(_ABOVE, prefix):
        high, low_open = math.inf, True
    elif re.fullmatch(_FROM, prefix):
        high = math.inf
    elif re.fullmatch(_BELOW, prefix):
        low, high_open = -math.inf, True
    elif re.fullmatch(_TO, prefix):
        low = -math.inf
    elif re.fullmatch(_SHORT_OF, prefix):
        low, slack = value * 0.92, value * 0.08
    elif re.fullmatch(_ABOUT, prefix):
        slack = max(slack, value * 0.05)
        low, high = value, value
    text = match[0].strip()
    return Quantity(
        kind, low, high, match.start(), match.end(), text, unit, slack, low_open=low_open, high_open=high_open
    )
