"""A source may own a path on a host that many share; hosts are kept in ASCII, as they are asked for."""

from contextlib import suppress

from django.db import migrations, models


def hosts_in_ascii(apps, schema_editor):
    rows = apps.get_model("claims", "SourceHost").objects
    for row in rows.all().iterator():
        if not row.host.isascii():
            with suppress(UnicodeError):
                plain = row.host.encode("idna").decode("ascii")
                if not rows.filter(scheme=row.scheme, host=plain).exists():
                    rows.filter(pk=row.pk).update(host=plain)


def refuse_paths(apps, schema_editor):
    """Without paths, a publisher's place on a platform would become the whole platform."""
    apps.get_model("claims", "SourceHost").objects.exclude(path="").delete()


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_epochs_of_positions")]

    operations = [
        migrations.AddField(
            model_name="sourcehost",
            name="path",
            field=models.CharField(
                blank=True, default="", help_text="/ovhcloud on a platform; empty: the whole host.", max_length=500
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="sourcehost", name="one_source_per_host"),
        migrations.RunPython(hosts_in_ascii, refuse_paths),
        migrations.AddConstraint(
            model_name="sourcehost",
            constraint=models.UniqueConstraint(fields=("scheme", "host", "path"), name="one_source_per_place"),
        ),
    ]
