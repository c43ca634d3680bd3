"""
The room that makes a scan a legal copy: mark, signature, and the judgement of signatures.

It exists so that everything the law asks of a converted file (Law 20/2023 Art. 12.1.d: a distinct symbol, who
converted, and the agency's digital signature) happens in one place, and so that only this place knows pyHanko.
"""

import logging

from pipelines.sign.arriving import has_signature
from pipelines.sign.config import SigningConfig, load_config
from pipelines.sign.identity import Identity
from pipelines.sign.keys.pkcs12 import load_identity
from pipelines.sign.signing import sign
from pipelines.sign.testkey import make_test_identity
from pipelines.sign.verifying import verify

__all__ = [
    "Identity",
    "SigningConfig",
    "has_signature",
    "load_config",
    "load_identity",
    "make_test_identity",
    "sign",
    "verify",
]

# These libraries log certificate names, which are people's names; what they find comes back as reasons instead.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False
