"""Watching something new: the preview, what is saved, and what is refused."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims import services
from claims.models import Desk, Source
from net import guard
from tests.loopback import LoopbackSite
from tests.tracker.extract.pdfs import pdf
from tracker.models import PollingPolicy, Resource, Watch
from tracker.polling import round
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

WATCH = reverse("desk:watch")
ARTICLE = (
    "<!doctype html><html lang=en><head><title>Jupiter is full</title></head><body><nav>Home</nav><article><h1>Jupiter"
    " is full</h1><p>The operator said on Monday that every node of the machine is in use until the end of March.</p>"
    "<p class=lead>The pretraining of the model was completed on 3 November, two weeks before the date that was planned"
    " for it.</p></article></body></html>"
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>News of the operator</title><link>http://x.example/</link>'
    "<item><title>Jupiter is full</title><link>https://operator.example/1</link></item></channel></rss>"
)


@pytest.fixture
def outside(settings):
    """A server on loopback, opened as private. The previews of other tests are forgotten."""
    cache.clear()
    with LoopbackSite() as site:
        settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [site.address]
        settings.TRACKER_ALLOWED_PORTS = frozenset({site.port})
        site.set("/news", ARTICLE)
        site.set("/feed", FEED, content_type="application/rss+xml")
        yield site


@pytest.fixture
def press(client, alice, desk):
    """press("look", url=…) → the answer to Alice pressing a button of the form."""
    client.force_login(alice)

    def pressed(button: str, **data):
        facts = {"button": button, "kind": "auto", "part": "main", "held": "chosen", "desk": desk.pk}
        return client.post(WATCH, {**facts, **data}, follow=True)

    return pressed


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


# --- Looking ----------------------------------------------------------------------------------------------


def test_a_look_shows_the_first_passages_and_finds_out_the_kind(press, outside):
    answer = press("look", url=outside.url("/news"))
    html = text(answer)
    assert "every node of the machine is in use" in html
    assert "Home" not in answer.context["seen"].passages
    assert answer.context["form"]["kind"].value() == "html"
    assert "they never count" in html
    assert not Resource.objects.exists()


def test_a_look_at_a_feed_shows_what_it_lists(press, outside):
    answer = press("look", url=outside.url("/feed"))
    assert "It lists pages" in text(answer)
    assert "https://operator.example/1" in text(answer)
    assert answer.context["form"]["kind"].value() == "feed"


def test_a_look_reads_what_the_selector_picks(press, outside):
    answer = press("look", url=outside.url("/news"), kind="html", part="css", selector="p.lead")
    (passage,) = answer.context["seen"].passages
    assert passage.startswith("The pretraining of the model was completed")


def test_trying_selectors_asks_the_publisher_once(press, outside):
    for selector in ("p.lead", "h1", "article"):
        press("look", url=outside.url("/news"), kind="html", part="css", selector=selector)
    assert outside.hits("/news") == 1


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("/nowhere", "404"), ("/robots-only", "robots.txt"), ("/empty", "no readable main text")],
)
def test_what_cannot_be_read_is_said_in_a_sentence(press, outside, path, sentence):
    outside.set("/robots.txt", "User-agent: *\nDisallow: /robots-only", content_type="text/plain")
    outside.set("/empty", "<html></html>")
    answer = press("look", url=outside.url(path))
    assert answer.context["seen"].refused.endswith(".")
    assert sentence in answer.context["seen"].refused
    assert "Nothing." in text(answer)


def test_a_look_goes_where_the_page_itself_leads(press, settings, monkeypatch):
    monkeypatch.setattr(guard, "is_public", lambda ip: str(ip) == "127.0.0.9")  # no page leads into private space
    with LoopbackSite("127.0.0.9") as site:
        settings.TRACKER_ALLOWED_PORTS = frozenset({site.port})
        site.set("/old", '<html><head><meta http-equiv="refresh" content="0; url=/news"></head>Please wait.</html>')
        site.set("/news", ARTICLE)
        html = text(press("look", url=site.url("/old")))
        assert "every node of the machine is in use" in html
        assert f'The address leads to <span class="address">{site.url("/news")}</span>' in html


@pytest.mark.parametrize(
    ("content_type", "encoding", "kind", "said"),
    [
        ("application/x-news", "", "html", "The server calls it application/x-news; it was read as what its content"),
        ("", "", "html", "The server does not say what it is; it was read as what its content shows."),
        ("text/html", "aws-chunked", "html", "names a compression that cannot be undone; the answer was read as it"),
        ("text/html", "", "html", ""),
        ("text/html", "", "json", "The server calls it text/html; it was read as what its content shows."),
    ],
)
def test_a_look_says_what_was_done_to_read_an_answer_with_a_wrong_head(
    press, outside, content_type, encoding, kind, said
):
    body = ARTICLE if kind == "html" else '{"note": "Every node of the machine is in use."}'
    outside.set("/odd", body, content_type=content_type, headers={"Content-Encoding": encoding})
    answer = press("look", url=outside.url("/odd"))
    seen = answer.context["seen"]
    assert (seen.kind, seen.refused, bool(seen.passages)) == (kind, "", True)
    assert said in " ".join(seen.notes)
    assert bool(said) == bool(seen.notes)
    assert all(note in text(answer) for note in seen.notes)


@pytest.mark.parametrize(
    ("words", "language", "is_judged"),
    [
        ("Die Schleuse in Altbrück ist seit dem Montag offen, teilte die Behörde des Landes mit.", "German", False),
        ("Шлюз открыт с понедельника, сообщило речное управление города.", "Russian", False),
        ("The lock has been open since Monday, said the authority that runs the river.", "English", True),
    ],
)
def test_a_look_says_that_people_judge_what_the_machine_does_not_read(press, outside, words, language, is_judged):
    outside.set("/news", f"<html><title>News</title><article><p>{words}</p><p>{words}</p></article></html>")
    html = text(press("look", url=outside.url("/news")))
    assert f"language: {language}" in html
    assert (f"The machine does not judge {language}: what touches a claim there is a lead for people." in html) == (
        not is_judged
    )


def test_a_look_says_that_pages_of_a_pdf_cannot_be_read(press, outside):
    coded = " ".join(f"/g{number}/g{number + 7}" for number in range(100, 180))
    body = pdf([["The first page is sound."], [coded]])
    outside.set("/report", body, content_type="application/pdf")
    (note,) = press("look", url=outside.url("/report")).context["seen"].notes
    assert note.startswith("Only a part of this PDF was read")


def test_a_private_address_is_not_looked_at(press, settings):
    cache.clear()
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = []
    with LoopbackSite() as site:
        settings.TRACKER_ALLOWED_PORTS = frozenset({site.port})
        answer = press("look", url=site.url("/"))
        assert answer.context["seen"].refused
        assert not site.requests


def test_a_bad_selector_is_named_without_asking_anybody(press, outside):
    answer = press("look", url=outside.url("/news"), kind="html", part="css", selector="p[")
    assert "css expression" in text(answer)
    assert not outside.requests


def test_a_look_says_whose_tier_the_words_take(press, outside, make_source):
    source = make_source("Operator", "independent")
    source.hosts.create(scheme="http", host=outside.address)
    assert "take the tier of Operator" in text(press("look", url=outside.url("/news")))


# --- Saving -----------------------------------------------------------------------------------------------


def test_a_new_source_is_recorded_with_its_address(press, outside, claim):
    answer = press(
        "watch",
        url=outside.url("/feed"),
        name="Operator",
        own_site="on",
        claims=[claim.pk],
        interval_s="5 min",
    )
    resource = Resource.objects.get()
    assert answer.wsgi_request.path == reverse("desk:resource", args=[resource.uuid])
    assert (resource.kind, resource.source.name) == ("feed", "Operator")
    assert resource.source.hosts.get().host == outside.address
    assert PollingPolicy.objects.get().interval_s == 300
    assert Watch.objects.get().claim == claim


def test_a_reviewer_gives_a_new_source_its_tier_before_it_is_read(press, client, outside, bob):
    client.force_login(bob)
    outside.set("/robots.txt", "", content_type="text/plain")
    facts = {"url": outside.url("/news"), "kind": "html", "name": "Operator", "own_site": "on", "tier": "record"}
    press("watch", **facts, scope="its machines")
    assert not Source.objects.exists()  # a tier needs its reason: nothing was begun
    press("watch", **facts, scope="its machines", tier_reason="It runs them.")
    source = Source.objects.get()
    assert (source.tier, source.tier_scope, source.tier_reason) == ("record", "its machines", "It runs them.")


def test_a_journalist_is_offered_no_tier_and_gives_none(press, client, outside):
    assert "Its tier" not in client.get(WATCH).content.decode()
    press("watch", url=outside.url("/news"), kind="html", name="Operator", own_site="on", tier="record", scope="all")
    assert Source.objects.get().tier == "none"


def test_what_is_watched_is_read_and_stands_on_its_page(press, client, outside, extractor):
    outside.set("/robots.txt", "", content_type="text/plain")
    press("watch", url=outside.url("/news"), kind="html", name="Operator", own_site="on")
    assert round.poll_due() == 1
    pipeline.process_waiting(extractor=extractor)
    page = client.get(reverse("desk:resource", args=[Resource.objects.get().uuid])).content.decode()
    for words in ("Jupiter is full", "It is read as planned.", "1 new answer", "every node of the machine"):
        assert words in page


def test_an_address_joins_a_source_that_is_there(press, make_source):
    source = make_source("Operator", "record")
    press("watch", url="https://operator.example/x", kind="html", source=source.name, held="all")
    assert Resource.objects.get().source == source
    assert PollingPolicy.objects.get().open_to_all


def test_without_a_word_on_rhythm_a_source_keeps_its_own(press, make_source):
    source = make_source("Operator", "record")
    PollingPolicy.objects.create(source=source, interval_s=3600, adaptive=True, open_to_all=True)
    press("watch", url="https://operator.example/x", kind="html", source=source.name)
    policy = PollingPolicy.objects.get()
    assert (policy.interval_s, policy.adaptive, policy.open_to_all) == (3600, True, True)


def test_what_cannot_be_read_is_not_saved_unless_its_kind_is_named(press, outside):
    facts = {"url": outside.url("/nowhere"), "name": "Operator"}
    assert "Nothing." in text(press("watch", **facts))
    assert not Resource.objects.exists()
    press("watch", **{**facts, "kind": "html"})
    assert Resource.objects.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": "Operator", "url": "nothing at all"}, "Enter a valid URL."),
        ({}, "Choose a source, or name a new one below."),
        ({"name": "Operator", "part": "css", "selector": "p["}, "css expression"),
        ({"name": "Operator", "own_site": "on", "url": "https://www.github.com/a/b"}, "Many publish at this host"),
        ({"name": "Operator", "interval_s": "often"}, "Write a number and a unit"),
        ({"name": "Operator", "interval_s": "1 s"}, "It lies between"),
    ],
)
def test_what_is_refused_is_said_and_leaves_nothing(press, facts, sentence):
    answer = press("watch", **{"url": "https://operator.example/x", "kind": "html", **facts})
    assert sentence in text(answer)
    assert not Resource.objects.exists()
    assert not Source.objects.exists()


def test_an_address_watched_already_is_named_with_its_source(press, make_source):
    source = make_source("Operator", "record")
    watch_url(source=source, url="https://operator.example/x")
    answer = press("watch", url="https://operator.example/x", kind="html", source=source.name)
    assert "It is watched already, for Operator." in text(answer)


def test_a_host_that_has_an_owner_is_not_given_to_another(press, make_source):
    make_source("Operator", "record")
    answer = press("watch", url="https://operator.example/x", kind="html", name="Impostor", own_site="on")
    assert "belongs to Operator already" in text(answer)
    assert not Source.objects.filter(name="Impostor").exists()


def test_claims_of_another_desk_cannot_be_chosen(press, make_source, claim, django_user_model):
    source = make_source("Operator", "record")
    claim.desk = Desk.objects.create(name="Sports", slug="sports")
    claim.save()
    press("watch", url="https://operator.example/x", kind="html", source=source.name, claims=[claim.pk])
    assert not Watch.objects.exists()


# --- Finding ----------------------------------------------------------------------------------------------


def test_a_place_with_one_address_fills_the_form(press):
    answer = press("find", place="edgar", value="320193 8-K")
    form = answer.context["form"]
    assert form["url"].value().startswith("https://www.sec.gov/")
    assert form["kind"].value() == "feed"


def test_of_several_addresses_one_is_chosen(press, client):
    answer = press("find", place="github", value="django/django")
    (releases, link), *others = answer.context["found"]
    assert others
    assert "There is more than one" in text(answer)
    form = client.get(link).context["form"]
    assert form["url"].value() == releases.url
    assert not form["own_site"].value()


def test_the_feeds_of_a_site_are_found_from_its_front_page(press, outside):
    feed = "<link rel=alternate type=application/rss+xml href=/feed>"
    outside.set("/", f"<html><head>{feed}</head><p>News.</p></html>")
    answer = press("find", place="newsroom", value=outside.url("/"))
    assert [candidate.url for candidate, _ in answer.context["found"]] == [outside.url("/feed"), outside.url("/")]


def test_a_site_without_a_scheme_that_speaks_no_https_is_read_over_http(press, outside):
    outside.set("/", "<html><head><title>The Gazette</title></head><p>News.</p></html>")
    form = press("find", place="newsroom", value=outside.address).context["form"]
    assert form["url"].value() == outside.url("/")


def test_a_site_that_answers_nowhere_says_so_of_https(press, outside, settings):
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = ["127.0.0.1:9"]
    settings.TRACKER_ALLOWED_PORTS = frozenset({9})
    [said] = press("find", place="newsroom", value="127.0.0.1:9").context["places"].errors["value"]
    assert "could not be read" in said


@pytest.mark.parametrize(("place", "value"), [("github", "no project"), ("newsroom", "http://127.0.0.1:1/")])
def test_what_is_not_found_is_said_beside_the_name(press, settings, place, value):
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = []
    answer = press("find", place=place, value=value)
    assert answer.context["places"].errors["value"]


# --- Filled in by a link ----------------------------------------------------------------------------------


def test_a_link_fills_the_form_and_finds_the_owner(client, alice, make_source, claim):
    source = make_source("Operator", "record")
    client.force_login(alice)
    query = {"url": "https://operator.example/releases", "kind": "json", "part": "jsonpath", "selector": "$..name"}
    form = client.get(WATCH, {**query, "claim": claim.slug}).context["form"]
    assert {name: form[name].value() for name in query} == query
    assert form["source"].value() == source.name
    assert form["claims"].value() == [claim.pk]


def test_a_claim_leads_to_the_form_with_itself_chosen(client, alice, claim):
    client.force_login(alice)
    page = client.get(reverse("desk:claim", args=[claim.uuid])).content.decode()
    address = f"{WATCH}?claim={claim.slug}"
    assert address in page
    assert client.get(address).context["form"]["claims"].value() == [claim.pk]
    assert WATCH in client.get(reverse("admin:index")).content.decode()


# --- Finding claims and sources ---------------------------------------------------------------------------


def test_an_old_claim_is_found_by_its_words_and_what_is_ticked_stays(press, claim, article, alice):
    newer = [
        services.record_claim(by=alice, article=article, text=f"Office {n} opened.", kind="event") for n in range(30)
    ]
    answer = press("find-claims", claim_words="jupiter pretraining", claims=[newer[0].pk])
    assert "field" not in text(answer).partition("Not yet:")[2]
    offered = answer.context["form"].fields["claims"].queryset
    assert [each.pk for each in offered] == [newer[0].pk, claim.pk]
    assert answer.context["form"]["claims"].value() == [str(newer[0].pk)]


def test_a_source_is_found_by_a_part_of_its_name_or_address(press, make_source):
    source, other = make_source("The Ledger", "independent"), make_source("The Gazette", "independent")
    for words in ("ledger", "the-ledger.example"):
        press("watch", url=f"https://the-ledger.example/{words}", kind="html", source=words)
    assert Resource.objects.filter(source=source).count() == 2
    assert "Write one of: The Gazette, The Ledger" in text(press("watch", url="https://x.example/", source="the "))
    assert "No source of your desks is called so" in text(press("watch", url="https://x.example/", source="Nobody"))
    assert not Resource.objects.filter(source=other).exists()


def test_the_page_lists_neither_every_source_nor_every_claim(client, alice, claim, article, make_source):
    for number in range(15):
        services.record_claim(by=alice, article=article, text=f"Office {number} opened.", kind="event")
        make_source(f"Outlet {number}", "independent")
    client.force_login(alice)
    html = client.get(WATCH).content.decode()
    assert html.count("Office") == 10
    assert '<select name="source"' not in html
