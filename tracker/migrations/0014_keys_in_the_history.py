"""A baseline of the keys in force and revoked, in the chains of their sources."""

from django.db import migrations

from claims.audit.baselines import write_baselines


def forward(apps, editor):
    keys = apps.get_model("tracker", "IngestKey")
    columns = ("name", "digest", "revoked_at", "vouched_at", "vouched_scope", "vouched_reason")
    row = ("source__uuid", "ingest key", ("uuid",), columns)
    entries = apps.get_model("claims", "AuditEntry").objects
    write_baselines(entries, chain="source", rows={keys: row}, again=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_history_proves_the_present"), ("tracker", "0013_evidence_is_read_or_told")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
