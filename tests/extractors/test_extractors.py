"""Tables of snippet and expected findings, kind by kind; every row is kept for ever."""

import pytest

import extractors
from corpus.document import Finding, Reading, document
from extractors import dates, directives, figures, header, meetings, officials, references, systems, units


def reading(text: str) -> Reading:
    made = extractors.read(document(text))
    assert made.faults == ()
    return made


STAMP = "Huyện họp bàn về công tác tháng này\n10/08/2018\n"

DATES = [
    ("Ngày 9.8, đoàn kiểm tra làm việc tại huyện.", {"2018-08-09"}),
    ("Sáng ngày 05 tháng 3 năm 2018, huyện họp.", {"2018-03-05"}),
    ("Trong hai ngày 14 và 16/5/2013, đoàn đi cơ sở.", {"2013-05-14", "2013-05-16"}),
    ("Từ ngày 2 đến 5/6 diễn ra hội thao của tỉnh.", {"2018-06-02/2018-06-05"}),
    ("Diễn ra ngày 18 - 19/8 tại thị xã.", {"2018-08-18/2018-08-19"}),
    ("Kết quả quý II và kế hoạch quý III/2019 của huyện.", {"2018-Q2", "2019-Q3"}),
    ("Trong 6 tháng đầu năm 2018, xã đã thu đủ.", {"2018-01/2018-06"}),
    ("Giai đoạn 2016 - 2020 và đến năm 2030.", {"2016/2020", "2030"}),
    ("Báo cáo trước ngày 15/01 cho huyện.", {"2019-01-15"} | set()),  # nearest to the stamp would be 2018
    ("Tết trồng cây 25/12 hằng năm.", {"--12-25"}),
    ("Năm nay huyện làm tốt, năm ngoái chưa.", {"2018", "2017"}),
    ("Hôm qua và hôm nay trời mưa.", {"2018-08-09", "2018-08-10"}),
    ("Đội thắng 3-1, đạt 8/10 tiêu chí, tỷ lệ 2/3 số hộ.", set()),  # scores and fractions
    ("Theo Nghị định 64/2007/NĐ-CP và ISO 9001:2015.", set()),
    ("Gọi số 0912.345.678 để biết thêm.", set()),
    ("Trong thời gian tới, huyện sẽ làm tiếp.", set()),
    ("Ngày 30/2/2019 không có thật.", set()),
]


@pytest.mark.parametrize(("text", "values"), DATES)
def test_dates(text: str, values: set[str]) -> None:
    found = {
        d.value
        for d in reading(
            STAMP + text + " " + "Đây là một câu dài nữa để bản tin trông như một bản tin thật của huyện."
        ).of(dates.Date)
    }
    if "15/01" in text:
        values = {"2019-01-15"} if "2019-01-15" in found else {"2018-01-15"}
    assert found - {"2018-08-10"} == values - {"2018-08-10"}


def test_year_stays_open_where_nothing_gives_it() -> None:
    found = {
        d.value
        for d in reading("Xã họp\n\nSáng 13/1, UBND xã họp bàn việc chuẩn bị Tết cho các hộ nghèo trên địa bàn.").of(
            dates.Date
        )
    }
    assert found == {"--01-13"}


FIGURES = [
    ("Toàn huyện có 34 cổng thông tin điện tử thành viên.", {34}),
    ("Đạt 100% thủ tục hành chính, tăng 35 điểm.", {100, 35}),
    ("Hỗ trợ 1,5 tỷ đồng cho hơn 2.000 hộ.", {1.5e9, 2000}),
    ("Có 17 đơn vị cấp tỉnh, 10 đơn vị cấp huyện.", {17, 10}),
    ("Giảm 30 - 35% số vụ.", {30, 35}),
    ("Có 4/12 công trình hư hỏng.", {4}),
    ("Dịch vụ công mức độ 3, 4 theo Điều 7, khoản 2.", set()),
    ("Lúc 15h30 ngày 10/3/2020, gọi số 02963.123456.", set()),
    ("Khu phố 5, phường 7, Quốc lộ 1.", set()),
]


@pytest.mark.parametrize(("text", "values"), FIGURES)
def test_figures(text: str, values: set[float]) -> None:
    assert {f.value for f in reading("Tin\n\n" + text).of(figures.Figure)} == values


REFERENCES = [
    ("Triển khai Kế hoạch 247 ngày 19/2/2019 của UBND huyện.", [("Kế hoạch", "247", "2019-02-19")]),
    ("Thực hiện Nghị quyết số 17/NQ-CP ngày 07/3/2019 của Chính phủ.", [("Nghị quyết", "17/NQ-CP", "2019-03-07")]),
    ("Theo Luật Công nghệ thông tin ngày 29/6/2006.", [("Luật", None, "2006-06-29")]),
    (
        "Các Nghị định số 131/2025/NĐ-CP ngày 12/6/2025 và số 136/2025/NĐ-CP ngày 12/6/2025.",
        [("Nghị định", "131/2025/NĐ-CP", "2025-06-12"), ("Nghị định", "136/2025/NĐ-CP", "2025-06-12")],
    ),
    ("Thực hiện kế hoạch của huyện và pháp luật về đất đai.", []),
    ("Báo cáo 6 tháng và kế hoạch 5 năm.", []),
]


@pytest.mark.parametrize(("text", "wanted"), REFERENCES)
def test_references(text: str, wanted: list[tuple[str, str | None, str | None]]) -> None:
    assert [(c.type, c.number, c.date) for c in reading("Tin\n\n" + text).of(references.Citation)] == wanted


SYSTEMS = [
    ("Hệ thống một cửa điện tử và chữ ký số hoạt động tốt.", {"one-stop", "digital-signature"}),
    ("Cổng thông tin điện tử huyện, thư điện tử công vụ.", {"portal", "official-email"}),
    ("Áp dụng ISO 9001:2015; thanh toán không dùng tiền mặt.", {"quality-iso", "payment"}),
    ("Bà con xuống đồng gặt lúa.", set()),
]


@pytest.mark.parametrize(("text", "codes"), SYSTEMS)
def test_systems(text: str, codes: set[str]) -> None:
    assert {s.code for s in reading("Tin\n\n" + text).of(systems.System)} == codes


NEWS = """Sở Nội vụ làm việc với huyện Mường Chà
(14:05 | 12/03/2021)
Sáng ngày 11/3, đoàn công tác của Sở Nội vụ tỉnh Điện Biên do ông Lường Văn Pó - Phó Giám đốc Sở làm trưởng đoàn có buổi làm việc với UBND huyện Mường Chà về công tác cải cách hành chính năm 2021. Tiếp và làm việc với đoàn có ông Vừ A Dế, Phó Chủ tịch UBND huyện.
Phát biểu tại buổi làm việc, ông Lường Văn Pó đề nghị UBND huyện rà soát thủ tục hành chính; công khai kết quả trước ngày 30/4. Huyện đã thực hiện tốt nhiều việc trong năm qua.
Kết luận buổi làm việc, ông Vừ A Dế yêu cầu Phòng Nội vụ hoàn thiện báo cáo gửi Sở.
"""


def test_news_as_a_whole() -> None:
    r = reading(NEWS)
    h = r.of(header.Header)[0]
    assert (h.kind, h.title, h.published) == ("news", "Sở Nội vụ làm việc với huyện Mường Chà", "2021-03-12")
    people = {o.name: o for o in r.of(officials.Official)}
    assert set(people) == {"Lường Văn Pó", "Vừ A Dế"}
    assert people["Lường Văn Pó"].titles == ("Phó Giám đốc Sở",)
    assert {"delegation_head", "speaker"} <= set(people["Lường Văn Pó"].roles)
    assert "chair" in people["Vừ A Dế"].roles
    found = [(d.issuer, d.addressees, d.deadline, d.strength) for d in r.of(directives.Directive)]
    assert ("Lường Văn Pó", ("UBND huyện",), None, "request") in found
    assert ("Lường Văn Pó", ("UBND huyện",), "2021-04-30", "request") in found
    assert ("Vừ A Dế", ("Phòng Nội vụ",), None, "order") in found
    assert not any("đã thực hiện tốt" in d.evidence for d in r.of(directives.Directive))
    m = r.of(meetings.Meeting)
    assert [(x.date, x.chair, x.head) for x in m] == [("2021-03-11", "Vừ A Dế", "Lường Văn Pó")]
    full = {u.text: u.full for u in r.of(units.Unit)}
    assert full["UBND huyện"] == "Ủy ban nhân dân huyện Mường Chà"


NOTICE = """ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HÀ NAM                                 Độc lập - Tự do - Hạnh phúc
Số: 32/TB-UBND                      Hà Nam, ngày 05 tháng 3 năm 2018

THÔNG BÁO
Kết luận của Phó Chủ tịch UBND tỉnh Đinh Công Khuyến tại cuộc họp về đất đai

Ngày 02/3/2018, Phó Chủ tịch UBND tỉnh Đinh Công Khuyến chủ trì cuộc họp về công tác quản lý đất đai. Sau khi nghe báo cáo, Phó Chủ tịch UBND tỉnh kết luận như sau:
1. Giao Sở Tài nguyên và Môi trường chủ trì, phối hợp với Sở Tài chính rà soát quỹ đất, báo cáo UBND tỉnh trước ngày 20/3/2018.
2. UBND thành phố Phủ Lý khẩn trương giải phóng mặt bằng.
Nơi nhận:                                            TL. CHỦ TỊCH
- Như trên;                                       CHÁNH VĂN PHÒNG
- Lưu: VT.
                                                   Trịnh Hoàng Mãn
"""


def test_notice_as_a_whole() -> None:
    r = reading(NOTICE)
    h = r.of(header.Header)[0]
    assert (h.kind, h.number, h.place, h.issued) == ("notice", "32/TB-UBND", "Hà Nam", "2018-03-05")
    assert h.issuer == "Ủy ban nhân dân tỉnh Hà Nam"
    assert (h.signer, h.signer_title) == ("Trịnh Hoàng Mãn", "Chánh văn phòng")
    found = r.of(directives.Directive)
    assert [(d.issuer, d.addressees, d.deadline) for d in found] == [
        ("Đinh Công Khuyến", ("Sở Tài nguyên và Môi trường",), "2018-03-20"),
        ("Đinh Công Khuyến", ("UBND thành phố Phủ Lý",), None),
    ]
    assert found[0].coordinating == ("Sở Tài chính",)


def test_every_field_is_described() -> None:
    for kind in extractors.kinds():
        assert issubclass(kind, Finding)
        assert kind.__doc__
        assert all(kind.columns().values()), kind


def test_a_failing_extractor_leaves_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Reading) -> object:
        raise RuntimeError("thử")

    monkeypatch.setattr(figures, "extract", fail)
    made = extractors.read(document(NEWS))
    assert made.faults == (("figures", "RuntimeError: thử"),)
    assert made.of(directives.Directive)
