"""The record's jobs, and the command that verifies its history."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import services, tasks
from claims.models import AuditEntry, Change, Claim, Flag
from claims.publish.changes import publish_pending
from claims.publish.checkpoints import read_checkpoint, write_checkpoint
from tests.claims.tampering import found, tamper


@pytest.fixture(autouse=True)
def quiet_place(settings, tmp_path):
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.CHECKPOINT_KEY_FILE = tmp_path / "checkpoint_key.pem"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def looked_since(monkeypatch) -> list:
    """From when on each tick looked."""
    seen: list = []

    def look(*, since):
        seen.append(since)
        return publish_pending(since=since)

    monkeypatch.setattr(tasks, "publish_pending", look)
    return seen


def test_the_publishing_job_publishes(article, claim, bob):
    services.publish(by=bob, article=article)
    assert tasks.publish_changes() == 1
    assert tasks.publish_changes() == 0
    assert Change.objects.get().claim == claim


def test_a_tick_looks_at_recent_entries_and_at_everything_once_an_hour(db, looked_since):
    for _ in range(3):
        tasks.publish_changes()
    assert looked_since[0] is None
    assert all(timezone.now() - since >= tasks.OVERLAP for since in looked_since[1:])
    cache.delete(tasks.LOOKED_AT_ALL)  # as after an hour
    tasks.publish_changes()
    assert looked_since[3] is None


def test_a_full_batch_is_followed_by_a_look_at_everything(db, looked_since, monkeypatch):
    tasks.publish_changes()
    monkeypatch.setattr(tasks, "BATCH", 0)
    tasks.publish_changes()
    tasks.publish_changes()
    assert looked_since[2] is None


def test_a_claim_past_its_date_is_flagged_once(claim):
    Claim.objects.filter(pk=claim.pk).update(due_on=timezone.now().date() - timedelta(days=2))
    tasks.review_deadlines()
    tasks.review_deadlines()
    assert Flag.objects.get(claim=claim).kind == "due"


def test_a_claim_that_fails_does_not_stop_the_others(claim, article, alice, monkeypatch):
    other = services.record_claim(by=alice, article=article, text="It rains.", kind="state")
    Claim.objects.update(due_on=timezone.now().date() - timedelta(days=2))
    weigh = services.apply_finding

    def fail_on_the_first(*, claim: Claim):
        if claim.pk < other.pk:
            raise RuntimeError("broken")
        return weigh(claim=claim)

    monkeypatch.setattr(services, "apply_finding", fail_on_the_first)
    assert tasks.review_deadlines() == 1
    assert Flag.objects.get().claim == other


def test_a_checkpoint_says_the_length_and_head_of_every_chain(claim, settings):
    path = Path(settings.CHECKPOINT_DIR) / tasks.export_checkpoint()
    entry = AuditEntry.objects.get(subject_uuid=claim.uuid)
    assert read_checkpoint(path)[f"claim {claim.uuid}"] == (1, entry.entry_hash)


def test_an_edited_checkpoint_is_refused(claim):
    path = write_checkpoint()
    path.write_text("A" + path.read_text())
    with pytest.raises(CommandError, match="was not signed"):
        call_command("verify_audit", checkpoint=path)


def test_a_whole_history_verifies(claim, capsys):
    call_command("verify_audit", checkpoint=write_checkpoint())
    assert capsys.readouterr().out == "The history is as it was written.\n"


def test_an_edit_is_named(claim, capsys):
    tamper("UPDATE claims_auditentry SET actor = 'nobody' WHERE subject_uuid = %s", claim.uuid)
    assert found(capsys) == [f"claim {claim.uuid} #1 recorded: its facts were edited"]


def test_a_cut_tail_shows_against_the_checkpoint(claim, alice, capsys):
    services.assign(by=alice, claim=claim, to=alice)  # nothing that the history proves
    path = write_checkpoint()
    tamper("DELETE FROM claims_auditentry WHERE subject_uuid = %s AND seq = 2", claim.uuid)
    assert found(capsys) == []
    assert found(capsys, checkpoint=path) == [
        f"claim {claim.uuid}: had 2 entries at the checkpoint, fewer now: its tail was cut"
    ]
