"""The redirect that an HTML page holds itself: `<meta http-equiv="refresh" content="0; url=…">`.

Browsers follow it once the page is shown (HTML §4.2.5.3, "shared declarative refresh steps"). We do where it comes at
once, so that a stub is not taken for the page. One without an address, or that waits longer, loads the page again.
"""

import re
from html import unescape

LONGEST_WAIT_S = 10.0
_READ_BYTES = 20_000  # it stands in the head of a page
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|noscript|style|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_META = re.compile(r"""<meta\s(?:[^>"']|"[^"]*+"|'[^']*+')*+>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CONTENT = re.compile(r"\s*(\d*(?:\.\d*)?)\s*(?:[;,]\s*|\s+)(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL)


def refresh_target(body: bytes) -> str:
    """Where a page leads at once, as it is written there; empty where it leads nowhere."""
    start = _HIDDEN.sub("", body[:_READ_BYTES].decode("utf-8", "replace"))
    for tag in _META.findall(start):
        named = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
        if named.get("http-equiv", "").strip().lower() == "refresh":
            return _address(named.get("content", ""))
    return ""


def _address(content: str) -> str:
    found = _CONTENT.fullmatch(content)
    if found is None or not found.group(1).strip(".") or float(found.group(1)) > LONGEST_WAIT_S:
        return ""
    address = found.group(2).strip()
    quote = address[:1]
    return (address[1:].partition(quote)[0] if quote in ("'", '"') else address).strip()
