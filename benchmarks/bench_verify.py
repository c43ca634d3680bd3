"""
What ``verify`` says of the signed files of other validators' test suites, beside poppler's ``pdfsig``.

Every file is judged twice: without trust anchors, where *untrusted* is the best that a whole file can be, and trusting every
certificate that the file itself brings along, the most gullible there can be: what was tampered with must be invalid even then.
``pdfsig`` looks at digests alone (``-nocert``): it says *whole* when it finds every signature good or does not judge it, and
*changed* when one does not fit. Files on which the two disagree are listed with our reasons.
Run: ``python -m benchmarks.bench_verify FOLDER``.
"""

from __future__ import annotations

import argparse
import io
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from pipelines.errors import ConfigError
from pipelines.model import Verification
from pipelines.sign import verify


@dataclass(frozen=True, slots=True)
class Row:
    """A file: our two verdicts, pdfsig's word, and our reasons."""

    name: str
    alone: str
    gullible: str
    pdfsig: str
    reasons: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Whether both say that the file is whole, or both that it is not."""
        return (self.alone in {"valid", "untrusted"}) == (self.pdfsig == "whole")


def judged(file: Path) -> Row:
    """*file* as all of them see it."""
    data = file.read_bytes()
    alone = verify(data, ())
    try:
        gullible = verify(data, _brought_along(data))
    except ConfigError:  # what it brings is no certificate
        gullible = alone
    return Row(file.name, alone.verdict, gullible.verdict, _pdfsig(file), _reasons(alone))


def _brought_along(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    try:
        for embedded in PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures:
            found += [embedded.signer_cert.dump(), *(other.dump() for other in embedded.other_embedded_certs)]
    except Exception:  # noqa: BLE001 - hostile files fail in any way they like
        return []
    return found


def _reasons(judged: Verification) -> tuple[str, ...]:
    trust = "danh sách tin cậy"
    said = (*judged.reasons, *(reason for report in judged.signatures for reason in report.reasons))
    return tuple(reason for reason in dict.fromkeys(said) if trust not in reason)


def _pdfsig(file: Path) -> str:
    try:
        done = subprocess.run(
            ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return "hangs"
    verdicts = [line.split(":", 1)[1].strip() for line in done.stdout.splitlines() if "Signature Validation:" in line]
    if not verdicts:
        return "no signature"
    good = ("Signature is Valid", "Signature has not yet been verified")
    return "whole" if all(verdict.startswith(good) for verdict in verdicts) else "changed"


def report(rows: Sequence[Row]) -> str:
    """Counts, then the disagreements with our reasons."""
    alone, gullible = (Counter(getattr(row, name) for row in rows) for name in ("alone", "gullible"))
    apart = [row for row in rows if not row.agreed]
    lines = [
        f"{len(rows)} files. Without anchors: {dict(alone)}. Trusting what each brings along: {dict(gullible)}.",
        f"pdfsig agrees on {len(rows) - len(apart)}. It disagrees on:",
        f"{'file':<58}{'ours':<12}{'pdfsig':<14}why we say so",
    ]
    lines += [f"{row.name[:56]:<58}{row.alone:<12}{row.pdfsig:<14}{' '.join(row.reasons)[:160]}" for row in apart]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print(report([judged(file) for file in sorted(parser.parse_args(arguments).folder.rglob("*.pdf"))]))


if __name__ == "__main__":
    main()
