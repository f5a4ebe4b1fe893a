"""One report told twice, though no sentence is alike."""

import pytest

from tracker.match.near_duplicates import is_copy
from tracker.match.retold import retold

CLAIM = "Norlux has acquired Veltra Systems."
GERMAN = (
    "Norlux hat Veltra Systems übernommen. Der Notar Heinrich Vossberg beurkundete den Kauf am 14. März in Gent. "
    "Zu den 212 Beschäftigten sprach danach Ilse Brandt, die das Werk in Zwijnaarde leitet. Der Preis beträgt nach "
    "Unterlagen 1.250 Millionen Euro, davon 340 sofort; den Rest zahlt die Kestrel Bank bis 2029."
)
FIRST = (
    "Veltra Systems now belongs to Norlux. On 14 March a notary, Heinrich Vossberg, put his seal under the contract "
    "in the Flemish town of Gent. Afterwards Ilse Brandt, head of the plant at Zwijnaarde, addressed its 212 staff. "
    "According to papers the buyer pays 1,250 million euros: 340 at once, and the rest through Kestrel Bank by 2029."
)
SECOND = (
    "The takeover is done: Norlux has acquired Veltra Systems. It was certified on March 14 by the notary Heinrich "
    "Vossberg; Gent was the place. Plant manager Ilse Brandt (Zwijnaarde) then talked to 212 people who work there. "
    "Documents put the sum at 1250 million euros, of which 340 are due now. Kestrel Bank settles the rest until 2029."
)
FRENCH = (
    "Norlux a racheté Veltra Systems. Le notaire Heinrich Vossberg a signé l’acte le 14 mars à Gent. La directrice de "
    "l’usine, Ilse Brandt, de Zwijnaarde, a ensuite parlé aux 212 salariés. Le prix : 1 250 millions d’euros, dont 340 "
    "tout de suite ; la banque Kestrel Bank paiera le reste d’ici 2029."
)
OWN = (
    "Norlux has acquired Veltra Systems. When our reporter Piet Anseel came to the gate, a sign of Norlux hung there. "
    "A guard, Jonas Feld, said nothing. In the pub opposite, the Golden Anchor, a welder told of 3 meetings with the "
    "works council, and of a letter by Marta Quiring that promised 2 years without lay-offs for all 460 households."
)
OTHER_OWN = (
    "In the commercial register the name of Veltra Systems changed hands at 11.42 today; Norlux has acquired it. "
    "Clerk Bogdan Ilie made entry 77812. Competition lawyers at Halvorsen had cleared the sale in 38 days, a record."
)


@pytest.mark.parametrize(("text", "earlier"), [(FIRST, SECOND), (GERMAN, FIRST), (SECOND, GERMAN), (FRENCH, FIRST)])
def test_a_report_told_twice_is_seen_in_any_two_languages(text: str, earlier: str) -> None:
    assert not is_copy(text, earlier).copy
    found = retold(text, earlier, known=CLAIM)
    assert found is not None
    assert "in this order" in found.reason


@pytest.mark.parametrize(("text", "earlier"), [(OWN, OTHER_OWN), (OWN, FIRST), (OTHER_OWN, SECOND), (CLAIM, CLAIM)])
def test_reports_of_ones_own_are_not_taken_for_one(text: str, earlier: str) -> None:
    assert retold(text, earlier, known=CLAIM) is None


def test_the_names_of_the_matter_itself_show_nothing() -> None:
    about = "Norlux and Veltra Systems of Gent signed with Kestrel Bank on 14 March for 90 million."
    assert retold(f"So it is: {about}", f"As said: {about}", known=about) is None


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("Ilse Brandt said so on 14 March 2026.", "This is by Ilse Brandt, 14 March 2026."),
        ("Ilse Brandt sagte das am 14. März 2026.", "This is by Ilse Brandt, March 14, 2026."),
        ("It was signed by Ilse Brandt on 14.03.2026.", "Signed: Ilse Brandt, 14.03.2026"),
        ("As Jean-Luc de Vries Brandt said in 2026.", "It is what Jean-Luc de Vries Brandt wrote in 2026."),
        ("It was seen by Ilse Brandt in Gent on 14 March 2026.", "Said Ilse Brandt in Gent on 14 March 2026."),
        ("In Gent, Ilse Brandt met 212 on 14 March 2026.", "In Gent, Ilse Brandt told 212 on 14 March 2026."),
    ],
)
def test_a_name_a_place_and_a_day_are_no_text_in_common(text: str, earlier: str) -> None:
    assert retold(f"{CLAIM} {text}", f"So it is. {CLAIM} {earlier}", known=CLAIM) is None


def test_four_names_and_figures_beside_them_are() -> None:
    text = "On 14 March 2026 Ilse Brandt told 212 people in Gent of 340 millions that Heinrich Vossberg saw."
    other = "To 212 in a hall, Ilse Brandt spoke on March 14, 2026: of Gent, of 340 millions, of Heinrich Vossberg."
    assert retold(text, other, known=CLAIM) is not None


SAID = "Wir haben zwei Jahre gesucht und hier gefunden"


@pytest.mark.parametrize("marks", ["„{}“", "“{}”", "«{}»", '"{}"'])
def test_the_same_quotation_is_seen_whatever_its_marks(marks: str) -> None:
    found = retold(f"He said: {marks.format(SAID)}.", f"Ein Satz: „{SAID}“.", known=CLAIM)
    assert found is not None
    assert SAID in found.reason
    assert retold("He said: “We looked.”", "She said: “We looked.”", known=CLAIM) is None
