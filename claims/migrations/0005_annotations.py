import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import claims.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_origins_merges_and_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Annotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=claims.models.base.new_id, editable=False, unique=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("claim_text", models.TextField(help_text="Copied: claims are revised.")),
                (
                    "stance",
                    models.CharField(
                        choices=[("supports", "Supports"), ("refutes", "Refutes"), ("neutral", "Neutral")],
                        help_text="As it was judged.",
                        max_length=10,
                    ),
                ),
                ("score", models.FloatField()),
                (
                    "assessor",
                    models.CharField(blank=True, help_text="Who judged it so; empty: a person.", max_length=100),
                ),
                (
                    "label",
                    models.CharField(
                        choices=[("supports", "Supports"), ("refutes", "Refutes"), ("neutral", "Neutral")],
                        help_text="What it really says.",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="annotations_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="annotations", to="claims.evidence"
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="annotations", to="claims.flag"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
