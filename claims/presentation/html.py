"""How parts of the record are shown to people: marked quotes, safe links, contracts in words. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from claims.contracts import Kind, default_contract, describe_contract, parse_contract
from claims.urls import BadUrl, read_url


def marked(quote: str, spans: Iterable[Sequence[int]]) -> SafeString:
    """The quote as HTML with the deciding words in <mark>; everything else is escaped.

    `spans` are [start, end) in characters, in any order; overlapping ones join, those outside the quote are cut.
    """
    parts: list[str] = []
    done = 0
    for start, end in sorted((max(0, span[0]), min(len(quote), span[1])) for span in spans):
        start = max(start, done)
        if start >= end:
            continue
        parts += [escape(quote[done:start]), format_html("<mark>{}</mark>", quote[start:end])]
        done = end
    return mark_safe("".join([*parts, escape(quote[done:])]))  # noqa: S308 - every part was escaped above


def figure_spans(quote: str, figures: Iterable[Mapping[str, str]]) -> list[tuple[int, int]]:
    """Where the figures of a quote stand in it, the first place of each: [start, end) in characters."""
    places = ((quote.find(pair["passage"]), len(pair["passage"])) for pair in figures if pair["passage"])
    return [(start, start + length) for start, length in places if start >= 0]


def web_link(url: str) -> str:
    """An address that is safe to follow; empty for any other, since a link may run script or lead elsewhere than it
    seems to.
    """
    try:
        read_url(url)
    except BadUrl:
        return ""
    return url


def contract_in_words(kind: str, settled_by: object) -> str:
    """What would settle a claim; where nothing was agreed (`settled_by` empty), what settles its kind."""
    parsed = parse_contract(settled_by) if settled_by else default_contract(Kind(kind))
    return describe_contract(parsed)
