"""
A small grammar of administrative Vietnamese: every paper says something else, and nothing that was ever decided.

``{name}`` in a template is replaced by the value fixed for this paper, or by a fresh sentence of the rule ``name``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from pipelines.samples.vietnamese import long_date, short_date

RULES: dict[str, tuple[str, ...]] = {
    "law": (
        "Luật Tổ chức chính quyền địa phương",
        "Luật Ban hành văn bản quy phạm pháp luật",
        "Luật Ngân sách nhà nước",
        "Luật Đất đai",
        "Luật Xây dựng",
        "Luật Đầu tư công",
        "Luật Thi đua, khen thưởng",
        "Luật Cán bộ, công chức",
        "Luật Khám bệnh, chữa bệnh",
        "Luật Bảo vệ môi trường",
        "Luật Lưu trữ",
        "Luật Thanh tra",
    ),
    "work": (
        "phòng, chống thiên tai và tìm kiếm cứu nạn",
        "cải cách hành chính",
        "số hóa hồ sơ, giấy tờ",
        "phòng, chống dịch bệnh mùa hè",
        "bảo đảm an toàn thực phẩm",
        "tiếp công dân, giải quyết khiếu nại, tố cáo",
        "xây dựng nông thôn mới",
        "quản lý trật tự xây dựng",
        "phòng cháy, chữa cháy rừng",
        "chỉnh lý tài liệu lưu trữ tồn đọng",
        "chăm sóc sức khỏe người cao tuổi",
        "phổ biến, giáo dục pháp luật",
        "thu gom, xử lý rác thải sinh hoạt",
        "kiểm kê tài sản công",
        "giảm nghèo bền vững",
    ),
    "body": ("Ban Chỉ đạo", "Tổ công tác", "Đoàn kiểm tra", "Hội đồng thẩm định", "Ban Tổ chức", "Tổ giúp việc"),
    "group": (
        "các phòng, ban, đơn vị trực thuộc",
        "các cơ quan, đơn vị liên quan",
        "các thôn, tổ dân phố",
        "các trường học trên địa bàn",
        "các trạm y tế",
        "các tổ chức chính trị - xã hội",
    ),
    "unitwork": (
        "Văn phòng",
        "Phòng Tài chính - Kế hoạch",
        "Phòng Nội vụ",
        "Phòng Tư pháp",
        "Phòng Kinh tế và Hạ tầng",
        "Phòng Văn hóa và Thông tin",
        "Thanh tra",
        "Phòng Kế hoạch - Tổng hợp",
        "Trung tâm Phục vụ hành chính công",
    ),
    "project": (
        "đường giao thông liên thôn",
        "trường mầm non",
        "trạm y tế",
        "kênh mương nội đồng",
        "nhà văn hóa",
        "hệ thống cấp nước sinh hoạt",
        "chợ trung tâm",
        "cầu dân sinh",
    ),
    "basis": (
        "Căn cứ {law} ngày {olddate};",
        "Căn cứ Nghị định số {n3}/{oldyear}/NĐ-CP ngày {olddate} của Chính phủ quy định chi tiết một số điều của {law};",
        "Căn cứ Thông tư số {n2}/{oldyear}/TT-{ministry} ngày {olddate} hướng dẫn công tác {work};",
        "Căn cứ Quyết định số {n4}/QĐ-UBND ngày {olddate} về việc giao nhiệm vụ {work};",
        "Căn cứ Kế hoạch số {n3}/KH-UBND ngày {olddate} về {work} giai đoạn {span};",
        "Căn cứ Quyết định số {n3}/{oldyear}/QĐ-TTg ngày {olddate} của Thủ tướng Chính phủ về {work};",
    ),
    "ministry": ("BNV", "BTC", "BYT", "BXD", "BTP"),
    "proposal": (
        "Xét đề nghị của {unitwork} tại Tờ trình số {n3}/TTr-{sym} ngày {neardate},",
        "Theo đề nghị của {unitwork} tại Công văn số {n3}/{sym}-VP ngày {neardate},",
        "Xét đề nghị của Trưởng {unitwork},",
        "Theo đề nghị của Chánh {unitwork} và Báo cáo thẩm định số {n2}/BC-{sym} ngày {neardate},",
    ),
    "sym": ("VP", "TCKH", "PNV", "KT", "TP"),
    "duty": (
        "{unitwork} có trách nhiệm {task}; báo cáo kết quả trước ngày {duedate}.",
        "Giao {unitwork} chủ trì, phối hợp với {group} {task}.",
        "{unitwork} phối hợp với {group} {task}, bảo đảm tiến độ và đúng quy định của pháp luật.",
        "Kinh phí thực hiện được bố trí từ nguồn ngân sách năm {year} và các nguồn hợp pháp khác, tổng số là {money} đồng.",
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc thì kịp thời phản ánh về {unitwork} để tổng hợp, xem xét.",
        "Các thành viên làm việc theo chế độ kiêm nhiệm và tự giải thể sau khi hoàn thành nhiệm vụ.",
    ),
    "task": (
        "hướng dẫn, đôn đốc, kiểm tra việc thực hiện",
        "rà soát, lập danh mục hồ sơ và thống kê số liệu",
        "xây dựng kế hoạch chi tiết và phân công người phụ trách",
        "tổ chức tuyên truyền, vận động nhân dân tham gia {work}",
        "tổng hợp kết quả, đánh giá những tồn tại, hạn chế và đề xuất giải pháp khắc phục",
        "quản lý, sử dụng kinh phí đúng mục đích và quyết toán theo quy định",
        "bố trí cán bộ, phương tiện phục vụ công tác {work}",
    ),
    "opening": (
        "Thực hiện Công văn số {n4}/{ministry}-VP ngày {neardate} về việc tăng cường công tác {work},",
        "Căn cứ Kế hoạch số {n3}/KH-UBND ngày {neardate} về {work} năm {year},",
        "Trong thời gian qua, công tác {work} trên địa bàn đã đạt một số kết quả nhất định, tuy vẫn còn tồn tại cần khắc phục.",
        "Ngày {neardate}, cơ quan chúng tôi nhận được văn bản số {n3}/BC-{sym} báo cáo về {work}.",
        "Để chuẩn bị tốt các nội dung về {work} trong quý {quarter} năm {year},",
    ),
    "point": (
        "{group} {task}.",
        "Chậm nhất đến ngày {duedate}, {unitwork} hoàn thành việc {task}.",
        "Tập trung nguồn lực cho công tác {work}, trong đó chú trọng {task}.",
        "Đề nghị {group} cử 01 cán bộ làm đầu mối, gửi danh sách về {unitwork} trước ngày {duedate}.",
        "Đến nay đã hoàn thành {percent}% khối lượng, tương ứng {n4} hồ sơ; còn lại {n3} hồ sơ chưa được xử lý.",
        "Các số liệu báo cáo được lấy đến hết ngày {neardate} và gửi bản giấy kèm tệp điện tử.",
    ),
    "closing": (
        "Đề nghị các cơ quan, đơn vị quan tâm phối hợp thực hiện./.",
        "Trân trọng./.",
        "Rất mong nhận được sự quan tâm phối hợp của quý cơ quan./.",
        "Nhận được văn bản này, yêu cầu các đơn vị nghiêm túc triển khai thực hiện./.",
        "Trên đây là nội dung báo cáo, kính đề nghị xem xét, chỉ đạo./.",
    ),
    "recipient": (
        "{same};",
        "Lãnh đạo cơ quan;",
        "{unitwork};",
        "Các đơn vị liên quan;",
        "Cổng thông tin điện tử;",
        "Thường trực HĐND;",
        "Ủy ban Mặt trận Tổ quốc;",
        "Kho bạc Nhà nước;",
    ),
    "decision_subject": (
        "Về việc thành lập {body} {work} năm {year}",
        "Về việc phê duyệt Kế hoạch {work} năm {year}",
        "Về việc phê duyệt Báo cáo kinh tế - kỹ thuật công trình {project} {place}",
        "Về việc kiện toàn {body} {work} giai đoạn {span}",
        "Về việc ban hành Quy chế phối hợp trong công tác {work}",
        "Về việc công nhận kết quả {work} năm {year} của {group}",
        "Về việc bổ nhiệm {honoured} giữ chức vụ Phó Trưởng {unitwork}",
        "Về việc khen thưởng các tập thể, cá nhân có thành tích xuất sắc trong công tác {work}",
        "Về việc cho phép {honoured} chuyển mục đích sử dụng đất tại {place}",
        "Về việc giao chỉ tiêu {work} năm {year}",
        "Về việc thu hồi đất để thực hiện dự án {project} tại {place}",
        "Về việc điều chỉnh, bổ sung dự toán kinh phí {work} năm {year}",
        "Về việc phê duyệt kết quả lựa chọn nhà thầu gói thầu số {n2} công trình {project}",
    ),
    "letter_subject": (
        "góp ý dự thảo Quy chế {work}",
        "báo cáo kết quả {work} quý {quarter} năm {year}",
        "tăng cường công tác {work}",
        "triển khai thực hiện Quyết định số {n4}/QĐ-UBND ngày {neardate}",
        "cung cấp thông tin, số liệu về {work}",
        "hướng dẫn lập dự toán kinh phí {work} năm {year}",
        "trả lời kiến nghị của {honoured}",
        "đăng ký nhu cầu tập huấn {work}",
        "đôn đốc thực hiện công tác {work} những tháng cuối năm {year}",
        "xin ý kiến về chủ trương đầu tư công trình {project} tại {place}",
        "cử cán bộ tham gia {body} {work}",
    ),
    "first_article": (
        "{subject0}, gồm các ông, bà có tên trong danh sách kèm theo Quyết định này.",
        "{subject0} với những nội dung chủ yếu sau đây:",
        "{subject0}, kèm theo Quyết định này.",
    ),
    "item": (
        "Mục tiêu: {task};",
        "Thời gian thực hiện: từ ngày {neardate} đến ngày {duedate};",
        "Tổng kinh phí: {money} đồng;",
        "Địa điểm: {place};",
        "Đơn vị chủ trì: {unitwork};",
        "Nhiệm vụ: {task}, {task};",
    ),
    "effect": (
        "Quyết định này có hiệu lực kể từ ngày ký.",
        "Quyết định này có hiệu lực thi hành kể từ ngày ký và thay thế Quyết định số {n3}/QĐ-UBND ngày {olddate}.",
        "Quyết định có hiệu lực kể từ ngày {duedate}.",
    ),
    "execution": (
        "Chánh Văn phòng, Trưởng {unitwork}, Thủ trưởng {group} và các cá nhân có liên quan thi hành Quyết định này./.",
        "{unitwork}, {unitwork} và {group} căn cứ Quyết định thi hành./.",
        "Trưởng {unitwork} và các ông (bà) có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
    ),
}


@dataclass(slots=True)
class Speaker:
    """Says sentences about one paper's matter."""

    rng: Random
    fixed: dict[str, str] = field(default_factory=dict)
    on: dt.date = dt.date(2015, 6, 1)
    """Day of the paper, around which other days are invented."""
    figures: bool = False
    """Days in figures (02/07/2015), not in the long form."""
    _old: dt.date | None = None
    numbers: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: {"n1": (1, 5), "n2": (10, 99), "n3": (100, 999), "n4": (1000, 4999), "percent": (31, 98)}
    )

    def say(self, rule: str) -> str:
        """A sentence of *rule*, with a capital letter at its start when it is a whole sentence."""
        text = self.fill(self.rng.choice(RULES[rule]))
        return text[0].upper() + text[1:] if text.endswith((".", ";", ",", ":")) else text

    def fill(self, template: str) -> str:
        """*template* with everything in braces replaced."""
        return re.sub(r"\{(\w+)\}", lambda match: self._value(match[1]), template)

    def several(self, rule: str, count: int) -> list[str]:
        """*count* sentences of *rule*, no template twice while there are enough."""
        pool = RULES[rule]
        picked = [template for _ in range(count // len(pool) + 1) for template in self.rng.sample(pool, len(pool))][:count]
        return [text[0].upper() + text[1:] for text in (self.fill(template) for template in picked)]

    def _value(self, name: str) -> str:
        if name in self.fixed:
            return self.fixed[name]
        if name in ("oldyear", "olddate", "neardate", "duedate"):
            return self._day(name)
        if name in self.numbers:
            return str(self.rng.randint(*self.numbers[name]))
        if name == "money":
            return f"{self.rng.randint(15, 9800) * 500_000:,d}".replace(",", ".")
        return self.fill(self.rng.choice(RULES[name]))

    def _day(self, name: str) -> str:
        if name == "oldyear":
            # The year in a symbol and the day that follows it are of the same older paper.
            self._old = self._shifted(-2500, -200)
            return str(self._old.year)
        if name == "olddate":
            value, self._old = self._old or self._shifted(-2500, -200), None
        else:
            value = self._shifted(-60, -3) if name == "neardate" else self._shifted(10, 120)
        return short_date(value.isoformat()) if self.figures else long_date(value).removeprefix("ngày ")

    def _shifted(self, least: int, most: int) -> dt.date:
        return self.on + dt.timedelta(days=self.rng.randint(least, most))
