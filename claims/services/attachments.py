"""Attaching a screenshot or a PDF to a claim, and letting readers see it."""

from typing import Any

from django.db import transaction

from claims import attachments, audit
from claims.file_types import EXTENSIONS, MAX_BYTES, media_type, safe_name
from claims.models import Attachment, Claim
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim, require_text
from claims.users import Principal, person


def attach(*, by: Principal, claim: Claim, content: bytes, name: str) -> Attachment:
    """Keep a file beside a claim, for its staff; evidence may name it by its `sha256`. The same file again comes back
    as it is.

    What it is says its content, never its name. Raises PermissionDenied, InvalidInput.
    """
    require(by, "add_evidence", claim.desk)
    if len(content) > MAX_BYTES:
        raise InvalidInput("file", f"at most {MAX_BYTES // 1024 // 1024} MB.")
    kind = media_type(content)
    if not kind:
        known = ", ".join(sorted(set(EXTENSIONS.values())))
        raise InvalidInput("file", f"a whole picture or PDF ({known}); this is none by its content.")
    sha256 = attachments.keep(content)  # before the row: a file without a row harms nobody
    return _record(by=by, claim=claim, sha256=sha256, size=len(content), kind=kind, name=safe_name(name, kind=kind))


@transaction.atomic
def _record(*, by: Principal, claim: Claim, sha256: str, size: int, kind: str, name: str) -> Attachment:
    current = lock_claim(claim)
    if known := Attachment.objects.filter(claim=current, sha256=sha256).first():
        return known
    attachment = Attachment.objects.create(
        claim=current, sha256=sha256, size=size, media_type=kind, name=name, added_by=person(by)
    )
    _tell(attachment, "file attached", by=by)
    return attachment


@transaction.atomic
def show_attachment(*, by: Principal, attachment: Attachment, public: bool, reason: str) -> Attachment:
    """Let readers see a file, while its claim is published, or no longer. Raises PermissionDenied, InvalidInput."""
    claim = lock_claim(attachment.claim)
    require(by, "publish", claim.desk)
    why = require_text("reason", reason)
    current = Attachment.objects.select_for_update(of=("self",)).select_related("claim").get(pk=attachment.pk)
    wanted = Attachment.Visibility.PUBLIC if public else Attachment.Visibility.STAFF
    if current.visibility != wanted:
        current.visibility = wanted
        current.save(update_fields=["visibility"])
        _tell(current, "file published" if public else "file hidden", by=by, reason=why)
    return current


def _tell(attachment: Attachment, action: str, *, by: Principal, **more: Any) -> None:
    payload = {"attachment": str(attachment.uuid), "name": attachment.name, "sha256": attachment.sha256, **more}
    facts = audit.facts_of(attachment)
    audit.append(subject=attachment.claim, action=action, by=by, payload=payload, visibility="staff", facts=facts)
