"""The single keys of the review queue. A reader may choose others or switch them off (WCAG 2.1.4); `queue.js` keeps
that in the browser. Each key presses a button that is there for everybody.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """A deed as the page's elements name it (`data-deed`), the key that does it at first, and what it does in words."""

    deed: str
    key: str
    does: Any


KEYS = (
    Key("next", "j", _("The next flag")),
    Key("back", "k", _("The flag before")),
    Key("confirm", "c", _("Confirm")),
    Key("dismiss", "d", _("Dismiss: then a digit for the reason, or 0 to write one")),
    Key("change", "s", _("Set another status, with a reason")),
    Key("undo", "u", _("Undo, within seconds")),
    Key("source", "o", _("Open the source at the quote")),
    Key("voice", "a", _("Say whose word it is")),
    Key("wrong", "w", _("Mark a passage as misjudged")),
    Key("help", "?", _("Show the keys")),
)
