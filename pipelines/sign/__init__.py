"""
The room that makes a scan a legal copy: mark, signature, and the judgement of signatures.

It exists so that everything the law asks of a converted file (Law 20/2023 Art. 12.1.d: a distinct symbol, who
converted, and the agency's digital signature) happens in one place, and so that only this place knows pyHanko.
"""

import logging

from pipelines.sign.arriving import has_signature
from pipelines.sign.config import SigningConfig, load_config
from pipelines.sign.desk import KeyRing, SigningDesk, open_desk, open_network
from pipelines.sign.identity import Identity
from pipelines.sign.keys.pkcs12 import load_identity
from pipelines.sign.leaving import Kept, may_leave
from pipelines.sign.levels import Lifted, Standing, lift, look_again_at_lifted, standing
from pipelines.sign.minutes import HandOver, Line, minutes
from pipelines.sign.network import Network
from pipelines.sign.pdfa import archive_faults
from pipelines.sign.policy import DEFAULT_KEY, PadesLevel, Policy
from pipelines.sign.prints import Printed, print_copy
from pipelines.sign.signing import Signed, sign, sign_by
from pipelines.sign.testkey import make_test_identity
from pipelines.sign.verifying import verify

__all__ = [
    "DEFAULT_KEY",
    "HandOver",
    "Identity",
    "Kept",
    "KeyRing",
    "Lifted",
    "Line",
    "Network",
    "PadesLevel",
    "Policy",
    "Printed",
    "Signed",
    "SigningConfig",
    "SigningDesk",
    "Standing",
    "archive_faults",
    "has_signature",
    "lift",
    "load_config",
    "load_identity",
    "look_again_at_lifted",
    "make_test_identity",
    "may_leave",
    "minutes",
    "open_desk",
    "open_network",
    "print_copy",
    "sign",
    "sign_by",
    "standing",
    "verify",
]

# These libraries log certificate names, which are people's names; what they find comes back as reasons instead.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False
