"""Whose words a page holds: who owns its host, who led there, whom the feed names."""

from urllib.parse import quote_plus

import pytest

from claims import services
from claims.models import Evidence
from tests.pages import page
from tracker.extract.documents import Entry
from tracker.extract.feed import read_feed
from tracker.models import Resource, Watch
from tracker.watching import resources
from tracker.watching.resources import add_entries, watch_url

DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
PAGE = "https://register-a.example/runs/4711"


@pytest.fixture
def register(make_source):
    return make_source("Register A", "record")


@pytest.fixture
def mallory(make_source, claim):
    """A source without a tier, which the claim watches."""
    source = make_source("Mallory", "none")
    Watch.objects.create(claim=claim, source=source)
    return source


@pytest.fixture
def lists(answer):
    """lists(source, url, words) → the source's feed lists an address, which then answers with these words."""

    def read(source, url: str, words: str, *, final_url: str = "", **more: str) -> Resource:
        feed = watch_url(source=source, url=f"https://{source.slug}.example/feed", kind="feed")
        add_entries(feed, [Entry(url, "", None, **more)])
        resource = Resource.objects.get(url=url)
        answer(resource, page(words), final_url=final_url)
        return resource

    return read


def tiers() -> list[str]:
    return list(Evidence.objects.order_by("pk").values_list("tier", flat=True))


def test_anothers_feed_lends_a_page_no_tier(register, mallory, lists):
    lists(mallory, PAGE, DONE)
    assert tiers() == ["none"]


def test_what_its_own_source_lists_too_has_its_tier(register, mallory, lists):
    add_entries(watch_url(source=mallory, url="https://mallory.example/feed", kind="feed"), [Entry(PAGE, "", None)])
    lists(register, PAGE, DONE)
    assert Resource.objects.get(url=PAGE).source == mallory
    assert tiers() == ["record"]


def test_what_its_own_source_watches_has_its_tier_whoever_lists_it_later(register, mallory, claim, lists):
    Watch.objects.create(claim=claim, source=register)
    watch_url(source=register, url=PAGE)
    lists(mallory, PAGE, DONE)
    assert tiers() == ["record"]


def test_a_person_may_watch_for_its_own_source_what_anothers_feed_listed_first(register, mallory, alice, lists, answer):
    feed = watch_url(source=mallory, url="https://mallory.example/feed", kind="feed")
    add_entries(feed, [Entry(PAGE, "", None)])
    watched = resources.watch(by=alice, source=register, url=PAGE)
    answer(watched, page(DONE))
    assert tiers() == ["record"]
    with pytest.raises(services.InvalidInput, match="watched already"):
        resources.watch(by=alice, source=register, url=PAGE)


def test_a_redirect_to_anothers_host_has_its_tier_only_where_that_one_lists_it(register, mallory, lists):
    lists(mallory, "https://mallory.example/go", DONE, final_url=PAGE)
    assert tiers() == ["none"]
    watch_url(source=register, url=PAGE)
    lists(mallory, "https://mallory.example/go2", DONE, final_url=PAGE)
    assert tiers() == ["none", "record"]


def test_pages_that_only_give_back_what_they_were_asked_for_are_no_evidence(register, claim, lists):
    Watch.objects.create(claim=claim, source=register)
    query = quote_plus(DONE)
    for number, words in enumerate(
        (DONE, f"No results were found for: {DONE}", f"You searched for “{DONE}”.", f"3 results for {DONE}")
    ):
        lists(register, f"https://register-a.example/search?n={number}&q={query}", words)
    assert tiers() == []
    lists(register, "https://register-a.example/ovhcloud-has-completed-the-pretraining-of-a-model-on-jupiter", DONE)
    assert tiers() == ["record"]


# Whom a feed names as the publisher of an item.


def test_an_item_of_another_publisher_is_that_publishers(claim, make_source, lists):
    portal, gazette = make_source("Portal", "independent"), make_source("Gazette", "independent")
    Watch.objects.create(claim=claim, source=portal)
    url = "https://portal.example/1"
    lists(portal, url, DONE, publisher="The Gazette", publisher_url="https://gazette.example/feed")
    item = Evidence.objects.get()
    assert (item.source, item.source_name, item.tier) == (gazette, "Gazette, carried by Portal", "independent")
    assert item.origin.owner == item.mouth


@pytest.mark.parametrize(
    ("publisher", "address", "tier"),
    [
        ("Register A", "https://register-a.example/", "none"),  # nobody's page is made a record's by naming one
        ("Register A", "", "none"),
        ("Who Knows", "", "none"),
        ("", "https://nobody.example/", "none"),
        ("Mallory", "", "none"),
    ],
)
def test_a_feed_lends_no_tier_by_naming_a_publisher(register, mallory, lists, publisher, address, tier):
    lists(mallory, "https://mallory.example/1", DONE, publisher=publisher, publisher_url=address)
    assert tiers() == [tier]


def test_an_independent_portal_carries_a_record_as_independent(register, claim, make_source, lists):
    portal = make_source("Portal", "independent")
    Watch.objects.create(claim=claim, source=portal)
    lists(portal, "https://portal.example/1", DONE, publisher="Register A")
    lists(portal, "https://portal.example/2", f"{DONE} It took weeks.", publisher="Nobody We Know")
    lists(portal, "https://portal.example/3", f"{DONE} It took long.", publisher="Portal")
    assert tiers() == ["independent", "none", "independent"]


RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Portal</title>
<link>https://portal.example/</link><dc:publisher>Portal Media</dc:publisher>
<item><link>https://portal.example/1</link><source url="https://gazette.example/rss">The Gazette</source></item>
<item><link>https://portal.example/2</link><dc:publisher>The Courier</dc:publisher></item>
<item><link>https://portal.example/3</link><source url="https://portal.example/feed">Portal</source></item>
<item><link>https://portal.example/4</link><dc:publisher>Portal Media</dc:publisher></item>
<item><link>https://portal.example/5</link></item></channel></rss>"""


def test_a_feed_names_publishers_by_source_and_dublin_core():
    entries = read_feed(RSS, url="https://portal.example/feed").entries
    assert [(entry.publisher, entry.publisher_url) for entry in entries] == [
        ("The Gazette", "https://gazette.example/rss"),
        ("The Courier", ""),
        ("", ""),
        ("", ""),
        ("", ""),
    ]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><entry><link href="https://planet.example/1"/>
<source><title>The Gazette</title><link href="https://gazette.example/"/></source></entry></feed>"""


def test_an_atom_entry_names_its_source():
    [entry] = read_feed(ATOM, url="https://planet.example/feed").entries
    assert (entry.publisher, entry.publisher_url) == ("The Gazette", "https://gazette.example/")
