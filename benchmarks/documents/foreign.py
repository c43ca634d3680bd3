"""Papers that are none of the house's types: reports, notices, invitations, applications, contracts."""

from __future__ import annotations

from benchmarks import words
from benchmarks.documents import heads, letters, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import person
from benchmarks.documents.pieces import Piece, Value, Words


def report(p: Paper) -> None:
    """Tờ trình, thông báo, báo cáo, kế hoạch: papers of the house style but of other types."""
    rng = p.rng
    when, where = letters.dated(p)
    office, titles, _ = letters.issuer(rng, where)
    kind, symbol = rng.choice(
        (("TỜ TRÌNH", "TTr"), ("THÔNG BÁO", "TB"), ("BÁO CÁO", "BC"), ("KẾ HOẠCH", "KH"), ("GIẤY MỜI", "GM"), ("BIÊN BẢN", "BB"))
    )
    heads.two_columns(
        p,
        office,
        heads.number(p, f"{rng.randint(1, 900):02d}/{symbol}-{office.symbol}"),
        heads.placed(p, office.town, when),
        same_row=True,
    )
    p.centre(kind, cut=1, grow=1, step=1)
    p.centre(f"Về việc {letters.filled(rng, rng.choice(letters.ASKED + letters.ACTS), when.year)}", cut=1, wide=1500)
    p.y += p.step
    for _ in range(rng.randint(6, 15)):
        p.flow([words.sentence(rng)], indent=110)
    letters.end(p, office, titles, where)


def application(p: Paper) -> None:
    """A citizen's application that names a certificate without being one."""
    rng = p.rng
    when, where = letters.dated(p)
    who = person(rng, 1950, 1995, seen=when.year)
    heads.centred(p)
    p.centre(rng.choice(("ĐƠN ĐỀ NGHỊ", "ĐƠN XIN XÁC NHẬN", "TỜ KHAI", "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG")), cut=1, grow=3, step=1.1)
    p.centre(
        rng.choice(
            (
                "Cấp bản sao trích lục hộ tịch",
                "Cấp lại Giấy chứng nhận quyền sử dụng đất",
                "Cấp giấy phép xây dựng nhà ở",
                "Xác nhận hoàn cảnh gia đình",
            )
        ),
        cut=1,
        step=1.5,
    )
    p.centre(f"Kính gửi: Ủy ban nhân dân {where.commune}", step=1.5)
    rows: list[list[Piece]] = [
        ["Tôi tên là:", Value(who.name)], ["Sinh ngày:", *p.day("", who.born)], ["Số CMND/CCCD:", Value(who.number)],
        ["Địa chỉ thường trú:", Value(places.address(rng, 2015, where=where))], ["Nội dung:", Value(words.matter(rng))],
    ]  # fmt: skip
    for row in rows:
        p.flow(row)
    p.flow([words.sentence(rng)], indent=110)
    p.flow([f"{places.bare(where.commune)}, ngày {when.day:02d} tháng {when.month:02d} năm {when.year}"], x=p.middle, bare=True)
    signers.sign(p, ["NGƯỜI LÀM ĐƠN"], heads.commune_office(rng, where), note="(Ký, ghi rõ họ tên)", seal=False)


def contract(p: Paper) -> None:
    """A contract between two parties."""
    rng = p.rng
    when, where = letters.dated(p)
    heads.centred(p)
    p.centre(rng.choice(("HỢP ĐỒNG LAO ĐỘNG", "HỢP ĐỒNG MUA BÁN", "HỢP ĐỒNG CHO THUÊ NHÀ")), cut=1, grow=3, step=1.1)
    p.centre(f"Số: {rng.randint(1, 200):02d}/{when.year}/HĐ", step=1.5)
    p.flow(
        [f"Hôm nay, ngày {when.day:02d} tháng {when.month:02d} năm {when.year}, tại {where.chain}, chúng tôi gồm:"], indent=110
    )
    for label in ("Bên A:", "Bên B:"):
        who = person(rng, 1950, 1995, seen=when.year)
        p.flow([Words(label, 1), Value(who.name.upper())])
        p.flow(["Địa chỉ:", Value(places.address(rng, 2015))])
        p.flow(["CMND/CCCD số:", Value(who.number)])
    for number in range(rng.randint(4, 9)):
        p.flow([Words(f"Điều {number + 1}.", 1), words.sentence(rng)], indent=110)
    p.room(7)
    p.leaf.print(p.left + 350, p.y, "ĐẠI DIỆN BÊN B", cut=1, align="m")
    signers.sign(p, ["ĐẠI DIỆN BÊN A"], heads.commune_office(rng, where), seal=False)
