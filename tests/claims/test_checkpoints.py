"""Checkpoints: incremental, signed with a key of their own, thinned."""

import json
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import audit, services
from claims.models import AuditEntry
from claims.publish import checkpoints
from claims.publish.checkpoints import heads_of, read_checkpoint, write_checkpoint
from tests.claims.tampering import found, tamper


@pytest.fixture(autouse=True)
def quiet_place(settings, tmp_path, monkeypatch):
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.CHECKPOINT_KEY_FILE = tmp_path / "key.pem"
    monkeypatch.setattr(checkpoints, "OVERLAP", 0)


@pytest.fixture
def on(monkeypatch):
    """on(3) → the checkpoints written from now on are written three days after Monday."""
    today = timezone.now()
    monday = today - timedelta(days=today.weekday())
    return lambda day: monkeypatch.setattr(checkpoints.timezone, "now", lambda: monday + timedelta(days=day))


def header(path: Path) -> dict:
    return json.loads(path.open().readline())


def test_only_chains_that_grew_are_told_again(claim, article, alice, on):
    on(0)
    first = write_checkpoint()
    assert set(read_checkpoint(first)) == set(audit.heads())
    on(1)
    services.assign(by=alice, claim=claim, to=alice)
    second = write_checkpoint()
    assert set(read_checkpoint(second)) == {f"claim {claim.uuid}"}
    assert header(second)["previous"] == first.name
    on(2)
    third = write_checkpoint()
    assert read_checkpoint(third) == {}
    on(7)
    assert read_checkpoint(write_checkpoint()) == audit.heads(), "a week begins with all"


def test_what_was_committed_late_is_told_by_the_next(claim, on, monkeypatch):
    monkeypatch.setattr(checkpoints, "OVERLAP", 1000)
    on(0)
    write_checkpoint()
    on(1)
    assert read_checkpoint(write_checkpoint()) == audit.heads()


def test_a_database_from_a_backup_begins_with_all_its_chains(claim, alice, on):
    on(0)
    services.assign(by=alice, claim=claim, to=alice)
    write_checkpoint()
    tamper("DELETE FROM claims_auditentry WHERE id = %s", AuditEntry.objects.latest("pk").pk)
    on(1)
    path = write_checkpoint()
    assert header(path)["previous"] == ""
    assert read_checkpoint(path) == audit.heads()


def test_a_chain_that_an_earlier_checkpoint_knew_is_compared_through_a_later_one(claim, article, alice, on, capsys):
    services.assign(by=alice, claim=claim, to=alice)
    on(0)
    write_checkpoint()
    audit.append(subject=article, action="read again", by=alice, payload={}, visibility="staff")
    on(1)
    second = write_checkpoint()
    assert found(capsys, checkpoint=second) == []
    tamper("DELETE FROM claims_auditentry WHERE action = 'assigned'")
    cut = f"claim {claim.uuid}: had 2 entries at the checkpoint, fewer now: its tail was cut"
    assert found(capsys, checkpoint=second) == [cut]
    assert found(capsys, checkpoint=second.parent) == [cut]
    tamper("DELETE FROM claims_auditentry WHERE subject_type = 'article'")
    tails = [line for line in found(capsys, checkpoint=second) if "its tail was cut" in line]
    assert len(tails) == 3, "the article had one entry at the first checkpoint, two at the second"


def test_a_chain_written_again_differs_from_its_checkpoint(claim, alice, capsys):
    services.assign(by=alice, claim=claim, to=alice)
    path = write_checkpoint()
    tamper("DELETE FROM claims_auditentry WHERE action = 'assigned'")
    services.assign(by=alice, claim=claim, to=None)
    assert found(capsys, checkpoint=path) == [
        f"claim {claim.uuid} #2 assigned: differs from the checkpoint: the chain was written again"
    ]


def test_a_history_that_was_emptied_differs_from_its_checkpoint(claim, capsys):
    path = write_checkpoint()
    count = len(audit.heads())
    tamper("DELETE FROM claims_auditentry")
    assert sum("its tail was cut" in line for line in found(capsys, checkpoint=path)) == count


def test_the_key_is_made_on_first_use_for_its_owner_alone(claim, settings):
    write_checkpoint()
    assert settings.CHECKPOINT_KEY_FILE.stat().st_mode & 0o777 == 0o600
    key = settings.CHECKPOINT_KEY_FILE.read_bytes()
    write_checkpoint()
    assert settings.CHECKPOINT_KEY_FILE.read_bytes() == key


def test_old_checkpoints_stay_verifiable_when_the_key_is_replaced(claim, settings, on, capsys):
    on(0)
    old = write_checkpoint()
    call_command("replace_checkpoint_key")
    on(1)
    new = write_checkpoint()
    assert header(old)["key"] != header(new)["key"]
    assert settings.CHECKPOINT_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert found(capsys, checkpoint=old) == []
    assert found(capsys, checkpoint=new) == []


def edit_head(path: Path) -> None:
    path.write_text(path.read_text().replace(",1,", ",2,", 1))


def edit_header(path: Path) -> None:
    path.write_text(path.read_text().replace('"previous":""', '"previous":"x"', 1))


def cut_line(path: Path) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]))


def cut_signature(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def take_key(path: Path) -> None:
    for key in (path.parent / "keys").iterdir():
        key.unlink()


def exchange_key(path: Path) -> None:
    (key,) = (path.parent / "keys").iterdir()
    call_command("replace_checkpoint_key")
    (other,) = (each for each in (path.parent / "keys").iterdir() if each != key)
    other.replace(key)


@pytest.mark.parametrize("edit", [edit_head, edit_header, cut_line, cut_signature, take_key, exchange_key])
def test_a_checkpoint_that_was_edited_is_refused(claim, edit, capsys):
    path = write_checkpoint()
    edit(path)
    with pytest.raises(CommandError, match="was not signed with a key of this installation, or was edited since"):
        call_command("verify_audit", checkpoint=path)


def test_a_checkpoint_whose_predecessor_is_missing_is_refused(claim, on):
    on(0)
    first = write_checkpoint()
    on(1)
    second = write_checkpoint()
    first.unlink()
    with pytest.raises(CommandError, match=first.name):
        call_command("verify_audit", checkpoint=second)


def test_a_checkpoint_of_the_first_format_is_still_read(claim, settings, capsys):
    settings.CHECKPOINT_DIR.mkdir()
    path = settings.CHECKPOINT_DIR / "20260101T000000000000Z.checkpoint"
    path.write_text(signing.dumps(audit.heads(), salt="claims.checkpoint", compress=True))
    assert read_checkpoint(path) == audit.heads()
    assert found(capsys, checkpoint=path) == []
    assert header(write_checkpoint())["previous"] == ""


def test_heads_of_many_checkpoints_come_in_the_order_of_their_subjects(claim, article, alice, make_source, on):
    for day in range(3):
        on(day)
        services.assign(by=alice, claim=claim, to=alice)
        make_source(f"Source {day}", "independent")
        write_checkpoint()
    with ExitStack() as files:
        heads = list(heads_of([Path(checkpoints.settings.CHECKPOINT_DIR)], files))
    assert [head[:2] for head in heads] == sorted(head[:2] for head in heads)
    assert len(heads) > 6


def test_no_half_checkpoint_stays_when_writing_fails(claim, settings, monkeypatch):
    monkeypatch.setattr(audit, "each_head", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_checkpoint()
    assert [path.name for path in settings.CHECKPOINT_DIR.iterdir() if path.is_file()] == []
