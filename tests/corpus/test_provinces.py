"""Of which province the name of a unit or place speaks."""

import pytest

from corpus.provinces import province_of, today
from extractors import lexicon

NAMES = [
    ("Ủy ban nhân dân tỉnh Hoà Bình", "Hòa Bình"),
    ("UBND TỈNH QUẢNG NINH", "Quảng Ninh"),
    ("SỞ NỘI VỤ HÀ NỘI", "Hà Nội"),
    ("Sở Nội vụ thành phố Đà Nẵng", "Đà Nẵng"),
    ("Tp. Cần Thơ", "Cần Thơ"),
    ("UBND TP.HCM", "Hồ Chí Minh"),
    ("UBND TPHCM", "Hồ Chí Minh"),
    ("Đắk Lắk", "Đắk Lắk"),
    ("UBND tỉnh Đăk Nông", "Đắk Nông"),
    ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
    ("tỉnh Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"),
    ("Thừa Thiên-Huế", "Thừa Thiên Huế"),
    ("thành phố Huế", "Huế"),
    ("Báo Thái Bình", "Thái Bình"),
    # A smaller place of the same name; the province behind it decides.
    ("Ủy ban nhân dân xã Hòa Bình", ""),
    ("xã Hoà Bình, huyện Chợ Mới, tỉnh An Giang", "An Giang"),
    ("huyện Quảng Ninh, tỉnh Quảng Bình", "Quảng Bình"),
    # Words that hold a province's name and name none.
    ("Học viện Chính trị quốc gia Hồ Chí Minh", ""),
    ("Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Nghệ An", "Nghệ An"),
    ("Châu Á - Thái Bình Dương", ""),
    ("Cục Gìn giữ hòa bình Việt Nam", ""),
    ("CỤC GÌN GIỮ HÒA BÌNH VIỆT NAM", ""),
    ("Vùng Đồng Tháp Mười", ""),
    # Two at once, none at all.
    ("Ban liên lạc tỉnh Hà Nam, tỉnh Nam Định", ""),
    ("Bộ Nội vụ", ""),
    ("Việt Nam", ""),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("name", "province"), NAMES)
def test_the_province_of_a_name(name: str | None, province: str) -> None:
    assert province_of(name) == province


def test_those_of_today_stand_for_themselves() -> None:
    now = today()
    assert len(set(now.values())) == 34
    assert {now[n] for n in now.values()} == set(now.values())
    assert len(set(now) - {"Hà Tây", "Sài Gòn", "Huế"}) == 63  # as many as before July 2025, Huế as Thừa Thiên Huế


@pytest.mark.parametrize("name", lexicon.lines("provinces.txt"))
def test_what_the_extractors_know_is_known(name: str) -> None:
    assert province_of(f"tỉnh {name}") in today()
