"""A small OpenID Connect provider on the loopback: discovery, authorization with PKCE, tokens signed with its own key, keys."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.conftest import free_port

CLIENT, SECRET = "sohoa", "mot-bi-mat-thu"


class Provider:
    """Vouches for whoever ``person`` says; ``lie`` changes the claims of the next tokens."""

    def __init__(self):
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.signing_key = self.key
        self.person = {"sub": "u-0001", "preferred_username": "an.nguyen"}
        self.lie = {}
        self.codes = {}
        self.app = self._app()

    def _app(self):
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def metadata():
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/keys")
        def keys():
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(request: Request):
            asked = dict(request.query_params)
            assert asked["client_id"] == CLIENT
            assert asked["response_type"] == "code"
            assert asked["code_challenge_method"] == "S256"
            assert "openid" in asked["scope"].split()
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post("/token")
        async def token(request: Request) -> Response:
            sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            basic = base64.b64decode(request.headers["authorization"].split()[1]).decode()
            asked = self.codes.pop(sent.get("code"), None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
            right = asked is not None and asked["code_challenge"] == challenge.decode()
            if basic != f"{CLIENT}:{SECRET}" or not right or asked["redirect_uri"] != sent["redirect_uri"]:
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            now = int(time.time())
            claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"], **self.person}
            signed = jwt.encode({"alg": "RS256", "kid": "k1"}, {**claims, **self.lie}, self.signing_key)
            return JSONResponse({"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "id_token": signed})

        return app

    def __enter__(self):
        self.server = uvicorn.Server(uvicorn.Config(self.app, host="127.0.0.1", port=self.port, log_level="warning"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.server.should_exit = True
        self.thread.join(20)
