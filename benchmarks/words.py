"""
Vietnamese for the benchmark's pages: invented, varied, and of its own.

Official phrases are put together from short lists; names of people and places from syllables that follow the spelling
rules (initial, rime, tone) but need not exist, so that no list of words known to a recogniser holds them all.
"""

from __future__ import annotations

import random
import unicodedata


def _of(listed: str) -> tuple[str, ...]:
    return tuple(listed.split("|"))


INITIALS = _of("b|c|ch|d|đ|g|gi|h|kh|l|m|n|ng|nh|ph|qu|r|s|t|th|tr|v|x")
OPEN_RIMES = _of(
    "a|ai|ao|au|ay|am|an|ang|anh|ăm|ăn|ăng|âm|ân|âng|âu|ây|e|em|en|eo|eng|ê|ên|êm|ênh|êu|i|im|in|inh|ia|iêm|iên|iêng|iêu|iu|"
    "o|oa|oai|oan|oang|oay|oe|oi|om|on|ong|ô|ôi|ôm|ôn|ông|ơ|ơi|ơm|ơn|u|ua|uân|uê|ui|um|un|ung|uôi|uôm|uôn|uông|uy|uyên|uynh|"
    "ư|ưa|ưi|ưng|ươi|ươm|ươn|ương|ươu|ưu"
)
STOPPED_RIMES = _of(
    "ac|ach|ap|at|ăc|ăp|ăt|âc|âp|ât|ec|ep|et|êch|êp|êt|ich|ip|it|iêc|iêp|iêt|oac|oat|oc|op|ot|ôc|ôp|ôt|ơp|ơt|uât|uc|up|ut|uôc|"
    "uôt|uyêt|ưc|ưt|ươc|ươp|ươt"
)
_VOWELS, _MARKED = set("aăâeêioôơuưy"), set("ăâêôơư")
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")

VERBS = _of(
    "kiểm tra|rà soát|hướng dẫn|triển khai|phối hợp|tổng hợp|báo cáo|đề nghị|phê duyệt|bổ sung|thẩm định|giải quyết|xác minh|"
    "công bố|điều chỉnh|thu hồi|bàn giao|lưu trữ|số hóa|niêm yết|tiếp nhận|đôn đốc|giám sát|cấp lại|gia hạn|chuyển giao|xử lý|"
    "thống kê|đăng ký|kê khai|phổ biến|quán triệt|nghiệm thu|sửa chữa|mua sắm|bố trí|tuyển dụng|khen thưởng|đánh giá|lập"
)
NOUNS = _of(
    "hồ sơ đất đai|sổ hộ tịch|kế hoạch phòng chống lụt bão|dự toán ngân sách|danh mục thủ tục hành chính|giấy chứng nhận|"
    "quyết toán thu chi|công trình thủy lợi|đường giao thông nông thôn|trường mầm non|trạm y tế|nguồn vốn hỗ trợ|quỹ khuyến học|"
    "văn bản đến|con dấu|chứng thư số|biên bản làm việc|hợp đồng lao động|chế độ chính sách|phương án bồi thường|"
    "bản đồ địa chính|nghĩa vụ quân sự|hộ nghèo và cận nghèo|vệ sinh môi trường|"
    "cơ sở kinh doanh|an toàn thực phẩm|giống cây trồng|"
    "đàn gia súc|"
    "lễ hội truyền thống|cán bộ chuyên trách|đơn thư khiếu nại|trợ cấp xã hội|phiếu lấy ý kiến|thiết bị dạy học|tài sản công|"
    "giấy phép xây dựng|quy hoạch sử dụng đất|mạng lưới điện|nước sạch nông thôn|kết quả bầu cử|tiền thuê mặt bằng|bảo hiểm y tế"
)
TAILS = _of(
    "trên địa bàn huyện|trong quý vừa qua|theo đúng quy định|của các đơn vị trực thuộc|trước thời hạn nêu trên|"
    "đến từng khu dân cư|cho người dân và doanh nghiệp|tại bộ phận một cửa|bằng hình thức trực tuyến|"
    "từ nguồn kinh phí được giao|do thiên tai gây ra|"
    "đối với người có công|giữa hai bên liên quan|ở vùng sâu, vùng xa|sau khi sáp nhập|vào đầu năm học mới|nhằm giảm phiền hà|"
    "không để xảy ra sai sót|đã được nghiệm thu|còn tồn đọng nhiều năm|qua đường bưu điện|kể từ ngày ký"
)
OPENINGS = _of(
    "Thực hiện|Căn cứ|Theo đề nghị của|Xét tờ trình của|Để kịp thời|Qua theo dõi,|Nhằm tiếp tục|Trường hợp cần|"
    "Ngoài ra,|Riêng đối với việc"
)
CLOSINGS = _of(
    "Trong quá trình thực hiện nếu có vướng mắc, đề nghị phản ánh kịp thời để xem xét|Đề nghị các cơ quan quan tâm phối hợp|"
    "Báo cáo gửi về trước {date} để tổng hợp|Văn bản này thay thế công văn số {code}|Kinh phí được giao là {money} đồng|"
    "Mọi chi tiết xin liên hệ ông {name}, điện thoại {phone}|Tỷ lệ đạt {percent}%, tăng {small} hồ sơ so với cùng kỳ"
)
TITLES = _of("CHỦ TỊCH|PHÓ CHỦ TỊCH|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|HIỆU TRƯỞNG|CHI CỤC TRƯỞNG")
SURNAMES = _of("Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Mạc|Quách|Tạ|Thái|Ông|Kiều|Lưu|Nghiêm|Phùng")
MIDDLES = _of("Văn|Thị|Đức|Hữu|Ngọc|Thị Thu|Quang|Xuân|Minh|Thế|Bích|Mạnh|Diệu|Gia|Hải")


def syllable(rng: random.Random) -> str:
    """One syllable in lower case, spelled by the rules, sometimes one that no dictionary has."""
    while True:
        stopped = rng.random() < 0.25
        initial, rime = rng.choice(INITIALS), rng.choice(STOPPED_RIMES if stopped else OPEN_RIMES)
        if (initial == "qu" and rime[0] in "ouưôơ") or (initial == "gi" and rime[0] in "ieêy"):
            continue
        if rime[0] in "eêiy":
            initial = {"c": "k", "g": "gh", "ng": "ngh"}.get(initial, initial)
        tone = rng.choice(_TONES[2::3]) if stopped else rng.choice(_TONES)
        return unicodedata.normalize("NFC", initial + _toned(rime, tone))


def _toned(rime: str, tone: str) -> str:
    """The tone goes onto the last marked vowel, else before a final consonant onto the last, else: hòa, mía, hoài."""
    vowels = [i for i, letter in enumerate(rime) if letter in _VOWELS]
    marked = [i for i in vowels if rime[i] in _MARKED]
    if marked:
        at = marked[-1]
    elif len(vowels) < len(rime):
        at = vowels[-1]
    else:
        at = 1 if len(vowels) == 3 else 0
    return rime[: at + 1] + tone + rime[at + 1 :]


def person(rng: random.Random) -> str:
    """Full name of somebody who does not exist."""
    return f"{rng.choice(SURNAMES)} {rng.choice(MIDDLES)} {syllable(rng).capitalize()}"


def place(rng: random.Random) -> str:
    """Two syllables in capitals' case: a place that does not exist."""
    return f"{syllable(rng).capitalize()} {syllable(rng).capitalize()}"


def address(rng: random.Random) -> str:
    """Hamlet, commune, district, province."""
    first = rng.choice((f"thôn {rng.randint(1, 18)}", f"ấp {place(rng)}", f"số {rng.randint(1, 399)}, đường {place(rng)}"))
    return f"{first}, xã {place(rng)}, huyện {place(rng)}, tỉnh {place(rng)}"


def date(rng: random.Random, *, words: bool = False) -> str:
    """A day from 1985 to 2025, as ``07/3/2011`` or in the words of a letter."""
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1985, 2025)
    return (
        f"ngày {day:02d} tháng {month:02d} năm {year}"
        if words
        else rng.choice((f"{day:02d}/{month}/{year}", f"{day}-{month:02d}-{year}"))
    )


def code(rng: random.Random) -> str:
    """Number and symbol of a document."""
    return f"{rng.randint(2, 4999)}/{rng.choice(('UBND-VP', 'QĐ-UBND', 'STC-NS', 'BC-SYT', 'TB-PGDĐT', 'CV-HĐND', 'KH-TNMT'))}"


def money(rng: random.Random) -> str:
    """An amount with points between thousands."""
    return f"{rng.randint(150, 980_000) * 500:,}".replace(",", ".")


def phone(rng: random.Random) -> str:
    """Ten digits in three groups."""
    return f"0{rng.randint(200, 999)}.{rng.randint(100, 999)}.{rng.randint(100, 999)}"


def matter(rng: random.Random) -> str:
    """What a letter is about, in lower case."""
    return f"{rng.choice(VERBS)} {rng.choice(NOUNS)} {rng.choice(TAILS)}"


def sentence(rng: random.Random) -> str:
    """One sentence of a letter with its full stop."""
    if rng.random() < 0.25:
        percent = f"{rng.randint(1, 99)},{rng.randint(1, 9)}"
        said = rng.choice(CLOSINGS).format(
            date=date(rng), code=code(rng), money=money(rng), name=person(rng), phone=phone(rng), percent=percent,
            small=rng.randint(2, 480),
        )  # fmt: skip
        return f"{said}."
    opening = rng.choice(OPENINGS)
    if opening in {"Theo đề nghị của", "Xét tờ trình của"}:
        return (
            f"{opening} Ủy ban nhân dân xã {place(rng)} tại văn bản số {code(rng)} {date(rng, words=True)} về việc {matter(rng)}."
        )
    if opening == "Căn cứ":
        return f"Căn cứ Quyết định số {code(rng)} {date(rng, words=True)} về việc {matter(rng)};"
    more = rng.choice((f"; đồng thời {matter(rng)}", f", {rng.choice(VERBS)} và {matter(rng)}", "", f" (khu vực {place(rng)})"))
    return f"{opening} {rng.choice(VERBS)}, {matter(rng)}{more}."
