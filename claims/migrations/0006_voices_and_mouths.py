"""Evidence remembers in whose mouth its words are, and whose word they are also where nobody recorded says so."""

import re

from django.db import migrations, models

UNATTRIBUTED = "unattributed"
_AT_ONCE = 500


def read_again(apps, schema_editor):
    """Mouths as far as is known now: the publisher, else the source; voices as they were written."""
    model = apps.get_model("claims", "Evidence")
    changed = []
    rows = model.objects.select_related("source").only(
        "organisation_key", "source__uuid", "attributed_to", "attributed_key"
    )
    for item in rows.iterator(chunk_size=_AT_ONCE):
        item.mouth = item.organisation_key or (f"source:{item.source.uuid}" if item.source else "")
        if item.attributed_to and not item.attributed_key:
            item.attributed_key = _key(item.attributed_to)
        changed.append(item)
        if len(changed) == _AT_ONCE:
            model.objects.bulk_update(changed, ["mouth", "attributed_key"])
            changed = []
    model.objects.bulk_update(changed, ["mouth", "attributed_key"])


def _key(name):
    if name == name.lower():
        return UNATTRIBUTED
    words = " ".join(re.findall(r"\w+", name.casefold()))
    return f"name:{words}"[:80]


def forget(apps, schema_editor):
    rows = apps.get_model("claims", "Evidence").objects
    rows.filter(attributed_key=UNATTRIBUTED).update(attributed_key="")
    rows.filter(attributed_key__startswith="name:").update(attributed_key="")


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_places_of_sources")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="mouth",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Key of who owns its publisher; of a copy, of the first.",
                max_length=80,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidence",
            name="attributed_by_person",
            field=models.BooleanField(default=False, help_text="A person said whose word it is."),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="attributed_key",
            field=models.CharField(
                blank=True, help_text="That party; “unattributed” where nobody is named.", max_length=80
            ),
        ),
        migrations.RunPython(read_again, forget),
    ]
