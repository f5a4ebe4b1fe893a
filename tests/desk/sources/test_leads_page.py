"""Leads at the desk: the lane, one lead, and what its buttons do."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from claims.models import Desk, Evidence, Membership
from desk.sources.leads_page import leads_of_claim
from tracker.models import Lead

LANE = reverse("desk:leads")
URL = "https://operator.example/news"
PLAN = "OVHcloud plans to complete the pretraining of a model on the Jupiter supercomputer."
RAIN = "It rains in the town today, and the canteen serves lunch from noon."


@pytest.fixture
def lead(publish, make_source) -> Lead:
    publish(make_source("Operator", "record"), URL, RAIN, PLAN)
    return Lead.objects.get()


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, lead: Lead, button: str, **data):
    return client.post(reverse("desk:lead", args=[lead.uuid]), {"button": button, **data}, follow=True)


def test_the_lane_shows_each_lead_with_its_reason_and_its_place(signed_in, lead):
    html = text(signed_in.get(LANE))
    for words in (
        PLAN,
        lead.claim.text,
        "A rule held it back</strong>: a plan is no deed",
        "“plans to”",
        "Read as supporting",
    ):
        assert words in html
    for name, args in (("desk:resource", [lead.resource.uuid]), ("desk:snapshot", [lead.snapshot_id])):
        assert reverse(name, args=args) in html


def test_a_lead_in_another_language_says_which_and_that_a_person_must_judge(signed_in, publish, make_source):
    french = "OVHcloud a terminé le préentraînement de son modèle sur le supercalculateur Jupiter, selon le groupe."
    publish(make_source("Operator", "record"), URL, french)
    told = text(signed_in.get(LANE)).partition('<p class="why">')[2].partition("</p>")[0]
    assert "the passage is in French: only names and figures were read, a person must judge." in told


def test_an_empty_lane_says_what_leads_are(signed_in, desk):
    html = text(signed_in.get(LANE))
    assert "No lead waits." in html
    assert "with one press" in html


def test_a_press_makes_it_evidence_and_leads_back(signed_in, lead):
    answer = press(signed_in, lead, "supports", back=f"{LANE}?why=vetoed")
    assert answer.redirect_chain[0][0] == f"{LANE}?why=vetoed"
    assert "It is evidence now" in text(answer)
    assert Evidence.objects.get().basis == "read"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", ""])
def test_a_press_leads_nowhere_else(signed_in, lead, back):
    assert press(signed_in, lead, "dismiss", back=back).redirect_chain[0][0] == LANE


def test_a_press_dismisses_it(signed_in, lead):
    assert "Dismissed" in text(press(signed_in, lead, "dismiss"))
    assert (Lead.objects.get().state, Lead.objects.get().decided_by.username) == ("dismissed", "alice")
    assert PLAN not in text(signed_in.get(LANE))
    assert "Dismissed, alice" in text(signed_in.get(reverse("desk:lead", args=[lead.uuid])))


def test_who_comes_too_late_is_told_so(signed_in, lead):
    press(signed_in, lead, "dismiss")
    assert "decided meanwhile" in text(press(signed_in, lead, "supports", back=LANE))
    assert not Evidence.objects.exists()


def test_the_lane_is_narrowed_by_reason_and_desk(signed_in, lead, alice):
    assert PLAN in text(signed_in.get(LANE, {"why": "vetoed"}))
    assert "No lead is like that" in text(signed_in.get(LANE, {"why": "unread"}))
    assert signed_in.get(LANE, {"why": "odd"}).status_code == 400


def test_another_desk_sees_no_lead(client, lead, charlie):
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    client.force_login(charlie)
    assert PLAN not in text(client.get(LANE))
    assert client.get(reverse("desk:lead", args=[lead.uuid])).status_code == 404
    press(client, lead, "dismiss")
    lead.refresh_from_db()
    assert lead.state == "open"


def test_only_an_administrator_is_offered_to_empty_it(signed_in, lead, alice):
    page = reverse("desk:lead", args=[lead.uuid])
    assert "Empty it" not in text(signed_in.get(page))
    Membership.objects.filter(user=alice).update(role="administrator")
    assert "Empty it" in text(signed_in.get(page))
    assert "Emptied" in text(press(signed_in, lead, "empty", reason="A person asked for it."))
    assert Lead.objects.get().quote == "(emptied)"


def test_the_page_of_a_claim_can_show_its_leads(lead, alice, charlie, claim):
    html = render_to_string("desk/leads/_of_claim.html", leads_of_claim(alice, claim))
    assert PLAN in html
    assert render_to_string("desk/leads/_of_claim.html", leads_of_claim(charlie, claim)).strip() == ""


def test_the_lane_costs_the_same_however_long_it_is(signed_in, lead, django_assert_max_num_queries):
    for number in range(15):
        lead.pk, lead.uuid, lead.digest, lead._state.adding = None, None, str(number), True
        lead.uuid = Lead._meta.get_field("uuid").default()
        lead.save()
    with django_assert_max_num_queries(12):
        assert text(signed_in.get(LANE)).count("<blockquote") == 16


def test_rest_lists_and_decides(lead, alice, charlie, desk):
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(alice)
    (row,) = client.get("/api/v1/leads/", {"claim": str(lead.claim.uuid)}).json()["results"]
    assert (row["quote"], row["why"], row["rule"], row["source_name"]) == (PLAN, "vetoed", "unrealised", "Operator")
    address = f"/api/v1/leads/{lead.uuid}/decision/"
    assert client.post(address, {"make_evidence": True}, format="json").status_code == 400
    made = client.post(address, {"make_evidence": True, "stance": "supports"}, format="json").json()
    assert (made["state"], made["evidence"]) == ("evidence", str(Evidence.objects.get().uuid))
    assert client.post(address, {"make_evidence": False}, format="json").status_code == 400
    client.force_authenticate(charlie)
    assert client.get("/api/v1/leads/").json().get("results") == []
    assert client.get(f"/api/v1/leads/{lead.uuid}/").status_code == 404
    assert APIClient().get("/api/v1/leads/").status_code in (401, 403)


def test_the_pages_of_a_claim_and_of_its_evidence_lead_to_leads_and_readings(signed_in, lead, claim):
    page = reverse("desk:claim", args=[claim.uuid])
    html = text(signed_in.get(page))
    assert PLAN in html
    assert reverse("desk:claim-sources", args=[claim.uuid]) in html
    answer = press(signed_in, lead, "supports", back=f"{page}#leads")
    assert answer.redirect_chain[0][0] == f"{page}#leads"
    item = Evidence.objects.get()
    snapshot = reverse("desk:snapshot", args=[lead.snapshot_id])
    assert snapshot in text(signed_in.get(reverse("desk:evidence", args=[item.uuid])))
    assert reverse("desk:evidence", args=[item.uuid]) in text(signed_in.get(snapshot))
