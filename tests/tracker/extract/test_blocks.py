"""The words of a page: what is struck, raised or counted, and the cells of its tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.blocks import read_blocks
from tracker.extract.counters import is_counter
from tracker.extract.html import parse


def read(markup: str) -> list[str]:
    return [block.text for block in read_blocks(parse(f"<html><body>{markup}</body></html>"))]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("€14<sup>1</sup> million in 2023<sup>2</sup>", "€14 million in 2023"),
        ("€14<sup><a href='#fn1'>1</a></sup> million", "€14 million"),
        ("€10<sup>2</sup> million", "€10 million"),
        ("10<sup>1</sup> people", "10 people"),
        ("<b>14.2</b><sup>a</sup> tonnes", "14.2 tonnes"),
        ("growth<sup>1,2</sup> of 3%<sup>†</sup>", "growth of 3%"),
        ("growth of 3%.<sup>12</sup> It fell.", "growth of 3%. It fell."),
        ("<sup>1</sup> Without Kernhausen.", "Without Kernhausen."),
        ("14 million<a href='#note-3'>[3]</a>", "14 million"),
        ("14 million<a role='doc-noteref' href='#n'>3</a>", "14 million"),
        ("14 million<sup>[note 3]</sup>", "14 million"),
        ("In 2024<a class='footnote' href='#n1'>1</a> it grew", "In 2024 it grew"),
        ("In 2024<a href='#_ftn1'>1</a> it grew.<a href='/page#fn2'>2</a>", "In 2024 it grew."),
        (
            "€14<span class='superscript'>1</span> million in 2023<span class='footnote-ref'>2</span>",
            "€14 million in 2023",
        ),
        ("€14<span style='font-size:70%; vertical-align: super'>1</span> million", "€14 million"),
        ("10<span class='sup'>6</span> cells in 5 m<span style='vertical-align:super'>2</span>", "10^6 cells in 5 m^2"),
        ("as on page <a href='#p12'>12</a> and in $<a href='#'>14</a>", "as on page 12 and in $14"),
        ("the G<a href='/g7'>7</a> and <a href='#y'>2024</a>", "the G7 and 2024"),
        ("<span class='big'>14</span> of <span class='support'>3</span> people", "14 of 3 people"),
        ("€14¹ million in 2023²", "€14 million in 2023"),
        ("10<sup>6</sup> cells", "10^6 cells"),
        ("1.5 × 10<sup>−6</sup>", "1.5 × 10^−6"),
        ("2<sup>10</sup> = 1,024", "2^10 = 1,024"),
        ("10⁶ cells", "10^6 cells"),
        ("5 km<sup>2</sup> of land", "5 km^2 of land"),
        ("E = mc<sup>2</sup> and the mass<sup>2</sup> of it", "E = mc^2 and the mass of it"),
        ("5 m<sup>3</sup>/s of water", "5 m^3/s of water"),
        ("5 m² of land", "5 m² of land"),
        ("1<sup>1</sup>/<sub>2</sub> hours", "1 1/2 hours"),
        ("the 1<sup>st</sup> and the 21<sup>e</sup>", "the 1st and the 21e"),
        ("CO<sub>2</sub> and Ca<sup>2+</sup>", "CO2 and Ca2+"),
    ],
)
def test_the_mark_of_a_note_is_no_part_of_a_figure_and_an_exponent_is(markup, text):
    assert read(f"<p>{markup}</p>") == [text]


@given(st.integers(0, 10**9), st.integers(1, 99))
def test_a_figure_with_a_note_reads_as_the_figure(figure, note):
    if figure % 100 != 10:  # which may be the base of a power
        assert read(f"<p>{figure:,}<sup>{note}</sup> million euros</p>") == [f"{figure:,} million euros"]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>no</s>",
        "<del>no</del>",
        "<strike>no</strike>",
        "<s><b>no</b> <i>not</i></s>",
        "<span style='color: red; text-decoration: line-through'>no</span>",
        "<span style='text-decoration-line:line-through'>no</span>",
        "<span class='text-red line-through'>no</span>",
        "<div style='text-decoration: underline line-through'>no</div>",
    ],
)
def test_struck_words_do_not_count(struck):
    assert " ".join(read(f"<div>The plant {struck} <ins>closed</ins>.</div>")) == "The plant closed."


def test_an_element_of_a_pages_own_making_stands_in_the_line():
    assert read("<p>Studies say so (<x-source><a href='/1'>1</a></x-source>), too.</p>") == ["Studies say so (1), too."]


HEADS = "<tr><th></th><th>2025</th><th>2024</th></tr>"
REVENUE = "<tr><td>Revenue</td><td>1,084.6</td><td>990.1</td></tr>"
STAFF = "<tr><td>Staff</td><td>412</td><td>398</td></tr>"


IN_MILLIONS = ["Revenue, 2025, € million: 1,084.6", "Revenue, 2024, € million: 990.1"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            f"{HEADS}{REVENUE}{STAFF}",
            ["Revenue, 2025: 1,084.6", "Revenue, 2024: 990.1", "Staff, 2025: 412", "Staff, 2024: 398"],
        ),
        (f"{HEADS.replace('<th></th>', '<th>€ million</th>')}{REVENUE}", IN_MILLIONS),
        (f"<caption>Figures (in € million)</caption>{HEADS}{REVENUE}", IN_MILLIONS),
        (f"<thead>{HEADS}<tr><th></th><th colspan=2>€ million</th></tr></thead>{REVENUE}", IN_MILLIONS),
        (
            f"<thead><tr><td></td><td colspan=2>Full year</td></tr>{HEADS}</thead>{REVENUE}",
            ["Revenue, Full year, 2025: 1,084.6", "Revenue, Full year, 2024: 990.1"],
        ),
        (f"{HEADS.replace('th>', 'td>')}{REVENUE}", ["Revenue, 2025: 1,084.6", "Revenue, 2024: 990.1"]),
        (f"{HEADS}<tr><td>Staff</td><td></td><td>398</td></tr>", ["Staff, 2024: 398"]),
        (
            f"{HEADS}<tr><td></td><td></td><td>398</td></tr>{STAFF}",
            ["2024: 398", "Staff, 2025: 412", "Staff, 2024: 398"],
        ),
        (
            "<tr><td>Item</td><td>Unit</td><td>2025</td></tr><tr><td>Output</td><td>GWh</td><td>12.5</td></tr>",
            ["Output, GWh, 2025: 12.5"],
        ),
        (
            "<tr><th>Rank</th><th>Driver</th><th>Points</th></tr><tr><td>1</td><td>Ann</td><td>504</td></tr>",
            ["1, Ann, Points: 504"],
        ),
        (
            "<tr><th>Town</th><th>Share</th></tr><tr><td rowspan=2>Ulm</td><td>5 %</td></tr><tr><td>6 %</td></tr>",
            ["Ulm, Share: 5 %", "Ulm, Share: 6 %"],
        ),
        ("<tr><th>Share</th><td>5 %</td></tr><tr><th>Staff</th><td>4,100</td></tr>", ["Share: 5 %", "Staff: 4,100"]),
        (
            "<tr><td>Monday</td><td>closed</td></tr><tr><td>Tuesday</td><td>open</td></tr>",
            ["Monday | closed", "Tuesday | open"],
        ),
        (
            f"{HEADS}<tr><td>Revenue<sup>1</sup></td><td>1,084<sup>2</sup></td><td><s>9</s> 990</td></tr>",
            ["Revenue, 2025: 1,084", "Revenue, 2024: 990"],
        ),
    ],
)
def test_a_cell_carries_the_heads_of_its_row_and_column_and_its_unit(table, said):
    assert read(f"<table>{table}</table>") == said


@given(
    st.lists(st.lists(st.sampled_from(["", "x", "2025", "1,5", "€ million"]), max_size=4), min_size=1, max_size=5),
    st.integers(0, 9),
)
def test_the_last_row_of_any_table_is_said_whole(rows, span):
    def line(texts: list[str]) -> str:
        return f"<tr>{''.join(f'<td colspan={span} rowspan={span}>{text}</td>' for text in texts)}</tr>"

    marked = [f"{text}{number}q" for number, text in enumerate(rows[-1]) if text]
    said = " ".join(read(f"<table>{''.join(map(line, [*rows[:-1], marked]))}</table>"))
    assert all(text in said for text in marked)


@pytest.mark.parametrize(
    "line",
    [
        "By X · Updated 5 min ago · 3 min read",
        "By Alice Smith and Bob Jones, Reuters • 2 hours ago",
        "Alice Smith | 4 March 2026 | 12 Comments",
        "1,204 views",
        "12 comments 40 shares",
        "Viewed 1,204 times",
        "5,321 people are reading this",
        "Lesezeit: 3 Min.",
        "Von Anna Müller · 3 Min. Lesezeit",
        "Share · 12 likes",
    ],
)
def test_a_line_of_counters_is_no_text(line):
    assert is_counter(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Alice Smith",
        "By Hook or by Crook",
        "1,204 views were counted.",
        "12 people read it",
        "The bridge took 3 min",
        "3 comments by the minister",
        "2025 | 2024",
        "5 million people",
        "By A" * 40,
        "By " + "A" * 190 + "!",
    ],
)
def test_a_line_that_says_more_is_text(line):
    assert not is_counter(line)
