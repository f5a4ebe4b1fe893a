"""Presets: turn 'owner/repo' or an arXiv query into the URL to watch. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, unquote, urlencode, urlsplit

from claims.services.base import InvalidInput


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be watched, with what of it is read: the arguments of `resources.watch_url`."""

    title: str
    url: str
    kind: str
    part: str = "main"
    selector: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of place: its name on screen, what to write there, an example, and the function that gives its URLs."""

    label: str
    asks_for: str
    example: str
    candidates: Callable[[str], list[Candidate]]


def preset(name: str, value: str) -> list[Candidate]:
    """Return the URLs to watch for `value` at the preset `name` (a key of `PRESETS`), the likeliest first.

    Nothing is fetched. Raises InvalidInput for a place that is none and for a value that does not fit it.
    """
    if name not in PRESETS:
        raise InvalidInput("place", f"one of {', '.join(PRESETS)}.")
    return PRESETS[name].candidates(value.strip())


def _path_of(value: str, *hosts: str) -> str:
    """The path of a URL at one of `hosts` (empty for another host's), or `value` itself where it is no URL."""
    if "://" not in value:
        return value.strip("/")
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return unquote(parts.path).strip("/") if (parts.hostname or "").removeprefix("www.") in hosts else ""


def _github(value: str) -> list[Candidate]:
    # Names there are ASCII; \w alone is wider.
    found = re.match(r"([\w-]{1,39})/([\w.-]{1,100}?)(?:\.git)?(?:/|$)", _path_of(value, "github.com"), re.ASCII)
    if not found:
        raise _wrong("github")
    owner, project = found.groups()
    at = f"https://github.com/{owner}/{project}"
    return [
        Candidate(f"Releases of {owner}/{project}", f"{at}/releases.atom", "feed"),
        Candidate(f"Tags of {owner}/{project}", f"{at}/tags.atom", "feed"),
    ]


def _hugging_face(value: str) -> list[Candidate]:
    found = re.fullmatch(r"([\w.-]{1,96})(?:/.*)?", _path_of(value, "huggingface.co", "hf.co"), re.ASCII)
    if not found:
        raise _wrong("hugging-face")
    name = found.group(1)
    query = urlencode({"author": name, "sort": "createdAt", "direction": "-1", "limit": "100"})
    return [
        Candidate(
            f"{what.capitalize()} of {name}",
            f"https://huggingface.co/api/{what}?{query}",
            "json",
            "jmespath",
            f"[].{{{what[:-1]}: id, published: createdAt}}",
        )
        for what in ("models", "datasets")
    ]


def _arxiv(value: str) -> list[Candidate]:
    path = _path_of(value, "arxiv.org")
    if found := re.match(r"(?:abs|pdf|html)/([\w.-]+/\d{7}|\d{4}\.\d{4,5})", path, re.ASCII):
        at = f"https://arxiv.org/abs/{found.group(1)}"
        return [Candidate(f"arXiv:{found.group(1)}", at, "html")]
    if "://" in value or not value:
        raise _wrong("arxiv")
    if re.fullmatch(r"[a-z-]{2,12}(?:\.[A-Za-z-]{2,20})?", value) and ("." in value or "-" in value):
        terms = f"cat:{value}"
    elif re.match(r"(?:ti|au|abs|co|jr|cat|rn|id|all):", value):
        terms = value
    else:
        words = value.replace('"', "")
        terms = f'all:"{words}"'
    query = urlencode(
        {"search_query": terms, "sortBy": "submittedDate", "sortOrder": "descending", "max_results": "100"}
    )
    return [Candidate(f"arXiv: {value}", f"https://export.arxiv.org/api/query?{query}", "feed")]


def _wikipedia(value: str) -> list[Candidate]:
    language, title = "en", value
    if "://" in value:
        try:
            parts = urlsplit(value)
        except ValueError:
            raise _wrong("wikipedia") from None
        found = re.fullmatch(r"([a-z-]{2,20})(?:\.m)?\.wikipedia\.org", parts.hostname or "")
        if not found or not parts.path.startswith("/wiki/"):
            raise _wrong("wikipedia")
        language, title = found.group(1), unquote(parts.path.removeprefix("/wiki/"))
    elif found := re.match(r"([a-z]{2,3}(?:-[a-z]+)?):(.*)", value):
        language, title = found.groups()
    title = "_".join(title.split())
    if not title or len(title.encode()) > 255 or re.search(r"[<>\[\]{}|#]", title):
        raise _wrong("wikipedia")
    site, name = f"https://{language}.wikipedia.org", quote(title, safe="():,'!*")
    shown = title.replace("_", " ")
    history = urlencode({"title": title, "action": "history", "feed": "atom"})
    return [
        Candidate(f"{shown} ({language})", f"{site}/wiki/{name}", "html"),
        Candidate(
            f"{shown}, without the page around it", f"{site}/api/rest_v1/page/html/{quote(title, safe='')}", "html"
        ),
        Candidate(f"Revisions of {shown}", f"{site}/w/index.php?{history}", "feed"),
    ]


def _edgar(value: str) -> list[Candidate]:
    found = re.fullmatch(r"(?:CIK\s*)?(\d{1,10}|[A-Za-z][A-Za-z.-]{0,9})(?:\s+([\w-]{1,12}(?:/A)?))?", value, re.ASCII)
    if not found:
        raise _wrong("edgar")
    company, form = found.group(1), (found.group(2) or "").upper()
    company = company.zfill(10) if company.isdigit() else company.upper()
    query = {"action": "getcompany", "CIK": company, "type": form, "dateb": "", "owner": "include", "count": "40"}
    at = f"https://www.sec.gov/cgi-bin/browse-edgar?{urlencode({**query, 'output': 'atom'})}"
    return [Candidate(f"EDGAR filings of {company}{f', {form}' if form else ''}", at, "feed")]


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "github": Preset("GitHub releases", "the owner and the project", "django/django", _github),
        "hugging-face": Preset("Hugging Face organisation", "the organisation", "mistralai", _hugging_face),
        "arxiv": Preset("arXiv query", "words, a category or a query", "cat:cs.CL AND ti:pretraining", _arxiv),
        "wikipedia": Preset("Wikipedia article", "the title, its language before a colon", "de:Jülich", _wikipedia),
        "edgar": Preset("EDGAR filings", "the company's CIK or ticker, and a form if only that", "320193 8-K", _edgar),
    }
)
"""The places, by their names. A newsroom's own site is looked at instead: `finding.lists_of`."""


def _wrong(name: str) -> InvalidInput:
    place = PRESETS[name]
    return InvalidInput("value", f"write {place.asks_for}, as in {place.example}, or paste the address.")
