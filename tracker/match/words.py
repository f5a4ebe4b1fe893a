"""Text → the words that comparisons run over. Pure, and the same for claims, passages and copies."""

import re
import unicodedata

# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han) give one word per
# character; everything else is a run of letters and digits.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_NUMBER = r"\d+(?:[.,]\d+)*"
_TOKEN = re.compile(rf"{_NUMBER}|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_APOSTROPHES = str.maketrans("’ʼ＇`´", "'''''")
_POSSESSIVE = re.compile(r"'s\b", re.IGNORECASE)


def tokens(text: str) -> list[str]:
    """The words and numbers of a text in order, case kept.

    Compatibility forms are unified (NFKC), invisible characters such as the soft hyphen are dropped, so are
    a possessive "'s" and the commas between thousands: "OVH\u00adcloud’s 1,600" gives ["OVHcloud", "1600"].
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    plain = text.translate(_APOSTROPHES)
    return [_THOUSANDS.sub("", token) for token in _TOKEN.findall(_POSSESSIVE.sub(" ", plain))]


def fold(token: str) -> str:
    """The token without case, in one canonical form: two spellings of a word fold to the same string."""
    folded = token.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFKC", folded)


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order."""
    return [fold(token) for token in tokens(text)]
