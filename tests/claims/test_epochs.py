"""Positions after a database was restored or made anew: none is given twice in silence."""

import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from claims import epochs, services
from claims.epochs import Position
from claims.models import Change, Epoch
from claims.publish.changes import publish_pending
from tests.claims.tampering import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What waits for the commit is done at once: these tests run in a transaction that is never committed."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda done: done())


@pytest.fixture
def tell(claim, article, alice, bob):
    """tell(n) → so many changes are published, and their positions returned."""
    services.publish(by=bob, article=article)
    publish_pending()

    def more(times: int) -> list[int]:
        before = Change.objects.order_by("-position").values_list("position", flat=True).first() or 0
        for _ in range(times):
            claim.refresh_from_db()
            services.revise_claim(by=alice, claim=claim, reason="again", text=f"{claim.text} Again.")
        publish_pending()
        return list(Change.objects.filter(position__gt=before).order_by("position").values_list("position", flat=True))

    return more


def restore(to: int) -> None:
    """What a restored backup looks like: the changes behind a position are not there."""
    tamper("DELETE FROM claims_change WHERE position > %s", to)


def page(client, after: str) -> dict:
    answer = client.get(f"/api/v1/changes/?after={after}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_restored_database_begins_an_epoch_behind_everything_that_was_given(tell, settings):
    given_before = tell(3)
    restore(to=given_before[0])
    (position, *_) = tell(1)
    assert position > given_before[-1]
    epoch = Epoch.objects.get()
    assert (epoch.number, epoch.first, epoch.known_point) == (2, given_before[-1] + 1, given_before[0])
    assert json.loads(settings.POSITIONS_FILE.read_text()) == {"epoch": 2, "number": position + 2}


def test_a_reader_whose_changes_were_lost_hears_of_the_next_one_and_is_told_from_where_to_read_again(client, tell):
    first, *_, last = tell(3)
    assert page(client, str(last))["read_again_from"] is None
    restore(to=first)
    tell(1)
    for after in (str(last), f"1-{last}"):
        seen = page(client, after)
        assert seen["results"][0]["position"] == last + 1
        assert (seen["epoch"], seen["read_again_from"], seen["cursor"].split("-")[0]) == (2, f"1-{first}", "2")
        assert page(client, seen["cursor"])["read_again_from"] is None
    assert page(client, f"1-{first}")["read_again_from"] is None
    assert page(client, "0")["read_again_from"] is None


def test_without_a_change_after_the_restore_the_reader_is_told_as_soon_as_the_epoch_begins(client, tell):
    first, *_, last = tell(3)
    restore(to=first)
    call_command("begin_epoch", reason="restored the backup of yesterday")
    seen = page(client, f"1-{last}")
    assert (seen["results"], seen["read_again_from"], seen["epoch"]) == ([], f"1-{first}", 2)
    assert page(client, seen["cursor"])["read_again_from"] == f"1-{first}"


def test_a_database_made_anew_begins_an_epoch_too(tell, settings):
    settings.POSITIONS_FILE.write_text(json.dumps({"epoch": 3, "number": 900}))
    assert min(tell(1)) > 900
    assert Epoch.objects.get().number == 4


def test_a_database_that_is_ahead_of_the_file_goes_on_and_writes_it(tell, settings):
    settings.POSITIONS_FILE.write_text(json.dumps({"epoch": 1, "number": 1}))
    positions = tell(2)
    assert not Epoch.objects.exists()
    assert json.loads(settings.POSITIONS_FILE.read_text())["number"] == max(positions)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"epoch": "x", "number": 1}', '{"epoch": 1}'])
def test_a_file_that_cannot_be_read_is_told_and_written_anew(tell, settings, caplog, broken):
    tell(1)
    settings.POSITIONS_FILE.write_text(broken)
    positions = tell(1)
    assert "cannot be read" in caplog.text
    assert json.loads(settings.POSITIONS_FILE.read_text()) == {"epoch": 1, "number": max(positions)}


def test_a_folder_that_is_away_holds_up_no_publication(tell, settings, tmp_path, caplog):
    settings.POSITIONS_FILE = tmp_path / "away" / "positions.json"
    assert tell(1)
    assert "cannot be written" in caplog.text


def test_an_epoch_begun_by_hand_needs_a_reason_and_says_where_it_begins(capsys):
    with pytest.raises(CommandError, match="reason"):
        call_command("begin_epoch", reason=" ")
    call_command("begin_epoch", reason="moved to another machine")
    assert "Epoch 2 has begun. Its positions begin at 1" in capsys.readouterr().out


@pytest.mark.parametrize("after", ["x", "-", "1-", "-1", "1-x", "1-2-3", "٣", "1" * 20, f"{2**63}", "+1", " 1", "1.5"])
def test_what_is_no_position_is_refused_by_name(client, after):
    answer = client.get("/api/v1/changes/", {"after": after})
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["field"] == "after"


@given(st.one_of(st.none(), st.integers(1, epochs.MOST)), st.integers(0, epochs.MOST))
def test_a_position_reads_as_it_was_written(epoch, number):
    assert Position.read(str(Position(epoch, number))) == Position(epoch, number)
