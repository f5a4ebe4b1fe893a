"""Pages that only give back the words they were asked for."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

from tracker.match.reflected import is_reflected

CLAIM = "Norlux has acquired Veltra Systems."
ASKED = "https://register-a.example/search?q=Norlux+has+acquired+Veltra+Systems"

ECHOES = [
    (CLAIM, ASKED),
    (f"You searched for: {CLAIM}", ASKED),
    (f"No results were found for: {CLAIM}", ASKED),
    (f"No results were found for: {CLAIM}", "https://register-a.example/search"),
    (f"Nothing found for “{CLAIM}”", "https://register-a.example/search"),
    (f"0 results for {CLAIM}", ASKED),
    (f"3 results for {CLAIM}", ASKED),
    (f"Keine Treffer für „{CLAIM}“", "https://register-a.example/suche"),
    (f"Aucun résultat pour « {CLAIM} »", "https://register-a.example/recherche"),
    (f"Your search for {CLAIM} did not match any documents", "https://register-a.example/"),
    ("Veltra Systems: acquired by Norlux", "https://register-a.example/?a=veltra&b=systems&c=acquired&d=norlux"),
    (CLAIM, "https://register-a.example/x?t=Norlux%2520has%2520acquired%2520Veltra%2520Systems"),
    (CLAIM, "https://register-a.example/x#:~:text=Norlux%20has%20acquired%20Veltra%20Systems"),
    ("Page not available: Norlux has acquired Veltra Systems", ASKED),
    ("Search results for “Norlux has acquired Veltra Systems” | Commercial Register of Luxembourg", ASKED),
    ("Norlux has acquired Veltra Systems - Search - Commercial Register of Luxembourg", ASKED),
    ("We looked through 1,204,331 filings of the register for Norlux has acquired Veltra Systems.", ASKED),
    ("You typed: Norlux has acquired Veltra Systems. A clerk of the commercial register will read it.", ASKED),
    ("A clerk of the commercial register of Luxembourg reads „Norlux has acquired Veltra Systems“ soon.", ASKED),
    (f"We could not find any results in our archive for {CLAIM}", "https://register-a.example/"),
    (f"There are no results for {CLAIM}", "https://register-a.example/"),
    ("The question Norlux has acquired Veltra Systems returned no results.", "https://register-a.example/"),
    ("Norlux has acquired Veltra Systems did not match any documents.", "https://register-a.example/"),
    (f"Es wurden keine Ergebnisse für {CLAIM} gefunden", "https://register-a.example/"),
    (f"No se han encontrado resultados para {CLAIM}", "https://register-a.example/"),
    (CLAIM, "https://register-a.example/find;q=Norlux%20has%20acquired%20Veltra%20Systems"),
    (CLAIM, f"https://register-a.example/?q={quote(''.join(f'&#{ord(letter)};' for letter in CLAIM))}"),
    (CLAIM, f"https://register-a.example/?q={quote(''.join(f'&#x{ord(letter):x};' for letter in CLAIM))}"),
    (CLAIM, f"https://register-a.example/?q={''.join(f'%u{ord(letter):04x}' for letter in CLAIM)}"),
    (CLAIM, f"https://register-a.example/?q={quote(''.join(f'{chr(92)}u{ord(letter):04x}' for letter in CLAIM))}"),
    (CLAIM, f"https://register-a.example/?message={b64encode(CLAIM.encode()).decode()}"),
    (CLAIM, f"https://register-a.example/?message={urlsafe_b64encode((CLAIM + ' ÿÿÿ').encode()).decode()}"),
]


@pytest.mark.parametrize(("passage", "address"), ECHOES)
def test_an_echo_is_never_evidence(passage: str, address: str) -> None:
    assert is_reflected(passage, [address], path_too=False)


SAYS_MORE = [
    (CLAIM, "https://register-a.example/entry?id=4711"),
    (CLAIM, "https://register-a.example/?q=Veltra+Systems"),
    ("Norlux has acquired Veltra Systems, entry 4711 of 14 March 2026 shows.", ASKED),
    ("Norlux has acquired Veltra Systems for 90 million euros.", ASKED),
    ("The search for a buyer is over: Norlux has acquired Veltra Systems.", "https://news.example/?p=12"),
    (CLAIM, "https://news.example/norlux-has-acquired-veltra-systems"),
    (
        "You may now read the filing: Norlux has acquired Veltra Systems.",
        "https://register-a.example/?id=YWJjZGVmZ2hpamts",
    ),
    ("Norlux has acquired Veltra Systems: the search for a buyer is over.", "https://register-a.example/?q=Veltra"),
    ("Auditors found no records of a bribe, and Norlux has acquired Veltra Systems.", "https://news.example/1"),
]


@pytest.mark.parametrize(("passage", "address"), SAYS_MORE)
def test_what_says_more_than_it_was_asked_for_may_be_evidence(passage: str, address: str) -> None:
    assert not is_reflected(passage, [address], path_too=False)


@pytest.mark.parametrize(
    "address",
    [
        "https://register-a.example/search/Norlux%20has%20acquired%20Veltra%20Systems",
        "https://register-a.example/norlux-has-acquired-veltra-systems",
        "https://register-a.example/tag/norlux/acquired_veltra_systems/",
    ],
)
def test_where_anothers_link_led_there_the_path_may_be_the_links(address: str) -> None:
    assert is_reflected(CLAIM, [address], path_too=True)
    assert not is_reflected(CLAIM, [address], path_too=False)
