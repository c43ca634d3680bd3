"""
What training lines say: the letters of Vietnamese papers, syllables built by rule, and the figures that papers carry.

Nothing here is copied from a paper. Syllables are onset x rhyme x tone (Đoàn Thiện Thuật, Ngữ âm tiếng Việt, 1977), in both
places of the tone mark (hòa/hoà), so that the recogniser learns shapes and not a vocabulary; random strings of letters and
digits keep it from becoming a language model.
"""
# ruff: noqa: SIM905 - lists of words read better as text

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

TONES = ("", "̀", "́", "̉", "̃", "̣")
_VOWELS = "aăâeêioôơuưy"
_LOWER = "".join(unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in TONES) + "bcdđfghjklmnpqrstvwxz"
ALPHABET = " 0123456789" + _LOWER + _LOWER.upper() + "!\"#%&'()*+,-./:;<=>?@[]_–…°²³•§"
"""Letters that can be read, NFC; class k + 1 of the network is ALPHABET[k], class 0 is CTC's blank."""

_SAME = str.maketrans("“”„‘’´`—−\u00a0", "\"\"\"''''–- ")

_ONSETS = "b c ch d đ g h k kh l m n ng nh ph qu r s t th tr v x gi p".split()
_ONSET_WEIGHTS = (4, 6, 6, 4, 7, 3, 6, 2, 4, 5, 4, 5, 4, 4, 4, 3, 2, 4, 7, 7, 6, 5, 3, 3, 0.3)
_COMMON = (
    "a ai am an ang anh ao at au ay ân âu e en eo ê i ia iên iêu inh in o oa oan oi on ong ô ôi ông ơ ơi u ua uan ung uôc "
    "ưa ươi ương ưng"
).split()
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên "
    "ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oan oang oanh oat oay oăc oăn oăng "
    "oăt oc oe oen oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uât uây uc uê uênh ui um un ung uôc "
    "uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt "
    "ưu "
).split() + _COMMON * 3
_AFTER_Q = "a ac ach ai an ang anh ao at ay ăn ăng ăt ân âng ât ây e en eo et ê ên êt êu y ych yên yêt ynh yt ôc".split()
_AFTER_GI = "a ac ai am an ang anh ao ap at au ay ăc ăng ăt âc ây âm âu e eo o oi ong ơ ơi ô ôi ông ôc u ư ưa ươi ương ưt".split()
_BARE = "a ai am an anh ao ăn âm ân âu ba êm ích inh ô ông ơn u ủy uy uyên ưng ươt y ý yên yêu oan oanh".split()

_WORDS = (
    "căn cứ luật tổ chức chính quyền địa phương ngày tháng năm quyết định về việc ban hành quy chế hoạt động của ủy ban nhân dân "
    "tỉnh huyện xã phường thị trấn thành phố xét đề nghị trưởng phòng nội vụ giám đốc sở tài chính kế hoạch đầu tư tư pháp y tế "
    "giáo dục đào tạo công thương thông báo kết quả giải quyết thủ tục hành chính tiếp nhận hồ sơ trả kết quả giấy chứng nhận "
    "quyền "
    "sử dụng đất cấp phép xây dựng đăng ký kinh doanh khai sinh kết hôn tạm trú thường trú họ tên dân tộc quốc tịch nơi sinh "
    "điều "
    "khoản điểm chương mục phụ lục nghị định thông tư hướng dẫn thi hành trách nhiệm kể từ ký thay mặt quyền hạn nhiệm vụ và các "
    "theo đến trong cho với có không được tại là những một hai ba bốn sáu bảy tám chín mười trăm nghìn triệu đồng diện tích mét "
    "vuông"
).split()
_HEADS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|QUYẾT ĐỊNH|THÔNG BÁO|"
    "CÔNG VĂN|"
    "GIẤY CHỨNG NHẬN|GIẤY KHAI SINH|GIẤY PHÉP XÂY DỰNG|GIÁM ĐỐC|CHỦ TỊCH|PHÓ CHỦ TỊCH|KT. CHỦ TỊCH|KT. GIÁM ĐỐC|"
    "TM. ỦY BAN NHÂN DÂN|"
    "TL. BỘ TRƯỞNG|CHÁNH VĂN PHÒNG|THỦ TRƯỞNG CƠ QUAN|NGƯỜI ĐĂNG KÝ|HỘI ĐỒNG NHÂN DÂN|SỞ Y TẾ|SỞ XÂY DỰNG|BỘ TÀI CHÍNH|Nơi nhận:|"
    "Kính gửi:|- Như trên;|- Lưu: VT, NV.|(Đã ký)|(Ký, ghi rõ họ tên)|Cộng:|TỔNG CỘNG|STT|Ghi chú|ĐVT: đồng|Người lập biểu"
).split("|")
_LABELS = (
    "Số|Họ và tên|Họ, chữ đệm, tên|Ngày, tháng, năm sinh|Ngày sinh|Nơi sinh|Quê quán|Nơi cư trú|Nơi thường trú|Dân tộc|"
    "Quốc tịch|Giới tính|"
    "Số định danh cá nhân|Số CMND|Số CCCD|Giấy tờ tùy thân|Cấp ngày|Nơi cấp|Mã số thuế|Mã số doanh nghiệp|Điện thoại|Fax|"
    "Thửa đất số|Tờ bản đồ số|"
    "Diện tích|Hình thức sử dụng|Mục đích sử dụng|Thời hạn sử dụng|Nguồn gốc sử dụng|Địa chỉ|Vốn điều lệ|Ngành nghề kinh doanh|"
    "Người đại diện|"
    "Chức vụ|Số vào sổ|Quyển số|Trích yếu|Lô đất|Chiều cao công trình|Số tầng|Mật độ xây dựng|Cao độ nền|Tổng diện tích sàn|"
    "Có giá trị đến|Email"
).split("|")
_SURNAMES = (
    "Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Tạ Hà Lâm"
).split()
_MIDDLES = "Văn Thị Hữu Đức Minh Ngọc Thanh Xuân Quốc Công Kim Thùy Bích Hoài Đình Trọng Mỹ Thế".split()
_KINDS = "QĐ TB KH CV NĐ TT TTr BC GM GP GCN CT NQ HD HĐ PA BB GPXD TTLT QC CĐ ĐA".split()
_OFFICES = (
    "UBND HĐND SYT BYT BCT CP TTg BTC SXD STC SNV VP XDCB TNMT CN ĐKKD KTHT BGDĐT TTra VX NC KT TCCB GAVI CHXHCN PCTT".split()
)
_PLACES = (
    "Hà Nội|Hải Phòng|Đà Nẵng|Cần Thơ|Huế|Thanh Hóa|Nghệ An|Quảng Trị|Quảng Ngãi|Gia Lai|Đắk Lắk|Lâm Đồng|Khánh Hòa|Đồng Nai|"
    "Tây Ninh|An Giang|"
    "Kiên Giang|Cà Mau|Vĩnh Long|Đồng Tháp|Bắc Ninh|Hưng Yên|Ninh Bình|Phú Thọ|Thái Nguyên|Lạng Sơn|Cao Bằng|Lào Cai|Điện Biên|"
    "Sơn La|Bình Phước"
).split("|")  # fmt: skip
_UNITS = "xã phường thị_trấn huyện quận thành_phố tỉnh thôn tổ ấp khu_phố đường".split()


def plain(text: str) -> str:
    """*text* as the network can write it: NFC, one kind of quotes and dashes, runs of dots as one «…», other letters dropped."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_SAME).split())
    while "...." in text or "…." in text or ".…" in text or "……" in text:
        text = text.replace("....", "…").replace("….", "…").replace(".…", "…").replace("……", "…")
    return " ".join("".join(letter for letter in text.replace("...", "…") if letter in _KNOWN).split())


_KNOWN = frozenset(ALPHABET)


def syllable(rng: Random) -> str:
    """A syllable that Vietnamese spelling allows, in small letters."""
    tone = rng.choices(TONES, (5, 4, 5, 2, 1.5, 4))[0]
    if rng.random() < 0.06:
        return _toned(rng.choice(_BARE), tone, rng) if rng.random() < 0.5 else rng.choice(_BARE)
    onset = rng.choices(_ONSETS, _ONSET_WEIGHTS)[0]
    rhyme = rng.choice(_AFTER_Q if onset == "qu" else _AFTER_GI if onset == "gi" else _RHYMES)
    if rhyme[0] in "ieêy" and onset in {"c", "g", "ng"}:
        onset = {"c": "k", "g": "gh", "ng": "ngh"}[onset]
    elif rhyme[0] not in "ieêy" and onset == "k":
        onset = "c"
    if rhyme[-1] in "cpt" or rhyme.endswith("ch"):
        tone = rng.choice((TONES[2], TONES[5]))
    return onset + _toned(rhyme, tone, rng)


def _toned(rhyme: str, tone: str, rng: Random) -> str:
    if not tone or any(unicodedata.normalize("NFD", c)[1:] and unicodedata.normalize("NFD", c)[-1] in tone for c in rhyme):
        return rhyme
    vowels = [i for i, letter in enumerate(rhyme) if letter in _VOWELS]
    marked = [i for i in vowels if rhyme[i] in "ăâêôơư"]
    if not vowels:
        return rhyme
    if marked:
        at = marked[-1]
    elif len(vowels) == 1:
        at = vowels[0]
    elif len(vowels) > 2 or vowels[-1] < len(rhyme) - 1:
        at = vowels[1]
    else:
        at = vowels[1] if rhyme in {"oa", "oe", "uy"} and rng.random() < 0.4 else vowels[0]
    return unicodedata.normalize("NFC", rhyme[: at + 1] + tone + rhyme[at + 1 :])


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _day(rng: Random) -> str:
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1930, 2029)
    pad = rng.random() < 0.7
    short = f"{day:02d}", f"{month:02d}" if pad else str(month), str(year)
    if rng.random() < 0.55:
        return rng.choice("//-.").join(short)
    text = f"ngày {short[0]} tháng {short[1]} năm {year}"
    return f"{rng.choice(_PLACES)}, {text}" if rng.random() < 0.3 else text


def _code(rng: Random) -> str:
    number = _digits(rng, rng.choices((1, 2, 3, 4, 5), (2, 6, 6, 5, 1))[0])
    office = (
        rng.choice(_OFFICES)
        if rng.random() < 0.7
        else "".join(rng.choice("ABCDĐGHKLMNPQSTVXY") for _ in range(rng.randint(2, 5)))
    )
    shape = rng.choice(
        ("{n}/{k}-{o}", "{n}/{k}-{o}", "{n}/{o}-{p}", "{n}/{y}/{k}-{o}", "{n}/{y}", "{n}/{k}", "{n}/{o}", "Số: {n}/{k}-{o}")
    )
    return shape.format(n=number, k=rng.choice(_KINDS), o=office, p=rng.choice(_OFFICES), y=rng.randint(1985, 2029))


def _amount(rng: Random) -> str:
    whole = rng.randint(0, 10 ** rng.randint(1, 10))
    dotted = f"{whole:,}".replace(",", rng.choice((".", ".", ".", ",", " ")))
    part = "," + _digits(rng, rng.randint(1, 3))
    unit = rng.choice((" m2", " m²", "m2", " ha", "%", " đồng", "đ", " kg", " m", " VNĐ", "", "", "", ""))
    choice = rng.randrange(6)
    if choice == 0:
        return f"{rng.randint(1, 9999)}{part}{unit}"
    if choice == 1:
        return f"{dotted}{part}{unit}"
    if choice == 2:
        return _digits(rng, rng.choice((9, 9, 10, 12, 12, 12, 13, 6)))
    if choice == 3:
        return f"({rng.randint(1, 99)}) {dotted}{unit}"
    if choice == 4:
        return f"{_digits(rng, rng.randint(3, 4))}{rng.choice('. -')}{_digits(rng, 3)}{rng.choice('. -')}{_digits(rng, 3)}"
    return dotted + unit


def _random_code(rng: Random) -> str:
    letters = rng.choice(
        (
            "0123456789",
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            ALPHABET[1:],
            "ABCDĐEGHIKLMNOPQRSTUVXY0123456789-/.",
            ALPHABET[11:-32],
        )
    )
    return " ".join("".join(rng.choice(letters) for _ in range(rng.randint(1, 9))) for _ in range(rng.randint(1, 4)))


def _name(rng: Random) -> str:
    parts = [
        rng.choice(_SURNAMES),
        *(rng.choice(_MIDDLES) for _ in range(rng.choice((0, 1, 1, 1, 2)))),
        syllable(rng).capitalize(),
    ]
    if rng.random() < 0.3:
        parts[0] = syllable(rng).capitalize()
    name = " ".join(parts)
    title = rng.choice(("", "", "", "", "Ông ", "Bà ", "Ông (bà): ", "ThS. ", "BS. ", "TS. "))
    return name.upper() if rng.random() < 0.45 else title + name


def _place(rng: Random) -> str:
    def unit() -> str:
        name = " ".join(syllable(rng).capitalize() for _ in range(rng.choice((1, 2, 2, 2, 3))))
        return f"{rng.choice(_UNITS).replace('_', ' ')} {rng.randint(1, 25) if rng.random() < 0.15 else name}"

    parts = [unit() for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.5:
        parts.append(rng.choice(("", "tỉnh ", "TP. ")) + rng.choice(_PLACES))
    text = ", ".join(parts)
    return text.upper() if rng.random() < 0.25 else text[0].upper() + text[1:] if rng.random() < 0.5 else text


def _prose(rng: Random) -> str:
    words = [
        rng.choice(_WORDS) if rng.random() < 0.3 else syllable(rng) for _ in range(rng.choice((2, 3, 4, 6, 8, 10, 12, 14, 16)))
    ]
    for _ in range(len(words) // 5):
        at = rng.randrange(len(words))
        words[at] = rng.choice(
            (words[at].capitalize(), str(rng.randint(1, 500)), words[at] + rng.choice(",,,;:."), f"({words[at]})", _code(rng))
        )
    text = " ".join(words)
    if rng.random() < 0.15:
        return text.upper()
    head = rng.choice(
        (
            "",
            "",
            "",
            f"{rng.randint(1, 12)}. ",
            "- ",
            f"Điều {rng.randint(1, 60)}. ",
            "a) ",
            "đ) ",
            "+ ",
            f"{rng.randint(1, 9)}.{rng.randint(1, 9)}. ",
        )
    )
    text = head + (text[0].upper() + text[1:] if rng.random() < 0.5 else text)
    return text + rng.choice(("", "", ".", ";", ",", ":", "./."))


def _labelled(rng: Random) -> str:
    value = rng.choice(
        (_day, _amount, _name, _place, _code, _random_code, lambda r: r.choice(("Nam", "Nữ", "Kinh", "Việt Nam", "Hoa", "Tày")))
    )(rng)
    gap = rng.choice((": ", ": ", ":", " : ", ": …", " …"))
    return f"{rng.choice(_LABELS)}{gap}{value}" + rng.choice(("", "", "", "…", ";"))


_MIX: tuple[tuple[Callable[[Random], str], float], ...] = (
    (_prose, 30), (_labelled, 14), (_code, 9), (_day, 8), (_amount, 11), (_random_code, 9), (_name, 8), (_place, 8),
    (lambda r: r.choice(_HEADS), 3),
)  # fmt: skip


def line(rng: Random, longest: int = 100) -> str:
    """A line of at most *longest* letters, all of them of ALPHABET."""
    kinds, weights = zip(*_MIX, strict=True)
    while True:
        text = plain(rng.choices(kinds, weights)[0](rng))
        if 0 < len(text) <= longest:
            return text
        if len(text) > longest and (short := text[:longest].rsplit(" ", 1)[0].strip()):
            return short
