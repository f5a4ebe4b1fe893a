"""Invented texts about an invented company: an agency's, its reprints, and others' own reports of the same day."""

AGENCY = """Norlux finishes purchase of Veltra Systems

LILLE, March 4 - Cloud provider Norlux has completed the purchase of the software maker Veltra Systems for
84.6 million euros, the company said on Wednesday, three months after the two signed a binding agreement.

Veltra, based in Ghent, employs 212 people and sells tools that hospitals use to plan their operating theatres.
Norlux will keep the Ghent office and fold the product into its health platform by the end of next year.

“We looked for two years for a team that understands hospitals, and in Ghent we found the people who wrote the book
on it,” chief executive Marta Quiring said in a call with analysts.

Shares in Norlux rose 2.3 percent in early trading in Paris. The group expects the deal to add to earnings from its
second year. Competition authorities in Belgium and France had cleared the transaction in February without
conditions, according to filings seen at the time."""

_TITLE, _LEAD, _VELTRA, _QUOTE, _SHARES = AGENCY.split("\n\n")

NEW_HEADLINE = "\n\n".join(["Hospital software: Norlux closes Veltra deal", _LEAD, _VELTRA, _QUOTE, _SHARES])

EDITED_LEAD = "\n\n".join(
    [
        _TITLE,
        """By our business desk. The Lille cloud group Norlux now owns Veltra Systems of Ghent. It paid 84.6 million
        euros for the software maker, it announced this Wednesday.""",
        _VELTRA,
        _QUOTE,
        _SHARES,
    ]
)

HALVED = "\n\n".join(["Norlux buys Veltra", _LEAD, _VELTRA])

WITH_OWN_PARAGRAPHS = "\n\n".join(
    [
        AGENCY,
        *(
            f"In ward {ward} of the city hospital the staff asked what would become of contract number {ward * 7}, "
            f"which nobody at the counter on floor {ward} could answer before the noon shift of day {ward} had begun."
            for ward in range(1, 13)
        ),
    ]
)

REPRINTS = {
    "another headline": NEW_HEADLINE,
    "an edited first paragraph": EDITED_LEAD,
    "half its length": HALVED,
    "a byline": "By Joan Tallow and agencies\n\n" + AGENCY,
    "paragraphs of its own": WITH_OWN_PARAGRAPHS,
    "single quotation marks": AGENCY.replace("“", "‘").replace("”", "’"),
}

QUOTE = (
    "“We looked for two years for a team that understands hospitals, and in Ghent we found the people who wrote the "
    "book on it,”"
)

FROM_GHENT = f"""The sign above the door in Kouter square will stay, but the payslips now come from France. Since
Wednesday all 212 employees of Veltra Systems work for Norlux, which paid 84.6 million euros for their company.

Works council chair Piet Anseel told this newspaper that Norlux had promised in writing to keep the Ghent office open
until 2031. {QUOTE} Norlux head Marta Quiring told analysts.

At the university hospital, which was Veltra's first customer in 2009, planners were not worried. They had been told
in January that prices would not move before their contract ends."""

FROM_THE_MARKETS = f"""Norlux shares climbed on Wednesday after the Lille company closed its biggest acquisition yet.
The stock gained 2.3 percent by ten o'clock, while the wider Paris market was flat.

At 84.6 million euros, Norlux is paying about five times sales for Veltra Systems, a price that two fund managers
called fair. Margins in hospital software run well above those of renting out servers, one of them noted.
{QUOTE} Quiring said. She left open whether more purchases would follow."""

FROM_THE_REGISTER = """An entry dated 3 March in the Belgian company register names Norlux SA as the sole holder of the
shares of Veltra Systems NV. The former owners, the founders Hilde Baert and Tom Crols and a Rotterdam fund, left the
board on the same day. The register gives the seat as Ghent, as before, and lists three new directors, all
of them with addresses in Lille."""

INDEPENDENT = {"Ghent": FROM_GHENT, "markets": FROM_THE_MARKETS, "register": FROM_THE_REGISTER}

REWRITTEN = """Veltra Systems has a new owner. For a little under 85 million euros the hospital planning specialist from
Ghent went to Norlux, a French firm that rents out computing power. An agreement had been in place since December, and
regulators in both countries raised no objection when they looked at it last month. Some two hundred jobs come with the
purchase. Investors liked the news, and the buyer reckons that profits will feel the benefit in the year after next. The
Belgian product is to become a part of what Norlux offers clinics, though not before late next year."""
