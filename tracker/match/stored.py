"""A segment as files: one array a file, mapped rather than read, with a manifest of checksums."""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tracker.match.segment import Segment

FORMAT = 1
"""Raised when arrays, terms or weights change their meaning: an index of another format is made anew."""

MANIFEST = "manifest.json"


class Unusable(ValueError):
    """Files that are missing, damaged or of another format. The remedy is to make them anew."""


def save(segment: Segment, folder: Path, facts: Mapping[str, Any]) -> None:
    """Write a segment into an empty folder, with JSON facts of the caller's about it. The manifest comes last."""
    sums = {}
    for name, array in segment.arrays().items():
        path = folder / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        sums[name] = zlib.crc32(path.read_bytes())
    (folder / MANIFEST).write_text(json.dumps({"format": FORMAT, "crc32": sums, "facts": dict(facts)}))


def load(folder: Path) -> tuple[Segment, dict[str, Any]]:
    """The segment and the facts saved with it; its pages are shared with every process that maps it. Raises Unusable.

    Checking the sums reads each file once: a few milliseconds at 100,000 claims.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        if manifest["format"] != FORMAT:
            raise Unusable(f"{folder}: format {manifest['format']}, not {FORMAT}")
        arrays = {}
        for name, expected in manifest["crc32"].items():
            path = folder / f"{name}.npy"
            if zlib.crc32(path.read_bytes()) != expected:
                raise Unusable(f"{path}: was changed on disk")
            # As a plain array: slices of numpy's own memmap type cost several times as much.
            arrays[name] = np.asarray(np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None))
        return Segment(**arrays), manifest["facts"]
    except Unusable:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"{folder}: {error}") from error
