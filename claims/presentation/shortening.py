"""Texts cut to the room there is: between words, never within one that can be spared or within a character. Pure."""

import regex

MORE = "…"

# Not the blanks that hold a figure together, as in “25 000”.
_BLANK = r"[^\S\u00a0\u2007\u202f]"
# Scripts without blanks are cut between two signs where a line may end (UAX #14: ideographic, small kana, closing
# marks), though within no number and no word in katakana.
_SIGN = r"[\p{LB=ID}\p{LB=CJ}\p{LB=CL}]"
_BETWEEN_SIGNS = rf"(?<={_SIGN})(?<!\p{{nt=Nu}})(?=\p{{LB=ID}})(?!\d|(?<=[\p{{Katakana}}ー])\p{{Katakana}})"
_WORD_END = regex.compile(rf"(?<=\S)(?={_BLANK})|{_BETWEEN_SIGNS}")
_WORD_START = regex.compile(rf"(?<={_BLANK})(?=\S)|{_BETWEEN_SIGNS}")
_CHARACTER = regex.compile(r"\X")
"""What people take for one character: a grapheme cluster (UAX #29)."""


def shortened(text: str, most: int) -> str:
    """A text as it is where it has at most `most` code points, else its beginning, to a word's end, with "…".

    "…" stands after a blank where a blank stood. No figure ends it, whose unit may have followed. A word is cut only
    where it alone is longer than that, and then between two characters.
    """
    text = text.strip()
    if len(text) <= most:
        return text
    end = last_word_end(text, most - len(MORE))
    if end + len(_mark_after(text, end)) > most:
        end = last_word_end(text, end - 1)
    end = _before_figures(text, end) or last_character_end(text, most - len(MORE))
    return text[:end] + _mark_after(text, end)


def _before_figures(text: str, end: int) -> int:
    """The end of the last word up to `end` that is no figure; `end` where there are only figures."""
    at = end
    while at and text[at - 1].isnumeric():
        at = last_word_end(text, at - 1)
    return at or end


def last_word_end(text: str, most: int, *, least: int = 1) -> int:
    """The last place from `least` to `most` where a word ends and more follows; 0: there is none."""
    ends = _WORD_END.finditer(text, least, max(least, min(len(text), most + 1)))
    return max((found.start() for found in ends), default=0)


def first_word_start(text: str, least: int, *, most: int) -> int:
    """The first place from `least` to `most` where a word begins after others; 0: there is none."""
    found = _WORD_START.search(text, least, max(least, min(len(text), most + 1)))
    return found.start() if found else 0


def last_character_end(text: str, most: int) -> int:
    """The last place up to `most` that is within no character; 0 where the first one is longer."""
    end = 0
    for found in _CHARACTER.finditer(text):
        if found.end() > most:
            break
        end = found.end()
    return end


def _mark_after(text: str, end: int) -> str:
    return f" {MORE}" if text[end : end + 1].isspace() else MORE
