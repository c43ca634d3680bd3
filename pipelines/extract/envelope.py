"""
What every administrative paper says of itself, whatever its kind: read from papers of no kind that we know, so that the person
who says what such a paper is finds number, day, body, matter and signer filled in.

Decree 30/2020/NĐ-CP, Appendix I, boxes 2, 3, 4, 5, 7; the same fields as every document type begins with.
"""

from __future__ import annotations

from pipelines.doctypes import DocumentType, FieldSpec, Where


def _field(name: str, label: str, label_en: str, kind: str, block: str, *, critical: bool = False) -> FieldSpec:
    return FieldSpec(name, label, label_en, kind, required=False, critical=critical, where=(Where(block=block),))


ENVELOPE = DocumentType(
    name="",
    label="Giấy tờ khác",
    label_en="Another paper",
    fields={
        spec.name: spec
        for spec in (
            _field("document_number", "Số, ký hiệu", "Number and symbol", "document_number", "number", critical=True),
            _field("issue_date", "Ngày ban hành", "Date of issue", "date", "date", critical=True),
            _field("issuing_agency", "Cơ quan ban hành", "Issuing agency", "agency", "agency", critical=True),
            _field("issue_place", "Nơi ban hành", "Place of issue", "place", "place"),
            _field("subject", "Trích yếu nội dung", "Subject", "text", "subject"),
            _field("signer_name", "Người ký", "Signer", "person_name", "signer_name", critical=True),
            _field("signer_title", "Chức vụ người ký", "Signer's position", "position", "signer_title"),
        )
    },
)
"""Never a document's type: a paper that was read with it keeps ``document_type`` None and waits for a person."""
