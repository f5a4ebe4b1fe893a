"""How a page that was sent to us is stored: what was sent, and who sent it, as one body. Pure.

The body is the evidence's last proof (its sha256 is in it), so it holds what we were given and not what we made of it;
and who gave it, since the words are worth what their sender is worth.
"""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from tracker.extract.documents import Unreadable

ContentType = Literal["text/html", "application/xhtml+xml", "text/plain"]
CONTENT_TYPES: tuple[ContentType, ...] = ("text/html", "application/xhtml+xml", "text/plain")
MAX_CONTENT_BYTES = 5_000_000
"""Of UTF-8: what the reader takes of a page that is polled."""

_FORM = "sent page 1"


@dataclass(frozen=True, slots=True)
class Sent:
    """One page as its sender read it. `title` is the sender's, and may be empty."""

    url: str
    content_type: ContentType
    content: str
    title: str
    sent_by: str

    @property
    def kind(self) -> Literal["html", "text"]:
        """How the reader is to take the content."""
        return "text" if self.content_type == "text/plain" else "html"


def pack(sent: Sent) -> bytes:
    """The bytes that are stored: equal for equal pages of one sender."""
    return json.dumps({"form": _FORM, **asdict(sent)}, sort_keys=True, ensure_ascii=False).encode()


def unpack(body: bytes) -> Sent:
    """What was sent. Raises Unreadable("failed", …) where these bytes are no such page."""
    try:
        facts = json.loads(body)
        if facts.pop("form") != _FORM:
            raise ValueError("another form")
        return Sent(**facts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable("failed", "This is not a page that was sent to us.") from error
