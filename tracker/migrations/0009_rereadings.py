from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def mark_rereadings(apps: Any, schema_editor: Any) -> None:
    """The same bytes of the same moment once more, as polling never stored them: that was a re-reading."""
    snapshots = apps.get_model("tracker", "Snapshot").objects.using(schema_editor.connection.alias)
    same = snapshots.filter(
        resource=OuterRef("resource"), body=OuterRef("body"), fetched_at=OuterRef("fetched_at"), pk__lt=OuterRef("pk")
    )
    snapshots.filter(Exists(same)).update(reread=True)


class Migration(migrations.Migration):
    """A re-reading says so itself. Backwards nothing is lost: the same bytes twice in a row say it again."""

    dependencies = [("tracker", "0008_default_interval")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="reread",
            field=models.BooleanField(
                default=False,
                help_text="The content of the one before it, read anew since a person chose another part of it.",
            ),
        ),
        migrations.RunPython(mark_rereadings, migrations.RunPython.noop),
    ]
