from django.db import migrations, models

import tracker.models.watch


class Migration(migrations.Migration):
    """The interval of a source for which nobody chose one is the installation's; the rows stay as they are."""

    dependencies = [("tracker", "0007_learnt_interval")]

    operations = [
        migrations.AlterField(
            model_name="pollingpolicy",
            name="interval_s",
            field=models.PositiveIntegerField(default=tracker.models.watch.default_interval_s),
        ),
    ]
