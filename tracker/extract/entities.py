"""Character references of HTML (`&amp;`) in text that is not parsed as a page: titles of feeds, values of JSON."""

import html
import re

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def decode_entities(text: str) -> str:
    """The text with each whole reference as its character; `&copy=1` of an address is none."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
