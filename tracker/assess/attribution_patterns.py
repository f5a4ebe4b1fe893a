"""The words and patterns by which English says who says so, as data; `attribution` reads by them."""

import re

from .lexicon import word_set

SAYS = (
    "said|says|say|announced|announces|told|claims|claimed|stated|states|reported|reports|confirmed|confirms|"
    "declared|declares|added|adds|explained|explains|insisted|insists|argued|argues|noted|wrote|writes|"
    "estimated|estimates|maintained|maintains|believes|acknowledged|revealed|reveals|disclosed|asserted|posted|tweeted|tweets|blogged|"
    "answered|answers|replied|replies|remarked|observed|admitted|admits|conceded|warned|warns|recalled"
)
# Verbs that also take things as their object: "X reported a loss", "X announced a merger" tell X's words all the same,
# but "wrote a book", "added a wing", "states" (a noun) do not: those need "that" or a quotation.
NEEDS_THAT = word_set(
    """added adds wrote writes states noted explained explains argued argues revealed reveals maintained maintains
    reports confirms declared declares posted claims claimed answered answers replied replies remarked observed admitted
    admits conceded warned warns recalled"""
)
PLAIN_SAYING = word_set("say said says told")
WHAT_IS_SAID = word_set("that it he she they")
SUBJECTS_OF_CLAIMS = WHAT_IS_SAID | word_set("the to its their his her")
NAME = r"(?:[A-ZÀ-Þ][\w’'&.-]*|[a-z]+[A-Z]\w*)(?:\s(?:of|de|du|the|and|&|van|von)\s(?=[A-ZÀ-Þ])|\s)?"
NAMES = rf"(?:(?:the|The)\s)?(?:{NAME}){{1,6}}"
ROLE = (
    r"(?:spokes(?:person|man|woman)|representative|chief\sexecutive|founder|director|minister|president"
    r"|press\soffice|ceo|official)s?"
)
# A group that speaks under no name of its own, though a sentence may begin with it.
CROWD = word_set(
    """people sources officials reports rumours rumors insiders authorities analysts researchers experts police
    prosecutors documents records filings data figures estimates witnesses scientists investigators lawyers residents
    doctors engineers executives employees workers economists media neighbours critics organisers person persons"""
)
ONE_OF_A_CROWD = word_set(
    """person source official insider analyst researcher expert witness scientist investigator lawyer resident doctor
    engineer executive employee worker economist critic"""
)
# Who may be meant without an article: "police said", "it said", "spokesman says". Any other bare noun is cut out of a
# longer phrase ("a long-serving board member said").
BARE = CROWD | word_set(
    """it he she they we company group firm ministry court government spokesman spokeswoman spokesperson management
    union regulator operator airline bank maker owner council commission agency prosecution"""
)
SOMEONE = "someone"
"""Stands for who is not named and not described either."""

WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set("january february march april may june july august september october november december")
# Words that are no name though a sentence, a headline or a quotation may write them with a capital.
ORDINARY = (
    WEEKDAYS
    | MONTHS
    | word_set(
        """both each all many most some others other few several everyone everybody someone somebody anyone
        anybody member members found never always often sometimes once then now today yesterday tomorrow later
        earlier recently previously already still also not yet ever even just only there here what which who
        whose when where why how asked speaking having being writing based given based according citing quoted
        quoting reportedly allegedly officially meanwhile however although though because since if unless
        until despite during between among under over about more less last next first second new old good
        morning afternoon evening night week month year spring summer autumn winter matter deal talks search
        results result page error home news update breaking exclusive report analysis opinion photo video live
        watch read sign log see click share follow subscribe yes"""
    )
)
DETERMINER = r"(?:the|an?|its|their|his|her|one|two|three|several|some|many)"
# What may stand before a saying verb without being who says so: "is said to be", "that said", "needless to say".
NO_NOUN = (
    rf"(?!(?:{DETERMINER}|is|are|was|were|be|been|being|to|not|that|which|who|having|as|and|or|has|have|had|nobody"
    r"|none|never|with|on|of|in|at|from|by|for)\b)"
)
ADVERB = (
    r"(?:has|have|had|also|later|today|yesterday|recently|previously|earlier|repeatedly|since|now|just|first|initially"
    r"|then|once|still|again|already|[a-z]+ly)"
)
VAGUE = rf"(?:\b{DETERMINER}\s(?:{NO_NOUN}[a-z][\w’'-]*\s){{0,2}})?\b{NO_NOUN}[a-z][\w’'-]+"

SUBJECT_SAYS = re.compile(
    rf"(?P<who>{NAMES})(?P<aside>,\s[^,.;]{{2,60}},\s?|,\s(?!\w+\s(?:the\s)?[A-ZÀ-Þ])|\(\w+\)\s)?"
    rf"(?:{ADVERB}\s)*(?P<verb>{SAYS})\b(?P<rest>\s\w+)?"
)
# Verbs whose past participle may follow what was told rather than who tells: "the sale of Veltra, announced in May,".
PARTICIPLES = word_set(
    """announced reported confirmed claimed stated declared noted estimated disclosed posted revealed acknowledged
    explained argued maintained asserted added"""
)
OF_THE_NAME = re.compile(r"\b(?:of|for|by|with|to|in|from|between|and|behind|on|at)\s(?:the\s)?$", re.IGNORECASE)
WHEN_OR_HOW = word_set(
    """on in by last at this earlier yesterday today during after before as for with to late early
    monday tuesday wednesday thursday friday saturday sunday just only"""
)
SAYS_SUBJECT = re.compile(rf"[,”\"]\s*(?:{SAYS})\s(?P<who>{NAMES})")
ROLE_OF = re.compile(
    rf"\bspokes(?:person|man|woman)\s(?:for|of|at)\s(?P<who>{NAMES})[^.;]{{0,40}}?\b(?:{SAYS})\b"
    rf"|(?P<who2>{NAMES})['’]?s?\s?{ROLE}\s(?P<person>(?:[A-Z]\w+\s){{1,3}})?(?:{SAYS})\b"
    rf"|(?P<who3>{NAMES})spokes(?:person|man|woman)\s[^.;“\"]{{0,60}}?\b(?:{SAYS})\b"
)
ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording to|[Ii]n the words of|(?:[Aa]s(?: [a-z]+)?|first|originally) "
    r"(?:announced|stated|reported|claimed|confirmed|revealed|published) by)\s"
    rf"(?:(?:its|their|his|her)\s\w+,\s(?P<who>{NAMES})(?=[.,;]|$)"
    rf"|(?:(?!(?:with|of|on|about|from|at|in|by|to|and)\b)[a-z][\w’'-]*\s){{0,4}}(?P<who2>{NAMES})"
    rf"|(?P<who3>{DETERMINER}\s\w+(?:\s\w+)?|[a-z]+(?:\s[a-z]+)?))"
)
PASSIVE = re.compile(
    r"\b(?:was|were|been|is|are)\s(?:\w+ly\s|first\s|also\s)?"
    rf"(?:announced|confirmed|reported|stated|disclosed|revealed|estimated)\sby\s(?P<who>{NAMES})"
)
# By these things are done or measured; nobody speaks.
NO_PARTY = word_set(
    """plan plans schedule timetable rules rule need needs age size law custom tradition taste weight height rank order
    number numbers agreement contract terms custom weather season ability"""
)
STATEMENT = re.compile(
    r"\b[Ii]n (?:an?|its|their|his|her|this) (?:\w+ |press |written |joint |official )?"
    r"(?P<who>statement|release|filing|announcement)\b"
    r"(?!\s(?:of|cabinet))"
)
VAGUE_SAYS = re.compile(
    rf"(?P<who>{VAGUE})(?:\s(?:of|for)\s(?:{DETERMINER}\s)?[\w-]+(?:\s[\w-]+)?)?\s(?:{ADVERB}\s)*"
    rf"(?P<verb>{SAYS})\b(?P<rest>\s\w+)?",
    re.IGNORECASE,
)
PAPER = r"(?:release|statement|announcement|communiqu[eé]|notice|blog\spost|filing)"
PUTS_OUT = (
    rf"(?:{ADVERB}\s)*(?:published|publishes|issued|issues|released|releases|put\sout|sent\sout|distributed|posted)\s"
    rf"(?:an?|its|their|his|her|the|this)\s(?:[\w-]+\s){{0,2}}{PAPER}\b"
)
RELEASES = re.compile(rf"(?P<who>{NAMES}){PUTS_OUT}")
VAGUE_RELEASES = re.compile(rf"(?P<who>{VAGUE})\s{PUTS_OUT}", re.IGNORECASE)
# Agencies sign what others print: in a dateline, in brackets, before a colon or behind a dash.
AGENCY = (
    r"(?:Reuters|Bloomberg(?:\sNews)?|(?:The\s)?Associated\sPress|Agence\sFrance-Presse|Dow\sJones|Press\sAssociation|AP|AFP"
    r"|[Dd][Pp][Aa]|UPI|EFE|ANSA|Ansa|Belga|ANP|APA|PTI|TASS|Xinhua|Kyodo|Yonhap|Interfax|Lusa|NTB|Ritzau|PAP|ATS|SDA)"
)
CREDIT = re.compile(
    rf"\((?:(?:[Ss]ource|[Vv]ia|[Ww]ith|[Bb]y|[Ff]rom):?\s)?(?P<who>{AGENCY})\)"
    rf"|^(?:[Ss]ource:\s)?(?P<who2>{AGENCY})(?::|\s[-–—]{{1,2}})\s|\s[-–—|]\s(?P<who3>{AGENCY})\.?$"
    rf"|\b[Ss]ource:\s(?P<person>{AGENCY})\b"
)
PER = re.compile(
    rf",\s(?:via|per|citing|quoting)\s(?P<who>{NAMES})(?=[.,;)]|$)|^(?:Citing|Quoting)\s(?P<who2>{NAMES}),\s"
    rf"|\b[Ii]n\s(?:an?|the)\s(?:\w+\s)?(?:report|dispatch|story|article)\s(?:by|from|in)\s(?P<who3>{NAMES})(?=,)"
)
LEARNS = re.compile(rf"(?P<who>{NAMES})(?:(?:has|have|had)\s(?:learned|learnt)(?=\sthat\b|[.,]|$)|has\sit\sthat\b)")
# The same in German, French, Spanish, Italian and Dutch: "laut dpa", "selon l’AFP", "meldt ANP".
_ARTICLE = r"(?:(?:der|die|das|dem|den|la|le|les|el|il|lo|het|de)\s|l['’])?"
FOREIGN = re.compile(
    rf"\b(?:[Ll]aut|[Ss]elon|[Dd]['’]après|[Ss]egún|[Ss]econdo|[Vv]olgens)\s{_ARTICLE}(?P<who>{AGENCY}|{NAMES})"
    r"|\b(?:berichtet|berichtete|meldet|meldete|schreibt|rapporte|a\srapporté|a\sannoncé|informa|informó|riferisce|scrive|meldt"
    rf"|meldde|bericht)\s{_ARTICLE}(?P<who2>{AGENCY}|{NAMES})"
)
# Somebody says so, and nobody says who.
HEARSAY = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|supposedly|rumou?r\shas\sit)\b"
    r"|\b(?:is|are|was|were)\s(?:said|reported|rumou?red|understood|believed|thought)\sto\shave\b"
    r"|\bit\s(?:was|is|has\sbeen)\s(?:\w+ly\s)?(?:announced|reported|rumou?red|said|claimed|disclosed|revealed|confirmed)\b"
    r"(?!\sby\b)",
    re.IGNORECASE,
)
# A crowd under no name: its word is that of whom it told ("people familiar with the matter told Bloomberg").
CROWD_WORDS = "|".join(sorted(CROWD | ONE_OF_A_CROWD))
CROWD_TOLD = re.compile(
    rf"(?i:\b(?P<who>(?:(?:{DETERMINER}|four|five|\d+)\s)?(?:[a-z][\w-]*\s){{0,2}}(?:{CROWD_WORDS}))\b)"
    r"(?<!chief\sexecutive)(?:,?\s(?:(?P<unnamed>familiar|close|briefed|with\s(?:\w+\s)?knowledge|who|involved|near|inside|directly)"
    r"|in|at|of|from|working)\b[^.;“”\"]{0,80}?)?,?\s"
    rf"(?:{ADVERB}\s)*(?P<verb>{SAYS}|claim|report|believe|allege|suggest)\b(?P<rest>\s\w+)?"
)
THIS_PAPER = (
    r"(?:this\s(?:news)?(?:paper|site|outlet|publication|magazine|website|reporter|agency|broadcaster)"
    r"|(?:the|our)\s(?:news)?paper|us|me|our\s\w+)"
)
TOLD_WHOM = re.compile(rf"\s(?:(?P<own>{THIS_PAPER})\b|(?P<whom>{NAMES}))")
WAS_TOLD = re.compile(
    rf"(?P<who>{NAMES})(?:was|were|has\sbeen|had\sbeen)\stold\sby\s(?:[\w-]+\s){{0,3}}(?:{CROWD_WORDS})\b"
)
POSSESSIVE_SAYS = re.compile(
    rf"(?P<who>{NAMES})['’]s? (?:(?:announcement|claim|statement)(?=,|\sthat\b)|own (?:figures|words|count)\b)"
)
# "The announcement reads", "its annual report shows": a paper of somebody's own.
PAPER_READS = re.compile(
    rf"\b(?P<who>(?:the|an?|its|their|his|her)\s(?:[\w-]+\s){{0,2}}{PAPER})\s(?:reads?\b|showed|shows)"
    rf"|\b(?:reads?|ran)\s(?P<who2>(?:the|an?|its|their|his|her)\s(?:[\w-]+\s){{0,2}}{PAPER})\b"
    r"|\b(?P<who3>(?:its|their|his|her)\s(?:[\w-]+\s){0,2}(?:report|accounts|website|site|page|profile))\s"
    r"(?:reads?|shows?|showed|lists?|listed)\b",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"\b(?:the|inc|ltd|llc|sa|se|ag|gmbh|plc|corp|co|group|mr|mrs|ms|dr|sir|spokesperson|spokesman|spokeswoman)\b\.?",
    re.IGNORECASE,
)
NOT_A_SPEAKER = word_set(
    """in on at by as the a an it he she they this that these those however but and when while after before nobody
    none neither no both"""
)

# A quotation or the end of the clause after the verb; or "wrote in its annual report that".
BESIDE_WORDS = re.compile(r"[,.:]|$|.{0,2}[“\"]|\s(?:in|on|at|to)\s[^.,;]{1,40}?\sthat\b")

# "..., it wrote on LinkedIn.": words stand before the comma.
SOMEWHERE = re.compile(r"\s(?:on|in|at)\s[^.,;]{1,40}(?:[.,;]|$)")

VERBS = (*SAYS.split("|"), "claim", "report", "believe", "allege", "suggest")
PAPERS = ("release", "statement", "announcement", "communiqu", "notice", "blog", "filing")
SOUGHT = (
    (ROLE_OF, VERBS),
    (ACCORDING, ("according to", "the words of", " by")),
    (CREDIT, ("(", ":", "-", "–", "—", "|")),
    (PER, ("via", "per", "citing", "quoting", "report", "dispatch", "story", "article")),
    (SUBJECT_SAYS, VERBS),
    (RELEASES, PAPERS),
    (SAYS_SUBJECT, VERBS),
    (PASSIVE, (" by",)),
    (POSSESSIVE_SAYS, ("announcement", "claim", "statement", "own ")),
    (WAS_TOLD, ("told",)),
    (LEARNS, ("learned", "learnt", "has it that")),
    (
        FOREIGN,
        (
            "laut",
            "selon",
            "après",
            "según",
            "secondo",
            "volgens",
            "bericht",
            "meld",
            "schreib",
            "rapport",
            "annonc",
            "inform",
            "riferisce",
            "scrive",
        ),
    ),
)
"""In this order, each with words one of which is in whatever it matches: looking for those first is much faster."""
