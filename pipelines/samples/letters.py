"""What decisions and official letters share: day, number and symbol, paragraphs, and a speaker that knows the matter."""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.samples import places
from pipelines.samples.grammar import Speaker
from pipelines.samples.offices import SECTIONS, Office
from pipelines.samples.paper import Paper, Run, mm
from pipelines.samples.people import adult, day_between


def issue_day(rng: Random, *, aged: bool) -> dt.date:
    """A working day: 1986 to 1999 for an *aged* paper, else 2000 to the middle of 2026, the later years more often."""
    if aged:
        return day_between(rng, dt.date(1986, 1, 5), dt.date(1999, 12, 30))
    first = rng.choice((dt.date(2000, 1, 4), dt.date(2008, 1, 2), dt.date(2014, 1, 2), dt.date(2025, 7, 2)))
    return day_between(rng, first, dt.date(2026, 6, 30) if first >= places.REFORM else dt.date(2025, 6, 27))


def number(rng: Random, kind: str, office: Office, on: dt.date) -> tuple[str, str]:
    """Figure and rest of «08/QĐ-UBND», «08/2014/QĐ-UBND», «2096/SYT-NVY» (*kind* empty); UB for UBND before 2004."""
    symbol = "UB" if office.symbol == "UBND" and on.year < 2004 else office.symbol
    figure = rng.choice((rng.randint(1, 9), rng.randint(10, 99), rng.randint(100, 999), rng.randint(1000, 6500)))
    year = f"/{on.year}" if kind and rng.random() < 0.12 else ""
    if kind:
        rest = f"/{kind}-{symbol}"
    elif on.year < 2004 and rng.random() < 0.6:
        rest = f"/CV-{symbol}"
    else:
        rest = f"/{symbol}-{rng.choice(SECTIONS)}" if rng.random() < 0.9 else f"/{symbol}"
    return f"{figure:02d}", year + rest


def speaker(rng: Random, on: dt.date, office: Office | None) -> Speaker:
    """A speaker for a paper of the day *on*: years, days and places that fit."""
    who = adult(rng, on)
    unit = office.unit if office and office.unit else places.commune(rng, on)
    fixed = {
        "same": "Như trên",
        "year": str(on.year if rng.random() < 0.8 else on.year + 1),
        "quarter": rng.choice(("I", "II", "III", "IV")),
        "span": f"{on.year - on.year % 5 + 1} - {on.year - on.year % 5 + 5}",
        "place": unit.full,
        "honoured": f"{who.title} {who.name}",
    }
    fixed["work"] = Speaker(rng).fill("{work}")
    return Speaker(rng, fixed, on, rng.random() < 0.5)


def paragraph(paper: Paper, text: str, *, italic: bool = False) -> None:
    """One indented, justified paragraph of the body."""
    paper.write(Run(text, paper.style("print", italic=italic)), indent=mm(10), after=mm(1.5))


__all__ = ["Speaker", "issue_day", "number", "paragraph", "speaker"]
