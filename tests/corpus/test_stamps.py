"""The day of a publication stamp in every form that portals print."""

import pytest

from corpus.stamps import stamped

STAMPS = [
    ("08:15 12/04/2021", "2021-04-12"),
    ("Thứ Hai, ngày 12/05/2025, 14:30", "2025-05-12"),
    ("12/05/2025 2:30:00 PM", "2025-05-12"),
    ("(5.6.2019)", "2019-06-05"),
    ("Cập nhật: 08:15 | 12-04-2021", "2021-04-12"),
    ("Đăng ngày 22/09/25", "2025-09-22"),
    ("20h14 ngày 25.9.2025", "2025-09-25"),
    ("2025-09-22 19:16:51", "2025-09-22"),
    ("2025-09-22T19:16:51+07:00", "2025-09-22"),
    ("2019/3/5", "2019-03-05"),
    ("Thứ hai, 27 Tháng 9 2010 22:20", "2010-09-27"),  # Joomla 1.5
    ("Thứ tư, 05 Tháng 5 2010 09:12", "2010-05-05"),
    ("ngày 7 tháng 3 năm 2018", "2018-03-07"),
    ("ngày 7 tháng Ba năm 2018", "2018-03-07"),
    ("16 tháng mười hai, 2020", "2020-12-16"),
    ("13 thg 9, 2025", "2025-09-13"),
    ("13 Th9 2025", "2025-09-13"),
    ("Tháng 9 3, 2025", "2025-09-03"),  # WordPress
    ("Tháng Chín 3, 2025", "2025-09-03"),
    ("19 Sep 2025", "2025-09-19"),
    ("Thursday, September 4, 2025 10:20 AM", "2025-09-04"),
    ("9/26/2025 1:02:03 PM", "2025-09-26"),  # English settings
    ("05 08 2019 16:32", "2019-08-05"),
    ("Đăng lúc 10:30 31/02/2020", None),  # no such day
    ("10:30", None),
    ("Số 12/2020/NĐ-CP", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), STAMPS)
def test_day_of_a_stamp(text: str, day: str | None) -> None:
    found = stamped(text)
    assert (found.day.isoformat() if found else None) == day
    if found:
        assert str(found.day.year)[-2:] in text[found.start : found.end]
