"""Where keys live, for tests: a SoftHSM token that can be pulled out, and a signing service after the CSC API."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding

from tests.sign import pki
from tests.sign.authorities import KEYS, Authorities, Quiet, Server

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, WRONG_PIN = "274913", "111111"
ACCESS = "access-token-of-the-tests"


@dataclass(frozen=True)
class Token:
    """A SoftHSM token with the keys ``agency`` and ``person``."""

    folder: Path

    def pull_out(self) -> None:
        shutil.move(self.folder / "tokens", self.folder / "in-a-drawer")

    def put_in(self) -> None:
        if (self.folder / "in-a-drawer").exists():
            shutil.move(self.folder / "in-a-drawer", self.folder / "tokens")


def make_token(folder: Path, authorities: Authorities, label: str = "kyso") -> Token:
    """Initialise the token; SOFTHSM2_CONF must be set to ``folder/softhsm2.conf`` before any PKCS#11 library is loaded."""
    (folder / "tokens").mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n", encoding="ascii")
    environment = {**os.environ, "SOFTHSM2_CONF": str(conf)}

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, env=environment)

    run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321")
    for number, name in enumerate(("agency", "person"), 1):
        key = authorities.folder / "keys" / f"{name}.pem"
        run("softhsm2-util", "--import", str(key), "--token", label, "--label", name, "--id", f"0{number}", "--pin", PIN)
        put = ["pkcs11-tool", "--module", str(MODULE), "--token-label", label, "--login", "--pin", PIN, "--type", "cert"]
        run(*put, "--write-object", str(authorities.folder / f"{name}.der"), "--label", name, "--id", f"0{number}")
    return Token(folder)


@dataclass
class SigningService:
    """A remote signing service after the CSC API v1 (credentials/info, credentials/authorize, signatures/signHash)."""

    address: str
    batch: int = 50
    down: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    sads: dict[str, int] = field(default_factory=dict)


def start_signing_service(authorities: Authorities, label: str = "agency") -> SigningService:
    """Serve the key *label* on a free port until the process ends."""
    key = pki.key(KEYS[label])
    certificates = [authorities.folder / f"{label}.der"]
    chain = x509.load_pem_x509_certificates((authorities.folder / "chain.pem").read_bytes())
    encoded = [base64.b64encode(file.read_bytes()).decode() for file in certificates]
    encoded += [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]
    server = make_server("127.0.0.1", 0, lambda *_: [], server_class=Server, handler_class=Quiet)
    service = SigningService(f"http://127.0.0.1:{server.server_port}")

    def answer(path: str, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if asked.get("credentialID") != "kho-01":
            return "404 Not Found", {"error": "invalid_request"}
        if path.endswith("credentials/info"):
            algorithms = ["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1"]
            return "200 OK", {
                "cert": {"certificates": encoded},
                "key": {"algo": algorithms},
                "multisign": service.batch,
                "SCAL": "1",
            }
        if path.endswith("credentials/authorize"):
            if asked.get("PIN") != PIN:
                return "400 Bad Request", {"error": "invalid_pin"}
            sad = base64.b64encode(os.urandom(12)).decode()
            service.sads[sad] = int(asked["numSignatures"])
            return "200 OK", {"SAD": sad, "expiresIn": 600}
        if service.sads.get(asked.get("SAD", ""), 0) < len(asked["hash"]):
            return "400 Bad Request", {"error": "invalid_sad"}
        service.sads[asked["SAD"]] -= len(asked["hash"])
        digests = [base64.b64decode(one) for one in asked["hash"]]
        signatures = [key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256())) for digest in digests]
        return "200 OK", {"signatures": [base64.b64encode(one).decode() for one in signatures]}

    def serve(environ: dict[str, Any], respond: Any) -> list[bytes]:
        asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        service.asked[environ["PATH_INFO"].rpartition("/")[2]] += 1
        if service.down:
            status, said = "503 Service Unavailable", {}
        elif environ.get("HTTP_AUTHORIZATION") != f"Bearer {ACCESS}":
            status, said = "401 Unauthorized", {"error": "invalid_token"}
        else:
            status, said = answer(environ["PATH_INFO"], asked)
        body = json.dumps(said).encode()
        respond(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    server.set_app(serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return service
