"""The second pair of eyes: a signed file is held against what the store keeps of the paper before it leaves."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipelines import ocr, sign
from pipelines.flow import pagetext
from pipelines.model import Conversion, Page
from pipelines.services import Services


def check_paper(
    services: Services, document_id: str, signed: sign.Signed, conversion: Conversion, config: sign.SigningConfig
) -> None:
    """
    Let the *signed* file of a document pass. Everything that it is compared with comes out of the store anew.

    Raises DocumentProblem ``sign_second_look``, OutsideError.
    """
    kept = services.ledger.artefacts(document_id)
    pages = pagetext.load(services.store.get(kept["pages"].key)) if "pages" in kept else ()
    archive = services.store.get((kept.get("archive") or kept["original"]).key)
    with services.store.opened(kept["original"].key) as path:
        check_file(services, path, archive, pages, signed, conversion, config)


def check_file(
    services: Services,
    path: Path,
    archive: bytes,
    pages: tuple[Page, ...],
    signed: sign.Signed,
    conversion: Conversion,
    config: sign.SigningConfig,
) -> None:
    """The same for the scan at *path*. Raises DocumentProblem ``sign_second_look``, OutsideError."""
    reader = services.ocr_config

    def picture(page: Page) -> Image.Image:
        return ocr.page_image(path, page.number, reader, page.rotation)

    sign.may_leave(
        signed.pdf,
        sign.Kept(archive, pages, picture),
        conversion,
        config,
        services.settings.trust,
        least=signed.reached,
        read=lambda print_, dpi: ocr.read_print(print_, dpi, reader),
    )
