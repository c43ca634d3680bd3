"""Quyết định: boxes 2, 3, 4, 5a, 6, 7, 8, 9 of Decree 30/2020 App. I, with bases, articles and sometimes a list attached."""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, letters
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, any_office, signing_lines
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import adult
from pipelines.samples.tables import table
from pipelines.samples.vietnamese import long_date, short_date


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A decision of an agency of any level, one to three pages long."""
    on = letters.issue_day(rng, aged=aged)
    office = any_office(rng, on, area)
    speaker = letters.speaker(rng, on, office)
    speaker.fixed["subject0"] = speaker.say("decision_subject").removeprefix("Về việc ")
    subject = "Về việc " + speaker.fixed["subject0"]
    speaker.fixed["subject0"] = speaker.fixed["subject0"][0].upper() + speaker.fixed["subject0"][1:]
    speaker.fixed["same"] = f"Như Điều {rng.randint(2, 5)}"
    number, symbol = letters.number(rng, "QĐ", office, on)

    blocks.header(paper, office.header, blocks.number_line(paper, number, symbol), blocks.date_line(paper, office.place, on))
    blocks.title(paper, "QUYẾT ĐỊNH", subject, sizes=(15, 13.5))
    _authority(paper, rng, office)
    for text in (*speaker.several("basis", rng.randint(2, 5)), speaker.say("proposal")):
        letters.paragraph(paper, text, italic=rng.random() < 0.3)
    paper.y += mm(3)
    paper.write(Run("QUYẾT ĐỊNH:", Style(13.5, bold=True)), align="center", after=mm(2))
    _articles(paper, rng, speaker)

    lines = signing_lines(rng, office)
    name = blocks.official(rng, on)
    blocks.signer(paper, lines, name, office, speaker=speaker)
    if rng.random() < 0.25:
        _attachment(paper, rng, on, number + symbol)
    if rng.random() < 0.3:
        blocks.incoming(paper, on, speaker.fill("{unitwork}"))
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


def _authority(paper: Paper, rng: Random, office: Office) -> None:
    who = office.authority
    if office.committee and rng.random() < 0.4:
        who = who.removeprefix("CHỦ TỊCH ")
    paper.write(Run(who, Style(13.5, bold=True)), align="center", after=mm(2))


def _articles(paper: Paper, rng: Random, speaker: letters.Speaker) -> None:
    style = paper.style("print")
    first = speaker.say("first_article")
    texts = [first, *speaker.several("duty", rng.randint(1, 4)), speaker.say("effect"), speaker.say("execution")]
    dot = rng.choice((".", ".", ":"))
    for count, text in enumerate(texts, start=1):
        label = Run(f"Điều {count}{dot}", paper.style("print", bold=True))
        paper.write([label, Run(" " + text, style)], indent=mm(10), after=mm(1.5))
        if count == 1 and first.endswith(":"):
            for order, item in enumerate(speaker.several("item", rng.randint(2, 5)), start=1):
                letters.paragraph(paper, f"{order}. {item}")


def _attachment(paper: Paper, rng: Random, on: dt.date, number: str) -> None:
    """«DANH SÁCH (Kèm theo Quyết định số … ngày …)»: a table of invented people on a sheet of its own."""
    paper.turn()
    paper.y += mm(6)
    blocks.title(paper, "DANH SÁCH", sizes=(14,), gap=0, rule=False)
    paper.write(Run(f"(Kèm theo Quyết định số {number} {long_date(on)})", Style(12, italic=True)), align="center", after=mm(4))
    rows = [("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Ghi chú")]
    for count in range(1, rng.randint(5, 16)):
        who = adult(rng, on)
        place = letters.speaker(rng, on, None).fill("{unitwork}")
        rows.append(
            (str(count), who.name, short_date(str(who.born.year)), place, rng.choice(("", "", "Tổ trưởng", "Thành viên")))
        )
    table(paper, rows, (0.07, 0.29, 0.13, 0.34, 0.17))
