from typing import Any
from urllib.parse import urlsplit

from django.db import migrations, models
from django.db.models import F

IN_A_ROW = 3
_AT_A_TIME = 1_000


def host_and_port(url: str) -> str:
    """As `scheduling/redirects.py` had it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower().rstrip(".")
    return host if port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f"{host}:{port}"


def tell_acceptance(apps: Any, schema_editor: Any) -> None:
    """A resource whose host is not that of its address is one whose new host a person had accepted."""
    resources = apps.get_model("tracker", "Resource").objects.using(schema_editor.connection.alias)
    changed = []
    for row in resources.order_by("pk").only("url", "host", "moved_to", "moved_times").iterator():
        own, new = host_and_port(row.url), host_and_port(row.moved_to)
        if own and row.host != own:
            row.accepted_host, row.host = row.host, own
        at_home = bool(new) and new in (own, row.accepted_host)
        downgrade = row.url.startswith("https:") and not row.moved_to.startswith("https:")
        row.move_waits = bool(row.moved_to) and row.moved_times >= IN_A_ROW and (not at_home or downgrade)
        if row.accepted_host or row.move_waits:
            changed.append(row)
    resources.bulk_update(changed, ["host", "accepted_host", "move_waits"], batch_size=_AT_A_TIME)


def hide_acceptance(apps: Any, schema_editor: Any) -> None:
    resources = apps.get_model("tracker", "Resource").objects.using(schema_editor.connection.alias)
    resources.exclude(accepted_host="").update(host=F("accepted_host"))


class Migration(migrations.Migration):
    """That a person accepted the new host of a resource is told by a column, no longer by its `host`."""

    dependencies = [("tracker", "0010_paused_and_hub_patience")]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="move_waits",
            field=models.BooleanField(default=False, help_text="They are followed once a person accepts the new host."),
        ),
        migrations.AddField(
            model_name="resource",
            name="accepted_host",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The other host that a person lets it be read at; empty: none.",
                max_length=260,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(tell_acceptance, hide_acceptance),
    ]
