"""What people should know of each assessor that comes with the tracker: how it works, where it fails, its versions.

Shown on the assessor page and in docs/assessor.md, beside the figures of `tracker/assess/evaluations/`. The failures
are real: a test asks the assessor, so that one that is cured leaves the page. Figures are kept of the version that
comes with the tracker; what the earlier ones were worth stands in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .types import Stance


@dataclass(frozen=True, slots=True)
class Failure:
    """A pair that the assessor gets wrong at its own thresholds. The texts are made up."""

    claim: str
    passage: str
    answered: Stance
    right: Stance
    why: str


@dataclass(frozen=True, slots=True)
class Card:
    """An assessor in words: how it reads, how it comes to a stance. `versions` are (version, what changed), the
    newest first.
    """

    title: str
    reads: str
    decides: str
    score: str
    thresholds: str
    versions: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...] = ()


_ENDED = Failure(
    "Ada Lind is the mayor of Varde.",
    "Ada Lind, who was elected mayor of Varde in 2019, lost the election last month to Per Holm.",
    "supports",
    "refutes",
    "What was so and has ended has all the claim’s words.",
)
_SOME = Failure(
    "All of the lakes in the district are polluted.",
    "Some of the lakes in the district are polluted.",
    "supports",
    "neutral",
    "It does not compare “all” with “some”.",
)

CARDS: Mapping[str, Card] = {
    "symbolic": Card(
        title="The symbolic reader",
        reads="It reads by rules and uses no model. It looks for the claim’s salient terms and names in one "
        "sentence of the passage, compares quantities and dates with their units, and notices denials, plans, "
        "expectations, opposites, and who the passage says says so.",
        decides="A passage supports the claim where one sentence covers it and nothing speaks against; it refutes "
        "it where the same matter comes with a conflicting quantity, a denial or an opposite. Everything else is "
        "neutral.",
        score="How much of the claim’s matter the sentence covers, by the weight of its terms. It orders passages; it "
        "is no probability, as the calibration error shows.",
        thresholds="Chosen on held-out pairs.",
        versions=(
            (
                "3",
                (
                    "Figures that differ refute only where they are of one thing, in one role and for one time; what "
                    "is under way is no deed done; “one in five”, 5′11″, spans of years and “the mid-2020s” are read."
                ),
            ),
            (
                "2",
                (
                    "Figures are read however they are written, with their sign and unit; what a cue governs follows "
                    "the grammar, and it counts where it governs the claim’s verb. On VitaminC’s real revisions 46.5% "
                    "right, 88.5% of 329 called supporting."
                ),
            ),
            (
                "1",
                (
                    "The first version. On VitaminC’s real revisions 44.8% right, 88.1% of 312 called supporting, the "
                    "passage taken as one."
                ),
            ),
        ),
        failures=(
            Failure(
                "Meridian Bank acquired Solent Insurance.",
                "Meridian Bank was acquired by Solent Insurance.",
                "supports",
                "refutes",
                "It does not see who did it to whom in a passive sentence.",
            ),
            _ENDED,
            Failure(
                "The vaccine prevents the disease.",
                "Nothing suggests that the vaccine prevents the disease.",
                "supports",
                "neutral",
                "A doubt in words it does not know.",
            ),
            _SOME,
            Failure(
                "The harbour bridge was closed to lorries.",
                "Lorries are no longer let onto the harbour bridge.",
                "refutes",
                "supports",
                "The denial belongs to the opposite wording of the same fact.",
            ),
            Failure(
                "Half of the city’s buses are electric.",
                "Of the city’s 240 buses, 120 are electric.",
                "neutral",
                "supports",
                "It does not calculate.",
            ),
        ),
    ),
    "learned": Card(
        title="The learned judge",
        reads="A small cross-encoder, a neural network of 22.7 million parameters that reads claim and passage "
        "together, fine-tuned for this tracker on public sets and run on the machine itself. The symbolic reader tells "
        "it what it noticed: quantities that agree or not, denials, plans, names that are missing.",
        decides="A small regression joins network and reader to one calibrated answer. The rules keep a veto: what is "
        "only planned or expected never supports that it happened, and a statement needs its own speaker. It reads "
        "English; in other languages only names and figures are read.",
        score="The calibrated probability of the stance.",
        thresholds="Chosen on the pairs shown here, which the network was not trained on, judged as the tracker does: "
        "real revisions decide, of which 94 in 100 that are called supported are. Passages of web pages and of whole "
        "articles are rightly called so less often, as the table says; on fresh pairs expect a little less.",
        versions=(
            (
                "3.2",
                (
                    "The same network with version 3 of the reader, which shows a contradiction of figures only where "
                    "they are of one thing, in one role and for one time."
                ),
            ),
            (
                "3.1",
                (
                    "The same network with version 2 of the reader. Its claim is shown with its figures as the passage "
                    "writes them; several sentences take a side only where one of them does; other figures support "
                    "nothing, and the rule on lists went. Its figures are of what the tracker judges, window by "
                    "window. On VitaminC’s real revisions 72.9% right, 94.1% of 303 called supporting."
                ),
            ),
            (
                "3",
                (
                    "Another network, which saw its pairs under other names and with other figures, too, so that it "
                    "learns less by heart; calibrated on pages it never saw; a fifth less work for the same answer. On "
                    "VitaminC’s real revisions 72.8% right, 94.7% of 262 called supporting, on Factcheck-GPT 76.6% of "
                    "64, the passage taken as one; thresholds 0.93 and 0.94."
                ),
            ),
            (
                "2",
                (
                    "The same network. It doubts less where the reader sees the same, reads a name without its kind "
                    "as the passage writes it, and judges pair by pair, so that an answer no longer depends on its "
                    "neighbours. From then on it judges unless the settings say otherwise. On VitaminC’s real "
                    "revisions 71.1% right, 95.1% of 308 called supporting; thresholds 0.93 and 0.945."
                ),
            ),
            (
                "1",
                (
                    "The first version, on trial: the symbolic reader judged unless the settings said otherwise. On "
                    "VitaminC’s real revisions 71.1% right, 96.5% of 283 called supporting; thresholds 0.91 and 0.95."
                ),
            ),
        ),
        failures=(
            Failure(
                "Norlux sued Veltra Systems.",
                "Veltra Systems sued Norlux.",
                "supports",
                "refutes",
                "It does not see who did it to whom.",
            ),
            _ENDED,
            _SOME,
            Failure(
                "The dam burst in May.",
                "In the novel, the dam burst in May.",
                "supports",
                "neutral",
                "It takes a story’s events for the world’s.",
            ),
            Failure(
                "The ferry sank in the strait.",
                "The ferry sank in the strait in a rehearsal for the emergency services.",
                "supports",
                "neutral",
                "The words that take it back come after the fact.",
            ),
            Failure(
                "The harbour bridge was closed to lorries.",
                "Lorries may not use the harbour bridge.",
                "neutral",
                "supports",
                "The same fact in other words, with a denial in one of them.",
            ),
        ),
    ),
}
