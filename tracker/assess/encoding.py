"""A pair as the learned judge reads it: token ids in the layout it was trained on.

`[CLS] signals claim [SEP] title | passage [SEP]`: the signals and the bar after the title are tokens that the
vocabulary reserves, so that they mean nothing else. Used by training and by the judge, so that both see one layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CLS, SEP, PAD = 101, 102, 0
FIRST_SIGNAL = 10
"""The id of the first signal: `[unused9]` in BERT's vocabulary, and those after it."""

TITLE_END = 60
LENGTH = 160
CLAIM_LENGTH = 72
TITLE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Encoded:
    """`ids` of the whole pair; the claim's part, up to and with its separator, is the first `split` of them."""

    ids: tuple[int, ...]
    split: int


def encode(signals: Sequence[int], claim: Sequence[int], passage: Sequence[int], title: Sequence[int] = ()) -> Encoded:
    """Lay a pair out. `signals` are places in `signals.SIGNALS`; the rest are token ids without special tokens.

    The passage gives way where the whole is longer than `LENGTH`.
    """
    first = [CLS, *(FIRST_SIGNAL + s for s in signals), *claim[:CLAIM_LENGTH], SEP]
    named = [*title[:TITLE_LENGTH], TITLE_END] if title else []
    room = LENGTH - len(first) - len(named) - 1
    return Encoded((*first, *named, *passage[:room], SEP), len(first))
