"""A picture of few colours comes back from its palette as it was; of more, each is near to what it was."""

import struct
import zlib

import numpy as np
import pytest

from demo.palette import palette_png


def read(png):
    """The pixels of such a PNG; its checksums are compared."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size) == (zlib.crc32(name + data),)
        chunks[name], at = data, at + 12 + size
    width, height, depth, kind = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    assert (depth, kind, list(chunks)) == (8, 3, [b"IHDR", b"PLTE", b"IDAT", b"IEND"])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return np.frombuffer(chunks[b"PLTE"], dtype=np.uint8).reshape(-1, 3)[rows[:, 1:]]


@pytest.mark.parametrize("colours", [1, 2, 100, 256])
def test_as_many_colours_as_the_palette_holds_come_back_as_they_were(colours):
    made = np.random.default_rng(colours).integers(0, 256, (colours, 3), dtype=np.uint8)
    pixels = made[np.arange(16 * 20).reshape(16, 20) % colours]
    assert (read(palette_png(pixels, colours=256)) == pixels).all()


def test_a_rare_colour_becomes_the_nearest_of_those_that_stay():
    pixels = np.full((4, 4, 3), 255, dtype=np.uint8)
    pixels[0] = 0
    pixels[1, 0] = (250, 251, 252)
    expected = pixels.copy()
    expected[1, 0] = 255
    assert (read(palette_png(pixels, colours=2)) == expected).all()
