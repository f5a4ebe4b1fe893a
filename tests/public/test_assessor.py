"""The assessor page and docs/assessor.md: their figures are those of the committed evaluations, and no others."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from claims import services
from public.assessor import TOO_FEW, line
from tracker.assess import ClaimText, PassageText, get_assessor
from tracker.assess.cards import CARDS
from tracker.assess.documents import BEGIN, with_figures
from tracker.assess.evaluation import FOLDER, Figure, evaluations
from tracker.assess.sets import SETS
from tracker.management.commands.assessor_page import DOCUMENT

KEPT = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
ROWS = [(kept, name) for kept in KEPT for name in kept["sets"]]
IDS = [f"{kept['assessor']}-{name}" for kept, name in ROWS]
SHOWN = ("accuracy", "supports_precision", "supports_recall", "coverage", "ece")


def figures_of(found) -> list[str]:
    """A set's figures as they must be shown, straight from the file."""
    shown = []
    for name in SHOWN:
        if found[name] is None:
            shown.append("none")
            continue
        low, high = found["intervals"][name]
        shown.append(f"{100 * found[name]:.1f}% ({100 * low:.1f} to {100 * high:.1f})")
    return shown


@pytest.fixture
def page(client, db) -> str:
    answer = client.get(reverse("site:assessor"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_there_are_figures_to_show():
    assert ROWS


@pytest.mark.parametrize(("kept", "name"), ROWS, ids=IDS)
def test_the_page_shows_the_committed_figures(page, kept, name):
    section = page.split(f'id="{kept["assessor"]}-{kept["version"].replace(".", "")}"', 1)[1]
    row = re.search(rf'<tr data-set="{name}">(.*?)</tr>', section, re.DOTALL)
    found = kept["sets"][name]
    assert re.findall(r"<td>(.*?)</td>", row[1]) == [str(found["n"]), *figures_of(found)]


@pytest.mark.parametrize(("kept", "name"), ROWS, ids=IDS)
def test_the_document_shows_the_committed_figures(kept, name):
    found = kept["sets"][name]
    accuracy, precision, *rest = figures_of(found)
    cells = [str(found["n"]), accuracy, f"{precision}, {found['predicted_supports']} called", *rest]
    section = DOCUMENT.read_text().split(f"`{kept['assessor']} {kept['version']}`", 1)[1]
    assert f"| {SETS[name].title} | {' | '.join(cells)} |" in section


def test_the_document_is_what_the_command_makes_of_it():
    document = DOCUMENT.read_text()
    assert document == with_figures(document, evaluations())


def test_a_document_without_the_marks_is_refused():
    with pytest.raises(ValueError, match=re.escape(BEGIN)):
        with_figures("# The assessor", evaluations())


@pytest.mark.parametrize("kept", KEPT, ids=[kept["assessor"] for kept in KEPT])
def test_an_evaluation_is_of_a_version_that_the_history_knows_at_the_thresholds_it_has(page, kept):
    card = CARDS[kept["assessor"]]
    assert kept["version"] in [version for version, _ in card.versions]
    if kept["version"] == card.versions[0][0]:
        assessor = get_assessor(kept["assessor"])
        assert assessor.version == kept["version"]
        assert (assessor.support_threshold, assessor.refute_threshold) == (
            kept["support_threshold"],
            kept["refute_threshold"],
        )
    assert f"Supports from {kept['support_threshold']:g}" in page


def test_each_assessor_is_shown_once_and_its_earlier_versions_can_still_be_linked_to(page):
    assert len({kept["assessor"] for kept in KEPT}) == len(KEPT)
    for name in {kept["assessor"] for kept in KEPT}:
        for version, words in CARDS[name].versions:
            assert page.count(f'id="{name}-{version.replace(".", "")}"') == 1
            assert words.split(":")[0] in page


FAILURES = [(kept["assessor"], failure) for kept in KEPT for failure in CARDS[kept["assessor"]].failures]


@pytest.mark.parametrize(("name", "failure"), FAILURES, ids=[failure.claim for _, failure in FAILURES])
def test_a_known_failure_fails_as_told(page, name, failure):
    assessor = get_assessor(name)
    [answer] = assessor.assess([(ClaimText(failure.claim), PassageText(failure.passage))])
    floors = {"supports": assessor.support_threshold, "refutes": assessor.refute_threshold, "neutral": 0}
    assert answer.score >= floors[answer.stance]
    assert answer.stance == failure.answered != failure.right
    assert failure.passage in page


def test_the_assessor_in_use_comes_first_and_an_unmeasured_one_is_called_so(client, db, settings):
    settings.TRACKER_ASSESSOR = KEPT[-1]["assessor"]
    first = client.get(reverse("site:assessor")).content.decode()
    assert re.search(r'<h2 id="[^"]*">[^<]*<span class="quiet">\((\w+)[^)]*in use\)', first)[1] == KEPT[-1]["assessor"]
    settings.TRACKER_ASSESSOR = "onnx:/srv/judge"
    other = client.get(reverse("site:assessor")).content.decode()
    assert "in use)" not in other
    assert "its figures are not published" in other


def test_a_second_judge_is_told_of(client, db, settings):
    settings.TRACKER_LARGE_JUDGE_URL, settings.TRACKER_LARGE_JUDGE_MODEL = "https://judge.example/v1", "a-large-one"
    assert "a second judge, a-large-one, reads" in client.get(reverse("site:assessor")).content.decode()


def test_of_a_few_passages_no_share_is_boasted(page):
    few = [(kept, name) for kept, name in ROWS if kept["sets"][name]["predicted_supports"] < TOO_FEW]
    assert few
    assert page.count("too few to tell") == len(few)


def test_an_interval_is_drawn_to_scale_and_nothing_where_there_is_none():
    drawn = line(Figure(0.881, 0.844, 0.9156))
    assert (drawn.start, drawn.width, drawn.at) == (84.4, 7.16, 87.7)
    assert line(Figure(1.0, 0.9, 1.0)).at < 100
    assert line(Figure(None)) is None


def test_every_automatic_judgement_says_why_and_leads_to_the_assessor(client, claim, article, bob, make_source, say):
    words = "The operator writes: pretraining has been completed."
    say(claim, make_source("Operator", "record"), words, deciding=((37, 51),), reasons=("the passage has “<b>”",))
    services.publish(by=bob, article=article)
    html = client.get(reverse("site:claim", args=[claim.slug])).content.decode()
    assert "pretraining has <mark>been completed</mark>." in html
    assert '<a href="/assessor/#test-1">test 1</a>, score 0.90: the passage has “&lt;b&gt;”.' in html
    services.apply_finding(claim=claim)
    client.force_login(bob)
    review = client.get(reverse("admin:claims_flag_change", args=[claim.flags.get().pk])).content.decode()
    assert '<a href="/assessor/#test-1">test 1</a>' in review


def test_a_persons_reasons_stay_at_the_desk(client, claim, article, alice, bob, make_source, say):
    item = say(claim, make_source("Operator", "record"), "Pretraining was completed.")
    judgement = services.evidence.JudgementInput(stance="neutral", reasons=("I know the author",))
    services.judge_evidence(by=alice, evidence=item, judgement=judgement)
    services.publish(by=bob, article=article)
    html = client.get(reverse("site:claim", args=[claim.slug])).content.decode()
    assert "Judged by a person." in html
    assert "I know the author" not in html


def test_every_page_leads_to_the_assessor(client, desk):
    assert f'href="{reverse("site:assessor")}"' in client.get("/").content.decode()


def test_every_file_the_document_names_exists():
    root = Path(__file__).resolve().parents[2]
    linked = re.findall(r"\]\(([\w./-]+\.md)\)", DOCUMENT.read_text())
    assert linked
    assert [path for path in linked if not (root / "docs" / path).exists()] == []
