from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

# As `push/subscriptions.py` had it when both waits stood in one column.
BESIDE_PUSH = 8


def tell_apart(apps: Any, schema_editor: Any) -> None:
    database = schema_editor.connection.alias
    resources = apps.get_model("tracker", "Resource").objects.using(database)
    paused = resources.filter(error_code="paused", next_poll_at=None)
    paused.filter(error="").update(error="Paused.")
    paused.update(paused=F("error"), error_code="", error="")

    active = apps.get_model("tracker", "Subscription").objects.using(database)
    active = active.filter(state="active", resource__ttl_s__isnull=False)
    polling = ("resource__source__polling__interval_s", "resource__source__polling__ceiling_s")
    for key, waits_s, interval_s, ceiling_s in active.values_list("resource_id", "resource__ttl_s", *polling):
        interval_s = interval_s or settings.TRACKER_DEFAULT_INTERVAL_SECONDS
        patience_s = min(BESIDE_PUSH * interval_s, ceiling_s or 86_400)
        # The longer of the two was kept: what is longer than the hub's is the feed's own wish.
        ttl_s = waits_s if waits_s > patience_s else None
        resources.filter(pk=key).update(ttl_s=ttl_s, hub_patience_s=min(waits_s, patience_s))


def join(apps: Any, schema_editor: Any) -> None:
    resources = apps.get_model("tracker", "Resource").objects.using(schema_editor.connection.alias)
    resources.exclude(paused="").update(error_code="paused", error=F("paused"))
    slow = resources.filter(hub_patience_s__isnull=False)
    slow.update(ttl_s=Greatest(Coalesce("ttl_s", 0), F("hub_patience_s")))


class Migration(migrations.Migration):
    """A pause is no error, and the time that a hub buys is no wish of the feed's."""

    dependencies = [("tracker", "0009_rereadings")]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="paused",
            field=models.CharField(
                blank=True, default="", help_text="By whom and why it is; empty: it is not.", max_length=500
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="resource",
            name="hub_patience_s",
            field=models.PositiveIntegerField(
                blank=True, help_text="How long it is left alone while a hub tells us of its changes.", null=True
            ),
        ),
        migrations.RunPython(tell_apart, join),
    ]
