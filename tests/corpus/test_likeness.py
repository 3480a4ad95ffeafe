"""Copies and siblings: edits as portals make them, and forms that are filled in anew. All persons and places of the forms are invented."""

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.canonical import canonical
from corpus.likeness import bands, differ_by_head, likeness, sketch, words, worth_aligning

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"


def sample(name: str) -> str:
    return canonical((SAMPLE / f"{name}.txt").read_text(encoding="utf-8"))


def found(a: str, b: str) -> bool:
    """Would a store find these two to be one text? Through bands and sketches, as it does."""
    one, two = words(canonical(a)), words(canonical(b))
    s, t = sketch(one), sketch(two)
    if s.key == t.key:
        return True
    near = {*bands(s.hashes)} & {*bands(t.hashes)} and worth_aligning(s.hashes, t.hashes[None])[0]
    return bool(near) and not differ_by_head(one.own, two.own) and likeness(one, two).copy


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


# How portals change what they take over.


def headline(text: str) -> str:
    return "\n".join(["Tin trong tỉnh: những điểm đáng chú ý trong tuần qua", *lines(text)[1:]])


def headline_with_figures(text: str) -> str:
    return "\n".join(["Bản tin số 3012: 77 đơn vị vào cuộc, ông Quản Đình Vượng nói gì?", *lines(text)[1:]])


def lead(text: str) -> str:
    rows = lines(text)
    long = next(n for n, row in enumerate(rows) if n and len(row.split()) > 20)
    rows[long] = (
        "Thông tin mà phóng viên ghi nhận được từ cơ sở cho thấy sự việc đang được nhiều người dân quan tâm theo dõi, "
        "bởi nó gắn với đời sống hằng ngày của hàng nghìn gia đình ở cả vùng cao lẫn vùng thấp."
    )
    return "\n".join(rows)


def caption(text: str) -> str:
    rows = lines(text)
    middle = len(rows) // 2
    return "\n".join([*rows[:middle], "Quang cảnh buổi làm việc. Ảnh: Đinh Thế Vịnh", *rows[middle:]])


def two_captions(text: str) -> str:
    rows = lines(text)
    return "\n".join(
        [
            *rows[:2],
            "Các đại biểu dự buổi làm việc ngày 11/9. Ảnh: CTV",
            *rows[2:5],
            "Toàn cảnh. (Ảnh minh họa, nguồn: Internet)",
            *rows[5:],
        ]
    )


def introduction(text: str) -> str:
    own = (
        "Ban Biên tập trân trọng giới thiệu cùng bạn đọc toàn văn bài viết dưới đây, được đăng trên cổng thông tin của đơn vị bạn. "
        "Mọi ý kiến trao đổi xin gửi về hộp thư của Ban Biên tập hoặc liên hệ trực tiếp trong giờ hành chính."
    )
    return f"{own}\n\n{text}\n(Theo cổng thông tin đơn vị bạn)"


def shortened(share: float) -> Callable[[str], str]:
    """The first paragraphs, as many as make `share` of the words."""

    def cut(text: str) -> str:
        rows, kept, have = lines(text), [], 0
        for row in rows:
            if have >= share * len(text.split()):
                break
            kept.append(row)
            have += len(row.split())
        return "\n".join(kept)

    return cut


def thinned(text: str) -> str:
    """Every fourth paragraph left out."""
    return "\n".join(row for n, row in enumerate(lines(text)) if n % 4 != 3)


def abridged_with_own_headline(text: str) -> str:
    return headline(shortened(0.65)(text))


def stamped(text: str) -> str:
    rows = lines(text)
    return "\n".join([rows[0], "Thứ Sáu, ngày 05 tháng 3 năm 2021 | 14:37", "Lượt xem: 1.208", *rows[1:]])


def restamped(text: str) -> str:
    return "\n".join([lines(text)[0], "Cập nhật: 09/12/2022 08:15 (GMT+7)", *lines(text)[2:]])


def respelled(text: str) -> str:
    """The other place of the tone mark, i for y, other dashes and quotes."""
    for a, b in (
        ("òa", "oà"),
        ("ủy", "uỷ"),
        ("Ủy", "Uỷ"),
        ("kỹ", "kĩ"),
        ("lý", "lí"),
        ("“", '"'),
        ("”", '"'),
        (" - ", " – "),
    ):
        text = text.replace(a, b)
    return text


def written_out(text: str) -> str:
    for a, b in (
        ("UBND", "Ủy ban nhân dân"),
        ("HĐND", "Hội đồng nhân dân"),
        ("TN&MT", "Tài nguyên và Môi trường"),
        ("đồng chí", "ông"),
    ):
        text = text.replace(a, b)
    return text


def dates_written_out(text: str) -> str:
    return re.sub(
        r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", lambda m: f"ngày {int(m[1]):02} tháng {int(m[2]):02} năm {m[3]}", text
    )


def no_marks(text: str) -> str:
    from corpus.canonical import fold

    return fold(text)


def rewrapped(text: str) -> str:
    found, line = [], ""
    for row in lines(text):
        for word in row.split():
            if len(line) + len(word) > 70:
                found.append(line)
                line = ""
            line += f"{word} "
        found.append(line)
        line = ""
    return "\n".join(found)


def paged(text: str) -> str:
    """As a PDF gives it: wrapped, a page number and a running head now and then."""
    rows = rewrapped(text).split("\n")
    return "\n".join(
        r for n, row in enumerate(rows) for r in ([row, f"{n // 12 + 2}", "Công báo"] if n % 12 == 11 else [row])
    )


def light_words(text: str) -> str:
    """A word here and there, as an editor likes it."""
    for a, b in (
        ("cho biết", "cho hay"),
        ("tuy nhiên", "song"),
        ("yêu cầu", "đề nghị"),
        ("hiện nay", "hiện"),
        ("tập trung", "dồn sức"),
        ("đã ", ""),
    ):
        text = text.replace(a, b)
    return text


def one_slip_mended(text: str) -> str:
    """One figure in the middle is another: only in a long text is this an edit."""
    figures = list(re.finditer(r"\b\d{2,3}\b(?![./])", text))
    m = figures[len(figures) // 2]
    return f"{text[: m.start()]}{int(m.group()) + 1}{text[m.end() :]}"


def blank_number(text: str) -> str:
    """As drafts and signed scans give it: number and day are a picture, the text has none."""
    text = re.sub(r"(Số:\s*)\d+", r"\1    ", text, count=1)
    return re.sub(r"ngày \d+( tháng \d+ năm)", r"ngày   \1", text, count=1)


def without_letterhead(text: str) -> str:
    """As a page shows a notice: its own headline, the body, no letterhead and no recipients."""
    body = text[text.index("THÔNG BÁO") :]
    return "Thông báo kết luận mới của lãnh đạo\n09/09/2023\n" + body[: body.index("Nơi nhận")]


def chrome(text: str) -> str:
    return f"Trang chủ\nTin tức - Sự kiện\n{text}\nChia sẻ\nIn trang\nTin liên quan\nKhai mạc hội khỏe cấp huyện\nTrao quà cho hộ nghèo"


NEWS = ["bao-chi-03", "bao-chi-08", "bao-chi-17", "quan-huyen-11", "bao-chi-21", "quan-huyen-05"]
EDITS: list[tuple[str, Callable[[str], str]]] = [
    *((NEWS[n % len(NEWS)], edit) for n, edit in enumerate([
        headline, headline_with_figures, lead, caption, two_captions, introduction, shortened(0.62), shortened(0.8), thinned,
        abridged_with_own_headline, stamped, restamped, respelled, written_out, dates_written_out, no_marks, rewrapped,
        paged, light_words, chrome,
    ])),
    ("quan-huyen-11", lambda t: headline(lead(caption(t)))),
    ("bao-chi-17", lambda t: introduction(written_out(respelled(t)))),
    ("quan-huyen-05", lambda t: stamped(headline(thinned(t)))),
    ("quan-huyen-11", one_slip_mended),
    ("thong-bao-01", blank_number),
    ("thong-bao-01", without_letterhead),
    ("thong-bao-14", without_letterhead),
    ("thong-bao-14", paged),
    ("van-ban-41", blank_number),
    ("van-ban-41", rewrapped),
    ("thong-bao-08", lambda t: caption(written_out(t))),
    ("thong-bao-20", shortened(0.7)),
    ("van-ban-29", respelled),
    ("van-ban-35", chrome),
    ("quan-huyen-34", dates_written_out),
    ("bao-chi-28", dates_written_out),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit"), EDITS, ids=[f"{i}-{n}" for i, (n, _) in enumerate(EDITS)])
def test_copies(name: str, edit: Callable[[str], str]) -> None:
    text = sample(name)
    changed = canonical(edit(text))
    assert changed != text
    assert found(text, changed), likeness(words(text), words(changed))
    assert found(changed, text)


HEAD = """UBND HUYỆN PHÚ LƯƠNG THƯỢNG            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     {unit}                                Độc lập - Tự do - Hạnh phúc

Số: {number}                     Phú Lương Thượng, ngày {day} tháng {month} năm 2023
"""
BASES = """Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều ngày 22 tháng 11 năm 2019;
Căn cứ Luật Cán bộ, công chức ngày 13 tháng 11 năm 2008 và Luật sửa đổi, bổ sung ngày 25 tháng 11 năm 2019;
Căn cứ Nghị định số 138/2020/NĐ-CP ngày 27 tháng 11 năm 2020 của Chính phủ quy định về tuyển dụng, sử dụng và quản lý công chức;
Xét đề nghị của Trưởng phòng Phòng Nội vụ huyện.
"""
FOOT = """
Nơi nhận:                                            CHỦ TỊCH
- Như Điều 3;
- Thường trực Huyện ủy, HĐND huyện;
- Các phòng, ban, ngành, đoàn thể của huyện;
- UBND các xã, thị trấn;
- Lưu: VT, NV.                                     {signer}
"""

# A form and how it is filled in: every two fillings are siblings, whatever they share.
FORMS: dict[str, tuple[str, list[dict[str, str]]]] = {
    "an appointment": (
        HEAD
        + "\nQUYẾT ĐỊNH\nVề việc bổ nhiệm công chức giữ chức vụ lãnh đạo, quản lý\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN\n\n"
        + BASES
        + """
QUYẾT ĐỊNH:
Điều 1. Bổ nhiệm {name}, {now}, giữ chức vụ {office} kể từ ngày {since}. Thời hạn giữ chức vụ là 05 năm.
Điều 2. {name} được hưởng hệ số phụ cấp chức vụ {factor}; có trách nhiệm thực hiện nhiệm vụ theo quy định của pháp luật, quy chế làm việc của cơ quan và sự phân công của cấp có thẩm quyền; chấm dứt việc hưởng phụ cấp của chức vụ cũ kể từ ngày quyết định này có hiệu lực.
Điều 3. Chánh Văn phòng HĐND và UBND huyện, Trưởng phòng Phòng Nội vụ, Trưởng phòng Phòng Tài chính - Kế hoạch, thủ trưởng các cơ quan, đơn vị có liên quan và {name} chịu trách nhiệm thi hành Quyết định này kể từ ngày ký./.
"""
        + FOOT,
        [
            {"unit": "", "number": n, "day": d, "month": m, "name": who, "now": now, "office": office, "since": since, "factor": factor, "signer": "Vi Đức Hoàn"}
            for n, d, m, who, now, office, since, factor in (
                ("1204/QĐ-UBND", "03", "4", "ông Nông Văn Cảnh", "chuyên viên Phòng Nội vụ", "Phó Trưởng phòng Phòng Nội vụ", "10/4/2023", "0,30"),
                ("1207/QĐ-UBND", "03", "4", "bà Ma Thị Lụa", "chuyên viên Phòng Tư pháp", "Phó Trưởng phòng Phòng Tư pháp", "10/4/2023", "0,30"),
                # As drafts stand on a portal: number and day left open.
                ("    /QĐ-UBND", "   ", "5", "ông Hứa Minh Đạo", "kế toán Phòng Y tế", "Phó Trưởng phòng Phòng Y tế", "01/6/2023", "0,25"),
                ("    /QĐ-UBND", "   ", "5", "bà Triệu Thu Ngân", "kế toán Phòng Văn hóa", "Phó Trưởng phòng Phòng Văn hóa", "01/6/2023", "0,25"),
            )
        ],
    ),
    "a weekly meeting": (
        HEAD
        + """
THÔNG BÁO
Kết luận của Chủ tịch UBND huyện tại hội nghị giao ban tuần {week}

Ngày {held}, tại phòng họp số 1, Chủ tịch UBND huyện Vi Đức Hoàn đã chủ trì hội nghị giao ban tuần {week}. Dự hội nghị có các Phó Chủ tịch UBND huyện; lãnh đạo Văn phòng HĐND và UBND, Phòng Tài chính - Kế hoạch, Phòng Nông nghiệp và Phát triển nông thôn, Phòng Nội vụ, Công an huyện, Ban Chỉ huy Quân sự huyện; Chủ tịch UBND các xã, thị trấn. Sau khi nghe Văn phòng báo cáo kết quả thực hiện nhiệm vụ tuần trước, dự kiến chương trình tuần tới và ý kiến của các đại biểu, Chủ tịch UBND huyện kết luận như sau:
{told}
Trên đây là kết luận của Chủ tịch UBND huyện tại hội nghị giao ban tuần {week}, Văn phòng HĐND và UBND huyện thông báo để các cơ quan, đơn vị biết, tổ chức thực hiện./.
"""
        + FOOT,
        [
            {"unit": "VĂN PHÒNG", "number": n, "day": d, "month": m, "week": w, "held": h, "told": told, "signer": "Đàm Quốc Trụ"}
            for n, d, m, w, h, told in (
                ("31/TB-VP", "14", "3", "11", "13/3/2023", "1. Phòng Nông nghiệp hướng dẫn các xã tỉa dặm lúa xuân, phòng đạo ôn; báo cáo diện tích nhiễm bệnh trước thứ Sáu.\n2. Công an huyện mở đợt kiểm tra xe chở quá tải trên tỉnh lộ 263."),
                ("33/TB-VP", "21", "3", "12", "20/3/2023", "1. Phòng Tài chính - Kế hoạch trình phương án phân bổ vốn sự nghiệp đợt hai trong tuần.\n2. Giao Phòng Nội vụ rà soát biên chế giáo viên mầm non còn thiếu ở bốn xã vùng cao."),
                ("36/TB-VP", "28", "3", "13", "27/3/2023", "1. Ban Chỉ huy Quân sự huyện chuẩn bị diễn tập phòng cháy rừng tại xã Yên Trạch Hạ.\n2. Văn phòng đôn đốc các đơn vị xử lý dứt điểm hồ sơ trễ hạn trên phần mềm."),
            )
        ],
    ),
    "a request for quotations": (
        """Thông báo mời báo giá {goods}
Trung tâm Y tế huyện Phú Lương Thượng có nhu cầu tiếp nhận báo giá để tham khảo, xây dựng giá gói thầu, làm cơ sở tổ chức lựa chọn nhà thầu cho gói thầu mua sắm {goods} với nội dung cụ thể như sau:
I. Thông tin của đơn vị yêu cầu báo giá
Đơn vị yêu cầu báo giá: Trung tâm Y tế huyện Phú Lương Thượng. Cách thức tiếp nhận báo giá: nhận trực tiếp tại địa chỉ Khoa Dược - Vật tư y tế hoặc nhận qua thư điện tử. Các báo giá nhận được sau thời điểm nêu trên sẽ không được xem xét.
Thời hạn tiếp nhận báo giá: từ 08 giờ ngày {start} đến trước 17 giờ ngày {end}. Thời hạn có hiệu lực của báo giá: tối thiểu 90 ngày kể từ ngày {end}.
II. Nội dung yêu cầu báo giá
Danh mục: {goods}, số lượng {amount}. Địa điểm cung cấp: kho của Trung tâm Y tế huyện. Thời gian giao hàng dự kiến: trong vòng 15 ngày kể từ ngày hợp đồng có hiệu lực. Dự kiến về các điều khoản tạm ứng, thanh toán hợp đồng: thanh toán một lần sau khi nghiệm thu, bằng chuyển khoản.
Rất mong nhận được sự quan tâm của quý công ty.
""",
        [
            {"goods": "găng tay y tế", "start": "06/3/2023", "end": "16/3/2023", "amount": "12.000 đôi"},
            {"goods": "phim chụp X-quang", "start": "10/5/2023", "end": "20/5/2023", "amount": "3.500 tấm"},
            {"goods": "găng tay y tế", "start": "04/9/2023", "end": "14/9/2023", "amount": "15.000 đôi"},
        ],
    ),
    "a power cut": (
        """Lịch ngừng cung cấp điện
Điện lực Phú Lương Thượng trân trọng thông báo đến quý khách hàng sử dụng điện lịch tạm ngừng cung cấp điện để phục vụ sửa chữa, bảo dưỡng lưới điện định kỳ trên địa bàn huyện. Thời gian ngừng cấp điện từ {hours} ngày {day}. Khu vực mất điện: {area}. Lý do: vệ sinh công nghiệp, thay sứ và phát quang hành lang tuyến.
Nếu công việc kết thúc sớm, Điện lực sẽ đóng điện trở lại trước thời gian đã thông báo. Để bảo đảm an toàn, đề nghị quý khách hàng xem như lưới điện luôn mang điện, không tự ý thao tác trên đường dây. Mọi thắc mắc xin liên hệ tổng đài chăm sóc khách hàng. Rất mong quý khách hàng thông cảm và chủ động bố trí sinh hoạt, sản xuất.
""",
        [
            {"hours": "7 giờ 30 đến 16 giờ 30", "day": "12/6/2023", "area": "các xóm Đồng Giang, Khe Nác"},
            {"hours": "7 giờ 30 đến 16 giờ 30", "day": "13/6/2023", "area": "các xóm Đồng Giang, Khe Nác"},
            {"hours": "5 giờ đến 9 giờ", "day": "12/6/2023", "area": "tổ dân phố Chợ Mới, phố Giá"},
        ],
    ),
    "receiving citizens": (
        """Lịch tiếp công dân tháng {month} của lãnh đạo UBND huyện
Thực hiện Luật Tiếp công dân và Nội quy tiếp công dân của Ban Tiếp công dân huyện, UBND huyện Phú Lương Thượng thông báo lịch tiếp công dân định kỳ tháng {month}/2023 như sau: Chủ tịch UBND huyện tiếp công dân vào các ngày {first} và {second}; buổi sáng từ 7 giờ 30 đến 11 giờ, buổi chiều từ 13 giờ 30 đến 16 giờ 30. Địa điểm: Trụ sở tiếp công dân, tầng 1 nhà B. Trường hợp Chủ tịch bận công tác đột xuất thì phân công Phó Chủ tịch tiếp thay. Thủ trưởng các phòng Thanh tra, Tài nguyên và Môi trường, Tư pháp cử người có thẩm quyền cùng dự. Công dân đến làm việc mang theo giấy tờ tùy thân và tài liệu liên quan.
""",
        [{"month": m, "first": f"05/{m}/2023", "second": f"20/{m}/2023"} for m in ("4", "5", "6")],
    ),
    "the weather": (
        """Bản tin dự báo thời tiết
Dự báo thời tiết ngày và đêm {day}: Khu vực phía Bắc huyện nhiều mây, {sky}, gió nhẹ. Nhiệt độ thấp nhất từ {low} độ C, vùng núi cao có nơi dưới {less} độ C; nhiệt độ cao nhất từ {high} độ C. Độ ẩm từ {wet} phần trăm. Khu vực phía Nam nhiều mây, trưa chiều giảm mây trời nắng, gió Đông Nam cấp 2 đến cấp 3. Khuyến cáo bà con nông dân theo dõi các bản tin tiếp theo, chủ động giữ ấm cho gia súc, che phủ mạ non và đề phòng lốc, sét, mưa đá có thể xảy ra trong cơn dông. Tin phát lúc 15 giờ 30. Bản tin tiếp theo phát lúc 3 giờ 30 ngày hôm sau.
""",
        [
            {"day": "14/02/2023", "sky": "có mưa nhỏ rải rác", "low": "13 đến 15", "less": "11", "high": "18 đến 20", "wet": "80 đến 95"},
            {"day": "15/02/2023", "sky": "có mưa nhỏ rải rác", "low": "12 đến 14", "less": "10", "high": "17 đến 19", "wet": "78 đến 94"},
        ],
    ),
    "the month's figures": (
        HEAD
        + """
BÁO CÁO
Kết quả giải quyết thủ tục hành chính tháng {m} năm 2023

Trong tháng {m}, Bộ phận Một cửa huyện tiếp nhận {a} hồ sơ, trong đó trực tuyến {b} hồ sơ; đã giải quyết {c} hồ sơ, đúng hạn {d} hồ sơ, quá hạn {e} hồ sơ. Hồ sơ quá hạn tập trung ở lĩnh vực đất đai do khâu đo đạc, trích lục. Việc xin lỗi tổ chức, cá nhân được thực hiện đầy đủ bằng văn bản. Bưu điện huyện chuyển trả {f} kết quả tại nhà.
Tồn tại: một số xã chưa số hóa đủ thành phần hồ sơ; công chức kiêm nhiệm nhiều việc; người dân chưa quen nộp trực tuyến. Phương hướng: tiếp tục rà soát quy trình nội bộ, tăng hướng dẫn tại thôn, bản; đề nghị Sở Thông tin và Truyền thông sớm khắc phục lỗi đăng nhập; bố trí thêm máy quét cho các xã.
"""
        + FOOT,
        [
            {"unit": "VĂN PHÒNG", "number": "/BC-VP", "day": "   ", "month": m, "m": m, "a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "signer": "Đàm Quốc Trụ"}
            for m, a, b, c, d, e, f in (("8", "1.214", "806", "1.190", "1.171", "19", "233"), ("9", "1.187", "840", "1.102", "1.095", "7", "251"))
        ],
    ),
    "a letter to each office": (
        """Kính gửi: {to}
Để chuẩn bị nội dung làm việc với Đoàn giám sát của HĐND tỉnh về việc thực hiện các chương trình mục tiêu quốc gia giai đoạn 2021 - 2025, UBND huyện yêu cầu {to} báo cáo kết quả thực hiện các nội dung thuộc trách nhiệm được giao, trong đó nêu rõ số vốn đã phân bổ, số vốn đã giải ngân, nguyên nhân chậm và kiến nghị. {own} Báo cáo gửi về Văn phòng HĐND và UBND huyện để tổng hợp, trình Thường trực HĐND huyện xem xét; bản mềm gửi qua trục liên thông văn bản. Quá thời hạn nêu trên, người đứng đầu đơn vị chịu trách nhiệm trước Chủ tịch UBND huyện.
""",
        [
            {"to": "Phòng Lao động - Thương binh và Xã hội", "own": "Thời hạn: trước ngày 12/10/2023."},
            {"to": "Phòng Kinh tế và Hạ tầng", "own": "Thời hạn: trước ngày 15/10/2023."},
            {"to": "Trung tâm Dịch vụ nông nghiệp", "own": "Thời hạn: trước ngày 18/10/2023."},
        ],
    ),
    "taking back land": (
        "QUYẾT ĐỊNH\nVề việc thu hồi đất để thực hiện dự án đường nối trung tâm huyện\n"
        + BASES
        + """Điều 1. Thu hồi {area} m2 đất {sort} của {who}, thuộc thửa đất số {plot}, tờ bản đồ số {sheet}, tại {where}, để thực hiện dự án đường nối trung tâm huyện với quốc lộ 3. Lý do thu hồi: thực hiện dự án thuộc trường hợp Nhà nước thu hồi đất vì mục đích phát triển kinh tế - xã hội.
Điều 2. Giao UBND xã có trách nhiệm giao quyết định này cho người có đất thu hồi; trường hợp không nhận thì lập biên bản, niêm yết tại trụ sở và nơi sinh hoạt chung của khu dân cư. Phòng Tài nguyên và Môi trường trình xử lý khi người có đất không chấp hành. Giao Trung tâm Phát triển quỹ đất lập, trình thẩm định phương án bồi thường, hỗ trợ, tái định cư; quản lý quỹ đất đã thu hồi. Văn phòng đăng quyết định này trên trang thông tin điện tử của huyện.
Điều 3. Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng, Trưởng phòng Tài nguyên và Môi trường, Chủ tịch UBND xã và {who} chịu trách nhiệm thi hành./.
""",
        [
            {"area": "214,6", "sort": "trồng cây lâu năm", "who": "hộ ông Lường Văn Thập", "plot": "87", "sheet": "14", "where": "xóm Khe Nác"},
            {"area": "61,3", "sort": "ở tại nông thôn", "who": "hộ bà Hoàng Thị Dín", "plot": "102", "sheet": "14", "where": "xóm Khe Nác"},
            {"area": "340", "sort": "trồng lúa", "who": "hộ ông Lường Văn Bậc", "plot": "19", "sheet": "21", "where": "xóm Đồng Giang"},
        ],
    ),
    "a storm": (
        """CÔNG ĐIỆN
Về việc tập trung ứng phó với {storm}
Chủ tịch UBND tỉnh điện: Giám đốc các sở, Thủ trưởng các ban, ngành; Chủ tịch UBND các huyện, thị xã, thành phố.
Theo Đài Khí tượng Thủy văn tỉnh, {storm} đang di chuyển nhanh theo hướng Tây, dự báo từ đêm {day} khu vực tỉnh có mưa to đến rất to, lượng mưa phổ biến {rain} mm. Chủ tịch UBND tỉnh yêu cầu: 1. Theo dõi chặt chẽ diễn biến, thông tin kịp thời đến người dân. 2. Rà soát, sẵn sàng sơ tán dân ở vùng có nguy cơ sạt lở, lũ quét. 3. Kiểm tra an toàn hồ đập, vận hành theo quy trình. 4. Cấm người qua ngầm, tràn khi nước chảy xiết. 5. Công an, Quân sự bố trí lực lượng, phương tiện sẵn sàng cứu hộ. 6. Trực ban 24/24 giờ, báo cáo Văn phòng thường trực Ban Chỉ huy Phòng, chống thiên tai trước 16 giờ hằng ngày. Nhận được Công điện này, yêu cầu các đơn vị nghiêm túc thực hiện./.
""",
        [
            {"storm": "bão số 2", "day": "18/7", "rain": "150 - 250"},
            {"storm": "bão số 4", "day": "27/9", "rain": "200 - 300"},
            {"storm": "áp thấp nhiệt đới", "day": "03/10", "rain": "80 - 120"},
        ],
    ),
    "the same event told anew": (
        "{text}",
        [
            {"text": "Sáng 18/11, xã Yên Trạch Hạ khánh thành cầu treo bắc qua suối Nậm Chấm. Cầu dài 62 m, rộng 1,5 m, tổng kinh phí 850 triệu đồng, do doanh nghiệp và đoàn viên thanh niên đóng góp. Phó Chủ tịch UBND huyện Lò Văn Pán dự và cắt băng. Từ nay học sinh bên kia suối đến trường không còn phải bám dây qua lũ."},
            {"text": "Niềm vui đến với 47 hộ dân Yên Trạch Hạ khi cây cầu mơ ước đã thành hình. Ngày 18/11, tại lễ khánh thành cầu treo dài 62 m qua suối Nậm Chấm, ông Lò Văn Pán, Phó Chủ tịch UBND huyện, cảm ơn các nhà hảo tâm đã góp 850 triệu đồng. Trẻ em đi học sẽ không phải bám dây vượt lũ như những năm trước."},
        ],
    ),
    "very short": (
        "Chi tiết xem trong tệp đính kèm: {what}. Đề nghị các đơn vị tải về, nghiên cứu và triển khai thực hiện đúng thời hạn quy định.",
        [{"what": "kế hoạch tháng 5"}, {"what": "kế hoạch tháng 6"}],
    ),
}  # fmt: skip
SIBLINGS = [
    pytest.param(form.format(**a), form.format(**b), id=f"{name}-{n}")
    for name, (form, filled) in FORMS.items()
    for n, (a, b) in enumerate(combinations(filled, 2))
]


@pytest.mark.parametrize(("a", "b"), SIBLINGS)
def test_siblings(a: str, b: str) -> None:
    assert not found(a, b), likeness(words(canonical(a)), words(canonical(b)))


def test_there_are_enough_pairs() -> None:
    assert len(EDITS) >= 30
    assert len(SIBLINGS) >= 30


@pytest.mark.parametrize(("name", "share"), [("quan-huyen-11", 0.35), ("thong-bao-14", 0.4)])
def test_a_part_is_no_copy(name: str, share: float) -> None:
    assert not found(sample(name), shortened(share)(sample(name)))


def test_a_digest_of_several_reports_is_none_of_them() -> None:
    reports = [sample(n) for n in NEWS[:3]]
    assert not any(found("\n".join(reports), r) for r in reports)


def test_very_short_texts_are_the_same_or_not() -> None:
    a = "UBND xã thông báo nghỉ làm việc ngày thứ Bảy, đề nghị bà con biết."
    assert found(a, a.upper().replace(",", " -"))
    assert not found(a, a + " Xin cảm ơn.")


OWN = [
    ("UBND HUYỆN X\nSố: 214/TB-VP        Lạng Sơn, ngày 18 tháng 6 năm 2019\n", ("214/tb-vp", "2019-6-18")),
    ("UBND HUYỆN X\nSố:     /TB-VP        Lạng Sơn, ngày      tháng 6 năm 2019\n", ("", "")),
    ("Tiêu đề\nThứ ba, ngày 18 tháng 6 năm 2019\nTại Công văn số 12/UBND-VX, huyện yêu cầu", ("", "")),
    ("QUỐC HỘI\nLuật số: 59/2020/QH14\n", ("59/2020/qh14", "")),
    ("Số 05 /QĐ-UBND\n", ("5/qd-ubnd", "")),
]


@pytest.mark.parametrize(("text", "own"), OWN)
def test_the_number_and_date_of_a_document(text: str, own: tuple[str, str]) -> None:
    assert words(text).own == own


def test_figures_have_one_form() -> None:
    assert (
        words("1.842 hồ sơ, 97,2%, 05/3/2021, lý do kỹ thuật").words
        == words("1,842 hồ sơ 97.2 5-3-2021 lí do kĩ thuật").words
    )


SCRIPT = """
import sys
from corpus.likeness import bands, sketch, words
s = sketch(words(sys.stdin.read()))
print(s.key, bands(s.hashes))
"""


def test_every_process_makes_the_same_sketch() -> None:
    text = sample("bao-chi-08")
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], input=text, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PYTHONUTF8": "1"}
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    s = sketch(words(text))
    assert told == {f"{s.key} {bands(s.hashes)}\n"}


SOME = ["sở", "nội", "vụ", "báo", "cáo", "Nguyễn", "Văn", "An", "12", "13", "số", ".", "\n"]


@given(st.lists(st.sampled_from(SOME), max_size=160), st.data())
def test_likeness_has_no_order(tokens: list[str], data: st.DataObject) -> None:
    a = " ".join(tokens)
    b = " ".join(data.draw(st.permutations(tokens))) if len(tokens) < 30 else " ".join(tokens[5:] + tokens[:9])
    there, back = likeness(words(a), words(b)), likeness(words(b), words(a))
    assert there == back
    assert likeness(words(a), words(a)).copy or not tokens


@given(st.text(max_size=2000))
def test_any_string_has_a_sketch(text: str) -> None:
    s = sketch(words(canonical(text)))
    assert 0 <= s.key < 1 << 63
    assert all(0 <= k < 1 << 63 for k in bands(s.hashes))
