"""The attacks served on loopback, where two addresses play the public internet and one hears what must not be said."""

import contextlib
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pycurl

from net import guard, ranges
from net.client import FetchPolicy, FetchRequest
from net.transfer import Transfer
from tests.hostile import addresses, answers, documents, files, http2, names
from tests.hostile.attacks import ELSEWHERE, PRIVATE, PUBLIC, Attack
from tests.loopback import Exchange, LoopbackSite, Page
from tests.pages import page as article

ATTACKS: tuple[Attack, ...] = (
    *addresses.ALL,
    *names.ALL,
    *answers.ALL,
    *http2.ALL,
    *documents.ALL,
    *files.ALL,
)
AGENT = "ClaimTracker/0.1 (+https://newsroom.example/contact)"
NAME_SERVER = "https://pages.test:{trusted}/dns-query"
HEALTHY = "http://healthy.test:{port}/healthy"
_NAMES = {
    "healthy.test": PUBLIC,
    "private.test": PRIVATE,
    "expired.test": PUBLIC,
    "pages.test": PUBLIC,
    "news.test": ELSEWHERE,
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the servers run: their ports by the names that attacks use, and the file of authorities to trust."""

    ports: dict[str, int]
    authority: str

    def url(self, attack: Attack) -> str:
        return _filled(attack.url, host=attack.host, path=attack.path, **self.ports)

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Let two loopback addresses count as public in this process, and names be looked up at our name server."""
        is_public, set_constants = guard.is_public, Transfer._set_constants

        def ask_us(transfer: Transfer, policy: FetchPolicy) -> None:
            set_constants(transfer, policy)
            transfer.curl.setopt(pycurl.DOH_URL, self.name_server)
            transfer.curl.setopt(pycurl.DNS_CACHE_TIMEOUT, 0)

        guard.is_public = lambda ip: str(ip) in (PUBLIC, ELSEWHERE) or ranges.is_public(ip)  # type: ignore[assignment]
        Transfer._set_constants = ask_us  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            guard.is_public, Transfer._set_constants = is_public, set_constants  # type: ignore[method-assign]

    @property
    def healthy(self) -> str:
        return _filled(HEALTHY, **self.ports)

    @property
    def name_server(self) -> str:
        return _filled(NAME_SERVER, **self.ports)

    def request(self, attack: Attack) -> FetchRequest:
        return FetchRequest(self.url(attack), kind=attack.kind, spacing_s=0)

    def policy(self, *, total_timeout_s: float = 30) -> FetchPolicy:
        """The limits of production, with the names of this world in place of DNS. As all its servers are one process,
        which may be busy, connecting may take as long as the rest.
        """
        names = _NAMES | {attack.host: attack.addresses for attack in ATTACKS if not attack.turns}
        ports = self.ports.values()
        return FetchPolicy(
            AGENT,
            allowed_ports=frozenset({80, 443, *ports}),
            total_timeout_s=total_timeout_s,
            connect_timeout_s=total_timeout_s,
            ca_file=self.authority,
            resolve=tuple(f"{name}:{port}:{where}" for name, where in names.items() for port in ports),
        )


@dataclass(frozen=True, slots=True)
class World(Places):
    """The running servers, with the site that must never be asked."""

    private: LoopbackSite


def _filled(url: str, **names: object) -> str:
    for name, value in names.items():
        url = url.replace(f"{{{name}}}", str(value))
    return url


@contextlib.contextmanager
def running(folder: Path) -> Iterator[World]:
    """Start every server; `folder` takes the certificates."""
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(LoopbackSite(PUBLIC, etags=False))
        private = stack.enter_context(LoopbackSite(PRIVATE, site.port))
        stack.enter_context(LoopbackSite(ELSEWHERE, site.port))
        ports = {"port": site.port, "silent": stack.enter_context(_silent())}
        authority = _certificates(folder)
        for name in ("trusted", "expired", "unknown", "old"):
            server = stack.enter_context(LoopbackSite(PUBLIC, tls=_tls(folder, name)))
            server.handle("/dns-query", names.NameServer())
            ports[name] = server.port
        ports["h2"] = stack.enter_context(http2.serving(folder / "h2.pem", folder / "key.pem"))
        rules = {}
        for attack in ATTACKS:
            if attack.answer:
                site.handle(attack.path, attack.answer)
            if attack.robots:
                rules[attack.host] = attack.robots

        def robots(exchange: Exchange) -> Page | None:
            answer = rules.get(exchange.seen.headers["host"].partition(":")[0])
            return answer(exchange) if answer else Page(b"", 404)

        site.handle("/robots.txt", robots)
        site.set("/healthy", article(documents.SENTENCE))
        yield World(ports, str(authority), private)


@contextlib.contextmanager
def _silent() -> Iterator[int]:
    """A port that accepts connections and then says nothing."""
    with socket.socket() as listener:
        listener.bind((PUBLIC, 0))
        listener.listen(64)
        accepted: list[socket.socket] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    accepted.append(listener.accept()[0])

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in accepted:
            connection.close()


def _tls(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = "trusted" if name == "old" else name
    context.load_cert_chain(folder / f"{certificate}.pem", folder / "key.pem")
    if name == "old":
        with warnings.catch_warnings(action="ignore"):  # that it is old is the point
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _certificates(folder: Path) -> Path:
    """Make trusted.pem for pages.test, h2.pem for who speaks HTTP/2, expired.pem for expired.test, and unknown.pem;
    gives the file of authorities.
    """
    key = folder / "key.pem"
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", str(key))
    hosts = {name: [f"{name}.test"] for name in ("expired", "unknown")}
    for name, named in (hosts | {"trusted": ["pages.test"], "h2": [attack.host for attack in http2.ALL]}).items():
        request, extensions = folder / f"{name}.csr", folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={','.join(f'DNS:{host}' for host in named)}\n")
        _openssl("req", "-new", "-key", str(key), "-subj", f"/CN={name}.test", "-out", str(request))
        _openssl(
            *("x509", "-req", "-in", str(request), "-signkey", str(key), "-extfile", str(extensions)),
            *("-days", "-1" if name == "expired" else "2", "-out", str(folder / f"{name}.pem")),
        )
    authority = folder / "authority.pem"
    authority.write_bytes(b"".join((folder / f"{name}.pem").read_bytes() for name in ("trusted", "h2", "expired")))
    return authority


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
