"""The real nginx and Caddy before our doors, with the very files of `docs/operating`."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.parts.ports import chosen_port
from tests.parts.wheel import ROOT

DESK, PAY = "desk.company.kr", "pay.company.kr"
FILES = ROOT / "docs" / "operating"
START_SECONDS = 60  # a busy machine takes its time
# Somebody who is not this machine's proxy: all of 127.0.0.0/8 leads here, and a door of ours trusts
# 127.0.0.1 alone.
VISITOR = "127.0.0.2"


@dataclass(frozen=True)
class Proxy:
    name: str
    port: int
    plain_port: int
    trusts: ssl.SSLContext
    logs: Path

    def client(self, host: str, *, cookies: dict[str, str] | None = None) -> httpx.Client:
        """A browser of `VISITOR` that asks for `host`, and looks at its certificate."""
        to_host = _Named(host, self.trusts)
        url = f"https://127.0.0.1:{self.port}"
        return httpx.Client(base_url=url, transport=to_host, cookies=cookies, timeout=START_SECONDS)

    def socket(self) -> socket.socket:
        return socket.create_connection(
            ("127.0.0.1", self.port), START_SECONDS, source_address=(VISITOR, 0)
        )


class _Named(httpx.HTTPTransport):
    """Asks the proxy on this machine as if its name led here."""

    def __init__(self, host: str, trusts: ssl.SSLContext) -> None:
        super().__init__(verify=trusts, local_address=VISITOR)
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.setdefault("host", self._host)
        if request.headers["host"].startswith("127."):
            request.headers["host"] = self._host
        request.extensions = {**request.extensions, "sni_hostname": self._host}
        return super().handle_request(request)


def require(program: str) -> str:
    """Its path. A build machine has it (`.ci/run`); one without says why nothing was tried."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/local/bin")
    if found is None and os.environ.get("TEST_PROXIES") == "required":
        pytest.fail(f"{program} is not installed, and this machine was to have it")
    if found is None:
        pytest.skip(f"{program} is not installed: apt-get install nginx-light caddy")
    return str(found)


@contextmanager
def nginx_before(dashboard: str, sidecar: str, folder: Path) -> Iterator[Proxy]:
    program, (port, plain) = require("nginx"), (chosen_port(), chosen_port())
    ours = _filled_in(FILES / "nginx.conf", dashboard, sidecar)
    for was, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/billing-desk/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert was in ours, was
        ours = ours.replace(was, here)
    (folder / "billing-desk.conf").write_text(ours)
    for name, host in (("desk", DESK), ("pay", PAY)):
        _certify(folder / f"{name}.pem", folder / f"{name}.key", host)
    # What Debian's /etc/nginx/nginx.conf has around it.
    (folder / "nginx.conf").write_text(
        ("user root;\n" if os.geteuid() == 0 else "")
        + f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\nhttp {{\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"include {folder}/billing-desk.conf;\n}}\n"
    )
    trusts = ssl.create_default_context()
    for name in ("desk", "pay"):
        trusts.load_verify_locations(folder / f"{name}.pem")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with _running(command, port, folder):
        yield Proxy("nginx", port, plain, trusts, folder)


@contextmanager
def caddy_before(dashboard: str, sidecar: str, folder: Path) -> Iterator[Proxy]:
    program, (port, plain) = require("caddy"), (chosen_port(), chosen_port())
    own = (
        f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n"
        f"\tlocal_certs\n\tskip_install_trust\n\tstorage file_system {folder}/kept\n}}\n"
    )
    ours = _filled_in(FILES / "Caddyfile", dashboard, sidecar)
    (folder / "Caddyfile").write_text(own + ours)
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(command, port, folder):
        trusts = ssl.create_default_context()
        trusts.load_verify_locations(folder / "kept/pki/authorities/local/root.crt")
        yield Proxy("caddy", port, plain, trusts, folder)


def _filled_in(file: Path, dashboard: str, sidecar: str) -> str:
    ours = file.read_text(encoding="utf-8")
    for was, url in (("127.0.0.1:8501", dashboard), ("127.0.0.1:8700", sidecar)):
        assert was in ours
        ours = ours.replace(was, url.removeprefix("http://"))
    return ours


def _certify(certificate: Path, key: Path, host: str) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "said").open("wb") as said:
        home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        process = subprocess.Popen(
            command, stdout=said, stderr=said, cwd=folder, env={**os.environ, **home}
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _takes_connections(port):
            assert process.poll() is None, (folder / "said").read_text()
            assert time.monotonic() < deadline, (folder / "said").read_text()
            process_wait(process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def process_wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return


def _takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
