"""Extracts of death registration and confirmations of marital status."""

from __future__ import annotations

from benchmarks.documents import civil, heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, Person, before, day, day_said, person
from benchmarks.documents.pieces import Tab, Value, Words
from benchmarks.documents.places import Place


def death_2015(p: Paper) -> None:
    """Circulars 15/2015 and 04/2020: an extract with its own number and day, and those of the register."""
    rng = p.rng
    when = day(rng, 2016, 2026)
    where = places.place(rng, 2026 if when.year > 2025 else 2020)
    dead = person(rng, 1925, 1985, seen=when.year, partial=0.25)
    died = before(rng, when, 2, 2500)
    entered = before(rng, when, 0, 1) if rng.random() < 0.4 else before(rng, died, -12, -1)
    office = heads.commune_office(rng, where)
    own = f"{rng.randint(1, 480)}" + rng.choice((f"/{when.year}/TLKT-BS", "/TLKT-BS", "/TLKT", f"/TLKT-BS-{when.year}"))
    heads.two_columns(p, office, heads.number(p, own), heads.placed(p, office.town, when))
    p.fields["issuing_agency"] = office.full
    p.centre(rng.choice(("TRÍCH LỤC KHAI TỬ", "TRÍCH LỤC KHAI TỬ (BẢN SAO)")), cut=1, grow=rng.uniform(2, 5), step=1.8)
    p.flow(
        [rng.choice(("Họ, chữ đệm, tên:", "Họ, chữ đệm, tên người chết:")), p.value("full_name", civil.upper(p, dead), dead.name)]
    )
    p.flow(["Ngày, tháng, năm sinh:", *p.born(dead, form=rng.choice(("/", "words", "-")))])
    p.flow(
        [
            "Giới tính:",
            p.value("sex", dead.sex),
            Tab(0.33),
            "Dân tộc:",
            Value(dead.people),
            Tab(0.64),
            "Quốc tịch:",
            Value("Việt Nam"),
        ]
    )
    if len(dead.number) == 12 and rng.random() < 0.5:
        p.flow(["Số định danh cá nhân:", p.value("personal_id", dead.number)])
        p.flow(["Giấy tờ tùy thân:", Value("")])
    else:
        p.flow(["Giấy tờ tùy thân:", *civil.short_card(p, dead, died, where)])
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    p.flow(
        [
            "Đã chết vào lúc:",
            Value(f"{hour:02d}"),
            "giờ",
            Value(f"{minute:02d}"),
            "phút,",
            *p.day("date_of_death", died, rng.choice(("words", "words", "/"))),
        ]
    )
    if rng.random() < 0.6:
        p.flow([rng.choice(("Ghi bằng chữ:", "ghi bằng chữ:")), Value(day_said(died))])
    p.flow(["Nơi chết:", p.value("place_of_death", _place_of_death(p, where))])
    if rng.random() < 0.35:
        p.flow(["Nguyên nhân chết:", Value(rng.choice(("Bệnh già", "Bệnh", "Tai nạn giao thông")))])
    p.flow(["Đã được đăng ký khai tử tại:", Value(heads.full_name(office, where))])
    p.flow(["Số:", Value(f"{rng.randint(1, 300)}/{entered.year}"), Tab(0.4), *p.day("", entered, "words")])
    if rng.random() < 0.6:
        p.flow(["Thực hiện trích lục từ:", Value(rng.choice(("Sổ đăng ký khai tử", "Cơ sở dữ liệu hộ tịch điện tử")))])
    _end(p, where, rng.choice(("NGƯỜI KÝ TRÍCH LỤC", "")))


def _place_of_death(p: Paper, where: Place) -> str:
    rng = p.rng
    return rng.choice(
        (
            "Tại nhà riêng",
            f"Bệnh viện đa khoa {where.province}",
            places.address(rng, 2020, where=where),
            f"Tại nhà, {where.chain}",
            "Bệnh viện Chợ Rẫy, phường 12, quận 5, thành phố Hồ Chí Minh",
        )
    )


def _end(p: Paper, where: Place, own: str) -> None:
    rng = p.rng
    p.y += p.step // 2
    p.room(6)
    office = heads.commune_office(rng, where)
    titles = signers.committee(rng, office)
    signers.sign(p, titles[-1:] if own else titles, office, before=own)


def death_2006(p: Paper) -> None:
    """Giấy chứng tử after Decision 01/2006/QĐ-BTP."""
    rng = p.rng
    when = day(rng, 2006, 2015)
    where = places.place(rng, 2010)
    dead = person(rng, 1915, 1980, seen=2010, partial=0.5)
    died = before(rng, when, 1, 40)
    office = heads.commune_office(rng, where)
    heads.two_columns(p, office, heads.number(p, f"{rng.randint(1, 90)}"), ["Quyển số:", Value(f"01/{when.year}")])
    p.fields["issuing_agency"] = heads.full_name(office, where)
    p.centre("GIẤY CHỨNG TỬ", cut=1, grow=5, step=1)
    p.centre(rng.choice(("(BẢN CHÍNH)", "(BẢN SAO)")), grow=-1, step=1.6)
    p.flow(
        ["Họ và tên:", p.value("full_name", civil.upper(p, dead), dead.name), Tab(0.7), "Giới tính:", p.value("sex", dead.sex)]
    )
    p.flow(["Ngày, tháng, năm sinh:", *p.born(dead, form=rng.choice(("/", "words")))])
    p.flow(["Dân tộc:", Value(dead.people), Tab(0.5), "Quốc tịch:", Value("Việt Nam")])
    p.flow(["Nơi thường trú/tạm trú cuối cùng:", Value(places.address(rng, 2010, where=where))])
    p.flow(
        [
            "Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:",
            p.value("personal_id", dead.number) if rng.random() < 0.6 else Value(""),
        ]
    )
    p.flow(
        [
            rng.choice(("Đã chết vào lúc", "Đã chết hồi")),
            Value(f"{rng.randint(0, 23)}"),
            "giờ",
            Value(f"{rng.randint(0, 59)}"),
            "phút,",
            *p.day("date_of_death", died, "words"),
        ]
    )
    p.flow(["Nơi chết:", p.value("place_of_death", _place_of_death(p, where))])
    p.flow(["Nguyên nhân chết:", Value(rng.choice(("Bệnh già", "Bệnh tim", "Tai nạn lao động", "Đuối nước")))])
    p.flow([rng.choice(("Nơi đăng ký:", "Đăng ký tại:")), Value(str(p.fields["issuing_agency"]), "issuing_agency")])
    p.flow([rng.choice(("Ngày, tháng, năm đăng ký:", "Đăng ký ngày:")), *p.day("issue_date", when, rng.choice(("/", "words")))])
    _end(p, where, "")


def death_1998(p: Paper) -> None:
    """The form of 1998, place and day at the foot."""
    rng = p.rng
    when = day(rng, 1997, 2005)
    where = places.place(rng, 2000)
    dead = person(rng, 1905, 1975, seen=2000, partial=0.6)
    died = before(rng, when, 1, 20)
    office = heads.commune_office(rng, where)
    heads.two_columns(p, office, heads.number(p, f"{rng.randint(1, 60):02d}/{when.year}"), None)
    p.fields["issuing_agency"] = office.full
    p.centre("GIẤY CHỨNG TỬ", cut=1, grow=5, step=1.8)
    p.flow(
        [
            "Họ và tên người chết:",
            p.value("full_name", civil.upper(p, dead), dead.name),
            Tab(0.72),
            "Nam, nữ:",
            p.value("sex", dead.sex),
        ]
    )
    p.flow(["Sinh ngày:" if dead.born.day else "Sinh năm:", *p.born(dead)])
    p.flow(["Dân tộc:", Value(dead.people), Tab(0.5), "Quốc tịch:", Value("Việt Nam")])
    p.flow(["Nơi thường trú cuối cùng:", Value(places.address(rng, 2000, where=where))])
    p.flow(["Chết", *p.day("date_of_death", died, "words")])
    p.flow(["Nơi chết:", p.value("place_of_death", _place_of_death(p, where))])
    p.flow(["Nguyên nhân chết:", Value(rng.choice(("Già yếu", "Bệnh", "Sốt rét")))])
    p.y += p.step
    p.flow(heads.placed(p, office.town, when), x=round(0.5 * p.size[0]), bare=True)
    _end(p, where, "")


def _single(p: Paper, who: Person, when: Day, where: Place) -> str:
    rng = p.rng
    day_of, year = f"{rng.randint(10, 28)}/{rng.randint(3, 9)}", when.year - 3
    body = f"Tòa án nhân dân {where.district or where.province}"
    court = f"Bản án số {rng.randint(2, 140)}/{year}/HNGĐ-ST ngày {day_of}/{year} của {body}"
    other = "vợ" if who.sex == "Nam" else "chồng"
    extract = f"Trích lục khai tử số {rng.randint(2, 90)}/{when.year - 2}"
    return rng.choice(
        (
            "Chưa đăng ký kết hôn với ai",
            "Hiện tại chưa đăng ký kết hôn với ai",
            "Chưa kết hôn",
            f"Đã đăng ký kết hôn, nhưng đã ly hôn theo {court}, hiện tại chưa đăng ký kết hôn với ai",
            f"Đã đăng ký kết hôn nhưng {other} đã chết ({extract}), hiện tại chưa đăng ký kết hôn với ai",
        )
    )


def marital_2015(p: Paper) -> None:
    """Circulars 15/2015 and 04/2020."""
    rng = p.rng
    when = day(rng, 2016, 2026)
    where = places.place(rng, 2026 if when.year > 2025 else 2020)
    who = person(rng, 1960, when.year - 19, seen=when.year)
    office = heads.commune_office(rng, where)
    own = f"{rng.randint(1, 900)}" + rng.choice(("/UBND-XNTTHN", "/XNTTHN", f"/{when.year}/XNTTHN", "/GXN-UBND"))
    heads.two_columns(p, office, heads.number(p, own), heads.placed(p, office.town, when))
    p.fields["issuing_agency"] = office.full
    p.centre("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", cut=1, grow=rng.uniform(1, 3), step=1.6)
    if rng.random() < 0.6:
        p.flow(["Xét đề nghị của ông/bà:", Value(who.name), ", về việc cấp Giấy xác nhận tình trạng hôn nhân,"], indent=110)
        p.y += p.step // 3
        p.centre(rng.choice(("XÁC NHẬN:", f"{office.body} XÁC NHẬN:")), cut=1, step=1.3)
    _single_rows(p, who, when, where, "Nơi cư trú:", "Giấy tờ tùy thân:")
    p.flow(
        [
            rng.choice(("Giấy này được cấp để:", "Giấy này được sử dụng để:")),
            Value(rng.choice(("Làm thủ tục đăng ký kết hôn", "Bổ túc hồ sơ mua bán nhà đất", "Vay vốn ngân hàng"))),
        ]
    )
    if rng.random() < 0.7:
        p.flow([Words("Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp.", 2)])
    _end(p, where, rng.choice(("NGƯỜI KÝ GIẤY XÁC NHẬN", "")))


def _single_rows(p: Paper, who: Person, when: Day, where: Place, living: str, card: str) -> None:
    rng = p.rng
    p.flow(["Họ, chữ đệm, tên:" if when.year > 2015 else "Họ và tên:", p.value("full_name", civil.upper(p, who), who.name)])
    p.flow(["Ngày, tháng, năm sinh:", *p.born(who, form=rng.choice(("/", "words", "-")))])
    p.flow(
        [
            "Giới tính:",
            p.value("sex", who.sex),
            Tab(0.33),
            "Dân tộc:",
            Value(who.people),
            Tab(0.64),
            "Quốc tịch:",
            Value("Việt Nam"),
        ]
    )
    p.flow([card, *(civil.short_card(p, who, when, where) if card.startswith("Giấy") else [p.value("personal_id", who.number)])])
    p.flow([living, p.value("residence", places.address(rng, 2026 if when.year > 2025 else 2020, where=where))])
    p.flow(["Tình trạng hôn nhân:", p.value("marital_status", _single(p, who, when, where))])


def marital_2006(p: Paper) -> None:
    """Decision 01/2006: the same rows with other words, number and book."""
    rng = p.rng
    when = day(rng, 2006, 2015)
    where = places.place(rng, 2010)
    who = person(rng, 1955, when.year - 19, seen=2010)
    office = heads.commune_office(rng, where)
    heads.two_columns(
        p,
        office,
        heads.number(p, f"{rng.randint(1, 400)}/XN-UBND" if rng.random() < 0.5 else f"{rng.randint(1, 400)}/{when.year}"),
        heads.placed(p, office.town, when),
    )
    p.fields["issuing_agency"] = office.full
    p.centre("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", cut=1, grow=2, step=1.6)
    p.centre(f"ỦY BAN NHÂN DÂN {where.commune.upper()} XÁC NHẬN:" if rng.random() < 0.5 else "XÁC NHẬN:", cut=1, step=1.3)
    _single_rows(p, who, when, where, "Nơi thường trú/tạm trú:", "Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:")
    p.flow(["Giấy xác nhận này được sử dụng để:", Value(rng.choice(("Kết hôn", "Mua bán, chuyển nhượng đất đai")))])
    _end(p, where, "")


def marital_words(p: Paper) -> None:
    """A commune's own wording as running text, as many issued before the forms were followed."""
    rng = p.rng
    when = day(rng, 1999, 2012)
    where = places.place(rng, 2005)
    who = person(rng, 1950, when.year - 19, seen=2005)
    office = heads.commune_office(rng, where)
    heads.two_columns(p, office, heads.number(p, f"{rng.randint(1, 250):02d}/{rng.choice(('XN', 'GXN', 'XN-UB'))}"), None)
    p.fields["issuing_agency"] = office.full
    p.centre(rng.choice(("GIẤY XÁC NHẬN", "GIẤY CHỨNG NHẬN")) + " TÌNH TRẠNG HÔN NHÂN", cut=1, grow=2, step=1.8)
    p.flow([f"{office.full} xác nhận:"], indent=110)
    p.flow(
        [
            rng.choice(("Ông/bà:", "Anh (chị):")),
            p.value("full_name", civil.upper(p, who), who.name),
            Tab(0.68),
            rng.choice(("Giới tính:", "Nam/nữ:")),
            p.value("sex", who.sex),
        ]
    )
    p.flow(["Sinh ngày:", *p.born(who), Tab(0.5), "Dân tộc:", Value(who.people)])
    p.flow([rng.choice(("Số CMND:", "Chứng minh nhân dân số:")), p.value("personal_id", who.number)])
    p.flow(
        [
            rng.choice(("Nơi thường trú:", "Hiện thường trú tại:", "Nơi cư trú:")),
            p.value("residence", places.address(rng, 2005, where=where)),
        ]
    )
    p.flow(
        [
            rng.choice(("Tình trạng hôn nhân:", "Tình trạng hôn nhân hiện nay:")),
            p.value("marital_status", _single(p, who, when, where)),
        ]
    )
    p.y += p.step // 2
    p.flow(heads.placed(p, office.town, when), x=round(0.5 * p.size[0]), bare=True)
    _end(p, where, "")
