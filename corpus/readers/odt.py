"""OpenDocument texts (odt), as LibreOffice saves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from corpus.readers._errors import ReadError
from corpus.readers._formats import open_zip, part
from corpus.readers._numbering import child, local, value

MOST_XML = 64 * 1024 * 1024
_DROPPED = frozenset(
    ["tracked-changes", "annotation", "annotation-end", "forms", "ruby-text", "note", "sequence-decls"]
)
_BOXES = frozenset(["frame", "custom-shape", "g"])


def read(data: bytes) -> str:
    """The words of `data` in reading order: a line a paragraph, tables cell after cell, notes and headers left out.

    Items of lists have no numbers in front, since styles make them. Raises ReadError if it is damaged or encrypted.
    """
    try:
        with open_zip(data) as archive:
            content = part(archive, "content.xml", MOST_XML)
        if content is None:
            raise ReadError("the OpenDocument text is damaged (it has no content); save it again")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        body = child(etree.fromstring(content, parser), "body", "text")
        if body is None:
            raise ReadError("the OpenDocument text is damaged (it has no body); save it again")
        return "\n".join(_lines(body))
    except (etree.XMLSyntaxError, ValueError, RecursionError) as error:
        # An encrypted text is a ZIP whose content is no XML.
        raise ReadError("the OpenDocument text is encrypted or damaged; save it again, without a password") from error


def _lines(container: Any) -> Iterator[str]:
    for e in container:
        name = local(e.tag)
        if name in ("p", "h"):
            boxes: list[Any] = []
            yield "".join(_words(e, boxes))
            for box in boxes:
                yield from _lines(box)
        elif name and name not in _DROPPED:
            yield from _lines(e)


def _words(element: Any, boxes: list[Any]) -> Iterator[str]:
    yield element.text or ""
    for e in element:
        name = local(e.tag)
        if name == "s":
            yield " " * min(int(value(e, "c") or 1), 200)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name in _BOXES:
            boxes.append(e)
        elif name and name not in _DROPPED:
            yield from _words(e, boxes)
        yield e.tail or ""
