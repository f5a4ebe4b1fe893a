"""The shared index of claims: one base on disk, mapped by every process, and what changed since."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from claims import services
from claims.models import Claim
from tracker.evidence import claim_index
from tracker.evidence.claim_index import OVERLAP, SharedIndex

WORDS = "OVHcloud completed the pretraining of its model on Jupiter."
HOLD = """
import fcntl, sys
with open(sys.argv[1], "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "claim-index"


@pytest.fixture
def record(article, alice):
    def make(text: str) -> Claim:
        return services.record_claim(by=alice, article=article, text=text, kind="event")

    return make


@pytest.fixture
def eager(monkeypatch):
    """Every change is worth a new base."""
    monkeypatch.setattr(claim_index, "CHANGES", 0)
    monkeypatch.setattr(claim_index, "SHARE", 0)


def found(shared: SharedIndex, words: str) -> list[int]:
    return [claim for claim, _ in shared.refreshed().candidates(words)]


def base(folder) -> str:
    return (folder / "current").read_text()


def test_claims_are_found_by_their_words(folder, claim):
    assert found(SharedIndex(folder), WORDS) == [claim.pk]


def test_an_installation_without_claims_finds_none_and_learns_of_the_first(folder, db, request):
    shared = SharedIndex(folder)
    assert found(shared, WORDS) == []
    claim = request.getfixturevalue("claim")
    assert found(shared, WORDS) == [claim.pk]


def test_a_claim_recorded_later_is_found_without_a_new_base(folder, claim, record):
    shared = SharedIndex(folder)
    shared.refreshed()
    before = base(folder)
    later = record("Veltra opened a data centre in Ghent.")
    assert found(shared, "In Ghent, Veltra's data centre has opened.") == [later.pk]
    assert base(folder) == before


def test_a_revised_claim_is_found_by_its_new_words_only(folder, claim, alice):
    shared = SharedIndex(folder)
    shared.refreshed()
    services.revise_claim(by=alice, claim=claim, reason="wrong", text="Veltra opened a data centre in Ghent.")
    assert found(shared, WORDS) == []
    assert found(shared, "In Ghent, Veltra's data centre has opened.") == [claim.pk]


def test_a_withdrawn_claim_drops_out_and_comes_back_when_published_again(folder, claim, article, bob):
    services.publish(by=bob, article=article)
    shared = SharedIndex(folder)
    assert found(shared, WORDS) == [claim.pk]
    services.withdraw(by=bob, article=article, reason="The article was pulled.")
    assert found(shared, WORDS) == []
    services.publish(by=bob, article=article)
    assert found(shared, WORDS) == [claim.pk]


def test_a_change_that_was_committed_late_is_seen(folder, claim, record):
    shared = SharedIndex(folder)
    shared.refreshed()
    late = record("Veltra opened a data centre in Ghent.")
    Claim.objects.filter(pk=late.pk).update(changed_at=timezone.now() - OVERLAP + timedelta(minutes=1))
    assert found(shared, "Veltra opened a data centre in Ghent.") == [late.pk]


def test_a_second_process_maps_the_base_that_the_first_made(folder, claim):
    SharedIndex(folder).refreshed()
    before = base(folder)
    assert found(SharedIndex(folder), WORDS) == [claim.pk]
    assert base(folder) == before


def test_all_processes_follow_to_a_new_base_and_former_ones_are_removed(folder, claim, record, eager):
    first, second = SharedIndex(folder), SharedIndex(folder)
    first.refreshed(), second.refreshed()
    before = base(folder)
    later = record("Veltra opened a data centre in Ghent.")
    first.refreshed()
    assert base(folder) != before
    assert second.refreshed().changes == 0
    assert found(second, "Veltra opened a data centre in Ghent.") == [later.pk]
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [base(folder)]


def test_while_another_process_makes_a_base_this_one_goes_on_with_what_it_has(folder, claim, record, eager):
    shared = SharedIndex(folder)
    shared.refreshed()
    before = base(folder)
    later = record("Veltra opened a data centre in Ghent.")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        assert found(shared, "Veltra opened a data centre in Ghent.") == [later.pk]
        assert base(folder) == before
        other.kill()
    assert found(shared, "Veltra opened a data centre in Ghent.") == [later.pk]
    assert base(folder) != before


@pytest.mark.parametrize("damage", ["cut", "changed", "missing", "no manifest", "old format", "no base"])
def test_damaged_files_are_made_anew(folder, claim, damage):
    SharedIndex(folder).refreshed()
    made = folder / base(folder)
    if damage == "cut":
        (made / "slots.npy").write_bytes((made / "slots.npy").read_bytes()[:-2])
    elif damage == "changed":
        content = bytearray((made / "weights.npy").read_bytes())
        content[-1] ^= 1
        (made / "weights.npy").write_bytes(content)
    elif damage == "missing":
        (made / "ids.npy").unlink()
    elif damage == "no manifest":
        (made / "manifest.json").unlink()
    elif damage == "old format":
        manifest = made / "manifest.json"
        manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 0'))
    else:
        (folder / "current").write_text("nowhere")
    assert found(SharedIndex(folder), WORDS) == [claim.pk]
    assert base(folder) not in (made.name, "nowhere")


def test_a_base_made_before_older_claims_were_brought_in_is_not_believed(folder, db, request):
    SharedIndex(folder).refreshed()
    claim = request.getfixturevalue("claim")
    Claim.objects.update(changed_at=timezone.now() - timedelta(days=300))  # as from a backup
    assert found(SharedIndex(folder), WORDS) == [claim.pk]


def test_a_base_made_from_another_database_is_not_believed(folder, claim):
    SharedIndex(folder).refreshed()
    Claim.objects.update(uuid="0190c0de-0000-7000-8000-000000000000", text="Veltra opened a data centre in Ghent.")
    assert found(SharedIndex(folder), WORDS) == []
