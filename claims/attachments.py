"""The files of attachments on disk, by their sha256, and the headers with which they may leave."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse
from django.utils.http import content_disposition_header

from claims.models import Attachment

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


def path_of(sha256: str) -> Path:
    """Where a file of this digest lies."""
    return Path(settings.MEDIA_ROOT) / "attachments" / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Store a file where it is not stored yet; gives its sha256. It is whole or not there, and for our user alone."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # made for our user alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def response_of(attachment: Attachment) -> FileResponse:
    """The file, for whoever was found to be allowed to see it (`Attachment.objects.visible_to`).

    Pictures are shown, PDFs are saved; neither runs anything: no sniffing of types, a sandbox without scripts. Raises
    FileNotFoundError where the file is not on this disk.
    """
    file = path_of(attachment.sha256).open("rb")
    response = FileResponse(file, content_type=attachment.media_type)
    as_file = not attachment.media_type.startswith("image/")
    response["Content-Disposition"] = content_disposition_header(as_file, attachment.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store" if attachment.visibility == "staff" else "private, max-age=60"
    return response
