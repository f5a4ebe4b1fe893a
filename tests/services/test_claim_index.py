"""Worker processes that start at once share one index of the claims, whoever makes it, and whoever dies at it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from claims import services

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ROOT = Path(__file__).resolve().parents[2]
ASK = """
import django
django.setup()
from tracker.evidence.claim_index import shared_index
shared = shared_index()
found = shared.refreshed().candidates("Veltra opened a data centre in Ghent.")
print((shared.folder / "current").read_text(), *(claim for claim, _ in found))
"""
DIE = """
import os, signal
import django
django.setup()
from tracker.evidence import claim_index
claim_index.save = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
claim_index.shared_index().refreshed()
"""


@pytest.fixture
def start(tmp_path):
    """start(script) → a process of its own on this test's database and data folder."""
    at = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "TRACKER_DATA_DIR": str(tmp_path),
    }

    def run(script: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    return run


@pytest.fixture
def veltra(article, alice):
    return services.record_claim(by=alice, article=article, text="Veltra opened a data centre in Ghent.", kind="event")


def test_processes_that_start_at_once_share_one_index(claim, veltra, start, tmp_path):
    answers = {process.communicate()[0].strip() for process in [start(ASK) for _ in range(3)]}
    (base,) = (path.name for path in (tmp_path / "media" / "claim-index").iterdir() if path.is_dir())
    assert answers == {f"{base} {veltra.pk}"}


def test_a_process_killed_while_it_makes_the_index_leaves_nothing_in_the_way(claim, veltra, start, tmp_path):
    dying = start(DIE)
    dying.communicate()
    assert dying.returncode == -signal.SIGKILL
    answer, _ = start(ASK).communicate()
    (base,) = (path.name for path in (tmp_path / "media" / "claim-index").iterdir() if path.is_dir())
    assert answer.strip() == f"{base} {veltra.pk}"
