"""Variants of a pair: other names and figures, the same answer."""

import random
import re

from training.rows import Row
from training.variants import Variants

ROWS = [
    Row("Warcraft earned more than $413 million.", "Overall, Warcraft grossed $413.1 million.", "supports", "real"),
    Row("Zootropia earned less.", "In 2015 Zootropia grossed less.", "supports", "real"),
    Row("Ricki Lake dated Christian Evans.", "Since 2009 Ricki Lake is seen with Christian Evans.", "supports", "real"),
    Row("Octave Klaba was born in March 1975.", "Octave Klaba (born 5 March 1975)", "supports", "real", "Octave Klaba"),
]


def variants_of(row: Row, count: int = 30) -> list[Row]:
    variants = Variants(ROWS, random.Random(3))
    return [varied for _ in range(count) if (varied := variants.of(row))]


def test_a_name_is_changed_in_both_texts_and_in_the_title() -> None:
    for varied in variants_of(ROWS[3]):
        [first, last] = varied.title.split()
        assert varied.claim.startswith(f"{first} {last} was born in March")
        assert varied.passage.startswith(f"{first} {last} (born")


def test_years_are_moved_together() -> None:
    years = {(re.search(r"\d{4}", v.claim)[0], re.search(r"\d{4}", v.passage)[0]) for v in variants_of(ROWS[3])}
    assert all(one == other for one, other in years)
    assert len(years) > 1


def test_figures_keep_their_order_and_their_form() -> None:
    for varied in variants_of(ROWS[0]):
        claimed, said = (float(re.search(r"\$([\d.]+)", text)[1]) for text in (varied.claim, varied.passage))
        assert said > claimed
        assert re.search(r"\.\d million", varied.passage)


def test_figures_with_a_scale_in_one_text_only_stay() -> None:
    row = Row("It earned 1500000 euros.", "It earned 1.5 million euros.", "supports", "real")
    assert variants_of(row) == []


def test_what_has_nothing_to_change_has_no_variant() -> None:
    assert variants_of(Row("a dog runs", "a dog is running", "supports", "captions")) == []


def test_label_and_set_stay() -> None:
    assert {(v.label, v.set) for row in ROWS for v in variants_of(row)} == {("supports", "real")}
