"""Figures in every form in which people write them: each reads as what it says, and none as another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.assess.numerals import plain
from tracker.assess.quantities import Quantity, compare
from tracker.assess.reading import read

BLANKS = ("\u00a0", "\u202f", "\u2009", "\u2007", " ")


def only(text: str) -> Quantity:
    found = read(text).quantities
    assert len(found) == 1, (text, [q.text for q in found])
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("€1 085 million", "money", 1.085e9, "EUR"),
        ("€1\u202f085\u202fmillion", "money", 1.085e9, "EUR"),
        ("€1\u00a0085\u00a0million", "money", 1.085e9, "EUR"),
        ("€1\u2009085\u2009million", "money", 1.085e9, "EUR"),
        ("10 000 people", "number", 10_000, ""),
        ("1 234 567,89 euros", "money", 1_234_567.89, "EUR"),
        ("two hundred thousand people", "number", 200_000, ""),
        ("one hundred and twenty-five thousand people", "number", 125_000, ""),
        ("twelve hundred people", "number", 1_200, ""),
        ("three thousand five hundred people", "number", 3_500, ""),
        ("half a million people", "number", 500_000, ""),
        ("half a dozen people", "number", 6, ""),
        ("a quarter of a million people", "number", 250_000, ""),
        ("three quarters of a million people", "number", 750_000, ""),
        ("a million people", "number", 1e6, ""),
        ("a hundred people", "number", 100, ""),
        ("two and a half million people", "number", 2.5e6, ""),
        ("a million and a half people", "number", 1.5e6, ""),
        ("1.5m people", "number", 1.5e6, ""),
        ("2½ million people", "number", 2.5e6, ""),
        ("2 1/2 million people", "number", 2.5e6, ""),
        ("2½ percent", "percent", 2.5, ""),
        ("5pc", "percent", 5, ""),
        ("5 pct", "percent", 5, ""),
        ("5 per cent", "percent", 5, ""),
        ("a five-percent stake", "percent", 5, ""),
        ("one in five voters", "percent", 20, ""),
        ("1 in 5 voters", "percent", 20, ""),
        ("one in every four voters", "percent", 25, ""),
        ("two out of three voters", "percent", 200 / 3, ""),
        ("9 out of 10 voters", "percent", 90, ""),
        ("one in 20 voters", "percent", 5, ""),
        ("a third of voters", "percent", 100 / 3, ""),
        ("half of voters", "percent", 50, ""),
        ("5′11″ tall", "measure", 71 * 0.0254, "m"),
        ("5'11\" tall", "measure", 71 * 0.0254, "m"),
        ("5’11” tall", "measure", 71 * 0.0254, "m"),
        ("5 ft 11 tall", "measure", 71 * 0.0254, "m"),
        ("5ft 11in tall", "measure", 71 * 0.0254, "m"),
        ("5 feet 11", "measure", 71 * 0.0254, "m"),
        ("a 5-foot-11 guard", "measure", 71 * 0.0254, "m"),
        ("５％", "percent", 5, ""),
        ("4‰", "percent", 0.4, ""),
        ("3·5 percent", "percent", 3.5, ""),
        ("25 basis points", "percent", 0.25, "points"),
        ("0.25 percentage points", "percent", 0.25, "points"),
        ("EUR5bn", "money", 5e9, "EUR"),
        ("EUR 5 bn", "money", 5e9, "EUR"),
        ("5bn EUR", "money", 5e9, "EUR"),
        ("$1.2T", "money", 1.2e12, "USD"),
        ("$1.2tn", "money", 1.2e12, "USD"),
        ("1.2 trillion US dollars", "money", 1.2e12, "USD"),
        ("$5M", "money", 5e6, "USD"),
        ("A$5m", "money", 5e6, "AUD"),
        ("5 million Canadian dollars", "money", 5e6, "CAD"),
        ("SEK 40 million", "money", 40e6, "SEK"),
        ("CHF 3'400", "money", 3_400, "CHF"),
        ("CHF 3’400", "money", 3_400, "CHF"),
        ("3’400 Swiss francs", "money", 3_400, "CHF"),
        ("₹2 lakh crore", "money", 2e12, "INR"),
        ("1,50,000 rupees", "money", 150_000, "INR"),
        ("50p", "money", 0.5, "GBP"),
        ("1.085.000 people", "number", 1_085_000, ""),
        ("1.085.000,50 euros", "money", 1_085_000.5, "EUR"),
        ("1,5 million people", "number", 1.5e6, ""),
        ("337,5 millions d'euros", "number", 337.5e6, ""),
        ("1,6 Milliarden Euro", "money", 1.6e9, "EUR"),
        ("−3.2 percent", "percent", -3.2, ""),
        ("-3.2 percent", "percent", -3.2, ""),
        ("minus 3.2 percent", "percent", -3.2, ""),
        ("negative 3.2 percent", "percent", -3.2, ""),
        ("a result of -€5m", "money", -5e6, "EUR"),
        ("a result of €−5m", "money", -5e6, "EUR"),
        ("10⁶ cells", "number", 1e6, ""),
        ("2 × 10⁶ cells", "number", 2e6, ""),
        ("10^6 cells", "number", 1e6, ""),
        ("5 km", "measure", 5_000, "m"),
        ("5-kilometre", "measure", 5_000, "m"),
        ("5 km²", "measure", 5e6, "m2"),
        ("5 feet 10 inches", "measure", 1.778, "m"),
        ("2 hours and 15 minutes", "measure", 8_100, "s"),
        ("20C", "measure", 20, "°C"),
        ("68 degrees Fahrenheit", "measure", 20, "°C"),
        ("3,400 tonnes", "measure", 3.4e6, "kg"),
        ("100 km/h", "measure", 100 / 3.6, "m/s"),
        ("300 MW", "measure", 3e8, "W"),
        ("€14¹ million", "money", 14e6, "EUR"),
        ("€14[1] million", "money", 14e6, "EUR"),
        ("€14* million", "money", 14e6, "EUR"),
        ("14¹² million people", "number", 14e6, ""),
        ("5%³", "percent", 5, ""),
        ("€10² million", "money", 10e6, "EUR"),
    ],
)
def test_a_figure_reads_as_what_it_says(text: str, kind: str, value: float, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.unit) == (kind, unit)
    assert (found.low, found.high) == pytest.approx((value, value))


@pytest.mark.parametrize("text", ["in 2023²", "in 2023¹,²", "in 2023[2]", "in 2023*"])
def test_a_footnote_mark_is_no_digit_of_a_year(text: str) -> None:
    assert only(text).low == date(2023, 1, 1).toordinal()


@pytest.mark.parametrize(
    "text",
    [
        "13.07.2016",
        "13.7.2016",
        "13.07.16",
        "13/07/2016",
        "07/13/2016",
        "13-07-2016",
        "13-Jul-2016",
        "13-Jul-16",
        "13/Jul/2016",
        "13 July '16",
        "13 July ’16",
        "July 13, '16",
        "July 13th, 2016",
        "13. July 2016",
        "13\u00a0July\u00a02016",
        "the 13th of July, 2016",
        "2016-07-13",
        "2016/07/13",
        "2016.07.13",
    ],
)
def test_a_day_reads_as_that_day(text: str) -> None:
    found = only(f"It opened on {text}.")
    assert found.kind == "date"
    assert (found.low, found.high) == (date(2016, 7, 13).toordinal(),) * 2


def test_a_day_that_may_be_either_of_two_is_neither_for_sure() -> None:
    either, day = only("05/07/2016"), only("5 July 2016")
    assert compare(day, either) == "compatible"
    assert compare(only("5 August 2016"), either) == "conflict"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("one in the morning", [("number", 1)]),
        ("one in a million", [("number", 1), ("number", 1e6)]),
        ("one in five years", [("number", 1), ("measure", 5 * 365.25 * 86_400)]),
        ("one in Berlin and two in Paris", [("number", 1), ("number", 2)]),
        ("3 out of 30 states", [("number", 3)]),
        ("rated 3 out of 5 stars", [("number", 3)]),
        ("half an hour", []),
        ("a quarter of an hour", []),
        ("5 ft 11 people came", [("measure", 5 * 0.3048), ("number", 11)]),
        ("the mid-20s", []),
        ("1500-2000 workers", [("number", 1500)]),
        ("1500–2000 people", [("number", 1500)]),
        ("version 13.07.16", []),
        ("on 13 Jul 16:30", [("date", date(2000, 7, 13).toordinal())]),
    ],
)
def test_what_only_looks_like_a_share_a_height_or_a_period_is_none(text: str, figures: list[tuple[str, float]]) -> None:
    found = [(str(q.kind), q.low) for q in read(text).quantities]
    assert [kind for kind, _ in found] == [kind for kind, _ in figures]
    assert [low for _, low in found] == pytest.approx([low for _, low in figures])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the mid-2020s", date(2023, 5, 2), date(2026, 9, 1)),
        ("mid-2025", date(2025, 5, 2), date(2025, 9, 1)),
        ("the late-1990s", date(1996, 8, 31), date(1999, 12, 31)),
        ("(1937–1951)", date(1937, 1, 1), date(1951, 12, 31)),
        ("the 2019–2021 season", date(2019, 1, 1), date(2021, 12, 31)),
        ("budget of 2021-2027", date(2021, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_stretch_of_years_is_a_period(text: str, first: date, last: date) -> None:
    found = only(text)
    assert (found.kind, found.low, found.high) == ("date", first.toordinal(), last.toordinal())


@pytest.mark.parametrize("text", ["version 3.1.16", "at 10:30 on", "4Real", "COVID-19", "a 5-and-dime", "192.168.1.10"])
def test_what_only_looks_like_a_figure_is_left_alone(text: str) -> None:
    assert not [q for q in read(text).quantities if q.kind in {"date", "money", "measure", "percent"} or q.low > 5]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Q3 2025", [("ordinal", 3), ("date", date(2025, 1, 1).toordinal())]),
        ("Q3'25", [("ordinal", 3), ("date", date(2025, 1, 1).toordinal())]),
        ("3Q25", [("ordinal", 3), ("date", date(2025, 1, 1).toordinal())]),
        ("H1 FY2025", [("ordinal", 1), ("date", date(2025, 1, 1).toordinal())]),
        ("the third quarter of 2025", [("ordinal", 3), ("date", date(2025, 1, 1).toordinal())]),
        ("FY2024/25", [("date", date(2024, 1, 1).toordinal())]),
    ],
)
def test_a_period_is_its_rank_and_its_year(text: str, periods: list[tuple[str, float]]) -> None:
    assert [(q.kind, q.low) for q in read(text).quantities] == periods


RELATIONS = [
    ("3.2 percent", "−3.2 percent", "conflict"),
    ("a fall of 3.2 percent", "a change of −3.2 percent", "same"),
    ("a growth of 3.2 percent", "a change of −3.2 percent", "conflict"),
    ("a tunnel of 57 km", "a tunnel of 57 miles", "conflict"),
    ("a tunnel of 5 miles", "a tunnel of 8 km", "same"),
    ("a load of 3,400 kg", "a load of 3,400 tonnes", "conflict"),
    ("a load of 3,400 kg", "a load of 3.4 tonnes", "same"),
    ("a load of 100 tonnes", "a load of 100 tons", "same"),
    ("heat of 40 degrees Celsius", "heat of 40 degrees Fahrenheit", "conflict"),
    ("heat of 40C", "heat of 104°F", "same"),
    ("a wall 6 feet tall", "a wall 1.83 m tall", "same"),
    ("a field of 10 hectares", "a field of 10 acres", "conflict"),
    ("a term of 18 months", "a term of two years", "conflict"),
    ("a term of 24 months", "a term of two years", "same"),
    ("a plant of 300 MW", "a plant of 300 kW", "conflict"),
    ("a plant of 300 MW", "a plant of 0.3 gigawatts", "same"),
    ("a plant of 300 MW", "a plant of 300 MWh", "unrelated"),
    ("€5 million", "$5 million", "unrelated"),
    ("€5 million", "CHF 5 million", "unrelated"),
    ("$0.92 per share", "92 cents a share", "same"),
    ("€60 a year", "€5 per month", "same"),
    ("€5 per month", "€5 per year", "conflict"),
    ("€5 per tonne", "€7 million", "unrelated"),
    ("2 percentage points", "2 percent", "compatible"),
    ("0.25 percentage points", "25 basis points", "same"),
    ("a man aged 45", "a man 45 years old", "same"),
    ("450,000 people", "a total of 450", "unrelated"),
    ("Q3 results", "third-quarter results", "same"),
    ("Q3 results", "second-quarter results", "conflict"),
]


@pytest.mark.parametrize(("claim", "passage", "relation"), RELATIONS)
def test_signs_units_and_shares_are_compared(claim: str, passage: str, relation: str) -> None:
    assert compare(only(claim), only(passage)) == relation


@pytest.mark.parametrize("text", ["revenue of €1,0…", "revenue of 14...", "revenue of 1.085.00 euros", "revenue of 14"])
def test_a_figure_that_is_cut_conflicts_with_nothing(text: str) -> None:
    whole = only("revenue of 14 million")
    assert all(compare(whole, cut) != "conflict" for cut in read(text).quantities)


def grouped(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


@given(st.integers(0, 10**12), st.sampled_from([*BLANKS, ",", "'", "’"]))
def test_a_whole_number_reads_as_itself_whatever_stands_between_its_thousands(value: int, separator: str) -> None:
    assert only(f"They counted {grouped(value, separator)} grains.").low == value


@given(st.integers(10**6, 10**12))
def test_a_large_number_reads_as_itself_with_dots(value: int) -> None:
    assert only(f"They counted {grouped(value, '.')} grains.").low == value


SCALES = {"million": 1e6, " million": 1e6, "m": 1e6, "mn": 1e6, " mln": 1e6, "bn": 1e9, " billion": 1e9, "T": 1e12}
MONEY = [
    *((form, "EUR") for form in ("€{}", "{} euros", "EUR{}", "EUR {}", "{} EUR")),
    *((form, "USD") for form in ("US${}", "${}", "{} US dollars")),
    *((form, "CHF") for form in ("CHF {}", "{} Swiss francs")),
    ("£{}", "GBP"),
]


@given(
    st.integers(1, 999),
    st.integers(0, 99),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(MONEY),
    st.booleans(),
    st.booleans(),
)
def test_an_amount_reads_as_itself(whole, hundredths, scale, money, comma, negative):
    form, code = money
    mark = "," if comma else "."
    figure = f"{whole}{mark}{hundredths:02}" if hundredths else f"{whole}"
    sign = "−" if negative and form[0] != "{" else ""
    found = only(f"The result was {sign}{form.format(figure + scale)} in all.")
    value = (whole + hundredths / 100) * SCALES[scale] * (-1 if sign else 1)
    assert (found.kind, found.unit) == ("money", code)
    assert found.low == pytest.approx(value)


@given(
    st.dates(date(1900, 1, 1), date(2049, 12, 31)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d %b. %Y"]),
)
def test_a_day_reads_as_itself(day: date, form: str) -> None:
    found = only(f"It happened on {day.strftime(form)} in town.")
    assert (found.low, found.high) == (day.toordinal(), day.toordinal())


@given(st.dates(date(1900, 1, 1), date(2049, 12, 31)), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y"]))
def test_a_day_in_figures_may_always_be_the_day_it_is(day: date, form: str) -> None:
    found = only(f"It happened on {day.strftime(form)} in town.")
    assert found.low <= day.toordinal() <= found.high
    assert day.day <= 12 or found.low == found.high


@given(st.text(max_size=200))
def test_a_text_keeps_its_letters_places_when_it_is_read_for_figures(text: str) -> None:
    assert len(plain(text)) == len(text)
