"""An exported history is verified by one file that knows nothing of the tracker."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from claims import audit, services
from claims.models import AuditEntry
from claims.publish.changes import publish_pending
from claims.publish.checkpoints import write_checkpoint

PROGRAM = Path(__file__).resolve().parents[2] / "bin" / "verify-history"


@pytest.fixture
def exported(article, claim, make_source, say, bob, settings, tmp_path):
    """A history with a redaction, a checkpoint of it, and its export."""
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.CHECKPOINT_KEY_FILE = tmp_path / "key.pem"
    say(claim, make_source("The Ledger", "independent"), "Es ist vollendet – “done”, 1e-7.", figures=({"claim": "½"},))
    services.publish(by=bob, article=article)
    services.change_status(by=bob, claim=claim, expected="unverified", to="verified", reason="Gesehen.")
    publish_pending()
    audit.redact(entry=AuditEntry.objects.get(action="status changed"), by=bob, reason="a legal order")
    write_checkpoint()
    call_command("export_audit", output=tmp_path / "history.jsonl", verbosity=0)
    return tmp_path / "history.jsonl"


def run(*arguments: object, stdin: str = "") -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PYTHONUTF8": "1"},
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def edit(path: Path, action: str, **facts: object) -> str:
    """Edit the first entry of this action; gives its name."""
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        entry = json.loads(line)
        if entry.get("action") == action:
            entry |= facts
            lines[number] = json.dumps(entry)
            path.write_text("\n".join(lines))
            return f"{entry['subject_type']} {entry['subject_uuid']} #{entry['seq']} {action}"
    raise LookupError(action)


def test_an_untouched_history_verifies(exported):
    assert run(exported, exported.parent / "checkpoints") == (0, ["The history is as it was written."])
    assert run("-", stdin=exported.read_text()) == (0, ["The history is as it was written."])
    assert exported.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("action", "facts", "sentence"),
    [
        ("published", {"actor": "nobody"}, "its facts were edited"),
        ("evidence added", {"payload": {"quote": "No."}}, "its payload was edited"),
        ("evidence added", {"salt": ""}, "its payload was edited"),
        ("evidence added", {"previous": "0" * 64}, "does not continue the entry before it"),
        ("evidence added", {"seq": 9}, "expected position 2: an entry is missing or was moved"),
        ("status changed", {"payload": {"after": "refuted"}}, "has a payload or a salt: it was forged"),
        ("told", {"payload": None, "salt": "", "redacted": True}, "no entry tells who redacted it"),
        ("recorded", {"payload": None, "salt": "", "redacted": True}, "no entry tells who redacted it"),
    ],
)
def test_an_edited_entry_is_named(exported, action, facts, sentence):
    name = edit(exported, action, **facts)
    status, lines = run(exported)
    assert status == 1
    assert any(line.startswith(f"{name}: ") and sentence in line for line in lines), lines


def test_a_cut_tail_is_named_by_the_checkpoint(exported):
    lines = exported.read_text().splitlines()
    sources = [line for line in lines if json.loads(line).get("action") == "tier set"]
    lines.remove(sources[0])
    lines[-1] = json.dumps({"entries": len(lines) - 2})
    exported.write_text("\n".join(lines))
    subject = json.loads(sources[0])["subject_uuid"]
    assert run(exported)[0] == 0
    named = f"source {subject}: had 2 entries at a checkpoint, fewer now: its tail was cut"
    assert run(exported, exported.parent / "checkpoints") == (1, [named, "1 fault found."])


def test_a_checkpoint_is_believed_only_with_its_key(exported, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    checkpoints = exported.parent / "checkpoints"
    status, lines = run(exported, checkpoints, "--keys", tmp_path / "elsewhere")
    assert (status, "was not signed with a key" in lines[0]) == (2, True)
    (path,) = checkpoints.glob("*.checkpoint")
    path.write_text(path.read_text().replace(",2,", ",1,", 1))
    assert run(exported, path)[0] == 2


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", "no JSON", '{"format": "claim-tracker-history-1"}\n{"entries": 3}']
)
def test_what_is_no_whole_export_is_refused(tmp_path, content):
    (tmp_path / "history.jsonl").write_text(content)
    assert run(tmp_path / "history.jsonl")[0] == 2


def test_an_export_that_breaks_off_is_refused(exported):
    exported.write_text("\n".join(exported.read_text().splitlines()[:-1]))
    status, lines = run(exported)
    assert (status, "breaks off" in lines[-1]) == (2, True)
