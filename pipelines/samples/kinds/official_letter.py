"""Công văn: boxes 2, 3, 4, 5b («V/v …»), «Kính gửi», body, 7, 8, 9 of Decree 30/2020 App. I."""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, letters, places
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import any_office, signing_lines
from pipelines.samples.paper import Paper, Run, mm
from pipelines.samples.tables import table


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A letter of an agency of any level, one to three pages long."""
    on = letters.issue_day(rng, aged=aged)
    office = any_office(rng, on, area)
    speaker = letters.speaker(rng, on, office)
    subject = speaker.say("letter_subject")
    subject = subject[0].upper() + subject[1:] if rng.random() < 0.4 else subject
    number, symbol = letters.number(rng, "", office, on)

    about = rng.choice(("V/v ", "V/v ", "V/v: ", "Về việc ")) + subject
    header = blocks.number_line(paper, number, symbol), blocks.date_line(paper, office.place, on)
    blocks.header(paper, office.header, *header, about)
    _addressees(paper, rng, on)
    opening, request = (
        speaker.say("opening"),
        f"{office.name} đề nghị {speaker.fill('{group}')} thực hiện một số nội dung sau đây:",
    )
    for text in (f"{opening} {request}",) if opening.endswith(",") else (opening, request):
        letters.paragraph(paper, text)
    points = speaker.several("point", rng.choice((2, 3, 3, 4, 6, 14)))
    for count, text in enumerate(points, start=1):
        letters.paragraph(paper, f"{count}. {text}")
        if rng.random() < 0.25:
            letters.paragraph(paper, "- " + " ".join(speaker.several("duty", rng.randint(1, 2))))
    if rng.random() < 0.15:
        _figures(paper, rng, on)
    letters.paragraph(paper, speaker.say("closing"))

    lines = signing_lines(rng, office)
    name = blocks.official(rng, on)
    blocks.signer(paper, lines, name, office, speaker=speaker)
    if rng.random() < 0.4:
        blocks.incoming(paper, on, speaker.fill("{unitwork}"))
    if rng.random() < 0.2:
        blocks.margin_note(paper)
    fields: dict[str, Value] = {
        "document_number": number + symbol,
        "issue_date": on.isoformat(),
        "issuing_agency": office.name,
        "issue_place": office.place,
        "signer_name": name,
        "signer_title": " ".join(lines),
        "subject": subject,
    }
    return Sample(fields, office.level, office.code)


def _addressees(paper: Paper, rng: Random, on: dt.date) -> None:
    """«Kính gửi:» with one addressee on its line, or several below it."""
    paper.y += mm(3)
    style = paper.style("print", 14)
    units = [places.commune(rng, on) for _ in range(rng.choice((1, 1, 2, 3)))]
    names = [f"Ủy ban nhân dân {unit.full if rng.random() < 0.7 else unit.province.full}" for unit in units]
    if len(names) == 1:
        paper.write([Run("Kính gửi: ", style), Run(names[0] + ".", style)], align="center", after=mm(4))
        return
    paper.write(Run("Kính gửi:", style), x0=paper.left + mm(25), align="left")
    for count, name in enumerate(names, start=1):
        paper.write(Run(f"- {name}{'.' if count == len(names) else ';'}", style), x0=paper.left + mm(45), align="left")
    paper.y += mm(4)


def _figures(paper: Paper, rng: Random, on: dt.date) -> None:
    """A small table of counts in the body."""
    rows = [("TT", "Đơn vị", "Đã nhận", "Đã giải quyết", "Còn lại")]
    for count in range(1, rng.randint(3, 7)):
        received = rng.randint(40, 900)
        done = received - rng.randint(0, 30)
        rows.append((str(count), places.commune(rng, on).full, str(received), str(done), str(received - done)))
    table(paper, rows, (0.08, 0.38, 0.17, 0.21, 0.16))
