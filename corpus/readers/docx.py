"""Word documents (docx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from corpus.readers._errors import ReadError


def read(data: bytes) -> str:
    """The words of `data` in reading order: paragraphs a line each, tables cell after cell, each cell's lines together.

    A letterhead is a table of two cells; cell after cell keeps the lines of the issuing body together.
    Raises ReadError if the file is damaged.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ReadError(f"the Word document is damaged ({type(error).__name__}); fetch or save it again") from error
    return "\n".join(lines)


def _lines(container: object) -> Iterator[str]:
    from docx.table import Table

    for block in container.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(block, Table):
            seen: set[int] = set()
            for row in block.rows:
                for cell in row.cells:
                    # A merged cell stands in every row and column that it covers.
                    if id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        yield from _lines(cell)
        else:
            yield block.text
