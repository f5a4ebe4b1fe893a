"""Runs a command with DATABASE_URL and REDIS_URL of a PostgreSQL and a Redis server made for it.

python bin/with_services.py -- COMMAND …      exits with the command's status, 3 where a server cannot be had.
Both listen on free loopback ports with their data in a temporary folder, and end with the command. PostgreSQL may
forget what it said when the power fails, as tests like it; --durable before the -- makes it write as in production.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGES = {"initdb": "postgresql", "redis-server": "redis-server"}


def binary(name: str) -> str:
    """The path of a server's program; installs its Debian package when root. Exits with 3 where it cannot be had."""
    for attempt in range(2):
        versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
        if found := shutil.which(name) or next(iter(versions), None):
            return str(found)
        if attempt == 0 and os.geteuid() == 0 and shutil.which("apt-get"):
            print(f"services: installing {PACKAGES[name]} …", file=sys.stderr)
            quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
            subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
            subprocess.run(
                ["apt-get", "install", "-y", "-q", "--no-install-recommends", PACKAGES[name]], check=False, **quiet
            )
    print(f"services: no {name} here. NOT run: everything that needs it. Install {PACKAGES[name]}.", file=sys.stderr)
    sys.exit(3)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    print(f"services: the server on port {port} did not start.", file=sys.stderr)
    sys.exit(3)


def unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: the prefix that runs it as somebody else, who then owns the folder."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def start_postgresql(folder: Path, port: int, *, durable: bool) -> subprocess.Popen[bytes]:
    initdb = binary("initdb")
    folder.mkdir()
    prefix = unprivileged(folder)
    data = str(folder / "data")
    subprocess.run(
        [*prefix, initdb, "-D", data, "-U", "tracker", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    return serve_postgresql(folder, port, durable=durable)


def serve_postgresql(folder: Path, port: int, *, durable: bool) -> subprocess.Popen[bytes]:
    """The server of data that `start_postgresql` has made."""
    prefix = unprivileged(folder)
    data = str(folder / "data")
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "max_connections": 200}
    speed = {} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    flags = [word for name, value in (options | speed).items() for word in ("-c", f"{name}={value}")]
    with (folder.parent / "postgresql.log").open("wb") as log:
        server = subprocess.Popen(
            [*prefix, str(Path(binary("initdb")).resolve().with_name("postgres")), "-D", data, *flags],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    wait_for(port, server)
    return server


def start_redis(folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for(port, server)
    return server


def main(command: list[str], *, durable: bool = False) -> int:
    folder = Path(tempfile.mkdtemp(prefix="services-"))
    folder.chmod(0o755)
    servers: list[subprocess.Popen[bytes]] = []
    try:
        database, redis = free_port(), free_port()
        servers.append(start_postgresql(folder / "postgresql", database, durable=durable))
        servers.append(start_redis(folder, redis))
        urls = {
            "DATABASE_URL": f"postgres://tracker@127.0.0.1:{database}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        }
        return subprocess.run(command, env=os.environ | urls, check=False).returncode
    finally:
        for server in servers:
            server.send_signal(signal.SIGINT)
        for server in servers:
            server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    end = sys.argv.index("--")
    sys.exit(main(sys.argv[end + 1 :], durable="--durable" in sys.argv[:end]))
