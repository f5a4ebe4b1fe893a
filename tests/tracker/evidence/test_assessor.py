"""Who judges, by the settings: built-in, a directory, a cascade; and what the system checks say of them."""

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone

from claims.models import Evidence
from tests.loopback import LoopbackSite
from tests.tracker.assess.tiny_model import make_model
from tracker import checks
from tracker.assess import get_assessor
from tracker.assess.cascade import Cascade
from tracker.assess.symbolic import SymbolicReader
from tracker.evidence.assessor import current_assessor
from tracker.models import RemoteAnswer, Snapshot, Watch
from tracker.processing import pipeline
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

PATH = "/v1/chat/completions"
DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
FRENCH = "OVHcloud a achevé le préentraînement d'un modèle sur le supercalculateur Jupiter. Rien d'autre n'est connu."


def verdict(quote: str, stance: str = "supports") -> str:
    answer = json.dumps({"quote": quote, "stance": stance, "score": 0.97, "attributed_to": ""})
    return json.dumps({"choices": [{"message": {"content": answer}, "finish_reason": "stop"}]})


@pytest.fixture
def large(settings) -> Iterator[LoopbackSite]:
    """An endpoint that the settings name."""
    with LoopbackSite(etags=False) as site:
        settings.TRACKER_LARGE_JUDGE_URL = site.url("/v1")
        settings.TRACKER_LARGE_JUDGE_MODEL = "big-model"
        settings.TRACKER_LARGE_JUDGE_PRIVATE = True
        settings.TRACKER_ASSESSOR = "symbolic"
        yield site


@pytest.fixture
def read(claim, make_source, extractor):
    """read(text, language) → the page was read and processed; the claim watches its source."""

    def process(text: str, language: str = "en") -> None:
        source = make_source("Operator", "record")
        Watch.objects.create(claim=claim, source=source)
        page = f"<html lang='{language}'><title>News</title><article><h1>News</h1><p>{text}</p></article></html>"
        Snapshot.objects.create(
            resource=watch_url(source=source, url="https://operator.example/news"),
            body=bodies.store(page.encode()),
            final_url="https://operator.example/news",
            fetched_at=timezone.now(),
        )
        assert pipeline.process_waiting(extractor=extractor) == 1

    return process


# -- the settings ------------------------------------------------------------------------------------------


def test_a_name_is_a_built_in_judge(settings):
    settings.TRACKER_ASSESSOR = "symbolic"
    assert isinstance(current_assessor(), SymbolicReader)


def test_a_directory_is_a_judge_of_ones_own_and_is_loaded_once(settings, tmp_path):
    settings.TRACKER_ASSESSOR = f"onnx:{make_model(tmp_path)}"
    assert current_assessor().name == "onnx"
    assert current_assessor() is current_assessor()


def test_a_name_that_means_nothing_is_refused():
    with pytest.raises(LookupError, match="no assessor is called 'oracle'"):
        get_assessor("oracle")


def test_an_endpoint_makes_a_cascade_of_it(large):
    found = current_assessor()
    assert isinstance(found, Cascade)
    assert (found.name, found.version) == ("symbolic+large", "3+big-model-p1")


# -- through the pipeline ----------------------------------------------------------------------------------


def test_what_both_judges_say_is_evidence(large, read, claim):
    large.set(PATH, verdict("has completed the pretraining of a model"), content_type="application/json")
    read(DONE)
    item = Evidence.objects.get()
    assert (item.stance, item.assessor, item.language_read) == ("supports", "symbolic+large 3+big-model-p1", True)
    assert "by the words “has completed the pretraining of a model”" in item.reasons[0]
    assert claim.flags.filter(state="open", to_status="verified").exists()


def test_what_the_large_judge_does_not_confirm_is_no_evidence(large, read, claim):
    large.set(PATH, verdict("", "neutral"), content_type="application/json")
    read(DONE)
    assert large.hits(PATH) == 1
    assert not Evidence.objects.exists()


def test_where_the_large_judge_cannot_be_had_the_small_ones_evidence_says_that_it_stands_alone(large, read):
    large.set(PATH, "{}", status=503, content_type="application/json")
    read(DONE)
    item = Evidence.objects.get()
    assert item.stance == "supports"
    assert "the large judge gave no answer: The server has a problem (HTTP 503)" in item.reasons
    assert not RemoteAnswer.objects.exists()


def test_a_foreign_passage_is_evidence_by_the_large_judge_that_no_automation_rests_on(large, read):
    large.set(PATH, verdict("a achevé le préentraînement d'un modèle"), content_type="application/json")
    read(FRENCH, "fr")
    item = Evidence.objects.get()
    assert (item.stance, item.language, item.language_read) == ("supports", "fr", False)
    assert "the passage is in French" in item.reasons[0]


def test_a_judge_that_is_no_good_fails_before_anything_is_leased(read, settings, tmp_path):
    settings.TRACKER_ASSESSOR = f"onnx:{make_model(tmp_path, meaning=(1, 0, 2))}"
    with pytest.raises(ValueError, match="the labels look swapped"):
        read(DONE)
    assert Snapshot.objects.get().attempts == 0


def test_what_a_slow_judge_leaves_no_time_for_is_given_back_untouched(make_source, extractor, settings):
    settings.TRACKER_LEASE_SECONDS = 0
    source = make_source("Operator", "record")
    body = bodies.store(b"<p>Hello</p>")
    for i in range(3):
        url = f"https://operator.example/{i}"
        resource = watch_url(source=source, url=url)
        Snapshot.objects.create(resource=resource, body=body, final_url=url, fetched_at=timezone.now())
    assert pipeline.process_waiting(extractor=extractor) == 1
    waiting = Snapshot.objects.filter(processed_at=None)
    assert [(snapshot.attempts, snapshot.lease_id) for snapshot in waiting] == [(0, None), (0, None)]


def test_the_desk_sees_what_was_asked_on_each_day(large, read, client, alice):
    large.set(PATH, verdict("", "neutral"), content_type="application/json")
    read(DONE)
    client.force_login(alice)
    page = client.get("/admin/tracker/remotespending/").content.decode()
    assert f'<td class="field-requests">{large.hits(PATH)}</td>' in page


# -- system checks -----------------------------------------------------------------------------------------


def complaints(check) -> list[str]:
    return [f"{found.id} {found.msg} {found.hint}" for found in check()]


def test_good_settings_have_no_complaints(large, settings, tmp_path):
    settings.TRACKER_ASSESSOR = f"onnx:{make_model(tmp_path)}"
    for check in (
        checks.the_assessor_is_there,
        checks.the_assessor_knows_its_labels,
        checks.the_large_judge_can_be_asked,
    ):
        assert complaints(check) == []


@pytest.mark.parametrize("name", ["oracle", "onnx:/nowhere/at/all", "onnx:"])
def test_an_assessor_that_is_not_there_is_an_error(settings, name):
    settings.TRACKER_ASSESSOR = name
    [found] = complaints(checks.the_assessor_is_there)
    assert found.startswith("tracker.E003 TRACKER_ASSESSOR names no judge that can be used: ")


def test_labels_without_meaning_are_an_error_at_once_and_swapped_ones_at_deployment(settings, tmp_path):
    settings.TRACKER_ASSESSOR = f"onnx:{make_model(tmp_path / 'a', labels=('LABEL_0', 'LABEL_1', 'LABEL_2'))}"
    assert "config.json has the labels LABEL_0, LABEL_1, LABEL_2" in complaints(checks.the_assessor_is_there)[0]
    settings.TRACKER_ASSESSOR = f"onnx:{make_model(tmp_path / 'b', meaning=(1, 0, 2))}"
    assert complaints(checks.the_assessor_is_there) == []
    assert "the labels look swapped" in complaints(checks.the_assessor_knows_its_labels)[0]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MODEL", "", "TRACKER_LARGE_JUDGE_MODEL is empty"),
        ("URL", "ftp://api.example/v1", "TRACKER_LARGE_JUDGE_URL cannot be used: Only http and https"),
        ("URL", "api.example", "TRACKER_LARGE_JUDGE_URL cannot be used"),
        ("PRIVATE", False, "TRACKER_LARGE_JUDGE_URL is at the private address 127.0.0.1"),
        ("DAILY_LIMIT", 0, "TRACKER_LARGE_JUDGE_DAILY_LIMIT allows no request"),
        ("TIMEOUT_S", 0, "TRACKER_LARGE_JUDGE_TIMEOUT_S is out of range"),
        ("TIMEOUT_S", 600, "TRACKER_LARGE_JUDGE_TIMEOUT_S is out of range"),
        ("KEY", "sk\n1", "TRACKER_LARGE_JUDGE_KEY cannot be sent"),
    ],
)
def test_a_setting_of_the_large_judge_that_cannot_work_is_named(large, settings, setting, value, said):
    setattr(settings, f"TRACKER_LARGE_JUDGE_{setting}", value)
    [found] = complaints(checks.the_large_judge_can_be_asked)
    assert found.startswith(f"tracker.E004 {said}")
    with pytest.raises(ValueError, match=said):
        current_assessor()


def test_a_key_does_not_travel_in_the_clear_to_a_public_host(large, settings):
    settings.TRACKER_LARGE_JUDGE_PRIVATE = False
    settings.TRACKER_LARGE_JUDGE_KEY = "sk-secret"
    settings.TRACKER_LARGE_JUDGE_URL = "http://api.example/v1"
    [found] = complaints(checks.the_large_judge_can_be_asked)
    assert "TRACKER_LARGE_JUDGE_KEY would travel in the clear" in found
    assert "sk-secret" not in found
