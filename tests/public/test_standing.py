"""What readers and reviewers see of a quote whose page changed: the difference in words, and since when."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from claims import services

OLD = "OVHcloud invested 1.5 billion euros."
NEW = "OVHcloud invested 1.2 <b>billion</b> euros."
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def item(claim, make_source, say):
    return say(claim, make_source("Operator", "record"), OLD)


def evidence_html(item) -> str:
    return render_to_string("public/_evidence.html", {"item": item, "link": "", "version": 1})


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        ("altered", "the words that stand there now do not bear it out"),
        ("reworded", "it says of the claim what it said"),
    ],
)
def test_readers_see_the_difference_in_words(item, standing, told):
    item = services.set_standing(
        evidence=item, standing=standing, wording=NEW, reasons=["Another figure, the reader says."], at=AT
    )
    html = evidence_html(item)
    assert '<del><span class="unseen">[removed:] </span>1.5 billion' in html
    assert '<ins><span class="unseen">[added:] </span>1.2 &lt;b&gt;billion&lt;/b&gt;' in html
    assert told in html
    assert "Another figure, the reader says." in html


@pytest.mark.parametrize(("standing", "told"), [("offline", "No longer online"), ("unread", "Source unreadable")])
def test_a_page_out_of_sight_says_since_when(item, standing, told):
    html = evidence_html(services.set_standing(evidence=item, standing=standing, at=AT))
    assert f"{told}</strong> since <time" in html
    assert "1 Mar 2026" in html
    assert "Last looked for" not in html


def test_reviewers_see_the_difference_beside_the_flag(item, claim, client, bob):
    flag = services.apply_finding(claim=claim)
    services.set_standing(evidence=item, standing="reworded", wording=NEW, at=AT)
    client.force_login(bob)
    answer = client.get(reverse("admin:claims_flag_change", args=[flag.pk]))
    assert '<ins><span class="unseen">[added:] </span>1.2 &lt;b&gt;billion&lt;/b&gt;' in answer.content.decode()
