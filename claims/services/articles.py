"""Recording articles, and revising what is recorded of one. Their publication stands in `publication.py`."""

from datetime import date
from typing import Any

from django.db import transaction

from claims import audit
from claims.models import Article, Desk, Publication
from claims.permissions import require
from claims.services.base import InvalidInput, free_slug, refuse_overtaken, refuse_unknown, require_text
from claims.services.sources import address_of
from claims.users import Principal

LONGEST = {"title": 300, "language": 35, "seen_via": 200}
"""The columns’ own limits, in characters."""

REVISABLE = ("title", "url", "language", "published_on", "seen_via", "summary", "invented")


class AddressTaken(InvalidInput):
    """The address is that of another article of the desk, `article`."""

    def __init__(self, article: Article) -> None:
        words = f"it is the address of “{article}” ({article.uuid}) already: go on with that article."
        super().__init__("url", words)
        self.article = article


@transaction.atomic
def record_article(
    *,
    by: Principal,
    desk: Desk,
    title: str,
    url: str = "",
    language: str = "en",
    published_on: date | None = None,
    seen_via: str = "",
    summary: str = "",
    invented: bool = False,
) -> Article:
    """Record a draft article on a desk, which has one of each address. Raises PermissionDenied, AddressTaken,
    InvalidInput.
    """
    require(by, "record", desk)
    article = Article(
        desk=desk,
        title=title.strip(),
        url=_free_address(url, desk),
        language=language,
        published_on=published_on,
        seen_via=seen_via,
        summary=summary,
        invented=invented,
    )
    _check(article)
    article.slug = free_slug(Article, title)
    article.save(force_insert=True)
    facts = audit.facts_of(article)
    audit.append(subject=article, action="recorded", by=by, payload={"title": article.title}, facts=facts)
    return article


@transaction.atomic
def revise_article(*, by: Principal, article: Article, reason: str, seen: int | None = None, **changes: Any) -> Article:
    """Change what is recorded of an article, one or more of REVISABLE; readers of a published one see the change with
    its reason. Its claims and their evidence stay as they are. A draft's slug follows its title. Whether a published
    article is invented is a reviewer's to say.

    `seen`: how many entries its history had when the caller read it. Raises PermissionDenied; AlreadyDecided where it
    has more by now; AddressTaken; InvalidInput.
    """
    current = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=article.pk)
    require(by, "revise", current.desk)
    reason = require_text("reason", reason)
    refuse_unknown(changes, REVISABLE)
    refuse_overtaken(current, seen)
    if changes.get("url", current.url) != current.url:
        changes["url"] = _free_address(changes["url"], current.desk, but=current)
    changed = _take(current, changes)
    if "invented" in changed and current.publication != Publication.DRAFT:
        require(by, "publish", current.desk)
    _check(current)
    if "title" in changed and current.publication == Publication.DRAFT:
        current.slug = free_slug(Article, current.title, but=current)
    current.save(update_fields=[*changed, "slug"])
    payload = {
        "before": changed,
        "after": {name: getattr(current, name) for name in changed},
        "reason": reason,
        "fields": sorted(changed),
    }
    facts = audit.facts_of(current, "slug", *changed)
    audit.append(subject=current, action="revised", by=by, payload=payload, facts=facts)
    return current


def _take(article: Article, changes: dict[str, Any]) -> dict[str, Any]:
    """Write the changes into the row; the former values of those that are any. Raises InvalidInput where none is."""
    before = {}
    for name, value in changes.items():
        words = value.strip() if isinstance(value, str) else value
        if getattr(article, name) != words:
            before[name] = getattr(article, name)
            setattr(article, name, words)
    if not before:
        raise InvalidInput("article", "nothing is changed: correct what is wrong, or leave it.")
    return before


def _free_address(url: str, desk: Desk, *, but: Article | None = None) -> str:
    """An address as the record keeps it, without its fragment; empty where there is none. Raises InvalidInput for what
    is no address, AddressTaken where another article of the desk has it: `but` alone may.
    """
    if not url.strip():
        return ""
    address = address_of(url).url
    # Whoever writes an address on this desk waits here, so that two at once do not both find it free.
    Desk.objects.select_for_update(of=("self",), no_key=True).get(pk=desk.pk)
    others = Article.objects.filter(desk=desk, url__in={address, url.strip()})
    others = others.exclude(pk=but.pk) if but else others
    if taken := others.order_by("pk").first():
        raise AddressTaken(taken)
    return address


def _check(article: Article) -> None:
    """The rules that an article's own words must keep. Raises InvalidInput."""
    require_text("title", article.title)
    require_text("language", article.language)
    for name, longest in LONGEST.items():
        if len(getattr(article, name)) > longest:
            raise InvalidInput(name, f"at most {longest} characters.")
