"""`bin/bench assess`: what it reads, what its figures mean, and what it writes."""

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.assess import evaluate
from benchmarks.assess_rows import LABELS, read_pairs
from benchmarks.assess_scores import FIGURES, Judged, score
from benchmarks.assess_vetoes import counts, stopped
from benchmarks.assess_windows import AT_MOST, best_of, windows_of_pair
from benchmarks.jsonl import BadRows
from tracker.assess.types import STANCES, Judgement, PassageText, Veto
from tracker.evidence import candidates

ROOT = Path(__file__).resolve().parents[2]
CLAIM = "Norvik Power has opened a plant in Tromsø."
PAIRS = [
    {"claim": CLAIM, "passage": "Norvik Power has opened a plant in Tromsø.", "label": "supports", "set": "news"},
    {"claim": CLAIM, "passage": "Norvik Power plans a plant in Tromsø.", "label": "neutral", "set": "news"},
    {"claim": CLAIM, "passage": "Norvik Power has not opened a plant in Tromsø.", "label": "refutes", "set": "news"},
    {"claim": CLAIM, "passage": "It rained all day in Bergen.", "label": "not-supports", "set": "weather"},
]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "benchmarks", "assess", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def write(tmp_path):
    """write(rows) → the path of a file of them."""

    def make(rows) -> Path:
        path = tmp_path / "some.pairs.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    return make


def sure(label: str, stance: str, confidence: float = 1.0, *, acts: bool = True, group: str = "") -> Judged:
    return Judged(label, stance, confidence, stance if acts and stance != "neutral" else "", group)


# --- The command ------------------------------------------------------------------------------------------


def test_the_last_line_holds_the_figures_of_every_set_and_the_file_leaves_out_the_rate(write, tmp_path):
    kept = tmp_path / "kept.json"
    done = bench("--data", str(write(PAIRS)), "--assessor", "symbolic", "--json", "--write", str(kept))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == {"sets", "pairs_per_second", "assessor"}
    assert found["assessor"] == "symbolic 3"
    assert found["sets"]["news"]["labels"] == {"supports": 1, "refutes": 1, "neutral": 1}
    assert found["sets"]["news"]["n"] == 3
    assert found["sets"]["weather"]["accuracy"] == 1.0
    assert found["sets"]["weather"]["supports_precision"] is None
    written = json.loads(kept.read_text())
    assert written["sets"] == found["sets"]
    assert (written["assessor"], written["version"]) == ("symbolic", "3")
    assert "pairs_per_second" not in written


@pytest.mark.parametrize(("name", "words"), [("oracle", "there are: "), ("onnx:/nowhere", "/nowhere")])
def test_an_assessor_that_is_none_is_refused_in_words(write, name, words):
    done = bench("--data", str(write(PAIRS)), "--assessor", name)
    assert done.returncode == 2
    assert re.fullmatch(rf"assess: .*{words}.*\n", done.stderr)


class Vetoed:
    """Finds support likeliest, and is held back from saying so."""

    name, version, support_threshold, refute_threshold = "vetoed", "1", 0.5, 0.5

    def reads(self, language: str) -> bool:
        return True

    def assess(self, pairs):
        return [Judgement("neutral", 0.2, (), "vetoed", "1", probabilities=(0.7, 0.1, 0.2)) for _ in pairs]


def test_the_likeliest_stance_is_the_prediction_and_the_answer_is_what_is_acted_on(write):
    found = evaluate(Vetoed(), list(read_pairs(write(PAIRS[:1]))))["news"]
    assert (found["accuracy"], found["ece"]) == (1.0, 0.3)
    assert (found["coverage"], found["predicted_supports"]) == (0.0, 0)


def test_what_is_judged_is_what_the_tracker_judges():
    passage = PassageText(
        "It rained in Bergen. Norvik Power opened a plant in Tromsø. It employs 300 people. Norvik Power hires.",
        title="News",
        before="The week was wet.",
    )
    windows = windows_of_pair(CLAIM, passage)
    texts = [window.text for window in windows]
    assert texts[0] == "Norvik Power opened a plant in Tromsø."
    assert "It rained in Bergen." not in texts  # it shares nothing with the claim
    assert {window.title for window in windows} == {"News"}
    assert all(1 <= len(text.split(". ")) <= 3 for text in texts)
    assert windows[0].before == "It rained in Bergen."
    beginning = next(window for window in windows if window.text.startswith("It rained"))
    assert beginning.before == "The week was wet."


def test_of_a_long_passage_so_many_windows_are_judged_as_of_a_page():
    long = PassageText("Norvik Power has opened a plant in Tromsø. " * 40)
    assert len(windows_of_pair(CLAIM, long)) == AT_MOST == candidates.PAIRS_OF_A_CLAIM


@pytest.mark.parametrize("text", ["Bread is baked. Soup is cooked.", "…", " "])
def test_of_a_passage_that_shares_nothing_one_window_is_judged_all_the_same(text):
    assert len(windows_of_pair(CLAIM, PassageText(text))) == 1


class ByLength(Vetoed):
    """Surer of shorter texts."""

    def assess(self, pairs):
        return [Judgement("supports", 1 / len(passage.text), (), "by length", "1") for _, passage in pairs]


def test_the_best_of_the_windows_counts(write):
    rows = [{"claim": CLAIM, "passage": "Norvik Power opened. Norvik Power opened a plant.", "label": "supports"}]
    [pair] = read_pairs(write(rows))
    windows = windows_of_pair(CLAIM, pair.passage)
    best = best_of(ByLength().assess([(pair.claim, window) for window in windows]), ByLength())
    assert best.score == 1 / len("Norvik Power opened.")


def held(rule: str, score: float) -> Judgement:
    return Judgement("neutral", 0.1, (), "test", "1", veto=Veto(rule, "", "supports", score))


def test_of_each_rule_it_is_counted_what_it_stops_rightly_and_wrongly():
    judge = Sure()
    leaning, sure = stopped([held("denied", 0.7)], judge), stopped([held("denied", 0.95)], judge)
    assert leaning == {("denied", False)}
    assert sure == {("denied", False), ("denied", True)}
    supported = Judgement("supports", 0.95, (), "test", "1")
    assert stopped([held("denied", 0.95), supported], judge) == set()
    assert counts([("supports", leaning), ("refutes", sure), ("neutral", leaning)]) == {
        "denied": {"true": 1, "false": 2, "true_sure": 0, "false_sure": 1}
    }


class Sure:
    support_threshold, refute_threshold = 0.9, 0.9


# --- The rows ---------------------------------------------------------------------------------------------


def test_a_row_without_a_set_belongs_to_its_file(write):
    [pair] = read_pairs(write([{"claim": "A.", "passage": "B.", "label": "neutral", "title": "T", "kind": "plan"}]))
    assert (pair.set, pair.passage.title, pair.claim.kind, pair.claim.language) == ("some", "T", "plan", "en")


def test_a_row_may_say_what_stands_around_its_passage(write):
    facts = {"before": "It rained.", "published": "2026-05-01", "claim_language": "en", "passage_language": "fr"}
    [pair] = read_pairs(write([{"claim": "A.", "passage": "B.", "label": "neutral"} | facts]))
    assert (pair.passage.before, str(pair.passage.published_on)) == ("It rained.", "2026-05-01")
    assert (pair.claim.language, pair.passage.language) == ("en", "fr")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "line 1 is not JSON"),
        ("[]", "line 1 is not an object"),
        ({"claim": "A.", "passage": "B.", "label": "true"}, "label must be one of supports"),
        ({"claim": " ", "passage": "B.", "label": "neutral"}, "claim must be a text"),
        ({"claim": "A.", "label": "neutral"}, "passage must be a text"),
        ({"claim": "A.", "passage": "B.", "label": "neutral", "kind": "rumour"}, "kind must be one of event"),
        ({"claim": "A.", "passage": "B.", "label": "neutral", "page": 7}, "page must be a text"),
        ({"claim": "A.", "passage": "B.", "label": "neutral", "published": "May"}, "published must be a day such as"),
    ],
)
def test_a_bad_row_is_named_with_its_line(write, row, words):
    with pytest.raises(BadRows, match=words):
        list(read_pairs(write([row])))


# --- The figures ------------------------------------------------------------------------------------------


def test_the_figures_of_a_small_set_are_those_of_a_count_by_hand():
    pairs = [
        sure("supports", "supports", 0.9),
        sure("supports", "supports", 0.7, acts=False),
        sure("supports", "neutral", 0.5),
        sure("refutes", "supports", 0.9),
        sure("refutes", "refutes", 0.9),
        sure("neutral", "neutral", 0.6),
    ]
    found = score(pairs)
    assert found["accuracy"] == round(4 / 6, 4)
    assert found["supports_precision"] == 0.5
    assert found["supports_recall"] == round(1 / 3, 4)
    assert found["predicted_supports"] == 2
    assert found["coverage"] == 0.5
    f1 = (2 * 2 / (3 + 3), 2 * 1 / (2 + 1), 2 * 1 / (1 + 2))  # of supports, refutes, neutral
    assert found["macro_f1"] == round(sum(f1) / 3, 4)
    # By bin: .9 is sure 2.7 and right 2; .7 is .7 and 1; .5 is .5 and 0; .6 is .6 and 1.
    assert found["ece"] == round((0.7 + 0.3 + 0.5 + 0.4) / 6, 4)


def test_where_a_set_knows_only_that_a_pair_is_not_supported_refuting_it_is_right():
    pairs = [sure("supports", "supports"), sure("not-supports", "refutes"), sure("not-supports", "neutral")]
    found = score(pairs)
    assert (found["accuracy"], found["macro_f1"], found["supports_precision"]) == (1.0, 1.0, 1.0)
    worse = score([*pairs, sure("not-supports", "supports")])
    assert (worse["accuracy"], worse["supports_precision"]) == (0.75, 0.5)
    assert worse["macro_f1"] == round((2 / 3 + 2 * 2 / (2 + 3)) / 2, 4)


def test_a_wide_interval_tells_that_the_pairs_come_from_few_pages():
    answers = ["supports"] * 50 + ["neutral"] * 50
    apart = score([sure("supports", stance, group=str(n)) for n, stance in enumerate(answers)])
    together = score([sure("supports", stance, group=str(n // 25)) for n, stance in enumerate(answers)])
    assert apart["accuracy"] == together["accuracy"] == 0.5

    def width(found) -> float:
        low, high = found["intervals"]["accuracy"]
        return high - low

    assert width(together) > 2 * width(apart)


judged = st.builds(
    sure,
    st.sampled_from(LABELS),
    st.sampled_from(STANCES),
    st.floats(0, 1),
    acts=st.booleans(),
    group=st.sampled_from(["", "one page", "another"]),
)


@given(st.lists(judged, min_size=1, max_size=30))
def test_every_figure_is_a_share_and_comes_out_the_same_again(pairs):
    found = score(pairs)
    for name in FIGURES:
        assert found[name] is None or 0 <= found[name] <= 1
        assert found["intervals"][name] is None or not any(map(math.isnan, found["intervals"][name]))
    assert score(pairs) == found


@given(st.lists(judged.filter(lambda pair: pair.label != "not-supports"), min_size=1, max_size=30))
def test_an_answer_that_is_always_right_and_sure_has_no_faults(pairs):
    found = score([sure(pair.label, pair.label, group=pair.group) for pair in pairs])
    assert (found["accuracy"], found["macro_f1"], found["ece"]) == (1.0, 1.0, 0.0)
