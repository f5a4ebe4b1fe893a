"""What the staff say to each other, whom they name, and to whom they hand a claim over."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims import audit, services
from claims.mentions import names_in
from claims.models import AuditEntry, Comment, Flag
from claims.services.comments import assignments, for_you, names_of_nobody
from tests.claims.deeds import get, history_is_whole, last_entry, send


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bob, look.", ("bob",)),
        ("Ask @bob. And @alice-m!", ("bob", "alice-m")),
        ("@bob @bob", ("bob",)),
        ("(@bob)", ("bob",)),
        ("bob@example.org", ()),
        ("@bob@example.org", ("bob@example.org",)),
        ("@ bob", ()),
        ("a.@bob", ()),
    ],
)
def test_names_in_a_text(text, names):
    assert names_in(text) == names


@given(st.text())
def test_a_name_stands_in_its_text_behind_an_at_sign(text):
    assert all(f"@{name}" in text for name in names_in(text))


def test_whoever_is_named_finds_it_until_they_saw_it(claim, alice, bob, charlie):
    said = services.comment(by=alice, on=claim, text="@Bob, is this the same run? @charlie @nobody @alice")
    assert [mention.comment for mention in for_you(bob)] == [said]
    assert not for_you(charlie) and not for_you(alice)
    assert names_of_nobody(said.text, claim.desk) == ["charlie", "nobody"]
    assert services.see_mentions(by=bob, comments=[said]) == 1
    assert not for_you(bob)
    entry = last_entry(claim)
    assert (entry.action, entry.visibility, entry.payload["mentions"]) == ("commented", "staff", ["alice", "bob"])
    history_is_whole()


def test_flags_and_articles_have_comments_too(claim, article, alice):
    flag = Flag.objects.create(claim=claim, kind="note", from_status="unverified", raised_at=timezone.now())
    on_flag = services.comment(by=alice, on=flag, text="Old news?")
    on_article = services.comment(by=alice, on=article, text="Two more claims to come.")
    assert list(claim.comments.all()) == list(flag.comments.all()) == [on_flag]
    assert list(article.comments.all()) == [on_article]


def test_nobody_else_writes_or_reads_them(claim, article, alice, bob, charlie):
    services.publish(by=bob, article=article)
    services.comment(by=alice, on=claim, text="Between us.")
    assert not Comment.objects.visible_to(charlie) and not Comment.objects.visible_to(None)
    with pytest.raises(PermissionDenied):
        services.comment(by=charlie, on=claim, text="Hello?")
    with pytest.raises(services.InvalidInput, match="text"):
        services.comment(by=alice, on=claim, text=" ")
    assert get(charlie, f"claims/{claim.uuid}/comments/")["results"] == []
    assert "Between us" not in str(get(charlie, f"claims/{claim.uuid}/history/"))


def test_an_administrator_empties_one_here_and_in_the_history(claim, alice, bob, admin_user):
    said = services.comment(by=alice, on=claim, text="Her number is 030 123.")
    with pytest.raises(PermissionDenied):
        services.redact_comment(by=bob, comment=said, reason="private")
    services.redact_comment(by=admin_user, comment=said, reason="private")
    said.refresh_from_db()
    assert (said.text, said.redacted) == ("", True)
    assert not [entry for entry in AuditEntry.objects.all() if "030 123" in str(entry.payload)]
    history_is_whole()


def test_a_claim_is_handed_over_with_a_word(claim, alice, bob):
    services.hand_over(by=alice, claim=claim, to=bob, note="I am away from noon.")
    claim.refresh_from_db()
    assert claim.assigned_to == bob
    assert for_you(bob).get().comment.text == "@bob I am away from noon."
    services.hand_over(by=bob, claim=claim, to=None)
    assert [(entry.actor, entry.payload["to"]) for entry in assignments(claim)] == [("alice", "bob"), ("bob", "")]


def test_a_note_that_names_whom_it_is_handed_to_names_them_once(claim, alice, bob):
    services.hand_over(by=alice, claim=claim, to=bob, note="Please look, @Bob.")
    assert for_you(bob).get().comment.text == "Please look, @Bob."


def test_all_go_over_the_api(claim, article, alice, bob, charlie, admin_user):
    body = send(alice, f"claims/{claim.uuid}/comments/", {"text": "@bob and @carol"}, 201)
    assert (body["by"], body["mentions"], body["not_members"]) == ("alice", ["bob"], ["carol"])
    send(alice, f"articles/{article.uuid}/comments/", {"text": "@bob, too"}, 201)
    mine = get(bob, "mentions/")["results"]
    assert [each["text"] for each in mine] == ["@bob, too", "@bob and @carol"]
    seen = {"comments": [each["uuid"] for each in mine]}
    assert send(bob, "mentions/seen/", seen) == {"seen": 2}
    assert get(bob, "mentions/")["results"] == []
    assert send(alice, f"claims/{claim.uuid}/assignment/", {"to": "bob", "note": "yours"}, 201)["to"] == "bob"
    send(alice, f"claims/{claim.uuid}/assignment/", {"to": "charlie"}, 400)
    assert [each["to"] for each in get(alice, f"claims/{claim.uuid}/assignment/")] == ["bob"]
    for entry in assignments(claim):
        audit.redact(entry=entry, by=bob, reason="a person’s data")
    assert [each["to"] for each in get(alice, f"claims/{claim.uuid}/assignment/")] == [""]
    redacted = send(admin_user, f"comments/{body['uuid']}/redaction/", {"reason": "private"})
    assert (redacted["text"], redacted["redacted"]) == ("", True)
    send(charlie, f"comments/{body['uuid']}/redaction/", {"reason": "private"}, 404)
