"""Doubles of a claim that is about to be made: found by the words that both have."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import User

import claims
from claims import services
from claims.models import Article, Claim, Desk
from tracker.evidence import doubles

SAMPLE = Path(claims.__file__).parent / "sample" / "ovhcloud.json"
TEXTS = [row["text"] for row in json.loads(SAMPLE.read_text())["claims"]]


@pytest.fixture
def sample(article, alice) -> dict[str, Claim]:
    """The claims of the sample article, by their texts."""
    return {text: record(alice, article, text) for text in TEXTS}


def record(by: User, article: Article, text: str) -> Claim:
    return services.record_claim(by=by, article=article, text=text, kind="event")


def like(text: str, desk: Desk) -> list[str]:
    return [claim.text for claim in services.similar_claims(text=text, desk=desk)]


@pytest.mark.parametrize(
    ("text", "double"),
    [
        ("OVHcloud completed pretraining a model on Jupiter.", TEXTS[0]),
        ("OVHcloud bought Dragon LLM.", "OVHcloud has acquired Dragon LLM."),
        ("OVHcloud employs 3,000 people.", "OVHcloud has 3,000 employees."),
        ("OVHcloud runs 46 datacentres.", "OVHcloud runs 46 data centres."),
        ("Jupiter stands in Germany.", "The Jupiter supercomputer is installed in Germany."),
        ("OVHcloud has 1.7 million clients.", "OVHcloud has 1.6 million clients."),
    ],
)
def test_a_rephrasing_finds_the_claim_first(sample, desk, text, double):
    assert like(text, desk)[0] == double


def test_no_two_claims_of_the_sample_article_are_doubles(article, alice, desk):
    found = {}
    for text in TEXTS:
        if near := like(text, desk):
            found[text] = near
        record(alice, article, text)
    assert found == {}


def test_what_is_new_withdrawn_or_another_desks_is_no_double(sample, alice, desk):
    assert like("The machine in Jülich is the fastest of Europe.", desk) == []
    assert like("OVHcloud bought Dragon LLM.", Desk.objects.create(name="Sports", slug="sports")) == []
    services.withdraw_claim(by=alice, claim=sample["OVHcloud has acquired Dragon LLM."], reason="not ours")
    assert "OVHcloud has acquired Dragon LLM." not in like("OVHcloud bought Dragon LLM.", desk)


def test_a_disk_that_is_away_hides_no_page_and_is_logged(sample, desk, monkeypatch, caplog):
    def away(self):
        raise OSError("no disk")

    monkeypatch.setattr("tracker.evidence.claim_index.SharedIndex.refreshed", away)
    assert like("OVHcloud bought Dragon LLM.", desk) == []
    assert "no disk" in caplog.text
    assert like(TEXTS[0], desk) == [TEXTS[0]]  # the very words need no index


@pytest.mark.django_db(transaction=True)
def test_several_threads_share_one_index(sample, desk):
    from django.db import connection

    def search(_: int) -> list[str]:
        try:
            return [claim.text for claim in doubles.claims_like("OVHcloud bought Dragon LLM.", desk, "en")]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(search, range(8)))
    assert answers == [["OVHcloud has acquired Dragon LLM."]] * 8
