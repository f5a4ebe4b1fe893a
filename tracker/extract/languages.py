"""Which language a text is in, where nothing says so."""

import py3langid as langid

_GUESS_CHARS = 2_000
_MIN_GUESS_CHARS = 30


def guess_language(text: str) -> str:
    """The code (ISO 639-1) of the language that the beginning of `text` is most likely in; empty for a few words."""
    return str(langid.classify(text[:_GUESS_CHARS])[0]) if len(text) >= _MIN_GUESS_CHARS else ""
