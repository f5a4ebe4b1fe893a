"""Normal forms of text: how extracted text is written, and how two texts are compared."""

import re
import unicodedata

# Zero-width spaces, soft hyphens, byte-order marks and direction marks: invisible, and enough to make two equal
# sentences differ. The zero-width (non-)joiner is spelling in Persian and in Indic scripts and builds emoji, so it
# goes only where it follows a character of the Latin, Greek or Cyrillic part of Unicode, where it means nothing.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?<![\u0600-\U0010ffff])[\u200c\u200d]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛´`ʼ′＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‹›", "'"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009", " "),
    }
)


def tidy(text: str) -> str:
    """One line of readable text: NFC, no invisible or control characters, single spaces, no space at the ends."""
    if text.isascii():
        return " ".join(_CONTROL.sub("", text).split())
    visible = _INVISIBLE.sub("", _CONTROL.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(visible.split())


def fold(text: str) -> str:
    """`text` with every quotation mark and apostrophe in its plain form, character for character.

    The length does not change, so an offset into the result is an offset into `text`.
    """
    return text.replace("`", "'") if text.isascii() else text.translate(_FOLDED)  # the one ASCII mark of the table


def key(text: str) -> str:
    """What two wordings that are verbatim the same share: folded quotation marks, collapsed whitespace."""
    return " ".join(fold(text).split())


def words(listed: str) -> frozenset[str]:
    """The words of a list written as prose, for the tables of this package."""
    return frozenset(listed.split())
