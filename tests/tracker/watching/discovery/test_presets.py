"""Places by their names."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.services.base import InvalidInput
from tracker.extract.feed import extract_feed
from tracker.extract.json_document import extract_json
from tracker.extract.selectors import check_part
from tracker.watching.discovery.presets import PRESETS, preset


def first(name: str, value: str) -> str:
    return preset(name, value)[0].url


@pytest.mark.parametrize(
    "value",
    [
        "acme/engine",
        "https://github.com/acme/engine",
        " https://www.github.com/acme/engine/releases/tag/v1.0 ",
        "https://github.com/acme/engine.git",
        "acme/engine/",
    ],
)
def test_github_releases(value):
    assert first("github", value) == "https://github.com/acme/engine/releases.atom"


@pytest.mark.parametrize(
    "value", ["acme-labs", "https://huggingface.co/acme-labs", "https://huggingface.co/acme-labs/a-7b"]
)
def test_a_hugging_face_organisation(value):
    models, datasets = preset("hugging-face", value)
    assert models.url.startswith("https://huggingface.co/api/models?author=acme-labs&sort=createdAt")
    assert datasets.url.startswith("https://huggingface.co/api/datasets?")


@pytest.mark.parametrize(
    ("value", "terms"),
    [
        ("cs.CL", "cat:cs.CL"),
        ("hep-th", "cat:hep-th"),
        ("large language models", 'all:"large language models"'),
        ("jupiter", 'all:"jupiter"'),
        ("au:Klaba AND ti:pretraining", "au:Klaba AND ti:pretraining"),
    ],
)
def test_an_arxiv_query(value, terms):
    (found,) = preset("arxiv", value)
    assert parse_qs(urlsplit(found.url).query)["search_query"] == [terms]
    assert found.kind == "feed"


def test_one_paper_is_its_page():
    assert first("arxiv", "https://arxiv.org/pdf/2603.01234v2") == "https://arxiv.org/abs/2603.01234"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("Jupiter (supercomputer)", "https://en.wikipedia.org/wiki/Jupiter_(supercomputer)"),
        ("de:Jülich", "https://de.wikipedia.org/wiki/J%C3%BClich"),
        ("https://de.m.wikipedia.org/wiki/J%C3%BClich#Lage", "https://de.wikipedia.org/wiki/J%C3%BClich"),
        ("AC/DC", "https://en.wikipedia.org/wiki/AC%2FDC"),
    ],
)
def test_a_wikipedia_article(value, address):
    assert first("wikipedia", value) == address


@pytest.mark.parametrize(
    ("value", "company", "form"),
    [("320193", "0000320193", ""), ("CIK 0000320193", "0000320193", ""), ("ovh 8-k", "OVH", "8-K")],
)
def test_edgar_filings(value, company, form):
    query = parse_qs(urlsplit(first("edgar", value)).query, keep_blank_values=True)
    assert (query["CIK"], query["type"], query["output"]) == ([company], [form], ["atom"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("github", "acme"),
        ("github", "https://gitlab.com/acme/engine"),
        ("github", ""),
        ("hugging-face", ""),
        ("hugging-face", "https://evil.example/acme"),
        ("hugging-face", "a&author=b"),
        ("arxiv", ""),
        ("arxiv", "https://evil.example/abs/2603.01234"),
        ("wikipedia", "https://evil.example/wiki/X"),
        ("wikipedia", "a|b"),
        ("wikipedia", "de:"),
        ("edgar", "one two three"),
        ("github", "http://[bad"),
        ("wikipedia", "http://[bad"),
        ("nowhere", "x"),
    ],
)
def test_what_does_not_fit_is_refused_with_an_example(name, value):
    with pytest.raises(InvalidInput) as refusal:
        preset(name, value)
    assert refusal.value.field == ("place" if name == "nowhere" else "value")
    if name in PRESETS:
        assert PRESETS[name].example in str(refusal.value)


@pytest.mark.parametrize("name", PRESETS)
def test_its_own_example_fits_and_can_be_watched(name):
    found = preset(name, PRESETS[name].example)
    assert found
    for each in found:
        assert each.url.startswith("https://")
        check_part(kind=each.kind, part=each.part, selector=each.selector)


@given(st.sampled_from(sorted(PRESETS)), st.text(max_size=60))
@example("github", "0/¹")
@example("edgar", "١٢٣")
@example("arxiv", "https://arxiv.org/abs/٢٤٠١.٠١٢٣٤")
def test_whatever_is_written_leads_to_the_place_itself_or_nowhere(name, value):
    hosts = ("github.com", "huggingface.co", "arxiv.org", "wikipedia.org", "sec.gov")
    try:
        found = preset(name, value)
    except InvalidInput:
        return
    for each in found:
        parts = urlsplit(each.url)
        assert parts.scheme == "https"
        assert (parts.hostname or "").endswith(hosts)
        assert each.url.isascii()


# Invented answers in the form that these services give.
RELEASES = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
<id>tag:github.com,2008:https://github.com/acme/engine/releases</id>
<link type="text/html" rel="alternate" href="https://github.com/acme/engine/releases"/>
<link type="application/atom+xml" rel="self" href="https://github.com/acme/engine/releases.atom"/>
<title>Release notes from engine</title><updated>2026-03-04T10:00:00Z</updated>
<entry><id>tag:github.com,2008:Repository/1/v2.0</id><updated>2026-03-04T10:00:00Z</updated>
<link rel="alternate" type="text/html" href="https://github.com/acme/engine/releases/tag/v2.0"/>
<title>Engine 2.0</title><content type="html">&lt;p&gt;Faster.&lt;/p&gt;</content></entry></feed>"""
FILINGS = """<?xml version="1.0" encoding="ISO-8859-1" ?><feed xmlns="http://www.w3.org/2005/Atom">
<title>ACME CORP (0000000001)</title><company-info><cik>0000000001</cik></company-info>
<entry><category label="form type" scheme="https://www.sec.gov/" term="8-K" /><content type="text/xml">
<accession-number>0000000001-26-000007</accession-number><filing-date>2026-03-04</filing-date></content>
<id>urn:tag:sec.gov,2008:accession-number=0000000001-26-000007</id>
<link href="https://www.sec.gov/Archives/edgar/data/1/000000000126000007/0000000001-26-000007-index.htm"
 rel="alternate" type="text/html" /><title>8-K  - Current report</title><updated>2026-03-04T17:00:00-05:00</updated>
</entry></feed>"""
PAPERS = """<?xml version='1.0' encoding='UTF-8'?><feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id>
<title>arXiv Query</title><link href="https://arxiv.org/api/query?x" type="application/atom+xml"/>
<entry><id>http://arxiv.org/abs/2603.01234v1</id><title>On
 machines</title><published>2026-03-04T10:00:00Z</published>
<link href="https://arxiv.org/abs/2603.01234v1" rel="alternate" type="text/html"/>
<link href="https://arxiv.org/pdf/2603.01234v1" rel="related" type="application/pdf" title="pdf"/></entry></feed>"""
MODELS = [
    {"_id": "1", "id": "acme-labs/a-7b", "likes": 3, "createdAt": "2026-03-04T10:00:00.000Z", "tags": ["text"]},
    {"_id": "2", "id": "acme-labs/a-1b", "likes": 0, "createdAt": "2026-03-01T10:00:00.000Z", "tags": []},
]


@pytest.mark.parametrize(
    ("answer", "title", "link"),
    [
        (RELEASES, "Engine 2.0", "https://github.com/acme/engine/releases/tag/v2.0"),
        (
            FILINGS,
            "8-K - Current report",
            "https://www.sec.gov/Archives/edgar/data/1/000000000126000007/0000000001-26-000007-index.htm",
        ),
        (PAPERS, "On machines", "https://arxiv.org/abs/2603.01234v1"),
    ],
)
def test_what_these_places_answer_is_read(answer, title, link):
    (entry,) = extract_feed(answer.encode(), url="https://place.example/feed").entries
    assert (entry.title, entry.url) == (title, link)
    assert entry.published_at is not None


def test_a_list_of_models_gives_a_line_for_each_and_no_count_of_likes():
    models = preset("hugging-face", "acme-labs")[0]
    found = extract_json(json.dumps(MODELS).encode(), url=models.url, part=models.part, selector=models.selector)
    assert found.text.split("\n\n") == [
        "model: acme-labs/a-7b; published: 2026-03-04T10:00:00.000Z",
        "model: acme-labs/a-1b; published: 2026-03-01T10:00:00.000Z",
    ]
