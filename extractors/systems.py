"""Which e-government systems and themes the text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.document import Finding, Reading, Where, said
from extractors._zones import zones
from extractors.lexicon import table


@dataclass(frozen=True, kw_only=True)
class System(Finding):
    """An e-government system or theme that the text speaks of, with the words that name it."""

    TABLE = "systems"
    SECTION = "systems"

    code: str = said("Code of the system, e.g. portal, one-stop, digital-signature")
    text: str = said("The words that name it, at their first occurrence")


KIND = System
NEEDS: tuple[str, ...] = ()

# More occurrences of one theme prove nothing more.
_MOST_PLACES = 50


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {code: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for code, words in table("systems.tsv").items()}


def extract(reading: Reading) -> Iterator[System]:
    """One entry a code, its places in `where`."""
    document = reading.document
    low = zones(document).flat.lower()
    if len(low) != len(document.text):  # a letter whose lower case is longer would shift every offset
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in zones(document).flat)
    for code, pattern in _patterns().items():
        first = pattern.search(low)
        if not first:
            continue
        text = document.quote(*first.span())
        places = (m for _, m in zip(range(_MOST_PLACES), pattern.finditer(low), strict=False))
        same = tuple(Where("text", *m.span()) for m in places if document.quote(*m.span()) == text)
        yield System(start=first.start(), end=first.end(), by="systems.lexicon", where=same, code=code, text=text)
