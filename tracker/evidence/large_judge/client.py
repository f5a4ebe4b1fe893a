"""A large judge behind an OpenAI-compatible endpoint: asked once per question, within a budget per day.

What it is asked and what of its answer is believed is `tracker/assess/prompting.py`; this is the way there. Inside a
transaction it refuses to be asked. Where an answer cannot be had (budget, time, an error) the judge says so, and that
is nobody's judgement.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from net.client import fetch_many
from net.errors import FetchError, as_code
from net.messages import FetchRequest, FetchResult
from tracker.assess import explain, prompting
from tracker.assess.cascade import Unanswered
from tracker.assess.types import ClaimText, Judgement, PassageText
from tracker.evidence.large_judge.endpoint import AT_ONCE, Endpoint
from tracker.models import RemoteAnswer, RemoteSpending
from tracker.scheduling.backoff import obeyed_s

log = logging.getLogger(__name__)

THRESHOLD = 0.8
"""From here a large judge's word counts. Such models are seldom less sure, right or wrong: it keeps out the rest."""

BATCH_SECONDS = 25.0
"""After this no further question of a batch is asked: a page has two batches (its quotes, its passages), and both with
their last time-outs should end within a worker's lease."""

PAUSE_SECONDS = 60.0
"""How long an endpoint that failed is left alone, unless it names a time itself."""

LONGEST_PAUSE_SECONDS = 3600.0

GIVEN_UP_SECONDS = 600.0
"""How long a question that got no answer is not put again."""

Pair = tuple[ClaimText, PassageText]
Completion = Mapping[str, Any]


class LargeJudge:
    """Implements `cascade.LargeJudge`. One per endpoint and process: it remembers when it was turned away."""

    name = "large"
    support_threshold = refute_threshold = THRESHOLD

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._closed_until = 0.0
        self._closed_why = ""
        self._given_up: dict[str, tuple[float, Unanswered]] = {}

    @property
    def version(self) -> str:
        return f"{self._endpoint.model.rpartition('/')[2][:40]}-p{prompting.PROMPT_VERSION}"

    def answer(self, pairs: Sequence[Pair]) -> list[Judgement | Unanswered]:
        """One answer per pair, in order, or why there is none. Answers are kept; only those are asked that are not.

        Raises RuntimeError where some must be asked, and a transaction is open: locks would be held for its answer.
        """
        keys = [prompting.key_of(*pair, model=self._endpoint.model) for pair in pairs]
        by_key = dict(zip(keys, pairs, strict=True))
        kept = RemoteAnswer.objects.filter(key__in=by_key).values_list("key", "completion")
        answers: dict[str, Completion | Unanswered] = {**self._still_given_up(), **dict(kept)}
        wanted = {key: pair for key, pair in by_key.items() if key not in answers}
        if wanted and _in_transaction():
            raise RuntimeError("The large judge cannot be asked inside a transaction: judge first, then write.")
        answers |= self._ask(wanted)
        return [self._read(answers[key], passage) for key, (_, passage) in zip(keys, pairs, strict=True)]

    def _still_given_up(self) -> dict[str, Unanswered]:
        now = time.monotonic()
        self._given_up = {key: entry for key, entry in self._given_up.items() if entry[0] > now}
        return {key: unanswered for key, (_, unanswered) in self._given_up.items()}

    def _read(self, found: Completion | Unanswered, passage: PassageText) -> Judgement | Unanswered:
        if isinstance(found, Unanswered):
            return found
        try:
            answer = prompting.read_answer(prompting.content_of(found), passage)
        except prompting.Discarded as why:
            return Judgement("neutral", 0.0, (f"the large judge's answer was discarded: {why}",), *self._names)
        quoted = (answer.quoted,) if answer.quoted else ()
        words = "".join(passage.text[span.start : span.end] for span in quoted)
        return Judgement(
            answer.stance,
            round(answer.score, 4),
            (explain.larger(answer.stance, words),),
            *self._names,
            deciding=quoted,
            attributed_to=answer.attributed_to,
        )

    @property
    def _names(self) -> tuple[str, str]:
        return self.name, self.version

    def _ask(self, wanted: Mapping[str, Pair]) -> dict[str, Completion | Unanswered]:
        """The completions for what was never asked, a few at a time. The first failure ends the asking."""
        found: dict[str, Completion | Unanswered] = {}
        waiting = list(wanted)
        end = time.monotonic() + BATCH_SECONDS
        while waiting and not (why := self._why_not(end)):
            asked = [key for key in waiting[:AT_ONCE] if _spend(self._endpoint.daily_limit)]
            if not asked:
                why = f"today's {self._endpoint.daily_limit} requests are used up"
                break
            found |= self._exchange({key: wanted[key] for key in asked})
            waiting = [key for key in waiting if key not in asked]
        found |= {key: Unanswered(f"the large judge was not asked: {why}") for key in waiting}
        until = time.monotonic() + GIVEN_UP_SECONDS
        self._given_up |= {key: (until, why) for key, why in found.items() if isinstance(why, Unanswered)}
        return found

    def _why_not(self, end: float) -> str:
        now = time.monotonic()
        if now < self._closed_until:
            return f"a moment ago it gave no answer ({self._closed_why})"
        return "the page had more questions than there was time for" if now >= end else ""

    def _exchange(self, asked: Mapping[str, Pair]) -> dict[str, Completion | Unanswered]:
        try:
            policy = self._endpoint.policy()
        except FetchError as error:
            return dict.fromkeys(asked, self._failed(error.sentence))
        found: dict[str, Completion | Unanswered] = {}
        kept: list[RemoteAnswer] = []
        tokens = 0
        for result in fetch_many([self._request(key, pair) for key, pair in asked.items()], policy=policy):
            key = str(result.request.key)
            try:
                completion, used = _completion(result)
            except FetchError as error:
                found[key] = self._failed(error.sentence, retry_after_s=result.retry_after_s)
                continue
            found[key] = completion
            tokens += used
            kept.append(RemoteAnswer(key=key, model=self._endpoint.model[:200], completion=completion))
        RemoteAnswer.objects.bulk_create(kept, ignore_conflicts=True)
        RemoteSpending.objects.filter(day=_today()).update(tokens=F("tokens") + tokens)
        return found

    def _request(self, key: str, pair: Pair) -> FetchRequest:
        headers = {"Content-Type": "application/json"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        return FetchRequest(
            self._endpoint.completions_url,
            kind="json",
            key=key,
            spacing_s=0,
            post=json.dumps(prompting.request(*pair, model=self._endpoint.model)).encode(),
            headers=headers,
        )

    def _failed(self, why: str, *, retry_after_s: float | None = None) -> Unanswered:
        """Leave the endpoint alone for a while; nothing about the question is logged, nor the key."""
        asked_s = PAUSE_SECONDS if retry_after_s is None else retry_after_s
        pause_s = obeyed_s(asked_s, least_s=0, most_s=LONGEST_PAUSE_SECONDS)
        self._closed_until, self._closed_why = time.monotonic() + pause_s, why.rstrip(".")
        log.warning("The large judge gave no answer, it is left alone for %.0f s: %s", pause_s, why)
        return Unanswered(f"the large judge gave no answer: {self._closed_why}")


def _completion(result: FetchResult) -> tuple[Completion, int]:
    """What is kept of a good answer, and the tokens it cost. Raises FetchError for everything else."""
    if result.error:
        raise _plain(result.error)
    try:
        found = json.loads(result.body)
        prompting.content_of(found)
    except prompting.Discarded:
        pass  # it is an answer all the same; why it is not believed is said whenever it is read
    except (ValueError, RecursionError):
        raise FetchError("protocol", "Its answer is no chat completion.") from None
    message = found["choices"][0]["message"]
    kept = {
        "message": {name: _keepable(message.get(name)) for name in ("content", "refusal")},
        "finish_reason": _keepable(found["choices"][0].get("finish_reason")),
    }
    usage = found.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else 0
    return {"choices": [kept]}, tokens if isinstance(tokens, int) and 0 <= tokens < 10**9 else 0


def _keepable(value: object) -> str | bool:
    """Text as every database takes it, without NUL and half characters; of anything else, whether there is any."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    return bool(value)


def _plain(error: FetchError) -> FetchError:
    """The sentences of `net` speak of pages; an endpoint's operator needs to hear of keys and models."""
    said = {
        "http-400": "It refuses the request (HTTP 400): it may not know response_format json_schema.",
        "http-401": "It refuses our key (HTTP 401).",
        "http-403": "It refuses our key (HTTP 403).",
        "http-404": "It knows no such address or model (HTTP 404).",
        "http-429": "It asks us to come less often (HTTP 429).",
    }
    return FetchError(as_code(error.code), said.get(error.code, error.sentence), error.permanent)


def _in_transaction() -> bool:
    """Whether what is written now could be undone by somebody else's failure."""
    try:
        with transaction.atomic(durable=True):
            return False
    except RuntimeError:  # what Django raises for it
        return True


def _spend(limit: int) -> bool:
    """Take one request out of today's budget; False when it is used up. One statement, so that no two workers take
    the same one."""
    RemoteSpending.objects.get_or_create(day=_today())
    left = RemoteSpending.objects.filter(day=_today(), requests__lt=limit)
    return bool(left.update(requests=F("requests") + 1))


def _today() -> date:
    return timezone.now().date()  # UTC
