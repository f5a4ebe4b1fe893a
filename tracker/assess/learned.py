"""The built-in judge: a small cross-encoder reads claim and passage, the symbolic reader tells it what it noticed.

Embedded and offline: onnxruntime on one core, 8-bit weights, a model of this repository (`model/`, with its card).
The two are joined by a small stacker (multinomial logistic regression over the model's logits and the reader's
signals), which also calibrates the score. The reader keeps a veto where its answer is a rule and no guess, and gives
the reasons that people read.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from . import explain
from .consistency import held_to_sentences
from .encoding import Encoded, encode
from .joining import joined
from .onnx_model import Floats, open_session, softmax
from .reading import sentences
from .sentence import SentenceJudgement
from .signals import SIGNALS
from .symbolic import SymbolicReader, is_english
from .types import STANCES, ClaimText, Judgement, PassageText, Span
from .vetoes import NOT_SHOWN
from .wording import in_words_of

MODEL = Path(__file__).parent / "model"
WINDOW = 3
"""Sentences the model is shown at once; a longer text is read in windows that overlap by one."""

WINDOW_CHARACTERS = 600
WINDOWS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage: the claim as it is shown beside it, what the reader made of it, where it begins."""

    claim: str
    by_rules: SentenceJudgement
    reading: Judgement
    text: str
    start: int


class LearnedJudge:
    """Implements `Assessor`. The model is loaded when the first pair comes, once per process."""

    name = "learned"

    def __init__(self, directory: Path = MODEL) -> None:
        self._directory = directory
        self._reader = SymbolicReader()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Version, thresholds and the stacker's weights, as `training/` wrote them."""
        found: dict[str, Any] = json.loads((self._directory / "judge.json").read_text(encoding="utf-8"))
        return found

    @property
    def version(self) -> str:
        return str(self.settings["version"])

    @property
    def support_threshold(self) -> float:
        return float(self.settings["support_threshold"])

    @property
    def refute_threshold(self) -> float:
        return float(self.settings["refute_threshold"])

    @property
    def doubt_when_agreed(self) -> float:
        """The share of the model's doubt that is left where the reader sees the same. Outside the encyclopedia the two
        together are right more often about support than the model is at the same score.
        """
        return float(self.settings.get("doubt_when_agreed", 1.0))

    def reads(self, language: str) -> bool:
        """English."""
        return is_english(language)

    def assess(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
        """One assessment per pair, in order. Text in another language than English goes to the reader alone."""
        return held_to_sentences(pairs, self._each(pairs), self, self._each)

    def _each(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
        answers: list[Judgement | None] = [None] * len(pairs)
        windows: list[Window] = []
        owner: list[int] = []
        for i, (claim, passage) in enumerate(pairs):
            if not (is_english(claim.language) and is_english(passage.language)):
                [foreign] = self._reader.assess([(claim, passage)])
                answers[i] = replace(foreign, assessor=self.name, version=self.version)
                continue
            for window in self._windows(claim, passage):
                windows.append(window)
                owner.append(i)
        encoded = self._encode([pairs[i] for i in owner], windows)
        for i, window, chances in zip(owner, windows, self.stack(self.logits(encoded), windows), strict=True):
            found = self._answer(window, chances)
            before = answers[i]
            if before is None or _rank(found) > _rank(before):
                answers[i] = found
        return [answer for answer in answers if answer is not None]

    def logits(self, encoded: Sequence[Encoded]) -> Floats:
        """The model's three outputs per pair, in the order of `STANCES`.

        Pair by pair: the activations' 8 bits are scaled by what is in a run, so that a pair's score would depend on
        those beside it, and be less exact. A batch is faster by a tenth only.
        """
        rows = [self._session.run(None, _inputs(each))[0] for each in encoded]
        return np.concatenate(rows) if rows else np.zeros((0, len(STANCES)), dtype=np.float32)

    def stack(self, logits: Floats, windows: Sequence[Window]) -> Floats:
        """The calibrated chances of each stance, by the stacker's weights."""
        weights = np.array(self.settings["stacker"]["weights"], dtype=np.float32)
        return softmax(stacked(logits, [w.by_rules.signals for w in windows]) @ weights.T)

    def _windows(self, claim: ClaimText, passage: PassageText) -> Iterator[Window]:
        for start, end in windows_of(passage.text):
            part = replace(passage, text=passage.text[start:end], before=passage.before if not start else "")
            shown = in_words_of(claim, part)
            yield Window(shown.text, *self._reader.read(shown, part), part.text, start)

    def _encode(self, pairs: Sequence[tuple[ClaimText, PassageText]], windows: Sequence[Window]) -> list[Encoded]:
        texts = {passage.title for _, passage in pairs if passage.title}
        for window in windows:
            texts |= {window.claim, window.text}
        ids = self._token_ids(texts)
        rows = []
        for (_, passage), window in zip(pairs, windows, strict=True):
            signals = [SIGNALS.index(signal) for signal in window.by_rules.signals]
            title = ids.get(passage.title, ())
            rows.append(encode(signals, ids[window.claim], ids[window.text], title))
        return rows

    def _token_ids(self, texts: Collection[str]) -> dict[str, list[int]]:
        ordered = sorted(texts)
        encodings = self.tokenizer.encode_batch(ordered, add_special_tokens=False)
        return {text: encoding.ids for text, encoding in zip(ordered, encodings, strict=True)}

    def _answer(self, window: Window, chances: Floats) -> Judgement:
        """The judgement of a window. This model alone is right about every second refutation outside the encyclopedia,
        so it refutes only where the rules can show the contradiction.
        """
        by_rules = window.by_rules
        judged = joined(chances.tolist(), by_rules, window.reading, assessor=self.name, version=self.version)
        stance, score, reasons, veto = judged.stance, judged.score, judged.reasons, judged.veto
        if stance != "neutral" and stance == window.reading.stance:
            doubt = (1 - score) * self.doubt_when_agreed
            score = round(1 - doubt, 4)
        if stance == "refutes" and not by_rules.contradicts:
            veto = by_rules.veto(NOT_SHOWN, "refutes", score)
            stance = "neutral"
            score = round(1 - score, 4)
            reasons = explain.forbidden("refutes", by_rules)
        deciding = tuple(_moved(span, window.start) for span in judged.deciding)
        return replace(judged, stance=stance, score=score, reasons=reasons, deciding=deciding, veto=veto)

    @cached_property
    def _session(self) -> Any:
        return open_session(self._directory / "model.onnx", threads=1)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Of the model, without padding or truncation."""
        tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


@lru_cache(maxsize=8192)
def windows_of(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of a text that are judged, as (start, end): the whole where it is short, else three sentences
    at a time, each beginning with the last of the one before.
    """
    places = sentences(text)
    if len(places) <= WINDOW and len(text) <= WINDOW_CHARACTERS:
        return ((0, len(text)),)
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(places) and len(found) < WINDOWS_AT_MOST:
        last = first
        while (
            last + 1 < min(first + WINDOW, len(places)) and places[last + 1][1] - places[first][0] <= WINDOW_CHARACTERS
        ):
            last += 1
        found.append((places[first][0], places[last][1]))
        if last + 1 >= len(places):
            break
        first = max(last, first + 1)
    return tuple(found)


def stacked(logits: Floats, noticed: Sequence[Sequence[str]]) -> Floats:
    """What the stacker sees, one row per pair: a one, the logits centred, and a one for each signal that holds."""
    rows = np.zeros((len(noticed), 1 + len(STANCES) + len(SIGNALS)), dtype=np.float32)
    rows[:, 0] = 1
    rows[:, 1 : 1 + len(STANCES)] = logits - logits.mean(axis=1, keepdims=True)
    for row, names in zip(rows, noticed, strict=True):
        for name in names:
            row[1 + len(STANCES) + SIGNALS.index(name)] = 1
    return rows


def _rank(found: Judgement) -> tuple[bool, float]:
    return found.stance != "neutral", found.score if found.stance != "neutral" else 1 - found.score


def _inputs(pair: Encoded) -> dict[str, NDArray[np.int64]]:
    ids = np.array([pair.ids], dtype=np.int64)
    types = np.zeros_like(ids)
    types[:, pair.split :] = 1
    return {"input_ids": ids, "token_type_ids": types}
