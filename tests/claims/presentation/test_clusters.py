"""How evidence is grouped on pages, and which figures are in conflict."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from claims import services
from claims.models import Flag, MergeProposal
from claims.presentation.clusters import clusters, conflicts
from tests.there import there

DAY = datetime(2026, 3, 4, tzinfo=UTC)


def figure(passage: str, verdict: str, claim: str = "1.5 billion") -> tuple[dict[str, str], ...]:
    return ({"claim": claim, "passage": passage, "verdict": verdict},)


@pytest.fixture
def reports(claim, make_source, say):
    """The Gazette's report, the Portal's copy of it, and the Courier's own, with a figure each."""
    gazette = make_source("Gazette", "independent")
    first = say(claim, gazette, "It is complete.", as_of=DAY, figures=figure("1.2 billion", "conflicts"))
    copy = say(
        claim,
        make_source("Portal", "independent"),
        "It is complete, they say.",
        origin=first.origin,
        why="It copies Gazette: word for word the same.",
        as_of=DAY + timedelta(days=1),
        figures=figure("1.2 billion", "conflicts"),
    )
    own = say(
        claim,
        make_source("Courier", "independent"),
        "We saw it.",
        as_of=DAY - timedelta(days=1),
        figures=figure("1.5bn", "agrees"),
    )
    return first, copy, own


def test_copies_stand_with_what_they_copy_and_say_so(reports):
    found = clusters(reports)
    assert [[member.item.source_name for member in cluster.members] for cluster in found] == [
        ["Gazette", "Portal"],
        ["Courier"],
    ]
    assert [member.why for member in found[0].members] == ["", "It copies Gazette: word for word the same."]
    assert [cluster.why for cluster in found] == ["2 items of one origin: they count once.", ""]


def test_outlets_of_one_owner_stand_together_and_say_so(claim, make_source, say, ovhcloud):
    morning = make_source("Morning", "independent", organisation=ovhcloud)
    claim.speaker_organisation = None
    claim.save()
    evening = make_source("Evening", "independent", organisation=ovhcloud)
    items = [say(claim, morning, "It is complete."), say(claim, evening, "We saw it complete.")]
    (cluster,) = clusters(items)
    assert [member.why for member in cluster.members] == ["", "Same owner as Morning."]
    assert cluster.why == "2 items of 2 origins with one owner: they count once."


def test_sources_that_differ_stand_in_one_table_by_date(reports, claim):
    (conflict,) = conflicts(reports, version=claim.version)
    assert conflict.claim == "1.5 billion"
    assert [(row.item.source_name, row.figure, row.verdict) for row in conflict.rows] == [
        ("Courier", "1.5bn", "agrees with the claim"),
        ("Gazette", "1.2 billion", "contradicts the claim"),
        ("Portal", "1.2 billion", "contradicts the claim"),
    ]


def test_sources_that_agree_need_no_table(reports, claim):
    assert conflicts(reports[2:], version=claim.version) == []


def test_what_no_longer_counts_is_in_no_table(reports, claim):
    first, copy, own = reports
    first.retracted, copy.standing = True, "gone"
    assert conflicts(reports, version=claim.version) == []
    assert conflicts([own], version=claim.version + 1) == []


def test_the_flags_page_shows_the_clusters_and_the_figures_that_differ(client, claim, reports, bob):
    services.apply_finding(claim=claim)
    client.force_login(bob)
    html = client.get(reverse("admin:claims_flag_change", args=[Flag.objects.get(kind="status").pk])).content.decode()
    assert "2 items of one origin: they count once." in html
    assert "It copies Gazette: word for word the same." in html
    assert "Sources differ: the claim says 1.5 billion" in html
    assert "1.2 billion: contradicts the claim" in html


@pytest.mark.parametrize(("pressed", "origins", "state"), [("merge", 1, "merged"), ("apart", 2, "apart")])
def test_a_reviewer_answers_on_the_claims_page_whether_two_origins_are_one(
    client, claim, reports, bob, pressed, origins, state
):
    proposal = services.propose_merge(origins=(reports[0].origin, reports[2].origin), because="Herald copies both.")
    client.force_login(bob)
    page = reverse("desk:claim", args=[claim.uuid])
    html = client.get(page).content.decode()
    assert "Herald copies both." in html
    client.post(page, {"button": f"{pressed}-{proposal.pk}", "reason": "I asked both desks."})
    assert MergeProposal.objects.get().state == state
    assert len(set(claim.evidence.values_list("origin", flat=True))) == origins
    assert "One origin or two?" not in client.get(page).content.decode()


def test_an_answer_to_a_question_that_was_answered_meanwhile_changes_nothing_and_says_so(client, claim, reports, bob):
    both = (reports[0].origin, reports[2].origin)
    proposal = there(services.propose_merge(origins=both, because="Herald copies both."))
    services.keep_apart(by=bob, proposal=proposal, reason="I asked.")
    client.force_login(bob)
    data = {"button": f"merge-{proposal.pk}", "reason": "the same"}
    answer = client.post(reverse("desk:claim", args=[claim.uuid]), data, follow=True)
    assert "decided meanwhile" in answer.content.decode()
    assert MergeProposal.objects.get().state == "apart"


def test_a_journalist_is_not_asked(client, claim, reports, alice):
    services.propose_merge(origins=(reports[0].origin, reports[2].origin), because="Herald copies both.")
    client.force_login(alice)
    assert "One origin or two?" not in client.get(reverse("desk:claim", args=[claim.uuid])).content.decode()


def test_readers_see_the_clusters_and_the_figures_but_no_question(client, claim, article, reports, bob):
    services.propose_merge(origins=(reports[0].origin, reports[2].origin), because="Herald copies both.")
    services.publish(by=bob, article=article)
    html = client.get(f"/claims/{claim.slug}/").content.decode()
    assert "It copies Gazette: word for word the same." in html
    assert "2 items of one origin: they count once." in html
    assert "1.2 billion: contradicts the claim" in html
    assert "Herald copies both." not in html
