"""What can go wrong with one request, as a stable code and a sentence for people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast, get_args

Code = Literal[
    "bad-url",
    "scheme",
    "port",
    "blocked-address",
    "dns",
    "connect",
    "tls",
    "timeout",
    "broken",
    "protocol",
    "encoding",
    "too-large",
    "bomb",
    "content-type",
    "redirects",
    "unexpected-304",
    "robots",
    "silent-host",
    "not-asked",
    "network",
    "renderer-off",
    "renderer-away",
    "scripts-endless",
    "scripts-memory",
    "scripts-failed",
    "led-away",
    "not-fetched",
    "too-many",
]
"""Every code but `http-NNN`, so that the type checker knows of each place that makes one up."""

# Every code but `http-NNN`, with what it stands for. Codes are stored; never rename one.
CODES: Mapping[Code, str] = MappingProxyType(
    {
        "bad-url": "the URL cannot be read without doubt, or hides something (user name, backslash, blanks)",
        "scheme": "neither http nor https",
        "port": "a port that is not allowed",
        "blocked-address": "an address that is not on the public internet, or not allowed for this request",
        "dns": "the host name has no address",
        "connect": "no connection to the server",
        "tls": "the secure connection could not be made or trusted",
        "timeout": "no answer, or not the whole answer, in time",
        "broken": "the connection broke before the answer was whole",
        "protocol": "the answer is not valid HTTP",
        "encoding": "the answer is compressed in a way that cannot be undone",
        "too-large": "more bytes than allowed for this kind",
        "bomb": "far more bytes after decompression than came over the wire",
        "content-type": "not the kind of document asked for",
        "redirects": "too many redirects, a circle, or a redirect to nowhere",
        "unexpected-304": "'not modified' although nothing was compared",
        "robots": "robots.txt asks us not to read this",
        "silent-host": "its host left the requests before it without an answer, so it was not asked",
        "not-asked": "its turn did not come in time, so it was not asked",
        "network": "anything else that libcurl reports",
    }
)

# The same of the scripts of a page, where they are to be run.
SCRIPT_CODES: Mapping[Code, str] = MappingProxyType(
    {
        "renderer-off": "its scripts are to be run first, and no rendering service is set up",
        "renderer-away": "the rendering service does not answer as it should",
        "scripts-endless": "its scripts did not come to an end in time",
        "scripts-memory": "its scripts take more memory than they may",
        "scripts-failed": "the browser that ran its scripts broke down",
        "led-away": "its scripts lead to another address, or load it anew",
        "not-fetched": "a script asked for what no page that is rendered is given",
        "too-many": "a script asked for more than is fetched for one page",
    }
)

_HTTP_SENTENCES: Mapping[int, str] = MappingProxyType(
    {
        401: "The page asks for a login",
        402: "The page asks for payment",
        403: "The server refuses to show us the page",
        404: "There is no such page",
        408: "The server gave up waiting for us",
        410: "The page is gone for good",
        429: "The server asks us to come less often",
        451: "The page is withheld for legal reasons",
    }
)


class FetchError(Exception):
    """One request failed.

    `code` is a short stable slug (a key of `CODES` or `SCRIPT_CODES`, or `http-` and the status), `sentence` says it
    in plain words, and `permanent` tells that asking again in the same way is pointless until a
    person changes something (an unusable URL, 410 Gone).
    """

    def __init__(self, code: Code, sentence: str, permanent: bool = False) -> None:  # noqa: FBT001, FBT002
        # All three go to Exception's args, so that the error survives pickling.
        super().__init__(code, sentence, permanent)
        self.code: str = code
        self.sentence = sentence
        self.permanent = permanent

    def __str__(self) -> str:
        return self.sentence

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FetchError) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)


def http_error(status: int) -> FetchError:
    """The error for an answer whose status is not content; only 410 is permanent (RFC 9110 §15.5.11)."""
    words = _HTTP_SENTENCES.get(status)
    if words is None:
        if status >= 500:
            words = "The server has a problem"
        elif status >= 400:
            words = "The server refuses the request"
        else:
            words = "The server answered without a page"
    return FetchError(cast("Code", f"http-{status}"), f"{words} (HTTP {status}).", permanent=status == 410)


def as_code(word: str) -> Code:
    """A code that was written down or sent to us; ValueError where it is none of ours."""
    if word not in get_args(Code) and not (word.startswith("http-") and word[5:].isdecimal()):
        raise ValueError(f"no code of a failed request: {word[:40]!r}")
    return cast("Code", word)
