"""Why each value was chosen, and what was not: a page of text for people who tune."""

from __future__ import annotations

from pipelines.extract.candidate import Candidate
from pipelines.extract.confidence import PRIOR, Model
from pipelines.extract.engine import Understanding


def told(seen: Understanding, model: Model = PRIOR) -> str:
    """*seen* as text for a terminal."""
    kind = seen.doctype
    named = f"{kind.label} [{kind.name}]" if kind and kind.name else "không nhận ra [none]"
    lines = [
        f"Loại giấy: {named}  ({seen.recognition.confidence:.2f})",
        *(f"    {reason}" for reason in seen.recognition.reasons),
    ]
    if seen.header is not None:
        above = " / ".join(row.text for row in seen.header.agency_rows) or "—"
        lines.append(f"Phần đầu văn bản [header]: trang {seen.header.page}, cơ quan: {above}")
    if kind is None:
        return "\n".join(lines)
    for name, spec in kind.fields.items():
        found = seen.candidates.get(name, [])
        marks = ", ".join(m for m, on in (("bắt buộc", spec.required), ("quan trọng", spec.critical)) if on)
        lines += ["", f"{spec.label} [{name}]  {spec.kind}, ngưỡng {spec.threshold:.2f}{', ' + marks if marks else ''}"]
        if not found:
            lines.append("    không tìm thấy [not found]: " + "; ".join(_place(way) for way in spec.where))
        for i, candidate in enumerate(found):
            lines += _told(candidate, chosen=i == 0, threshold=spec.threshold, model=model)
    if seen.signer.others:
        lines += ["", "Tên khác ở chỗ ký [other names]: " + "; ".join(part.raw for part in seen.signer.others)]
    return "\n".join(lines)


def _place(way: object) -> str:
    block, labels = getattr(way, "block", None), getattr(way, "labels", ())
    return f"block {block}" if block else f"labels {', '.join(labels)}" if labels else "zone"


def _told(c: Candidate, *, chosen: bool, threshold: float, model: Model) -> list[str]:
    sure = model.probability(c.evidence) if c.parsed else 0.0
    value = c.parsed.value if c.parsed else None
    verdict = "chọn" if chosen else "bỏ"
    if chosen and value is not None:
        verdict += ", nhận" if sure >= threshold else ", cần người xem"
    e = c.evidence
    return [
        f"  {'→' if chosen else ' '} {value!r}  {sure:.2f}  ({verdict})",
        f"      đọc được: {c.part.raw!r}  trang {c.part.page} {c.part.box}",
        f"      {c.part.rule}{'; ' + '; '.join(c.notes) if c.notes else ''}",
        (
            f"      weakest {e.weakest:.2f} mean {e.mean:.2f} certainty {e.certainty:.2f} fit {e.fit:.2f} page {e.page:.2f} "
            f"hand {e.handwriting:.2f} second {e.second:+d} "
            f"other {e.other:+d} third {e.third:+d} votes {e.votes} agree {e.agreement:+d} rival {e.rival:.2f}"
        ),
    ]
