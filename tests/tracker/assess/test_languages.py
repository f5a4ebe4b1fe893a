"""The language of a text is told from its words, where they speak clearly against what is stated."""

import pytest

from tracker.assess.languages import language_of

SAME = {
    "en": "The company said on Tuesday that it had sold its plant in Varde to the city for 12 million euros.",
    "fr": "La société a annoncé mardi qu'elle avait vendu son usine de Varde à la ville pour 12 millions d'euros.",
    "de": "Das Unternehmen hat am Dienstag mitgeteilt, dass es sein Werk in Varde für 12 Millionen Euro verkauft hat.",
    "es": "La empresa anunció el martes que había vendido su planta de Varde a la ciudad por 12 millones de euros.",
    "it": "La società ha annunciato martedì di aver venduto il suo impianto di Varde alla città.",
    "nl": "Het bedrijf heeft dinsdag gezegd dat het zijn fabriek in Varde aan de stad heeft verkocht.",
    "pt": "A empresa anunciou na terça-feira que vendeu a sua fábrica de Varde à cidade por 12 milhões de euros.",
}


@pytest.mark.parametrize("stated", ["", "en", "fr", "de-AT", "sv"])
@pytest.mark.parametrize(("language", "text"), SAME.items())
def test_the_words_tell_whatever_the_page_states(language, text, stated):
    found = language_of(text, stated)
    assert found == (stated if stated.startswith(language) else language)


@pytest.mark.parametrize(
    "text", ["", "Norlux", "Jan van de Ven, Berlin", "1,084.6", "Chi lo sa", "Das Boot won the prize."]
)
def test_a_few_words_do_not_speak_against_what_is_stated(text):
    assert language_of(text, "en") == "en"
