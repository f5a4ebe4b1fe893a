from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_what_can_be_watched_and_how_often"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="resource",
            name="resource_due",
        ),
        migrations.AddField(
            model_name="hostrules",
            name="taken_until",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="Until when one worker has it to itself.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=models.Index(
                condition=models.Q(("next_poll_at__isnull", False), ("urgent", True)),
                fields=["next_poll_at", "id"],
                name="resource_due_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=models.Index(
                condition=models.Q(("failures__gt", 0), ("next_poll_at__isnull", False), ("urgent", False)),
                fields=["next_poll_at", "id"],
                name="resource_due_failed",
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=models.Index(
                condition=models.Q(("failures", 0), ("next_poll_at__isnull", False), ("urgent", False)),
                fields=["next_poll_at", "id"],
                name="resource_due_routine",
            ),
        ),
    ]
