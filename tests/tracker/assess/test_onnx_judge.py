"""A judge of one's own: what is accepted as a model, what is refused and why, and what it answers."""

import json
import os

import numpy as np
import onnx
import pytest
from onnx import TensorProto

from tests.tracker.assess.tiny_model import NLI, make_model
from tracker.assess.judge_files import JudgeFile, check_files
from tracker.assess.labels import columns_of
from tracker.assess.onnx_judge import OnnxJudge, open_judge
from tracker.assess.onnx_model import OnnxClassifier
from tracker.assess.sanity import PAIRS, trouble
from tracker.assess.types import STANCES, ClaimText, PassageText

BRIDGE = (ClaimText("The bridge was opened in 1998."), PassageText("The bridge was opened to traffic in May 1998."))
SENATOR = (ClaimText("The senator voted for the bill."), PassageText("The senator voted against the bill."))


def config(*labels: str) -> dict[str, object]:
    return {"id2label": {str(i): label for i, label in enumerate(labels)}}


def refusal(directory) -> str:
    with pytest.raises(ValueError) as caught:
        open_judge(directory)
    return str(caught.value)


# -- labels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (("entailment", "contradiction", "neutral"), (0, 1, 2)),
        (("CONTRADICTION", "NEUTRAL", "ENTAILMENT"), (2, 0, 1)),
        (("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"), (0, 1, 2)),
        (("refuted", "nei", "supported"), (2, 0, 1)),
        (("not_entailment", "entailment"), (1, None, 0)),
    ],
)
def test_labels_are_known_by_name_in_any_order(labels, columns):
    assert columns_of(config(*labels)) == columns


@pytest.mark.parametrize(
    "labels",
    [
        ("LABEL_0", "LABEL_1", "LABEL_2"),
        ("entailment", "entailment", "neutral"),
        ("contradiction", "neutral"),
        ("positive", "negative"),
        ("entailment",),
        ("entailment", "neutral", "contradiction", "other"),
        ("not_entailment", "contradiction", "neutral"),
    ],
)
def test_other_labels_are_refused_with_what_was_found_and_what_may_stand_there(labels):
    with pytest.raises(ValueError, match=r"config\.json .*must name entailment, contradiction and neutral") as caught:
        columns_of(config(*labels))
    assert all(label in str(caught.value) for label in labels)


@pytest.mark.parametrize("found", [{}, {"id2label": {}}, {"id2label": ["entailment"]}, {"id2label": {"1": "neutral"}}])
def test_a_config_without_numbered_labels_is_refused(found):
    with pytest.raises(ValueError, match="id2label"):
        columns_of(found)


# -- the sanity set ----------------------------------------------------------------------------------------


def chances(order: tuple[int, ...] = (0, 1, 2), *, right: int = len(PAIRS)) -> list[list[float]]:
    """What a model says that gives stance `order[i]` where i is meant, on the first `right` pairs of the set; else
    it says something else."""
    rows = np.full((len(PAIRS), 3), 0.1)
    for i, pair in enumerate(PAIRS):
        truth = STANCES.index(pair.stance)
        rows[i, order[truth] if i < right else (truth + 1 + i % 2) % 3] = 0.8
    return rows.tolist()


def test_the_set_has_eight_pairs_of_each_stance_and_says_nothing_twice():
    assert [sum(pair.stance == stance for pair in PAIRS) for stance in STANCES] == [8, 8, 8]
    assert len({pair.claim for pair in PAIRS}) == len({pair.passage for pair in PAIRS}) == len(PAIRS)


def test_a_model_that_knows_the_task_has_no_trouble():
    assert trouble(chances(), NLI) == ""


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0), (2, 0, 1)])
def test_every_other_order_of_the_labels_is_found_out(order):
    found = trouble(chances(order), NLI)
    assert found.startswith("the labels look swapped")
    for meant, given in enumerate(order):
        assert (f"“{NLI[given]}” is given to what is {STANCES[meant]}" in found) == (given != meant)


def test_a_model_that_guesses_is_refused():
    assert "plain pairs right" in trouble(chances(right=14), NLI)


def test_a_model_of_two_labels_may_call_what_refutes_not_entailed():
    rows = [[0.9, 0, 0.1] if pair.stance == "supports" else [0.1, 0, 0.9] for pair in PAIRS]
    swapped = [[neutral, 0, supports] for supports, _, neutral in rows]
    assert trouble(rows, ("entailment", "", "not_entailment")) == ""
    assert trouble(swapped, ("entailment", "", "not_entailment")).startswith("the labels look swapped")


# -- a directory -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("tiny"))


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 1, 0)])
def test_a_models_answers_follow_the_names_in_its_config(tmp_path, order):
    judge = open_judge(make_model(tmp_path, labels=[NLI[i] for i in order], meaning=order))
    assert [a.stance for a in judge.assess([BRIDGE, SENATOR])] == ["supports", "refutes"]


def test_a_model_whose_labels_are_swapped_is_refused(tmp_path):
    found = refusal(make_model(tmp_path, meaning=(1, 0, 2)))
    assert "the labels look swapped" in found
    assert "“entailment” is given to what is refutes" in found


def test_a_model_of_two_labels_never_refutes(tmp_path):
    judge = open_judge(make_model(tmp_path, labels=("entailment", "not_entailment"), meaning=(0, 2)))
    supports, neutral = judge.assess([BRIDGE, SENATOR])
    assert (supports.stance, neutral.stance) == ("supports", "neutral")
    assert neutral.probabilities is not None
    assert neutral.probabilities[1] == 0


def test_the_padding_and_truncation_of_the_training_are_taken_off(directory):
    model = OnnxClassifier(directory)
    premises, hypotheses = [p.passage for p in PAIRS], [p.claim for p in PAIRS]
    together = model.probabilities(premises, hypotheses)
    alone = np.concatenate([model.probabilities([a], [b]) for a, b in zip(premises, hypotheses, strict=True)])
    assert np.allclose(together, alone, atol=1e-5)
    assert [STANCES[i] for i in together.argmax(axis=1)] == [p.stance for p in PAIRS]


def test_a_text_longer_than_the_model_reads_is_cut_and_not_refused(directory):
    text = BRIDGE[1].text + " word" * 5000
    assert OnnxClassifier(directory).probabilities([text], [BRIDGE[0].text]).shape == (1, 3)


def test_token_types_are_given_to_a_model_that_asks_for_them(tmp_path):
    assert open_judge(make_model(tmp_path, types=True)).assess([BRIDGE])[0].stance == "supports"


def test_a_model_may_want_its_tokens_in_32_bits(tmp_path):
    assert open_judge(make_model(tmp_path, integers=TensorProto.INT32)).assess([BRIDGE])[0].stance == "supports"


def test_an_input_that_nobody_knows_is_named(tmp_path):
    model = onnx.load(make_model(tmp_path) / "model.onnx")
    model.graph.input.append(onnx.helper.make_tensor_value_info("position_ids", TensorProto.INT64, ["batch", "length"]))
    onnx.save(model, tmp_path / "model.onnx")
    assert "wants position_ids; known inputs are attention_mask, input_ids, token_type_ids" in refusal(tmp_path)


def test_the_model_may_lie_in_a_folder_of_its_own_or_be_named(tmp_path):
    assert open_judge(make_model(tmp_path / "a", file="onnx/model_int8.onnx")).assess([BRIDGE])[0].stance == "supports"
    named = make_model(tmp_path / "b", file="onnx/model_int8.onnx", judge={"file": "onnx/model_int8.onnx"})
    (named / "onnx/model_fp16.onnx").write_bytes(b"another")
    assert open_judge(named).assess([BRIDGE])[0].stance == "supports"
    (named / "judge.json").unlink()
    assert "model_fp16.onnx, model_int8.onnx" in refusal(named)


def test_a_named_model_outside_the_directory_is_refused(tmp_path, directory):
    outside = make_model(tmp_path / "a", judge={"file": "../b/model.onnx"})
    make_model(tmp_path / "b")
    assert "which is not in" in refusal(outside)


@pytest.mark.parametrize("missing", ["model.onnx", "config.json", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path, missing):
    make_model(tmp_path)
    (tmp_path / missing).unlink()
    assert missing in refusal(tmp_path)
    with pytest.raises(ValueError, match=missing):
        check_files(tmp_path)


@pytest.mark.parametrize("spoilt", ["model.onnx", "config.json", "tokenizer.json"])
def test_a_spoilt_file_is_named(tmp_path, spoilt):
    make_model(tmp_path)
    (tmp_path / spoilt).write_text("spoilt")
    assert spoilt in refusal(tmp_path)


def test_a_path_that_is_no_directory_is_said_to_be_none(tmp_path):
    assert "is not a directory" in refusal(tmp_path / "nothing")


def test_a_judge_is_loaded_once_and_again_when_its_files_change(tmp_path):
    first = open_judge(make_model(tmp_path))
    assert open_judge(tmp_path) is first
    os.utime(tmp_path / "model.onnx", ns=(1, 1))
    assert open_judge(tmp_path) is not first


# -- judge.json --------------------------------------------------------------------------------------------


def test_without_a_judge_file_the_thresholds_are_high(directory):
    judge = open_judge(directory)
    assert (judge.support_threshold, judge.refute_threshold) == (0.9, 0.9)


def test_a_judge_file_sets_version_thresholds_and_languages(tmp_path):
    judge = open_judge(
        make_model(
            tmp_path / "mine",
            judge={"version": "7", "support_threshold": 0.8, "refute_threshold": 0.85, "languages": ["en", "fr"]},
        )
    )
    assert (judge.name, judge.version) == ("onnx", "mine-7")
    assert (judge.support_threshold, judge.refute_threshold) == (0.8, 0.85)
    assert [judge.reads(tag) for tag in ("en-GB", "", "FR-ca", "de")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        ({"treshold": 0.8}, "unknown field treshold"),
        ({"support_threshold": 0.2}, "support_threshold must be a number above 0.5"),
        ({"refute_threshold": True}, "refute_threshold must be"),
        ({"languages": "en"}, "languages must be a list"),
        ({"claim_first": 1}, "claim_first must be true or false"),
        ({"version": 3}, "version must be a text"),
        (["en"], "does not hold a JSON object"),
    ],
)
def test_a_field_of_the_judge_file_that_cannot_be_meant_is_named(tmp_path, judge, said):
    (tmp_path / "judge.json").write_text(json.dumps(judge))
    with pytest.raises(ValueError, match=said):
        JudgeFile.read(tmp_path)


# -- what it answers ---------------------------------------------------------------------------------------


def test_an_answer_has_the_models_score_and_the_readers_reasons(directory):
    [found] = open_judge(directory).assess([BRIDGE])
    assert found.probabilities is not None
    assert found.score == pytest.approx(max(found.probabilities), abs=1e-4)
    assert found.deciding
    assert any("1998" in reason for reason in found.reasons)


def test_a_passage_it_cannot_read_is_labelled_and_not_judged(directory):
    french = (BRIDGE[0], PassageText(BRIDGE[1].text, language="fr"))
    english, found = open_judge(directory).assess([BRIDGE, french])
    assert english.stance == "supports"
    assert (found.stance, found.language_read, found.probabilities) == ("neutral", False, None)
    assert "French" in found.reasons[0]


def test_a_model_of_many_languages_reads_them_without_the_rules_of_english(tmp_path):
    judge = open_judge(make_model(tmp_path, judge={"languages": ["*"]}))
    [found] = judge.assess([(BRIDGE[0], PassageText(BRIDGE[1].text, language="fr"))])
    assert (found.stance, found.language_read) == ("supports", True)
    assert found.reasons == ("the model reads it as saying what the claim says",)


def test_a_plan_is_no_deed_whatever_the_model_says(directory):
    planned = (BRIDGE[0], PassageText("The bridge is expected to be opened to traffic in May 1998."))
    judge = open_judge(directory)
    [found] = judge.assess([planned])
    assert judge.probabilities([planned])[0].argmax() == 0
    assert (found.stance, found.unrealised) == ("neutral", True)


def test_a_statement_needs_its_speaker(directory):
    claim = ClaimText("Lindberg said that the bridge was opened in 1998.", kind="statement")
    judge = open_judge(directory)
    [found] = judge.assess([(claim, BRIDGE[1])])
    assert judge.probabilities([(claim, BRIDGE[1])])[0].argmax() == 0
    assert found.stance == "neutral"
    assert found.reasons[-1] == "the model reads it as saying what the claim says, which the rules forbid"


def test_no_pairs_have_no_answers(directory):
    assert OnnxJudge(directory).assess([]) == []
