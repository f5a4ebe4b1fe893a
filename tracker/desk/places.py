"""Known places by their names: what a person writes there, and the addresses that come of it."""

from dataclasses import dataclass

from django import forms

from claims.services import InvalidInput


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be watched, with what of it is read."""

    title: str
    url: str
    kind: str
    part: str = "main"
    selector: str = ""

    def as_query(self) -> dict[str, str]:
        """What the form is filled in with."""
        filled = {"url": self.url, "kind": self.kind, "part": self.part, "selector": self.selector}
        return {name: value for name, value in filled.items() if value}


PLACES = [("address", "An address")]


class PlaceForm(forms.Form):
    """Where it is published, and its name there."""

    place = forms.ChoiceField(label="Where it is published", choices=PLACES)
    value = forms.CharField(label="Its name or address there", max_length=2000)


def candidates(place: str, value: str) -> list[Candidate]:
    raise InvalidInput("value", "not yet")
