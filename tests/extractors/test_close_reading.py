"""Rules of close reading: boundaries of names, who is told, how strongly, and how wrapped lines join."""

import pytest

import extractors
from corpus.document import document
from corpus.layout import lay_out
from extractors._titles import glued
from extractors.directives import Directive
from extractors.officials import Official
from extractors.units import Unit

STAMP = "Huyện họp bàn về công tác tháng này\n10/08/2018\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chủ tịch UBND huyện Mạc Thị Hường phát biểu", "Mạc Thị Hường"),
        ("Phó Chủ tịch UBND huyện Vĩnh Linh Thái Văn Thứ phát biểu", "Thái Văn Thứ"),
        ("Bộ trưởng Nội vụ Tạ Quang Khải cho biết", "Tạ Quang Khải"),
        ("Trưởng ban Tổ chức Trung ương Lục Văn Thiện cho biết", "Lục Văn Thiện"),
        ("Chủ tịch UBND huyện Trần Văn Thời phát biểu", None),  # a district
        ("tại huyện Mạc Thị Hường", None),  # no office: whatever it is, it is a place here
    ],
)
def test_a_name_right_behind_an_office(text: str, name: str | None) -> None:
    assert [text[a:b] for a, b in glued(text)] == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("Ông Lê Văn Tám làm việc với Bộ Khoa học và Công nghệ.", "Bộ Khoa học và Công nghệ", "Bộ Khoa học"),
        ("Đoàn của Kiểm toán Nhà nước (KTNN) làm việc tại huyện.", "Kiểm toán Nhà nước", "Kiểm toán Nhà nước (KTNN"),
        ("Họp có các Bộ: Tài chính, Ngoại giao và Xây dựng.", "Ngoại giao", "Tài chính, Ngoại giao và Xây dựng"),
    ],
)
def test_boundaries_of_units(text: str, inside: str, outside: str) -> None:
    found = {u.text for u in extractors.read(document(STAMP + text)).of(Unit)}
    assert inside in found
    assert outside not in found


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Chủ tịch UBND huyện Lê Văn Tám yêu cầu các xã cần rà soát lại toàn bộ hồ sơ tồn đọng.", "order"),
        ("Chủ tịch UBND huyện Lê Văn Tám đề nghị các xã khẩn trương rà soát lại hồ sơ tồn đọng.", "request"),
        ("Chủ tịch UBND huyện Lê Văn Tám nhấn mạnh các xã cần rà soát lại hồ sơ tồn đọng.", "request"),
        ("“Các xã cần rà soát lại toàn bộ hồ sơ tồn đọng”, Chủ tịch UBND huyện Lê Văn Tám chỉ đạo.", "order"),
        ("Chủ tịch UBND huyện Lê Văn Tám mong muốn các xã tiếp tục phối hợp chặt chẽ với Phòng Nội vụ.", "wish"),
    ],
)
def test_strength(text: str, strength: str) -> None:
    found = extractors.read(document(STAMP + text)).of(Directive)
    assert [d.strength for d in found] == [strength]
    assert [d.issuer for d in found] == ["Lê Văn Tám"]


def test_an_addressee_is_carried_down_and_the_speaker_is_none() -> None:
    text = (
        "Phát biểu kết luận, Chủ tịch UBND huyện Lê Văn Tám yêu cầu Phòng Nội vụ rà soát biên chế của các xã. "
        "Đồng thời, báo cáo UBND huyện trước ngày 30/9."
    )
    found = extractors.read(document(STAMP + text)).of(Directive)
    assert [d.addressees for d in found] == [("Phòng Nội vụ",), ("Phòng Nội vụ",)]
    assert [d.deadline for d in found] == [None, "2018-09-30"]


def test_names_before_semicolons_are_told_together() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nHUYỆN A LƯỚI\nSố: 12/CT-UBND\nA Lưới, ngày 10 tháng 8 năm 2018\nCHỈ THỊ\nVề công tác phòng cháy\n"
        "Để phòng cháy, Ủy ban nhân dân huyện yêu cầu:\n"
        "1. Thủ trưởng các cơ quan; Chủ tịch Ủy ban nhân dân các xã, thị trấn tổ chức trực 24/24 giờ.\n"
        "2. Giao Công an huyện\n- Kiểm tra các chợ, kho hàng trước ngày 30/8/2018.\n"
    )
    found = extractors.read(document(text)).of(Directive)
    assert [d.addressees for d in found] == [
        ("Thủ trưởng các cơ quan", "Chủ tịch Ủy ban nhân dân các xã, thị trấn"),
        ("Công an huyện",),
    ]


def test_an_office_is_no_name() -> None:
    text = "Ngày 4/8, đồng chí Võ Trường Cửu, Phó Chủ tịch UBND tỉnh chủ trì cuộc họp. Đồng chí Phó Chủ tịch kết luận."
    assert [o.name for o in extractors.read(document(STAMP + text)).of(Official)] == ["Võ Trường Cửu"]


def test_short_first_lines_go_on_and_headings_do_not() -> None:
    full = "nhiệm vụ được giao trong năm, các cơ quan, đơn vị của tỉnh đã phối hợp chặt ché"
    lines = [
        "1.1. Giao Sở Nông nghiệp và Môi trường",
        "Khẩn trương rà soát toàn bộ các hồ sơ đã tiếp nhận và",
        full,
        "xong trước ngày 30 tháng 9.",
        "Sau khi nghe Chủ tịch Ủy ban nhân dân tỉnh Điện",
        "Biên báo cáo và " + full[16:],
        "và các đại biểu dự họp đã nêu ý kiến.",
        "Văn phòng Ủy ban nhân dân tỉnh thông báo để các cơ",
        full,
        full,
        full,
        "biết, thực hiện.",
    ]
    found = lay_out("\n".join(lines)).paragraphs
    flat = lay_out("\n".join(lines)).flat
    assert [flat[p.start : p.end][:14] for p in found] == [
        "1.1. Giao Sở N",
        "Khẩn trương rà",
        "Sau khi nghe C",
        "Văn phòng Ủy b",
    ]


def test_a_stamp_is_no_wrapped_line() -> None:
    text = "Thông tin chỉ đạo điều hành\nthứ năm, 08 08 2019 08:52\nHuyện họp giao ban"
    assert len(lay_out(text).paragraphs) == 3
