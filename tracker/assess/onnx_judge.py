"""OnnxJudge: an assessor made from a directory with an ONNX model of natural language inference or fact checking.

The model gives stance and score; the symbolic reader gives the reasons, who says so, and the veto where a rule
outweighs any score (a plan is no deed, a statement needs its speaker). Nothing is accepted unseen: see `sanity`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from . import sanity
from .consistency import held_to_sentences
from .joining import alone, joined
from .judge_files import ANY_LANGUAGE, JudgeFile, check_files
from .onnx_model import Floats, OnnxClassifier
from .symbolic import READ_AT_MOST, SymbolicReader, is_english
from .types import ClaimText, Judgement, PassageText
from .wording import in_words_of


class OnnxJudge:
    """Implements `Assessor`. Raises ValueError for a directory that is none, or a model that fails its sanity set."""

    name = "onnx"

    def __init__(self, directory: Path, *, threads: int = 1) -> None:
        self._file = JudgeFile.read(directory)
        self._languages = self._file.languages_read
        self._model = OnnxClassifier(directory, file=self._file.file, threads=threads)
        if wrong := _trouble(self):
            raise ValueError(f"{directory}: {wrong}")
        self._reader = SymbolicReader()
        self.version = f"{directory.resolve().name[:40]}-{self._file.version[:20]}"

    @property
    def support_threshold(self) -> float:
        return self._file.support_threshold

    @property
    def refute_threshold(self) -> float:
        return self._file.refute_threshold

    def reads(self, language: str) -> bool:
        """The languages of its `judge.json`; a text whose language is unknown is taken for English."""
        return ANY_LANGUAGE in self._languages or (language.lower().partition("-")[0] or "en") in self._languages

    def assess(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
        """One assessment per pair, in order. What it cannot read goes to the symbolic reader alone, and says so."""
        return held_to_sentences(pairs, self._each(pairs), self, self._each)

    def _each(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> list[Judgement]:
        own = [i for i, (claim, passage) in enumerate(pairs) if self._reads_both(claim, passage)]
        answers = {
            i: self._answer(*pairs[i], chances)
            for i, chances in zip(own, self.probabilities([self._shown(*pairs[i]) for i in own]), strict=True)
        }
        return [answers.get(i) or self._foreign(*pair) for i, pair in enumerate(pairs)]

    def probabilities(self, pairs: Sequence[tuple[ClaimText, PassageText]]) -> Floats:
        """What the model alone says, in the order of `STANCES`."""
        claims = [claim.text for claim, _ in pairs]
        passages = [passage.text[:READ_AT_MOST] for _, passage in pairs]
        if self._file.claim_first:
            return self._model.probabilities(claims, passages)
        return self._model.probabilities(passages, claims)

    def _shown(self, claim: ClaimText, passage: PassageText) -> tuple[ClaimText, PassageText]:
        english = is_english(claim.language) and is_english(passage.language)
        return (in_words_of(claim, passage) if english else claim), passage

    @property
    def labels(self) -> tuple[str, ...]:
        """The model's own names of `STANCES`, "" for one that it never takes."""
        return self._model.labels

    def _reads_both(self, claim: ClaimText, passage: PassageText) -> bool:
        return self.reads(claim.language) and self.reads(passage.language)

    def _foreign(self, claim: ClaimText, passage: PassageText) -> Judgement:
        [found] = self._reader.assess([(claim, passage)])
        unread = replace(found, stance="neutral", language_read=False, assessor=self.name, version=self.version)
        if found.language_read:  # the reader knows English, this model does not
            return replace(unread, reasons=("the model does not read English: a person must judge",), deciding=())
        return unread

    def _answer(self, claim: ClaimText, passage: PassageText, chances: Floats) -> Judgement:
        if not (is_english(claim.language) and is_english(passage.language)):
            return alone(chances.tolist(), assessor=self.name, version=self.version)
        return joined(chances.tolist(), *self._reader.read(claim, passage), assessor=self.name, version=self.version)


def open_judge(directory: Path, *, threads: int = 1) -> OnnxJudge:
    """The judge in a directory, loaded and checked once for each state of its files. Raises ValueError like it."""
    found = _opened(directory, threads, _stamp(directory))
    if isinstance(found, str):
        raise ValueError(found)
    return found


@lru_cache(maxsize=4)
def _opened(directory: Path, threads: int, stamp: tuple[tuple[str, int], ...]) -> OnnxJudge | str:
    """The judge, or why it is none: a refusal is remembered too, so that it does not cost a load each time."""
    try:
        check_files(directory)
        return OnnxJudge(directory, threads=threads)
    except ValueError as error:
        return str(error)


def _stamp(directory: Path) -> tuple[tuple[str, int], ...]:
    found = [*directory.glob("*.json"), *directory.glob("*.onnx"), *directory.glob("onnx/*.onnx")]
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in found))


def _trouble(judge: OnnxJudge) -> str:
    pairs = [(ClaimText(pair.claim), PassageText(pair.passage)) for pair in sanity.PAIRS]
    return sanity.trouble(judge.probabilities(pairs).tolist(), judge.labels)
