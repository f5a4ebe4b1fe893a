from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_keys_in_the_history")]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="listed_by_own",
            field=models.BooleanField(
                default=False, help_text="The source that owns its host lists it, too, though another did first."
            ),
        ),
        migrations.AddField(
            model_name="resource",
            name="publisher_name",
            field=models.CharField(
                blank=True, default="", help_text="Whom the feed names as its publisher.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="resource",
            name="publisher_url",
            field=models.CharField(blank=True, default="", max_length=2000),
            preserve_default=False,
        ),
    ]
