"""Small pictures of screens: PNG with a palette, which a screen of few colours loses nothing by."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

COLOURS = 128


def palette_png(pixels: NDArray[np.uint8], *, colours: int = COLOURS) -> bytes:
    """A PNG of at most `colours` colours (256 is the most): the commonest stay, each other becomes the nearest of them.

    `pixels` has the shape (height, width, 3): red, green, blue. The format: PNG, third edition, colour type 3.
    """
    height, width, _ = pixels.shape
    packed = pixels.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1])
    found, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = found[np.argsort(-counts, kind="stable")[:colours]]
    nearest = np.array([_nearest(colour, _parts(kept)) for colour in _parts(found)], dtype=np.uint8)
    rows = np.zeros((height, width + 1), dtype=np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = nearest[places.reshape(height, width)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", _parts(kept).astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _parts(packed: NDArray[np.int32]) -> NDArray[np.int32]:
    """Red, green and blue of each colour."""
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1)


def _nearest(colour: NDArray[np.int32], kept: NDArray[np.int32]) -> int:
    return int(((kept - colour) ** 2).sum(axis=1).argmin())


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
