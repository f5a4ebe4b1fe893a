"""Guess the encoding of a document that declares none and is not in UTF-8, with the detector that Firefox has."""

import chardetng_py

from tracker.extract.encodings import codec_of


def guess_encoding(body: bytes) -> str:
    """The codec in which the words of `body` make most sense; windows-1252, as browsers do, where none makes any."""
    return codec_of(chardetng_py.detect(body, allow_utf8=False)) or "cp1252"
