from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0016_fewer_index_entries_per_answer")]

    operations = [
        migrations.AddField(
            model_name="body",
            name="unreadable_since",
            field=models.DateTimeField(
                blank=True, help_text="Since when its file is lost; empty: as far as known, it is there.", null=True
            ),
        ),
        migrations.AddField(
            model_name="resource",
            name="unkept_since",
            field=models.DateTimeField(
                blank=True, help_text="Since when its answers cannot be kept here; empty: they are.", null=True
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="trouble",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What keeps it from being processed, in plain words; empty: nothing.",
                max_length=500,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="snapshot",
            name="trouble_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
