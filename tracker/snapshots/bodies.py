"""Bodies: stored once per sha256, compressed, through Django's storage."""

import gzip
import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tracker.models import Body

# Pages shrink to a quarter at any level; the higher ones take several times as long for the last tenth.
_LEVEL = 3


def digest(content: bytes) -> str:
    """The name of these bytes: their sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def store(content: bytes) -> Body:
    """The body of these bytes, written unless it is there already."""
    return store_many([content])[digest(content)]


def store_many(contents: Iterable[bytes]) -> dict[str, Body]:
    """The bodies of all these bytes by their sha256, those that are new written, in three statements at most."""
    wanted = {digest(content): content for content in contents}
    known = _known(wanted)
    new = [
        Body(sha256=sha256, path=_write(sha256, content), size=len(content))
        for sha256, content in wanted.items()
        if sha256 not in known
    ]
    if new:
        # Another worker may be storing the same: whoever comes first stays.
        Body.objects.bulk_create(new, ignore_conflicts=True)
        known |= _known([body.sha256 for body in new])
    return known


def load(body: Body) -> bytes:
    """Return the stored bytes. Raises ValueError where the file is not what its name says."""
    with default_storage.open(body.path) as file:
        content = gzip.decompress(file.read())
    if digest(content) != body.sha256:
        raise ValueError(f"The stored body {body.path} was changed on disk.")
    return content


def _known(digests: Iterable[str]) -> dict[str, Body]:
    return {body.sha256: body for body in Body.objects.filter(sha256__in=list(digests))}


def _write(sha256: str, content: bytes) -> str:
    """The path of the file written."""
    compressed = ContentFile(gzip.compress(content, compresslevel=_LEVEL, mtime=0))
    return default_storage.save(f"bodies/{sha256[:2]}/{sha256}.gz", compressed)
