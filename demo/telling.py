"""Telling the story: publish, wait until the watch has read it, compare what came of it, let somebody decide."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from claims import services
from claims.findings import find
from claims.models import AuditEntry, Claim, Evidence, Flag
from demo.cast import Cast
from demo.story import Outcome, Step, Story
from demo.wire import Publisher
from tracker.assess.types import PassageText
from tracker.evidence.assessor import current_assessor
from tracker.evidence.propose import claim_text
from tracker.models import Snapshot

PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.1


class StoryBroken(RuntimeError):
    """A step did not come out as told; the message says which and how, in a sentence."""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """One step as it came out: the claim's status before and after, and why, in the tracker's own words."""

    step: Step
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells steps to the end. `pulse` is called while waiting; it raises where a process has ended.

    `scripted`: the reviewer of the script decides for the visitor too.
    """

    cast: Cast
    publishers: Mapping[str, Publisher]
    pulse: Callable[[], None]
    scripted: bool

    def tell(self, step: Step) -> StepOutcome:
        """Raises StoryBroken where the step does not come out as told."""
        claim, since = self.cast.claims[step.claim], timezone.now()
        before = _fresh(claim).status
        self._publish(step)
        found = outcome_of(claim)
        if found != step.expect:
            raise StoryBroken(
                f"The step “{step.name}” did not come out as told. {step.tell} “{step.claim}” was to be {step.expect}; "
                f"it is {found}."
            )
        why = _why(claim, step, since)
        if step.decision == "reviewer" or (step.decision and self.scripted):
            self._decide(step, claim)
        return StepOutcome(step, before, _status_in_words(claim), why)

    def remark(self, step: Step) -> None:
        """Tell the step at the desk, too, as the journalist's comment on the claim."""
        services.comment(by=self.cast.journalist, on=self.cast.claims[step.claim], text=step.tell)

    def _publish(self, step: Step) -> None:
        """Let the publishers publish, and wait until the watch has read and processed what they wrote."""
        wanted = {}
        for page in step.publish:
            publisher = self.publishers[page.by]
            wanted[publisher.site + page.path] = publisher.publish(page.path, page.title, page.text)
        deadline = time.monotonic() + PATIENCE_S
        processed = Snapshot.objects.exclude(processed_at=None)
        while wanted:
            self.pulse()
            wanted = {
                url: sha256
                for url, sha256 in wanted.items()
                if not processed.filter(resource__url=url, body__sha256=sha256).exists()
            }
            if wanted and time.monotonic() > deadline:
                raise StoryBroken(f"The step “{step.name}” was not read within {PATIENCE_S:.0f} s: {', '.join(wanted)}")
            time.sleep(_LOOK_EVERY_S)

    def await_feed(self) -> None:
        """Wait until every change of status has its entry in the feed. Raises StoryBroken after a while."""
        deadline = time.monotonic() + PATIENCE_S
        while (missing := changes_made().filter(change=None).count()) > 0:
            self.pulse()
            if time.monotonic() > deadline:
                raise StoryBroken(f"{missing} changes of status are not in the feed after {PATIENCE_S:.0f} s.")
            time.sleep(_LOOK_EVERY_S)

    def _decide(self, step: Step, claim: Claim) -> None:
        flag = Flag.objects.open().filter(claim=claim, kind=Flag.Kind.STATUS).first()
        if flag is None:
            raise StoryBroken(f"The step “{step.name}” left nothing to decide on “{claim}”: somebody was faster.")
        services.resolve_flag(by=self.cast.reviewer, flag=flag, confirm=True, note="Read and confirmed.")


def outcome_of(claim: Claim) -> Outcome:
    """What the database says of a claim now."""
    supports = Evidence.objects.filter(claim=claim, stance="supports", retracted=False).exclude(standing="gone")
    proposed = Flag.objects.open().filter(claim=claim, kind=Flag.Kind.STATUS).values_list("to_status", flat=True)
    return Outcome(
        status=_fresh(claim).status,
        supports=supports.count(),
        origins=supports.exclude(origin__speakers=True).values("origin").distinct().count(),
        proposed=proposed.first() or "",
    )


def changes_made() -> QuerySet[AuditEntry]:
    """Every change of status that was made."""
    return AuditEntry.objects.filter(subject_type="claim", action="status changed")


def figures(story: Story) -> dict[str, int]:
    """The story in numbers, from the database: proposed changes of status, those made, and those nobody foresaw.

    A change that is flagged twice counts as a false flag too.
    """
    flags = Flag.objects.filter(kind=Flag.Kind.STATUS)
    raised = list(flags.values_list("claim__text", "to_status"))
    made = changes_made()
    return {
        "flags": len(raised),
        **{name: made.filter(payload__after=name).count() for name in ("verified", "disputed")},
        "reopened": made.filter(payload__after="unverified").count(),
        "false_flags": len(raised) - len(story.changes & set(raised)),
    }


def _fresh(claim: Claim) -> Claim:
    claim.refresh_from_db(fields=["status"])
    return claim


def _status_in_words(claim: Claim) -> str:
    now = outcome_of(claim)
    return f"{now.status}, {now.proposed} proposed" if now.proposed else now.status


def _why(claim: Claim, step: Step, since: datetime) -> str:
    """The reasons of the flag that the step raised; else why what it brought does not count."""
    flag = Flag.objects.filter(claim=claim, kind=Flag.Kind.STATUS, raised_at__gte=since).order_by("-pk").first()
    if flag:
        return " ".join(flag.reasons)
    finding = find(_fresh(claim), today=timezone.now().date())
    brought = Evidence.objects.filter(claim=claim, recorded_at__gte=since).values_list("uuid", flat=True)
    whys = [why for id_, why in finding.not_counted if id_ in {str(uuid) for uuid in brought}]
    return " ".join(dict.fromkeys(whys)) or _why_no_evidence(claim, step) or " ".join(finding.reasons)


def _why_no_evidence(claim: Claim, step: Step) -> str:
    """What the assessor has against the paragraph of the step that comes nearest to the claim, "" for nothing."""
    text = claim_text(claim, at=timezone.now())
    pairs = [(text, PassageText(text=words, title=page.title)) for page in step.publish for words in page.text]
    judgements = current_assessor().assess(pairs)
    nearest = max(judgements, key=lambda judged: (bool(judged.deciding), judged.score), default=None)
    return f"It is no evidence: {'; '.join(nearest.reasons)}." if nearest and nearest.reasons else ""
