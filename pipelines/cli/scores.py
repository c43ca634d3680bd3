"""What ``evaluate`` and ``calibrate`` print for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli.console import print_table, say

if TYPE_CHECKING:
    from pipelines.extract.calibration import Bin
    from pipelines.extract.runs import Change
    from pipelines.extract.score import Count, Scores, Share
    from pipelines.flow.tuning import Fitted

COUNTS = ("column.right", "column.wrong", "column.tone", "column.missing", "column.percent_right")


def print_scores(scores: Scores, changes: Sequence[Change], *, compared: bool) -> None:
    """Tables by type, field and condition, then what went through, what was wrong, and whether confidences are true."""
    _print_counts("scores.types", scores.types)
    _print_counts("scores.fields", {f"{kind} · {name}": count for (kind, name), count in sorted(scores.fields.items())})
    _print_counts("scores.conditions", dict(sorted(scores.conditions.items())))
    _print_bins(scores.reliability)
    through = {"all": scores.through, "printed": scores.through_printed, **dict(sorted(scores.through_by_condition.items()))}
    print_table("scores.through", ["column.condition", "column.through"], [(name, _share(s)) for name, s in through.items()])
    say("scores.unattended", share=_share(scores.unattended_printed))
    say("scores.accepted_wrong", share=_share(_accepted_wrong(scores)), fields=_named(scores.accepted_wrong_fields))
    say("scores.values_accepted_wrong", share=_share(scores.values_accepted))
    say("scores.handwritten_accepted_wrong", count=scores.handwritten_accepted_wrong)
    if scores.promises_broken is not None:
        say("scores.promises_broken", chance=f"{scores.promises_broken:.2g}")
    if compared:
        rows = [
            (c.group, c.before, c.after, c.of, f"+{c.better} −{c.worse}", f"{c.chance:.3g}", "✓" if c.certain else "")
            for c in changes
        ]
        columns = ("group", "before", "after", "of", "change", "chance", "certain")
        print_table("scores.changes", [f"column.{name}" for name in columns], rows)


def print_calibration(fitted: Fitted, file: Path) -> None:
    """What was fitted on what, how true it was on papers not seen, and what may be promised."""
    found = fitted.calibration
    about = found.model.about
    kinds = about.get("values_by_kind")
    rows = sorted(kinds.items()) if isinstance(kinds, dict) else []
    print_table("calibration.kinds", ["column.kind", "column.values"], rows)
    _print_bins(found.reliability)
    print_table(
        "calibration.measured",
        ["column.confidence", "column.values", "column.wrong", "column.at_least"],
        [(f"≥ {m.confidence:g}", m.values, m.wrong, f"{m.at_least:.5f}") for m in found.model.measured],
    )
    say("calibration.fitted", documents=about["documents"], values=about["values"], wrong=about["wrong"], ece=f"{found.ece:.4f}")
    best = max((m.at_least for m in found.model.measured), default=0.0)
    say("calibration.best", best=f"{best:.5f}")
    if fitted.unread:
        say("calibration.unread", count=fitted.unread)
    if fitted.drift is not None:
        say("calibration.drift", chance=f"{fitted.drift:.2g}", reviewed=fitted.reviewed)
    say("written", file=file)


def _print_counts(title: str, counts: Mapping[str, Count]) -> None:
    rows = [
        (name, c.right, c.wrong, c.tone or "", c.missing, f"{100 * c.right / c.total:.1f}" if c.total else "")
        for name, c in counts.items()
    ]
    print_table(title, ["column.group", *COUNTS], rows)


def _print_bins(bins: Sequence[Bin]) -> None:
    rows = [(f"≥ {b.low:g}", b.values, f"{b.mean:.4f}", f"{b.share:.4f}") for b in bins]
    print_table("scores.reliability", ["column.confidence", "column.values", "column.promised", "column.share_right"], rows)


def _accepted_wrong(scores: Scores) -> Share:
    from pipelines.extract.score import Share as Part  # noqa: PLC0415 - slow to import

    return Part(scores.accepted_wrong, scores.accepted)


def _share(share: Share) -> str:
    told = share.as_dict()
    low, high = told["interval"]
    return f"{share.part}/{share.whole} = {100 * told['share']:.2f} % ({100 * low:.2f}–{100 * high:.2f})"


def _named(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "–"
