"""The queue of the desk: what waits, what a decision needs in front of it, and who decides."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Claim, Flag
from desk.actions import MEANWHILE
from desk.moments import moment
from tests.desk.admin_pages import list_of, post, said, text_of, url_of
from tests.desk.claim_pages import page_of

HOSTILE = '<script>alert("1")</script> & <b>bold</b>'


def test_the_queue_shows_what_is_open_and_comes_first(client, flag, bob):
    client.force_login(bob)
    index = text_of(client, reverse("admin:index"))
    assert "Review queue: 1 waiting" in index
    assert f'href="{reverse("desk:queue")}">Review queue' in index
    html = text_of(client, list_of(Flag))
    assert flag.claim.text in html
    assert "Unverified → Verified" in html


def test_more_flags_take_no_more_queries(client, flag, article, bob, alice, make_source, say):
    def queries() -> list[int]:
        counts = []
        for url in (list_of(Flag), url_of(flag), list_of(Claim), url_of(article)):
            with CaptureQueriesContext(connection) as captured:
                text_of(client, url)
            counts.append(len(captured))
        return counts

    client.force_login(bob)
    before = queries()
    for number in range(3):
        claim = services.record_claim(by=alice, article=article, text=f"Tower {number} was built.", kind="event")
        for one in (claim, flag.claim):
            say(one, make_source(f"Register {number} {one.pk}", "record"), f"It was finished, says register {number}.")
            services.apply_finding(claim=one)
    assert queries() == before


def test_a_review_shows_everything_a_decision_needs(client, flag, bob):
    client.force_login(bob)
    html = text_of(client, url_of(flag))
    assert "pretraining has <mark>been completed</mark>." in html
    assert "✓ Counted" in html
    assert "one record; or two independent origins" in html
    for words in ("Supports", "Operator, tier record", "https://operator.example/news", "flag raised", *flag.reasons):
        assert words in html


def test_a_reviewer_confirms(client, flag, bob):
    client.force_login(bob)
    answer = post(client, flag, button="confirm", note="")
    assert answer.wsgi_request.path == list_of(Flag)
    assert "Confirmed" in said(answer)
    flag.refresh_from_db()
    assert (flag.state, flag.resolved_by, flag.claim.status) == ("confirmed", bob, "verified")
    assert url_of(flag) not in text_of(client, list_of(Flag))


def test_a_reviewer_dismisses_with_a_note_and_not_without(client, flag, bob):
    client.force_login(bob)
    answer = post(client, flag, button="dismiss", note=" ")
    assert "Write at least a word" in answer.content.decode()
    flag.refresh_from_db()
    assert flag.state == "open"
    post(client, flag, button="dismiss", note="another machine")
    flag.refresh_from_db()
    assert (flag.state, flag.resolution_note, flag.claim.status) == ("dismissed", "another machine", "unverified")


def test_a_journalist_reads_the_queue_but_does_not_decide(client, flag, alice):
    client.force_login(alice)
    assert "A reviewer of this desk decides." in text_of(client, url_of(flag))
    assert "ask somebody who is" in said(post(client, flag, button="confirm", note=""))
    flag.refresh_from_db()
    assert flag.state == "open"


def test_a_claim_that_changed_meanwhile_is_said(client, flag, bob):
    client.force_login(bob)
    Claim.objects.filter(pk=flag.claim_id).update(status="disputed")
    assert MEANWHILE in said(post(client, flag, button="confirm", note=""))
    flag.refresh_from_db()
    assert (flag.state, flag.claim.status) == ("open", "disputed")


def test_a_decided_flag_is_not_decided_twice(client, flag, bob):
    client.force_login(bob)
    services.resolve_flag(by=bob, flag=flag, confirm=False, note="no")
    assert MEANWHILE in said(post(client, flag, button="confirm", note=""))
    assert 'value="confirm"' not in text_of(client, url_of(flag))


def test_the_history_names_the_claim_and_tells_moments_as_every_page_does(client, flag, bob):
    client.force_login(bob)
    html = text_of(client, list_of(AuditEntry))
    assert "OVHcloud has completed the pretraining" in html
    assert moment(flag.raised_at) in html
    assert moment(flag.raised_at) in text_of(client, list_of(Flag))
    assert f"{moment(flag.raised_at)}</time>" in text_of(client, reverse("desk:queue"))


def test_hostile_words_in_a_quote_stay_words(client, claim, make_source, say, bob):
    say(claim, make_source("Operator", "record"), HOSTILE, deciding=((0, 8),), reasons=(HOSTILE,))
    services.apply_finding(claim=claim)
    client.force_login(bob)
    flag = Flag.objects.get()
    for page in (url_of(flag), page_of(claim), reverse("desk:flag", args=[flag.uuid])):
        html = text_of(client, page)
        assert "<mark>&lt;script&gt;</mark>alert" in html
        assert "<script>alert" not in html
        assert "<b>bold" not in html


def test_an_address_that_runs_script_is_no_link(client, claim, make_source, say, bob):
    item = say(claim, make_source("Operator", "record"), "It is done.")
    type(item).objects.filter(pk=item.pk).update(url="javascript:alert(1)")  # past the service, which refuses it
    client.force_login(bob)
    services.apply_finding(claim=claim)
    for page in (page_of(claim), reverse("desk:queue")):
        assert 'href="javascript' not in text_of(client, page)


def test_an_empty_queue_says_what_comes_next(client, bob):
    client.force_login(bob)
    assert "waits here for a decision" in text_of(client, list_of(Flag))
