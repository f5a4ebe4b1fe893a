"""Which sentences of a text are most like given words, and how like: for quotes that no longer stand verbatim."""

import heapq
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain

from tracker.extract.passages import sentences
from tracker.extract.text import fold

_CANDIDATES = 6
_MIN_PART_WORDS = 5
_MAX_WORDS = 600  # bounds the comparison, which is quadratic in the worst case

_WORD = re.compile(r"\w+(?:[.,'-]\w+)*|[^\w\s]")


def word_list(text: str) -> list[str]:
    """The words and signs of `text` as they are compared: in lower case, the form of quotation marks aside."""
    return _WORD.findall(fold(text).lower())[:_MAX_WORDS]


class Sentences:
    """The sentences of a text, prepared once for many quotes: each is compared with few of them."""

    def __init__(self, text: str, language: str) -> None:
        self._language = language
        self._spans = sentences(text, language)
        self._words = [word_list(span.text) for span in self._spans]
        self._lengths = [len(words) for words in self._words]
        self._holders: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for word, number in Counter(words).items():
                self._holders[word].append((at, number))

    def most_like(self, exact: str, whole: str) -> tuple[float, int, int]:
        """The sentence, or sentences, most like the quote `exact` of the sentences `whole`: (similarity, start, end).

        The similarity (0 to 1) is the share of words in common and in order.
        """
        quote = word_list(exact)
        around = word_list(whole)
        is_part = len(quote) != len(around) and len(quote) >= _MIN_PART_WORDS
        count = len(sentences(exact, self._language))
        best = (0.0, 0, 0)
        for overlap, first, last in self._candidates(around, count):
            found = list(chain.from_iterable(self._words[first : last + 1]))[:_MAX_WORDS]
            if overlap <= best[0] and not is_part and len(found) < _MAX_WORDS:
                continue  # words in common, in any order, are at least as many as those in order, where all are read
            similarity = _ratio(around, found)
            if is_part:
                similarity = max(similarity, _ratio_of_part(quote, found))
            if similarity > best[0]:
                best = (similarity, self._spans[first].start, self._spans[last].end)
        return best

    def _candidates(self, wanted: Sequence[str], count: int) -> Iterator[tuple[float, int, int]]:
        """The few runs of about `count` sentences that share most words with the quote, by counting words: the share
        of words in common in any order, the first and the last sentence.
        """
        shared: Counter[int] = Counter()
        for word, number in Counter(wanted).items():
            for at, held in self._holders.get(word, ()):
                shared[at] += min(number, held)
        touched = sorted(shared)
        scored = set()
        for size in (count - 1, count, count + 1):
            firsts = {first for at in touched for first in range(max(0, at - size + 1), at + 1)} if size > 0 else ()
            for first in firsts:
                if first + size <= len(self._spans):
                    scored.add((self._overlap(shared, touched, len(wanted), first, size), first, size))
        for overlap, first, size in heapq.nlargest(_CANDIDATES, scored):
            yield overlap, first, first + size - 1
        # A short quote in a long sentence shares few words with it for its length: then the words it shares decide.
        for at in heapq.nlargest(2, touched, key=lambda at: (shared[at], at)):
            yield self._overlap(shared, touched, len(wanted), at, 1), at, at

    def _overlap(self, shared: Counter[int], touched: list[int], wanted: int, first: int, size: int) -> float:
        if size == 1:
            return 2 * shared[first] / (wanted + self._lengths[first])
        among = touched[bisect_left(touched, first) : bisect_left(touched, first + size)]
        return 2 * sum(shared[at] for at in among) / (wanted + sum(self._lengths[first : first + size]))


def _ratio(whole: list[str], found: list[str]) -> float:
    """The share of words in common and in order (Ratcliff-Obershelp).

    It takes the longest run first, so where a sentence repeats a word it may count fewer than could be put in order.
    """
    return SequenceMatcher(None, whole, found, autojunk=False).ratio()


def _ratio_of_part(exact: list[str], found: list[str]) -> float:
    """The same of a quote and that part of a longer sentence which it matches."""
    blocks = SequenceMatcher(None, exact, found, autojunk=False).get_matching_blocks()
    matched = [block for block in blocks if block.size]
    if not matched:
        return 0.0
    part = matched[-1].b + matched[-1].size - matched[0].b
    return 2 * sum(block.size for block in matched) / (len(exact) + part)
