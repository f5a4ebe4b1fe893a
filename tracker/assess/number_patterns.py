"""What stands around a numeral in English text: the words and signs that say which quantity it is.

To be used on the text as `numerals.plain` gives it.
"""

import re

from .currencies import COIN, SIGN
from .numerals import ORDINAL_WORD, ORDINALS
from .units import UNIT

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mn": 1e6, "m": 1e6, "mm": 1e6,
    "mln": 1e6, "mio": 1e6, "crore": 1e7, "billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9, "mrd": 1e9,
    "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12, "dozen": 12.0,
    # as French, German, Spanish, Italian, Dutch and Portuguese pages write them
    "millionen": 1e6, "millones": 1e6, "millón": 1e6, "milioni": 1e6, "milione": 1e6, "miljoen": 1e6, "milhões": 1e6,
    "milhão": 1e6, "milliarde": 1e9, "milliarden": 1e9, "milliard": 1e9, "miliardi": 1e9, "miliardo": 1e9,
    "miljard": 1e9, "mil millones": 1e9, "bilhões": 1e9, "bilhão": 1e9,
}  # fmt: skip
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

ABOVE = "more than|over|above|greater than|higher than|exceeding|exceeded|exceeds|in excess of|upwards of|"
ABOVE += "better than|topped|passed|surpassed|larger than|just over|well over|>"
FROM = "at least|no fewer than|no less than|not less than|a minimum of|minimum|≥"
BELOW = "less than|fewer than|under|below|lower than|smaller than|just under|well under|not even|<"
TO = "at most|no more than|not more than|up to|as many as|as much as|a maximum of|maximum|≤"
SHORT_OF = "nearly|almost|close to|approaching|just short of|not quite"
ABOUT = "approximately|approx\\.?|about|around|roughly|some|circa|an estimated|estimated|c\\.|~|≈|somewhere around"

PREFIX = "|".join((ABOVE, FROM, BELOW, TO, SHORT_OF, ABOUT))
_LETTERED = sorted((word for word in SCALES if len(word) > 2), key=len, reverse=True)
_DOT = r"(?:\.(?= (?-i:[a-z€$£]|E[uU]R)))?"  # of an abbreviation, not of a sentence
_SCALE = (
    r"(?P<scale>(?:[ \n-]{1,4}(?:hundred|thousand|lakh)\b)?(?:[ \n-]{0,4}"
    rf"(?:(?:{'|'.join(_LETTERED)})s?\b|(?:bn|mn|tn)\b){_DOT}|[kb]\b| ?m\b|(?-i:MM|T)\b)?)"
)
BEFORE = re.compile(
    rf"(?:(?<!\w)(?P<prefix>{PREFIX}) *(?:the |an? (?=\d))?)?(?:\b(?P<between>between|from) )?"
    rf"(?P<minus>\b(?:minus|negative) |(?:(?<=[\s(“\"])|^)[−–-](?! )|(?<![\d)])−)?"
    rf"(?:(?P<sign>{SIGN})(?P<inner>[−-])?)? ?$",
    re.IGNORECASE,
)
_PERCENT = (
    r"(?P<points>[ -]?(?:percentage[ -]points?|%-points?|ppts?|pp)\b|[ -]?(?P<basis>basis[ -]points?|bps?)\b)"
    r"|(?P<mille> ?‰)|(?P<percent>[ -]?(?:%|per ?cent\b|pct\b\.?|p\.c\.|(?-i:pc)\b))"
)
_OF = (
    "share|year|month|quarter|week|day|hour|minute|second|barrel|tonne|ton|litre|liter|gallon|kilo|kilogram|night|head|"
    "piece|unit|copy|ticket|person|pound|ounce|bottle|square metre|square meter|square foot|mile|kilometre|kilometer"
)
_PER = (
    r"(?P<per>(?:,? per | ?/ ?(?=[a-zA-Z]))(?P<denominator>[a-z]+|[\d,]+)\b"
    rf"|,? (?:an?|each|every) (?P<each>{_OF})\b(?! (?:ago|earlier|before|later|after|old|on)\b))"
)
AFTER = re.compile(
    rf"{_SCALE}(?P<half> and a half\b)?"
    rf"(?:{_PERCENT}|(?P<coin>{COIN})|(?P<unit>[ -]?(?P<name>{UNIT})(?:(?<=′)(?=\d)|(?![\w²³])))"
    r"|(?P<metres> ?(?-i:m)\b)|(?P<outof> ?/ ?(?:100|10|5|4)\b)|(?P<ordinal>(?:st|nd|rd|th)\b))?"
    rf"(?:{_PER})?(?P<more>\+|-plus\b| or (?:more|less|fewer)\b)?",
    re.IGNORECASE,
)
JOINT = re.compile(rf"(?P<joint> ?[–—-] ?| (?:to|and) |:(?=\d(?!\d))) *(?:{SIGN} ?)?(?=[\d.a-z½¼¾])", re.IGNORECASE)
SMALLER = re.compile(r",? (?:and )?(?=[\da-z½¼¾])|-?(?=\d)", re.IGNORECASE)
INCHES = re.compile(
    r"(?:ins?\b)?(?=[.,;:)\]\"”]|$| (?:tall|high|long|wide|deep|in height|in length|and|or|on)\b)", re.IGNORECASE
)
"""What may follow the inches of "5 ft 11" that are called none."""

CHANGE = re.compile(
    r"\b(?:r[io]se[ns]?|rising|increas\w+|gr[eo]w\w*|climb\w*|jump\w*|up|f[ae]ll\w*|drop\w*|declin\w*|decreas\w*|down|"
    r"cut\w*|slip\w*|went|go(?:es|ing)?|rais\w+|lower\w*|improv\w*|expand\w*|shr[aiu]nk\w*|swung|chang\w+|mov\w+|"
    r"narrow\w*|widen\w*|reduc\w+|slid\w*|plung\w+|soar\w*|surg\w+)\b[^.;]*$",
    re.IGNORECASE,
)
ORDINAL_WORDS = re.compile(rf"\b{ORDINAL_WORD}\b(?![- ](?:of\sall|hand))", re.IGNORECASE)
PERIOD = re.compile(r"\b(?:Q(?P<q>[1-4])|(?P<q2>[1-4])Q|H(?P<h>[12])|(?P<h2>[12])H)(?=\b|[’'F]|\d\d\b|20\d\d\b)")
_PIECES = "hour|minute|second|day|night|week|month|year|century|mile|inch|pint"
FRACTION = re.compile(
    rf"\b(?:(?P<prefix>{ABOVE}|{BELOW}|{SHORT_OF}|{ABOUT}) )?"
    rf"(?:(?P<half>half)|(?P<count>an?|one|two|three|four|nine)[- ](?P<part>{'|'.join(PARTS)})s?)\b"
    r"(?= (?:of|the|its|their|all)\b)"
    rf"(?! of an? (?:{'|'.join(SCALES)}|{_PIECES})\b)",
    re.IGNORECASE,
)
_FEW = "one|two|three|four|five|six|seven|eight|nine|\\d"
_TIME = "years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centuries|generations?"
SHARE = re.compile(
    rf"(?<![\w.,€$£%/-])(?:(?P<prefix>{ABOVE}|{BELOW}|{SHORT_OF}|{ABOUT}) )?"
    rf"(?P<part>{_FEW}) (?:in|out of)(?: every| each)? (?P<whole>{_FEW}|ten|twenty|10|20|50|100)\b"
    rf"(?! (?:{_TIME}|stars?|points?|am|pm|a\.m|p\.m|o'clock|{'|'.join(_LETTERED)})\b)"
    rf"(?![.,:/-]?\d|%|[ -](?:{UNIT})\b)",
    re.IGNORECASE,
)
"""A share of a few: "one in five", "two out of three". "3 out of 30 states" counts, it gives no share."""

CONTEST = re.compile(
    r"\b(?:win|won|wins|beat|beats|beating|defeat(?:ed|s|ing)?|los[ts]|loses|losing|draw|drew|victory|score|lead|tie|"
    r"goals?)\b",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"(?<!^)\b(?!The\b|In\b|On\b|At\b|By\b|Of\b|About\b|Over\b|With\b|And\b|Some\b|Under\b)([A-Z][a-z]+) $"
)
WEIGHT = re.compile(r"\b(?:weigh\w*|weight|heav\w+|lift\w*|body)\b", re.IGNORECASE)
HANGING = re.compile(rf"[^\W\d_]|\d|-(?:{'|'.join(ORDINALS)})\b|:\d\d", re.IGNORECASE)
NOT_A_COUNT = re.compile(r"(?:\bno|\bthe|\bthis|\bthat|\bevery|\bany|\bsome|\beach|\bwhich) $", re.IGNORECASE)
