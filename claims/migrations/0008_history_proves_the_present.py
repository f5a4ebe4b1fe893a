"""A baseline for every subject of the history, from which on it proves the record; and stronger triggers.

A baseline is the next entry of a subject's chain (the first, for a desk or a Change) and tells all that is proven of
it at this moment. What is older stays in the chain and is not provable. Backwards only the triggers go: entries are
never deleted, and a subject that has a baseline gets no second one.
"""

from importlib import import_module

from django.db import migrations

from claims.audit import guards
from claims.audit.baselines import write_baselines
from claims.models.publication import tombstone

ROWS = {
    "claim": {
        "Claim": ("uuid", "", (), (
            "desk_id", "text", "slug", "kind", "language", "speaker_organisation_id", "speaker_person_id",
            "reported_by", "criterion", "settled_by", "due_on", "recheck_on", "status", "status_changed_at",
            "version", "automation", "publication",
        )),
        "Appearance": ("claim__uuid", "appearance in article", ("article_id",), ("position", "wording", "selector")),
        "Evidence": ("claim__uuid", "evidence", ("uuid",), (
            "origin_id", "origin__owner", "origin__speakers", "origin_why", "stance", "score", "reasons", "deciding",
            "assessor", "attributed_to", "attributed_key", "attributed_by_person", "mouth", "figures", "judged_version",
            "language", "language_read", "url", "title", "quote", "prefix", "suffix", "sha256", "retrieved_at", "as_of",
            "source_name", "organisation_name", "organisation_key", "tier", "document", "invented", "standing",
            "standing_wording", "retracted", "visibility", "basis", "basis_changed", "told_as", "told_on",
            "told_document", "sender", "attachment_sha256",
        )),
    },
    "article": {
        "Article": ("uuid", "", (), (
            "desk_id", "title", "slug", "url", "language", "published_on", "seen_via", "summary", "invented",
            "publication",
        )),
    },
    "source": {
        "Source": ("uuid", "", (), (
            "desk_id", "name", "slug", "organisation_id", "tier", "tier_scope", "tier_reason", "document", "invented",
        )),
        "SourceHost": ("source__uuid", "host", ("scheme", "host", "path"), ()),
    },
    "desk": {
        "Membership": ("desk__uuid", "role of user", ("user_id",), ("role",)),
    },
    "change": {
        "Change": ("uuid", "", (), ("position", "epoch", "entry_id", "claim_id", "claim_uuid", "event", "at", "content")),
    },
}  # fmt: skip
"""What a baseline tells: by chain and model the subject, the row's name and key, its columns."""


def forward(apps, editor):
    guards.disarm(editor.connection)
    for change in apps.get_model("claims", "Change").objects.filter(entry__redacted=True).iterator():
        change.content = tombstone(change.content)
        change.save(update_fields=["content"])
    entries = apps.get_model("claims", "AuditEntry").objects
    for chain, models in ROWS.items():
        rows = {apps.get_model("claims", name): row for name, row in models.items()}
        write_baselines(entries, chain=chain, rows=rows)
    guards.arm(editor.connection)


def backward(apps, editor):
    guards.disarm(editor.connection)
    import_module("claims.migrations.0002_audit_triggers").create(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_told_evidence_and_second_persons")]
    operations = [migrations.RunPython(forward, backward)]
