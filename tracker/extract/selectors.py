"""The expressions with which a person picks a part of a document.

They are checked when they are entered (`check_part`) and applied where the document is read (`pick_nodes`,
`pick_values`). CSS selectors are those of Selectors Level 4 that cssselect knows, XPath is 1.0 without extensions,
JSONPath is RFC 9535, JMESPath that of jmespath.org. None of them can open a file or an address, and none can bring
words into a document that do not stand there: what is read counts as its publisher's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal

from tracker.extract.documents import Unreadable

Part = Literal["main", "whole", "css", "xpath", "jsonpath", "jmespath"]

MAX_CHARS = 500
MAX_PICKED = 10_000
"""Elements or values of one document."""

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "html": ("main", "whole", "css", "xpath"),
        "json": ("main", "whole", "jsonpath", "jmespath"),
        "feed": ("main",),
        "sitemap": ("main",),
        "pdf": ("main", "whole"),
        "text": ("main", "whole"),
        "pushed": ("main", "whole", "css", "xpath"),
    }
)
"""Which parts each kind of document has. "main" and "whole" are one where a document has no furniture."""

_WITHOUT_SELECTOR = ("main", "whole")
_EXAMPLES = {
    "css": "article .lead",
    "xpath": "//table[1]//td",
    "jsonpath": "$.items[*].name",
    "jmespath": "items[].name",
}


class InvalidSelector(ValueError):
    """A part or selector that cannot be used. `field` ("part" or "selector") is at fault; `remedy` says what to do."""

    def __init__(self, field: Literal["part", "selector"], remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy


def check_part(*, kind: str, part: str, selector: str) -> None:
    """Refuse a part that `kind` does not have, and a selector that is missing, superfluous or wrong.

    Raises InvalidSelector.
    """
    parts = PARTS.get(kind, ("main",))
    if part not in parts:
        raise InvalidSelector("part", f"a resource of the kind {kind} has {_listed(parts)}, not “{part}”.")
    if part in _WITHOUT_SELECTOR:
        if selector:
            raise InvalidSelector("selector", f"leave it empty, or choose {_listed(_selecting(parts)) or 'no part'}.")
        return
    if not selector.strip():
        raise InvalidSelector("selector", f"write what to pick, as in {_EXAMPLES[part]}")
    if len(selector) > MAX_CHARS:
        raise InvalidSelector("selector", f"at most {MAX_CHARS} characters; this one has {len(selector)}.")
    try:
        _TRY[part](selector)
    except RecursionError as error:
        raise InvalidSelector("selector", "it is nested too deeply; write it more simply.") from error
    except Exception as error:  # each library has errors of its own, and some are plain ValueErrors
        remedy = f"this is no {part} expression ({_first_line(error)}); write one as in {_EXAMPLES[part]}"
        raise InvalidSelector("selector", remedy) from error


def pick_nodes(root: Any, *, part: str, selector: str) -> list[Any]:
    """What a CSS selector or an XPath picks of a parsed page, in its order: elements, and for XPath also strings.

    An element inside another that is picked is left out. Raises Unreadable "selector_empty" where nothing is picked.
    """
    from lxml import etree

    try:
        found = _compiled(part, selector)(root)
    except (etree.LxmlError, ValueError) as error:
        raise _nothing(selector, _first_line(error)) from error
    if isinstance(found, str) and not _stands_in(root, found):
        raise _nothing(
            selector, "an XPath function may give the whole text of an element or attribute, and no other words"
        )
    items = found if isinstance(found, list) else [_said(found)]
    picked = _outermost(items[: MAX_PICKED + 1])
    if len(items) > MAX_PICKED:
        raise Unreadable("too_long", f"The selector picks more than {MAX_PICKED:,} parts of this page.")
    if not picked:
        raise _nothing(selector)
    return picked


def pick_values(value: Any, *, part: str, selector: str) -> list[Any]:
    """What a JSONPath or JMESPath picks of a JSON value. A list that JMESPath gives counts as its items; null and
    empty lists as nothing. Raises Unreadable "selector_empty" where nothing is picked.
    """
    found: list[Any] = []
    try:
        if part == "jsonpath":
            for match in _jsonpath(selector).finditer(value):
                found.append(match.obj)
                if len(found) > MAX_PICKED:
                    break
        else:
            import jmespath

            _check_words(selector)
            answer = jmespath.search(selector, value)
            found = answer if isinstance(answer, list) else [answer]
            _check_strings(found, value)
    except Exception as error:  # a function that does not fit the values met, a number out of range
        raise _nothing(selector, _first_line(error)) from error
    if len(found) > MAX_PICKED:
        raise Unreadable("too_long", f"The selector picks more than {MAX_PICKED:,} values of this document.")
    found = [each for each in found if each is not None]
    if not found:
        raise _nothing(selector)
    return found


def _compiled(part: str, selector: str) -> Any:
    from lxml import etree
    from lxml.cssselect import CSSSelector

    if part == "css":
        return CSSSelector(selector, translator="html")
    # Without EXSLT: its regular expressions can take for ever.
    return etree.XPath(selector, regexp=False, smart_strings=False)


def _stands_in(root: Any, text: str) -> bool:
    """Whether a text is the whole text of an element or the value of an attribute, white space aside."""
    wanted = " ".join(text.split())
    if not wanted:
        return True
    for element in root.iter("*"):
        if any(" ".join(value.split()) == wanted for value in element.attrib.values()):
            return True
        said = "".join(element.itertext())
        if len(said) >= len(wanted) and " ".join(said.split()) == wanted:
            return True
    return False


_LABEL = re.compile(r"[a-z][\w-]{0,39}")
_ASKING = frozenset({"contains", "starts_with", "ends_with"})
"""Functions that answer whether a literal is met, and never give it."""


def _check_words(selector: str) -> None:
    """Refuse a JMESPath that gives words or numbers of its own. Raises ValueError, as the library does.

    Literals are for comparing with; a label is one word, and no name.
    """
    import jmespath

    waiting = [(jmespath.compile(selector).parsed, False)]
    while waiting:
        node, compares = waiting.pop()
        if node["type"] == "literal" and not compares:
            raise ValueError("a literal is for comparing with: pick what stands in the document")
        if node["type"] == "key_val_pair" and not _LABEL.fullmatch(node["value"]):
            raise ValueError(f"a label is one word in lower case, unlike “{node['value'][:60]}”")
        asks = node["type"] == "function_expression" and node["value"] in _ASKING
        below = compares or asks or node["type"] == "comparator"
        waiting += [(child, below) for child in node["children"]]


def _check_strings(picked: Any, document: Any) -> None:
    """Refuse strings that do not stand in a JSON document, but were put together. Raises ValueError."""
    known = set(_parts_of(document, keys=True))
    said = (each for each in _parts_of(picked, keys=False) if isinstance(each, str))
    if made := next((each for each in said if each not in known), None):
        raise ValueError(f"“{made[:60]}” does not stand in the document: pick the parts as a list")


def _parts_of(value: Any, *, keys: bool) -> Iterator[Any]:
    """Every string and number in a JSON value, with `keys` also those of its objects."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield from each if keys else ()
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        else:
            yield each


def _jsonpath(selector: str) -> Any:
    from jsonpath import JSONPathEnvironment

    return JSONPathEnvironment(strict=True).compile(selector)


def _try_markup(part: str, selector: str) -> None:
    from lxml import etree

    # An unknown function or prefix of an XPath shows only when it is applied.
    _compiled(part, selector)(etree.Element("html"))


def _try_jmespath(selector: str) -> None:
    import jmespath
    from jmespath.exceptions import JMESPathTypeError

    _check_words(selector)
    try:
        jmespath.compile(selector).search({})
    except JMESPathTypeError:
        return  # "sort" of nothing; what it will be asked of is not known yet


_TRY = {
    "css": lambda selector: _try_markup("css", selector),
    "xpath": lambda selector: _try_markup("xpath", selector),
    "jsonpath": _jsonpath,
    "jmespath": _try_jmespath,
}


def _outermost(items: Iterable[Any]) -> list[Any]:
    picked: dict[Any, None] = {}
    for item in items:
        if isinstance(item, str):
            picked |= {item: None} if item.strip() else {}
        elif hasattr(item, "iterancestors") and not any(parent in picked for parent in item.iterancestors()):
            picked[item] = None
    return list(picked)


def _said(value: object) -> str:
    """What an XPath function gives: a string, a number (12.0 is 12), true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _nothing(selector: str, why: str = "") -> Unreadable:
    shown = selector if len(selector) <= 80 else f"{selector[:79]}…"
    return Unreadable("selector_empty", f"Nothing here matches the selector {shown}{f' ({why})' if why else ''}.")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".:")[:160]


def _selecting(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part not in _WITHOUT_SELECTOR]


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
