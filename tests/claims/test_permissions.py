"""Who sees what and does what, as tables."""

import pytest
from django.contrib.auth.models import AnonymousUser

from claims import services
from claims.models import Article, Claim, Evidence, Flag, Source
from claims.permissions import ACTIONS, may

JOURNALIST = {
    "record",
    "revise",
    "add_evidence",
    "judge_evidence",
    "change_status",
    "assign",
    "comment",
    "ask_speaker",
    "watch",
    "make_token",
}
REVIEWER = JOURNALIST | {
    *("resolve_flag", "mark_wrong", "merge_origins", "merge_claims", "set_tier", "set_automation", "set_haste"),
    *("publish", "withdraw", "takedown", "name_document", "resume_reading", "correct_decided"),
}


@pytest.mark.parametrize(("who", "actions"), [("alice", JOURNALIST), ("bob", REVIEWER), ("charlie", set())])
def test_each_may_do_what_the_role_says(request, desk, who, actions):
    user = request.getfixturevalue(who)
    assert {action for action in ACTIONS if may(user, action, desk)} == actions


def test_somebody_who_left_may_do_nothing(desk, bob):
    bob.is_active = False
    assert not any(may(bob, action, desk) for action in ACTIONS)


# who: (drafts, published), each as (articles, claims, evidence, flags, sources)
SEES = {
    "alice": ((1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
    "bob": ((1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
    "charlie": ((0, 0, 0, 0, 0), (1, 1, 1, 0, 0)),
    "nobody": ((0, 0, 0, 0, 0), (1, 1, 1, 0, 0)),
}


@pytest.mark.parametrize("who", SEES)
def test_each_sees_what_is_theirs(request, article, claim, make_source, say, bob, who):
    user = AnonymousUser() if who == "nobody" else request.getfixturevalue(who)
    item = say(claim, make_source("Operator", "record"), "It has been completed.")
    services.apply_finding(claim=claim)

    def seen() -> tuple[int, ...]:
        return tuple(model.objects.visible_to(user).count() for model in (Article, Claim, Evidence, Flag, Source))

    drafts, published = SEES[who]
    assert seen() == drafts
    services.publish(by=bob, article=article)
    assert seen() == published
    services.takedown(by=bob, evidence=item, reason="a legal order")
    assert Evidence.objects.visible_to(user).count() == drafts[2]


def test_a_superuser_without_a_desk_sees_every_desks_drafts(article, claim, admin_user, make_source, client):
    make_source("Operator", "record")
    for model in (Article, Claim, Source, Flag, Evidence):
        assert set(model.objects.visible_to(admin_user)) == set(model.objects.all())
    client.force_login(admin_user)
    assert client.get(f"/claims/{claim.slug}/").status_code == 200
    assert client.get(f"/articles/{article.slug}/").status_code == 200
    assert client.get(f"/desk/claims/{claim.uuid}/").status_code == 200
