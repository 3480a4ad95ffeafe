"""Names of bodies spelt out."""

import pytest

import extractors
from corpus.document import document
from extractors._naming import spelt_out

SPELT = [
    ("Sở TP", "Sở Tư pháp"),
    ("Phòng TP huyện", "Phòng Tư pháp huyện"),
    ("UBND TP. Đà Nẵng", "Ủy ban nhân dân thành phố Đà Nẵng"),
    ("UBND TP.HCM", "Ủy ban nhân dân thành phố Hồ Chí Minh"),
    ("TPHCM", "Thành phố Hồ Chí Minh"),
    ("Công an TP", "Công an thành phố"),
    ("Phòng GD&ĐT TP Đà Lạt", "Phòng Giáo dục và Đào tạo thành phố Đà Lạt"),
    ("Sở TN & MT", "Sở Tài nguyên và Môi trường"),
]


@pytest.mark.parametrize(("name", "spelt"), SPELT)
def test_spelt_out(name: str, spelt: str) -> None:
    assert spelt_out(name) == spelt


def test_a_party_committee_names_no_province() -> None:
    text = (
        "Tỉnh ủy Lâm Đồng họp\n\nSáng 5/3/2020, Tỉnh ủy Lâm Đồng họp bàn. Bí thư Tỉnh ủy Lò Văn Tướng yêu cầu"
        " UBND tỉnh và Sở Nội vụ báo cáo Tỉnh ủy trước ngày 30/3/2020."
    )
    units = [u for k, found in extractors.read(document(text)).findings.items() if k.TABLE == "units" for u in found]
    assert units
    assert all("tỉnh ủy" not in u.full.removeprefix("Tỉnh ủy") and "ủy ủy" not in u.full for u in units)
