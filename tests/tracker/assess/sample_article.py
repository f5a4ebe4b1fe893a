"""What may be written about the claims of the sample article: (claim, kind, speakers, title, passages by stance).

The `planned` passages only announce, expect or doubt what the claim says happened; none may count as support.
"""

from dataclasses import dataclass

THREE_REASONS = "better chips, better training techniques and synthetic data"


@dataclass(frozen=True)
class Case:
    claim: str
    kind: str
    supports: tuple[str, ...]
    neutral: tuple[str, ...]
    refutes: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    title: str = ""


CASES = (
    Case(
        "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer.",
        "event",
        supports=(
            "OVHcloud says it has completed the pretraining of a model on Jupiter.",
            "The pretraining run of OVHcloud's model on the Jupiter supercomputer has been completed, Jülich said.",
            "OVHcloud finished pretraining its model on the Jupiter supercomputer in May.",
        ),
        neutral=("Jupiter was inaugurated in Jülich in September 2025 and serves research groups across Europe.",),
        refutes=(
            "OVHcloud did not complete the pretraining of its model on the Jupiter supercomputer.",
            "OVHcloud has not yet completed the pretraining of a model on Jupiter.",
        ),
        planned=(
            "OVHcloud will train a model on the Jupiter supercomputer.",
            "OVHcloud plans to complete the pretraining of a model on the Jupiter supercomputer.",
            "OVHcloud could complete the pretraining of a model on the Jupiter supercomputer this year.",
        ),
    ),
    Case(
        "Octave Klaba said that training an advanced AI model used to cost around 1.5 billion euros.",
        "statement",
        speakers=("Octave Klaba",),
        supports=(
            "Klaba said training an advanced AI model used to cost about 1.5 billion euros.",
            "Training an advanced AI model used to cost €1.5bn, Octave Klaba told Reuters.",
        ),
        neutral=(
            "Training an advanced AI model used to cost around 1.5 billion euros.",
            "Arthur Mensch said that training an advanced AI model used to cost around 1.5 billion euros.",
            "Octave Klaba founded his company in Roubaix in 1999.",
        ),
        refutes=("Training an advanced AI model used to cost 1 billion euros, Octave Klaba told Reuters.",),
    ),
    Case(
        "An advanced AI model can now be trained for 150 to 200 million euros.",
        "quantity",
        supports=("Training an advanced AI model now costs 170 million euros.",),
        neutral=("Advanced chips are now made in three countries.",),
        refutes=("Training an advanced model now costs 320 million euros.",),
    ),
    Case(
        f"Octave Klaba said that training costs are falling because of {THREE_REASONS}.",
        "statement",
        speakers=("Octave Klaba",),
        supports=(f"Octave Klaba said training costs are falling thanks to {THREE_REASONS}.",),
        neutral=(
            "Training costs are falling because of better chips, better training techniques and synthetic data.",
            "Octave Klaba said that customers ask for synthetic data.",
        ),
        refutes=(f"Octave Klaba said that training costs are not falling, despite {THREE_REASONS}.",),
    ),
    Case(
        "OVHcloud plans to release its models as open source once they perform well enough.",
        "plan",
        supports=(
            "OVHcloud plans to release its models as open source once they perform well enough.",
            "OVHcloud intends to publish its models as open source as soon as they perform well enough.",
        ),
        neutral=(
            "OVHcloud contributes to several open source projects.",
            "OVHcloud has released its models as open source.",
        ),
        refutes=("OVHcloud does not plan to release its models as open source once they perform well enough.",),
    ),
    Case(
        "OVHcloud has released a frontier model of its own as open source.",
        "event",
        supports=("OVHcloud released its own frontier model as open source.",),
        neutral=("OVHcloud offers open source models of other makers in its catalogue.",),
        refutes=("OVHcloud has not released a frontier model of its own as open source.",),
        planned=(
            "OVHcloud plans to release its models as open source.",
            "OVHcloud could release a frontier model of its own as open source.",
        ),
    ),
    Case(
        "OVHcloud has published performance results for its own model.",
        "event",
        supports=("OVHcloud published the performance results of its own model on Monday.",),
        neutral=("OVHcloud published its annual results on Monday.",),
        refutes=("OVHcloud has yet to publish performance results for its own model.",),
        planned=("OVHcloud plans to publish performance results for its own model.",),
    ),
    Case(
        "OVHcloud has acquired Dragon LLM.",
        "event",
        supports=(
            "OVHcloud completed its acquisition of Dragon LLM on Friday.",
            "Dragon LLM was bought by OVHcloud in March.",
        ),
        neutral=(
            "Mistral AI has acquired Dragon LLM.",
            "Dragon LLM has acquired OVHcloud.",
            "OVHcloud and Dragon LLM spoke at the same conference.",
        ),
        refutes=("OVHcloud has not acquired Dragon LLM.",),
        planned=(
            "OVHcloud has signed a binding agreement to acquire Dragon LLM.",
            "OVHcloud is in talks to buy Dragon LLM.",
            "OVHcloud may acquire Dragon LLM.",
            "OVHcloud is set to acquire Dragon LLM by the end of the year.",
            "OVHcloud is expected to acquire Dragon LLM.",
            "If OVHcloud acquires Dragon LLM, the team moves to Paris.",
        ),
    ),
    Case(
        "The acquisition of Dragon LLM launched OVHcloud's AI Lab.",
        "event",
        supports=("With the acquisition of Dragon LLM, OVHcloud launched its AI Lab.",),
        neutral=("OVHcloud's AI Lab is looking for engineers in Paris.",),
        planned=("The acquisition of Dragon LLM will launch OVHcloud's AI Lab.",),
    ),
    Case(
        "OVHcloud aims to train frontier models from scratch.",
        "plan",
        supports=("OVHcloud wants to train frontier models from scratch.",),
        neutral=("OVHcloud has trained frontier models from scratch.", "OVHcloud aims to cut its use of water."),
        refutes=("OVHcloud does not plan to train frontier models from scratch.",),
    ),
    Case(
        "OVHcloud intends to build a family of specialised models rather than one general model.",
        "plan",
        supports=("OVHcloud plans to build a family of specialised models rather than one general model.",),
        neutral=("OVHcloud intends to build a data centre in Italy.",),
    ),
    Case(
        "OVHcloud had revenue of 1.085 billion euros in fiscal year 2025.",
        "quantity",
        title="OVHcloud: annual results",
        supports=(
            "Revenue came to €1,084.6m in fiscal 2025.",
            "OVHcloud reported revenue of 1.085 billion euros for fiscal year 2025.",
        ),
        neutral=(
            "OVHcloud posted revenue of 993 million euros in fiscal year 2024.",
            "The fiscal year 2025 of OVHcloud ended in August.",
        ),
        refutes=("OVHcloud posted revenue of 993 million euros in fiscal year 2025.",),
        planned=("OVHcloud expects to have revenue of 1.085 billion euros in fiscal year 2025.",),
    ),
    Case(
        "OVHcloud's adjusted EBITDA was 438 million euros in fiscal year 2025.",
        "quantity",
        supports=("In fiscal year 2025 OVHcloud had an adjusted EBITDA of €437.8m.",),
        neutral=("OVHcloud is listed in Paris and reports its EBITDA twice a year.",),
        refutes=("OVHcloud's adjusted EBITDA was 381 million euros in fiscal year 2025.",),
    ),
    Case(
        "OVHcloud has 1.6 million clients.",
        "quantity",
        supports=("OVHcloud serves 1.6 million customers.", "OVHcloud counts 1.6m clients in 140 countries."),
        neutral=("OVHcloud wrote to its clients about the new prices.",),
        refutes=("OVHcloud has 1.2 million clients.",),
    ),
    Case(
        "OVHcloud runs 46 data centres.",
        "quantity",
        supports=("OVHcloud operates 46 data centers.", "OVHcloud runs forty-six data centres on four continents."),
        neutral=("OVHcloud opened a data centre in Milan.",),
        refutes=("OVHcloud operates 44 data centers.",),
        planned=("OVHcloud will run 46 data centres.",),
    ),
    Case(
        "OVHcloud operates more than 500,000 servers.",
        "quantity",
        supports=("OVHcloud runs some 520,000 servers.", "OVHcloud operates over 500,000 servers."),
        neutral=("OVHcloud builds its servers in Croix and Beauharnois.",),
        refutes=("OVHcloud operates 450,000 servers.",),
    ),
    Case(
        "OVHcloud has 3,000 employees.",
        "quantity",
        supports=("OVHcloud employs about 3,000 people.", "OVHcloud has 3,000 staff."),
        neutral=("Employees of OVHcloud may work from home.",),
        refutes=("OVHcloud has 2,500 employees.",),
    ),
    Case(
        "OVHcloud is the leading European cloud provider.",
        "state",
        supports=("OVHcloud is the leading cloud provider in Europe.",),
        neutral=("OVHcloud is a European cloud provider.",),
        refutes=(
            "OVHcloud is not the leading European cloud provider.",
            "OVHcloud is the second largest European cloud provider.",
        ),
        planned=("OVHcloud aims to be the leading European cloud provider.",),
    ),
    Case(
        "Mistral AI aims for close to 1 billion euros of revenue in 2026.",
        "plan",
        supports=("Mistral AI is targeting revenue of about 1 billion euros in 2026.",),
        neutral=("Mistral AI had revenue of 300 million euros in 2025.",),
        refutes=("Mistral AI aims for 600 million euros of revenue in 2026.",),
    ),
    Case(
        "The Jupiter supercomputer is installed in Germany.",
        "state",
        supports=(
            "The Jupiter supercomputer is located in Jülich, Germany.",
            "Jupiter, a supercomputer installed in Germany, is the fastest in Europe.",
        ),
        neutral=("Germany pays half of the cost of the new machine.",),
        refutes=("The Jupiter supercomputer is not installed in Germany.",),
        planned=(
            "The Jupiter supercomputer is being installed in Jülich, Germany.",
            "The Jupiter supercomputer is due to be installed in Germany.",
        ),
    ),
    Case(
        "Dragon LLM is a French company that specialises in sovereign generative models for regulated sectors.",
        "state",
        supports=("The French company Dragon LLM specialises in sovereign generative models for regulated sectors.",),
        neutral=("Dragon LLM took part in a call for regulated sectors.",),
        refutes=(
            "Dragon LLM is not a French company that specialises in sovereign generative models for regulated sectors.",
        ),
    ),
    Case(
        "Access to Anthropic's most advanced models was suspended for some foreign users.",
        "event",
        supports=("Anthropic suspended access to its most advanced models for some foreign users.",),
        neutral=("Anthropic presented its most advanced models in San Francisco.",),
        refutes=("Access to Anthropic's most advanced models was never suspended for foreign users.",),
        planned=("Anthropic may suspend access to its most advanced models for some foreign users.",),
    ),
)
