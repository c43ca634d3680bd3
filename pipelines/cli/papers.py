"""samples, extract, evaluate, calibrate, explain, ocr, sign, verify: files in hand, nothing stored."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.console import NEEDS_A_PERSON, exiting, initialise, print_json, print_table, progress_bar, say, text
from pipelines.cli.scores import print_calibration, print_scores
from pipelines.errors import ConfigError
from pipelines.errors import explain as told
from pipelines.flow import reading
from pipelines.services import Services, open_services
from pipelines.settings import from_environment

if TYPE_CHECKING:
    from pipelines.extract import runs

OutPath = Annotated[Path, typer.Option("--output", "-o", metavar="OUT.pdf", help="Tệp kết quả. Where to write.")]
ReadPath = Annotated[
    Path, typer.Option("--output", "-o", metavar="OUT", help="Tệp .pdf, .hocr, .html, .xml, .txt. Where to write, and what.")
]
PathArgument = Annotated[Path, typer.Argument(metavar="PATH", exists=True, dir_okay=False)]
PagesCache = Annotated[
    Path | None, typer.Option("--pages-cache", metavar="DIR", help="Giữ trang đã đọc cho lần sau. Keep what was read.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Số tiến trình. Worker processes.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (samples, extract, evaluate, calibrate, explain, ocr, sign, verify):
        app.command()(exiting(command))


def _services() -> Services:
    return open_services(from_environment())


def samples(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    count: Annotated[int, typer.Option(min=1, help="Số bản quét. How many.")] = 24,
    seed: Annotated[int, typer.Option(help="Cùng số thì cùng kết quả. Same seed, same scans.")] = 0,
    types: Annotated[list[str] | None, typer.Option("--type", help="Chỉ loại này. Only this type; may be repeated.")] = None,
    conditions: Annotated[list[str] | None, typer.Option("--condition", help="Chỉ kiểu hư hại này. Only this damage.")] = None,
) -> None:
    """
    Tạo bản quét mẫu với người hư cấu, kèm đáp án. Write sample scans of invented people with their truth files.

    Example:  sohoa samples /tmp/samples --count 100 --seed 7
    """
    from pipelines import samples as room  # noqa: PLC0415 - only here

    with progress_bar("drawing") as bar:
        written = room.write(folder, count, types=types, seed=seed, conditions=conditions, progress=lambda done: bar(done, count))
    say("samples_written", count=len(written), folder=folder)


def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", exists=True)],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Mỗi văn bản một dòng JSON. A JSON line a document.")] = False,
    workers: Workers = None,
) -> int:
    """
    Đọc thử, không lưu gì. Read files without storing anything; exit 1 when a file could not be read.

    Example:  sohoa extract scans/ --jsonl > read.jsonl
    """
    from pipelines.flow import byhand  # noqa: PLC0415 - slow to import

    opened = _services()
    files = byhand.scans(paths)
    unread = 0
    with progress_bar("reading") as bar:
        for done, line in enumerate(reading.read_files(opened, files, workers or opened.settings.workers), start=1):
            unread += line["decision"] == "set_aside"
            if jsonl:
                sys.stdout.write(jsonlib.dumps(line, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            else:
                rows = [
                    (name, field["value"], f"{field['confidence']:.2f}", field["page"]) for name, field in line["fields"].items()
                ]
                say("extracted", file=line["file"], type=line["document_type"], decision=line["decision"])
                print_table("fields", ["column.field", "column.value", "column.confidence", "column.page"], rows)
                for reason in line["reasons"]:
                    say("reason", reason=reason)
            bar(done, len(files))
    return NEEDS_A_PERSON if unread else 0


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")] = False,
    save: Annotated[Path | None, typer.Option(metavar="RUN.json", help="Lưu kết quả chấm. Keep the verdicts.")] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="RUN.json", help="So với lần chấm đã lưu. Compare with a kept run.")
    ] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Vẽ độ tin cậy. Draw the reliability.")] = None,
    pages_cache: PagesCache = None,
    workers: Workers = None,
) -> None:
    """
    Chấm điểm so với đáp án. Score against truth files (NAME.ext.truth.json): by type, field and condition; how many papers go
    through without a person, how many of them are wrong, and whether confidences are true.

    Example:  sohoa evaluate /tmp/samples --save now.json --against before.json
    """
    from pipelines.extract import picture as drawing  # noqa: PLC0415 - slow to import, and only here
    from pipelines.extract import runs  # noqa: PLC0415
    from pipelines.extract.score import summed  # noqa: PLC0415
    from pipelines.flow import tuning  # noqa: PLC0415

    before = _kept_run(against) if against is not None else None
    opened = _services()
    with progress_bar("reading") as bar:
        run = tuning.evaluate(opened, folder, workers or opened.settings.workers, bar, pages_cache)
    scores = summed(list(run.values()))
    changes = runs.compare(before, run) if before is not None else ()
    if save is not None:
        _write(save, runs.dump(run, {"folder": folder.name, "calibration": dict(opened.calibration.about)}).encode())
    if picture is not None:
        _write(picture, drawing.reliability_picture(scores.reliability, text("picture_title")).encode())
    if json:
        changed = {"changes": [change.as_dict() for change in changes]} if before is not None else {}
        print_json({**scores.as_dict(), **changed})
        return
    print_scores(scores, changes, compared=before is not None)


def _kept_run(file: Path) -> runs.Run:
    from pipelines.extract import runs  # noqa: PLC0415

    try:
        return runs.load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: {error}; name a file that 'sohoa evaluate DIR --save' wrote") from error


def calibrate(
    folders: Annotated[list[Path] | None, typer.Argument(metavar="DIR…", exists=True, file_okay=False)] = None,
    reviews: Annotated[bool, typer.Option("--reviews", help="Học cả từ người duyệt. Learn from reviewers too.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Nơi ghi. Default: the house's.")] = None,
    json: Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")] = False,
    picture: Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Vẽ độ tin cậy. Draw the reliability.")] = None,
    pages_cache: PagesCache = None,
    workers: Workers = None,
) -> int:
    """
    Học độ tin cậy từ các bản quét có đáp án và, nếu muốn, từ người duyệt. Fit how sure a value is on scans with truth files.

    Exit 1 when reviewers corrected more than the confidences promised: the papers have changed, or the calibration is old.

    Example:  sohoa calibrate scans/ more/ --reviews --pages-cache /tmp/pages
    """
    from pipelines.extract import calibration  # noqa: PLC0415 - slow to import, and only here
    from pipelines.extract import picture as drawing  # noqa: PLC0415
    from pipelines.flow import tuning  # noqa: PLC0415

    if not folders and not reviews:
        raise ConfigError(text("nothing_to_learn_from"))
    opened = _services()
    with progress_bar("reading") as bar:
        fitted = tuning.fit(opened, folders or [], workers or opened.settings.workers, bar, pages_cache, reviews=reviews)
    found = fitted.calibration
    file = output or opened.settings.config / "calibration.json"
    _write(file, calibration.dump(found).encode())
    if picture is not None:
        _write(picture, drawing.reliability_picture(found.reliability, text("picture_title")).encode())
    if json:
        print_json({**jsonlib.loads(calibration.dump(found)), "unread": fitted.unread, "drift": fitted.drift})
    else:
        print_calibration(fitted, file)
    return NEEDS_A_PERSON if fitted.drift is not None else 0


def explain(
    path: PathArgument,
    html: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Ghi trang có ảnh. Write a page with pictures.")] = None,
) -> None:
    """
    Vì sao chọn từng giá trị, và giá trị nào không được chọn. Why each value was chosen, and what was not.

    The page holds the scan's picture and everything read from it: keep it as carefully as the scan.

    Example:  sohoa explain scan.pdf --html why.html
    """
    if html is None:
        sys.stdout.write(reading.explain_file(_services(), path) + "\n")
        return
    _write(html, reading.explain_page(_services(), path).encode())
    say("written", file=html)


def ocr(path: PathArgument, output: ReadPath) -> None:
    """
    Đọc một tệp ra PDF hai lớp tìm kiếm được, hOCR, ALTO hoặc văn bản, theo đuôi tên tệp kết quả.

    Read one file; the output's ending chooses what is written: .pdf searchable PDF/A, .hocr or .html hOCR, .xml ALTO,
    .txt text in reading order with a form feed after each page.

    Example:  sohoa ocr scan.tif -o scan.pdf

    Example:  sohoa ocr scan.tif -o scan.hocr
    """
    ending = output.suffix.lower()
    if ending not in reading.FORMATS:
        raise ConfigError(text("unknown_format", file=output, endings=" ".join(reading.FORMATS)))
    _write(output, reading.read_as(_services(), path, ending))
    say("written", file=output)


def sign(
    path: PathArgument,
    output: OutPath,
    level: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="B-B, B-T, B-LT, B-LTA thay cho quy định. Another level than the policy's."),
    ] = None,
    key: Annotated[str | None, typer.Option(metavar="NAME", help="Khóa trong signing.yaml. One key of signing.yaml.")] = None,
) -> int:
    """
    Đóng dấu chuyển đổi và ký số một tệp. Put the conversion mark and the signatures of the policy on one file.

    Exit 1 when the file is signed, but a service that was down cost it a level.

    Example:  sohoa sign scan.pdf -o scan.signed.pdf
    """
    from pipelines.flow import byhand  # noqa: PLC0415 - slow to import

    settings = from_environment()
    opened = open_services(settings)
    if byhand.uses_default_key(opened, key) and not settings.signing_key.exists():
        initialise(settings)
    signed = byhand.sign_file(opened, path, level, key)
    _write(output, signed.pdf)
    say("written", file=output)
    if signed.warning is not None:
        _print_reasons([told(signed.warning)[0]])
    if signed.reason is None:
        return 0
    say("level_missed", reached=signed.reached, wanted=signed.wanted)
    _print_reasons([told(signed.reason)[0]])
    return NEEDS_A_PERSON


def verify(path: PathArgument, json: Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")] = False) -> int:
    """
    Kiểm tra chữ ký, dấu chuyển đổi và sổ kết quả. Judge signatures, conversion record and registry; exit 0 only when valid.

    Example:  sohoa verify scan.signed.pdf --json
    """
    from pipelines.flow import registry  # noqa: PLC0415 - slow to import

    verification, known = registry.verify(_services(), path)
    if json:
        print_json({**asdict(verification), "registry": known})
    else:
        say(f"verdict.{verification.verdict}", file=path)
        for signature in verification.signatures:
            kind = "timestamp" if signature.timestamp else "signature"
            say(kind, signer=signature.signer, at=signature.signed_at, level=signature.level)
            told = {"revocation": text(f"revocation.{signature.revocation}"), "changed": text(f"changed.{signature.changed}")}
            say("signature_more", issuer=signature.issuer, **told)
            _print_reasons(signature.reasons)
        _print_reasons(verification.reasons)
        for name, value in verification.conversion.items():
            say("named_value", name=name, value=value)
        if known:
            say(f"registry.{known['status']}", serial=known["serial"], at=known["revoked_at"] or known["loaded_at"])
        if verification.data is not None:
            same = {True: "same", False: "differs", None: "alone"}[known.get("same_data")]
            say(f"data.{same}", count=len(verification.data.get("fields") or ()))
    return 0 if verification.verdict == "valid" else NEEDS_A_PERSON


def _print_reasons(reasons: Iterable[str]) -> None:
    for reason in reasons:
        say("reason", reason=reason)


def _write(output: Path, data: bytes) -> None:
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{output}: cannot write ({error.strerror}); name another place with -o") from error
