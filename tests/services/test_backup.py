"""The steps of docs/backup.md, as they stand there, on a real PostgreSQL server."""

import os
import re
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
STEPS = dict(re.findall(r"^```(backup|restore|upgrade)\n(.*?)^```", (ROOT / "docs/backup.md").read_text(), re.M | re.S))


class Installation:
    """A database and a data folder of its own, worked on by processes as an operator's."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.data, self.backup = folder / "data", folder / "backup"
        self.data.mkdir()
        self.backup.mkdir()

    def run(self, script: str) -> str:
        """The output of a shell script that stops at its first error."""
        own = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        environment = own | {
            "DATABASE_URL": self.url,
            "TRACKER_DATA_DIR": str(self.data),
            "BACKUP": str(self.backup),
            "SITE_URL": "https://tracker.example",
            "ALLOWED_HOSTS": "tracker.example",
            "TRACKER_CONTACT": "desk@tracker.example",
            "DJANGO_SUPERUSER_PASSWORD": "correct horse battery",
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, body: str) -> str:
        """What a few lines print that run with Django set up."""
        (self.folder / "lines.py").write_text(f"import django\ndjango.setup()\n{body}")
        path = self.folder / "lines.py"
        return self.run(f"DJANGO_SETTINGS_MODULE=config.settings PYTHONPATH={ROOT} .venv/bin/python {path}").strip()


TELL = """
from django.contrib.auth.models import User
from claims import services
from claims.models import Article, Claim, Desk
from claims.publish.changes import publish_pending
anna = User.objects.get()
article = Article.objects.first() or services.record_article(by=anna, desk=Desk.objects.get(), title="Trained")
claim = Claim.objects.first() or services.record_claim(by=anna, article=article, text="It was trained.", kind="event")
if article.publication == "draft":
    services.publish(by=anna, article=article)
for number in range({times}):
    text = f"It was trained {{Claim.objects.get().version}} times."
    services.revise_claim(by=anna, claim=claim, reason="again", text=text)
publish_pending()
"""
READ = """
from rest_framework.test import APIClient
page = APIClient().get("/api/v1/changes/?after={after}", HTTP_HOST="tracker.example", secure=True).json()
print([change["position"] for change in page["results"]], page["epoch"], page["read_again_from"])
"""


@pytest.fixture
def installation(tmp_path, db):
    at = connection.settings_dict
    server = f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}"
    name = f"backup_{time.time_ns()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield Installation(tmp_path, f"{server}/{name}")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_restored_installation_misleads_no_reader_and_its_history_is_whole(installation: Installation) -> None:
    installation.run(STEPS["upgrade"].replace("bin/setup --no-dev\n", ""))  # the tests' own .venv stays as it is
    installation.run('.venv/bin/python manage.py first_desk --desk "City desk" --user anna')
    installation.python(TELL.format(times=2))
    assert installation.python(READ.format(after=0)) == "[1, 2, 3] 1 None"

    installation.run(STEPS["backup"])
    installation.python(TELL.format(times=2))
    assert installation.python(READ.format(after="1-3")) == "[4, 5] 1 None"

    said = installation.run(STEPS["restore"])
    assert "Epoch 2 has begun. Its positions begin at 6" in said
    assert "The history is as it was written." in said
    installation.python(TELL.format(times=1))
    assert installation.python(READ.format(after="1-5")) == "[6] 2 1-3"
    assert installation.python(READ.format(after="1-3")) == "[6] 2 None"


def test_a_backup_can_be_restored_on_an_empty_machine(installation: Installation, tmp_path) -> None:
    installation.run(".venv/bin/python manage.py migrate --noinput --verbosity 0")
    installation.run('.venv/bin/python manage.py first_desk --desk "City desk" --user anna')
    installation.python(TELL.format(times=1))
    (installation.data / "media" / "body").parent.mkdir(exist_ok=True)
    (installation.data / "media" / "body").write_text("bytes that were read")
    key = (installation.data / "secret_key").read_text()
    installation.run(STEPS["backup"])

    installation.data = tmp_path / "new machine"
    installation.data.mkdir()
    installation.run(STEPS["restore"])
    assert (installation.data / "media" / "body").read_text() == "bytes that were read"
    assert (installation.data / "secret_key").read_text() == key
    assert installation.python(READ.format(after=0)) == "[1, 2] 2 None"
