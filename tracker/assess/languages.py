"""Which language a text is in, told from its words: pages state one that their template has, or none.

By function words, which make up a third of any prose; only where they speak clearly against what is stated, and only
for the languages listed here. A few words of a heading tell nothing.
"""

import re

from .lexicon import word_set

_WORDS = {
    "en": word_set(
        """the of and to in that is was for on with as by at from it are be has have had this which will its been a an
        were their not or but they he she who more than after said would about into over when there his her"""
    ),
    "fr": word_set(
        """le la les des du de et en un une que qui dans pour sur au aux par est sont avec ce cette son sa ses il elle
        plus pas ne été ont ou mais leur d'un d'une l'on s'est qu'il a comme selon après"""
    ),
    "de": word_set(
        """der die das und den dem des ein eine einer einem einen ist sind mit von zu im für auf nicht auch sich als
        bei nach wird werden wurde wurden hat haben aus dass zum zur über sein ihre seine es er sie am vom um"""
    ),
    "es": word_set(
        """el la los las de del y en que un una por con para su sus se es son al lo como más pero no ha han fue según
        este esta entre sobre ya también"""
    ),
    "it": word_set(
        """il lo la i gli le di del della dei delle e in che un una per con su si è sono al alla da dal dalla come più
        ma non ha hanno nel nella anche dopo secondo questo questa"""
    ),
    "nl": word_set(
        """de het een en van in op te dat die is zijn voor met aan door bij naar ook niet als worden wordt werd heeft
        hebben uit om over maar dit deze nog tot zich er volgens"""
    ),
    "pt": word_set(
        """o a os as de do da dos das e em no na nos nas que um uma por para com se é são ao à pelo pela como mais mas
        não foi seu sua também entre"""
    ),
}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_READ = 300
"""Words that are looked at."""

AT_LEAST = 3
TWICE = 2
"""Another language is believed where at least three words stand that are only its own, and twice as many as of those
that are only of the language stated.
"""


def language_of(text: str, stated: str = "") -> str:
    """The language of a text as a BCP 47 tag: the one `stated` unless the words are clearly of another; "" where
    nothing is stated and the words do not tell.
    """
    found = [word.lower().replace("’", "'") for word in _LETTERS.findall(text)[:_READ]]
    mine = _WORDS.get(stated.lower().partition("-")[0], frozenset())
    believed = [
        (gain, language)
        for language, own in _WORDS.items()
        if (gain := _count(found, own - mine)) >= max(AT_LEAST, TWICE * _count(found, mine - own))
    ]
    best = max(believed, default=(0, stated))
    is_tie = [gain for gain, _ in believed].count(best[0]) > 1
    return stated if is_tie or not _is_other(best[1], stated) else best[1]


def _count(found: list[str], words: frozenset[str]) -> int:
    return sum(word in words for word in found)


def _is_other(language: str, stated: str) -> bool:
    return language != stated.lower().partition("-")[0]
