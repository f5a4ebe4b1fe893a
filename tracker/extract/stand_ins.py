"""What answers in the place of a page, with "200 OK": a soft 404, a consent wall, a check for robots, a login, a
waiting room, a notice of maintenance, a lock for a region.

None of them is content, and none means that the page has taken its words back. Each is told by what it says of itself,
in English, German, French, Spanish, Italian, Dutch and Portuguese, and by how little else it says: an article *about*
cookie banners, missing pages or captchas is an article.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tracker.extract.documents import Reason, Unreadable

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "This page says that what stood here is not there any more.",
        "consent": "This page shows only a request to agree to cookies, not its text.",
        "robot_check": "This page shows only a check for robots, not its text.",
        "waiting_room": "This page shows only a waiting room, not its text.",
        "maintenance": "This site is being maintained and shows nothing else.",
        "region_lock": "This page is not shown in the country from which it was asked for.",
        "login": "This page asks for a login or a subscription and shows nothing else.",
        "needs_scripts": "This page shows its text only where its scripts are run.",
    }
)

# How long a page may be and still say nothing but that.
_SOFT_404_CHARS = 600
_TITLED_404_CHARS = 5_000  # with lists of other stories around it
_CONSENT_CHARS = 1_500
_LONG_CONSENT_CHARS = 12_000
_CHECK_CHARS = 600
_TITLED_CHECK_CHARS = 1_500
_LOGIN_CHARS = 300
_LABEL_CHARS = 60
_TAIL_CHARS = 400

_PARTS = re.compile(r"\s+[-|–—·•»:]+\s+|\s*[|»·•]\s*|:\s+")
_TITLE_404 = re.compile(
    r"(?:(?:http|error|fehler|erreur|code)?\W{0,3}(?:404|410)\W{0,3}(?:error|fehler|erreur)?"
    r"|(?:(?:http|error|fehler|erreur)?\W{0,3}(?:404|410)\W{1,3})?(?:oops\W{1,4}|sorry\W{1,4})?(?:the |that "
    r"|this |your |die |la )?"
    r"(?:requested |gewünschte )?(?:page|file|url|document|article|content|seite|página|pagina)"
    r" ?(?:(?:was |is |could |can|can['’]t |cannot |could ?n['’]t )?(?:not )?(?:be )?found"
    r"|(?:does ?n['’]t|does not|no longer) exists?|(?:is )?(?:not|no longer) available|unavailable|missing"
    r"|(?:was )?removed"
    r"|(?:wurde )?nicht gefunden|existiert nicht(?: mehr)?|introuvable|non trouvée"
    r"|no (?:encontrada|existe)|non (?:trovata|esiste)|niet gevonden|bestaat niet(?: meer)?|não (?:encontrada|existe))"
    r"|(?:http|error)?\W{0,3}(?:404|410)\W{1,3}(?:not found|gone)|page introuvable|nicht gefunden)\W{0,3}",
    re.IGNORECASE,
)
_BARE_404 = re.compile(r"(?:oops\W{1,4})?(?:404 |410 )?(?:not found|gone)\W{0,3}(?:404)?", re.IGNORECASE)
_TEXT_404 = re.compile(
    # The page you are looking for does not exist; we can't find the page you asked for.
    r"\bpage\b[^.]{0,20}\byou\b[^.]{0,60}(?:\b(?:not|no longer|cannot|moved|removed|deleted)\b|n['’]t\b)"
    r"|(?:\b(?:not|cannot)\b|n['’]t\b)[^.]{0,30}\bpage\b[^.]{0,20}\byou\b"
    r"|\b(?:this|that|the requested) (?:page|article|story|post|content|item|video|link|url)\b[^.]{0,20}"
    r"(?:\b(?:is|has been|was|may have been) (?:removed|deleted|unpublished|taken down|no longer (?:available"
    r"|online))"
    r"|n['’]t (?:exist|be found|available)|\b(?:does|could|can)(?: ?not) (?:exist|be found)|\bno longer exists"
    r"|\bnot found)"
    r"|\bnothing (?:was|could be) found (?:at|for) this (?:location|address|url)"
    r"|\b(?:diese|die (?:gewünschte|angeforderte|gesuchte|von ihnen \w+)) seite\b[^.]{0,40}"
    r"\b(?:nicht gefunden|existiert nicht|gibt es nicht|nicht (?:mehr )?(?:verfügbar|vorhanden))"
    r"|\b(?:cette|la) page\b[^.]{0,60}(?:\bintrouvable|n['’](?:existe|est) (?:pas|plus))"
    r"|\b(?:esta|la) página\b[^.]{0,60}\bno (?:existe|está disponible|se (?:ha encontrado|encuentra|pudo encontrar))"
    r"|\b(?:questa|la) pagina\b[^.]{0,60}\bnon (?:esiste|è (?:più )?disponibile|è stata trovata)",
    re.IGNORECASE,
)

_CONSENT = re.compile(
    r"\b(?:we|our|partners|(?:web)?site)\b[^.]{0,80}\b(?:use|uses|using|value|store|process|access)\b[^.]{0,80}"
    r"\b(?:cookies|your privacy|personal data)\b"
    r"|\b(?:accept|manage|reject|allow)\b(?: \w+){0,2} \bcookies\b"
    r"|\bcookies\b[^.]{0,20}\b(?:verwenden|nutzen|setzen)|\b(?:verwenden|nutzen|setzen)\b[^.]{0,60}\bcookies\b"
    r"|\bmit werbung\b[^.]{0,40}\b(?:weiterlesen|nutzen|lesen)\b"
    r"|\butilis(?:ons|e|ent)\b[^.]{0,40}\bcookies\b|\bcontinuer sans accepter\b"
    r"|\bcookies\b[^.]{0,20}\b(?:gebruiken|plaatsen)|\b(?:gebruiken|gebruikt|plaatsen)\b[^.]{0,60}\bcookies\b"
    r"|\b(?:utilizamos|usamos|usiamo|utilizziamo)\b[^.]{0,40}\bcookies?\b",
    re.IGNORECASE,
)
_CONSENT_WORD = re.compile(
    r"\b(?:cookies?|consent|privacy|personali[sz]ed|personal(?:ly)? (?:data|information|identifiable)|partners?"
    r"|vendors"
    r"|advertis\w+|ads|tracking|preferences|legitimate interest|opt[- ]out|accept all|reject all"
    r"|einwilligung|zustimm\w+|datenschutz\w*|werbung|tracker|personenbezogen\w*|widerruf\w*|pur-abo"
    r"|consentement|partenaires|publicit\w+|données|confidentialité|consentimiento|privacidad|anuncios|datos"
    r"|consenso|partner|dati|pubblicità|toestemming|voorkeuren|advertenties|gegevens|consentimento|publicidade)\b",
    re.IGNORECASE,
)
_TO_A_READER = re.compile(
    r"\b(?:we|our|us|you|your|wir|uns|unsere\w*|sie|ihre?\w*|dein\w*|nous|nos|vous|vos|votre|nuestr\w+|su"
    r"|sus|tu|tus"
    r"|noi|nostr\w+|tuo\w*|accept|reject|agree|manage|learn more|akzeptieren|ablehnen|accepter|refuser|aceptar"
    r"|rechazar"
    r"|accetta|rifiuta|wij|uw|jouw|akkoord|accepteren|weigeren|nossos?|nossas?|seus?|suas?|aceitar|rejeitar)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_CONSENT_SHARE = 0.6

_TITLE_CHECK = re.compile(
    r"(?:just a moment|attention required|are you (?:a )?(?:robot|human)|robot (?:check|or human)|access denied"
    r"|captcha"
    r"|pardon our interruption|security (?:check|verification)|(?:please )?(?:verify|confirm)[^.]{0,30}human"
    r"|ddos-guard"
    r"|checking your browser|one moment,? please|bot verification|human verification|nur einen moment|un momento"
    r"|un instant|einen moment,? bitte)\W*",
    re.IGNORECASE,
)
_CHECK = re.compile(
    r"checking (?:if the site connection is secure|your browser)|ddos protection by|incapsula incident"
    r"|cloudflare ray id"
    r"|(?:verif|confirm)\w*[^.]{0,40}\b(?:human|not a (?:ro)?bot)\b|complete the (?:captcha|security check)"
    r"|press (?:&|and) hold"
    r"|unusual (?:traffic|activity) (?:from|on) your|access (?:to this (?:page|website) )?(?:has been |is )?denied"
    r"|you (?:have been|are) (?:temporarily )?blocked|enable javascript and cookies"
    r"|needs to review the security of your"
    r"|kein roboter|pas un robot|no (?:eres|soy|es) un robot|non sei un robot",
    re.IGNORECASE,
)
_MORE_CHECKS = re.compile(
    r"security (?:check|verification|challenge)|(?:verif|check)\w* (?:that )?(?:you(?:['’]re| are)"
    r"|your (?:browser|connection))"
    r"|(?:are|you)(?: you)?(?: are)?(?: an?)? (?:robot|bot|human)\b|automat(?:ed|ion) (?:tools?"
    r"|requests?|access|traffic)|bot protection"
    r"|(?:solve|complete|answer) (?:this|the|a) (?:puzzle|captcha|challenge|check)"
    r"|type the characters|unusual (?:traffic|activity)"
    r"|believe you are using automat|(?:ray|reference|incident|support|request) id\b|javascript[^.]{0,40}cookies"
    r"|your (?:request|access|ip(?: address)?) (?:has been|was|is) (?:temporarily )?(?:blocked|denied"
    r"|flagged|rate.limited)"
    r"|(?:please )?(?:stand by|wait)[^.]{0,60}(?:verif|check)\w*|sicherheitsüberprüfung|vérification de sécurité"
    r"|comprobación de seguridad|verifica di sicurezza",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"\byou(?:['’]re| are)(?: now| currently)? (?:in (?:line|the (?:virtual )?queue|(?:the"
    r"|a) waiting room)|next in line|queued)"
    r"|\b(?:virtual|online) (?:waiting room|queue)\b|\b(?:estimated|expected|approximate) wait(?:ing)?(?: time)?\b"
    r"|\byour (?:place|position|number|turn) in (?:the )?(?:line|queue)|\bnumber (?:of people"
    r"|of users|in line) (?:ahead|in front)"
    r"|\bwaiting room\b[^.]{0,80}\b(?:this page|automatically|site|redirect)"
    r"|\b(?:high|heavy|large)\b[^.]{0,30}\b(?:traffic|demand|volume|number of (?:visitors"
    r"|users))\b[^.]{0,100}\b(?:wait|queue|line)\b"
    r"|\bin der warteschlange\b|\bwarteraum\b|\bvoraussichtliche wartezeit\b|\bvous êtes (?:dans la"
    r"|en) file d['’]attente"
    r"|\bsalle d['’]attente virtuelle|\btemps d['’]attente estimé|\best[áa]s? en la (?:cola|fila)"
    r"|\bsala de espera virtual"
    r"|\btiempo de espera estimado|\bsei in (?:coda|attesa)|\bsala d['’]attesa virtuale",
    re.IGNORECASE,
)
_TITLE_WAITING = re.compile(
    r"(?:virtual )?waiting room|you(?:['’]re| are) (?:now )?in (?:line|the queue)|queue-it|please wait in line"
    r"|(?:virtueller )?warteraum|warteschlange|file d['’]attente|sala de espera|sala d['’]attesa",
    re.IGNORECASE,
)
_SITE = r"(?:(?:web)?site|web ?page|page|portal|service|system|server|application|app|platform|we)"
_MAINTENANCE = re.compile(
    rf"\b{_SITE}\b[^.]{{0,60}}\b(?:under|undergoing|down for|in|offline for|performing|carrying out"
    rf"|doing|closed for)\b[^.]{{0,30}}"
    r"\bmaintenance\b"
    rf"|\b{_SITE}\b[^.]{{0,40}}\btemporarily (?:unavailable|offline|down|out of service)|\bmaintenance mode\b"
    r"|\bwe(?:['’]ll| will| should| expect to)? be (?:right )?back(?: online)? (?:soon|shortly|in a)"
    r"|\b(?:seite|webseite|website|portal|dienst)\b[^.]{0,60}\b(?:wartung|wartungsarbeiten|gewartet|wartungsmodus)"
    r"|\b(?:site|page|service)\b[^.]{0,40}\ben (?:cours de )?maintenance|\b(?:sitio|página|web"
    r"|servicio)\b[^.]{0,40}\ben mantenimiento"
    r"|\b(?:sito|pagina|servizio)\b[^.]{0,40}\bin manutenzione|\b(?:site|website|pagina)\b[^.]{0,40}\bin onderhoud"
    r"|\b(?:site|página|serviço)\b[^.]{0,40}\bem manutenção",
    re.IGNORECASE,
)
_TITLE_MAINTENANCE = re.compile(
    r"(?:(?:site|website|scheduled|planned|system|down for|under|in|currently (?:under|down for)"
    r"|we are (?:under|down for)) ){0,3}"
    r"maintenance(?: mode| page| break| in progress)?|(?:we(?:['’]ll| will) )?be right back"
    r"|(?:we(?:['’]ll| will) )?be back (?:soon|shortly)"
    r"|(?:service|site|website|temporarily) (?:temporarily )?unavailable|wartungsarbeiten"
    r"|wartung(?:smodus)?|(?:site )?en maintenance"
    r"|maintenance en cours|(?:sitio )?en mantenimiento|(?:sito )?in manutenzione",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"\b(?:not|n['’]t|un)\s?(?:currently |yet )?(?:be )?(?:available|accessible|accessed|viewed"
    r"|offered|supported|shown)\b[^.]{0,50}"
    r"\b(?:in|from|to|for)\b[^.]{0,30}\b(?:your|this|the) ?(?:current )?(?:country|region|location"
    r"|area|territory|jurisdiction|european|eu\b|eea\b)"
    r"|\b(?:unavailable|blocked|restricted|prohibited)\b[^.]{0,60}\b(?:in|from|to|for"
    r"|based on) (?:\w+ ){0,4}(?:your (?:country|region|location|area)"
    r"|european (?:union|economic area|countries|visitors|users|readers))"
    r"|\bfrom a country belonging to the european economic area|\bgeo-?(?:blocked|restricted|restrictions?)\b"
    r"|\bunavailable (?:for|due to) legal reasons\b|\b(?:country|region) (?:is )?(?:not supported|restricted|blocked)"
    r"|\bin (?:ihrem|deinem|ihrer|deiner) (?:land|region|standort)\b[^.]{0,40}\bnicht (?:verfügbar"
    r"|abrufbar|zugänglich)"
    r"|\bnicht (?:verfügbar|abrufbar) in (?:ihrem|deinem|ihrer|deiner) (?:land|region)"
    r"|\bpas (?:disponible|accessible)[^.]{0,30}\b(?:votre|ton) (?:pays|région|zone)"
    r"|\bno está disponible en (?:su|tu) (?:país|región|zona)|\bnon è disponibile (?:nel tuo|nel suo"
    r"|nella tua|nella sua) (?:paese|regione|area|zona)",
    re.IGNORECASE,
)
_SHORT_NOTICE_CHARS = 1_000
_SENTENCE_CHARS = 20
_SCRIPTS = re.compile(
    r"(?:enable|turn on|activate|allow|requires?|need|without) [^.]{0,30}\b(?:javascript|scripts|js)\b"
    r"|javascript[^.]{0,20}\b(?:disabled|required|enabled|aktivier\w+|activ\w+|habilit\w+|abilit\w+|not available)"
    r"|(?:enable|turn on|activate) cookies|aktivieren sie javascript|activer javascript|activ(?:e|ar) javascript",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|sign up|subscribe|register|create (?:a |an )?(?:free )?account|become a (?:member"
    r"|subscriber))"
    r"(?: now| today| or \w+(?: in| up)?)? (?:to|and) (?:continue|keep|read|view|access|unlock|see)\b"
    r"|\balready (?:a subscriber|a member|have an account|subscribed)\b"
    r"|\b(?:this|the full) (?:article|story|content|page)\b[^.]{0,30}\b(?:for|to) (?:our )?(?:paying |registered )?"
    r"(?:subscribers|members|users|readers with)\b"
    r"|\b(?:subscribe|log ?in|sign ?in) (?:for full access|to read the (?:full|rest))"
    r"|\b(?:nur )?für abonnent\w*|\bweiterlesen mit\b|\b(?:jetzt )?anmelden und weiterlesen|\bmelden sie sich an, um"
    r"|\bréservé[es]* (?:à nos |aux )abonn|\bconnectez-vous pour (?:lire|continuer|accéder)"
    r"|\b(?:exclusivo|sólo|solo) para suscriptores|\binicia sesión para|\briservato agli abbonati"
    r"|\baccedi per (?:leggere|continuare)|\blog in om (?:verder|door) te lezen|\balleen voor abonnees"
    r"|\b(?:exclusivo|só|somente|apenas) para assinantes",
    re.IGNORECASE,
)


def stand_in(titles: Iterable[str], text: str, *, noscript: str = "") -> Unreadable | None:
    """What was answered in the page's place: "missing", "consent", "robot_check", "login", "needs_scripts"; None for a
    page.

    `titles` are all it gives itself (title, headline), `text` its main text (may be empty), `noscript` what it says to
    readers without scripts.
    """
    code = _code(titles, text, noscript)
    return Unreadable(code, SENTENCES[code]) if code else None


def ends_at_a_wall(text: str) -> bool:
    """Whether a text breaks off with an invitation to log in or subscribe, so that its rest is for others."""
    return invites_to_subscribe(text[-_TAIL_CHARS:])


def invites_to_subscribe(text: str) -> bool:
    """Whether a text has an invitation to log in or subscribe in it."""
    return _LOGIN.search(text) is not None


def _code(titles: Iterable[str], text: str, noscript: str) -> Reason | None:
    parts = [part.strip() for title in titles for part in (title, *_PARTS.split(title[:500])) if part.strip()]
    size = len(text)
    if size <= _TITLED_CHECK_CHARS and any(_TITLE_CHECK.fullmatch(part) for part in parts):
        return "robot_check"
    if _is_missing(parts, text):
        return "missing"
    if (code := _notice(parts, text)) is not None:
        return code
    if _is_consent(text):
        return "consent"
    if size <= _CHECK_CHARS and _SCRIPTS.search(text):
        return "needs_scripts"
    if _is_login(text):
        return "login"
    return "needs_scripts" if not text and _SCRIPTS.search(noscript[:2_000]) else None


def _notice(parts: list[str], text: str) -> Reason | None:
    """What a short text says in the page's place: that it checks, lets wait, is closed for now or for some."""
    if len(text) > _SHORT_NOTICE_CHARS:
        return None
    short = len(text) <= _CHECK_CHARS
    titled = [part.strip(" .!…") for part in parts]
    if _REGION.search(text):
        return "region_lock"
    if _WAITING.search(text) or (short and any(map(_TITLE_WAITING.fullmatch, titled))):
        return "waiting_room"
    # One sign is enough for a few words, an article may have one.
    signs = {found.group().lower() for found in _MORE_CHECKS.finditer(text)}
    if (short and _CHECK.search(text)) or len(signs) > 1:
        return "robot_check"
    if short and (_MAINTENANCE.search(text) or any(map(_TITLE_MAINTENANCE.fullmatch, titled))):
        return "maintenance"
    return None


def _is_missing(parts: list[str], text: str) -> bool:
    if len(text) <= _TITLED_404_CHARS and any(_TITLE_404.fullmatch(part) for part in parts):
        return True
    if len(text) > _SOFT_404_CHARS:
        return False
    first = text.partition("\n")[0]
    bare = any(_BARE_404.fullmatch(part) for part in (*parts, first.strip()))
    return bare or _TITLE_404.fullmatch(first.strip()) is not None or _TEXT_404.search(text) is not None


def _is_login(text: str) -> bool:
    """An invitation to log in, and hardly a word else: what stands above a paywall is the beginning of a text."""
    if len(text) > _LOGIN_CHARS:
        return False
    paragraphs = text.split("\n\n")
    rest = [paragraph for paragraph in paragraphs if not _LOGIN.search(paragraph)]
    return len(rest) < len(paragraphs) and sum(map(len, rest)) <= _LABEL_CHARS


def _is_consent(text: str) -> bool:
    """A banner and little else; or a long one, most of whose sentences speak to the reader of cookies and the like.

    A short notice with a sentence on cookies beside it is a notice: it says something else, and not to the reader.
    """
    if len(text) > _LONG_CONSENT_CHARS or not _CONSENT.search(text):
        return False
    clauses = [clause for clause in _CLAUSE_END.split(text) if clause.strip()]
    if len(text) <= _CONSENT_CHARS:
        return not any(map(_says_something_else, clauses))
    of_it = sum(1 for clause in clauses if _CONSENT_WORD.search(clause) and _TO_A_READER.search(clause))
    return of_it >= _CONSENT_SHARE * len(clauses)


def _says_something_else(clause: str) -> bool:
    is_sentence = len(clause) >= _SENTENCE_CHARS and clause.rstrip().endswith((".", "!", "?"))
    return is_sentence and not _CONSENT_WORD.search(clause) and not _TO_A_READER.search(clause)
