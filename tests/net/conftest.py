"""Sites on loopback, and a world in which part of loopback plays the public internet."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from net import guard, ranges
from net.client import FetchPolicy
from tests.loopback import LoopbackSite

AGENT = "ClaimTracker/0.1 (+https://newsroom.example/contact)"
# In tests these addresses stand for servers on the public internet.
PUBLIC_HOSTS = ("127.1.0.1", "127.1.0.2")


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def policy(site: LoopbackSite) -> FetchPolicy:
    """A policy that opens the one private address of `site`, as a demonstration would."""
    return FetchPolicy(AGENT, allowed_private=frozenset({(site.host, site.port)}))


@pytest.fixture
def public_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackSite]:
    """A site whose address counts as public."""
    monkeypatch.setattr(guard, "is_public", lambda ip: str(ip) in PUBLIC_HOSTS or ranges.is_public(ip))
    with LoopbackSite(PUBLIC_HOSTS[0]) as site:
        yield site


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate and its key for 127.0.0.1 and pages.test."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            str(key),
            "-out",
            str(cert),
            "-days",
            "2",
            "-subj",
            "/CN=pages.test",
            "-addext",
            "subjectAltName=DNS:pages.test,IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture
def secure_site(certificate: tuple[Path, Path]) -> Iterator[LoopbackSite]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with LoopbackSite(tls=context) as site:
        yield site
