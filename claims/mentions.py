"""Names with an @ in a text: “@alice, please look”. Pure."""

import re

_NAME = re.compile(r"(?<![\w@.+-])@([\w.+-]+(?:@[\w.-]+)?)")


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text mentions, each once, in their order and without the @; a full stop behind one is none."""
    return tuple(dict.fromkeys(name for found in _NAME.findall(text) if (name := found.rstrip(".-+"))))
