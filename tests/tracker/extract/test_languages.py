"""Which language a text is in."""

import pytest

from tracker.extract.html import extract_html
from tracker.extract.languages import language_of

SENTENCES = {
    "en": "The company said on Tuesday that it would close the factory in Tours next year.",
    "fr": "La société a déclaré mardi qu’elle fermerait l’usine de Tours l’année prochaine.",
    "de": "Das Unternehmen teilte am Dienstag mit, dass es das Werk in Tours nächstes Jahr schließt.",
    "es": "La empresa anunció el martes que cerrará la fábrica de Tours el próximo año.",
    "nl": "Het bedrijf maakte dinsdag bekend dat het de fabriek in Tours volgend jaar sluit.",
    "it": "La società ha annunciato martedì di aver venduto il suo impianto di Varde alla città.",
    "pt": "A empresa anunciou na terça-feira que vendeu a sua fábrica de Varde à cidade por 12 milhões de euros.",
    "pl": "Spółka poinformowała we wtorek, że w przyszłym roku zamknie fabrykę w Tours.",
}


@pytest.mark.parametrize("stated", ["", "en", "en-US", "de", "fr", "pt-BR", "sv"])
@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_in_the_language_of_its_words_whatever_is_stated(language, stated):
    found = language_of(SENTENCES[language], stated=stated)
    assert found == (stated if stated.startswith(language) else language)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Angela Merkel, Olaf Scholz, Friedrich Merz, Markus Söder, Robert Habeck", "en"),
        ("Mr Müller said the Bundesnetzagentur in Bonn approved Deutsche Telekom's fees.", "en"),
        ("Emmanuel Macron visited the Élysée Palace with Marine Le Pen on Tuesday.", "en-GB"),
        ("Fabriken i Tours stenges neste år, opplyste selskapet på tirsdag.", "nb"),
        ("Tvrtka je u utorak objavila da će zatvoriti tvornicu u Splitu.", "hr"),
        ("71.50; 12,000; 2026-03-04; 14.5 %; 1,084.6; 18:30 UTC", "de"),
        ("Bonjour !", "en"),
        ("", "en"),
        ("Chi lo sa", "en"),
        ("Das Boot won the prize.", "en"),
        ("Jan van de Ven, Berlin", "en"),
        (SENTENCES["en"], "xx"),
    ],
)
def test_names_figures_a_few_words_and_sister_languages_leave_what_is_stated(text, stated):
    assert language_of(text, stated=stated) == stated


def test_a_page_built_for_one_language_and_written_in_another_is_in_that():
    paragraphs = "".join(f"<p>{SENTENCES['fr']} {number}.</p>" for number in range(5))
    page = f"<html lang='en'><body><article><h1>Tours</h1>{paragraphs}</article></body></html>"
    assert extract_html(page.encode(), url="https://gazette.example/a").language == "fr"


def test_of_a_plainly_english_page_the_model_is_not_asked(monkeypatch):
    monkeypatch.setattr("tracker.extract.languages.langid.rank", None)
    text = f"{SENTENCES['en']} It has been run by the town and its owners since the start of the year, from this hall. "
    assert language_of(text * 4, stated="en-GB") == "en-GB"


def test_a_foreign_page_with_english_titles_in_it_is_foreign():
    titles = "Er nannte „Keepers of the Lore“ und „The Tonight Show with Johnny Carson“ als Vorbilder. "
    assert language_of(f"{SENTENCES['de']} {titles}{SENTENCES['de']} " * 3, stated="en") == "de"
