from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracker", "0006_snapshots_after_scripts")]

    operations = [migrations.RenameField("resource", "rhythm_s", "learnt_interval_s")]
