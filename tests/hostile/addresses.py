"""Attempts to have us contact what is not on the public internet."""

from tests.hostile.answers import GREETING
from tests.hostile.attacks import ELSEWHERE, HARMLESS, PRIVATE, PUBLIC, Attack, Handler, raw
from tests.loopback import Exchange, Page

_LITERALS = {
    "loopback": "127.0.0.1",
    "decimal": "2130706433",
    "octal": "0177.0.0.1",
    "padded octal": "00000177.0.0.1",
    "hexadecimal": "0x7f000001",
    "hexadecimal in parts": "0x7f.0x0.0x0.0x1",
    "two parts": "127.1",
    "three parts, mixed": "0X7F.0.1",
    "zero": "0",
    "trailing dot": "127.0.0.1.",
    "full-width digits": "１２７.０.０.１",
    "circled digits": "①②⑦.⓪.⓪.①",
    "ideographic full stops": "127。0。0。1",
    "private network": "10.0.0.8",
    "private network of sixteen": "172.31.255.254",
    "private network at home": "192.168.0.1",
    "provider network": "100.64.0.1",
    "network for benchmarks": "198.18.0.1",
    "network for documentation": "203.0.113.7",
    "this network": "0.0.0.8",
    "reserved for ever": "240.0.0.1",
    "metadata service": "169.254.169.254",
    "broadcast": "255.255.255.255",
    "multicast": "224.0.0.251",
    "IPv6 loopback": "[::1]",
    "IPv6 loopback in full": "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "IPv4-mapped": "[::ffff:127.0.0.1]",
    "IPv4-mapped in hexadecimal": "[::ffff:7f00:1]",
    "IPv4-compatible": "[::127.0.0.1]",
    "IPv4-translated": "[::ffff:0:127.0.0.1]",
    "NAT64": "[64:ff9b::127.0.0.1]",
    "NAT64 of the metadata service": "[64:ff9b::a9fe:a9fe]",
    "local NAT64": "[64:ff9b:1::7f00:1]",
    "6to4": "[2002:7f00:1::]",
    "Teredo": "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "ISATAP": "[2a00::5efe:127.0.0.1]",
    "IPv6 metadata service": "[fd00:ec2::254]",
    "IPv6 link local": "[fe80::1]",
    "IPv6 site local": "[fec0::1]",
    "IPv6 multicast": "[ff02::1]",
}

_UNREADABLE = {
    "zone id": "http://[fe80::1%25eth0]:{port}/",
    "zone id, not escaped": "http://[fe80::1%eth0]:{port}/",
    "number too large": "http://4294967296:{port}/",
    "five parts": "http://127.0.0.0.1:{port}/",
    "user before the host": "http://{host}:{port}@127.0.0.1:{port}/",
    "user and password": "http://alice:secret@{host}:{port}/",
    "backslash before a user": "http://{host}\\@127.0.0.1:{port}/",
    "backslash for a slash": "http:\\\\127.0.0.1:{port}/",
    "host in percent escapes": "http://%31%32%37.0.0.1:{port}/",
    "a user's sign in percent escapes": "http://{host}%40127.0.0.1:{port}/",
    "full stop in percent escapes": "http://127%2e0.0.1:{port}/",
    "IPv6 without brackets": "http://::1:{port}/",
    "an address of the future": "http://[v1.127.0.0.1]:{port}/",
    "no host": "http:///127.0.0.1:{port}/",
    "one slash": "http:/127.0.0.1:{port}/",
    "line break in the host": "http://{host}\r\nHost: 127.0.0.1:{port}/",
    "tab in the scheme": "ht\ttp://127.0.0.1:{port}/",
    "NUL in the host": "http://{host}\x00.127.0.0.1:{port}/",
    "two ports": "http://127.0.0.1:{port}:80/",
    "port out of range": "http://{host}:99999/",
    "mixed scripts": "http://n\u0435ws.test:{port}/",  # a Cyrillic е
    "mixed scripts in a later label": "http://www.b\u03b1nk.test:{port}/",  # a Greek alpha
    "two readings of one name": "http://stra\u00dfe.test:{port}/",
    "joiner inside a name": "http://ne\u200dws.test:{port}/",
    "direction mark": "http://\u202etset.swen:{port}/",
    "empty label": "http://news..test:{port}/",
    "longer than any page needs": "http://{host}:{port}/" + "a" * 3_000,
    "longer when it is escaped": "http://{host}:{port}/" + "é" * 1_500,
}

_NAMES = {
    "name of loopback": "127.0.0.1",
    "name of IPv6 loopback": "[::1]",
    "name of an IPv4-mapped address": "[::ffff:127.0.0.1]",
    "name of a private network": "10.0.0.8,192.168.0.8",
    "name of the metadata service": "169.254.169.254",
}


def _to(location: str) -> Handler:
    def answer(exchange: Exchange) -> Page:
        port = exchange.server.site.port
        names = {"{port}": str(port), "{host}": ELSEWHERE, "{path}": exchange.path}
        place = location
        for name, value in names.items():
            place = place.replace(name, value)
        return Page(b"", 302, headers={"Location": place})

    return answer


def _onwards(exchange: Exchange) -> Page:
    """Redirect from 0 to 1 to 2 … to 10,000."""
    path, _, number = exchange.path.partition("?")
    step = int(number or 0) + 1
    return Page(b"<p>The end</p>") if step > 10_000 else Page(b"", 301, headers={"Location": f"{path}?{step}"})


def _slowly_onwards(exchange: Exchange) -> Page:
    """A redirect that takes its time, five of which take too much."""
    path, _, number = exchange.path.partition("?")
    return Page(b"", 302, headers={"Location": f"{path}?{int(number or 0) + 1}"}, delay_s=7)


def _to_and_fro(exchange: Exchange) -> Page:
    path, _, other = exchange.path.partition("?")
    return Page(b"", 302, headers={"Location": path if other else f"{path}?other"})


_REDIRECTS = {
    "loopback": ("http://127.0.0.1:{port}/", "blocked-address"),
    "loopback in decimal": ("http://2130706433:{port}/", "blocked-address"),
    "a name of loopback": ("http://private.test:{port}/", "blocked-address"),
    "localhost": ("http://localhost:{port}/", "blocked-address"),
    "IPv6 loopback": ("http://[::1]:{port}/", "blocked-address"),
    "an IPv4-mapped address": ("http://[::ffff:127.0.0.1]:{port}/", "blocked-address"),
    "the metadata service": ("http://169.254.169.254/latest/meta-data/", "blocked-address"),
    "a private host without a scheme": ("//10.0.0.1/", "blocked-address"),
    "another port": ("http://{host}:22/", "port"),
    "a file": ("file:///etc/passwd", "scheme"),
    "gopher": ("gopher://127.0.0.1:6379/_FLUSHALL", "scheme"),
    "ftp": ("ftp://127.0.0.1/", "scheme"),
    "a script": ("javascript:alert(1)", "scheme"),
    "data": ("data:text/html,hello", "scheme"),
    "a socket": ("ws://127.0.0.1:{port}/", "scheme"),
    "a zone": ("http://[fe80::1%25lo]:{port}/", "bad-url"),
    "slash and backslash": ("/\\127.0.0.1:{port}/", "bad-url"),
    "a user": ("http://alice@127.0.0.1:{port}/", "bad-url"),
    "a backslash": ("http://127.0.0.1:{port}\\@news.test/", "bad-url"),
    "mixed scripts": ("http://n\u0435ws.test/".encode().decode("latin-1"), "bad-url"),
    "an open bracket": ("http://[/", "bad-url"),
    "a very long address": ("/" + "a" * 100_000, "bad-url"),
    "nowhere": ("", "redirects"),
    "itself": ("{path}", "redirects"),
}

LITERALS = [
    Attack(name, "Addresses", "blocked-address", url=f"http://{host}:{{port}}/") for name, host in _LITERALS.items()
]
UNREADABLE = [Attack(name, "Addresses", "bad-url", url=url) for name, url in _UNREADABLE.items()]
OTHERS = [
    Attack("localhost", "Addresses", "blocked-address", url="http://localhost:{port}/"),
    Attack("localhost with a dot", "Addresses", "blocked-address", url="http://LOCALHOST.:{port}/"),
    Attack("soft hyphen in localhost", "Addresses", "blocked-address", url="http://local\u00adhost:{port}/"),
    Attack("another port", "Addresses", "port", url="http://{host}:22/"),
    *(
        Attack(
            f"{name} before a user's sign",
            "Addresses",
            HARMLESS,
            lambda _: Page(GREETING),
            url=f"http://{{host}}:{{port}}{{path}}{sign}@127.0.0.1/",
        )
        for name, sign in (("a fragment", "#"), ("a question", "?"))
    ),
    Attack("another scheme", "Addresses", "scheme", url="gopher://127.0.0.1:{port}/_FLUSHALL"),
]
NAMES = [Attack(name, "Names", "blocked-address", addresses=addresses) for name, addresses in _NAMES.items()]
SEVERAL = [
    Attack(
        f"several addresses, the private one {place}", "Names", HARMLESS, lambda _: Page(GREETING), addresses=addresses
    )
    for place, addresses in (("first", f"{PRIVATE},{PUBLIC}"), ("last", f"{PUBLIC},[::1],{PRIVATE}"))
]
REDIRECTS = [
    Attack(f"redirect to {name}", "Redirects", code, _to(location)) for name, (location, code) in _REDIRECTS.items()
] + [
    Attack("redirects to and fro", "Redirects", "redirects", _to_and_fro),
    Attack("redirects that take their time", "Redirects", "timeout", _slowly_onwards, slow=True),
    Attack(
        "two places to go to",
        "Redirects",
        "protocol",
        raw(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nLocation: http://10.0.0.1/\r\n",
            b"Content-Length: 0\r\n\r\n",
        ),
    ),
    Attack("10,000 redirects", "Redirects", "redirects", _onwards),
    Attack(
        "refresh header to loopback",
        "Redirects",
        HARMLESS,
        lambda _: Page(GREETING, headers={"Refresh": "0; url=http://127.0.0.1/"}),
    ),
]

ALL = [*LITERALS, *UNREADABLE, *OTHERS, *NAMES, *SEVERAL, *REDIRECTS]
