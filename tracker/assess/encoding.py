"""A pair as the learned judge reads it: token ids in the layout it was trained on.

`[CLS] signals claim [SEP] title | before | passage [SEP]`: the signals and the bars after the title and after the
sentence before are tokens that the vocabulary reserves, so that they mean nothing else. Used by training and by the
judge, so that both see one layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LENGTH = 160
CLAIM_LENGTH = 72
TITLE_LENGTH = 20
BEFORE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """The ids of a vocabulary's special tokens. `shift` is how far its word pieces lie from those of the tokenizer."""

    first: int
    between: tuple[int, ...]
    last: int
    pad: int
    first_signal: int
    title_end: int
    before_end: int
    shift: int = 0


BERT = Layout(first=101, between=(102,), last=102, pad=0, first_signal=10, title_end=60, before_end=61)
"""BERT's uncased vocabulary; the signals are `[unused9]` and those after it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """`ids` of the whole pair; the claim's part, up to and with its separator, is the first `split` of them."""

    ids: tuple[int, ...]
    split: int


def encode(
    signals: Sequence[int],
    claim: Sequence[int],
    passage: Sequence[int],
    title: Sequence[int] = (),
    before: Sequence[int] = (),
    *,
    layout: Layout = BERT,
) -> Encoded:
    """Lay a pair out. `signals` are places in `signals.SIGNALS`; the rest are token ids without special tokens.

    Where the whole is longer than `LENGTH`, the sentence before gives way, from its beginning, and then the passage.
    """
    words = [layout.shift + word for word in claim[:CLAIM_LENGTH]]
    first = [layout.first, *(layout.first_signal + s for s in signals), *words, *layout.between]
    named = [*(layout.shift + word for word in title[:TITLE_LENGTH]), layout.title_end] if title else []
    room = LENGTH - len(first) - len(named) - 1
    spare = min(BEFORE_LENGTH, room - len(passage) - 1)
    ahead = [*(layout.shift + word for word in before[-spare:]), layout.before_end] if before and spare > 0 else []
    body = [layout.shift + word for word in passage[: room - len(ahead)]]
    return Encoded((*first, *named, *ahead, *body, layout.last), len(first))
