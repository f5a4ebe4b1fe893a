"""One reusable libcurl handle: a single exchange at a time, watched byte by byte.

The options that never change are set once; `begin` sets the few that do, so that a request costs
little. Redirects are not followed here: each hop is an exchange of its own.
"""

import socket
from collections.abc import Sequence
from typing import NamedTuple

import certifi
import pycurl

from net.errors import Code, FetchError
from net.guard import ParsedUrl, address_allowed, blocked
from net.headers import add_header, media_type
from net.messages import FetchRequest
from net.policy import KINDS, MEDIA, FetchPolicy, Kind
from net.sniffing import is_binary, is_nameable, looks_like, notice_of_type

USABLE = frozenset({200, 203})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Bodies that are not content are read and dropped up to here, to keep the connection usable.
DRAIN_BYTES = 64 * 1024
# Lines in all heads and trailers of one answer: early hints without end are a head without end.
MAX_HEADER_LINES = 1_000
# Below this size nobody minds how well a page was compressed.
BOMB_FLOOR_BYTES = 1024 * 1024
# What a document that is cut at its limit may still weigh on the wire.
TRUNCATED_WIRE_BYTES = 64 * 1024 * 1024

_REFUSED: int = pycurl.SOCKET_BAD
_ACCEPT = {name: b"Accept: " + kind.accept.encode("ascii") for name, kind in KINDS.items()}
_BOMB = FetchError("bomb", "The document grows far too much when it is decompressed.")
_LONG_HEAD = FetchError("too-large", "The head of the answer is larger than allowed.")

_CURL_ERRORS: dict[int, tuple[Code, str]] = {
    # HTTP/0.9, or another protocol altogether; the URL itself has passed the guard.
    pycurl.E_UNSUPPORTED_PROTOCOL: ("protocol", "The server's answer is not valid HTTP."),
    pycurl.E_URL_MALFORMAT: ("bad-url", "The URL cannot be read."),
    pycurl.E_COULDNT_RESOLVE_HOST: ("dns", "The host name has no address."),
    pycurl.E_COULDNT_CONNECT: ("connect", "The server does not accept connections."),
    pycurl.E_FTP_WEIRD_SERVER_REPLY: ("protocol", "The server's answer is not valid HTTP."),
    pycurl.E_OPERATION_TIMEDOUT: ("timeout", "The server did not answer completely in time."),
    pycurl.E_PARTIAL_FILE: ("broken", "The connection ended before the page was whole."),
    pycurl.E_GOT_NOTHING: ("broken", "The server closed the connection without an answer."),
    pycurl.E_SEND_ERROR: ("broken", "The connection broke."),
    pycurl.E_RECV_ERROR: ("broken", "The connection broke."),
    pycurl.E_HTTP2: ("broken", "The HTTP/2 connection broke."),
    92: (  # CURLE_HTTP2_STREAM, which pycurl does not name
        "broken",
        "The HTTP/2 connection broke.",
    ),
    pycurl.E_BAD_CONTENT_ENCODING: ("encoding", "The page is compressed in a way that cannot be undone."),
    # What we ourselves refuse to take has a name by then; what is left is what stands behind a compressed page.
    pycurl.E_WRITE_ERROR: ("encoding", "The page is compressed in a way that cannot be undone."),
    pycurl.E_FILESIZE_EXCEEDED: ("too-large", "The document is larger than allowed."),
    100: ("too-large", "The head of the answer is larger than allowed."),  # CURLE_TOO_LARGE, likewise
    pycurl.E_SSL_CONNECT_ERROR: ("tls", "No secure connection could be made."),
    pycurl.E_PEER_FAILED_VERIFICATION: ("tls", "The server's certificate is not valid for this host."),
    pycurl.E_SSL_CACERT_BADFILE: ("tls", "The file of certificate authorities cannot be read."),
}


class Hop(NamedTuple):
    """What differs from one exchange of a request to the next.

    `redirected`: a server, not a person, named this URL. `conditional`: the request's validators
    were given by this URL. `timeout_s`: what is left of the total. `raw`: its compression could not be undone, so it is
    asked for without one, and taken as it comes.
    """

    redirected: bool
    conditional: bool
    timeout_s: float
    raw: bool = False


class _Descriptor(socket.SocketType):
    """A socket of which libcurl takes a copy: the plain kind, which costs little, closed as soon as it is let go."""

    def __del__(self) -> None:
        self.close()


class Transfer:
    """A libcurl easy handle and the exchange it carries.

    After libcurl has reported the end, `error(...)` says what went wrong, if anything, and
    `status`, `headers`, `content_type`, `charset` and `body()` hold the answer, and `notice` what was
    done to read it where the server was not taken at its word.
    """

    def __init__(self, policy: FetchPolicy) -> None:
        self.curl = pycurl.Curl()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.content_type = self.charset = self.notice = ""
        self._policy = policy
        self._redirected = self._trusted = False
        self._head_done = self._wanted = False
        self._lines = 0
        self._refused = ""
        self._failure: FetchError | None = None
        self._doubt: FetchError | None = None  # its type is not one of its kind: the bytes must show what it is
        self._raw = False
        self._kind_name = "any"
        self._kind: Kind = KINDS["any"]
        self._limit = self._size = 0
        self._chunks: list[bytes] = []
        self._set_constants(policy)

    def _set_constants(self, policy: FetchPolicy) -> None:
        curl = self.curl
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        # No proxy, whatever the environment says: behind one, the address check would see only it.
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.NOPROXY, "*")
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.USERAGENT, policy.user_agent)
        curl.setopt(pycurl.SSL_VERIFYPEER, 1)
        curl.setopt(pycurl.SSL_VERIFYHOST, 2)
        curl.setopt(pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2)
        curl.setopt(pycurl.CAINFO, policy.ca_file or certifi.where())
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, round(policy.connect_timeout_s * 1000)))
        curl.setopt(pycurl.BUFFERSIZE, 64 * 1024)
        if policy.resolve:
            curl.setopt(pycurl.RESOLVE, list(policy.resolve))
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        curl.setopt(pycurl.HEADERFUNCTION, self._on_header)
        curl.setopt(pycurl.WRITEFUNCTION, self._on_body)

    def begin(self, request: FetchRequest, url: ParsedUrl, hop: Hop) -> None:
        """Make ready for one exchange with `url`."""
        self.status = 0
        self.headers = {}
        self.content_type = self.charset = self.notice = self._refused = ""
        self._redirected = hop.redirected
        self._trusted = request.trusted and not hop.redirected
        self._head_done = self._wanted = False
        self._lines = 0
        self._failure = self._doubt = None
        self._raw = hop.raw
        self._kind_name = request.kind
        self._kind = KINDS[request.kind]
        self._limit = self._policy.limit(request.kind)
        self._size = 0
        self._chunks = []
        curl = self.curl
        curl.setopt(pycurl.URL, url.url)
        curl.setopt(pycurl.HTTPHEADER, _request_headers(request, hop))
        if request.post is None:
            curl.setopt(pycurl.HTTPGET, 1)
        else:
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.COPYPOSTFIELDS, request.post)
        curl.setopt(pycurl.TIMEOUT_MS, max(1, round(hop.timeout_s * 1000)))
        # Weighed on the wire, so that a stream that decompresses to nothing also ends.
        # A page may turn out to be a PDF.
        largest = max(self._limit, self._policy.limit("pdf")) if request.kind == "html" else self._limit
        wire_limit = TRUNCATED_WIRE_BYTES if self._kind.truncates else largest
        curl.setopt(pycurl.HTTP_CONTENT_DECODING, int(not hop.raw))
        curl.setopt(pycurl.ACCEPT_ENCODING, None if hop.raw else "")  # "": every compression this libcurl can undo
        curl.setopt(pycurl.MAXFILESIZE_LARGE, wire_limit)
        # A pooled connection was checked when it was opened, under the rule for the request that
        # opened it. Where private addresses are open to first requests, a redirect, whose rule is
        # stricter, opens its own.
        curl.setopt(pycurl.FRESH_CONNECT, int(hop.redirected and bool(self._policy.allowed_private)))
        # Nobody else may go where only the operator's own setting leads: neither later, on a connection that was kept,
        # nor meanwhile, on one that several requests share.
        curl.setopt(pycurl.FORBID_REUSE, int(self._trusted))
        alone, shared = pycurl.CURL_HTTP_VERSION_1_1, pycurl.CURL_HTTP_VERSION_2TLS
        curl.setopt(pycurl.HTTP_VERSION, alone if self._trusted else shared)

    def body(self) -> bytes:
        """The whole body, decompressed; empty unless the answer was content of the kind asked for."""
        return b"".join(self._chunks)

    def close(self) -> None:
        self.curl.close()

    def error(self, code: int, message: str) -> FetchError | None:
        """What libcurl's result `code` means for this exchange; None when the answer can be used."""
        if self._size > BOMB_FLOOR_BYTES and self._is_bomb():
            return _BOMB
        if self._failure:
            return self._failure
        if code == pycurl.E_OK and self._wanted:
            return self._belied()
        # Once the head of an unwanted answer is in, its status says everything.
        if code == pycurl.E_OK or (self._head_done and not self._wanted):
            return None
        if code == pycurl.E_WRITE_ERROR and self._kind.truncates and self._size >= self._limit:
            return None
        if code == pycurl.E_COULDNT_CONNECT and self._refused:
            return blocked(self._refused)
        if code == pycurl.E_OPERATION_TIMEDOUT and not self.status and not self.curl.getinfo(pycurl.CONNECT_TIME):
            return FetchError("timeout", "The server could not be reached in time.")
        slug, sentence = _CURL_ERRORS.get(code, ("network", f"The request failed ({message or code})."))
        return FetchError(slug, sentence)

    def _belied(self) -> FetchError | None:
        """What is wrong with a whole answer whose head was doubted: nothing where its bytes are of the kind."""
        if (self._doubt or self._raw) and not self._looks_right(self.body()):
            return self._doubt or FetchError(*_CURL_ERRORS[pycurl.E_BAD_CONTENT_ENCODING])
        if self._raw:
            self.notice = "The server names a compression that cannot be undone; the answer was read as it came."
        elif self._doubt:
            self.notice = notice_of_type(self._kind_name, self.content_type)
        elif self._kind_name == "html" and self._chunks and self._chunks[0].startswith(b"%PDF-"):
            self.notice = "The server calls it a page; it is a PDF, and was read as one."
        return None

    def _looks_right(self, body: bytes) -> bool:
        """Whether the bytes are of the kind; a page of which nothing is said may be plain text, as browsers have it."""
        is_text = self._kind_name == "html" and not self.content_type and looks_like("text", body)
        return is_text or looks_like(self._kind_name, body)

    def _is_bomb(self) -> bool:
        """Whether the body grew beyond measure. Asked at the end only, as libcurl answers no question
        during a transfer; until then the size limit of the kind holds."""
        if not self._wanted or "content-encoding" not in self.headers:
            return False
        on_wire: int = self.curl.getinfo(pycurl.SIZE_DOWNLOAD_T)
        return self._size > self._policy.max_expansion * max(on_wire, 1)

    # -- called by libcurl; an exception here would only be printed and lost ----------------------

    def _open_socket(self, purpose: int, address: tuple[int, int, int, Sequence[object]]) -> "_Descriptor | int":
        """Open the socket for the very address about to be connected, or refuse."""
        family, kind, protocol, endpoint = address
        if family not in (socket.AF_INET, socket.AF_INET6) or purpose != pycurl.SOCKTYPE_IPCXN:
            return _REFUSED
        host, port = _text(endpoint[0]), endpoint[1]
        allowed = self._trusted or (
            isinstance(port, int) and address_allowed(host, port, self._policy, redirected=self._redirected)
        )
        if not allowed:
            self._refused = host
            return _REFUSED
        return _Descriptor(family, kind, protocol)

    def _on_header(self, line: bytes) -> int | None:
        """Take in one line of a head; -1 ends the exchange."""
        self._lines += 1
        if self._lines > MAX_HEADER_LINES:
            self._failure = _LONG_HEAD
            return -1
        if self._head_done:
            return None  # a trailer must not replace what the head has said
        if line.startswith(b"HTTP/"):
            words = line.split(None, 2)
            self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            self.headers = {}
        elif line.strip():
            add_header(self.headers, line)
        elif self.status >= 200:
            self._head_done = True
            self._judge_head()
        return None

    def _judge_head(self) -> None:
        """Decide from the head whether the body will be content."""
        if self.status not in USABLE:
            return
        self.content_type, self.charset = media_type(self.headers.get("content-type", ""))
        if self._kind.types.fullmatch(self.content_type):
            self._wanted = True
            return
        named = "The server does not say what it is"
        if self.content_type:
            named = f"It is {self.content_type}" if is_nameable(self.content_type) else "Its type is unreadable"
        refusal = FetchError("content-type", f"This is not a document of the kind expected. {named}.")
        if self.content_type.startswith(MEDIA):
            self._failure = refusal
            return
        self._wanted, self._doubt = True, refusal
        if self.content_type == "application/pdf":
            self._limit = max(self._limit, self._policy.limit("pdf"))

    def _on_body(self, chunk: bytes) -> int | None:
        """Keep, drop or refuse a piece of the body; -1 ends the exchange."""
        size = len(chunk)
        self._size += size
        if self._failure:
            return -1
        if not self._wanted:
            return None if self._size <= DRAIN_BYTES else -1
        if self._doubt and self._size == size and is_binary(chunk) and not looks_like(self._kind_name, chunk):
            self._failure = self._doubt
            return -1
        if self._size > self._limit:
            return self._overflow(chunk)
        self._chunks.append(chunk)
        return None

    def _overflow(self, chunk: bytes) -> int:
        if self._kind.truncates:
            self._chunks.append(chunk[: len(chunk) - (self._size - self._limit)])
        else:
            sentence = f"The document is larger than the {self._limit:,} bytes allowed."
            self._failure = FetchError("too-large", sentence)
            self._chunks = []
        return -1


def _text(value: object) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)


def _request_headers(request: FetchRequest, hop: Hop) -> list[bytes]:
    headers = [_ACCEPT[request.kind]]
    if not hop.redirected:
        headers += [f"{name}: {value}".encode("ascii") for name, value in request.headers.items()]
    if request.post is not None:
        headers.append(b"Expect:")  # libcurl would wait for a "100 Continue" that many servers never send
    if hop.conditional:
        # Validators go back as they came; one that could end a header line is not sent.
        if request.etag and request.etag.isprintable():
            headers.append(b"If-None-Match: " + request.etag.encode("latin-1", "replace"))
        if request.last_modified and request.last_modified.isprintable():
            headers.append(b"If-Modified-Since: " + request.last_modified.encode("latin-1", "replace"))
    return headers
