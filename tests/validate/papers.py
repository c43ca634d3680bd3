"""Invented papers without a fault, one a type, and a way to write small suites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import registers

from pipelines import validate
from pipelines.model import Extraction, Value

ROOT = Path(__file__).resolve().parents[2]
SUITES = ROOT / "expectations"

GOOD: dict[str, dict[str, Value]] = {
    "birth_certificate": {
        "document_number": "12/2020",
        "full_name": "Nguyễn Văn Thử",
        "date_of_birth": "2020-01-05",
        "sex": "Nam",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "place_of_birth": "Trạm y tế xã Thử Nghiệm",
        "home_town": "Xã Thử Nghiệm, tỉnh Mẫu",
        "personal_id": "001220000001",
        "mother_full_name": "Trần Thị Mẫu",
        "mother_birth_year": "1990",
        "father_full_name": "Nguyễn Văn Mẫu",
        "father_birth_year": "1988",
        "declarant_full_name": "Nguyễn Văn Mẫu",
        "issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm",
        "issue_date": "2020-01-10",
        "signer_name": "Lê Văn Ký",
    },
    "construction_permit": {
        "document_number": "45/2019/GPXD",
        "issue_date": "2019-03-07",
        "issuing_agency": "Ủy ban nhân dân huyện Thử Nghiệm",
        "holder_full_name": "Phạm Thị Xây",
        "holder_address": "Thôn Mẫu, xã Thử Nghiệm",
        "land_parcel": "123",
        "map_sheet": "7",
        "floor_area_m2": 214.1,
        "floors": 3,
        "signer_name": "Lê Văn Ký",
    },
    "criminal_record_certificate": {
        "document_number": "1234/STP-LLTP",
        "issue_date": "2019-03-07",
        "issuing_agency": "Sở Tư pháp tỉnh Mẫu",
        "full_name": "Nguyễn Thị Thử",
        "date_of_birth": "1990-01-05",
        "sex": "Nữ",
        "personal_id": "001190000001",
        "criminal_record": "Không có án tích",
        "signer_name": "Lê Văn Ký",
    },
    "death_extract": {
        "document_number": "12/TLKT-BS",
        "issue_date": "2019-03-07",
        "issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm",
        "full_name": "Nguyễn Văn Thử",
        "date_of_birth": "1940-05-02",
        "sex": "Nam",
        "personal_id": "001040000001",
        "date_of_death": "2019-03-01",
        "place_of_death": "Tại nhà riêng, xã Thử Nghiệm",
        "signer_name": "Lê Văn Ký",
    },
    "decision": {
        "document_number": "08/QĐ-UBND",
        "issue_date": "2020-02-08",
        "issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm",
        "subject": "Về việc cho phép chuyển mục đích sử dụng đất",
        "signer_name": "Lê Văn Ký",
    },
    "marital_status_certificate": {
        "document_number": "12/UBND-XNTTHN",
        "issue_date": "2019-03-07",
        "issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm",
        "full_name": "Nguyễn Thị Thử",
        "date_of_birth": "1990-01-05",
        "sex": "Nữ",
        "personal_id": "001190000001",
        "residence": "Thôn Mẫu, xã Thử Nghiệm",
        "marital_status": "Hiện tại chưa đăng ký kết hôn với ai",
        "signer_name": "Lê Văn Ký",
    },
    "marriage_certificate": {
        "document_number": "12/2019",
        "issue_date": "2019-03-07",
        "issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm",
        "wife_full_name": "Trần Thị Mẫu",
        "wife_date_of_birth": "1992-01-05",
        "wife_ethnicity": "Kinh",
        "wife_nationality": "Việt Nam",
        "wife_residence": "Thôn Mẫu, xã Thử Nghiệm",
        "wife_personal_id": "001192000001",
        "husband_full_name": "Nguyễn Văn Thử",
        "husband_date_of_birth": "1990-01-05",
        "husband_ethnicity": "Tày",
        "husband_nationality": "Việt Nam",
        "husband_residence": "Thôn Mẫu, xã Thử Nghiệm",
        "husband_personal_id": "012345678",
        "signer_name": "Lê Văn Ký",
    },
    "medical_practice_certificate": {
        "document_number": "000123/KH-CCHN",
        "issue_date": "2019-03-07",
        "issuing_agency": "Sở Y tế tỉnh Mẫu",
        "full_name": "Nguyễn Thị Thử",
        "date_of_birth": "1985-01-05",
        "personal_id": "001185000001",
        "qualification": "Bác sĩ đa khoa",
        "practice_scope": "Khám bệnh, chữa bệnh đa khoa",
        "signer_name": "Lê Văn Ký",
    },
    "official_letter": {
        "document_number": "15/UBND-VP",
        "issue_date": "2021-11-30",
        "issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm",
        "subject": "Trả lời đơn đề nghị của công dân",
        "signer_name": "Lê Văn Ký",
    },
    "pharmacy_practice_certificate": {
        "document_number": "123/CCHN-D-SYT-KH",
        "issue_date": "2019-03-07",
        "issuing_agency": "Sở Y tế tỉnh Mẫu",
        "full_name": "Nguyễn Thị Thử",
        "date_of_birth": "1985-01-05",
        "personal_id": "001185000001",
        "qualification": "Dược sĩ đại học",
        "practice_form": "Nhà thuốc",
        "practice_scope": "Bán lẻ thuốc",
        "signer_name": "Lê Văn Ký",
    },
    **registers.GOOD,
}


def paper(document_type: str, **changes: Value) -> Extraction:
    """The faultless paper with *changes*; None takes a field away."""
    return validate.as_extraction(document_type, GOOD[document_type] | changes)


def rule(expectation: str, name: str = "r", about: str | None = "floors", **kwargs: Any) -> dict[str, Any]:
    meta = {"rule": name, "field": about, "severity": "doubt", "vi": "Hãy xem lại.", "en": "Look again."}
    return {"type": expectation, "kwargs": kwargs, "meta": meta}


def write_suite(
    folder: Path, *rules: dict[str, Any], name: str = "permit", fields: tuple[str, ...] = ("floors", "name", "day")
) -> Path:
    folder.mkdir(exist_ok=True)
    suite = {"name": name, "meta": {"fields": list(fields)}, "expectations": list(rules)}
    (folder / f"{name}.json").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    return folder


def rows(**documents: dict[str, Any]) -> list[tuple[str, Extraction]]:
    return [(doc_id, validate.as_extraction("permit", values)) for doc_id, values in documents.items()]
