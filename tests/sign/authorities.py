"""
A whole certification world on this machine: certomancer's real HTTP services for time stamps, OCSP and CRL on a free port.
All names are invented.

Also a program: ``python -m tests.sign.authorities FOLDER`` writes the material into FOLDER, prints the services' address and
serves until its standard input closes (benchmarks run it beside themselves).
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import yaml
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.sign import pki

PASSPHRASE = "mật khẩu bịa"
AGENCY, PERSON = "Ủy ban nhân dân xã Bịa Đặt", "Nguyễn Thị Lấp Lánh Ánh"
KEYS = {
    name: number for number, name in enumerate(("root", "interm", "tsa", "old-tsa", "ocsp", "agency", "person", "revoked"), 10)
}


def _world(address: str, today: dt.datetime) -> dict[str, Any]:
    def day(days: int) -> str:
        return (today + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S+0000")

    def usage(*names: str) -> dict[str, Any]:
        return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(names)}}

    def ca(subject: str, days: int) -> dict[str, Any]:
        constraint = {"id": "basic_constraints", "critical": True, "value": {"ca": True}}
        lives = {"valid-from": day(-2000), "valid-to": day(days)}
        return {
            "subject": subject,
            "issuer": "root",
            "validity": lives,
            "extensions": [constraint, usage("digital_signature", "key_cert_sign", "crl_sign")],
        }

    def published(kind: str, schema: str, **params: list[str]) -> dict[str, Any]:
        return {
            "id": kind,
            "smart-value": {"schema": schema, "params": {name.replace("_", "-"): v for name, v in params.items()}},
        }

    crl = published("crl_distribution_points", "crl-dist-url", crl_repo_names=["interm"])
    root_crl = published("crl_distribution_points", "crl-dist-url", crl_repo_names=["root"])
    aia = published("authority_information_access", "aia-urls", ocsp_responder_names=["interm"])
    stamping = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}

    def leaf(subject: str, start: int = -300, end: int = 900, **more: Any) -> dict[str, Any]:
        lives = {"valid-from": day(start), "valid-to": day(end)}
        return {
            "subject": subject,
            "issuer": "interm",
            "validity": lives,
            "extensions": [usage("digital_signature", "non_repudiation"), crl, aia],
            **more,
        }

    def tsa(subject: str, end: int) -> dict[str, Any]:
        lives = {"valid-from": day(-1500), "valid-to": day(end)}
        return {
            "subject": subject,
            "issuer": "root",
            "validity": lives,
            "extensions": [usage("digital_signature"), stamping, root_crl],
        }

    ocsp = {
        "subject": "ocsp",
        "issuer": "interm",
        "validity": {"valid-from": day(-500), "valid-to": day(900)},
        "extensions": [
            usage("digital_signature"),
            {"id": "extended_key_usage", "critical": True, "value": ["ocsp_signing"]},
            {"id": "ocsp_no_check"},
        ],
    }
    names = {
        "root": "Gốc bịa để thử",
        "interm": "CA trung gian bịa",
        "tsa": "Dấu thời gian bịa",
        "old-tsa": "Dấu thời gian bịa sắp hết hạn",
        "ocsp": "OCSP bịa",
        "agency": AGENCY,
        "person": PERSON,
        "revoked": "Người đã bị thu hồi (bịa)",
    }
    interm = ca("interm", 1800)
    interm["extensions"].append(root_crl)
    return {
        "external-url-prefix": address,
        "keysets": {"ks": {"path-prefix": "keys", "keys": {name: {"path": f"{name}.pem"} for name in KEYS}}},
        "pki-architectures": {
            "vn": {
                "keyset": "ks",
                "entity-defaults": {"country-name": "VN", "organization-name": "Thử nghiệm"},
                "entities": {name: {"common-name": common} for name, common in names.items()},
                "certs": {
                    "root": ca("root", 2000),
                    "interm": interm,
                    "tsa": tsa("tsa", 1500),
                    "old-tsa": tsa("old-tsa", 20),
                    "ocsp": ocsp,
                    "agency": leaf("agency"),
                    "person": leaf("person"),
                    "revoked": leaf("revoked", revocation={"revoked-since": day(-10), "reason": "key_compromise"}),
                    "expired": leaf("agency", -900, -5) | {"subject-key": "agency"},
                    "future": leaf("agency", 5, 900) | {"subject-key": "agency"},
                },
                "services": {
                    "ocsp": {"interm": {"for-issuer": "interm", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P30D"},
                        "interm": {"for-issuer": "interm", "signing-key": "interm", "simulated-update-schedule": "P7D"},
                    },
                    "time-stamping": {
                        "tsa": {"signing-key": "tsa", "signing-cert": "tsa"},
                        "old-tsa": {"signing-key": "old-tsa", "signing-cert": "old-tsa"},
                    },
                },
            }
        },
    }


class Server(ThreadingMixIn, WSGIServer):
    """A thread a connection."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Keeps connections and says nothing."""

    protocol_version = "HTTP/1.1"  # or nothing could be told of a connection that is used again

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Authorities:
    """The services, and what stands in their way: *down* and *slow* name ``tsa``, ``old-tsa``, ``ocsp``, ``crls``."""

    folder: Path
    address: str
    down: set[str] = field(default_factory=set)
    slow: dict[str, float] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    connections: set[tuple[str, int]] = field(default_factory=set)

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    def file(self, label: str) -> Path:
        return self.folder / f"{label}.p12"

    def stamp_url(self, label: str = "tsa") -> str:
        return f"{self.address}/vn/tsa/{label}"

    def well(self) -> None:
        """Everything answers again, and nothing was asked yet."""
        self.down.clear()
        self.slow.clear()
        self.asked.clear()
        self.connections.clear()


def start(folder: Path) -> Authorities:
    """Write keys, certificates and trust into *folder* and serve on a free port until the process ends."""
    (folder / "keys").mkdir(parents=True)
    for name, number in KEYS.items():
        pem = pki.key(number).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "keys" / f"{name}.pem").write_bytes(pem)
    server = make_server("127.0.0.1", 0, lambda *_: [], server_class=Server, handler_class=Quiet)
    authorities = Authorities(folder, f"http://127.0.0.1:{server.server_port}")
    text = yaml.safe_dump(_world(authorities.address, dt.datetime.now(dt.UTC)))
    config = CertomancerConfig.from_yaml(text, key_search_dir=str(folder))
    real = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)

    def serve(environ: dict[str, Any], respond: Any) -> Any:
        _, _, kind, name, *_ = [*environ["PATH_INFO"].split("/"), "", ""]
        label = name if kind == "tsa" else kind
        authorities.asked[label] += 1
        authorities.connections.add((environ["REMOTE_ADDR"], int(environ.get("REMOTE_PORT", 0) or 0)))
        time.sleep(authorities.slow.get(label, 0))
        if label in authorities.down:
            respond("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        return real(environ, respond)

    server.set_app(serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _write(folder, config.pki_archs["vn"])
    return authorities


def _write(folder: Path, arch: Any) -> None:
    chain = [x509.load_der_x509_certificate(arch.get_cert(label).dump()) for label in ("interm", "root")]
    (folder / "trust").mkdir()
    (folder / "trust" / "root.pem").write_bytes(chain[1].public_bytes(Encoding.PEM))
    (folder / "chain.pem").write_bytes(chain[0].public_bytes(Encoding.PEM))
    for label in ("agency", "person", "revoked", "expired", "future"):
        key = pki.key(KEYS.get(label, KEYS["agency"]))
        certificate = x509.load_der_x509_certificate(arch.get_cert(label).dump())
        sealed = BestAvailableEncryption(PASSPHRASE.encode())
        (folder / f"{label}.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, chain, sealed))
        (folder / f"{label}.der").write_bytes(certificate.public_bytes(Encoding.DER))


if __name__ == "__main__":
    served = start(Path(sys.argv[1]))
    sys.stdout.write(served.address + "\n")
    sys.stdout.flush()
    sys.stdin.read()
