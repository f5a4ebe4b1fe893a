"""The forms of the watch. They read what people write; the services judge it."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict

from claims.models import Claim, Desk, Source, Tier
from claims.permissions import may
from claims.users import Principal
from desk.actions import BUTTON
from desk.fields import area
from desk.named_fields import OrganisationField, SourceField
from desk.sources.fields import DurationField
from desk.sources.places import hosts_many
from desk.sources.search import claims_of, with_words
from tracker.extract.selectors import PARTS
from tracker.fetching.rendering import FLOOR_S, is_offered
from tracker.health.conditions import LABELS
from tracker.models import PollingPolicy, Resource
from tracker.scheduling.durations import say_duration
from tracker.watching.discovery.preview import FIND_OUT
from tracker.watching.polling_policy import Changes

FIND_CLAIMS = "find-claims"
"""The button that only searches for claims."""

CLAIMS_FOUND = 20
CLAIMS_OFFERED = 10
"""So many of the latest claims are offered before anybody has searched."""


_READ = [choice for choice in Resource.Kind.choices if choice[0] != Resource.Kind.PUSHED]


class Tick(forms.BooleanField):
    """A box to tick, or not; its label stands behind it and so ends in no colon."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, label_suffix="", **kwargs)


class PollingForm(forms.Form):
    """How often and how politely a source is polled. What is left empty stays as it is."""

    needed_at_times: tuple[str, ...] = ("spacing_reason",)

    interval_s = DurationField(label="Read it every", help_text="As in 5 min, 6 h or 1 d; empty: as the source has it.")
    adaptive = Tick(
        label="Let each address find its own rhythm",
        help_text="What changes often is read more often, what seldom changes less.",
    )
    floor_s = DurationField(label="Never more often than every")
    ceiling_s = DurationField(label="At least every")
    spacing_s = forms.FloatField(
        label="Seconds between two requests to one host", required=False, min_value=0, max_value=3600
    )
    max_per_host = forms.IntegerField(label="Requests to one host at once", required=False, min_value=1, max_value=100)
    spacing_reason = forms.CharField(
        label="Reason for haste",
        required=False,
        max_length=300,
        help_text="Needed below 1 s between requests, above 2 at once, or within a minute: who allowed it?",
    )
    HASTE = ("spacing_s", "max_per_host", "spacing_reason")

    def __init__(self, *args: Any, hasty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hasty:
            for name in self.HASTE:
                del self.fields[name]

    @staticmethod
    def changes(data: dict[str, Any]) -> Changes:
        """What was filled in of the cleaned data."""
        given = {name: data[name] for name in Changes.__dataclass_fields__.keys() & data.keys()}
        return Changes(**{name: value for name, value in given.items() if value not in (None, "", False)})


class PolicyForm(PollingForm):
    """The same for a source that has a policy: filled in with it."""

    open_to_all = Tick(label="Hold it against every claim of the desk", help_text="For newswires.")

    @staticmethod
    def values(polling: PollingPolicy) -> dict[str, Any]:
        return {name: getattr(polling, name) for name in Changes.__dataclass_fields__}


class RenderedField(Tick):
    """Whether the scripts of a page are run first; offered only where a rendering service is set up."""

    def __init__(self) -> None:
        super().__init__(
            label="Run its scripts first",
            help_text="Only for pages that show no text without them: it takes a browser, and is done at most every "
            f"{say_duration(FLOOR_S)}.",
        )


class WatchForm(PollingForm):
    """An address, what of it is read, for which source and which claims."""

    needed_at_times = ("selector", "source", "name", "scope", "tier_reason", "claim_words", "spacing_reason")

    url = forms.URLField(label="Address", max_length=2000, assume_scheme="https")
    kind = forms.ChoiceField(label="What is there", choices=[(FIND_OUT, "Find out"), *_READ])
    part = forms.ChoiceField(label="Read", choices=Resource.Part.choices, initial=Resource.Part.MAIN)
    selector = forms.CharField(
        label="Selector",
        required=False,
        max_length=500,
        help_text="Only for a selector, XPath or path: as in #releases li, //h2, $.items[*].title",
    )
    rendered = RenderedField()
    source = SourceField(
        label="Source", help_text="Its name, or a part of it or of its address; empty: a new source, named below."
    )
    name = forms.CharField(label="Name of the new source", required=False, max_length=200)
    desk = forms.ModelChoiceField(Desk.objects.none(), required=False, empty_label=None)
    organisation = OrganisationField(help_text="Who publishes it, by its name, where that is known.")
    own_site = Tick(
        label="The host of the address is its own",
        help_text="So that words from there take its tier. Not for GitHub, Wikipedia and others that host many.",
    )
    tier = forms.ChoiceField(
        label="Its tier",
        required=False,
        choices=Tier.choices,
        initial=Tier.NONE,
        help_text="How far it can be relied on. What is read while it is unknown counts for nothing, later too.",
    )
    scope = forms.CharField(
        label="What it is a record of", required=False, max_length=300, help_text="Needed for a record."
    )
    tier_reason = forms.CharField(
        label="Why it can be relied on", required=False, max_length=1000, help_text="Needed with a tier."
    )
    held = forms.ChoiceField(
        label="Hold what is read against",
        choices=[("chosen", "the claims chosen below"), ("all", "every claim of the desk (a newswire)")],
        initial="chosen",
        widget=forms.RadioSelect,
    )
    claim_words = forms.CharField(
        label="Find claims", required=False, max_length=200, help_text="By their words; those you have ticked stay."
    )
    claims = forms.ModelMultipleChoiceField(
        Claim.objects.none(), label="Claims", required=False, widget=forms.CheckboxSelectMultiple
    )

    WHAT = ("url", "kind", "part", "selector", "rendered")
    TIER = ("tier", "scope", "tier_reason")
    NEW_SOURCE = ("name", "organisation", "desk", "own_site", *TIER)
    POLLING_FIELDS = ("interval_s", "adaptive", "floor_s", "ceiling_s", *PollingForm.HASTE)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        user = request.user
        desks = [desk for desk in Desk.objects.order_by("name") if may(user, "watch", desk)]
        super().__init__(*args, hasty=any(may(user, "set_haste", desk) for desk in desks), **kwargs)
        if not is_offered():
            del self.fields["rendered"]
        if not any(may(user, "set_tier", desk) for desk in desks):
            for name in self.TIER:
                del self.fields[name]
        self._offer("desk", Desk.objects.filter(pk__in=[desk.pk for desk in desks]).order_by("name"))
        if len(desks) == 1:
            self.fields["desk"].widget = forms.HiddenInput()
        self.initial.setdefault("desk", desks[0].pk if desks else None)
        source = self.fields["source"]
        assert isinstance(source, SourceField)  # noqa: S101 - tells the type checker
        source.rows = Source.objects.filter(desk__in=desks)
        chosen = self["claims"].data or self.initial.get("claims", [])
        words = str(self["claim_words"].data or "")
        self._offer("claims", offered_claims(user, desks, [pk for pk in chosen if _is_key(pk)], words=words))

    def full_clean(self) -> None:
        """Nothing is asked of a form that only searches for claims."""
        super().full_clean()
        if self.is_bound and self.data.get(BUTTON) == FIND_CLAIMS:
            self._errors = ErrorDict()

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("rendered") and cleaned.get("kind") not in (None, FIND_OUT, Resource.Kind.HTML):
            self.add_error("rendered", "Only pages have scripts that could be run.")
        if self.looks_only:
            return cleaned
        if not cleaned.get("source") and not cleaned.get("name"):
            self.add_error("source", "Choose a source, or name a new one below.")
        if not cleaned.get("source") and cleaned.get("own_site") and hosts_many(cleaned.get("url", "")):
            self.add_error("own_site", "Many publish at this host, so it is no single source's own. Untick this.")
        if not cleaned.get("source") and not cleaned.get("desk"):
            self.add_error("desk", "Choose the desk that the new source belongs to.")
        return cleaned

    def settle_kind(self, kind: str) -> None:
        """What was to be found out is known: the form says so from now on."""
        data = cast("QueryDict", self.data).copy()
        data["kind"] = kind
        self.data = data

    @property
    def looks_only(self) -> bool:
        """Whether the button pressed is the one that only looks at the address."""
        return self.data.get(BUTTON) == "look"

    def shown(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


def offered_claims(user: Principal, desks: list[Desk], chosen: list[Any], *, words: str = "") -> QuerySet[Claim]:
    """The claims of the desks that have some words, or without words the latest, and those chosen already: a few dozen
    at most, the latest first.
    """
    rows = claims_of(user).filter(desk__in=desks)
    found = with_words(rows, words)[: CLAIMS_FOUND if words.strip() else CLAIMS_OFFERED]
    keys = {*found.values_list("pk", flat=True), *(int(pk) for pk in chosen)}
    return rows.filter(pk__in=keys).order_by("-pk")


def _is_key(value: Any) -> bool:
    return str(value).isdecimal() and len(str(value)) < 18


class SelectorForm(forms.Form):
    needed_at_times = ("selector",)

    part = forms.ChoiceField(label="Read")
    selector = forms.CharField(required=False, max_length=500, help_text="As in #releases li, //h2, $.items[*].title")
    rendered = RenderedField()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [choice for choice in Resource.Part.choices if choice[0] in PARTS[kind]]
        self.fields["part"] = forms.ChoiceField(label="Read", choices=parts)
        if kind != Resource.Kind.HTML or not (is_offered() or self.initial.get("rendered")):
            del self.fields["rendered"]  # which leaves it as it is
        self.order_fields(["part", "selector", "rendered"])


class DocumentTypeForm(forms.Form):
    """What type of document stands at an address, as a reviewer names it."""

    document = forms.CharField(
        label="Type of document", required=False, max_length=100, help_text="As in “court ruling”; empty: none."
    )
    reason = forms.CharField(label="Reason", max_length=5000, widget=area())


class PauseForm(forms.Form):
    reason = forms.CharField(label="Why", required=False, max_length=300, help_text="Shown wherever it is listed.")


class FilterForm(forms.Form):
    """Which resources the list shows."""

    state = forms.ChoiceField(required=False, choices=[("", "any"), *LABELS.items()])
    source = forms.ModelChoiceField(Source.objects.none(), required=False, widget=forms.HiddenInput)
    desk = forms.ModelChoiceField(Desk.objects.none(), required=False, empty_label="any")
    q = forms.CharField(label="Address or name has", required=False, max_length=200)
    listed = Tick(label="With the pages that feeds list")
    feed = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        sources = Source.objects.visible_to(request.user)
        desks = Desk.objects.filter(pk__in=sources.values("desk")).order_by("name")
        for name, rows in (("source", sources.order_by("name")), ("desk", desks)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = rows
        if desks.count() < 2:
            del self.fields["desk"]
