"""Where a page's words come from: what it copies, and whose page it republishes."""

import pytest
from django.utils import timezone

from claims import services
from claims.models import Evidence, MergeProposal, Origin
from claims.parties import key_of
from tests.pages import page
from tracker.evidence import provenance
from tracker.models import Snapshot, Watch
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

NEWS = (
    "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer, logs of the job queue that were "
    "seen by the Gazette show."
)
TOLD = "OVHcloud completed the pretraining of its model on Jupiter, two engineers of the computing centre confirmed."
GAZETTE = (
    "The lights in the hall went out at noon on Monday, six weeks after the first job had been started there.",
    NEWS,
    "A third of the machine had been set aside for the run, which used as much power as a small town.",
)
COURIER = (
    TOLD,
    "Staff of the centre had waited for the end of the work since Friday, and some had slept in the office.",
    "More such runs are to follow before the year is out, according to a list that hangs in the corridor.",
)
OWN = (
    "Our reporter spent a week in the village beside the computing centre, where people worry about the water.",
    "The mayor keeps a folder of letters in which they ask how much the cooling takes from the river in August.",
    "Answers came late, and the council put the matter off twice before it gave the floor to the engineers.",
    "Farmers on the other bank remember the dry summer, when the pumps of the old plant ran day and night.",
)


def url_of(name: str) -> str:
    return f"https://{name}.example/news"


def item_of(name: str) -> Evidence:
    return Evidence.objects.get(source_name=name.title())


def test_a_reprint_says_what_it_copies(claim, make_source, publish):
    publish(make_source("Gazette", "independent"), url_of("gazette"), *GAZETTE)
    publish(make_source("Portal", "aggregator"), url_of("portal"), "From our partners.", *GAZETTE)
    copy = item_of("portal")
    assert copy.origin == item_of("gazette").origin
    assert copy.origin_why.startswith("It copies Gazette: ")
    assert copy.origin_why.endswith("of its own words stand in the other text.")
    assert item_of("gazette").origin_why == ""


def test_a_page_of_its_own_that_quotes_a_copied_passage_joins_its_origin(claim, make_source, publish):
    publish(make_source("Gazette", "independent"), url_of("gazette"), *GAZETTE)
    passage = " ".join(GAZETTE[1:])
    publish(make_source("Village", "independent"), url_of("village"), *OWN[:2], passage, *OWN[2:])
    assert item_of("village").origin == item_of("gazette").origin
    assert "of the passage’s words" in item_of("village").origin_why


def test_what_copies_two_origins_joins_the_earlier_and_asks_a_person_about_the_two(claim, make_source, publish):
    publish(make_source("Gazette", "independent"), url_of("gazette"), *GAZETTE)
    publish(make_source("Courier", "independent"), url_of("courier"), *COURIER)
    assert Origin.objects.count() == 2
    publish(make_source("Portal", "aggregator"), url_of("portal"), *GAZETTE, *COURIER)
    assert Origin.objects.count() == 2
    assert {item.origin for item in Evidence.objects.filter(source_name="Portal")} == {item_of("gazette").origin}
    proposal = MergeProposal.objects.get()
    assert (proposal.keep, proposal.other) == (item_of("gazette").origin, item_of("courier").origin)
    assert proposal.because.startswith("Portal (")


def stored(source, url: str, *paragraphs: str) -> None:
    """A page that was read, though the claim does not watch its source."""
    Snapshot.objects.create(
        resource=watch_url(source=source, url=url),
        body=bodies.store(page(*paragraphs)),
        final_url=url,
        fetched_at=timezone.now(),
        processed_at=timezone.now(),
        text="\n\n".join(paragraphs),
    )


def republish(answer, claim, source, url: str, *, canonical: str) -> None:
    """The Gazette's text was read at `url`, with a link that names its original."""
    Watch.objects.create(claim=claim, source=source)
    link = f"<link rel='canonical' href='{canonical}'>"
    answer(watch_url(source=source, url=url), page(*GAZETTE, head=link))


def test_a_canonical_link_to_a_page_that_was_copied_names_the_first_publisher(claim, make_source, answer):
    gazette = make_source("Gazette", "independent")
    stored(gazette, url_of("gazette"), *GAZETTE)
    portal = make_source("Portal", "aggregator")
    republish(answer, claim, portal, url_of("portal"), canonical=url_of("gazette"))
    copy = item_of("portal")
    assert copy.origin.owner == key_of(gazette.organisation)
    assert copy.origin_why == f"It copies Gazette, and names {url_of('gazette')} as its original."


def test_a_canonical_link_to_another_text_lends_no_name(claim, make_source, answer):
    stored(make_source("Gazette", "independent"), url_of("gazette"), *OWN)
    portal = make_source("Portal", "aggregator")
    republish(answer, claim, portal, url_of("portal"), canonical=url_of("gazette"))
    assert item_of("portal").origin.owner == key_of(portal.organisation)
    assert item_of("portal").origin_why == ""


def test_a_canonical_link_lends_no_name_to_words_that_were_added_to_the_copy(claim, make_source, answer):
    stored(make_source("Gazette", "independent"), url_of("gazette"), *OWN)
    portal = make_source("Portal", "independent")
    Watch.objects.create(claim=claim, source=portal)
    link = f"<link rel='canonical' href='{url_of('gazette')}'>"
    answer(watch_url(source=portal, url=url_of("portal")), page(*OWN, NEWS, head=link))
    assert item_of("portal").origin.owner == key_of(portal.organisation)
    assert item_of("portal").mouth == key_of(portal.organisation)


DENIED = NEWS.replace("has completed", "has not completed")


@pytest.mark.parametrize(
    "copy", [(GAZETTE[0], NEWS, GAZETTE[2]), (GAZETTE[0], DENIED, GAZETTE[2], *OWN[:1], TOLD)], ids=["turned", "added"]
)
def test_who_copies_a_page_and_turns_it_round_says_so_in_an_own_mouth(claim, make_source, publish, copy):
    publish(make_source("Gazette", "independent"), url_of("gazette"), GAZETTE[0], DENIED, GAZETTE[2])
    portal = make_source("Portal", "independent")
    publish(portal, url_of("portal"), *copy)
    assert item_of("gazette").stance == "refutes"
    said = Evidence.objects.get(source_name="Portal", stance="supports")
    assert said.mouth == key_of(portal.organisation)


def test_figures_of_claim_and_page_are_kept_side_by_side(article, alice, make_source, answer):
    text = "The model has 1.5 billion parameters."
    claim = services.record_claim(by=alice, article=article, text=text, kind="quantity")
    gazette = make_source("Gazette", "independent")
    Watch.objects.create(claim=claim, source=gazette)
    resource = watch_url(source=gazette, url=url_of("gazette"))
    answer(resource, page("The model has 1.2 billion parameters, a count by the Gazette shows."))
    assert item_of("gazette").figures == [{"claim": "1.5 billion", "passage": "1.2 billion", "verdict": "conflicts"}]


def test_a_page_is_compared_with_the_earliest_texts_of_a_claim_that_has_very_many(
    claim, make_source, publish, monkeypatch
):
    monkeypatch.setattr(provenance, "TEXTS", 1)
    publish(make_source("Gazette", "independent"), url_of("gazette"), *GAZETTE)
    publish(make_source("Courier", "independent"), url_of("courier"), *COURIER)
    publish(make_source("Portal", "aggregator"), url_of("portal"), "From our partners.", *GAZETTE)
    assert item_of("portal").origin == item_of("gazette").origin
