from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_annotations")]

    operations = [
        migrations.AddField("change", "epoch", models.PositiveIntegerField(default=1)),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("first", models.PositiveBigIntegerField(help_text="The first position it may give.")),
                (
                    "known_point",
                    models.PositiveBigIntegerField(help_text="The last position before it that this database knows."),
                ),
                ("reason", models.CharField(max_length=300)),
                ("began_at", models.DateTimeField()),
            ],
        ),
    ]
