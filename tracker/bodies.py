"""Bodies: stored once per sha256, compressed, through Django's storage."""

import gzip
import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tracker.models import Body


def store(content: bytes) -> Body:
    """The body of these bytes, written unless it is there already."""
    sha256 = hashlib.sha256(content).hexdigest()
    if known := Body.objects.filter(sha256=sha256).first():
        return known
    path = default_storage.save(f"bodies/{sha256[:2]}/{sha256}.gz", ContentFile(gzip.compress(content, mtime=0)))
    return Body.objects.get_or_create(sha256=sha256, defaults={"path": path, "size": len(content)})[0]


def load(body: Body) -> bytes:
    """The bytes again. Raises ValueError where the file is not what its name says."""
    with default_storage.open(body.path) as file:
        content = gzip.decompress(file.read())
    if hashlib.sha256(content).hexdigest() != body.sha256:
        raise ValueError(f"The stored body {body.path} was changed on disk.")
    return content
