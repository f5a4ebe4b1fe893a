"""Small streams that become large ones."""

import struct
import zlib
from functools import cache, reduce

SIZE = 200 * 1024 * 1024


def deflated(content: bytes, *, wbits: int = 31) -> bytes:
    """`content` by zlib: gzip, or with 15 what HTTP calls deflate."""
    return zlib.compress(content, 9, wbits=wbits)


@cache
def gzip_bomb(*, wbits: int = 31) -> bytes:
    """200 MiB of zeros in about 200 KB: one block, ended so that it can be repeated as it is (RFC 1952; with 15 bits
    RFC 1950).
    """
    block = bytes(1024 * 1024)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    count = SIZE // len(block)
    body = packed * count + b"\x03\0"  # an empty last block
    check = reduce(lambda sofar, _: zlib.crc32(block, sofar), range(count), 0)
    if wbits == 31:
        return bytes.fromhex("1f8b08000000000002ff") + body + struct.pack("<II", check, SIZE)
    return b"\x78\xda" + body + struct.pack(">I", reduce(lambda sofar, _: zlib.adler32(block, sofar), range(count), 1))


def brotli_bomb() -> bytes:
    """200 MiB of zeros in about 170 bytes, written by hand (RFC 7932 §9).

    Each meta-block is one insert command whose only literal has a code of no bits at all.
    """
    bits: list[int] = []

    def put(value: int, width: int) -> None:
        bits.extend(value >> place & 1 for place in range(width))

    put(0, 1)  # a window of 64 KiB
    size = 2**24
    for _ in range(-(-SIZE // size)):
        put(0, 1)  # not the last meta-block
        put(2, 2)  # its length in six nibbles
        put(size - 1, 24)
        put(0, 1)  # compressed
        put(0, 3)  # one block type each for literals, commands, distances
        put(0, 6 + 2 + 2)  # no postfix bits, literal context mode, one tree each
        for symbol, width in ((0, 8), (504, 10), (0, 6)):  # simple codes of one symbol: zero, "insert", unused
            put(1, 2)
            put(0, 2)
            put(symbol, width)
        put(size - 22594, 24)  # insert-length code 23 counts from 22594
    put(3, 2)  # the last meta-block, empty
    bits += [0] * (-len(bits) % 8)
    return bytes(sum(bit << n for n, bit in enumerate(bits[i : i + 8])) for i in range(0, len(bits), 8))


def zstd_bomb() -> bytes:
    """200 MiB of zeros in 6 KB: blocks that repeat one byte (RFC 8878 §3.1.1.2)."""
    block = 128 * 1024
    count = SIZE // block
    repeats = b"".join(((n == count - 1) | 1 << 1 | block << 3).to_bytes(3, "little") + b"\0" for n in range(count))
    # Magic number; no content size, no checksum, a window of 1 MiB.
    return b"\x28\xb5\x2f\xfd" + b"\x00" + b"\x50" + repeats


def brotli_stored(content: bytes) -> bytes:
    """Content in brotli as it is, without compression; 64 KiB to 1 MiB of it (RFC 7932 §9.2)."""
    # A window of 64 KiB (0), not the last block (0), its length in five nibbles (01), the length, not compressed (1).
    head = 1 << 2 | (len(content) - 1) << 4 | 1 << 24
    return head.to_bytes(4, "little") + content + b"\x03"  # and the last block, empty
