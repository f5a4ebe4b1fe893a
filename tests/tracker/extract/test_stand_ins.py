"""Pages that answer "200 OK" and are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.stand_ins import SENTENCES, ends_at_a_wall, stand_in

STORIES = "\n\n".join(f"The council of town number {n} has opened its new library to the public." for n in range(30))
BANNER = (
    "We and our 1462 partners store and access personal data, like browsing data, on your device. Selecting “I accept” "
    "lets us use tracking for the purposes below. You can manage your preferences or object to our use of legitimate "
    "interest at any time. We use your data for personalised advertising and content. Our partners list tells you who. "
)
GERMAN_WALL = (
    "Mit Werbung und Cookies weiterlesen. Besuchen Sie unsere Seite wie gewohnt mit Werbung und Tracking. Ihre "
    "Zustimmung können Sie jederzeit in unserem Datenschutz widerrufen. Wir und unsere Partner verwenden Cookies, um "
    "Ihnen personalisierte Werbung zu zeigen. Details finden Sie in unserer Datenschutzerklärung. Oder lesen Sie "
    "unsere Seite im PUR-Abo ohne Werbung."
)


def code(title: str = "", text: str = "", **more) -> str:
    refusal = stand_in([title], text, **more)
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404 Not Found",
        "Error 404",
        "404 - Page not found",
        "Page not found | The Daily Example",
        "The Daily Example – Page Not Found",
        "Page Not Found · GitHub Example",
        "Oops! That page can’t be found.",
        "HTTP 404 - File not found",
        "This page doesn't exist",
        "Article no longer available — Example News",
        "Seite nicht gefunden | Beispiel",
        "404: Seite wurde nicht gefunden",
        "Page introuvable - Le Exemple",
        "Página no encontrada | El Ejemplo",
        "Pagina non trovata",
        "Pagina niet gevonden | Het Voorbeeld",
        "Página não encontrada",
    ],
)
def test_a_title_that_says_not_found_is_believed_though_other_stories_stand_below(title):
    assert code(title, STORIES[:2000]) == "missing"
    assert code(title) == "missing"


@pytest.mark.parametrize(
    "text",
    [
        "Not found",
        "Page not found.\n\nTry the search, or go back to the front page.",
        "It looks like nothing was found at this location. Maybe try a search?",
        "Sorry, the page you were looking for in this blog does not exist.",
        "Sorry, this article has been removed.",
        "This content isn’t available right now.",
        "The page you requested could not be found.",
        "Die gewünschte Seite konnte leider nicht gefunden werden.",
        "Diese Seite existiert nicht mehr.",
        "Cette page n’existe plus ou a été déplacée.",
        "La página que busca no existe.",
        "La pagina richiesta non esiste.",
    ],
)
def test_a_short_text_that_says_so_is_a_soft_404(text):
    assert code("The Daily Example", text) == "missing"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found: how links rot", STORIES * 3),
        ("Not Found – a novel reviewed", STORIES),
        ("The missing page", "A page of the manuscript was not found, the library said on Monday."),
        ("Ministry of Truth", "The video was deleted by the ministry on Friday, and the page was removed a day later."),
        ("Road 404 closed", "In the end 404 people came, and the missing file was found."),
        ("Gone with the wind", "The film was shown again."),
    ],
)
def test_an_article_about_missing_things_is_there(title, text):
    assert code(title, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "We and our 843 partners use cookies. Accept?",
        "Accept all cookies",
        BANNER,
        BANNER * 8,
        GERMAN_WALL,
        GERMAN_WALL * 6,
        "Nous et nos partenaires utilisons des cookies. Continuer sans accepter.",
        "Utilizamos cookies propias y de terceros. Aceptar.",
        "Wij en onze partners gebruiken cookies om uw ervaring te verbeteren. Akkoord of instellingen wijzigen.",
        "Nós e nossos parceiros usamos cookies para melhorar a sua experiência. Aceitar.",
        "Usiamo i cookie per offrirti una migliore esperienza.",
    ],
)
def test_a_consent_wall_is_no_content_however_long_it_is(text):
    assert code("Example News", text) == "consent"


def test_a_banner_above_an_article_does_not_hide_the_article():
    assert code("Example News", f"{BANNER}\n\n{STORIES}") == ""


def test_an_article_about_cookies_is_an_article():
    text = "The court fined the shop over its cookies. The shop had tracked visitors without their consent. " * 12
    assert code("Shop fined over cookies", text) == ""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Just a moment...", "news.example needs to review the security of your connection before proceeding."),
        ("Just a moment...", ""),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked. Cloudflare Ray ID: 84a1"),
        ("Pardon Our Interruption", "As you were browsing something made us think you were a bot."),
        ("Access Denied", "You don't have permission to access this on this server. Reference #18.2f"),
        ("news.example", "Verify you are human by completing the action below."),
        ("news.example", "Press & Hold to confirm you are a human (and not a bot)."),
        ("", "Request unsuccessful. Incapsula incident ID: 1290"),
        ("", "Checking your browser before you may go on."),
        ("", "Enable JavaScript and cookies to continue"),
        ("", "Bitte bestätigen Sie, dass Sie kein Roboter sind."),
        ("", "Vérifiez que vous n'êtes pas un robot."),
    ],
)
def test_a_check_for_robots_is_no_content(title, text):
    assert code(title, text) == "robot_check"


def test_an_article_about_captchas_is_an_article():
    assert code("Access denied", STORIES) == ""
    assert code("Robots", "The robot checked the browser of the museum. " + STORIES) == ""


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Shop",
            "You are now in line. Your estimated wait time is 4 minutes. Do not refresh this page.",
            "waiting_room",
        ),
        ("Waiting Room", "Thank you for your patience.", "waiting_room"),
        (
            "Agency",
            "Due to high demand you have been placed in a virtual queue. You will enter automatically.",
            "waiting_room",
        ),
        ("Behörde", "Sie befinden sich in der Warteschlange. Voraussichtliche Wartezeit: 3 Minuten.", "waiting_room"),
        ("Mairie", "Vous êtes dans la file d’attente. Merci de patienter.", "waiting_room"),
        ("Down for maintenance", "Thank you for your patience.", "maintenance"),
        (
            "Ministry",
            "Our website is currently undergoing scheduled maintenance. We will be back shortly.",
            "maintenance",
        ),
        ("Register", "This service is temporarily unavailable. Please try again later.", "maintenance"),
        ("Amt", "Unsere Website wird derzeit gewartet. Bitte versuchen Sie es später.", "maintenance"),
        ("Registre", "Le site est actuellement en maintenance.", "maintenance"),
        (
            "The Daily",
            (
                "Unavailable due to legal reasons. We recognize you are attempting to access this website from a "
                "country belonging to the European Economic Area (EEA) including the EU which enforces the General "
                "Data Protection Regulation (GDPR) and therefore access cannot be granted at this time."
            ),
            "region_lock",
        ),
        ("Video", "This content is not available in your country.", "region_lock"),
        (
            "News",
            "Our website is unavailable in most European countries. It is restricted for European Union readers.",
            "region_lock",
        ),
        ("Sender", "Dieses Video ist in Ihrem Land leider nicht verfügbar.", "region_lock"),
        ("Chaîne", "Ce contenu n’est pas disponible dans votre pays.", "region_lock"),
        (
            "news.example",
            (
                "Performing security verification. This website uses a security service to protect against "
                "malicious bots. This page is displayed while the website verifies you are not a bot."
            ),
            "robot_check",
        ),
        ("news.example", "Please stand by, while we are checking your browser. Reference ID 12ab", "robot_check"),
        (
            "news.example",
            "Your request has been blocked. Support ID: 4711. Automated requests are not allowed here.",
            "robot_check",
        ),
    ],
)
def test_what_stands_in_a_pages_place_for_a_while_or_for_some_is_told_apart(title, text, expected):
    assert code(title, text) == expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Reactor", "The Kernhausen reactor is down for scheduled maintenance until 3 May, its operator said."),
        ("Maintenance of bridges", "The town will spend 4 million euros on its bridges, the mayor said on Tuesday."),
        ("Hospital", "Patients spend four hours in the waiting room, the ministry found. It wants to halve that."),
        ("Drug", "The drug is not available in France, the agency said. It will be sold there from May on."),
        ("Clinic", "The estimated damage is 4 million euros. The clinic is closed to visitors from abroad."),
        ("Robots", "A robot solved the puzzle in four seconds. The museum shows it until May."),
    ],
)
def test_news_of_maintenance_queues_and_countries_is_news(title, text):
    assert code(title, text) == ""


@pytest.mark.parametrize(
    "notice",
    [
        "The bridge is closed from 3 May.",
        "Die Brücke ist ab dem 3. Mai gesperrt.",
        "Le pont est fermé à partir du 3 mai.",
        "The recall of lot 4711 is extended to Kernhausen.",
        "The recall of lot 4711 is extended.\n\nIt was sold from March to May.",
    ],
)
@pytest.mark.parametrize(
    "banner",
    [
        "We use cookies to improve your experience on this website. Accept all cookies",
        "Our site uses cookies. You can manage your preferences at any time.",
    ],
)
def test_a_short_notice_with_a_sentence_on_cookies_is_a_notice(notice, banner):
    assert code("Notice", f"{notice}\n\n{banner}") == ""
    assert code("Notice", f"{banner}\n\n{notice}") == ""
    assert code("Notice", banner) == "consent"


@pytest.mark.parametrize(
    "text",
    [
        "Log in to continue reading",
        "Subscribe to read the full story. Already a subscriber? Sign in.",
        "This article is for subscribers only.",
        "Dieser Artikel ist nur für Abonnenten.",
        "Cet article est réservé aux abonnés.",
        "Contenido exclusivo para suscriptores.",
    ],
)
def test_a_page_that_only_asks_for_a_login_is_no_content(text):
    assert code("Example News", text) == "login"


def test_a_text_that_breaks_off_at_a_paywall_says_so():
    assert ends_at_a_wall(STORIES + "\n\nSubscribe to continue reading.")
    assert not ends_at_a_wall(STORIES)
    assert code("Example News", STORIES + "\n\nSubscribe to continue reading.") == ""


@pytest.mark.parametrize(
    ("text", "noscript"),
    [
        ("Please enable JavaScript to continue to this site.", ""),
        ("", "You need to enable JavaScript to run this app."),
        ("", "Bitte aktivieren Sie JavaScript."),
    ],
)
def test_a_page_that_needs_its_scripts_says_so(text, noscript):
    assert code("App", text, noscript=noscript) == "needs_scripts"


def test_a_noscript_note_beside_a_text_is_passed_over():
    assert code("News", STORIES, noscript="Please enable JavaScript for comments.") == ""


def test_every_stand_in_has_a_sentence():
    for name, sentence in SENTENCES.items():
        assert len(name) <= 20
        assert sentence.endswith(".")


@given(st.text(max_size=300), st.text(max_size=2000), st.text(max_size=300))
def test_no_page_breaks_it(title, text, noscript):
    refusal = stand_in([title], text, noscript=noscript)
    assert refusal is None or refusal.code in SENTENCES


@pytest.mark.parametrize("unit", ["we use ", "page you ", "cookies ", "not you page ", "404 ", "this page is "])
def test_a_page_made_to_repeat_the_beginning_of_a_pattern_is_read_all_the_same(unit):
    assert code(unit * 100, unit * 20_000) in {"", *SENTENCES}
