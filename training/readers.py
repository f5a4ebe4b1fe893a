"""The networks that are trained: where each one starts, how it lays a pair out, and its settings."""

from dataclasses import dataclass

from tracker.assess.encoding import BERT, Layout

MPNET = Layout(first=0, between=(2, 2), last=2, pad=1, first_signal=14, title_end=64, before_end=65, shift=4)
"""MPNet's vocabulary: BERT's word pieces, four places on."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A network to train. `signals`: it is told what the symbolic reader noticed. `types`: its tokens are marked as
    the claim's or the passage's. `frozen`: its table of word pieces is left as it was, which spares memory and time.
    """

    layout: Layout
    sha256: str
    signals: bool
    types: bool
    frozen: bool
    lr: float
    dropout: float


READERS = {
    "first": Reader(
        layout=BERT,
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        signals=True,
        types=True,
        frozen=False,
        lr=1e-4,
        dropout=0.0,  # on a processor it cost time and gained nothing: see the README
    ),
    "second": Reader(
        layout=MPNET,
        sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        signals=False,  # what it says is to be worth something beside the first one's word
        types=False,
        frozen=True,
        lr=4e-5,
        dropout=0.1,
    ),
}
"""`first` reads every passage, from all-MiniLM-L6-v2; `second` is to read what the first finds likely, from
all-mpnet-base-v2. The checksums are those of the checkpoints' `model.safetensors`.
"""
