"""Words of which the big store's texts are made: places, units, names of persons, what is told and by when.

Everything is invented or a plain list of names; background sentences are those of the repository's own sample corpus.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

from corpus.canonical import canonical
from extractors import lexicon

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample"
_CITIES = {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"}
# As they were from 2008 to 2025.
_PROVINCES = (
    "An Giang|Bà Rịa - Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|Bình Thuận|Cà Mau"
    "|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương"
    "|Hải Phòng|Hậu Giang|Hòa Bình|Hồ Chí Minh|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An"
    "|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La"
    "|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái"
).split("|")
_DISTRICTS, _COMMUNES = 11, 12


class Unit(NamedTuple):
    """A unit or area: its name as a text writes it, completed, and its type."""

    said: str
    full: str
    type: str = "agency"


class District(NamedTuple):
    """A district with its communes and units."""

    area: Unit
    communes: tuple[Unit, ...]
    units: tuple[Unit, ...]


class Province(NamedTuple):
    """A province with its units, those most often named first."""

    name: str
    area: Unit
    units: tuple[Unit, ...]
    districts: tuple[District, ...]


DEPARTMENTS = (
    "Nội vụ|Tài chính|Thông tin và Truyền thông|Kế hoạch và Đầu tư|Xây dựng|Tài nguyên và Môi trường|Giáo dục và Đào tạo|Y tế"
    "|Nông nghiệp và Phát triển nông thôn|Giao thông vận tải|Công Thương|Tư pháp|Lao động - Thương binh và Xã hội"
    "|Văn hóa, Thể thao và Du lịch|Khoa học và Công nghệ|Ngoại vụ|Dân tộc và Tôn giáo"
).split("|")
DIVISIONS = "Nội vụ|Tài chính - Kế hoạch|Văn hóa - Thông tin|Giáo dục và Đào tạo|Kinh tế và Hạ tầng|Tư pháp|Y tế".split(
    "|"
)
MINISTRIES = (
    *(Unit(f"Bộ {d}", f"Bộ {d}") for d in DEPARTMENTS),
    Unit("Văn phòng Chính phủ", "Văn phòng Chính phủ"),
    Unit("Thanh tra Chính phủ", "Thanh tra Chính phủ"),
    Unit("Ngân hàng Nhà nước", "Ngân hàng Nhà nước Việt Nam"),
)
_FIRST = (
    "An|Bình|Bắc|Bảo|Cao|Cẩm|Châu|Đại|Đông|Đức|Giao|Hải|Hạ|Hiệp|Hòa|Hồng|Hưng|Kim|Kỳ|Lạc|Lam|Liên|Long|Lộc|Mai|Minh|Mỹ"
    "|Nam|Nga|Nghĩa|Ngọc|Ninh|Phú|Phong|Phước|Quang|Quỳnh|Sơn|Tam|Tân|Tây|Thạch|Thái|Thanh|Thiện|Thượng|Tiên|Trung|Trường"
    "|Tuy|Văn|Vân|Vĩnh|Xuân|Yên"
).split("|")
_SECOND = (
    "An|Bằng|Bình|Cường|Châu|Chánh|Dương|Đạo|Điền|Định|Đồng|Giang|Hà|Hải|Hậu|Hiệp|Hòa|Hội|Hợp|Hưng|Khánh|Khê|Kiên|Lâm|Lập|Lễ"
    "|Linh|Lộc|Long|Lợi|Lương|Lý|Minh|Mỹ|Ngãi|Nguyên|Nhân|Ninh|Phong|Phú|Phúc|Quang|Quý|Sơn|Tân|Thạnh|Thành|Thắng|Thịnh|Thọ"
    "|Thuận|Thủy|Tiến|Trạch|Trì|Trung|Trường|Tường|Xương"
).split("|")
_MIDDLE = "Văn|Thị|Đức|Hữu|Minh|Quang|Thanh|Ngọc|Xuân|Đình|Công|Quốc|Thu|Hồng|Kim|Viết|Trọng|Bá|Khắc|Mạnh|Tiến|Duy|Bích|Thế|Vĩnh|Gia".split(
    "|"
)
_GIVEN = (
    "An|Anh|Bình|Bảo|Bách|Châu|Chi|Chiến|Chung|Cường|Cúc|Dũng|Dung|Duyên|Đạt|Đoàn|Đông|Giang|Hà|Hải|Hạnh|Hiền|Hiếu|Hòa|Hoàn|Hoàng"
    "|Hùng|Hương|Huy|Huyền|Khoa|Khánh|Kiên|Lan|Lâm|Linh|Loan|Long|Luân|Mai|Minh|My|Nam|Nga|Nghĩa|Ngân|Nhàn|Nhung|Oanh|Phong|Phú"
    "|Phúc|Phương|Quân|Quyên|Quỳnh|Sơn|Sang|Tài|Tâm|Tân|Thắng|Thành|Thảo|Thịnh|Thọ|Thúy|Thủy|Toàn|Trang|Trung|Tú|Tuấn|Tuyết|Vân|Việt|Vinh|Yến"
).split("|")

TOPICS: dict[str, str] = {
    "chuyển đổi số": "kế hoạch chuyển đổi số|hồ sơ công việc trên môi trường mạng|kết nối, chia sẻ dữ liệu|tổ công nghệ số cộng đồng|mức độ trưởng thành số|kho dữ liệu dùng chung",
    "cải cách hành chính": "thủ tục hành chính thuộc thẩm quyền|hồ sơ trễ hẹn|chỉ số cải cách hành chính|bộ phận tiếp nhận và trả kết quả|quy trình nội bộ|mức độ hài lòng của người dân",
    "giải phóng mặt bằng": "phương án bồi thường, hỗ trợ|khu tái định cư|mặt bằng sạch cho nhà thầu|đơn giá đất cụ thể|việc kiểm đếm tài sản|đường dây điện trong phạm vi dự án",
    "đầu tư công": "vốn đầu tư công chậm giải ngân|hồ sơ quyết toán dự án hoàn thành|danh mục dự án trung hạn|tiến độ các công trình trọng điểm|thủ tục điều chỉnh chủ trương đầu tư|các gói thầu kéo dài",
    "phòng chống thiên tai": "phương án sơ tán dân|hệ thống đê điều, hồ đập|lực lượng cứu hộ, cứu nạn|khu vực có nguy cơ sạt lở|nhà tạm cho hộ bị thiệt hại|vật tư phòng chống bão lũ",
    "an toàn giao thông": "các điểm đen tai nạn|xe quá khổ, quá tải|hành lang an toàn đường bộ|nồng độ cồn đối với lái xe|biển báo, vạch kẻ đường|bến thủy nội địa",
    "y tế": "tiêm chủng mở rộng|dịch sốt xuất huyết|thuốc, vật tư y tế|trạm y tế xã|bảo hiểm y tế hộ gia đình|hồ sơ sức khỏe điện tử",
    "giáo dục": "kỳ thi tốt nghiệp trung học phổ thông|trường lớp xuống cấp|biên chế giáo viên|học bạ số|phổ cập giáo dục mầm non|dạy thêm, học thêm",
    "nông nghiệp": "dịch tả lợn châu Phi|vùng nguyên liệu tập trung|sản phẩm OCOP|khai thác hải sản bất hợp pháp|nông thôn mới nâng cao|nước tưới vụ đông xuân",
    "môi trường": "bãi rác tồn đọng|khu xử lý chất thải rắn|nước thải khu công nghiệp|cơ sở gây ô nhiễm|túi ni lông khó phân hủy|quan trắc tự động",
    "đất đai": "giấy chứng nhận quyền sử dụng đất|kế hoạch sử dụng đất hằng năm|đất nông, lâm trường|dự án treo|cơ sở dữ liệu đất đai|lấn chiếm đất công",
    "an sinh xã hội": "hộ nghèo, hộ cận nghèo|nhà ở cho người có công|trợ cấp xã hội không dùng tiền mặt|trẻ em có hoàn cảnh đặc biệt|lao động mất việc|quỹ vì người nghèo",
    "văn hóa du lịch": "di tích xuống cấp|lễ hội đầu năm|khu du lịch quốc gia|thiết chế văn hóa thôn, bản|cơ sở lưu trú|di sản phi vật thể",
    "công nghiệp": "cụm công nghiệp chưa có chủ đầu tư|khó khăn của doanh nghiệp|nguồn cung điện mùa khô|năng lực cạnh tranh cấp tỉnh|chuỗi cung ứng|nhà ở công nhân",
    "nội vụ": "sắp xếp đơn vị hành chính|tinh giản biên chế|vị trí việc làm|đánh giá cán bộ, công chức|tuyển dụng viên chức|kỷ luật, kỷ cương hành chính",
    "tài chính": "nguồn thu ngân sách|nợ đọng thuế|tài sản công dôi dư|hóa đơn điện tử|dự toán chi thường xuyên|tiết kiệm, chống lãng phí",
    "thanh tra": "khiếu nại, tố cáo đông người|kết luận thanh tra|kê khai tài sản, thu nhập|tiếp công dân định kỳ|vụ việc tồn đọng, kéo dài|kiến nghị của cử tri",
    "quốc phòng an ninh": "công tác tuyển quân|diễn tập khu vực phòng thủ|phòng cháy, chữa cháy|tín dụng đen|tội phạm ma túy|căn cước công dân gắn chíp",
}
_DO = (
    "rà soát|hoàn thành|triển khai|đẩy nhanh tiến độ|kiểm tra, đôn đốc|tổng hợp, báo cáo|tham mưu giải pháp đối với|xử lý dứt điểm"
    "|tập trung tháo gỡ|chấn chỉnh|tăng cường quản lý|xây dựng kế hoạch về|ban hành hướng dẫn về|thống kê đầy đủ|công khai kết quả"
    "|bố trí kinh phí cho|tuyên truyền sâu rộng về|phân công cán bộ theo dõi|lập danh mục|cập nhật hằng tuần|đánh giá lại|thẩm định"
    "|trình phê duyệt|nghiêm túc rút kinh nghiệm về|khắc phục ngay tồn tại trong"
).split("|")
_HOW = (
    ", bảo đảm đúng quy định|, không để phát sinh điểm nóng|, gắn với trách nhiệm người đứng đầu|, coi đây là nhiệm vụ trọng tâm"
    "| theo hướng rõ người, rõ việc, rõ kết quả|, kịp thời báo cáo khó khăn, vướng mắc|, tránh hình thức|, không đùn đẩy, né tránh"
    "|, hạn chế thấp nhất thiệt hại||||, lấy người dân làm trung tâm|, chịu trách nhiệm toàn diện về kết quả|, ưu tiên vùng khó khăn"
).split("|")
SYSTEMS = {
    "portal": "Cổng thông tin điện tử",
    "official-email": "thư điện tử công vụ",
    "document-management": "phần mềm quản lý văn bản và điều hành",
    "one-stop": "bộ phận một cửa điện tử",
    "online-services": "dịch vụ công trực tuyến",
    "digital-signature": "chữ ký số",
    "video-conference": "hội nghị trực tuyến",
    "database": "cơ sở dữ liệu quốc gia về dân cư",
    "ranking": "chỉ số PAR INDEX",
    "identity": "Đề án 06",
    "payment": "thanh toán không dùng tiền mặt",
    "security": "an toàn thông tin mạng",
    "quality-iso": "TCVN ISO 9001:2015",
    "social-media": "trang Zalo",
}


def zipf(n: int, power: float = 1.0) -> list[float]:
    """Cumulative weights of `n` things of which the k-th is as frequent as 1 / k ** power."""
    return list(accumulate(1 / k**power for k in range(1, n + 1)))


@cache
def provinces() -> tuple[Province, ...]:
    """The provinces, those that publish most first."""
    rng = Random("provinces")
    return tuple(_province(rng, name) for name in rng.sample(_PROVINCES, len(_PROVINCES)))


def _province(rng: Random, name: str) -> Province:
    kind = "thành phố" if name in _CITIES else "tỉnh"
    area = Unit(name, f"{kind} {name}", "area")
    units = [Unit(f"UBND {kind}", f"Ủy ban nhân dân {kind} {name}")]
    units += [Unit(f"Sở {d}", f"Sở {d} {kind} {name}") for d in DEPARTMENTS]
    units += [Unit(f"Công an {kind}", f"Công an {kind} {name}")]
    units += [Unit(f"Văn phòng UBND {kind}", f"Văn phòng Ủy ban nhân dân {kind} {name}")]
    return Province(name, area, tuple(units), tuple(_district(rng, n) for n in range(_DISTRICTS)))


def _named(rng: Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"


def _district(rng: Random, n: int) -> District:
    kind, name = ("thị xã" if n == 0 else "huyện"), _named(rng)
    area = Unit(f"{kind} {name}", f"{kind} {name}", "area")
    communes = tuple(Unit(f"xã {c}", f"xã {c}", "area") for c in dict.fromkeys(_named(rng) for _ in range(_COMMUNES)))
    units = [Unit(f"UBND {area.said}", f"Ủy ban nhân dân {area.said}")]
    units += [Unit(f"Phòng {d} {area.said}", f"Phòng {d} {area.said}") for d in DIVISIONS]
    units += [Unit(f"UBND {c.said}", f"Ủy ban nhân dân {c.said}") for c in communes]
    return District(area, communes, tuple(units))


_SURNAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Phan",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ngô",
    "Dương",
    "Lý",
    "Hồ",
    "Đinh",
)
_SURNAME = list(accumulate((38, 12, 10, 7, 6, 5, 5, 4, 4, 3, 2, 2, 1, 1, 1)))


@cache
def head_of(unit: Unit, term: int, rank: int) -> tuple[str, str]:
    """Who holds the first (rank 0) or a deputy's office of `unit` in a `term` of five years: name and title."""
    rng = Random(f"{unit.full}/{term}/{rank}")
    surname = rng.choices(_SURNAMES, cum_weights=_SURNAME)[0]
    name = f"{surname} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"
    kind = unit.said.split()[0]
    office = {
        "UBND": "Chủ tịch",
        "Bộ": "Bộ trưởng",
        "Sở": "Giám đốc",
        "Phòng": "Trưởng phòng",
        "Văn": "Chánh Văn phòng",
    }
    first = office.get(kind, "Giám đốc")
    deputy = {"Bộ trưởng": "Thứ trưởng", "Trưởng phòng": "Phó Trưởng phòng"}.get(first, f"Phó {first}")
    # "Trưởng phòng Nội vụ", not "Trưởng phòng Phòng Nội vụ"; the title then names the unit by its longer form.
    return name, f"{deputy if rank else first} {unit.said}"


def action(rng: Random, topic: str) -> str:
    """What someone is to do about `topic`."""
    return f"{rng.choice(_DO)} {rng.choice(TOPICS[topic].split('|'))}{rng.choice(_HOW)}"


@cache
def sentences() -> tuple[str, ...]:
    """Sentences of the sample corpus, for what stands between the findings."""
    found: list[str] = []
    for path in sorted(SAMPLE.glob("*.txt")):
        for line in canonical(path.read_text(encoding="utf-8")).splitlines():
            found += (s for s in re.split(r"(?<=[.!?])\s+", line.strip()) if 50 <= len(s) <= 320 and s[-1] == ".")
    return tuple(dict.fromkeys(found))


@cache
def laws() -> Sequence[str]:
    """Names of laws, without "Luật"."""
    return lexicon.lines("laws.txt")
