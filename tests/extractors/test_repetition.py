"""Adversarial input: a megabyte of the longest entry of each lexicon, over and over, is read to its end without a fault.

What it costs is measured by `make bench`; here a pattern that backtracks catastrophically would never come back.
"""

from pathlib import Path

import pytest

import extractors
from corpus.document import document

LEXICON = Path(extractors.__file__).parent / "lexicon"
MEGABYTE = 1_000_000


def longest(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return max((line.split("\t")[0] for line in lines if line and not line.startswith("#")), key=len)


@pytest.mark.parametrize("path", sorted(LEXICON.glob("*.t*")), ids=lambda p: p.name)
def test_a_megabyte_of_one_entry(path: Path) -> None:
    unit = f"{longest(path)} và "
    text = unit * (MEGABYTE // len(unit.encode()) + 1)
    assert len(text.encode()) >= MEGABYTE
    reading = extractors.read(document(text))
    # The one fault that may be is that the end of so long a text was not read.
    assert all("only the first" in fault.why for fault in reading.faults), reading.faults


@pytest.mark.parametrize(
    "unit", ["ngày 1/2 và ", "1.", "(", "“", "giao các ", "Luật ", "Chủ tịch UBND tỉnh ", "yêu cầu: "]
)
def test_a_hundred_thousand_of_what_patterns_begin_with(unit: str) -> None:
    reading = extractors.read(document(unit * (100_000 // len(unit))))
    assert reading.faults == ()
