"""Faultless papers of business and land registers, and a fault for every rule of theirs."""

from __future__ import annotations

from pipelines.model import Value

Fault = tuple[str, str, dict[str, Value]]

GOOD: dict[str, dict[str, Value]] = {
    "enterprise_registration": {
        "enterprise_code": "0312345673",
        "document_number": "0312345673",
        "issue_date": "2019-03-07",
        "change_number": 2,
        "issuing_agency": "Phòng Đăng ký kinh doanh tỉnh Mẫu",
        "enterprise_name": "CÔNG TY TNHH THỬ NGHIỆM",
        "head_office": "Số 1 đường Mẫu, Phường Thử Nghiệm, Tỉnh Mẫu, Việt Nam",
        "charter_capital_vnd": 1_900_000_000,
        "representative_full_name": "Nguyễn Văn Thử",
        "signer_name": "Lê Văn Ký",
    },
    "household_business_registration": {
        "document_number": "41A8012345",
        "issue_date": "2019-03-07",
        "change_number": 1,
        "issuing_agency": "Phòng Tài chính - Kế hoạch huyện Thử Nghiệm",
        "business_name": "HỘ KINH DOANH NGUYỄN THỊ THỬ",
        "business_address": "Thôn Mẫu, xã Thử Nghiệm",
        "business_lines": "Bán lẻ lương thực; Cắt tóc, gội đầu",
        "capital_vnd": 50_000_000,
        "owner_full_name": "Nguyễn Thị Thử",
        "owner_date_of_birth": "1990-01-05",
        "owner_personal_id": "001190000001",
        "signer_name": "Lê Văn Ký",
    },
    "land_use_certificate": {
        "document_number": "CH00120",
        "issue_date": "2019-03-07",
        "issuing_agency": "Ủy ban nhân dân huyện Thử Nghiệm",
        "holder_full_name": "Phạm Thị Đất",
        "serial_number": "CN719597",
        "register_number": "CH00120",
        "land_parcel": "123",
        "map_sheet": "7",
        "area_m2": 214.1,
        "land_purpose": "Đất ở tại nông thôn",
        "term": "Lâu dài",
        "signer_name": "Lê Văn Ký",
    },
}
COMMON: list[Fault] = [
    ("field_missing", "issue_date", {"issue_date": None}),
    ("field_missing", "issuing_agency", {"issuing_agency": ""}),
    ("field_missing", "signer_name", {"signer_name": None}),
    ("date_real", "issue_date", {"issue_date": "2019-02-30"}),
    ("date_whole", "issue_date", {"issue_date": "2019-03"}),
    ("date_not_in_future", "issue_date", {"issue_date": "2026-08-02"}),
    ("issue_year_plausible", "issue_date", {"issue_date": "1979-03-07"}),
    ("name_odd", "signer_name", {"signer_name": "Lê V4n Ký"}),
    ("length_odd", "signer_name", {"signer_name": "Lê " + "Văn " * 20 + "Ký"}),
    ("length_odd", "issuing_agency", {"issuing_agency": "Ủy"}),
    ("agency_of_type", "issuing_agency", {"issuing_agency": "Sở Y tế tỉnh Mẫu"}),
]
CHANGE: Fault = ("change_plausible", "change_number", {"change_number": 0})


def _missing(*fields: str) -> list[Fault]:
    return [("field_missing", field, {field: None}) for field in fields]


FAULTS: dict[str, list[Fault]] = {
    "enterprise_registration": [
        *COMMON,
        CHANGE,
        *_missing("document_number", "enterprise_name", "head_office", "charter_capital_vnd", "representative_full_name"),
        ("enterprise_code_expected", "enterprise_code", {"enterprise_code": None}),
        ("enterprise_code_format", "enterprise_code", {"enterprise_code": "031234567"}),
        ("check_digit", "enterprise_code", {"enterprise_code": "0312345674"}),
        ("number_is_code", "document_number", {"document_number": "0102001234"}),
        ("length_odd", "document_number", {"document_number": "0312"}),
        ("length_odd", "enterprise_name", {"enterprise_name": "CTY"}),
        ("has_letters", "enterprise_name", {"enterprise_name": "1 2 3 4 5"}),
        ("name_kind", "enterprise_name", {"enterprise_name": "THỬ NGHIỆM"}),
        ("length_odd", "head_office", {"head_office": "Số 1"}),
        ("amount_positive", "charter_capital_vnd", {"charter_capital_vnd": 0}),
        ("capital_plausible", "charter_capital_vnd", {"charter_capital_vnd": 1900}),
        ("name_odd", "representative_full_name", {"representative_full_name": "Nguyễn 1"}),
        ("length_odd", "representative_full_name", {"representative_full_name": "A B"}),
    ],
    "household_business_registration": [
        *COMMON,
        CHANGE,
        *_missing("document_number", "business_name", "business_address", "business_lines", "capital_vnd"),
        *_missing("owner_full_name", "owner_date_of_birth", "owner_personal_id"),
        ("number_format", "document_number", {"document_number": "41A80123"}),
        ("check_digit", "document_number", {"document_number": "0312345674"}),
        ("number_is_owners", "document_number", {"document_number": "001190000002"}),
        ("length_odd", "business_name", {"business_name": "A"}),
        ("has_letters", "business_name", {"business_name": "1 2 3"}),
        ("length_odd", "business_address", {"business_address": "Thôn"}),
        ("length_odd", "business_lines", {"business_lines": "Ăn"}),
        ("has_letters", "business_lines", {"business_lines": "4721 4722"}),
        ("amount_positive", "capital_vnd", {"capital_vnd": 0}),
        ("capital_plausible", "capital_vnd", {"capital_vnd": 50_000}),
        ("date_real", "owner_date_of_birth", {"owner_date_of_birth": "1990-31-01"}),
        ("owner_age", "owner_date_of_birth", {"owner_date_of_birth": "2010-01-05"}),
        ("identity_number_format", "owner_personal_id", {"owner_personal_id": "00119000001"}),
        ("personal_id_province", "owner_personal_id", {"owner_personal_id": "099190000001"}),
        ("personal_id_birth_year", "owner_personal_id", {"owner_date_of_birth": "1989-01-05"}),
        ("name_odd", "owner_full_name", {"owner_full_name": "Nguyễn 1"}),
        ("length_odd", "owner_full_name", {"owner_full_name": "A B"}),
    ],
    "land_use_certificate": [
        *COMMON,
        *_missing("holder_full_name", "serial_number", "register_number", "land_parcel", "map_sheet"),
        *_missing("area_m2", "land_purpose", "term"),
        ("serial_format", "serial_number", {"serial_number": "CN71959"}),
        ("register_format", "register_number", {"register_number": "CH?"}),
        ("length_odd", "register_number", {"register_number": "CH" + "1" * 50}),
        ("length_odd", "holder_full_name", {"holder_full_name": "Lê"}),
        ("has_letters", "holder_full_name", {"holder_full_name": "1 2 3 4"}),
        ("parcel_format", "land_parcel", {"land_parcel": "A12"}),
        ("parcel_format", "map_sheet", {"map_sheet": "DC7"}),
        ("length_odd", "land_parcel", {"land_parcel": "12, " * 30 + "12"}),
        ("length_odd", "map_sheet", {"map_sheet": "12, " * 30 + "12"}),
        ("area_plausible", "area_m2", {"area_m2": 0.5}),
        ("length_odd", "land_purpose", {"land_purpose": "Đ"}),
        ("term_form", "term", {"term": "Đất ở"}),
        ("length_odd", "term", {"term": "50"}),
    ],
}
