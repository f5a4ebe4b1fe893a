"""The one navigation of the desk: its sections, in the order of the day's work, and which of them a page belongs to."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    """One entry: what it is called, the name of its address, and the addresses that are its own."""

    label: Any
    address: str
    below: tuple[str, ...] = ()  # further beginnings of paths that belong to it
    is_page: bool = False  # its address is one page, with nothing of it below


SECTIONS = (
    Section(_("Today"), "desk:home", is_page=True),
    Section(_("Queue"), "desk:queue", below=("/desk/leads/", "/admin/claims/flag/")),
    Section(_("Articles"), "desk:articles", below=("/admin/claims/article/",)),
    Section(
        _("Board"),
        "desk:claims",
        below=("/admin/claims/claim/", "/desk/evidence/", "/desk/attachments/", "/desk/comments/"),
    ),
    Section(_("Sources"), "desk:sources", below=("/desk/snapshots/", "/admin/claims/source/", "/admin/tracker/")),
    Section(_("History"), "admin:claims_auditentry_changelist", below=("/desk/history/",)),
    Section(_("Desk settings"), "desk:settings-index", below=("/desk/erasure/", "/admin/auth/", "/admin/claims/desk/")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A section as it is shown on one page."""

    label: Any
    url: str
    current: bool


def links(path: str) -> list[Link]:
    """Every section with its address; the one that the page at `path` belongs to is marked."""
    urls = [reverse(section.address) for section in SECTIONS]
    fits = [_fit(section, url, path) for section, url in zip(SECTIONS, urls, strict=True)]
    best = max(fits)
    here = fits.index(best) if best else -1
    return [Link(section.label, urls[place], place == here) for place, section in enumerate(SECTIONS)]


def _fit(section: Section, url: str, path: str) -> int:
    """How much of the path says that the page belongs to the section: the longest beginning that they share."""
    if path == url:
        return len(url)
    starts = section.below if section.is_page else (url, *section.below)
    return max((len(start) for start in starts if path.startswith(start)), default=0)
