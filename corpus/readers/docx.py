"""Word documents (docx): the words that Word shows in the body, with automatic numbers, without headers and footers."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from corpus.readers._errors import ReadError
from corpus.readers._fonts import raised
from corpus.readers._formats import open_zip, part
from corpus.readers._numbering import Numbering, child, local, number, numbering, value

# The main part of a document of several hundred pages has 10 MB; parsed it takes ten times that.
MOST_XML = 64 * 1024 * 1024
_DROPPED = frozenset(["del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sectPr", "altChunk"])
_DROPPED_PARTS = frozenset(["tblPr", "tblGrid", "tcPr", "trPr", "sdtPr", "sdtEndPr", "rt", "object", "annotationRef"])
_SINGLE = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
# Characters of the symbol fonts that occur in administrative texts (code points of Symbol and Wingdings).
_SYMBOL = {0xB7: "•", 0xAE: "→", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB0: "°", 0xB9: "≠", 0xD8: "¬"}
_WINGDINGS = {
    0xFC: "✓",
    0xFE: "☑",
    0xA8: "☐",
    0x6F: "☐",
    0x71: "☐",
    0xFB: "✗",
    0xE0: "→",
    0xF0: "→",
    0xD8: "•",
    0xA7: "•",
}
_PICTURED = re.compile("[\uf020-\uf0ff]")


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The words of `data` in reading order, and notes on what was left out.

    A paragraph is a line, with its automatic number in front ("1. ", "a) ", "- "); tables come cell after cell, each
    cell's lines together, so that the two cells of a letterhead keep the lines of the issuing body together; a text box
    follows the paragraph that holds it; footnotes come last. Deleted and hidden text, comments, headers, footers and
    embedded files are left out. Raises ReadError if the file is damaged, encrypted or inflates to too much.
    """
    try:
        parts = _parts(data) if data[:2] == b"PK" else _flat_parts(data)
        if parts.get("document") is None or (body := child(parts["document"], "body")) is None:
            raise ReadError("the Word document is damaged (it has no body); fetch or save it again")
        walk = _Walk(numbering(parts.get("numbering"), parts.get("styles")))
        lines = list(walk.lines(body))
        for kind in ("footnote", "endnote"):
            lines += walk.notes_of(kind, parts.get(f"{kind}s"))
    except ReadError as error:
        if str(error).startswith("the Word document"):
            raise
        raise ReadError(f"the Word document cannot be read: {str(error).removeprefix('it is ')}") from error
    except (etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise ReadError(f"the Word document is damaged ({type(error).__name__}); fetch or save it again") from error
    return "\n".join(lines), tuple(walk.notes)


def _parts(data: bytes) -> dict[str, Any]:
    """The roots of the parts that are read, by kind."""
    with open_zip(data) as archive:
        main, related = _main(archive)
        kinds = ("numbering", "styles", "footnotes", "endnotes")
        return {"document": _xml(archive, main), **{kind: _xml(archive, related.get(kind)) for kind in kinds}}


def _flat_parts(data: bytes) -> dict[str, Any]:
    """The same of a document that Word saved as one XML file, of 2003 or later."""
    parts: dict[str, Any] = {}
    kinds = {"document": "document", "wordDocument": "document", "numbering": "numbering", "styles": "styles"}
    for e in etree.fromstring(data.lstrip(), _parser()).iter():
        name = local(e.tag)
        parts.setdefault(kinds.get(name, name if name in ("footnotes", "endnotes") else ""), e)
    return parts


def _main(archive: zipfile.ZipFile) -> tuple[str, dict[str, str]]:
    """The name of the main part, and of its related parts by the last word of their relation's type."""
    related = _relations(archive, "_rels/.rels", "")
    main = related.get("officeDocument") or "word/document.xml"
    folder, name = posixpath.split(main)
    return main, _relations(archive, f"{folder}/_rels/{name}.rels", folder)


def _relations(archive: zipfile.ZipFile, name: str, folder: str) -> dict[str, str]:
    root = _xml(archive, name)
    return {
        str(r.get("Type", "")).rpartition("/")[2]: posixpath.normpath(
            posixpath.join("/", folder, str(r.get("Target", "")))
        ).lstrip("/")
        for r in (root if root is not None else ())
        if isinstance(r.tag, str) and r.get("TargetMode") != "External"
    }


def _xml(archive: zipfile.ZipFile, name: str | None) -> Any:
    """The root of the part `name`, None if there is none. Entities are not resolved and nothing is fetched."""
    data = part(archive, name, MOST_XML) if name else None
    if data is None:
        return None
    return etree.fromstring(data, _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass
class _Walk:
    """One way through a document's parts. `open_line` is a paragraph whose end mark is deleted: the next goes on there."""

    numbers: Numbering
    notes: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    open_line: str = ""

    def lines(self, container: Any) -> Iterator[str]:
        """The lines of a body, cell, text box or note."""
        for block in container:
            name = local(block.tag)
            if name == "p":
                yield from self._paragraph(block)
            elif name == "tbl":
                for row in self._below(block, "tr"):
                    if child(row, "trPr", "del") is None:
                        for cell in self._below(row, "tc"):
                            merged = child(cell, "tcPr", "vMerge")
                            if merged is None or value(merged) == "restart":
                                yield from self.lines(cell)
            elif name == "altChunk":
                self._note("a part of another file is embedded in the document and was left out")
            elif name == "AlternateContent":
                yield from self.lines(_chosen(block))
            elif name == "sdt":
                yield from self.lines(_content(block))
            elif name in ("customXml", "smartTag", "ins", "moveTo", "sect", "sub-section"):
                yield from self.lines(block)
            elif name in ("del", "moveFrom"):
                self._changed()

    def notes_of(self, kind: str, root: Any) -> Iterator[str]:
        """The footnotes or endnotes below `root`, each behind its number in brackets; separators left out."""
        shown = 0
        for note in root if root is not None else ():
            if local(note.tag) == kind and value(note, "type") in (None, "normal"):
                text = "\n".join(self.lines(note)).strip()
                shown += 1
                if text:
                    yield f"[{shown}] {text}"

    def _below(self, element: Any, name: str) -> Iterator[Any]:
        """Rows of a table, cells of a row: also those within content controls and custom XML."""
        for e in element:
            if local(e.tag) == name:
                yield e
            elif local(e.tag) == "sdt":
                yield from self._below(_content(e), name)
            elif local(e.tag) in ("customXml", "ins", "moveTo"):
                yield from self._below(e, name)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        before, self.boxes = self.boxes, []
        text = "".join(self._words(paragraph))
        prefix = self.numbers.prefix(properties)
        # An empty paragraph counts too, but nobody refers to its number.
        text = self.open_line + (prefix + text if text.strip() else text)
        self.open_line = ""
        boxes, self.boxes = self.boxes, before
        if properties is not None and child(properties, "rPr", "del") is not None:
            self._changed()
            self.open_line = text
        else:
            yield text
        for box in boxes:
            yield from self.lines(box)

    def _words(self, element: Any) -> Iterator[str]:
        for e in element:
            name = local(e.tag)
            if name == "t":
                yield e.text or ""
            elif name in _SINGLE:
                yield _SINGLE[name]
            elif name == "sym":
                yield _symbol(value(e, "font") or "", value(e, "char") or "")
            elif name == "r":
                if not _on(child(e, "rPr", "vanish")):
                    yield from self._run(e)
            elif name == "AlternateContent":
                yield from self._words(_chosen(e))
            elif name in ("drawing", "pict"):
                self.boxes += _outermost(e)
            elif name == "sdt":
                if child(e, "sdtPr", "showingPlcHdr") is None:
                    yield from self._words(_content(e))
            elif name in ("del", "moveFrom"):
                self._changed()
            elif name and name not in _DROPPED and name not in _DROPPED_PARTS:
                yield from self._words(e)

    def _run(self, run: Any) -> Iterator[str]:
        properties = child(run, "rPr")
        font = value(child(properties, "rFonts"), "ascii") or ""
        caps = _on(child(properties, "caps"))
        for text in self._words(run):
            # Text in a symbol font is kept in a private area; in any other font it is that font's own letter.
            yield raised(_PICTURED.sub(lambda m: _symbol(font, f"{ord(m[0]):x}"), text), font, caps=caps)

    def _changed(self) -> None:
        self._note("the document holds tracked changes: deleted text is left out, inserted text is read")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _content(control: Any) -> Any:
    """What a content control holds; nothing if it only shows what should be filled in."""
    if child(control, "sdtPr", "showingPlcHdr") is not None:
        return ()
    return next((c for c in control if local(c.tag) == "sdtContent"), ())


def _chosen(alternate: Any) -> Any:
    """The first alternative: both show the same, the second for old programs."""
    return next((c for c in alternate if local(c.tag) in ("Choice", "Fallback")), ())


def _outermost(drawing: Any) -> Iterator[Any]:
    """The contents of the text boxes in `drawing`; boxes within boxes come when those are read."""
    for e in drawing:
        if local(e.tag) == "txbxContent":
            yield e
        elif local(e.tag) == "AlternateContent":
            yield from _outermost(_chosen(e))
        else:
            yield from _outermost(e)


def _on(switch: Any) -> bool:
    return switch is not None and value(switch) not in ("0", "false", "off")


def _symbol(font: str, code: str) -> str:
    """The character that the symbol font `font` draws for the hexadecimal `code`; "" for a mere ornament."""
    at = number(str(int(code, 16))) if re.fullmatch(r"[0-9a-fA-F]{1,6}", code) else None
    if at is None:
        return ""
    low = at - 0xF000 if 0xF000 <= at <= 0xF0FF else at
    if font.lower().startswith(("wingdings", "webdings")):
        return _WINGDINGS.get(low, "")
    if font.lower() == "symbol":
        return _SYMBOL.get(low, chr(low) if 0x20 <= low < 0x40 else "")
    if not font and low != at:
        return _SYMBOL.get(low, chr(at))
    return chr(low) if low >= 0x20 and low < 0x110000 and not 0xD800 <= low < 0xE000 else ""
