from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0019_like_looks")]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="notice",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What was done to read its last answer, in plain words; empty: nothing.",
                max_length=300,
            ),
            preserve_default=False,
        ),
    ]
