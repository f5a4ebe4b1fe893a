import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_origins_merges_and_figures"),
        ("tracker", "0002_remote_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="attributed_to",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="assessment",
            name="claim_version",
            field=models.PositiveIntegerField(default=1, help_text="The claim's version it was judged on."),
        ),
        migrations.AddField(
            model_name="assessment",
            name="deciding",
            field=models.JSONField(default=list, help_text="Character spans of the passage that decide."),
        ),
        migrations.AddField(
            model_name="assessment",
            name="made_at",
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="assessment",
            name="assessor",
            field=models.CharField(help_text="Name and version.", max_length=100),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="match",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="tracker.match"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(fields=("match", "assessor"), name="one_assessment_per_version"),
        ),
    ]
