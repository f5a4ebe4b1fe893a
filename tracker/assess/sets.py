"""The sets of labelled pairs that assessors are scored on: what they are, whose they are, under which licence."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairSet:
    """One set in words. `url` is where it is published."""

    title: str
    what: str
    source: str
    licence: str
    url: str


_VITAMINC = "Schuster, Fisch and Barzilay, NAACL 2021"
_SUMMEDITS = "Laban et al., EMNLP 2023"
_SUMMEDITS_URL = "https://github.com/salesforce/factualNLG"

SETS: Mapping[str, PairSet] = {
    "cad_snli": PairSet(
        "SNLI, rewritten",
        "Captions of pictures and sentences about them, each rewritten by people so that little changes but the answer",
        "Kaushik, Hovy and Lipton, ICLR 2020",
        "Apache-2.0",
        "https://github.com/acmi-lab/counterfactually-augmented-data",
    ),
    "check_covid": PairSet(
        "Check-COVID",
        "Claims of the news about COVID-19 against sentences of research papers",
        "Wang et al., ACL Findings 2023",
        "MIT",
        "https://github.com/posuer/Check-COVID",
    ),
    "factcheck_gpt_stance": PairSet(
        "Factcheck-GPT",
        "Claims taken out of a language model’s answers against passages of web pages; of some pairs it is known only "
        "that the passage does not support the claim",
        "Wang et al., EMNLP Findings 2024",
        "Apache-2.0",
        "https://github.com/yuxiaw/Factcheck-GPT",
    ),
    "fever_dev": PairSet(
        "FEVER, development part",
        "Claims written from Wikipedia against its sentences. The claims’ wording gives many answers away, so this "
        "set flatters every model",
        "Thorne et al., NAACL 2018",
        "CC BY-SA 3.0",
        "https://fever.ai/dataset/fever.html",
    ),
    "feverous_s": PairSet(
        "FEVEROUS, sentences",
        "Longer claims against one or several sentences of Wikipedia",
        "Aly et al., NeurIPS Datasets and Benchmarks 2021",
        "MIT (repository)",
        "https://github.com/Raldir/FEVEROUS",
    ),
    "fm2": PairSet(
        "FoolMeTwice",
        "Claims that players of a game wrote to mislead each other, against sentences of Wikipedia",
        "Eisenschlos et al., NAACL 2021",
        "Apache-2.0",
        "https://github.com/google-research/fool-me-twice",
    ),
    "neg_snli": PairSet(
        "Negated NLI",
        "Captions of pictures and sentences about them, with denials added to one or both",
        "Hossain et al., EMNLP 2020",
        "MIT",
        "https://github.com/mosharafhossain/negation-and-nli",
    ),
    "summedits_ectsum": PairSet(
        "SummEdits, earnings calls",
        "Edited sentences of summaries against what was said in calls with investors",
        _SUMMEDITS,
        "Apache-2.0",
        _SUMMEDITS_URL,
    ),
    "summedits_news": PairSet(
        "SummEdits, news",
        "Edited summaries against whole news articles",
        _SUMMEDITS,
        "Apache-2.0",
        _SUMMEDITS_URL,
    ),
    "vitaminc_real": PairSet(
        "VitaminC, real revisions",
        "Sentences of Wikipedia before and after a real edit, with claims that the edit made true or false",
        _VITAMINC,
        "CC BY-SA 3.0",
        "https://github.com/TalSchuster/VitaminC",
    ),
    "vitaminc_synthetic": PairSet(
        "VitaminC, made revisions",
        "Sentences of Wikipedia that people rewrote so that a claim of FEVER became true or false",
        _VITAMINC,
        "CC BY-SA 3.0",
        "https://github.com/TalSchuster/VitaminC",
    ),
    "wice_oracle": PairSet(
        "WiCE",
        "Sentences of Wikipedia against the sentences of the web pages that they cite",
        "Kamoi et al., EMNLP 2023",
        "ODC-BY",
        "https://github.com/ryokamoi/wice",
    ),
}
