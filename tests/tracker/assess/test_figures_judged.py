"""The built-in judge on figures as pages write them: a true claim is not refuted for its spelling, and another sign or
unit supports nothing.
"""

import pytest

from tracker.assess.learned import LearnedJudge
from tracker.assess.types import ClaimText, Judgement, PassageText

JUDGE = LearnedJudge()


def answer(claim: str, passage: str, kind: str = "quantity") -> Judgement:
    [found] = JUDGE.assess([(ClaimText(claim, kind), PassageText(passage))])
    return found


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("OVHcloud had revenue of 1,085 million euros.", "OVHcloud had revenue of €1 085 million."),
        ("OVHcloud had revenue of 1,085 million euros.", "OVHcloud had revenue of €1\u202f085\u202fmillion."),
        ("OVHcloud had revenue of 14 million euros in 2023.", "OVHcloud had revenue of €14¹ million in 2023²."),
        ("OVHcloud had revenue of 14 million euros in 2023.", "OVHcloud had revenue of €14[1] million in 2023[2]."),
        ("Norlux employs 10,000 people.", "Norlux employs 10 000 people."),
        ("Norlux employs 200,000 people.", "Norlux employs two hundred thousand people."),
        ("Norlux employs 500,000 people.", "Norlux employs half a million people."),
        ("Norlux has 1.5 million customers.", "Norlux has 1.5m customers."),
        ("Norlux has 1.5 million customers.", "Norlux has 1,5 million customers."),
        ("Norlux has 2.5 million customers.", "Norlux has 2½ million customers."),
        ("Norlux has 1,085,000 customers.", "Norlux has 1.085.000 customers."),
        ("Norlux owns 5 percent of Veltra Systems.", "Norlux owns 5pc of Veltra Systems."),
        ("Norlux paid 5 billion euros for Veltra Systems.", "Norlux paid EUR5bn for Veltra Systems."),
        ("Norlux is worth 1.2 trillion dollars.", "Norlux is worth $1.2T."),
        ("Norlux paid a fine of 3,400 Swiss francs.", "Norlux paid a fine of CHF 3’400."),
        ("The plant was opened on 13 July 2016.", "The plant was opened on 13.07.2016."),
        ("The plant was opened on 13 July 2016.", "The plant was opened on 13-Jul-2016."),
    ],
)
def test_a_figure_in_another_spelling_is_not_another_figure(claim, passage):
    found = answer(claim, passage)
    assert found.stance != "refutes"
    assert "figures" not in found.reasons
    assert not found.veto, found


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Sales of Norlux rose by 3.2 percent.", "Sales of Norlux changed by −3.2 percent."),
        ("The economy grew by 3.2 percent in 2024.", "The economy grew by −3.2 percent in 2024."),
        ("The tunnel is 57 km long.", "The tunnel is 57 miles long."),
        ("The ship carried 3,400 kg of rice.", "The ship carried 3,400 tonnes of rice."),
        ("It was 40 degrees Celsius in Cordoba.", "It was 40 degrees Fahrenheit in Cordoba."),
        ("The wall is 12 metres high.", "The wall is 12 feet high."),
        ("The plant has a capacity of 300 MW.", "The plant has a capacity of 300 kW."),
        ("The park covers 10 hectares.", "The park covers 10 acres."),
        ("The contract runs for five years.", "The contract runs for five months."),
        ("The car has a top speed of 200 km/h.", "The car has a top speed of 200 mph."),
        ("Norlux pays a rent of 5,000 euros a year.", "Norlux pays a rent of 5,000 euros a month."),
    ],
)
def test_another_sign_or_unit_supports_nothing(claim, passage):
    found = answer(claim, passage)
    assert found.stance != "supports", found


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "OVHcloud has delivered a new data centre in Toronto.",
            "OVHcloud has once again delivered a new data centre in Toronto.",
        ),
        (
            "Norlux has obtained the licence for the mine.",
            "The company is saying that it has obtained the licence for the Norlux mine.",
        ),
        (
            "Ada Lind was elected president of the club.",
            "Ada Lind was successful in her bid for president of the club and was elected.",
        ),
        (
            "Per Holm has been appointed chief executive of Norlux.",
            "Ada Lind will retire in June and Per Holm has been appointed chief executive of Norlux.",
        ),
        ("Per Holm joined Norlux.", "Per Holm, who will lead the new unit, joined Norlux in May."),
    ],
)
def test_a_cue_that_governs_something_else_holds_nothing_back(claim, passage):
    found = answer(claim, passage, kind="event")
    assert not (found.veto and found.veto.rule == "unrealised"), found


def test_what_only_several_sentences_together_seem_to_say_is_not_said():
    together = (
        "Nordpfeil GmbH, Hallenfeld. Registered capital raised by EUR 75,000. "
        "Object is now: the acquisition and management of interests in freight companies."
    )
    found = answer("Nordpfeil has acquired interests in freight companies.", together, kind="event")
    assert (found.stance, found.veto.rule, found.veto.stance) == ("neutral", "no sentence", "supports")
