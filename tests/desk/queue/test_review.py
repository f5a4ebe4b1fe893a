"""The review queue's pages: one flag at a time, decided by buttons that need no script."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from claims import services
from claims.models import Desk, Evidence, Flag, FlagLook, Membership
from tests.desk import admin_pages
from tests.desk.admin_pages import said

MOST_STATEMENTS = 24
HTMX = {"HX-Request": "true"}


def page_of(flag: Flag) -> str:
    return reverse("desk:flag", args=[flag.uuid])


def text_of(client, url: str) -> str:
    """A page's HTML, white space as a browser takes it."""
    return " ".join(admin_pages.text_of(client, url).split())


def press(client, flag: Flag, button: str, *, follow=True, headers=None, **data):
    return client.post(page_of(flag), {"button": button, **data}, follow=follow, headers=headers or {})


@pytest.fixture
def carol(desk) -> User:
    """Another reviewer."""
    user = User.objects.create_user("carol", password="correct horse battery")
    Membership.objects.create(user=user, desk=desk, role="reviewer")
    return user


@pytest.fixture
def flags(flag, article, alice, make_source, say) -> list[Flag]:
    """Three flags on claims of one article, in the order in which they come."""
    register = make_source("Register", "record")
    for number in (1, 2):
        claim = services.record_claim(by=alice, article=article, text=f"Tower {number} was built.", kind="event")
        say(claim, register, f"Tower {number} was finished, says the register.")
        services.apply_finding(claim=claim)
    return list(Flag.objects.open().order_by("pk"))


def test_the_queue_shows_the_first_flag_with_what_a_decision_needs(client, flag, bob):
    client.force_login(bob)
    html = text_of(client, reverse("desk:queue"))
    for words in (
        "1 of 1",
        "pretraining has <mark>been completed</mark>.",
        "✓ Counted",
        "Operator, record",
        "one record; or two independent origins",
        "https://operator.example/news#:~:text=The%20operator%20writes%3A%20pretraining",
        *flag.reasons,
    ):
        assert words in html
    assert html.index("<blockquote") < html.index('value="confirm"')


def test_one_press_confirms_and_the_next_flag_follows(client, flags, bob):
    client.force_login(bob)
    answer = press(client, flags[0], "confirm")
    assert answer.wsgi_request.path == page_of(flags[1])
    assert "Confirmed, the claim is “Verified” now" in said(answer)
    flags[0].refresh_from_db()
    assert (flags[0].state, flags[0].claim.status) == ("confirmed", "verified")


def test_with_htmx_the_next_flag_is_the_answer_itself(client, flags, bob):
    client.force_login(bob)
    answer = press(client, flags[0], "confirm", headers=HTMX, follow=False)
    html = answer.content.decode()
    assert (answer.status_code, answer.headers["HX-Push-Url"]) == (200, page_of(flags[1]))
    assert flags[1].claim.text in html
    assert "Confirmed, the claim is" in html
    assert "<html" not in html


@pytest.mark.parametrize(("button", "note", "kept"), [
    ("dismiss-known", "", "It says nothing new."),
    ("dismiss-old", "From 2019.", "It is too old to rely on. From 2019."),
    ("dismiss", "Another machine.", "Another machine."),
])  # fmt: skip
def test_a_flag_is_dismissed_for_a_usual_reason_or_one_that_is_written(client, flag, bob, button, note, kept):
    client.force_login(bob)
    answer = press(client, flag, button, note=note)
    flag.refresh_from_db()
    assert (flag.state, flag.resolution_note) == ("dismissed", kept)
    assert "Nothing waits for you." in answer.content.decode()


def test_a_dismissal_without_a_reason_is_refused_beside_its_field(client, flag, bob):
    client.force_login(bob)
    html = press(client, flag, "dismiss", note=" ").content.decode()
    assert "Write at least a word" in html
    assert '<details class="panel" data-deed="dismiss" open>' in html
    flag.refresh_from_db()
    assert flag.state == "open"


def test_a_decision_is_taken_back_and_the_flag_waits_again(client, flags, bob):
    client.force_login(bob)
    html = press(client, flags[0], "confirm").content.decode()
    assert "Undo your decision on: OVHcloud has completed" in html
    answer = press(client, flags[0], "undo")
    assert answer.wsgi_request.path == page_of(flags[0])
    assert "it waits again" in said(answer)
    flags[0].refresh_from_db()
    assert (flags[0].state, flags[0].claim.status) == ("open", "unverified")


def test_after_the_time_to_undo_nothing_is_offered_and_the_remedy_is_said(client, flag, bob, settings):
    client.force_login(bob)
    press(client, flag, "confirm")
    Flag.objects.update(resolved_at=timezone.now() - timedelta(seconds=settings.UNDO_SECONDS + 1))
    assert "Undo your decision" not in text_of(client, reverse("desk:queue"))
    assert "change the claim’s status instead" in said(press(client, flag, "undo"))


def test_of_two_reviewers_the_slower_is_told_and_goes_on(client, flags, bob, carol):
    client.force_login(bob)
    services.resolve_flag(by=carol, flag=flags[0], confirm=False, note="Known.")
    answer = press(client, flags[0], "confirm")
    assert answer.wsgi_request.path == page_of(flags[1])
    assert "Just before you, carol: dismissed. Yours was not needed" in said(answer)
    flags[0].refresh_from_db()
    assert (flags[0].state, flags[0].resolved_by) == ("dismissed", carol)


def test_nobody_decides_on_evidence_they_did_not_see(client, flag, bob, make_source, say):
    client.force_login(bob)
    seen = flag.fingerprint
    say(flag.claim, make_source("Register", "record"), "It was completed, the register says.")
    services.apply_finding(claim=flag.claim)
    answer = press(client, flag, "confirm", seen=seen)
    assert answer.wsgi_request.path == page_of(flag)
    assert "changed while you looked" in said(answer)
    flag.refresh_from_db()
    assert flag.state == "open"
    assert "the register says" in answer.content.decode()
    press(client, flag, "confirm", seen=flag.fingerprint)
    flag.refresh_from_db()
    assert flag.state == "confirmed"


def test_two_people_on_one_flag_see_each_other(client, flag, bob, carol):
    client.force_login(carol)
    text_of(client, page_of(flag))
    client.force_login(bob)
    assert "carol looks at this too." in text_of(client, page_of(flag))
    looking = reverse("desk:flag-looking", args=[flag.uuid])
    assert "carol looks at this too." in client.post(looking).content.decode()
    assert FlagLook.objects.filter(flag=flag).count() == 2
    services.resolve_flag(by=carol, flag=flag, confirm=True)
    assert "Confirmed · carol" in " ".join(client.post(looking).content.decode().split())


def test_a_journalist_sees_the_queue_and_decides_nothing(client, flag, alice):
    client.force_login(alice)
    html = text_of(client, page_of(flag))
    assert "A reviewer of this desk decides." in html
    assert 'value="confirm"' not in html
    assert "ask somebody who is" in said(press(client, flag, "confirm"))
    flag.refresh_from_db()
    assert flag.state == "open"


def test_an_outsider_gets_nowhere(client, flag, charlie):
    client.force_login(charlie)
    for name in ("flag", "flag-looking", "flags-like"):
        assert client.post(reverse(f"desk:{name}", args=[flag.uuid])).status_code in (302, 403)
    assert FlagLook.objects.count() == 0


def test_a_decided_flag_says_who_decided_it_and_asks_for_nothing(client, flag, bob, carol):
    services.resolve_flag(by=carol, flag=flag, confirm=False, note="Known.")
    client.force_login(bob)
    html = text_of(client, page_of(flag))
    assert "Dismissed</strong> · carol" in html
    assert "Known." in html
    assert 'value="confirm"' not in html


def test_another_status_is_set_with_a_reason_and_the_queue_goes_on(client, flags, alice):
    client.force_login(alice)
    sent = {"status": "unverifiable", "expected_status": "unverified"}
    html = press(client, flags[0], "change", **sent).content.decode()
    assert '<details class="panel" data-deed="change" open>' in html
    sent |= {"reason": "Nobody could tell.", "rests_on": "judgement"}
    answer = press(client, flags[0], "change", **sent)
    assert answer.wsgi_request.path == page_of(flags[1])
    flags[0].refresh_from_db()
    assert (flags[0].state, flags[0].claim.status) == ("dismissed", "unverifiable")


def test_a_passage_is_marked_wrong_and_the_queue_goes_on_if_nothing_is_left(client, flags, bob):
    client.force_login(bob)
    item = Evidence.objects.get(claim=flags[0].claim)
    answer = press(client, flags[0], "wrong", evidence=item.pk, label="neutral", why="It speaks of another model.")
    assert "neutral, not supports" in said(answer)
    assert answer.wsgi_request.path == page_of(flags[1])


@pytest.mark.parametrize(("name", "key"), [("ovhcloud SA", "organisation:"), ("Jane Doe", "name:jane doe")])
def test_a_name_that_is_recorded_is_that_party_and_any_other_a_name(client, flag, bob, ovhcloud, name, key):
    client.force_login(bob)
    item = Evidence.objects.get()
    assert "It is the word of" in said(press(client, flag, "voice", evidence=item.pk, name=name))
    item.refresh_from_db()
    assert item.attributed_key.startswith(key)


@pytest.fixture
def one_more(article, alice, make_source, say):
    """one_more(3) raises another flag."""
    register = make_source("Register", "record")

    def more(number: int) -> None:
        claim = services.record_claim(by=alice, article=article, text=f"Tower {number} was built.", kind="event")
        say(claim, register, f"Tower {number} was finished, says the register.")
        services.apply_finding(claim=claim)

    return more


def test_the_queue_costs_the_same_for_any_number_of_flags(client, one_more, bob, django_assert_max_num_queries):
    def statements() -> list[int]:
        flag = Flag.objects.open()[0]
        counts = []
        for page in (reverse("desk:queue"), page_of(flag), reverse("desk:flags-like", args=[flag.uuid])):
            text_of(client, page)  # the first look at a flag is written down
            with django_assert_max_num_queries(MOST_STATEMENTS) as captured:
                text_of(client, page)
            counts.append(len(captured))
        return counts

    client.force_login(bob)
    one_more(0)
    before = statements()
    for number in (1, 2, 3):
        one_more(number)
    assert statements() == before


# --- Lanes ---


def lanes_of(client) -> dict[str, int]:
    return {str(entry.label): entry.waiting for entry in client.get(reverse("desk:queue")).context["lanes"]}


def lane(client, name: str) -> str:
    return text_of(client, f"{reverse('desk:queue')}?lane={name}")


@pytest.fixture
def asked(flag, article, bob, desk) -> Flag:
    """What Bob confirmed on a desk where a second person looks."""
    services.publish(by=bob, article=article)
    Desk.objects.update(second_person=True)
    return services.resolve_flag(by=bob, flag=Flag.objects.get(pk=flag.pk), confirm=True)


def test_what_waits_for_a_second_person_has_a_lane_of_its_own(client, asked, flag, bob, carol):
    client.force_login(bob)
    everybody = {"Everything": 0, "Proposed by the machine": 0, "Only a person can tell": 0, "Leads": 0}
    assert lanes_of(client) == everybody | {"For a second person": 0, "Yours, with others": 1}
    assert asked.claim.text in lane(client, "yours")
    client.force_login(carol)
    assert lanes_of(client) == everybody | {"Everything": 1, "For a second person": 1, "Yours, with others": 0}
    html = lane(client, "second")
    assert "Decided by bob, and waits for another person." in html
    assert "Agree: verified" in html
    press(client, asked, "confirm")
    asked.refresh_from_db()
    assert (asked.state, asked.claim.status) == ("confirmed", "verified")


def test_who_asked_for_a_second_person_may_take_it_back_at_once(client, asked, bob):
    client.force_login(bob)
    assert "Undo your decision" in text_of(client, reverse("desk:queue"))
    press(client, asked, "undo")
    asked.refresh_from_db()
    assert asked.state == "superseded"
    assert lanes_of(client)["Proposed by the machine"] == 1


def test_a_lane_is_kept_from_flag_to_flag(client, flags, bob):
    client.force_login(bob)
    address = f"{page_of(flags[0])}?lane=machine"
    answer = client.post(address, {"button": "confirm"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{page_of(flags[1])}?lane=machine"
    assert f'action="{page_of(flags[1])}?lane=machine"' in answer.content.decode()


def test_an_empty_lane_says_what_waits_elsewhere_and_what_to_do(client, flag, bob):
    client.force_login(bob)
    html = lane(client, "second")
    for words in ("Nobody waits for your agreement.", "Proposed by the machine: 1", "Watch a source"):
        assert words in html


# --- Many at once ---


def test_like_flags_are_shown_before_they_go_and_go_for_one_reason(client, flags, bob):
    client.force_login(bob)
    page = reverse("desk:flags-like", args=[flags[1].uuid])
    html = text_of(client, page)
    assert "2 flags propose the same on words of the same sources." in html
    assert "Tower 1 was built. – " in html
    assert flags[0].claim.text not in html
    sent = {
        "button": "dismiss-alike",
        "flags": [flags[1].pk, flags[2].pk],
        "choice": "source",
        "reason": "A test site.",
    }
    assert "2 flags are dismissed." in said(client.post(page, sent, follow=True))
    notes = set(Flag.objects.filter(state="dismissed").values_list("resolution_note", flat=True))
    assert notes == {"The source cannot be relied on for this. A test site."}


def test_what_was_dismissed_together_is_taken_back_together(client, flags, bob):
    client.force_login(bob)
    client.post(page_of(flags[0]), {"button": "dismiss-known"})
    page = reverse("desk:flags-like", args=[flags[1].uuid])
    sent = {"button": "dismiss-alike", "flags": [flags[1].pk, flags[2].pk], "choice": "source"}
    answer = client.post(page, sent, follow=True)
    assert "Undo all 2" in answer.content.decode()
    answer = client.post(page_of(answer.context["undo"]), {"button": "undo"}, follow=True)
    assert "Taken back: 2 wait again." in said(answer)
    assert set(Flag.objects.open()) == {flags[1], flags[2]}


def test_only_like_flags_can_be_sent_along(client, flags, bob):
    client.force_login(bob)
    page = reverse("desk:flags-like", args=[flags[1].uuid])
    sent = {"button": "dismiss-alike", "flags": [flags[0].pk], "choice": "known"}
    assert "is not one of the available choices" in client.post(page, sent).content.decode()
    assert Flag.objects.open().count() == 3


def test_many_are_not_dismissed_without_a_reason(client, flags, bob):
    client.force_login(bob)
    page = reverse("desk:flags-like", args=[flags[1].uuid])
    sent = {"button": "dismiss-alike", "flags": [flags[1].pk]}
    assert "Write at least a word" in client.post(page, sent).content.decode()
    assert Flag.objects.open().count() == 3
