"""Raised characters: which are the mark of a note, and how the others are written in a line of text.

"€14<sup>1</sup> million in 2023<sup>2</sup>" has two notes and the figures 14 and 2023; "10<sup>6</sup>" is a power,
"5 km<sup>2</sup>" a unit, "1<sup>1</sup>/<sub>2</sub>" a fraction, "1<sup>st</sup>" an ordinal number.
"""

import re
from typing import Any

from tracker.extract.text import words

_MARK = re.compile(r"[\s\[(]*(?:\d{1,3}|[*†‡§¶#]+|[a-z]|note \d{1,3})(?:\s*[,;–-]\s*(?:\d{1,3}|[a-z]))*[\s\])]*")
_SIGNS = re.compile(r"\s*[*†‡§¶#]+\s*")
_BRACKETED = re.compile(r"\s*\[\s*(?:\d{1,3}|[a-z]|note \d{1,3})\s*\]\s*")
_NUMBERS = re.compile(r"[\s(]*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*[\s)]*")
_LETTER = re.compile(r"[\s(]*[a-z][\s)]*")
_LONG_NUMBER = re.compile(r"\d[.,]\d+$|\d{3}$")  # no ordinal number, as "1ª" and "2e" are
_EXPONENT = re.compile(r"\s*([-−–+]?\d{1,3})\s*")
_POWER_OF_TEN = re.compile(r"(?:^|[^\d.,€$£¥])10$")
_SCALE = re.compile(r"\s*(?:%|per ?cent|[mb]n?\b|k\b|(?:m|b|tr)illi|thousand|hundred)", re.IGNORECASE)
_UNITS = words("m km cm mm dm nm µm μm ft in yd mi s h sec Å")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_IN_A_FORMULA = re.compile(r"[×·=≈<>≤≥^÷∙+]\s?[^\W\d_]{1,3}$")
_OPERATOR = re.compile(r"\s*[×·=≈<>≤≥^÷∙]")
_FRACTION = re.compile(r"\s*[/⁄]\s*(?:\d|$)")  # at the end: what is below stands in an element of its own
_NOTE_NAME = re.compile(
    r"(?:foot|end)-?note|fn-?ref|note-?ref|(?<![a-z])f(?:t)?n(?![a-z])|cite[-_]?(?:ref|note)|reference|citation",
    re.IGNORECASE,
)
_MOST_CHARS = 40
_RAISED_STYLE = re.compile(r"vertical-align\s{0,5}:\s{0,5}(?:super|text-top)|font-variant-position\s{0,5}:\s{0,5}super")
_RAISED_NAMES = words("sup super superscript")
_ADHERES = re.compile(r"[^\W_]$|[.,;:!?%)\]\"'”’»]$")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED_DIGITS = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹]+")


def is_raised(node: Any) -> bool:
    """Whether an element shows raised characters, by its kind, its style, or a name that means nothing else."""
    if node.tag == "sup":
        return True
    style, name = node.get("style"), node.get("class")
    if style is not None and _RAISED_STYLE.search(style):
        return True
    return name is not None and "sup" in name and not _RAISED_NAMES.isdisjoint(name.split())


def may_be_raised(span: Any) -> bool:
    """Whether a span is worth a look: few of a page's are raised or named after a note."""
    return is_raised(span) or _NOTE_NAME.search(f"{span.get('class') or ''} {span.get('id') or ''}") is not None


def is_note(node: Any, *, before: str, after: str) -> bool:
    """Whether an element is the mark of a note. `before` and `after` are the words around it in its line."""
    if node.get("role") == "doc-noteref":
        return True
    if (node.text or "").lstrip()[:1].isupper():
        return False  # most links and names, at little cost
    said = _few_words(node)
    if len(said) > _MOST_CHARS or not _MARK.fullmatch(said):
        return False
    if not is_raised(node):
        return _is_marked_by_its_address(node, said, before)
    if _BRACKETED.fullmatch(said) or _SIGNS.fullmatch(said) or _is_named_note(node):
        return True
    if _LETTER.fullmatch(said):
        return _LONG_NUMBER.search(before) is not None
    return _NUMBERS.fullmatch(said) is not None and not _counts(said, before, after)


def _few_words(node: Any) -> str:
    """The words of an element, or a few more than a mark has: elements may be nested deep, with much text in them."""
    said = ""
    for part in node.itertext():
        said += str(part)
        if len(said) > _MOST_CHARS:
            break
    return said


def raised(said: str, *, before: str, after: str) -> str:
    """How raised characters that are no note are written: a power with "^", a fraction apart from its whole number."""
    if not (found := _EXPONENT.fullmatch(said)):
        return said
    if before[-1:].isdigit():
        return f" {said}" if _FRACTION.match(after) else f"^{found.group(1)}"
    return f"^{found.group(1)}" if before[-1:].isalpha() and not _FRACTION.match(after) else said


def without_raised_digits(text: str) -> str:
    """`text` without the marks of notes that are written as raised digits behind a number; "10⁶" is "10^6"."""
    if text.isascii():
        return text
    return _RAISED_DIGITS.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-20:], found.string[found.end() : found.end() + 3]
    digits = found.group().translate(_DIGITS)
    return f"^{digits}" if _is_power(digits, before, after) else ""


def _counts(said: str, before: str, after: str) -> bool:
    """Whether raised digits belong to what they follow: a power, a unit's exponent, the numerator of a fraction."""
    if _FRACTION.match(after):
        return True
    if not _EXPONENT.fullmatch(said):
        return False
    if before[-1:].isdigit():
        return _is_power(said.strip(), before, after)
    unit = _LAST_WORD.search(before)
    if unit is None or said.strip() not in ("2", "3", "4"):
        return False
    return unit.group() in _UNITS or len(unit.group()) == 1 or _IN_A_FORMULA.search(before) is not None


def _is_power(exponent: str, before: str, after: str) -> bool:
    """Whether raised digits behind a number are its exponent: ten's, save of "€10 million", or one in a formula."""
    if _OPERATOR.match(after):
        return True
    return exponent not in ("0", "1") and _POWER_OF_TEN.search(before) is not None and not _SCALE.match(after)


def _is_marked_by_its_address(node: Any, said: str, before: str) -> bool:
    """Whether what only a style sheet may raise is the mark of a note: "[3]", or a number close to what it is about."""
    if _BRACKETED.fullmatch(said):
        return _leads_to_a_note(node)
    is_bare = _NUMBERS.fullmatch(said) or _SIGNS.fullmatch(said)
    return bool(is_bare and _ADHERES.search(before)) and _leads_to_a_note(node)


def _is_named_note(node: Any) -> bool:
    inside = [node, *node.iter("a"), node.getparent()]
    return any(part is not None and _leads_to_a_note(part) for part in inside)


def _leads_to_a_note(node: Any) -> bool:
    if node.get("role") == "doc-noteref":
        return True
    if node.tag not in ("a", "sup", "span"):
        return False
    address = (node.get("href") or "") if node.tag == "a" else ""
    if "#" in address and not address.endswith("#"):
        return True
    return _NOTE_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}") is not None
